"""Opportunities inside the plant with their economics."""

from __future__ import annotations

from symbioaudit.analysis.results import OpportunityRow
from symbioaudit.model.amount import Amount
from symbioaudit.model.records import Opportunity
from symbioaudit.reports.chapters.brief import best_first
from symbioaudit.reports.chapters.standing import span
from symbioaudit.reports.context import Context
from symbioaudit.reports.numbers import unit_text
from symbioaudit.reports.tree import Block, Column, Heading, Number, Row, Table, Words


def chapter(ctx: Context) -> tuple[Block, ...]:
    """Blocks of the chapter."""
    return (
        Heading(ctx.t("head.opportunities")),
        ctx.paragraph("opportunities.intro"),
        _register(ctx),
        *_money_part(ctx),
    )


def _money_part(ctx: Context) -> tuple[Block, ...]:
    if not ctx.results.opportunities:
        return ()
    return (
        Heading(ctx.t("head.economics")),
        ctx.paragraph("opportunities.economics"),
        _economics(ctx),
        *_priorities(ctx),
        *_together(ctx),
    )


def _priorities(ctx: Context) -> tuple[Block, ...]:
    """F-63 with its parts and F-64 beside it; a range where parts are unknown."""
    outlook = ctx.results.outlook
    if outlook is None or not outlook.measures:
        return ()
    titles = [ctx.say(part.label) for part in outlook.measures[0].priority.parts]
    parts = outlook.measures[0].priority.parts
    columns = (
        ctx.column("opportunity"),
        *(Column(p.id, title) for p, title in zip(parts, titles, strict=True)),
        ctx.column("priority"),
        ctx.column("topsis"),
    )
    rows = [
        Row(
            (
                Words(one.name),
                *(ctx.quantity(part.score, "") for part in one.priority.parts),
                Words(span(ctx, one.priority)),
                ctx.quantity(one.closeness, ""),
            )
        )
        for one in outlook.measures
    ]
    return (
        Heading(ctx.t("head.priorities")),
        ctx.paragraph("opportunities.priorities"),
        ctx.table("priorities", columns, rows),
    )


def _together(ctx: Context) -> tuple[Block, ...]:
    """Simple sums beside the sums after interactions, and what was left out of them and why."""
    outlook = ctx.results.outlook
    if outlook is None or not outlook.together.plain:
        return (ctx.note("opportunities.interactions"),)
    sums = outlook.together
    columns = (ctx.column("saved"), ctx.column("simple_sum"), ctx.column("after_interactions"))
    rows = [
        Row(
            (
                Words(f"{ctx.t(f'saved.{kind}')}, {unit_text(sums.plain[kind].unit, ctx.lang)}"),
                ctx.quantity(sums.plain[kind], ""),
                ctx.quantity(sums.after[kind], ""),
            )
        )
        for kind in sums.plain
    ]
    left_out = "; ".join(
        f"{one.name}: {ctx.say(one.why)}" for one in sums.counted if one.why is not None
    )
    return (
        Heading(ctx.t("head.together")),
        ctx.note("opportunities.interactions"),
        ctx.table("together", columns, rows, note=left_out),
    )


def _register(ctx: Context) -> Table:
    columns = (
        ctx.column("opportunity"),
        ctx.column("family"),
        ctx.column("where"),
        ctx.column("description"),
        ctx.column("status"),
        ctx.column("owner"),
    )
    order = {row.record_id: i for i, row in enumerate(best_first(ctx))}
    items = sorted(ctx.snapshot.opportunities, key=lambda o: (order.get(o.id, len(order)), o.id))
    return ctx.table("opportunities", columns, [_row(ctx, o) for o in items])


def _row(ctx: Context, o: Opportunity) -> Row:
    place = o.stream_id or o.process_id
    return Row(
        (
            ctx.or_no_data(Words(o.name or "")),
            Words(ctx.word("opportunity_families", o.family)),
            Words(ctx.name(place) if place else ""),
            Words(o.description or ""),
            Words(ctx.word("opportunity_statuses", o.status)),
            Words(o.owner or ""),
        )
    )


def _economics(ctx: Context) -> Table:
    columns = (
        ctx.column("opportunity"),
        ctx.column("capex", "RUB"),
        ctx.column("saving", "RUB/a"),
        ctx.column("payback", "a", live="{capex}/{saving}"),
        ctx.column("life", "a"),
        ctx.column("rate", "1"),
        ctx.column("npv", "RUB", live="{saving}*(1-(1+{rate})^(-{life}))/{rate}-{capex}"),
        ctx.column("irr", "1"),
        ctx.column("discounted_payback", "a"),
        ctx.column("profitability_index", live="({npv}+{capex})/{capex}"),
    )
    rows = best_first(ctx)
    notes = [
        ctx.t("economics.irr_note", name=row.name, note=ctx.say(row.irr_note))
        for row in rows
        if row.irr_note is not None
    ]
    return ctx.table(
        "economics", columns, [_money(ctx, row) for row in rows], note="; ".join(notes[:20])
    )


def _money(ctx: Context, row: OpportunityRow) -> Row:
    return Row(
        (
            Words(row.name or ctx.t("no_data")),
            ctx.quantity(row.capex, field=("opportunity", row.record_id, "capex")),
            ctx.quantity(row.saving, field=("opportunity", row.record_id, "saving_money")),
            ctx.quantity(row.payback, "a"),
            _life(ctx, row),
            _rate(ctx),
            ctx.quantity(row.npv),
            ctx.quantity(row.irr),
            ctx.quantity(row.discounted_payback, "a"),
            ctx.quantity(row.profitability_index, ""),
        )
    )


def _life(ctx: Context, row: OpportunityRow) -> Number:
    record = ctx.snapshot.by_id.get(row.record_id)
    years = record.life_years if isinstance(record, Opportunity) else None
    return Number(years, "a", field=("opportunity", row.record_id, "life_years"))


def _rate(ctx: Context) -> Number:
    """The discount rate of the audit, when it was entered."""
    audit = ctx.snapshot.audit
    value = audit.properties.get("discount_rate")
    if not isinstance(value, Amount):
        return Number(None, "1")
    return Number(value.number, "1", field=("audit", audit.id, "discount_rate"))
