"""Appendices: the register of streams as entered, and the table of inputs and outputs."""

from __future__ import annotations

from dataclasses import replace

from symbioaudit.model.enums import Direction
from symbioaudit.model.records import Stream
from symbioaudit.reports.chapters.outputs import spaced_fkko
from symbioaudit.reports.context import Context
from symbioaudit.reports.templates import load
from symbioaudit.reports.tree import Block, Code, Column, Heading, Number, Row, Table, Words


def cards(ctx: Context) -> tuple[Block, ...]:
    """Every stream as it was entered, with who said so and on what basis."""
    columns = (
        ctx.column("no"),
        ctx.column("stream"),
        ctx.column("codes"),
        ctx.column("from_to"),
        ctx.column("typed"),
        ctx.column("quantity"),
        ctx.column("basis"),
        ctx.column("who"),
        ctx.column("evidence"),
    )
    rows = [_card(ctx, s, i) for i, s in enumerate(ctx.snapshot.streams, 1)]
    return (ctx.paragraph("streams.intro"), ctx.table("streams", columns, rows, wide=True))


def _card(ctx: Context, s: Stream, number: int) -> Row:
    codes = (
        ("FKKO", spaced_fkko(s.fkko)),
        ("OKPD2", s.okpd2),
        ("EWC", s.ewc),
        ("CAS", s.cas),
    )
    origin = ctx.provenance(s.quantity, s)
    count = ctx.evidence_by_record.get(s.id, 0)
    return Row(
        (
            Words(str(number)),
            Words(f"{s.name or ctx.t('no_data')} ({ctx.word('categories', s.category)})"),
            Code("; ".join(f"{ctx.t(f'code.{k}')} {v}" for k, v in codes if v)),
            Words(" → ".join(ctx.ends(s))),
            Words(origin.typed),
            with_interval(ctx, ctx.amount(s.quantity, s, "quantity"), s.id),
            Words(origin.basis),
            Words(origin.who),
            Words(str(count) if count else "—"),
        )
    )


def with_interval(ctx: Context, number: Number, record_id: str) -> Number:
    """The number with its 95 % interval x/GSD² … x·GSD² (F-70) where the data are that uncertain."""
    gsd2 = ctx.gsd2.get(record_id, 1.0)
    if (
        number.value is None
        or number.low is not None
        or gsd2 <= load("outline")["range_above_gsd2"]
    ):
        return number
    return replace(number, low=number.value / gsd2, high=number.value * gsd2)


def flows(ctx: Context) -> tuple[Block, ...]:
    """Inputs and outputs with their money."""
    return (
        ctx.paragraph("flows.intro"),
        Heading(ctx.t("head.inputs")),
        _flows(ctx, "inputs", Direction.IN),
        Heading(ctx.t("head.outputs")),
        _flows(ctx, "outputs", Direction.OUT),
    )


def _flows(ctx: Context, table_id: str, direction: Direction) -> Table:
    columns: tuple[Column, ...] = (
        ctx.column("stream"),
        ctx.column("category"),
        ctx.column("process"),
        ctx.column("quantity"),
        ctx.column("price"),
        ctx.column("cost", "RUB/a"),
        ctx.column("revenue", "RUB/a"),
        ctx.column("basis"),
    )
    streams = [s for s in ctx.snapshot.streams if s.direction is direction]
    return ctx.table(table_id, columns, [_flow(ctx, s) for s in streams], wide=True)


def _flow(ctx: Context, s: Stream) -> Row:
    origin = ctx.provenance(s.quantity, s)
    process = s.to_process if s.direction is Direction.IN else s.from_process
    return Row(
        (
            ctx.or_no_data(Words(s.name or "")),
            Words(ctx.word("categories", s.category)),
            Words(ctx.name(process) if process else ctx.t("whole_site")),
            ctx.amount(s.quantity, s, "quantity"),
            ctx.amount(s.price, s, "price"),
            ctx.amount(s.cost, s, "cost"),
            ctx.amount(s.revenue, s, "revenue"),
            Words(origin.basis),
        ),
        provenance=origin,
    )
