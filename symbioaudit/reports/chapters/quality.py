"""Data quality, assumptions, what is not known and what should be measured."""

from __future__ import annotations

from symbioaudit.model.enums import Severity
from symbioaudit.reports.context import Context, title_of
from symbioaudit.reports.tree import (
    Block,
    Heading,
    Number,
    Row,
    Table,
    Words,
)

ORDER = (Severity.BLOCKER, Severity.ERROR, Severity.WARNING, Severity.HINT)
ON_PAPER = 200


def chapter(ctx: Context) -> tuple[Block, ...]:
    """Blocks of the chapter."""
    return (
        ctx.paragraph("quality.intro"),
        _summary(ctx),
        Heading(ctx.t("head.unknown")),
        ctx.paragraph("quality.unknown"),
        _missing(ctx),
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
                    Words(claim.field_code),
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
