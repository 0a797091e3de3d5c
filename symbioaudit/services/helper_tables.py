"""The balance helper in words: what does not agree, what to measure next, how far totals can be trusted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from symbioaudit.analysis.reconciliation import BalanceHelp, Flow, help_with
from symbioaudit.analysis.results import Results
from symbioaudit.base.i18n import N_, _
from symbioaudit.base.ids import new_id
from symbioaudit.methodology import Pack
from symbioaudit.model.enums import Missing
from symbioaudit.model.records import Action
from symbioaudit.services.entries import blank_entry, edits_for
from symbioaudit.services.figures import Figure, Link, Row, Table
from symbioaudit.services.live import LiveAudit
from symbioaudit.services.operations import Create, Update
from symbioaudit.units import NBSP, format_number, format_quantity

LAYERS: Final[Mapping[str, str]] = {
    "mass": N_("Mass"),
    "water": N_("Water"),
    "energy": N_("Energy"),
}
TOTALS: Final[Mapping[str, str]] = {
    "in": N_("all inputs"),
    "out": N_("all outputs"),
    "rest": N_("not accounted for"),
}
FIELDS: Final[Mapping[str, str]] = {"stream": "quantity", "product": "output"}


def helped(results: Results, pack: Pack) -> BalanceHelp:
    """What the helper says of results that are there already. Pure."""
    return help_with(results, pack)


def link_of(flow: Flow) -> Link | None:
    """The field where a flow's amount stands."""
    entity, record_id, _group = flow.key
    return (entity, record_id, FIELDS[entity]) if entity in FIELDS else None


def proposals_table(found: BalanceHelp, lang: str) -> Table:
    """Stated against proposed; the flagged ones first. Nothing is overwritten."""
    names = (_("Layer"), _("Stream"), _("Stated"), _("Proposed"), _("Moves by"), _("Remark"))
    rows: list[Row] = []
    for proposal in found.proposals:
        layer, unit = _(LAYERS[proposal.network.layer]), proposal.network.unit
        if not proposal.freedom and not proposal.derived:
            continue
        for one in sorted(proposal.adjusted, key=lambda a: (not a.suspect, not a.gross, -a.test)):
            remark = _("check first") if one.suspect else _("disagrees") if one.gross else ""
            cells = (
                Figure(layer),
                Figure(one.flow.name),
                Figure(format_quantity(one.flow.value or 0.0, unit, lang)),
                Figure(format_quantity(one.value, unit, lang)),
                Figure(f"{format_number(one.moved, lang, 1)}{NBSP}σ"),
                Figure(remark, role="error" if one.suspect else "warning" if one.gross else ""),
            )
            rows.append(Row(cells, link_of(one.flow)))
        for derived in proposal.derived:
            value = format_quantity(derived.value, unit, lang)
            cells = (
                Figure(layer), Figure(derived.flow.name), Figure("—", role="muted"), Figure(value), Figure(""),
                Figure(_("follows from the balance"), role="error" if derived.value < 0 else "hint"),
            )  # fmt: skip
            rows.append(Row(cells, link_of(derived.flow)))
    return Table(_("Proposal"), names, tuple(rows), _("No balance can check the amounts yet."))


def next_table(found: BalanceHelp, lang: str) -> Table:
    """What to measure next, by how much uncertainty it removes for an hour of work."""
    rows = tuple(
        Row(
            (
                Figure(str(n)),
                Figure(m.flow.name),
                Figure(_(LAYERS[m.layer])),
                Figure(m.how.render(lang)),
                Figure(f"{format_number(100 * m.removes, lang, 0)}{NBSP}%"),
                Figure(format_quantity(m.hours, "h", lang)),
                Figure(_("no number yet") if m.flow.value is None else ""),
            ),
            link_of(m.flow),
        )
        for n, m in enumerate(found.next, 1)
    )
    names = (_("No."), _("Stream"), _("Layer"), _("How"), _("Removes of the uncertainty"), _("Work"), _("State"))  # fmt: skip
    return Table(_("What to measure next"), names, rows, _("Everything that counts is measured."))


def spreads_table(found: BalanceHelp, lang: str) -> Table:
    """Totals with their interval of 95 %."""
    rows = tuple(
        Row(
            (
                Figure(_(LAYERS[s.layer])),
                Figure(_(TOTALS[s.what])),
                *(Figure(format_quantity(v, s.unit, lang)) for v in (s.low, s.best, s.high)),
                Figure(s.causes[0][0].name if s.causes else "—"),
                Figure(str(s.unknown or "—"), role="warning" if s.unknown else ""),
            ),
            link_of(s.causes[0][0]) if s.causes else None,
        )
        for s in found.spreads
    )
    names = (_("Layer"), _("Total"), _("From"), _("Value"), _("To"), _("Mostly because of"), _("Without a number"))  # fmt: skip
    return Table(_("How far totals can be trusted"), names, rows, _("No totals yet."))


def to_be_measured(live: LiveAudit, links: list[Link]) -> list[Update]:
    """Blank amounts are marked as to be measured; a number that is there stays as it is."""
    out = []
    for entity, record_id, code in links:
        record = live.get(entity, record_id)
        amount = getattr(record, code, None) if record is not None else None
        if record is not None and (amount is None or amount.number is None):
            out.append(edits_for(record, code, blank_entry(Missing.TO_BE_MEASURED)))
    return out


def measuring_action(live: LiveAudit, name: str, how: str, link: Link, horizon: str) -> Create:
    """A measurement as an action of the plan."""
    numbers = [a.number or 0 for a in live.of("action")]
    return Create(
        Action(
            id=new_id(),
            audit_id=live.audit_id,
            number=max(numbers, default=0) + 1,
            name=_("Measure “{name}”: {how}").format(name=name, how=how),
            linked_item=link[1],
            horizon=horizon,
            status="planned",
        )
    )
