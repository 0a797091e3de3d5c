"""What leaves the plant: waste by class and route, wastewater, emissions, waste heat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from symbioaudit.analysis.results import FlowRow, HeatRow, Quantity, WasteRow
from symbioaudit.reports.chapters.diagrams import shortlist
from symbioaudit.reports.context import Context
from symbioaudit.reports.derivations import ROMAN
from symbioaudit.reports.numbers import unit_text
from symbioaudit.reports.sums import unknown_count
from symbioaudit.reports.tree import (
    BarChart,
    Block,
    Code,
    Column,
    Figure,
    Heading,
    Number,
    Row,
    Series,
    Table,
    Words,
)

CLASSES = (1, 2, 3, 4, 5)


def chapter(ctx: Context) -> tuple[Block, ...]:
    """Blocks of the chapter."""
    return (
        Heading(ctx.t("head.waste")),
        ctx.paragraph("outputs.waste"),
        _waste(ctx),
        *_split(ctx),
        Heading(ctx.t("head.wastewater")),
        ctx.paragraph("outputs.wastewater"),
        _flows(ctx, "wastewater", ctx.results.wastewater, "receiver", "water_receivers", "m3/a"),
        Heading(ctx.t("head.emissions")),
        ctx.paragraph("outputs.emissions"),
        _flows(ctx, "emissions", ctx.results.emissions, "pollutant", "pollutants", "t/a"),
        Heading(ctx.t("head.heat")),
        ctx.paragraph("outputs.heat"),
        _heat(ctx),
    )


def _split(ctx: Context) -> tuple[Block, ...]:
    if not ctx.results.waste:
        return ()
    return (
        _shares(ctx, "waste_by_class", "hazard_class", _classes(ctx)),
        _shares(ctx, "waste_by_route", "route", _routes(ctx)),
        *_figure(ctx),
    )


def route_name(ctx: Context, route: str | None) -> str:
    """What a route is called; the analysis says ``unknown`` where nobody said."""
    known = route and route != "unknown"
    return (ctx.word("routes", route) if known else "") or ctx.t("route_unknown")


def waste_name(ctx: Context, row: WasteRow) -> str:
    """Name of a waste stream or “no data”."""
    return row.name or ctx.t("no_data")


def _waste(ctx: Context) -> Table:
    columns = (
        ctx.column("waste"),
        ctx.column("fkko"),
        ctx.column("hazard_class"),
        ctx.column("mass", "t/a"),
        ctx.column("route"),
        ctx.column("cost", "RUB/a"),
        ctx.column("nvos", "RUB/a"),
    )
    rows = [_waste_row(ctx, row) for row in ctx.results.waste]
    missing = unknown_count(rows, 3)
    if rows:
        rows.append(_waste_total(ctx))
    note = ctx.t("note.unknown_left_out", n=missing) if missing else ""
    return ctx.table("waste", columns, rows, note=note)


def _waste_row(ctx: Context, row: WasteRow) -> Row:
    stream = ctx.snapshot.by_id.get(row.stream_id)
    amount = getattr(stream, "quantity", None)
    return Row(
        (
            Words(waste_name(ctx, row)),
            Code(spaced_fkko(row.fkko)),
            Words(ROMAN.get(row.hazard_class or 0, "")),
            ctx.quantity(row.quantity, field=("stream", row.stream_id, "quantity")),
            Words(route_name(ctx, row.route)),
            ctx.quantity(row.cost, field=("stream", row.stream_id, "cost")),
            ctx.quantity(row.nvos),
        ),
        provenance=ctx.provenance(amount, stream) if stream else None,
    )


def _waste_total(ctx: Context) -> Row:
    rows = ctx.results.waste
    cells = (
        Words(ctx.t("total")),
        Code(""),
        Words(""),
        ctx.total((ctx.quantity(r.quantity) for r in rows), "t/a"),
        Words(""),
        ctx.total((ctx.quantity(r.cost) for r in rows), ctx.money("RUB/a")),
        ctx.quantity(ctx.results.nvos_total),
    )
    return Row(cells, kind="total")


def spaced_fkko(code: str | None) -> str:
    """An 11-digit FKKO code as it is printed: ``X XX XXX XX XX X``."""
    if not code or len(code) != 11 or not code.isdigit():
        return code or ""
    parts = (code[0], code[1:3], code[3:6], code[6:8], code[8:10], code[10])
    return "\u00a0".join(parts)


def _classes(ctx: Context) -> Sequence[tuple[str, Quantity]]:
    by_class: Mapping[int, Quantity] = ctx.results.waste_by_class
    return [(ctx.t("class", n=ROMAN.get(c, "")), by_class[c]) for c in CLASSES if c in by_class]


def _routes(ctx: Context) -> Sequence[tuple[str, Quantity]]:
    return [
        (route_name(ctx, route), quantity) for route, quantity in ctx.results.waste_by_route.items()
    ]


def _shares(ctx: Context, table_id: str, key: str, items: Sequence[tuple[str, Quantity]]) -> Table:
    columns: tuple[Column, ...] = (
        ctx.column(key),
        ctx.column("mass", "t/a"),
        ctx.column("share", "1", live="{mass}/{mass.total}"),
    )
    numbers = [ctx.quantity(q) for _name, q in items]
    whole = ctx.total(numbers, "t/a")
    rows = [
        Row((Words(name), number, share(number, whole)))
        for (name, _q), number in zip(items, numbers, strict=True)
    ]
    if rows:
        rows.append(Row((Words(ctx.t("total")), whole, share(whole, whole)), kind="total"))
    return ctx.table(table_id, columns, rows)


def share(part: Number, whole: Number) -> Number:
    """A printed column's share of its total."""
    if part.value is None or not whole.value:
        return Number(None, "1")
    return Number(part.value / whole.value, "1", estimated=part.estimated)


