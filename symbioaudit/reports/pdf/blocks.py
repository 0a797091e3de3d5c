"""Everything that is not a table: headings, text, notes, tiles, signatures, figures."""

from __future__ import annotations

from collections.abc import Sequence

from symbioaudit.reports.pdf import charts, profile, sankey, squares, tables
from symbioaudit.reports.pdf.flow import Box, Flow
from symbioaudit.reports.pdf.fonts import face
from symbioaudit.reports.pdf.style import MM, colour, text_style
from symbioaudit.reports.pdf.surface import Surface
from symbioaudit.reports.pdf.type import Line, shortened, wrap
from symbioaudit.reports.tree import (
    BarChart,
    Block,
    Document,
    Figure,
    Heading,
    Note,
    Paragraph,
    Profile,
    Quadrant,
    RiskMatrix,
    Signatures,
    Signed,
    Table,
    Tile,
    Tiles,
)

TILES_IN_ROW = 3
TILE_GAP = 6.0
AFTER_HEADING = 32 * MM
MOST_KEPT = 0.85  # of a page: what is longer is torn anyway
BAR = 3.0
SIGNATURE_HEIGHT = 30.0


def place(flow: Flow, block: Block, document: Document, key: str) -> None:
    """Set one block."""
    if isinstance(block, Table):
        tables.place(flow, block, document)
    elif isinstance(block, Figure):
        figure(flow, block, document)
    elif isinstance(block, Heading):
        heading(flow, block, key)
    elif isinstance(block, Paragraph):
        paragraph(flow, block.text, block.style)
    elif isinstance(block, Note):
        note(flow, block.text)
    elif isinstance(block, Tiles):
        tiles(flow, block)
    else:
        signatures(flow, block)


def text_box(text: str, style_name: str, width: float, align: str = "left") -> Box:
    """A paragraph that stays whole."""
    style = text_style(style_name)
    lines = wrap(text, style.face, style.size, width, style.indent)

    def draw(surface: Surface, x: float, top: float) -> None:
        surface.lines(
            x,
            top,
            lines,
            style.face,
            style.size,
            style.leading,
            width=width,
            align=align,
            indent=style.indent,
        )

    return Box(len(lines) * style.leading, draw)


def paragraph(flow: Flow, text: str, style_name: str = "body") -> None:
    """Running text; a long paragraph may go on to the next page."""
    style = text_style(style_name)
    lines = wrap(text, style.face, style.size, flow.width, style.indent)
    indent = style.indent
    while lines:
        fit = max(1, int(flow.room / style.leading))
        if fit < min(len(lines), 2) and not flow.fresh:
            flow.next_page()
            continue
        part, lines = lines[:fit], lines[fit:]
        flow.put(_lines_box(part, style_name, indent))
        indent = 0.0
    flow.space(style.after)


def _lines_box(lines: tuple[Line, ...], style_name: str, indent: float) -> Box:
    style = text_style(style_name)

    def draw(surface: Surface, x: float, top: float) -> None:
        surface.lines(x, top, lines, style.face, style.size, style.leading, indent=indent)

    return Box(len(lines) * style.leading, draw)


def chapter(flow: Flow, text: str, key: str, level: int = 0) -> None:
    """A chapter's heading with its bookmark."""
    _titled(flow, text, key, level, "chapter")


def heading(flow: Flow, block: Heading, key: str) -> None:
    """A heading inside a chapter."""
    text = f"{block.number} {block.text}" if block.number else block.text
    if block.number:
        _titled(flow, text, key, 1, "heading")
    else:
        _titled(flow, text, "", 1, "heading")


def _titled(flow: Flow, text: str, key: str, level: int, style_name: str) -> None:
    style = text_style(style_name)
    box = text_box(text, style_name, flow.width)
    flow.space(style.before)
    flow.need(box.height + (AFTER_HEADING if level == 0 else 0.0))
    if key:
        flow.anchor(key, text, level)
    flow.put(Box(box.height + style.after, box.draw))


