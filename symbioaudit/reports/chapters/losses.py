"""Hot spots and the cost of losses: Pareto, material flow cost accounting, true cost of waste."""

from __future__ import annotations

from symbioaudit.analysis.results import LossRow
from symbioaudit.reports.context import Context
from symbioaudit.reports.numbers import unit_text
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

MOST_BARS = 12
PARTS = ("material", "energy", "system", "waste_management")
TITLES = {"material": "material_cost", "energy": "energy_cost", "system": "system_cost"}


def chapter(ctx: Context) -> tuple[Block, ...]:
    """Blocks of the chapter."""
    return (
        Heading(ctx.t("head.hot_spots")),
        ctx.paragraph("losses.hot_spots"),
        _hot_spots(ctx),
        *_pareto(ctx),
        Heading(ctx.t("head.losses")),
        ctx.paragraph("losses.mfca"),
        _losses(ctx),
        *_stack(ctx),
        Heading(ctx.t("head.true_cost")),
        ctx.paragraph("losses.true_cost"),
        _true_cost(ctx),
    )


def _hot_spots(ctx: Context) -> Table:
    columns = (
        ctx.column("no"),
        ctx.column("stream"),
        ctx.column("score"),
        ctx.column("mass", "t/a"),
        ctx.column("cost", "RUB/a"),
        ctx.column("cumulative", "1"),
        ctx.column("pareto"),
    )
    rows = [
        Row(
            (
                Words(str(i)),
                Words(s.name),
                ctx.quantity(s.score, ""),
                ctx.quantity(s.mass),
                ctx.quantity(s.cost),
                Number(s.cumulative, "1"),
                Words(ctx.t("yes") if s.in_pareto else ctx.t("no")),
            )
        )
        for i, s in enumerate(ctx.results.hot_spots, 1)
    ]
    return ctx.table("hot_spots", columns, rows, paper_rows=100)


def _pareto(ctx: Context) -> tuple[Block, ...]:
    spots = [s for s in ctx.results.hot_spots if s.score.value][:MOST_BARS]
    if not spots:
        return ()
    bars = Series(ctx.t("col.score"), tuple(s.score.value for s in spots))
    chart = BarChart(
        tuple(f"{i}. {s.name}" for i, s in enumerate(spots, 1)),
        (bars,),
        "",
        tuple(s.cumulative for s in spots),
        ctx.t("col.cumulative"),
    )
    return (Figure("pareto", ctx.t("figure.pareto"), chart),)


def _losses(ctx: Context) -> Table:
    columns = (
        ctx.column("place"),
        *(ctx.column(part, "RUB/a", title=TITLES.get(part)) for part in PARTS),
        ctx.column("loss_ratio", "1"),
        ctx.column(
            "loss_total",
            "RUB/a",
            live="{material}+{loss_ratio}*({energy}+{system})+{waste_management}",
        ),
        ctx.column("product_total", "RUB/a"),
    )
    known = any(_money(row) for row in ctx.results.losses)
    rows = [_loss_row(ctx, row) for row in ctx.results.losses if known]
    return ctx.table("losses", columns, rows)


def _money(row: LossRow) -> bool:
    """True where at least one part of the cost is known."""
    return any(getattr(row, part).value is not None for part in (*PARTS, "loss_total"))


def _loss_row(ctx: Context, row: LossRow) -> Row:
    return Row(
        (
            Words(row.name or ctx.t("whole_site")),
            *(ctx.quantity(getattr(row, part)) for part in PARTS),
            ctx.quantity(row.loss_ratio),
            ctx.quantity(row.loss_total),
            ctx.quantity(row.product_total),
        ),
        kind="plain" if row.process else "total",
    )


def loss_parts(ctx: Context, row: LossRow) -> dict[str, Number]:
    """The parts that add up to the cost of losses: of energy and system cost the lost share (F-41)."""
    lost = row.loss_ratio.value
    parts = {}
    for part in PARTS:
        number = ctx.quantity(getattr(row, part))
        if part in {"energy", "system"}:
            known = number.value is not None and lost is not None
            value = (number.value or 0.0) * (lost or 0.0) if known else None
            guess = number.estimated or ctx.guessed(row.loss_ratio)
            number = Number(value, number.unit, estimated=known and guess)
        parts[part] = number
    return parts


def _stack(ctx: Context) -> tuple[Block, ...]:
    rows = [row for row in ctx.results.losses if row.process and row.loss_total.value]
    if not rows:
        return _split(ctx)
    rows.sort(key=lambda row: (-(row.loss_total.value or 0.0), row.name))
    rows = rows[:MOST_BARS]
    shares = [loss_parts(ctx, row) for row in rows]
    series = tuple(
        Series(
            ctx.t(f"losses.part.{part}"),
            tuple(share[part].value for share in shares),
            tuple(share[part].estimated for share in shares),
        )
        for part in PARTS
    )
    chart = BarChart(
        tuple(row.name for row in rows), series, unit_text(ctx.money("RUB/a"), ctx.lang)
    )
    return (Figure("losses", ctx.t("figure.losses"), chart),)


def _split(ctx: Context) -> tuple[Block, ...]:
    """The site's cost by what it is made of, where no process has its own."""
    whole = next((row for row in ctx.results.losses if not row.process and _money(row)), None)
    if whole is None:
        return ()
    bars = loss_parts(ctx, whole)
    series = Series(
        ctx.t("col.loss_total"),
        tuple(number.value for number in bars.values()),
        tuple(number.estimated for number in bars.values()),
    )
    labels = tuple(ctx.t(f"losses.part.{part}") for part in bars)
    chart = BarChart(labels, (series,), unit_text(ctx.money("RUB/a"), ctx.lang))
    return (Figure("losses", ctx.t("figure.loss_split"), chart),)


def _true_cost(ctx: Context) -> Table:
    columns = (
        ctx.column("waste"),
        ctx.column("mass", "t/a"),
        ctx.column("cost", "RUB/a"),
        ctx.column("booked_cost", "RUB/t", live="{cost}/{mass}"),
        ctx.column("true_cost", "RUB/t"),
    )
    rows = []
    for row in ctx.results.waste:
        if row.true_cost.value is None:
            continue
        mass, cost = row.quantity.value, row.cost.value
        per_tonne = cost / mass if cost is not None and mass else None
        rows.append(
            Row(
                (
                    Words(row.name or ctx.t("no_data")),
                    ctx.quantity(row.quantity, field=("stream", row.stream_id, "quantity")),
                    ctx.quantity(row.cost, field=("stream", row.stream_id, "cost")),
                    Number(per_tonne, ctx.money("RUB/t"), estimated=ctx.guessed(row.quantity)),
                    ctx.quantity(row.true_cost),
                )
            )
        )
    return ctx.table("true_cost", columns, rows, paper_rows=100)
