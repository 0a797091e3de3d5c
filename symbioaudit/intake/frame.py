"""One sheet's frame: widths, heights, dropdowns, panes and how it prints. Settled when it is full."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from symbioaudit.intake import marks
from symbioaudit.intake.cells import letters

NARROWEST, WIDEST = 9.0, 46.0
FIRST: Final = 40.0  # the column of questions and names
PAGE: Final = 104.0  # characters across an A4 sheet lying, at full size
SMALLEST: Final = 0.55  # smaller print cannot be read
LINE: Final = 15.0  # points
DEFAULT: Final = 9.0  # width of a column that nobody asked anything of
RUN: Final = 0.9  # column width that a character takes
A4: Final = 9
Offer = tuple[str, ...]


@dataclass(slots=True)
class _Area:
    """Rows that print together, and their last column."""

    first: int
    last: int
    column: int


@dataclass(slots=True)
class Frame:
    """What the cells of a sheet ask of it."""

    page: Any
    widths: dict[int, float] = field(default_factory=dict)
    texts: dict[int, list[tuple[int, int, str]]] = field(default_factory=dict)  # wrapped, by row
    running: list[tuple[int, int, str]] = field(default_factory=list)  # over empty neighbours
    offers: dict[Offer, dict[int, list[int]]] = field(default_factory=dict)
    areas: list[_Area] = field(default_factory=list)

    def wish(self, column: int, width: float) -> None:
        """A cell would like its column that wide."""
        wanted = min(max(width, NARROWEST), WIDEST)
        self.widths[column] = max(self.widths.get(column, 0.0), wanted)

    def wraps(self, row: int, column: int, text: str, last: int = 0) -> None:
        """A text that takes more lines where its column (or columns up to ``last``) is narrow."""
        self.texts.setdefault(row, []).append((column, last or column, text))

    def runs_over(self, row: int, column: int, text: str) -> None:
        """A text that runs over the empty cells to its right and must print whole."""
        self.running.append((row, column, text))

    def offer(self, values: Offer, row: int, column: int) -> None:
        """A cell with a dropdown."""
        self.offers.setdefault(values, {}).setdefault(column, []).append(row)

    def begin(self, row: int) -> None:
        """A block begins: it prints by itself."""
        self.areas.append(_Area(row, row, 2))

    def reach(self, row: int, column: int) -> None:
        """The block goes as far as this cell."""
        if self.areas:
            area = self.areas[-1]
            area.last, area.column = max(area.last, row), max(area.column, column)

    def settle(self, lists: dict[Offer, int]) -> None:
        """Give the sheet its widths, heights, dropdowns and print areas."""
        self.widths[2] = max(FIRST, self.widths.get(2, 0.0))
        for column, width in self.widths.items():
            self.page.column_dimensions[letters(column)].width = width
        for row, texts in self.texts.items():
            lines = max(self._lines(first, last, text) for first, last, text in texts)
            self.page.row_dimensions[row].height = LINE * lines if lines > 1 else None
        for values, cells in self.offers.items():
            self._validate(values, cells, lists)
        self._print()

    def _lines(self, first: int, last: int, text: str) -> int:
        """Lines that a text takes, breaking at words."""
        width = sum(self.widths.get(column, DEFAULT) for column in range(first, last + 1))
        room, lines, used = max(int(width) - 1, 1), 1, 0
        for word in text.split():
            if used and used + 1 + len(word) > room:
                lines, used = lines + 1, 0
            lines += max(0, math.ceil(len(word) / room) - 1)
            used += len(word) + bool(used)
        return lines

    def _validate(
        self, values: Offer, cells: dict[int, list[int]], lists: dict[Offer, int]
    ) -> None:
        """A dropdown that does not forbid other words; its words lie on the hidden sheet."""
        from openpyxl.worksheet.datavalidation import DataValidation

        name = letters(lists.setdefault(values, len(lists) + 1))
        source = f"{marks.LISTS_SHEET}!${name}$1:${name}${len(values)}"
        validation = DataValidation(type="list", formula1=source, allow_blank=True)
        validation.showErrorMessage = False
        for column, rows in cells.items():
            for first, last in _runs(rows):
                validation.add(f"{letters(column)}{first}:{letters(column)}{last}")
        self.page.add_data_validation(validation)

    # ── print ───────────────────────────────────────────────────────────────────────────

    def _print(self) -> None:
        for row, column, text in self.running:
            self._stretch(row, column, text)
        page, areas = self.page, list(self._areas())
        widest = max((self._width(area) for area in areas), default=0.0)
        setup = page.page_setup
        setup.orientation, setup.paperSize = "landscape", A4
        if widest * SMALLEST <= PAGE:
            page.sheet_properties.pageSetUpPr.fitToPage = True
            setup.fitToWidth, setup.fitToHeight = 1, 0
        else:
            setup.scale, setup.pageOrder = round(SMALLEST * 100), "overThenDown"
            page.print_title_cols = "B:B"
        page.print_area = [f"B{a.first}:{letters(a.column)}{a.last}" for a in areas]
        page.oddFooter.center.text = "&A — &P / &N"
        page.page_margins.left = page.page_margins.right = 0.4
        page.page_margins.top = page.page_margins.bottom = 0.5

    def _stretch(self, row: int, column: int, text: str) -> None:
        """Let the area of a row take in a text that runs over."""
        area = next((a for a in self.areas if a.first <= row <= a.last), None)
        room = len(text) * RUN
        while area is not None and room > 0:
            area.column = max(area.column, column)
            room -= self.widths.get(column, DEFAULT)
            column += 1

    def _width(self, area: _Area) -> float:
        return sum(self.widths.get(c, DEFAULT) for c in range(2, area.column + 1))

    def _areas(self) -> Iterator[_Area]:
        """Narrow blocks that follow one another share their pages."""
        open_area: _Area | None = None
        for area in self.areas:
            narrow = self._width(area) * SMALLEST <= PAGE
            if open_area and narrow and self._width(open_area) * SMALLEST <= PAGE:
                open_area = _Area(open_area.first, area.last, max(open_area.column, area.column))
                continue
            if open_area:
                yield open_area
            open_area = area
        if open_area:
            yield open_area


def _runs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Rows that follow one another as (first, last)."""
    start = last = rows[0]
    for row in rows[1:]:
        if row != last + 1:
            yield start, last
            start = row
        last = row
    yield start, last


def longest_word(text: str) -> int:
    """Characters of the longest word: a column narrower than it breaks it."""
    return max((len(word) for word in text.replace("-", "- ").split()), default=0)


def widest_choice(values: Iterable[str]) -> int:
    """Characters of the longest value of a dropdown."""
    return max((len(value) for value in values), default=0)