def note(flow: Flow, text: str) -> None:
    """A remark on a tinted ground with a bar at its left."""
    style = text_style("note")
    pad = 6.0
    lines = wrap(text, style.face, style.size, flow.width - 3 * pad)
    width, height = flow.width, len(lines) * style.leading + 2 * pad

    def draw(surface: Surface, x: float, top: float) -> None:
        surface.box(x, top - height, width, height, colour("note_fill"))
        surface.box(x, top - height, BAR, height, colour("note_bar"))
        surface.lines(x + 2 * pad, top - pad, lines, style.face, style.size, style.leading)

    flow.space(4)
    flow.put(Box(height, draw))
    flow.space(style.after)


def tiles(flow: Flow, block: Tiles) -> None:
    """Headline numbers, three in a row."""
    width = (flow.width - (TILES_IN_ROW - 1) * TILE_GAP) / TILES_IN_ROW
    for first in range(0, len(block.items), TILES_IN_ROW):
        row = block.items[first : first + TILES_IN_ROW]
        boxes = [_tile(item, width) for item in row]
        height = max(box.height for box in boxes)

        def draw(
            surface: Surface, x: float, top: float, boxes: list[Box] = boxes, tall: float = height
        ) -> None:
            for number, box in enumerate(boxes):
                left = x + number * (width + TILE_GAP)
                surface.box(left, top - tall, width, tall, colour("total_fill"), radius=4)
                box.draw(surface, left, top)

        flow.put(Box(height, draw))
        flow.space(TILE_GAP)
    flow.space(4)


def _tile(item: Tile, width: float) -> Box:
    pad, inner = 7.0, width - 14.0
    small, big, body = text_style("small"), text_style("tile"), text_style("body")
    shape = face("bold_italic") if item.estimated else big.face
    title = wrap(item.title, small.face, small.size, inner)
    value = wrap(item.value, shape, big.size, inner)
    remark = wrap(item.remark, small.face, small.size, inner) if item.remark else ()
    trust = wrap(item.trust, face("italic"), small.size, inner) if item.trust else ()
    unit = wrap(item.unit, body.face, body.size, inner) if item.unit else ()
    height = 2 * pad + (len(title) + len(remark) + len(trust)) * small.leading
    height += len(value) * big.leading + len(unit) * body.leading

    def draw(surface: Surface, x: float, top: float) -> None:
        y = top - pad
        surface.lines(x + pad, y, title, small.face, small.size, small.leading, ink=colour("quiet"))
        y -= len(title) * small.leading
        surface.lines(x + pad, y, value, shape, big.size, big.leading, ink=colour("accent"))
        y -= len(value) * big.leading
        surface.lines(x + pad, y, unit, body.face, body.size, body.leading, ink=colour("accent"))
        y -= len(unit) * body.leading
        surface.lines(
            x + pad, y, remark, small.face, small.size, small.leading, ink=colour("quiet")
        )
        y -= len(remark) * small.leading
        surface.lines(
            x + pad, y, trust, face("italic"), small.size, small.leading, ink=colour("quiet")
        )

    return Box(height, draw)


def signatures(flow: Flow, block: Signatures) -> None:
    """Lines to sign."""
    style, small = text_style("body"), text_style("small")
    width = flow.width
    shares = (0.34, 0.3, 0.2, 0.16)
    filled = block.signed + (Signed(),) * (len(block.roles) - len(block.signed))
    for role, signed in zip(block.roles, filled, strict=True):
        label = shortened(role, style.face, style.size, width * shares[0] - 6, 2)
        captions = [
            wrap(c, small.face, small.size, width * s - 8)
            for c, s in zip(block.captions, shares[1:], strict=True)
        ]

        def draw(
            surface: Surface,
            x: float,
            top: float,
            label: tuple[Line, ...] = label,
            captions: list[tuple[Line, ...]] = captions,
            signed: Signed = signed,
        ) -> None:
            surface.lines(x, top - 18, label, style.face, style.size, style.leading)
            left = x + width * shares[0]
            texts = (signed.name, "", signed.day)
            for lines, part, text in zip(captions, shares[1:], texts, strict=True):
                wide = width * part - 8
                if text:
                    shown = shortened(text, style.face, style.size, wide, 2)
                    over = top - 34 + len(shown) * style.leading + 1
                    surface.lines(left, over, shown, style.face, style.size, style.leading)
                surface.rule(left, top - 34, left + wide, top - 34, colour("ink"))
                surface.lines(
                    left,
                    top - 36,
                    lines,
                    small.face,
                    small.size,
                    small.leading,
                    width=wide,
                    align="centre",
                    ink=colour("quiet"),
                )
                left += width * part
            if signed.strokes:
                start = x + width * (shares[0] + shares[1])
                _drawn(surface, signed, start, top - 34, width * shares[2] - 8)

        flow.put(Box(62, draw))