def _figure(ctx: Context) -> tuple[Block, ...]:
    rows = [row for row in ctx.results.waste if row.quantity.value]
    if not rows:
        return ()
    routes = list(dict.fromkeys(row.route or "" for row in rows))
    classes = [c for c in (*CLASSES, None) if any(row.hazard_class == c for row in rows)]
    series = tuple(
        Series(
            ctx.t("class", n=ROMAN[c]) if c else ctx.t("class_unknown"),
            tuple(_mass(rows, route, c) for route in routes),
            tuple(_guessed(ctx, rows, route, c) for route in routes),
        )
        for c in classes
    )
    labels = tuple(route_name(ctx, route) for route in routes)
    chart = BarChart(labels, series, unit_text("t/a", ctx.lang))
    return (Figure("waste", ctx.t("figure.waste"), shortlist(ctx, chart)),)


def _of(rows: Sequence[WasteRow], route: str, hazard: int | None) -> list[WasteRow]:
    return [r for r in rows if (r.route or "") == route and r.hazard_class == hazard]


def _mass(rows: Sequence[WasteRow], route: str, hazard: int | None) -> float:
    return sum(r.quantity.value or 0.0 for r in _of(rows, route, hazard))


def _guessed(ctx: Context, rows: Sequence[WasteRow], route: str, hazard: int | None) -> bool:
    return any(ctx.guessed(r.quantity) for r in _of(rows, route, hazard))


def _flows(
    ctx: Context, table_id: str, flows: Sequence[FlowRow], key: str, enum: str, unit: str
) -> Table:
    columns = (
        ctx.column("outlet"),
        ctx.column(key),
        ctx.column("volume" if unit == "m3/a" else "mass", unit),
        ctx.column("cost", "RUB/a"),
    )
    rows = [
        Row(
            (
                Words(f.name or ctx.t("no_data")),
                ctx.or_no_data(Words(ctx.word(enum, f.group))),
                ctx.quantity(f.quantity, field=("stream", f.record_id, "quantity")),
                ctx.quantity(f.cost, field=("stream", f.record_id, "cost")),
            )
        )
        for f in flows
    ]
    return ctx.table(table_id, columns, rows)


def _heat(ctx: Context) -> Table:
    columns = (
        ctx.column("heat_source"),
        ctx.column("medium"),
        ctx.column("temperature", "degC"),
        ctx.column("power", "kW"),
        ctx.column("heat_energy", "MWh/a"),
        ctx.column("recoverable", "MWh/a"),
        ctx.column("usability"),
    )
    return ctx.table("heat", columns, [_heat_row(ctx, row) for row in ctx.results.heat])


def _heat_row(ctx: Context, row: HeatRow) -> Row:
    return Row(
        (
            Words(row.name or ctx.t("no_data")),
            Words(ctx.word("heat_source_media", row.medium)),
            ctx.quantity(row.t_available),
            ctx.quantity(row.power),
            ctx.quantity(row.energy),
            ctx.quantity(row.recoverable),
            Words(ctx.say(row.usability_label)),
        )
    )
