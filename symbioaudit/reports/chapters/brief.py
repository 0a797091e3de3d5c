"""The manager's brief: two pages — six numbers and their trust, losses, what to do on Monday."""

from __future__ import annotations

from dataclasses import replace

from symbioaudit.analysis.results import OpportunityRow, Quantity
from symbioaudit.reports.chapters.losses import loss_parts
from symbioaudit.reports.chapters.quality import gap_table
from symbioaudit.reports.context import Context
from symbioaudit.reports.currency import renamed
from symbioaudit.reports.numbers import NBSP, PERCENT, headline, headline_span, spell_with_unit
from symbioaudit.reports.tree import (
    Block,
    Heading,
    Lamp,
    Number,
    Paragraph,
    Row,
    Tile,
    Tiles,
    Words,
)

HOT_SPOTS = 3
BEST = 5
NEXT_STEPS = 5
GAPS = 5


def chapter(ctx: Context) -> tuple[Block, ...]:
    """Blocks of the brief."""
    quality = ctx.results.quality
    return (
        _lead(ctx),
        *_origin(ctx),
        Tiles(_tiles(ctx)),
        Heading(ctx.t("brief.losses")),
        *_losses(ctx),
        *_hot_spots(ctx),
        Heading(ctx.t("brief.next_steps")),
        *_next_steps(ctx),
        Heading(ctx.t("brief.opportunities")),
        *_opportunities(ctx),
        Heading(ctx.t("brief.confidence")),
        ctx.paragraph(
            "brief.confidence_text" if quality.streams else "brief.confidence_none",
            grade=quality.grade or ctx.t("no_data"),
            quantified=quality.quantified,
            streams=quality.streams,
            estimated=ctx.spelled(ctx.quantity(quality.estimated_mass_share)),
            completeness=ctx.spelled(ctx.quantity(quality.completeness)),
        ),
        *_balances(ctx),
    )


def _origin(ctx: Context) -> tuple[Block, ...]:
    """What is published, scaled or assumed, in the auditor's own words."""
    said = ctx.snapshot.audit.where_data_come_from(ctx.lang)
    return (ctx.note("brief.origin", text=said),) if said else ()


def _lead(ctx: Context) -> Paragraph:
    audit = ctx.snapshot.audit
    known = audit.period_start is not None and audit.period_end is not None
    return ctx.paragraph(
        "brief.lead" if known else "brief.lead_no_period",
        "lead",
        enterprise=ctx.name(ctx.snapshot.enterprise.id),
        period=period(ctx),
    )


def _losses(ctx: Context) -> tuple[Block, ...]:
    """The parts of the cost of losses in money, the dearest first."""
    loss = ctx.results.losses[-1] if ctx.results.losses else None
    parts = list(loss_parts(ctx, loss).items()) if loss else []
    known = [pair for pair in parts if pair[1].value is not None]
    if not known or loss is None:
        return (ctx.paragraph("brief.no_losses"),)
    parts.sort(key=lambda pair: (pair[1].value is None, -(pair[1].value or 0.0)))
    columns = (ctx.column("loss_part"), ctx.column("loss_money", "RUB/a"))
    rows = [Row((Words(ctx.t(f"losses.part.{key}")), number)) for key, number in parts]
    whole = Row((Words(ctx.t("col.loss_total")), ctx.quantity(loss.loss_total)), kind="total")
    note = ctx.t("brief.losses_note", n=len(parts) - len(known)) if len(known) < len(parts) else ""
    return (ctx.table("brief_losses", columns, [*rows, whole], note=note),)


