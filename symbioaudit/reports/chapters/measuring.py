"""How far the totals can be trusted, what does not agree, and what to measure next."""

from __future__ import annotations

from symbioaudit.analysis.reconciliation import BalanceHelp, NextMeasurement, Proposal, Spread
from symbioaudit.reports.context import Context
from symbioaudit.reports.tree import Block, Heading, Number, Row, Table, Words

SHOWN = 10  # measurements worth a visit; the workbook of a large audit has no use for more


def blocks(ctx: Context) -> tuple[Block, ...]:
    """The part of the chapter that the balance helper gives; nothing where there is nothing to say."""
    found = ctx.results.extra.get("balance_help")
    if not isinstance(found, BalanceHelp) or not found.spreads:
        return ()
    made: list[Block] = [
        Heading(ctx.t("head.trust")),
        ctx.paragraph("quality.trust"),
        _spreads(ctx, found.spreads),
    ]
    if any(p.freedom for p in found.proposals):
        made += [ctx.paragraph("quality.reconciled"), _reconciled(ctx, found.proposals)]
    if found.next:
        made += [ctx.paragraph("quality.measure"), _next(ctx, found.next)]
    return tuple(made)


def _spreads(ctx: Context, found: tuple[Spread, ...]) -> Table:
    columns = [
        ctx.column(key) for key in ("layer", "total", "value", "p_low", "p_high", "main_cause")
    ]
    rows = [
        Row(
            (
                Words(ctx.t(f"layer.{s.layer}")),
                Words(ctx.t(f"total.{s.what}")),
                Number(s.best, s.unit),
                Number(s.low, s.unit),
                Number(s.high, s.unit),
                Words(s.causes[0][0].name if s.causes else ""),
            )
        )
        for s in found
    ]
    return ctx.table("spread", columns, rows)


def _reconciled(ctx: Context, found: tuple[Proposal, ...]) -> Table:
    columns = [
        ctx.column(key) for key in ("layer", "stream", "stated", "proposed", "moved", "remark")
    ]
    rows = [
        Row(
            (
                Words(ctx.t(f"layer.{p.network.layer}")),
                Words(a.flow.name),
                Number(a.flow.value, p.network.unit),
                Number(a.value, p.network.unit),
                Number(a.moved, ""),
                Words(ctx.t("mark.suspect" if a.suspect else "mark.gross")),
            )
        )
        for p in found
        for a in p.adjusted
        if a.gross or a.suspect
    ]
    return ctx.table("reconciled", columns, rows)


def _next(ctx: Context, found: tuple[NextMeasurement, ...]) -> Table:
    columns = [ctx.column(key) for key in ("no", "stream", "how", "removes", "work_hours")]
    rows = [
        Row(
            (
                Words(str(n)),
                Words(m.flow.name),
                Words(ctx.say(m.how)),
                Number(m.removes, "1"),
                Number(m.hours, "h"),
            )
        )
        for n, m in enumerate(found[:SHOWN], 1)
    ]
    return ctx.table("measurements", columns, rows)
