"""What the plant takes in: materials, energy by carrier, water."""

from __future__ import annotations

from symbioaudit.analysis.results import EnergyRow
from symbioaudit.model.enums import Category, Direction
from symbioaudit.model.records import Stream
from symbioaudit.reports.chapters.diagrams import shortlist
from symbioaudit.reports.chapters.months import profiles
from symbioaudit.reports.context import Context
from symbioaudit.reports.derivations import factor_of
from symbioaudit.reports.numbers import unit_text
from symbioaudit.reports.sums import alike, unknown_count
from symbioaudit.reports.tree import (
    BarChart,
    Block,
    Figure,
    Heading,
    Number,
    Row,
    Series,
    Table,
    Words,
)

MATERIALS = frozenset({Category.RAW_MATERIAL, Category.AUXILIARY, Category.PACKAGING})


def chapter(ctx: Context) -> tuple[Block, ...]:
    """Blocks of the chapter."""
    return (
        Heading(ctx.t("head.materials")),
        ctx.paragraph("consumption.materials"),
        _materials(ctx),
        Heading(ctx.t("head.energy")),
        ctx.paragraph(
            "consumption.energy", coefficients=ctx.results.coefficient_set.render(ctx.lang)
        ),
        _energy(ctx),
        *_energy_figure(ctx),
        Heading(ctx.t("head.water")),
        ctx.paragraph("consumption.water"),
        _water(ctx),
        *profiles(ctx),
    )


def _materials(ctx: Context) -> Table:
    streams = [
        s
        for s in ctx.snapshot.streams
        if s.direction is Direction.IN and s.category in MATERIALS and s.part_of is None
    ]
    columns = (
        ctx.column("material"),
        ctx.column("category"),
        ctx.column("to_process"),
        ctx.column("quantity"),
        ctx.column("price"),
        ctx.column("cost", "RUB/a"),
    )
    rows = [_material(ctx, s) for s in streams]
    if rows:
        blank = Words("")
        cost = ctx.total((ctx.amount(s.cost, s, "cost") for s in streams), ctx.money("RUB/a"))
        masses = [ctx.amount(s.quantity, s, "quantity") for s in streams]
        whole = ctx.total(masses, "t/a") if alike(masses, "t/a") else blank
        rows.append(Row((Words(ctx.t("total")), blank, blank, whole, blank, cost), kind="total"))
    return ctx.table("materials", columns, rows)


def _material(ctx: Context, s: Stream) -> Row:
    return Row(
        (
            ctx.or_no_data(Words(s.name or "")),
            Words(ctx.word("categories", s.category)),
            Words(ctx.ends(s)[1]),
            ctx.amount(s.quantity, s, "quantity"),
            ctx.amount(s.price, s, "price"),
            ctx.amount(s.cost, s, "cost"),
        ),
        provenance=ctx.provenance(s.quantity, s),
    )


def _energy(ctx: Context) -> Table:
    columns = (
        ctx.column("carrier"),
        ctx.column("native"),
        ctx.column("unit"),
        ctx.column("coefficient"),
        ctx.column("energy", "GJ/a", live="{native}*{coefficient}"),
        ctx.column("tce", "tce/a", live="{energy}/29.3076"),
        ctx.column("share", "1", live="{energy}/{energy.total}"),
        ctx.column("cost", "RUB/a"),
    )
    rows = [_energy_row(ctx, row) for row in ctx.results.energy if not row.sold]
    sold = [_energy_row(ctx, row) for row in ctx.results.energy if row.sold]
    if rows:
        rows.append(_energy_total(ctx))
    if sold:
        rows += [Row((Words(ctx.t("sold_energy")),), kind="group"), *sold]
    return ctx.table("energy", columns, rows, note=ctx.t("note.energy"))


def _energy_row(ctx: Context, row: EnergyRow) -> Row:
    return Row(
        (
            Words(ctx.say(row.label)),
            ctx.quantity(row.native, ""),
            Words(unit_text(row.native.unit, ctx.lang)),
            _coefficient(row),
            ctx.quantity(row.energy),
            ctx.quantity(row.tce),
            ctx.quantity(row.share),
            ctx.quantity(row.cost),
        )
    )


def _coefficient(row: EnergyRow) -> Number:
    if row.native.unit == row.energy.unit and row.native.value == row.energy.value:
        return Number(None if row.energy.value is None else 1.0)
    return factor_of(row.energy, row.native) or Number(None)


def _energy_total(ctx: Context) -> Row:
    whole = ctx.results.energy_total
    cells = (
        Words(ctx.t("total")),
        Words(""),
        Words(""),
        Words(""),
        ctx.quantity(whole.energy),
        ctx.quantity(whole.tce),
        ctx.quantity(whole.share) if whole.energy.value is not None else Number(None, "1"),
        ctx.quantity(whole.cost),
    )
    return Row(cells, kind="total")


def _energy_figure(ctx: Context) -> tuple[Block, ...]:
    rows = [row for row in ctx.results.energy if not row.sold]
    if not any(row.energy.value for row in rows):
        return ()
    series = Series(
        ctx.t("col.energy"),
        tuple(row.energy.value for row in rows),
        tuple(ctx.guessed(row.energy) for row in rows),
    )
    chart = BarChart(tuple(ctx.say(r.label) for r in rows), (series,), unit_text("GJ/a", ctx.lang))
    return (Figure("energy", ctx.t("figure.energy"), shortlist(ctx, chart)),)


def _water(ctx: Context) -> Table:
    columns = (
        ctx.column("water_source"),
        ctx.column("source_kind"),
        ctx.column("volume", "m3/a"),
        ctx.column("cost", "RUB/a"),
    )
    rows = [
        Row(
            (
                Words(w.name),
                Words(ctx.word("water_sources", w.group)),
                ctx.quantity(w.quantity, field=("stream", w.record_id, "quantity")),
                ctx.quantity(w.cost, field=("stream", w.record_id, "cost")),
            )
        )
        for w in ctx.results.water_in
    ]
    missing = unknown_count(rows, 2)
    if rows:
        rows.append(
            Row(
                (
                    Words(ctx.t("total")),
                    Words(""),
                    ctx.total((ctx.quantity(w.quantity) for w in ctx.results.water_in), "m3/a"),
                    ctx.total(
                        (ctx.quantity(w.cost) for w in ctx.results.water_in), ctx.money("RUB/a")
                    ),
                ),
                kind="total",
            )
        )
    note = ctx.t("note.unknown_left_out", n=missing) if missing else ""
    return ctx.table("water", columns, rows, note=note)
