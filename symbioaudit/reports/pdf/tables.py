"""Tables on paper: column widths, rows, headings repeated, «Продолжение таблицы»."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from symbioaudit.reports import numbers
from symbioaudit.reports.pdf.flow import Box, Flow
from symbioaudit.reports.pdf.fonts import Face, face
from symbioaudit.reports.pdf.style import Colour, colour, palette, text_style
from symbioaudit.reports.pdf.surface import Surface
from symbioaudit.reports.pdf.type import Line, longest_word, natural, wrap
from symbioaudit.reports.tree import Cell, Code, Column, Day, Document, Lamp, Number, Row, Table

PAD_X, PAD_Y = 3.0, 2.2
WIDEST_WORD = 110.0
WIDEST_NUMBER = 150.0
SHORT_CODE = 24
SHORT_ROWS = 30
LEAST_ROWS = 2  # rows of a table that may stand alone at the top or the foot of a page
SHORT_TABLE = 0.3  # of a page
SCALES = (1.0, 0.9, 0.82)
NARROWEST = 22.0
CAPTION_ROOM = 24.0
TALLEST_BEGINNING = 120.0
LAMP = 9.0  # room for the coloured dot
FACT_SHARE = 0.38


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell as it will be printed."""

    text: str
    face: Face
    align: str = "left"
    whole: bool = False  # a number or a code: never broken while there is another way
    ink: Colour | None = None
    light: Colour | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the columns of a table stand, and how much smaller its type is."""

    widths: tuple[float, ...]
    scale: float = 1.0

    @property
    def whole(self) -> float:
        """Width of the table."""
        return sum(self.widths)


@dataclass(frozen=True, slots=True)
class Cells:
    """A row laid out: lines per cell and the height they need."""

    shown: tuple[Shown, ...]
    lines: tuple[tuple[Line, ...], ...]
    kind: str
    widths: tuple[float, ...]
    fill: Colour | None = None
    scale: float = 1.0

    @property
    def leading(self) -> float:
        """Distance between two baselines."""
        return text_style("cell").leading * self.scale

    @property
    def height(self) -> float:
        """Height of the row."""
        return max(map(len, self.lines), default=1) * self.leading + 2 * PAD_Y

    def part(self, first: int, count: int) -> Cells:
        """Lines ``first`` … of every cell, for a row that is taller than a page."""
        cut = tuple(lines[first : first + count] for lines in self.lines)
        return Cells(self.shown, cut, self.kind, self.widths, self.fill, self.scale)


def place(flow: Flow, table: Table, document: Document) -> None:
    """Set a table with its caption, rows and notes."""
    rows, left_out = _on_paper(table)
    grid, head, body = _laid_out(table, rows, flow.width, document)
    notes = _notes(flow.width, table, document, left_out, rows)
    _keep_together(flow, head, body, notes)
    _caption(flow, table, document, head, body)
    _rows(flow, table, document, head, body, grid, sum(box.height for box in notes))
    for box in notes:
        flow.put(box)
    flow.space(6)


def beginning(table: Table, width: float, page_height: float, document: Document) -> float:
    """Height of what must not be torn from the words before it: caption, heading, two rows.

    A table shorter than ``SHORT_TABLE`` of the page's height is never torn at all.
    """
    rows, left_out = _on_paper(table)
    if len(rows) <= SHORT_ROWS:
        head, body = _laid_out(table, rows, width, document)[1:]
        notes = _notes(width, table, document, left_out, rows)
        whole = _whole(head, body, notes)
        if whole <= SHORT_TABLE * page_height:
            return whole
    head, body = _laid_out(table, rows[: LEAST_ROWS + 1], width, document)[1:]
    whole = sum(cells.height for cells in body)
    return (head.height if head else 0.0) + min(whole, TALLEST_BEGINNING) + CAPTION_ROOM


def _laid_out(
    table: Table, rows: Sequence[Row], width: float, document: Document
) -> tuple[Grid, Cells | None, list[Cells]]:
    shown = [_show_row(row, places, table, document) for row, places in _with_places(table, rows)]
    grid = _grid(table, shown, width, document)
    head = _head(table, grid, document) if table.header else None
    body = [_lay(cells, row.kind, grid) for cells, row in zip(shown, rows, strict=True)]
    if not body:
        body = [_lay((Shown(table.empty, face("italic")),), "group", grid)]
    return grid, head, body


def _whole(head: Cells | None, body: Sequence[Cells], notes: Sequence[Box]) -> float:
    """Height of a table from its caption to its notes."""
    rows = sum(cells.height for cells in body) + sum(box.height for box in notes)
    return rows + (head.height if head else 0.0) + CAPTION_ROOM


def _keep_together(
    flow: Flow, head: Cells | None, body: Sequence[Cells], notes: Sequence[Box]
) -> None:
    """A short table is not torn: it goes to the next page as a whole."""
    whole = _whole(head, body, notes)
    if flow.room < whole <= SHORT_TABLE * flow.page.sheet.inner_height:
        flow.need(whole)


def _on_paper(table: Table) -> tuple[Sequence[Row], int]:
    most = table.paper_rows
    if most is None or len(table.rows) <= most:
        return table.rows, 0
    return table.rows[:most], len(table.rows)


def _with_places(table: Table, rows: Sequence[Row]) -> list[tuple[Row, tuple[int | None, ...]]]:
    """Each row with the decimals of its columns: one number where the unit is in the heading."""
    decimals: list[int | None] = []
    for position, column in enumerate(table.columns):
        cells = [row.cells[position] for row in rows if position < len(row.cells)]
        items = [cell for cell in cells if isinstance(cell, Number)]
        alike = bool(column.unit) and table.header
        decimals.append(numbers.column_decimals(items) if alike and items else None)
    return [(row, tuple(decimals)) for row in rows]


def _show_row(
    row: Row, places: tuple[int | None, ...], table: Table, document: Document
) -> tuple[Shown, ...]:
    if row.kind == "group":
        return (_show(row.cells[0], None, table.columns[0], document, "bold"),)
    key = "bold" if row.kind == "total" else "regular"
    shown = [
        _show(cell, place_, column, document, key)
        for cell, place_, column in zip(row.cells, places, table.columns, strict=True)
    ]
    if table.header and row.kind == "plain":
        shown = [replace(s, text=table.blank) if not s.text else s for s in shown]
    if not table.header:
        shown[1::2] = [replace(one, align="left") for one in shown[1::2]]
    return tuple(shown)


def _show(cell: Cell, places: int | None, column: Column, document: Document, key: str) -> Shown:
    if isinstance(cell, Number):
        return _show_number(cell, places, column, document, key)
    if isinstance(cell, Lamp):
        return Shown(cell.text, face(key), light=palette("lights").get(cell.key))
    if isinstance(cell, Day):
        text = f"{cell.value:%d.%m.%Y}" if cell.value else document.words["no_data"]
        return Shown(text, face(key), whole=True)
    if cell.text == document.words["no_data"]:
        return Shown(cell.text, face("italic"), whole=True, ink=colour("quiet"))
    return Shown(
        cell.text, face(key), whole=isinstance(cell, Code) and len(cell.text) <= SHORT_CODE
    )


def _show_number(
    cell: Number, places: int | None, column: Column, document: Document, key: str
) -> Shown:
    no_data = document.words["no_data"]
    if column.unit or not cell.unit:
        text = numbers.spell(cell, document.language, no_data, decimals=places)
        if cell.unit == numbers.SHARE and column.unit != numbers.SHARE and text != no_data:
            text = numbers.with_percent(text, document.language)
    else:
        text = numbers.spell_with_unit(cell, document.language, no_data)
    if text == no_data:
        return Shown(text, face("italic"), "right", whole=True, ink=colour("quiet"))
    if cell.estimated:
        key = "bold_italic" if key == "bold" else "italic"
    return Shown(text, face(key), "right", whole=True)


def _title(column: Column, document: Document) -> str:
    unit = numbers.unit_text(column.unit, document.language)
    return f"{column.title}, {unit.replace(' ', numbers.NBSP)}" if unit else column.title


def _grid(
    table: Table, rows: Sequence[tuple[Shown, ...]], width: float, document: Document
) -> Grid:
    """Column widths; numbers are never broken: type shrinks before that, words break first."""
    if not table.header:
        pairs = len(table.columns) // 2
        return Grid((width * FACT_SHARE / pairs, width * (1 - FACT_SHARE) / pairs) * pairs)
    needs = [
        _need(
            _title(column, document),
            {(r[i].text, r[i].face, r[i].whole) for r in rows if len(r) > 1},
            any(r[i].light for r in rows if len(r) > 1),
        )
        for i, column in enumerate(table.columns)
    ]
    for scale in SCALES:
        rigid = sum(max(n.rigid, n.word) * scale + n.extra for n in needs)
        if rigid <= width:
            break
    least = [max(NARROWEST, max(n.rigid, n.word) * scale + n.extra) for n in needs]
    if sum(least) > width:
        least = _squeezed(needs, scale, width)
    wish = [max(m, n.wish * scale + n.extra) for m, n in zip(least, needs, strict=True)]
    return Grid(_share_out(least, wish, width), scale)


@dataclass(frozen=True, slots=True)
class Need:
    """What a column wants, in points at full size."""

    rigid: float  # its widest number
    word: float  # its longest word, within reason
    wish: float  # its longest text, within reason
    extra: float  # paddings and the coloured dot


def _need(title: str, cells: set[tuple[str, Face, bool]], lamp: bool) -> Need:
    size, head = text_style("cell").size, text_style("head")
    word = longest_word(title, head.face, head.size)
    wish = natural(title, head.face, head.size) / 2
    rigid = 0.0
    for text, shape, whole in cells:
        wide = natural(text, shape, size)
        if whole:
            rigid = max(rigid, wide)
        else:
            word = max(word, longest_word(text, shape, size))
        wish = max(wish, wide)
    extra = 2 * PAD_X + 0.6 + (LAMP if lamp else 0.0)
    return Need(
        min(rigid, WIDEST_NUMBER), min(word, WIDEST_WORD), min(wish, 2.6 * WIDEST_WORD), extra
    )


def _squeezed(needs: list[Need], scale: float, width: float) -> list[float]:
    """Least widths when the longest words cannot all stay whole: numbers do, words give way."""
    hard = [max(NARROWEST, n.rigid * scale + n.extra) for n in needs]
    soft = [max(0.0, n.word * scale + n.extra - h) for n, h in zip(needs, hard, strict=True)]
    spare = width - sum(hard)
    if spare < 0:
        return [h * width / sum(hard) for h in hard]
    return [h + s * spare / (sum(soft) or 1.0) for h, s in zip(hard, soft, strict=True)]


def _share_out(least: list[float], wish: list[float], width: float) -> tuple[float, ...]:
    """Widths between ``least`` and ``wish`` that fill ``width`` exactly."""
    want = [w - m for w, m in zip(wish, least, strict=True)]
    spare = max(0.0, width - sum(least))
    if sum(want) >= spare:
        return tuple(m + spare * x / (sum(want) or 1.0) for m, x in zip(least, want, strict=True))
    rest = spare - sum(want)
    return tuple(w + rest * w / sum(wish) for w in wish)


def _lay(cells: tuple[Shown, ...], kind: str, grid: Grid) -> Cells:
    size = text_style("cell").size * grid.scale
    widths = (grid.whole,) if kind == "group" else grid.widths
    lines = tuple(
        wrap(c.text, c.face, size, w - 2 * PAD_X - (LAMP if c.light else 0.0))
        for c, w in zip(cells, widths, strict=True)
    )
    fill = {"total": colour("total_fill"), "group": colour("total_fill")}.get(kind)
    return Cells(cells, lines, kind, widths, fill, grid.scale)


def _head(table: Table, grid: Grid, document: Document) -> Cells:
    style = text_style("head")
    shown = tuple(Shown(_title(c, document), style.face, "centre") for c in table.columns)
    lines = tuple(
        wrap(s.text, s.face, style.size * grid.scale, w - 2 * PAD_X)
        for s, w in zip(shown, grid.widths, strict=True)
    )
    return Cells(shown, lines, "head", grid.widths, colour("head_fill"), grid.scale)


def _row_box(cells: Cells) -> Box:
    return Box(cells.height, lambda surface, x, top: _draw(surface, x, top, cells))


def _draw(surface: Surface, x: float, top: float, cells: Cells) -> None:
    height, whole = cells.height, sum(cells.widths)
    if cells.fill:
        surface.box(x, top - height, whole, height, cells.fill)
    left = x
    edges = []
    for shown, lines, width in zip(cells.shown, cells.lines, cells.widths, strict=True):
        start = left + PAD_X
        if shown.light:
            surface.dot(start + 3, top - PAD_Y - cells.leading / 2, 2.8, shown.light)
            start += LAMP
        inner = width - 2 * PAD_X - (LAMP if shown.light else 0.0)
        _cell(surface, start, top, cells, shown, lines, inner)
        edges.append((left, top, left, top - height))
        left += width
    edges += [(left, top, left, top - height), (x, top - height, left, top - height)]
    surface.grid([*edges, (x, top, left, top)], colour("rule"))


def _cell(
    surface: Surface,
    x: float,
    top: float,
    cells: Cells,
    shown: Shown,
    lines: tuple[Line, ...],
    width: float,
) -> None:
    start = top - PAD_Y
    if shown.align == "centre":
        start -= (cells.height - 2 * PAD_Y - len(lines) * cells.leading) / 2
    surface.lines(
        x,
        start,
        lines,
        shown.face,
        text_style("cell").size * cells.scale,
        cells.leading,
        width=width,
        align=shown.align,
        ink=shown.ink,
    )


def _caption(
    flow: Flow, table: Table, document: Document, head: Cells | None, body: Sequence[Cells]
) -> None:
    first = min(sum(c.height for c in body[:LEAST_ROWS]), TALLEST_BEGINNING)
    head_height = head.height if head else 0.0
    if not table.number and not (table.caption and document.kind == "sheet"):
        flow.need(head_height + first)
        return
    text = table.caption
    if table.number:
        text = f"{document.words['table']} {table.number} — {table.caption}"
    box = caption_box(text, flow.width, "left")
    flow.space(4)
    flow.need(box.height + head_height + first)
    flow.put(box)


def caption_box(text: str, width: float, align: str) -> Box:
    """A caption line or two."""
    style = text_style("caption")
    lines = wrap(text, style.face, style.size, width)
    height = len(lines) * style.leading + style.after

    def draw(surface: Surface, x: float, top: float) -> None:
        surface.lines(
            x, top, lines, style.face, style.size, style.leading, width=width, align=align
        )

    return Box(height, draw)


def _rows(
    flow: Flow,
    table: Table,
    document: Document,
    head: Cells | None,
    body: list[Cells],
    grid: Grid,
    tail: float,
) -> None:
    """Set the rows; ``tail`` is the height of the notes that stay with the last of them."""
    if head:
        flow.put(_row_box(head))
    for number, cells in enumerate(body):
        for part in _fitting(flow, cells, head):
            if part.height + _companion(body, number, tail) > flow.room:
                flow.next_page()
                _continue(flow, table, document, head, grid)
            flow.put(_row_box(part))
    flow.space(4)


def _companion(body: Sequence[Cells], number: int, tail: float) -> float:
    """Height that a row needs after it: a heading never ends a page, a last row never begins one."""
    last = len(body) - 1
    if number == last:
        return tail if tail <= TALLEST_BEGINNING else 0.0
    tied = body[number].kind == "group" or (number == last - 1 and number >= LEAST_ROWS)
    follower = body[number + 1].height if tied else 0.0
    if number == last - 1:
        follower += tail if tied else 0.0
    return follower if follower <= TALLEST_BEGINNING else 0.0


def _fitting(flow: Flow, cells: Cells, head: Cells | None) -> list[Cells]:
    """The row, cut into parts if it is taller than most of a page."""
    overhead = (head.height if head else 0.0) + 40
    most = flow.page.sheet.inner_height - overhead
    if cells.height <= most:
        return [cells]
    count = max(1, int((most - 2 * PAD_Y) / cells.leading))
    longest = max(map(len, cells.lines))
    return [cells.part(first, count) for first in range(0, longest, count)]


def _continue(flow: Flow, table: Table, document: Document, head: Cells | None, grid: Grid) -> None:
    if table.number:
        text = f"{document.words['continued']} {table.number}"
        if document.language == "en":
            text = f"{document.words['table']} {table.number} ({document.words['continued']})"
        flow.put(caption_box(text, grid.whole, "left"))
    if head:
        flow.put(_row_box(head))


def _notes(
    width: float, table: Table, document: Document, left_out: int, rows: Sequence[Row]
) -> list[Box]:
    texts = [table.note] if table.note else []
    if left_out:
        texts.append(document.words["continued_on_file"].format(n=len(rows), m=left_out))
    style = text_style("small")
    boxes = []
    for text in texts:
        lines = wrap(text, style.face, style.size, width)
        height = len(lines) * style.leading + style.after

        def draw(surface: Surface, x: float, top: float, lines: tuple[Line, ...] = lines) -> None:
            surface.lines(
                x, top - 2, lines, style.face, style.size, style.leading, ink=colour("quiet")
            )

        boxes.append(Box(height, draw))
    return boxes