def _drawn(surface: Surface, signed: Signed, left: float, base: float, width: float) -> None:
    """A drawn signature on its line, as wide and as high as there is room."""
    points = [point for stroke in signed.strokes for point in stroke]
    x0, y0 = min(p[0] for p in points), min(p[1] for p in points)
    wide, high = max(p[0] for p in points) - x0, max(p[1] for p in points) - y0
    scale = min(width / max(wide, 1), SIGNATURE_HEIGHT / max(high, 1), SIGNATURE_HEIGHT / 100)
    shift = left + (width - wide * scale) / 2
    for stroke in signed.strokes:
        line = [
            (shift + (x - x0) * scale, base + 2 + (y0 + high - y) * scale) for x, y, _p in stroke
        ]
        surface.pen(line, [p for _x, _y, p in stroke], colour("ink"))


def _picture(block: Figure, width: float, document: Document) -> Box:
    lang = document.language
    if isinstance(block.picture, BarChart):
        return charts.bars(block.picture, width, lang, document.words["unknown_bar"])
    if isinstance(block.picture, Profile):
        return profile.columns(block.picture, width, lang)
    if isinstance(block.picture, RiskMatrix):
        return squares.matrix(block.picture, width)
    if isinstance(block.picture, Quadrant):
        return squares.quadrant(block.picture, width)
    return sankey.diagram(block.picture, width, lang)


def chapter_height(flow: Flow, text: str) -> float:
    """Height of a chapter's heading."""
    style = text_style("chapter")
    lines = wrap(text, style.face, style.size, flow.width, style.indent)
    return style.before + style.after + len(lines) * style.leading


def keep(flow: Flow, blocks: Sequence[Block], document: Document, *, above: float = 0.0) -> None:
    """Go to a new page unless the words at the head of ``blocks`` fit with what they lead to.

    A heading, the paragraphs after it and the beginning of their table or their figure are one;
    ``above`` is the height of a chapter's heading that comes before them.
    """
    height = above
    for block in blocks:
        if isinstance(block, Heading):
            style = text_style("heading")
            lines = wrap(f"{block.number} {block.text}", style.face, style.size, flow.width)
            height += style.before + style.after + len(lines) * style.leading
        elif isinstance(block, Paragraph):
            style = text_style(block.style)
            lines = wrap(block.text, style.face, style.size, flow.width, style.indent)
            height += style.after + len(lines) * style.leading
        else:
            height += _beginning(flow, block, document)
            break
    if height <= MOST_KEPT * flow.page.sheet.inner_height:
        flow.need(height)


def _beginning(flow: Flow, block: Block, document: Document) -> float:
    if isinstance(block, Table):
        return tables.beginning(block, flow.width, flow.page.sheet.inner_height, document)
    if isinstance(block, Figure):
        return _picture(block, flow.width, document).height + 34.0
    return AFTER_HEADING


def figure(flow: Flow, block: Figure, document: Document) -> None:
    """A picture with its caption below, centred (GOST 7.32)."""
    words = document.words
    picture = _picture(block, flow.width, document)
    text = f"{words['figure']} {block.number} — {block.caption}" if block.number else block.caption
    caption = tables.caption_box(text, flow.width, "centre")

    def draw(surface: Surface, x: float, top: float) -> None:
        picture.draw(surface, x, top)
        caption.draw(surface, x, top - picture.height - 4)

    flow.space(6)
    flow.put(Box(picture.height + 4 + caption.height, draw))
    flow.space(8)
