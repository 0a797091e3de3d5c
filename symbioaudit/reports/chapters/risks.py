"""Readiness for symbiosis and the risk register."""

from __future__ import annotations

from typing import Any

from symbioaudit.forms import FormDef
from symbioaudit.forms.loader import text_of
from symbioaudit.model.records import Risk
from symbioaudit.reports.chapters.standing import standing
from symbioaudit.reports.context import Context
from symbioaudit.reports.tree import (
    Block,
    Figure,
    Heading,
    Lamp,
    Number,
    Paragraph,
    RiskMatrix,
    Row,
    Table,
    Words,
)

MARKS = frozenset({1, 2, 3})


def chapter(ctx: Context) -> tuple[Block, ...]:
    """Blocks of the chapter."""
    return (
        Heading(ctx.t("head.readiness")),
        _score_text(ctx),
        _readiness(ctx),
        *standing(ctx),
        Heading(ctx.t("head.risks")),
        ctx.paragraph("risks.intro"),
        *_matrix(ctx),
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
        ctx.column("no"),
        ctx.column("risk"),
        ctx.column("cause"),
        ctx.column("probability"),
        ctx.column("impact"),
        ctx.column("rank"),
        ctx.column("measure"),
        ctx.column("owner"),
        ctx.column("residual"),
    )
    rows = [_row(ctx, number, r) for number, r in enumerate(_sorted(ctx), 1)]
    return ctx.table("risks", columns, rows)


def _sorted(ctx: Context) -> list[Risk]:
    """The gravest first; the matrix numbers them in this order."""
    return sorted(ctx.snapshot.risks, key=lambda r: (-(rank(r.probability, r.impact) or 0), r.id))


def _matrix(ctx: Context) -> tuple[Block, ...]:
    """The 3×3 matrix of the rated risks (F-66); none without one."""
    cells: dict[tuple[int, int], tuple[str, ...]] = {}
    arrows = []
    for number, r in enumerate(_sorted(ctx), 1):
        if r.probability not in MARKS or r.impact not in MARKS:
            continue
        here = (r.probability, r.impact)
        cells[here] = (*cells.get(here, ()), str(number))
        left = (r.residual_probability or 0, r.residual_impact or 0)
        if left != here and set(left) <= MARKS:
            arrows.append((here, left, str(number)))
    if not cells:
        return ()
    lamps = {(p, c): lamp(ctx, p * c).key for p in sorted(MARKS) for c in sorted(MARKS)}
    up, across = ctx.t("col.probability"), ctx.t("col.impact")
    picture = RiskMatrix(cells, lamps, tuple(arrows), across, up)
    return (Figure("risk_matrix", ctx.t("figure.risk_matrix"), picture),)


def _row(ctx: Context, number: int, r: Risk) -> Row:
    return Row(
        (
            Words(str(number)),
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