def _balances(ctx: Context) -> tuple[Block, ...]:
    """The closure of the site's balances as lights."""
    site = [
        b for b in ctx.results.balances if b.process is None and b.imbalance_share.value is not None
    ]
    if not site:
        return ()
    columns = (ctx.column("layer"), ctx.column("imbalance_share", "1"), ctx.column("light"))
    rows = [
        Row(
            (
                Words(ctx.t(f"layer.{b.layer}")),
                replace(ctx.quantity(b.imbalance_share), low=None, high=None),
                Lamp(b.light.value, ctx.t(f"light.{b.light.value}")),
            )
        )
        for b in site
    ]
    return (ctx.table("brief_balances", columns, rows),)


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
    nothing = Number(None)
    waste = ctx.total((ctx.quantity(row.quantity) for row in results.waste), "t/a")
    water = ctx.total((ctx.quantity(row.quantity) for row in results.water_in), "m3/a")
    scopes = ((1, results.ghg_scope1), (2, results.ghg_scope2))
    there = {row.scope for row in results.ghg}
    ghg = ctx.total((ctx.quantity(q) for scope, q in scopes if scope in there), "tCO2e/a")
    energy = ctx.quantity(results.energy_total.energy) if results.energy else nothing
    paid = results.energy_total.cost if results.energy else None
    saving = ctx.total(
        (ctx.quantity(row.saving) for row in results.opportunities), ctx.money("RUB/a")
    )
    loss = results.losses[-1] if results.losses else None
    return (
        _tile(ctx, "energy", energy, paid),
        _tile(ctx, "water", water, None),
        _tile(ctx, "waste", waste, results.landfill_share),
        _tile(ctx, "ghg", ghg, None),
        _tile(
            ctx,
            "loss",
            ctx.quantity(loss.loss_total) if loss else Number(None, ctx.money("RUB/a")),
            loss.loss_ratio if loss else None,
        ),
        _tile(ctx, "saving", saving, None),
    )


def _tile(ctx: Context, key: str, number: Number, second: Quantity | None) -> Tile:
    remark_key = f"tile.{key}.remark"
    remark = ""
    if number.value is None:
        pass
    elif second is not None and second.value is not None:
        remark = ctx.t(remark_key, value=_big_text(ctx, ctx.quantity(second)))
    elif ctx.t.has(remark_key) and "{value}" not in ctx.t(remark_key):
        remark = ctx.t(remark_key)
    value, unit = _big(ctx, number)
    return Tile(ctx.t(f"tile.{key}"), value, unit, remark, number.estimated, _trust(ctx, number))


def _trust(ctx: Context, number: Number) -> str:
    """How far a headline number can be believed, in words."""
    if number.value is None:
        return ctx.t("trust.none")
    low, high = number.low, number.high
    if low is not None and high is not None and low != high:
        span = f"{headline_span(low, high, number, ctx.lang)}"
        return ctx.t("trust.range", span=span)
    return ctx.t("trust.estimated" if number.estimated else "trust.firm")


def _big_text(ctx: Context, number: Number) -> str:
    value, unit = _big(ctx, number)
    unit = renamed(unit, ctx.snapshot.audit.currency)
    joint = "" if unit == PERCENT and ctx.lang == "en" else NBSP
    return f"{value}{joint if unit else ''}{unit}"


def _big(ctx: Context, number: Number) -> tuple[str, str]:
    return headline(number, ctx.lang, ctx.t("no_data"), ctx.t("thousand"), ctx.t("million"))


def _hot_spots(ctx: Context) -> tuple[Block, ...]:
    spots = ctx.results.hot_spots[:HOT_SPOTS]
    if not spots:
        return (ctx.paragraph("brief.no_hot_spots"),)
    columns = (
        ctx.column("no"),
        ctx.column("stream"),
        ctx.column("mass", "t/a"),
        ctx.column("disposal_cost", "RUB/a"),
        ctx.column("score"),
    )
    rows = [
        Row(
            (
                Words(str(i)),
                Words(s.name),
                ctx.quantity(s.mass),
                ctx.quantity(s.cost),
                ctx.quantity(s.score, ""),
            )
        )
        for i, s in enumerate(spots, 1)
    ]
    return (ctx.paragraph("brief.hot_spots"), ctx.table("brief_hot_spots", columns, rows))


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
        return (ctx.paragraph("brief.no_actions"), gap_table(ctx, "brief_gaps", GAPS))
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
    lacking = gap_table(ctx, "brief_gaps", GAPS - 2)
    follow = (ctx.paragraph("brief.gaps"), lacking) if lacking.rows else ()
    return (ctx.table("brief_actions", columns, rows), *follow)
