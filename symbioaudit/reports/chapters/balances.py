"""Process map, balances with their traffic light in words, flow diagrams, what is unknown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from symbioaudit.analysis.results import Balance, Quantity, Sankey
from symbioaudit.methodology.rules import CLOSURE_REASON
from symbioaudit.reports.chapters.diagrams import diagram
from symbioaudit.reports.context import Context
from symbioaudit.reports.numbers import unit_text
from symbioaudit.reports.tree import (
    Block,
    Code,
    Figure,
    Heading,
    Lamp,
    Number,
    Row,
    Table,
    Words,
)

LAYERS = ("mass", "energy", "water")
UNIT_REASON: Final = "closure_reason"  # property of a process


def chapter(ctx: Context) -> tuple[Block, ...]:
    """Blocks of the chapter."""
    site = [b for b in ctx.results.balances if b.process is None]
    blocks: list[Block] = [
        Heading(ctx.t("head.processes")),
        ctx.paragraph("balances.processes"),
        _processes(ctx),
        Heading(ctx.t("head.balances")),
        ctx.paragraph("balances.intro"),
        _table(ctx, "site_balances", [b for b in site if something(b)]),
    ]
    blank = [ctx.t(f"layer.{b.layer}.genitive") for b in site if not something(b)]
    if blank:
        blocks.append(ctx.note("balances.no_layer", layers=", ".join(blank)))
    units = [b for b in ctx.results.balances if b.process is not None and something(b)]
    if units:
        blocks.append(_table(ctx, "process_balances", units))
    reasons = list(_reasons(ctx))
    if reasons:
        columns = (ctx.column("layer"), ctx.column("place"), ctx.column("closure_reason"))
        blocks.append(ctx.table("closure_reasons", columns, reasons))
    if ctx.snapshot.streams:
        blocks.append(_unquantified(ctx))
    figures = [_figure(ctx, s) for s in ctx.results.sankeys if s.links]
    if figures:
        blocks += [Heading(ctx.t("head.flows")), ctx.paragraph("balances.flows"), *figures]
    return tuple(blocks)


def something(b: Balance) -> bool:
    """True where a layer has streams: an empty balance is not a balance of zeros."""
    return bool(b.lines or b.unquantified or b.total_in.value or b.total_out.value)


def _processes(ctx: Context) -> Table:
    columns = (
        ctx.column("code"),
        ctx.column("process"),
        ctx.column("unit_type"),
        ctx.column("hours"),
        ctx.column("successors"),
    )
    rows = [
        Row(
            (
                Code(p.code or ""),
                ctx.or_no_data(Words(p.name or "")),
                Words(ctx.word("unit_types", p.unit_type)),
                Number(p.hours_year, "h/a", field=(p.entity, p.id, "hours_year")),
                Words(", ".join(ctx.name(s) for s in p.successors)),
            )
        )
        for p in ctx.snapshot.processes
    ]
    return ctx.table("processes", columns, rows)


def _table(ctx: Context, table_id: str, items: list[Balance]) -> Table:
    columns = (
        ctx.column("layer"),
        ctx.column("place"),
        ctx.column("unit"),
        ctx.column("total_in"),
        ctx.column("total_out"),
        ctx.column("stock_change"),
        ctx.column("imbalance", live="{total_in}-{total_out}-{stock_change}"),
        ctx.column("imbalance_share", "1", live="{imbalance}/{total_in}"),
        ctx.column("light"),
    )
    ordered = sorted(items, key=lambda b: LAYERS.index(b.layer) if b.layer in LAYERS else 9)
    return ctx.table(table_id, columns, [_row(ctx, b) for b in ordered])


def _row(ctx: Context, b: Balance) -> Row:
    return Row(
        (
            Words(ctx.t(f"layer.{b.layer}")),
            Words(b.name or ctx.t("whole_site")),
            Words(unit_text(b.total_in.unit, ctx.lang)),
            _best(ctx, b.total_in, ""),
            _best(ctx, b.total_out, ""),
            _best(ctx, b.stock_change, ""),
            _best(ctx, b.imbalance, ""),
            _best(ctx, b.imbalance_share),
            Lamp(b.light.value, ctx.t(f"light.{b.light.value}")),
        )
    )


def _best(ctx: Context, quantity: Quantity, unit: str | None = None) -> Number:
    """The best value only: the ranges of the streams stand where the streams are."""
    return replace(ctx.quantity(quantity, unit), low=None, high=None)


def _reasons(ctx: Context) -> Iterator[Row]:
    """Why a balance does not close, in the words of the auditor: of the site by layer, of each unit."""
    for layer in LAYERS:
        text = ctx.snapshot.audit.properties.get(f"{CLOSURE_REASON}{layer}")
        if text:
            place = Words(ctx.t("whole_site"))
            yield Row((Words(ctx.t(f"layer.{layer}")), place, Words(str(text))))
    for process in ctx.snapshot.processes:
        text = process.properties.get(UNIT_REASON)
        if text:
            yield Row((Words("—"), Words(ctx.name(process.id)), Words(str(text))))


def _unquantified(ctx: Context) -> Table:
    columns = (ctx.column("layer"), ctx.column("place"), ctx.column("unknown_stream"))
    rows = [
        Row(
            (
                Words(ctx.t(f"layer.{b.layer}")),
                Words(b.name or ctx.t("whole_site")),
                Words(ctx.name(record_id)),
            )
        )
        for b in ctx.results.balances
        for _entity, record_id in b.unquantified
        if b.process is None
    ]
    return ctx.table("unquantified", columns, rows)


def _figure(ctx: Context, sankey: Sankey) -> Figure:
    caption = ctx.t("figure.sankey", layer=ctx.t(f"layer.{sankey.layer}.genitive"))
    return Figure(f"sankey_{sankey.layer}", caption, diagram(ctx, sankey))
