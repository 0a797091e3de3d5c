"""Readiness (F18, F-61) statement by statement, the technical potential (F-60), the quadrant of the two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from symbioaudit.analysis.results import Outlook, Part, Score
from symbioaudit.base.i18n import _
from symbioaudit.base.ids import new_id
from symbioaudit.forms import FormDef
from symbioaudit.forms.loader import text_of
from symbioaudit.methodology import Pack
from symbioaudit.services.entries import choices, new_record
from symbioaudit.services.figures import Figure, Row, Table, View
from symbioaudit.services.live import LiveAudit
from symbioaudit.services.operations import Edit, Update
from symbioaudit.units import NBSP, format_number

COMMENT: Final = "_comment"


@dataclass(frozen=True, slots=True)
class Statement:
    """One of the twelve: its words, its levels, the answer."""

    code: str
    label: str
    help: str
    levels: tuple[str, ...]  # text of 0, 1, 2 …
    answer: int | None
    comment: str
    comment_wanted: bool  # an extreme mark without a reason


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the enterprise stands: both axes as bounds 0–100, what is advised."""

    potential: Score
    readiness: Score
    limits: tuple[float, float]
    corners: dict[str, str]  # high_high … → text
    possible: tuple[str, ...]

    @property
    def advice(self) -> str:
        """The recommendation, or what it still hangs on."""
        if not self.possible:
            return _("Answer the statements and offer streams: nothing is known yet.")
        if len(self.possible) == 1:
            return self.corners[self.possible[0]]
        return _("Not settled yet; possible: {texts}.").format(
            texts=" / ".join(self.corners[key] for key in self.possible)
        )


def form_of(pack: Pack) -> FormDef:
    """The form of readiness."""
    return pack.forms[pack.scoring["readiness"]["form"]]


def record_of(live: LiveAudit) -> Any:
    """The record that holds the answers, or None."""
    return next(iter(live.of("readiness")), None)


def statements(live: LiveAudit, pack: Pack, lang: str) -> tuple[Statement, ...]:
    """All statements in the order of the pack."""
    form, record = form_of(pack), record_of(live)
    own = record.properties if record else {}
    return tuple(_statement(pack, form, code, own, lang) for code in _codes(pack))


def _codes(pack: Pack) -> tuple[str, ...]:
    return tuple(pack.scoring["readiness"]["statements"])


def _statement(pack: Pack, form: FormDef, code: str, own: Any, lang: str) -> Statement:
    field = form.field(code)
    assert field is not None  # the check of the pack sees to it
    value, comment = own.get(code), str(own.get(code + COMMENT) or "")
    answer = int(value) if str(value).isdigit() else None
    most = int(pack.scoring["readiness"]["scale_max"])
    levels = {choice.value: choice.text.render(lang) for choice in choices(pack, field)}
    return Statement(
        code,
        field.label.render(lang),
        field.help.render(lang) if field.help else "",
        tuple(levels.get(str(level), str(level)) for level in range(most + 1)),
        answer,
        comment,
        answer in {0, most} and not comment.strip(),
    )


def answered(live: LiveAudit, pack: Pack, code: str, value: int | str | None) -> Edit:
    """The edit that answers a statement or comments on it; None takes the answer back."""
    record = record_of(live)
    if record is None:
        return new_record(form_of(pack), new_id(), live.audit_id, {code: value})
    return Update("readiness", record.id, {f"properties.{code}": value})


def standing(view: View) -> Standing:
    """Both axes and the corner of the quadrant."""
    rules = view.pack.scoring["quadrant"]
    outlook: Outlook = view.results.outlook or Outlook()
    return Standing(
        outlook.potential,
        outlook.readiness,
        (float(rules["potential"]), float(rules["readiness"])),
        {key: text_of(text).render(view.lang) for key, text in rules["texts"].items()},
        outlook.quadrants,
    )


def span(score: Score, lang: str) -> str:
    """A score in words: a number, or the bounds that it lies between."""
    if score.parts and not score.known:
        return _("unknown")
    low, high = (format_number(value, lang, 0) for value in (score.low, score.high))
    return low if low == high else f"{low}–{high}"


def potential_table(view: View) -> Table:
    """The parts of the potential: weight, what was measured, points; the unknown says why."""
    score = standing(view).potential
    return parts_table(score, _("Technical potential (F-60)"), view)


def parts_table(score: Score, title: str, view: View) -> Table:
    """The parts of any score."""
    columns = (_("Part"), _("Points of 100"), _("Weight"), _("Measured"), _("Why unknown"))
    return Table(title, columns, tuple(_part(part, view) for part in score.parts))


def _part(part: Part, view: View) -> Row:
    lang = view.lang
    gap = part.score.gap or part.measure.gap
    unknown = part.score.value is None
    why = gap.render(lang) if unknown and gap else ""
    measured = view.shown(part.measure)
    if part.measure.unit == "" and part.measure.value is not None:
        measured = Figure(format_number(part.measure.value, lang), part.measure)
    points = Figure("—", part.score, "muted", why)
    if not unknown:
        points = Figure(format_number(part.score.value or 0.0, lang, 0), part.score)
    weight = f"{format_number(part.weight, lang, 0)}{NBSP}%"
    return Row((Figure(part.label.render(lang)), points, Figure(weight), measured, Figure(why)))
