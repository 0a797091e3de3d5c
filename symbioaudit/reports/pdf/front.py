"""The title page and the contents."""

from __future__ import annotations

from collections.abc import Sequence

from symbioaudit.reports.pdf.blocks import text_box
from symbioaudit.reports.pdf.flow import Anchor, Box, Flow
from symbioaudit.reports.pdf.fonts import face
from symbioaudit.reports.pdf.style import MM, colour, text_style
from symbioaudit.reports.pdf.surface import Picture, Surface
from symbioaudit.reports.pdf.type import Line, wrap
from symbioaudit.reports.tree import TitlePage

LOGO_WIDTH, LOGO_HEIGHT = 70 * MM, 24 * MM
LABEL_WIDTH = 48 * MM
NUMBER_ROOM = 30.0
INDENT = 14.0


def title(flow: Flow, page: TitlePage) -> None:
    """Organisation, title, what it is about, facts, and the draft's stamp."""
    flow.start_page()
    flow.page.numbered = False
    width = flow.width
    top = [_logo(page.logo, width), _centred(page.made_by, "body", width)]
    for box in (*top, _centred(page.organisation, "subject", width)):
        flow.put(box)
    flow.put(Box(max(8 * MM, 34 * MM - sum(box.height for box in top)), lambda *_a: None))
    flow.put(_centred(page.title, "title", width))
    flow.put(Box(8 * MM, lambda *_a: None))
    flow.put(_centred(page.subject, "subject", width))
    flow.put(Box(10 * MM, lambda *_a: None))
    if page.mark:
        flow.put(_stamp(page.mark, width))
    flow.put(Box(14 * MM, lambda *_a: None))
    for name, value in page.lines:
        flow.put(_fact(name, value, width))
    last = text_style("subject").leading
    flow.put(Box(max(0.0, flow.room - last - 1), lambda *_a: None))
    flow.put(_centred(page.place_date, "subject", width))


def _logo(data: bytes, width: float) -> Box:
    """The maker's logo, no larger than its frame and never stretched."""
    if not data:
        return Box(0.0, lambda *_a: None)
    picture = Picture(data)
    scale = min(LOGO_WIDTH / picture.width, LOGO_HEIGHT / picture.height)
    wide, tall = picture.width * scale, picture.height * scale

    def draw(surface: Surface, x: float, top: float) -> None:
        surface.picture(picture, x + (width - wide) / 2, top - tall, wide, tall)

    return Box(tall + 4 * MM, draw)


def _centred(text: str, style: str, width: float) -> Box:
    return text_box(text, style, width, "centre") if text else Box(0.0, lambda *_a: None)


def _stamp(mark: str, width: float) -> Box:
    style = text_style("subject")
    shape = face("bold")
    lines = wrap(mark, shape, style.size, width - 40)
    wide = max(line.width for line in lines) + 24
    height = len(lines) * style.leading + 8

    def draw(surface: Surface, x: float, top: float) -> None:
        left = x + (width - wide) / 2
        surface.box(left, top - height, wide, height, stroke=colour("mark"), radius=3, weight=1.2)
        surface.lines(
            left,
            top - 4,
            lines,
            shape,
            style.size,
            style.leading,
            width=wide,
            align="centre",
            ink=colour("mark"),
        )

    return Box(height, draw)


def _fact(name: str, value: str, width: float) -> Box:
    style = text_style("body")
    names = wrap(name, style.face, style.size, LABEL_WIDTH - 6)
    values = wrap(value, style.face, style.size, width - LABEL_WIDTH)
    height = max(len(names), len(values)) * style.leading + 3

    def draw(surface: Surface, x: float, top: float) -> None:
        surface.lines(x, top, names, style.face, style.size, style.leading, ink=colour("quiet"))
        surface.lines(x + LABEL_WIDTH, top, values, style.face, style.size, style.leading)

    return Box(height, draw)


def contents(
    flow: Flow, heading: str, entries: Sequence[tuple[str, str, int]], pages: dict[str, Anchor]
) -> None:
    """The contents; page numbers are looked up when it is drawn, after all is placed."""
    style = text_style("chapter")
    box = text_box(heading, "chapter", flow.width, "centre")
    flow.put(Box(box.height + style.after, box.draw))
    for key, text, level in entries:
        flow.put(_entry(key, text, level, flow.width, pages))


def _entry(key: str, text: str, level: int, width: float, pages: dict[str, Anchor]) -> Box:
    style = text_style("entry")
    shape = style.face if level else face("bold")
    indent = INDENT * level
    lines = wrap(text, shape, style.size, width - indent - NUMBER_ROOM)
    height = len(lines) * style.leading

    def draw(surface: Surface, x: float, top: float) -> None:
        surface.lines(x + indent, top, lines, shape, style.size, style.leading)
        anchor = pages[key]
        number = str(anchor.page + 1)
        wide = style.face.width(number, style.size)
        last: Line = lines[-1]
        baseline = top - height + (style.leading - style.size) / 2 + 0.22 * style.size
        surface.text(x + width - wide, baseline, number, style.face, style.size)
        start = x + indent + last.width + 4
        _dots(surface, start, x + width - wide - 4, baseline)
        surface.canvas.linkRect("", key, (x, top - height, x + width, top), relative=0, thickness=0)

    return Box(height, draw)


def _dots(surface: Surface, start: float, end: float, y: float) -> None:
    style = text_style("entry")
    step = style.face.width(".", style.size) * 1.8
    at = end - step * int(max(0.0, end - start) / step)
    while at < end - step / 2:
        surface.dot(at, y + 0.8, 0.45, colour("rule"))
        at += step
