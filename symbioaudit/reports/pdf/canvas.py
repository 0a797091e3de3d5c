"""Draws the placed pages: running heads, page numbers, bookmarks, metadata, fixed dates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from symbioaudit.reports.pdf.flow import Flow, Page
from symbioaudit.reports.pdf.fonts import clean, face
from symbioaudit.reports.pdf.style import colour, text_style
from symbioaudit.reports.pdf.surface import Surface
from symbioaudit.reports.pdf.type import shortened
from symbioaudit.reports.tree import Document

Progress = Callable[[str, float | None], None]
EVERY = 25  # pages between two reports of progress
HEAD_UP = 18.0  # the running head's distance above the text
FOOT_DOWN = 26.0


def paint(document: Document, flow: Flow, path: Path, progress: Progress | None) -> None:
    """Draw all pages and save the file."""
    canvas = _canvas(document, path)
    surface = Surface(canvas)
    marks: dict[int, list[Any]] = {}
    for anchor in flow.anchors:
        marks.setdefault(anchor.page, []).append(anchor)
    for number, page in enumerate(flow.pages):
        if progress and number % EVERY == 0:
            progress(str(number + 1), 0.5 + number / len(flow.pages) / 2)
        canvas.setPageSize((page.sheet.width, page.sheet.height))
        for box, x, y in page.boxes:
            box.draw(surface, x, y)
        if page.numbered:
            _running(surface, document, page, number + 1)
        for anchor in marks.get(number, ()):
            canvas.bookmarkHorizontal(anchor.key, 0, anchor.top + 4)
            canvas.addOutlineEntry(clean(anchor.title), anchor.key, anchor.level, closed=False)
        canvas.showPage()
    canvas.save()


def _running(surface: Surface, document: Document, page: Page, number: int) -> None:
    style = text_style("running")
    sheet = page.sheet
    top = sheet.height - sheet.top + HEAD_UP
    mark = clean(document.mark)
    taken = style.face.width(mark, style.size) + 12 if mark else 0.0
    lines = shortened(
        document.words["running"], style.face, style.size, sheet.inner_width - taken, 1
    )
    surface.lines(
        sheet.left, top, lines, style.face, style.size, style.leading, ink=colour("quiet")
    )
    if mark:
        surface.text(
            sheet.width - sheet.right - taken + 12,
            top - style.leading + 2.9,
            mark,
            style.face,
            style.size,
            colour("mark"),
        )
    line = top - style.leading - 1
    surface.rule(sheet.left, line, sheet.width - sheet.right, line, colour("hair"), 0.5)
    text = str(number)
    wide = style.face.width(text, style.size)
    middle = sheet.left + sheet.inner_width / 2
    foot = sheet.bottom - min(FOOT_DOWN, 0.42 * sheet.bottom)
    surface.text(middle - wide / 2, foot, text, style.face, style.size)


def _canvas(document: Document, path: Path) -> Any:
    from reportlab.pdfgen.canvas import Canvas

    from symbioaudit.reports.pdf import file_id

    make: Any = Canvas  # its hints take the first font for a number
    canvas = make(
        str(path),
        invariant=1,
        pageCompression=1,
        lang=document.language,
        initialFontName=cast("Any", face("regular").primary),
    )
    canvas.setTitle(clean(f"{document.title_page.title} — {document.title_page.organisation}"))
    canvas.setAuthor(clean(document.author) or document.program)
    canvas.setSubject(clean(document.title_page.title))
    canvas.setCreator(document.program)
    canvas.setProducer(document.program)
    canvas.setKeywords(clean(document.mark or document.title_page.mark))
    canvas.showOutline()
    fix_identity(canvas, document.produced_at, file_id(document))
    return canvas


def fix_identity(canvas: Any, moment: datetime, identity: str) -> None:
    """Dates and /ID from the dossier instead of the machine's clock."""
    stamp = moment.strftime("D:%Y%m%d%H%M%S+00'00'")
    canvas.setDateFormatter(lambda *_now: stamp)
    document = canvas._doc  # noqa: SLF001 (there is no public door to the /ID)
    document._ID = f"\n[<{identity}><{identity}>]\n".encode()  # noqa: SLF001
