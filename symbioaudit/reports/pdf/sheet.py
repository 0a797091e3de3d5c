"""A document of one page: what does not fit is shortened, and the page says so."""

from __future__ import annotations

from dataclasses import replace

from symbioaudit.reports.pdf import blocks
from symbioaudit.reports.pdf.flow import Flow
from symbioaudit.reports.tree import Block, Document, Figure, Paragraph, Table

LEAST = 3  # rows that a table keeps
LONGEST = 160  # letters of a cell or paragraph once the page is crowded


def lay_out(document: Document) -> Flow:
    """Place the only section; tables lose rows, then figures and the longest texts go."""
    section = document.sections[0]
    content = section.blocks
    while True:
        flow = _placed(document, content)
        smaller = _smaller(content) if len(flow.pages) > 1 else None
        if smaller is None:
            return flow
        content = smaller


def _placed(document: Document, content: tuple[Block, ...]) -> Flow:
    flow = Flow()
    flow.start_page("sheet")
    section = document.sections[0]
    blocks.chapter(flow, section.title, section.id)
    for block in content:
        blocks.place(flow, block, document, "")
    return flow


def _smaller(content: tuple[Block, ...]) -> tuple[Block, ...] | None:
    """The same with a third of the longest table's rows gone; None when nothing can go."""
    tables = [(_rows(b), n) for n, b in enumerate(content) if isinstance(b, Table) and b.header]
    longest, place = max(tables, default=(0, -1))
    if longest > LEAST:
        table = content[place]
        assert isinstance(table, Table)
        kept = max(LEAST, longest * 2 // 3)
        return (*content[:place], replace(table, paper_rows=kept), *content[place + 1 :])
    for kind in (Figure, Table, Paragraph):
        found = [n for n, b in enumerate(content) if isinstance(b, kind)]
        if found and not (kind is Table and len(found) == 1):
            return (*content[: found[-1]], *content[found[-1] + 1 :])
    return None


def _rows(table: Table) -> int:
    return min(len(table.rows), table.paper_rows or len(table.rows))
