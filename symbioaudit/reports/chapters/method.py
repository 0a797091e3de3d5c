"""Appendix: the methodology, its overlay and their changes."""

from __future__ import annotations

from typing import Any

from symbioaudit.base.i18n import Message, Text
from symbioaudit.methodology.status import overrides_of
from symbioaudit.reports.context import Context
from symbioaudit.reports.tree import Block, Code, Row, Table, Words


def chapter(ctx: Context) -> tuple[Block, ...]:
    """Blocks of the appendix."""
    pack, audit = ctx.dossier.pack, ctx.snapshot.audit
    overlay = " ".join(filter(None, (audit.overlay_id, audit.overlay_version)))
    facts = ctx.facts(
        "method",
        (
            ("pack", Words(pack.title.render(ctx.lang))),
            ("pack_id", Code(f"{pack.id} {pack.version}")),
            ("pack_hash", Code(audit.pack_hash or pack.hash or "")),
            ("overlay", Words(overlay or ctx.t("nothing"))),
            ("depth", Words(ctx.word("depths", audit.depth))),
            ("coefficients", Words(ctx.results.coefficient_set.render(ctx.lang))),
            ("program", Words(f"SymbioAudit {ctx.dossier.app_version}")),
        ),
    )
    return (ctx.paragraph("method.intro"), facts, *_overrides(ctx), *_changes(ctx))


def _overrides(ctx: Context) -> tuple[Block, ...]:
    """Steps that somebody took as complete, with the reason."""
    titles = {step.id: ctx.say(step.title) for step in ctx.dossier.pack_part("steps") or ()}
    rows = [
        Row(
            (
                Words(titles.get(o.step, o.step)),
                Words(o.reason),
                Words(o.who or ""),
                Words(o.on or ""),
            )
        )
        for o in overrides_of(ctx.snapshot).values()
    ]
    if not rows:
        return ()
    columns = tuple(
        ctx.column(name) for name in ("step", "step_reason", "decided_by", "decided_on")
    )
    return (ctx.table("overrides", columns, rows),)


def _changes(ctx: Context) -> tuple[Block, ...]:
    log = _log(ctx)
    rows = [row for item in log if (row := _change(ctx, item)) is not None]
    if not rows:
        return ()
    table: Table = ctx.table("changelog", (ctx.column("version"), ctx.column("change")), rows)
    return (table,)


def _log(ctx: Context) -> Any:
    data = ctx.dossier.pack_part("data") or {}
    return data.get("changelog") or ()


def _change(ctx: Context, item: Any) -> Row | None:
    if not isinstance(item, dict):
        return None
    text = item.get("text") or item.get("change") or ""
    if isinstance(text, dict):
        text = text.get(ctx.lang, "")
    words = ctx.say(text) if isinstance(text, Text | Message) else str(text)
    return Row((Code(str(item.get("version", ""))), Words(words)))
