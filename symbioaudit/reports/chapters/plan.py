"""Action plan by horizon."""

from __future__ import annotations

from symbioaudit.model.records import Action
from symbioaudit.reports.context import Context
from symbioaudit.reports.tree import Block, Day, Row, Table, Words


def chapter(ctx: Context) -> tuple[Block, ...]:
    """Blocks of the chapter."""
    return (ctx.paragraph("plan.intro"), _actions(ctx))


def _actions(ctx: Context) -> Table:
    columns = (
        ctx.column("no"),
        ctx.column("action"),
        ctx.column("linked"),
        ctx.column("owner"),
        ctx.column("due"),
        ctx.column("cost", "RUB"),
        ctx.column("effect"),
        ctx.column("status"),
    )
    rows: list[Row] = []
    number = 0
    for horizon in dict.fromkeys(a.horizon for a in ctx.snapshot.actions):
        title = ctx.word("horizons", horizon) or ctx.t("no_horizon")
        rows.append(Row((Words(title),), kind="group"))
        for action in ctx.snapshot.actions:
            if action.horizon == horizon:
                number += 1
                rows.append(_row(ctx, action, number))
    return ctx.table("actions", columns, rows)


def _row(ctx: Context, a: Action, number: int) -> Row:
    return Row(
        (
            Words(str(a.number or number)),
            ctx.or_no_data(Words(a.name or "")),
            Words(ctx.name(a.linked_item) if a.linked_item else ""),
            Words(a.owner or ""),
            Day(a.due),
            ctx.amount(a.cost, a, "cost"),
            Words(a.effect or ""),
            Words(ctx.word("action_statuses", a.status)),
        )
    )
