"""Haves and wants, matches and chains of one audit as tables in words; every number keeps its origin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from symbioaudit.analysis.results import Quantity
from symbioaudit.analysis.symbiosis.chains import Chain
from symbioaudit.analysis.symbiosis.gaps import GATES
from symbioaudit.analysis.symbiosis.sides import Have, Want
from symbioaudit.base.i18n import N_, _, translate
from symbioaudit.model.enums import Confidentiality
from symbioaudit.services import prospect_figures as numbers
from symbioaudit.services.figures import Figure, Row, Table
from symbioaudit.services.live import LiveAudit
from symbioaudit.services.prospect_links import is_ours
from symbioaudit.services.prospect_words import Words
from symbioaudit.services.prospects import CATALOGUE, ENTERPRISE, PATTERN, Prospect, Prospects
from symbioaudit.units import NBSP, format_number

PARTNERS: Final = {
    ENTERPRISE: N_("enterprise of the workspace"),
    CATALOGUE: N_("from a catalogue"),
    PATTERN: N_("kind of plant"),
}
VERDICTS: Final = {"pass": N_("passed"), "fail": N_("shut"), "unknown": N_("to be asked")}
WHOLE: Final = N_("what such plants take")
NO_CLASS: Final = N_("a class: name it more exactly or give a code")
SHOWN_GAPS: Final = 2


# Haves and wants


def haves_table(found: Prospects, words: Words) -> Table:
    """What the plant could give."""
    return _sides(found, words, found.haves, _("Haves"), _EMPTY_HAVES)


def wants_table(found: Prospects, words: Words) -> Table:
    """What the plant could take."""
    return _sides(found, words, found.wants, _("Wants"), _EMPTY_WANTS)


_EMPTY_HAVES: Final = N_("Nothing to give yet: wastes, heat, by-products and spare resources come here.")  # fmt: skip
_EMPTY_WANTS: Final = N_("Nothing wanted yet: cards of wants and inputs that could be secondary come here.")  # fmt: skip


def _sides(
    found: Prospects, words: Words, sides: Iterable[Have | Want], title: str, empty: str
) -> Table:
    columns = (
        _("Resource"), _("Amount"), _("Class"), _("Matches"), _("Best score"), _("Partner"),
        _("Seen outside by"), _("What is missing for a match"),
    )  # fmt: skip
    rows = tuple(_side(found, words, one) for one in sides)
    return Table(title, columns, rows, _(empty))


def _side(found: Prospects, words: Words, one: Have | Want) -> Row:
    of = found.of(one.id)
    best = of[0] if of else None
    missing = missing_of(found, one)
    cells = (
        Figure(one.name or "—"),
        _amount(one, words),
        class_cell(found, one, words.lang),
        Figure(str(len(of)) if of else "—", role="" if of else "muted"),
        words.plain(numbers.score(best)) if best else Figure("—", role="muted"),
        Figure(best.partner.name if best else "—"),
        Figure(level(one, words)),
        Figure("; ".join(missing) if missing else "—", role="warning" if missing else ""),
    )
    return Row(cells, (*one.record, "") if one.record else None)


def _amount(one: Have | Want, words: Words) -> Figure:
    if one.amount is None or one.amount.best is None:
        return Figure("—", role="muted", why=_("the amount is not known"))
    low, high = (None, None) if one.amount.low == one.amount.high else (one.amount.low, one.amount.high)  # fmt: skip
    soft = 1.0 if one.estimated else 0.0
    return words.number(
        Quantity(one.amount.best, one.unit, low=low, high=high, estimated_share=soft)
    )


def class_cell(found: Prospects, one: Have | Want, lang: str) -> Figure:
    """The class of resources with how sure that is and why."""
    classes = found.classes.get(one.id, ())
    if not classes:
        return Figure(_("not recognised"), role="warning", why=_("Name it more exactly or give a code."))  # fmt: skip
    best = classes[0]
    title = found.resource(best.resource)
    sure = f"{format_number(100 * best.confidence, lang, 0)}{NBSP}%"
    text = f"{title.render(lang) if title else best.resource}, {sure}"
    return Figure(text, why=best.why.render(lang))


def level(one: Have | Want, words: Words) -> str:
    """Who may see the record outside this laptop."""
    record = words.live.get(*one.record) if one.record else None
    own = one.confidentiality
    if own is None and record is not None:
        form = next((f for f in words.pack.forms.values() if f.takes(record)), None)
        own = Confidentiality(form.confidentiality) if form and form.confidentiality else None
    entry = words.pack.entry("confidentiality", own.value if own else None)
    return entry.text.render(words.lang) if entry else ""


def missing_of(found: Prospects, one: Have | Want) -> list[str]:
    """What this plant has to find out for its best match, the weightiest first."""
    if not found.classes.get(one.id) and not getattr(one, "typical", False):
        return [translate(NO_CLASS, found.lang)]
    of = found.of(one.id)
    gaps = [g for p in of[:1] for g in p.told.gaps if is_ours(g, p)]
    return [g.what.render(found.lang) for g in gaps[:SHOWN_GAPS]]


# Matches


def matches_table(found: Prospects, words: Words, prospects: Iterable[Prospect]) -> Table:
    """The list of matches; the first two columns are drawn as a bar and as three marks."""
    columns = (
        _("Score"), _("Gates"), _("Resource"), _("Way"), _("Partner"), _("Kind of partner"), _("Sure"),
        _("Away"), _("Exchanged"), _("Gain of the donor"), _("Gain of the receiver"), _("CO₂ avoided"),
        _("In work"),
    )  # fmt: skip
    taken = taken_of(words.live)
    rows = tuple(_match(found, words, p, taken) for p in prospects)
    empty = _("No matches with these filters.") if found.matches else _("No matches yet: record wastes, heat and wants.")  # fmt: skip
    return Table(_("Matches"), columns, rows, empty)


def _match(found: Prospects, words: Words, p: Prospect, taken: Mapping[Any, Any]) -> Row:
    record = record_of(p, taken)
    status = words.pack.entry("match_statuses", record.status) if record is not None else None
    cells = (
        score_cell(p, words.lang),
        Figure(gates_text(p, words.lang)),
        Figure(resource_text(p, words.lang)),
        Figure(_("gives") if p.gives else _("takes")),
        Figure(p.partner.name),
        Figure(_(PARTNERS[p.kind])),
        words.number(numbers.confidence(p)),
        words.number(numbers.distance(p)),
        words.number(numbers.exchanged(p)),
        words.number(numbers.surplus(p, "donor", found)),
        words.number(numbers.surplus(p, "receiver", found)),
        words.number(numbers.carbon(p, found)),
        Figure(status.text.render(words.lang) if status else ""),
    )
    return Row(cells, ("prospect", "|".join(p.key), ""))


def score_cell(p: Prospect, lang: str) -> Figure:
    """The score with its range; a shut gate says so."""
    quantity = numbers.score(p)
    if quantity.value is None:
        return Figure(
            _("shut"), quantity, "error", quantity.gap.render(lang) if quantity.gap else ""
        )
    low, best, high = (
        format_number(v, lang, 0) for v in (p.match.low, p.match.score, p.match.high)
    )
    quantity = replace(quantity, low=None, high=None)
    return Figure(f"{best} ({low}–{high})" if low != high else best, quantity)


def gates_text(p: Prospect, lang: str) -> str:
    """The three gates in words."""
    return "; ".join(
        f"{translate(GATES[g.name], lang)}: {translate(VERDICTS[g.verdict], lang)}"
        for g in p.match.gates
    )


def resource_text(p: Prospect, lang: str) -> str:
    """What would go over, as the audit names it."""
    if p.gives:
        return p.match.have.name
    own = p.match.want.name or translate(WHOLE, lang)
    return f"{own} ← {p.match.have.name}"


def taken_of(live: LiveAudit) -> dict[tuple[str, str], Any]:
    """Records of F20 by the audit's side (blank where F20 cannot name it) and the partner."""
    found = {}
    cards = {w.id: w.linked_input for w in live.of("want") if w.linked_input}
    for record in live.of("match"):
        sides = [s for s in (record.stream_id, record.want_id, cards.get(record.want_id)) if s]
        for side in sides or [""]:
            found[str(side), record.partner or ""] = record
    return found


def record_of(p: Prospect, taken: Mapping[Any, Any]) -> Any:
    """The record of F20 that was made of a match, or None."""
    named = p.record is not None and p.record[0] in {"stream", "want"}
    return taken.get((p.own.id if named else "", p.partner.name))


# Chains


def chains_table(found: Prospects, words: Words) -> Table:
    """Chains through the audited plant."""
    columns = (_("Score"), _("Links"), _("Kind of chain"), _("Chain"))
    rows = tuple(
        Row(
            (
                Figure(format_number(chain.score, words.lang, 0)),
                Figure(str(len(chain.links))),
                Figure(_("cascade") if chain.cascade else _("series")),
                Figure(chain_text(chain)),
            ),
            ("chain", str(number), ""),
        )
        for number, chain in enumerate(found.chains)
    )
    return Table(_("Chains"), columns, rows, _("No chains: they need at least three plants in the workspace."))  # fmt: skip


def chain_text(chain: Chain) -> str:
    """Plants and what goes between them."""
    steps = [chain.links[0].donor.name]
    steps += [f"—({m.have.name})→ {m.receiver.name}" for m in chain.links]
    return " ".join(steps)
