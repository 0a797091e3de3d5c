"""Data quality, assumptions, what is not known and what should be measured."""

from __future__ import annotations

from symbioaudit.model.enums import Severity
from symbioaudit.reports.chapters import measuring
from symbioaudit.reports.context import Context, title_of
from symbioaudit.reports.gaps import gaps
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

ORDER = (Severity.BLOCKER, Severity.ERROR, Severity.WARNING, Severity.HINT)
GRADES = ("A", "B", "C", "D")
ON_PAPER = 200


def chapter(ctx: Context) -> tuple[Block, ...]:
    """Blocks of the chapter."""
    return (
        ctx.paragraph("quality.intro"),
        _summary(ctx),
        *_grades(ctx),
        Heading(ctx.t("head.unknown")),
        ctx.paragraph("quality.gaps"),
        gap_table(ctx, "gaps"),
        ctx.paragraph("quality.unknown"),
        _missing(ctx),
        *measuring.blocks(ctx),
        Heading(ctx.t("head.problems")),
        ctx.paragraph("quality.problems"),
        _problems(ctx),
        Heading(ctx.t("head.pedigree")),
        ctx.paragraph("quality.pedigree"),
        _pedigree(ctx),
        *_claims(ctx),
    )


def _summary(ctx: Context) -> Table:
    q = ctx.results.quality
    return ctx.facts(
        "quality",
        (
            ("grade", Words(q.grade)),
            ("dq_index", ctx.quantity(q.index, "")),
            ("completeness", ctx.quantity(q.completeness)),
            ("quantified", Words(ctx.t("n_of_m", n=q.quantified, m=q.streams))),
            ("estimated_mass_share", ctx.quantity(q.estimated_mass_share)),
            ("evidence_coverage", ctx.quantity(q.evidence_coverage)),
        ),
    )


def _grades(ctx: Context) -> tuple[Block, ...]:
    """How many streams have which grade."""
    rows = ctx.results.quality.rows
    if not rows:
        return ()
    counts = tuple(float(sum(r.grade == grade for r in rows)) for grade in GRADES)
    labels = tuple(ctx.t(f"grade.{grade}") for grade in GRADES)
    chart = BarChart(labels, (Series(ctx.t("col.count"), counts),), ctx.t("unit.streams"))
    return (Figure("grades", ctx.t("figure.grades"), chart),)


def gap_table(ctx: Context, table_id: str, most: int | None = None) -> Table:
    """What is missing, who brings it, from where, and what it is for."""
    columns = (
        ctx.column("no"),
        ctx.column("gap"),
        ctx.column("who_brings"),
        ctx.column("where_found"),
        ctx.column("what_for"),
    )
    rows = [
        Row((Words(str(i)), Words(g.what), Words(g.who), Words(g.where), Words(g.effect)))
        for i, g in enumerate(gaps(ctx)[:most], 1)
    ]
    return ctx.table(table_id, columns, rows)


def _missing(ctx: Context) -> Table:
    columns = (ctx.column("stream"), ctx.column("category"), ctx.column("reason"))
    rows = [
        Row(
            (
                Words(s.name or ctx.t("no_data")),
                Words(ctx.word("categories", s.category)),
                Words(ctx.why(s.quantity)),
            )
        )
        for s in ctx.snapshot.streams
        if s.quantity is None or s.quantity.canonical is None
    ]
    return ctx.table("missing", columns, rows, paper_rows=ON_PAPER)


def _problems(ctx: Context) -> Table:
    columns = (ctx.column("severity"), ctx.column("problem"), ctx.column("place"))
    ordered = sorted(ctx.results.problems, key=lambda p: ORDER.index(p.severity))
    rows = [
        Row(
            (
                Words(ctx.word("severities", p.severity)),
                Words(ctx.say(p.text)),
                Words(ctx.name(p.record[1]) if p.record else ""),
            )
        )
        for p in ordered
    ]
    return ctx.table("problems", columns, rows, paper_rows=ON_PAPER)


def _pedigree(ctx: Context) -> Table:
    columns = (
        ctx.column("stream"),
        *(ctx.column(f"dq{i}") for i in range(1, 6)),
        ctx.column("gsd2"),
        ctx.column("dq_mean"),
        ctx.column("grade"),
    )
    rows = [
        Row(
            (
                Words(r.name),
                *(Number(float(s)) for s in r.scores),
                Number(r.gsd2),
                Number(r.index),
                Words(r.grade),
            )
        )
        for r in ctx.results.quality.rows
    ]
    return ctx.table("pedigree", columns, rows, paper_rows=ON_PAPER)


def _claims(ctx: Context) -> tuple[Block, ...]:
    if not ctx.snapshot.claims:
        return ()
    columns = (
        ctx.column("stream"),
        ctx.column("field"),
        ctx.column("second_answer"),
        ctx.column("source"),
        ctx.column("status"),
    )
    rows = []
    for claim in ctx.snapshot.claims:
        target = ctx.snapshot.by_id.get(claim.target_id)
        rows.append(
            Row(
                (
                    Words(title_of(target) if target else ""),
                    Words(ctx.field_label(target, claim.field_code)),
                    Words(claim.text),
                    Words(claim.source or ""),
                    Words(ctx.t(f"claim.{claim.status.value}")),
                )
            )
        )
    return (
        Heading(ctx.t("head.claims")),
        ctx.paragraph("quality.claims"),
        ctx.table("claims", columns, rows),
    )
