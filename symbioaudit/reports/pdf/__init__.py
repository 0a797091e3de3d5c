"""Document tree → PDF. Only formats: it computes no number and looks nothing up."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

from symbioaudit.reports.pdf import blocks, front, sheet
from symbioaudit.reports.pdf.flow import Flow
from symbioaudit.reports.pdf.style import MM
from symbioaudit.reports.tree import Block, Document, Heading, Paragraph, Section, Signatures, Table

Progress = Callable[[str, float | None], None]
SLIGHT = 10  # rows of an appendix that follows the one before on its page
NEW_PAGE_BELOW = 0.3  # a chapter begins a page when less of the page than this is left


def write(document: Document, path: Path, *, progress: Progress | None = None) -> None:
    """Write the report to ``path``. The same document gives the same bytes.

    Raises:
        OSError: the file cannot be written; a partial file may remain at ``path``.
        OperationFailed: SA-6502 when the program's fonts are missing.
    """
    from symbioaudit.reports.pdf.canvas import paint

    flow = lay_out(document, progress)
    paint(document, flow, path, progress)


def lay_out(document: Document, progress: Progress | None = None) -> Flow:
    """Place everything on pages; nothing is drawn yet."""
    if document.kind == "sheet":
        return sheet.lay_out(document)
    flow = Flow()
    front.title(flow, document.title_page)
    sections = list(document.sections)
    for section in [s for s in sections if s.kind == "brief"]:
        flow.start_page()
        _section(flow, section, document)
    flow.start_page()
    anchors = _Anchors(flow)
    front.contents(flow, document.words["contents"], list(_entries(document)), anchors)
    rest = [s for s in sections if s.kind != "brief"]
    flow.start_page()
    for number, section in enumerate(rest):
        if progress:
            progress(section.title, number / (len(rest) + 1) / 2)
        _begin(flow, section)
        _section(flow, section, document)
    return flow


class _Anchors(dict):  # type: ignore[type-arg]
    """Anchors by key, read when the contents are drawn."""

    def __init__(self, flow: Flow) -> None:
        super().__init__()
        self.flow = flow

    def __missing__(self, key: str) -> object:
        self.update({anchor.key: anchor for anchor in self.flow.anchors})
        return self[key]


def _begin(flow: Flow, section: Section) -> None:
    wide = any(isinstance(b, Table) and b.wide for b in section.blocks)
    name = "wide" if wide else "page"
    landscape = flow.page.sheet.width > flow.page.sheet.height
    if flow.fresh and landscape == wide:
        return
    crowded = flow.room < NEW_PAGE_BELOW * flow.page.sheet.inner_height
    if (section.kind == "appendix" and not _slight(section)) or crowded or landscape != wide:
        if flow.fresh:
            flow.pages.pop()
        flow.start_page(name)
    else:
        flow.space(8 * MM)


def _slight(section: Section) -> bool:
    """True for an appendix of a few lines, which gets no page of its own."""
    rows = sum(len(b.rows) for b in section.blocks if isinstance(b, Table))
    return rows <= SLIGHT and not any(isinstance(b, Signatures) for b in section.blocks)


def _section(flow: Flow, section: Section, document: Document) -> None:
    title = heading_text(section, document)
    blocks.keep(flow, section.blocks, document, above=blocks.chapter_height(flow, title))
    blocks.chapter(flow, title, section.id)
    headings = 0
    before: Block | None = None
    for number, block in enumerate(section.blocks):
        headings += isinstance(block, Heading)
        leads = isinstance(block, Heading) or (
            isinstance(block, Paragraph) and not isinstance(before, Heading | Paragraph)
        )
        if leads:
            blocks.keep(flow, section.blocks[number:], document)
        before = block
        blocks.place(flow, block, document, f"{section.id}.{headings}")


def heading_text(section: Section, document: Document) -> str:
    """A chapter's heading: ``3 Title`` or ``APPENDIX A. Title``."""
    if section.kind == "appendix":
        return f"{document.words['appendix']} {section.number}. {section.title}"
    return f"{section.number} {section.title}".strip()


def _entries(document: Document) -> Iterator[tuple[str, str, int]]:
    for section in document.sections:
        yield section.id, heading_text(section, document), 0
        headings = 0
        for block in section.blocks:
            if isinstance(block, Heading):
                headings += 1
                if block.number:
                    yield f"{section.id}.{headings}", f"{block.number} {block.text}", 1


def file_id(document: Document) -> str:
    """The /ID of the file: the same for the same audit, revision and language."""
    return hashlib.sha256(document.identity.encode()).hexdigest()[:32]
