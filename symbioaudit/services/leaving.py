"""Before leaving the plant: what only the site can tell, in the order of its effect on the results, and what
a draft, a final report and an upload still lack, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from symbioaudit.analysis.results import Results
from symbioaudit.base.i18n import N_, Message, _
from symbioaudit.methodology import Pack
from symbioaudit.methodology.rules import Point
from symbioaudit.methodology.status import Gap, Status, status_of
from symbioaudit.model.enums import Missing, Severity
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services.entries import blank_entry, edits_for
from symbioaudit.services.figures import Figure, Row, Table
from symbioaudit.services.operations import Update
from symbioaudit.services.status import AuditStatus, computed_of, effects_of
from symbioaudit.units import NBSP, format_number

LISTS: Final = ("onsite", "draft", "final", "upload")
LAYERS: Final[Mapping[str, str]] = {
    "mass": N_("of the mass"),
    "water": N_("of the water"),
    "energy": N_("of the energy"),
    "cost": N_("of the cost of losses"),
}
LEAST: Final = 0.001  # a smaller share is not worth a number


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is missing. ``step`` can be taken as complete with a reason."""

    text: str
    place: str
    effect: str
    point: Point | None
    estimated: bool = False
    step: str = ""


@dataclass(frozen=True, slots=True)
class Leaving:
    """The four lists."""

    lists: Mapping[str, tuple[Line, ...]]
    overrides: tuple[tuple[str, str], ...] = ()  # step and the reason why it counts as complete


def leaving(results: Results, snapshot: Snapshot, pack: Pack, lang: str) -> Leaving:
    """The lists of an audit, in words."""
    status = status_of(pack, snapshot, computed_of(results, snapshot, pack))
    whole = AuditStatus(snapshot, pack, status)
    effects = effects_of(results, snapshot, pack)

    def line(gap: Gap, step: str = "") -> Line:
        record = gap.point.id if gap.point else None
        _share, layer = effects.get(record or "", (0.0, ""))
        effect = _effect(gap.weight, layer, lang)
        place = whole.place(gap.point, lang)
        return Line(gap.text.render(lang), place, effect, gap.point, gap.estimated, step)

    lists = status.lists
    return Leaving(
        {
            "onsite": tuple(line(gap) for gap in lists.onsite),
            "draft": tuple(line(gap) for gap in lists.draft),
            "final": tuple(line(gap, step) for gap, step in _final(status)),
            "upload": tuple(line(gap) for gap in lists.upload),
        },
        tuple((s.step.id, s.override.reason) for s in status.steps if s.override),
    )


def _final(status: Status) -> Iterator[tuple[Gap, str]]:
    """Gaps of the final report with the step that asks; one per place, as in the status."""
    seen: set[object] = set()
    for step in status.steps:
        for outcome in step.unmet if step.applies and not step.override else ():
            if outcome.severity is not Severity.ERROR:
                continue
            for point in outcome.points or (None,):
                if (key := point or outcome.text) not in seen:
                    seen.add(key)
                    yield Gap(outcome.text, point), step.step.id


def _effect(weight: float, layer: str, lang: str) -> str:
    if weight < LEAST or not layer:
        return ""
    share = format_number(100 * weight, lang, 1 if weight < 0.1 else 0)
    return f"{share}{NBSP}% {Message(LAYERS[layer]).render(lang)}"


def table_of(found: Leaving, name: str) -> Table:
    """A list as a table."""
    columns = [_("What is missing"), _("Where")]
    if name == "onsite":
        columns.insert(0, _("Affects up to"))
    if name == "final":
        columns.append(_("Step"))
    rows = tuple(_row(line, name) for line in found.lists[name])
    return Table("", tuple(columns), rows, _("Nothing is missing."))


def _row(line: Line, name: str) -> Row:
    said = f"≈ {line.text}" if line.estimated else line.text
    why = _("There is an estimate: measure it, or take the bill.") if line.estimated else ""
    cells = [Figure(said, role="estimate" if line.estimated else "", why=why), Figure(line.place)]
    if name == "onsite":
        cells.insert(0, Figure(line.effect or "—"))
    if name == "final":
        cells.append(Figure(line.step))
    point = line.point
    link = (point.entity, point.id or "", point.field or "") if point else None
    return Row(tuple(cells), link)


def marked(snapshot: Any, lines: Iterable[Line], why: Missing) -> list[Update]:
    """The updates that say why these fields stay blank; what has a value is left alone."""
    out = []
    for line in lines:
        point = line.point
        if point is None or not point.id or not point.field or line.estimated:
            continue
        record = snapshot.get(point.entity, point.id)
        if record is not None:
            out.append(edits_for(record, point.field, blank_entry(why)))
    return out
