"""Action plan by horizon."""

from __future__ import annotations

from symbioaudit.model.records import Action
from symbioaudit.reports.chapters.symbiosis import offering_of
from symbioaudit.reports.context import Context
from symbioaudit.reports.offering import Offering
from symbioaudit.reports.tree import Block, Day, Heading, Row, Table, Words

TALKS = frozenset({"idea", "discussion", "negotiation"})
PROPOSED = 7  # matches or technologies that are proposed


def chapter(ctx: Context) -> tuple[Block, ...]:
    """Blocks of the chapter."""
    found = offering_of(ctx)
    return (
        ctx.paragraph("plan.intro"),
        _actions(ctx),
        Heading(ctx.t("head.meet")),
        ctx.paragraph("plan.meet"),
        _meetings(ctx, found),
        Heading(ctx.t("head.lab")),
        ctx.paragraph("plan.lab"),
        _trials(ctx, found),
    )


def _meetings(ctx: Context, found: Offering) -> Table:
    """Whom to meet: what is being talked about, then the best open matches that nobody has taken up."""
    rows = [
        _meeting(w.resource, w.partner, w.status, w.ends_with)
        for w in found.work
        if w.stage in TALKS
    ]
    ready = [m for m in found.matches if m.open and not m.taken][:PROPOSED]
    rows += [
        _meeting(m.resource, m.partner, ctx.t("plan.proposed"), "; ".join(m.ask)) for m in ready
    ]
    columns = [ctx.column(key) for key in ("no", "resource", "partner", "status", "bring_along")]
    return ctx.table("meetings", columns, _numbered(rows))


def _meeting(resource: str, partner: str, status: str, bring: str) -> Row:
    return Row((Words(""), Words(resource), Words(partner), Words(status), Words(bring)))


def _trials(ctx: Context, found: Offering) -> Table:
    """What to try in a Living Lab: matches at that stage, then technologies that are new and fit."""
    rows = [
        _trial(w.resource, w.partner, w.status, w.ends_with)
        for w in found.work
        if w.stage == "trial"
    ]
    new = [f for f in found.fits if f.kind != "proven" and f.verdict != "fails"][:PROPOSED]
    rows += [_trial(f.stream, f.technology, f"{f.kind_text}, TRL {f.trl}", f.check) for f in new]
    columns = [ctx.column(key) for key in ("no", "stream", "trial_of", "status", "trial_checks")]
    return ctx.table("trials", columns, _numbered(rows))


def _trial(stream: str, what: str, state: str, checks: str) -> Row:
    return Row((Words(""), Words(stream), Words(what), Words(state), Words(checks)))


def _numbered(rows: list[Row]) -> list[Row]:
    return [Row((Words(str(n)), *row.cells[1:])) for n, row in enumerate(rows, 1)]


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
