"""The manager's brief: two pages, six numbers, three hot spots, what to do next."""

from __future__ import annotations

from symbioaudit.analysis.results import OpportunityRow, Quantity
from symbioaudit.reports.context import Context
from symbioaudit.reports.numbers import NBSP, PERCENT, headline, spell_with_unit
from symbioaudit.reports.sums import total
from symbioaudit.reports.tree import (
    Block,
    Heading,
    Number,
    Row,
    Tile,
    Tiles,
    Words,
)

HOT_SPOTS = 3
BEST = 5
NEXT_STEPS = 5


def chapter(ctx: Context) -> tuple[Block, ...]:
    """Blocks of the brief."""
    quality = ctx.results.quality
    return (
        ctx.paragraph(
            "brief.lead",
            "lead",
            enterprise=ctx.name(ctx.snapshot.enterprise.id),
            period=period(ctx),
        ),
        Tiles(_tiles(ctx)),
        Heading(ctx.t("brief.hot_spots")),
        *_hot_spots(ctx),
        Heading(ctx.t("brief.confidence")),
        ctx.paragraph(
            "brief.confidence_text",
            grade=quality.grade or ctx.t("no_data"),
            quantified=quality.quantified,
            streams=quality.streams,
            estimated=ctx.spelled(ctx.quantity(quality.estimated_mass_share)),
            completeness=ctx.spelled(ctx.quantity(quality.completeness)),
        ),
        Heading(ctx.t("brief.opportunities")),
        *_opportunities(ctx),
        Heading(ctx.t("brief.next_steps")),
        *_next_steps(ctx),
    )


def period(ctx: Context) -> str:
    """The base period in words."""
    audit = ctx.snapshot.audit
    if audit.period_start is None or audit.period_end is None:
        return ctx.t("no_data")
    return f"{audit.period_start:%d.%m.%Y}–{audit.period_end:%d.%m.%Y}"


def best_first(ctx: Context) -> list[OpportunityRow]:
    """Opportunities by payback, unknown last, then by saving."""
    rows = list(ctx.results.opportunities)
    far = float("inf")
    return sorted(
        rows,
        key=lambda r: (
            far if r.payback.value is None else r.payback.value,
            -(r.saving.value or 0.0),
            r.name,
        ),
    )


def _tiles(ctx: Context) -> tuple[Tile, ...]:
    results = ctx.results
    waste = total((ctx.quantity(row.quantity) for row in results.waste), "t/a")
    water = total((ctx.quantity(row.quantity) for row in results.water_in), "m3/a")
    ghg = total((ctx.quantity(q) for q in (results.ghg_scope1, results.ghg_scope2)), "tCO2e/a")
    saving = total((ctx.quantity(row.saving) for row in results.opportunities), "RUB/a")
    loss = results.losses[-1] if results.losses else None
    return (
        _tile(ctx, "energy", ctx.quantity(results.energy_total.energy), results.energy_total.cost),
        _tile(ctx, "water", water, None),
        _tile(ctx, "waste", waste, results.landfill_share),
        _tile(ctx, "ghg", ghg, None),
        _tile(
            ctx,
            "loss",
            ctx.quantity(loss.loss_total) if loss else Number(None, "RUB/a"),
            loss.loss_ratio if loss else None,
        ),
        _tile(ctx, "saving", saving, None),
    )


def _tile(ctx: Context, key: str, number: Number, second: Quantity | None) -> Tile:
    remark_key = f"tile.{key}.remark"
    remark = ""
    if second is not None:
        remark = ctx.t(remark_key, value=_big_text(ctx, ctx.quantity(second)))
    elif ctx.t.has(remark_key):
        remark = ctx.t(remark_key)
    value, unit = _big(ctx, number)
    return Tile(ctx.t(f"tile.{key}"), value, unit, remark, number.estimated)


def _big_text(ctx: Context, number: Number) -> str:
    value, unit = _big(ctx, number)
    joint = "" if unit == PERCENT and ctx.lang == "en" else NBSP
    return f"{value}{joint if unit else ''}{unit}"


def _big(ctx: Context, number: Number) -> tuple[str, str]:
    return headline(number, ctx.lang, ctx.t("no_data"), ctx.t("thousand"), ctx.t("million"))


def _hot_spots(ctx: Context) -> tuple[Block, ...]:
    spots = ctx.results.hot_spots[:HOT_SPOTS]
    if not spots:
        return (ctx.paragraph("brief.no_hot_spots"),)
    columns = (ctx.column("no"), ctx.column("stream"), ctx.column("mass", "t/a"))
    money = ctx.column("cost", "RUB/a")
    rows = [
        Row((Words(str(i)), Words(s.name), ctx.quantity(s.mass), ctx.quantity(s.cost)))
        for i, s in enumerate(spots, 1)
    ]
    return (ctx.table("brief_hot_spots", (*columns, money), rows),)


def _opportunities(ctx: Context) -> tuple[Block, ...]:
    best = best_first(ctx)[:BEST]
    if not best:
        return (ctx.paragraph("brief.no_opportunities"),)
    columns = (
        ctx.column("no"),
        ctx.column("opportunity"),
        ctx.column("capex", "RUB"),
        ctx.column("saving", "RUB/a"),
        ctx.column("payback"),
    )
    rows = [
        Row(
            (
                Words(str(i)),
                Words(row.name),
                ctx.quantity(row.capex),
                ctx.quantity(row.saving),
                Words(payback_text(ctx, row)),
            )
        )
        for i, row in enumerate(best, 1)
    ]
    return (ctx.table("brief_opportunities", columns, rows),)


def payback_text(ctx: Context, row: OpportunityRow) -> str:
    """Payback in words: at once, years, or no data."""
    if row.payback.value == 0:
        return ctx.t("at_once")
    return spell_with_unit(ctx.quantity(row.payback), ctx.lang, ctx.t("no_data"))


def _next_steps(ctx: Context) -> tuple[Block, ...]:
    far = ctx.snapshot.audit.period_end
    actions = sorted(
        ctx.snapshot.actions,
        key=lambda a: (a.due is None, a.due or far, a.number or 0, a.id),
    )[:NEXT_STEPS]
    if not actions:
        return (ctx.paragraph("brief.no_actions"),)
    columns = (
        ctx.column("no"),
        ctx.column("action"),
        ctx.column("owner"),
        ctx.column("due"),
        ctx.column("cost", "RUB"),
    )
    rows = [
        Row(
            (
                Words(str(i)),
                ctx.or_no_data(Words(a.name or "")),
                ctx.or_no_data(Words(a.owner or "")),
                ctx.or_no_data(Words(f"{a.due:%d.%m.%Y}" if a.due else "")),
                ctx.amount(a.cost, a, "cost"),
            )
        )
        for i, a in enumerate(actions, 1)
    ]
    return (ctx.table("brief_actions", columns, rows),)
