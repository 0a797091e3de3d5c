"""``symbioaudit analyse``: all results of an audit."""

from __future__ import annotations

from collections.abc import Iterator

import click

from symbioaudit.analysis.results import LIGHTS, Balance, Light, Quantity, Results
from symbioaudit.base.i18n import N_, _, language, translate
from symbioaudit.cli import spoken
from symbioaudit.cli.common import SEVERITIES, emit_json, workspace_path
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.units import format_number, format_quantity

LAYERS = {"mass": N_("Mass"), "water": N_("Water"), "energy": N_("Energy")}
MOST_PROBLEMS = 15


@spoken.command(
    help=N_("Compute all results of an audit."),
    example="symbioaudit analyse 2026-001 --json > results.json",
)
@spoken.argument("audit")
@spoken.option(
    "--json", "as_json", is_flag=True, help=N_("Print everything with derivations as JSON.")
)
@click.pass_context
def command(ctx: click.Context, audit: str, as_json: bool) -> None:
    """Print a summary, or everything as JSON."""
    from symbioaudit.services.analyses import analyse_audit, results_json
    from symbioaudit.services.audits import find_audit
    from symbioaudit.services.workspace import open_workspace

    with open_workspace(workspace_path(ctx), create=False, read_only=True) as workspace:
        snapshot, _pack, results = analyse_audit(workspace, find_audit(workspace, audit).id)
    if as_json:
        emit_json(results_json(results, language()))
    else:
        for line in summary(snapshot, results):
            click.echo(line)


def shown(quantity: Quantity, lang: str, mark: float) -> str:
    """A quantity for a terminal: ≈ for estimates, a dash with the reason for what is unknown.

    ``mark`` is the share of estimates that makes an estimate of the whole.
    """
    if quantity.value is None:
        reason = f" ({quantity.gap.render(lang)})" if quantity.gap else ""
        return f"—{reason}"
    sign = "≈" if quantity.rests_on_estimates(mark) else ""
    note = f"  [{quantity.gap.render(lang)}]" if quantity.gap else ""
    if quantity.unit == "1":
        return f"{sign}{format_quantity(quantity.value * 100, 'percent', lang)}{note}"
    return f"{sign}{format_quantity(quantity.value, quantity.unit, lang)}{note}"


def summary(snapshot: Snapshot, results: Results) -> Iterator[str]:
    """The headline numbers of an audit, line by line."""
    lang = language()
    yield f"{snapshot.enterprise.name_full or snapshot.enterprise.id} — {snapshot.audit.number or snapshot.audit.id}"
    if origin := snapshot.audit.where_data_come_from(lang):
        yield f"  {origin}"
    for balance in results.balances:
        if balance.process is None and balance.lines:
            yield _balance_line(balance, lang, results.estimated_mark)
    rows = [
        (_("Purchased energy"), results.energy_total.energy),
        (_("Coal equivalent"), results.energy_total.tce),
        (_("Landfill share of wastes"), results.landfill_share),
        (_("Payment for negative impact"), results.nvos_total),
        (_("Cost of losses"), results.losses[-1].loss_total),
        (_("Greenhouse gases, scope 1"), results.ghg_scope1),
        (_("Greenhouse gases, scope 2"), results.ghg_scope2),
    ]
    yield from (
        f"  {label}: {shown(quantity, lang, results.estimated_mark)}" for label, quantity in rows
    )
    yield f"  {_('Coefficient set')}: {results.coefficient_set.render(lang)}"
    quality = results.quality
    counted = _("streams with an amount: {n} of {all}").format(
        n=quality.quantified, all=quality.streams
    )
    yield f"  {_('Data quality')}: {quality.grade}; {counted}"
    for problem in results.problems[:MOST_PROBLEMS]:
        yield f"  ! {translate(SEVERITIES[problem.severity.value], lang)}: {problem.text.render(lang)}"
    rest = len(results.problems) - MOST_PROBLEMS
    if rest > 0:
        yield "  " + _("… and {n} more findings").format(n=rest)


def _balance_line(balance: Balance, lang: str, mark: float) -> str:
    name = translate(LAYERS[balance.layer], lang)
    share = balance.imbalance_share.value
    gap = (
        "—"
        if share is None or balance.light is Light.GREY
        else f"{format_number(share * 100, lang, 1)}\u00a0%"
    )
    return (
        f"  {name}: {shown(balance.total_in, lang, mark)} → {shown(balance.total_out, lang, mark)}; "
        f"{_('not accounted for')}: {gap} [{translate(LIGHTS[balance.light], lang)}]"
    )
