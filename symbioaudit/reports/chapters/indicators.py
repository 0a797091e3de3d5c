"""RECP and circularity indicators; greenhouse gases of scopes 1 and 2, nothing netted."""

from __future__ import annotations

from symbioaudit.analysis.results import GhgRow
from symbioaudit.reports.chapters.diagrams import shortlist
from symbioaudit.reports.context import Context
from symbioaudit.reports.numbers import SHARE, unit_beside, unit_text
from symbioaudit.reports.tree import (
    BarChart,
    Block,
    Figure,
    Heading,
    Row,
    Series,
    Table,
    Words,
)


def chapter(ctx: Context) -> tuple[Block, ...]:
    """Blocks of the chapter."""
    return (
        Heading(ctx.t("head.indicators")),
        ctx.paragraph("indicators.intro"),
        _indicators(ctx),
        Heading(ctx.t("head.ghg")),
        ctx.paragraph("indicators.ghg"),
        _ghg(ctx),
        *_figure(ctx),
        *((ctx.note("indicators.not_netted"),) if ctx.results.ghg else ()),
    )


def _indicators(ctx: Context) -> Table:
    columns = (
        ctx.column("indicator"),
        ctx.column("indicator_value"),
        ctx.column("unit"),
        ctx.column("formula"),
    )
    rows: list[Row] = []
    known = any(i.quantity.value is not None for i in ctx.results.indicators)
    for group in dict.fromkeys(i.group for i in ctx.results.indicators):
        rows.append(Row((Words(ctx.word("indicator_groups", group)),), kind="group"))
        for item in ctx.results.indicators:
            if item.group != group:
                continue
            share = item.quantity.unit == SHARE
            number = ctx.quantity(item.quantity, SHARE if share else "")
            made = item.quantity.derivation
            rows.append(
                Row(
                    (
                        Words(ctx.say(item.label)),
                        number,
                        Words(unit_beside(item.quantity.unit, ctx.lang)),
                        Words(
                            f"{made.formula}: {ctx.t.expression(made.expression)}" if made else ""
                        ),
                    )
                )
            )
    return ctx.table("indicators", columns, rows if known else [])


def _ghg(ctx: Context) -> Table:
    columns = (
        ctx.column("ghg_source"),
        ctx.column("activity"),
        ctx.column("unit"),
        ctx.column("emission", "tCO2e/a"),
    )
    rows: list[Row] = []
    for scope, whole in ((1, ctx.results.ghg_scope1), (2, ctx.results.ghg_scope2)):
        items = [row for row in ctx.results.ghg if row.scope == scope]
        if not items:
            continue
        rows.append(Row((Words(ctx.t("scope_n", n=scope)),), kind="group"))
        rows += [_ghg_row(ctx, row) for row in items]
        name = Words(ctx.t("scope_total", n=scope))
        rows.append(Row((name, Words(""), Words(""), ctx.quantity(whole)), kind="total"))
    return ctx.table("ghg", columns, rows)


def _ghg_row(ctx: Context, row: GhgRow) -> Row:
    return Row(
        (
            Words(ctx.say(row.label)),
            ctx.quantity(row.activity, ""),
            Words(unit_text(row.activity.unit, ctx.lang)),
            ctx.quantity(row.emission),
        )
    )


def _figure(ctx: Context) -> tuple[Block, ...]:
    rows = [row for row in ctx.results.ghg if row.emission.value]
    if not rows:
        return ()
    series = tuple(
        Series(
            ctx.t("scope_n", n=scope),
            tuple(r.emission.value if r.scope == scope else 0.0 for r in rows),
            tuple(ctx.guessed(r.emission) for r in rows),
        )
        for scope in sorted({row.scope for row in rows})
    )
    labels = tuple(ctx.say(row.label) for row in rows)
    chart = BarChart(labels, series, unit_text("tCO2e/a", ctx.lang))
    return (Figure("ghg", ctx.t("figure.ghg"), shortlist(ctx, chart)),)
