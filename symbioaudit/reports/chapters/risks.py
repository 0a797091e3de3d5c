"""Readiness for symbiosis and the risk register."""

from __future__ import annotations

from typing import Any

from symbioaudit.forms import FormDef
from symbioaudit.forms.loader import text_of
from symbioaudit.model.records import Risk
from symbioaudit.reports.context import Context
from symbioaudit.reports.tree import Block, Heading, Lamp, Number, Paragraph, Row, Table, Words


def chapter(ctx: Context) -> tuple[Block, ...]:
    """Blocks of the chapter."""
    return (
        Heading(ctx.t("head.readiness")),
        _score_text(ctx),
        _readiness(ctx),
        Heading(ctx.t("head.risks")),
        ctx.paragraph("risks.intro"),
        _risks(ctx),
    )


def _score_text(ctx: Context) -> Paragraph:
    number = ctx.quantity(ctx.results.readiness, "")
    if number.value is None:
        return ctx.paragraph("risks.readiness_unknown")
    return ctx.paragraph("risks.readiness", score=ctx.spelled(number))


def _readiness(ctx: Context) -> Table:
    columns = (ctx.column("no"), ctx.column("statement"), ctx.column("score_0_4"))
    rules = ctx.dossier.pack.scoring["readiness"]
    form = ctx.dossier.pack.forms[rules["form"]]
    answers: dict[str, Any] = {}
    for record in ctx.snapshot.readiness:
        answers.update(record.properties)
    rows = [
        Row((Words(str(i)), Words(_statement(ctx, form, code)), _score(answers.get(code))))
        for i, code in enumerate(rules["statements"], 1)
    ]
    return ctx.table("readiness", columns, rows if answers else [])


def _score(answer: object) -> Number:
    if isinstance(answer, bool) or not isinstance(answer, int | float):
        return Number(None)
    return Number(float(answer))


def _statement(ctx: Context, form: FormDef, code: str) -> str:
    """The form's own label of a statement."""
    field = form.field(code)
    return ctx.say(field.label) if field else code


def rank(probability: int | None, impact: int | None) -> int | None:
    """Risk rank, probability by consequence (F-66)."""
    return probability * impact if probability and impact else None


def lamp(ctx: Context, value: int | None) -> Lamp:
    """The rank as the light and word of its band (F-66)."""
    if value is None:
        return Lamp("grey", ctx.t("no_data"))
    bands = ctx.dossier.pack.risks["bands"]
    band = next(b for b in reversed(bands) if value >= b["from"])
    return Lamp(band["lamp"], f"{value} — {ctx.say(text_of(band['title']))}")


def _risks(ctx: Context) -> Table:
    columns = (
        ctx.column("risk"),
        ctx.column("cause"),
        ctx.column("probability"),
        ctx.column("impact"),
        ctx.column("rank"),
        ctx.column("measure"),
        ctx.column("owner"),
        ctx.column("residual"),
    )
    items = sorted(ctx.snapshot.risks, key=lambda r: (-(rank(r.probability, r.impact) or 0), r.id))
    return ctx.table("risks", columns, [_row(ctx, r) for r in items])


def _row(ctx: Context, r: Risk) -> Row:
    return Row(
        (
            ctx.or_no_data(Words(r.name or "")),
            Words("; ".join(filter(None, (r.cause, r.consequence)))),
            Number(r.probability and float(r.probability)),
            Number(r.impact and float(r.impact)),
            lamp(ctx, rank(r.probability, r.impact)),
            Words(r.measure or ""),
            Words(r.owner or ""),
            lamp(ctx, rank(r.residual_probability, r.residual_impact)),
        )
    )
