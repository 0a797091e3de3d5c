"""Innovative and breakthrough technologies for the plant's streams, with the proven ones beside them."""

from __future__ import annotations

from symbioaudit.reports.chapters.symbiosis import offering_of
from symbioaudit.reports.context import Context
from symbioaudit.reports.offering import FitRow
from symbioaudit.reports.tree import Block, Heading, Lamp, Row, Table, Words

LAMPS = {"fits": "green", "open": "yellow", "fails": "grey"}
ON_PAPER = 60


def chapter(ctx: Context) -> tuple[Block, ...]:
    """Blocks of the chapter."""
    fits = [f for f in offering_of(ctx).fits if f.verdict != "fails"]
    new = [f for f in fits if f.kind != "proven"]
    known = [f for f in fits if f.kind == "proven"]
    return (
        ctx.paragraph("technologies.classes"),
        Heading(ctx.t("head.new_technologies")),
        ctx.paragraph("technologies.new"),
        _table(ctx, "new_technologies", new),
        Heading(ctx.t("head.proven_technologies")),
        ctx.paragraph("technologies.proven"),
        _table(ctx, "proven_technologies", known),
    )


def _table(ctx: Context, table_id: str, fits: list[FitRow]) -> Table:
    keys = (
        "stream", "technology", "product", "tech_class", "trl", "tech_fit", "to_check", "against",
        "reference",
    )  # fmt: skip
    rows = [_row(f) for f in fits]
    columns = [ctx.column(key) for key in keys]
    return ctx.table(table_id, columns, rows, wide=True, paper_rows=ON_PAPER)


def _row(f: FitRow) -> Row:
    return Row(
        (
            Words(f.stream),
            Words(f.technology),
            Words(f.product),
            Words(f.kind_text),
            Words(f.trl),
            Lamp(LAMPS[f.verdict], f.verdict_text),
            Words("; ".join(t for t in (f.speaks_for, f.check) if t)),
            Words(f.against),
            Words(f.source),
        )
    )
