"""``symbioaudit balance``: what measured flows would have to be, and what to measure next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import click

from symbioaudit.base.i18n import N_, _, language
from symbioaudit.cli import spoken
from symbioaudit.cli.common import emit_json, workspace_path
from symbioaudit.units import NBSP, format_number, format_quantity

if TYPE_CHECKING:
    from symbioaudit.analysis.reconciliation import BalanceHelp, Proposal, Spread

LAYERS: Final = {"mass": N_("Mass"), "water": N_("Water"), "energy": N_("Energy")}
TOTALS: Final = {
    "in": N_("all inputs"),
    "out": N_("all outputs"),
    "rest": N_("not accounted for"),
}
SHOWN: Final = 10


@spoken.command(
    help=N_("Reconcile the balances as a proposal; rank what to measure next. Changes nothing."),
    example="symbioaudit balance 2026-001",
)
@spoken.argument("audit")
@spoken.option("--json", "as_json", is_flag=True, help=N_("Print everything as JSON."))
@click.pass_context
def command(ctx: click.Context, audit: str, as_json: bool) -> None:
    """Print the proposal, the measurements and the intervals of the totals."""
    from symbioaudit.services.analyses import plain
    from symbioaudit.services.audits import find_audit
    from symbioaudit.services.balancing import balance_help
    from symbioaudit.services.workspace import open_workspace

    with open_workspace(workspace_path(ctx), create=False, read_only=True) as workspace:
        found = balance_help(workspace, find_audit(workspace, audit).id).help
    if as_json:
        emit_json(plain(found, language()))
    else:
        for line in _lines(found, language()):
            click.echo(line)


def _lines(found: BalanceHelp, lang: str) -> Iterator[str]:
    for proposal in found.proposals:
        yield from _proposal(proposal, lang)
    yield _("Totals with their interval of 95 %:")
    yield from (f"  {_spread(spread, lang)}" for spread in found.spreads)
    if found.next:
        yield _("What to measure next:")
    for number, one in enumerate(found.next[:SHOWN], 1):
        removes = f"{format_number(100 * one.removes, lang, 0)}{NBSP}%"
        hours = format_quantity(one.hours, "h", lang)
        yield f"  {number}. {one.flow.name}: {one.how.render(lang)}"
        yield "     " + _("removes {removes} of the uncertainty in {hours}").format(
            removes=removes, hours=hours
        )


def _proposal(proposal: Proposal, lang: str) -> Iterator[str]:
    network = proposal.network
    yield f"{_(LAYERS[network.layer])}: {proposal.verdict.render(lang)}"
    if network.note:
        yield f"  {network.note.render(lang)}"
    for one in sorted(proposal.adjusted, key=lambda a: -a.test):
        if one.gross or one.suspect:
            stated, value = (
                format_quantity(v, network.unit, lang) for v in (one.flow.value or 0.0, one.value)
            )
            moved = f"{format_number(one.moved, lang, 1)}{NBSP}σ"
            mark = _("check first") if one.suspect else _("disagrees")
            yield f"  ! {one.flow.name}: {stated} → {value} ({moved}; {mark})"
    for derived in proposal.derived:
        value = format_quantity(derived.value, network.unit, lang)
        yield f"  ? {derived.flow.name}: " + _("by the balance {value}").format(value=value)


def _spread(spread: Spread, lang: str) -> str:
    low, best, high = (
        format_quantity(v, spread.unit, lang) for v in (spread.low, spread.best, spread.high)
    )
    return f"{_(LAYERS[spread.layer])}, {_(TOTALS[spread.what])}: {best} ({low} … {high})"
