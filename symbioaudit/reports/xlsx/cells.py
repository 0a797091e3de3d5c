"""Cells of the workbook: styles made once, text that can never become a formula."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, Final
from xml.sax.saxutils import escape

from symbioaudit.reports.numbers import SHARE

DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r")
EPOCH: Final = date(1899, 12, 30)  # day 0 of spreadsheets
WRAPPED: Final = frozenset({"head", "text", "total_text"})
LINE, TALLEST, WIDE_LETTERS = 13.2, 400.0, 1.03  # points of a line, of a row; Cyrillic is wide
LONGEST: Final = 32_767  # characters in a cell
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
INK, QUIET, HEAD, TOTAL, ACCENT = "1A1A1A", "5B6570", "E8EDF3", "F3F5F8", "1F4E79"


def safe_text(text: str) -> str:
    """``text`` without what XML forbids, cut to what a cell may hold."""
    return _ILLEGAL.sub("\ufffd", text)[:LONGEST]


def number_format(unit: str, decimals: int) -> str:
    """``#,##0.00``; per cent for fractions."""
    if unit == SHARE:
        return "0.0%"
    return "#,##0" + ("." + "0" * decimals if decimals else "")


@dataclass
class Styles:
    """Style numbers of a workbook by what they are for, made when first asked for."""

    sheet: Any
    made: dict[tuple[object, ...], int] = field(default_factory=dict)

    def get(self, kind: str, pattern: str = "General", *, quoted: bool = False) -> int:
        """The style number of a kind: head, text, number, guess, none, total, group, title, note."""
        key = (kind, pattern, quoted)
        if key not in self.made:
            self.made[key] = self._make(kind, pattern, quoted=quoted)
        return self.made[key]

    def _make(self, kind: str, pattern: str, *, quoted: bool) -> int:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

        cell: Any = WriteOnlyCell(self.sheet)
        bold = kind in {"head", "total", "group", "title", "total_text"}
        italic = kind in {"guess", "none", "note"}
        ink = QUIET if kind in {"none", "note"} else ACCENT if kind in {"title", "link"} else INK
        cell.font = Font(
            "Calibri",
            14 if kind == "title" else 10,
            b=bold,
            i=italic,
            color=ink,
            u="single" if kind == "link" else None,
        )
        cell.number_format = pattern
        right = kind in {"number", "guess", "total", "none"}
        place = "center" if kind == "head" else "right" if right else "left"
        cell.alignment = Alignment(horizontal=place, vertical="top", wrap_text=kind in WRAPPED)
        fill = {"head": HEAD, "total": TOTAL, "total_text": TOTAL, "group": TOTAL}.get(kind)
        if fill:
            cell.fill = PatternFill("solid", fgColor=fill)
        if kind not in {"title", "note"}:
            side = Side("thin", color="D3D9E0")
            cell.border = Border(side, side, side, side)
        cell.quotePrefix = quoted
        book = self.sheet.parent
        return int(book._cell_styles.add(cell._style))  # noqa: SLF001 (the number that XML uses)


@dataclass(frozen=True, slots=True)
class Part:
    """What the pen made for one sheet, as XML."""

    rows: bytes
    links: bytes = b""


@dataclass
class Pen:
    """Writes the rows of one sheet as XML: a hundred thousand cells are no wait.

    A cell is a piece of text that begins after the reference: ``" s="3"><v>1.5</v></c>``.
    The cells of a row are made from left to right, so that the pen knows each one's column
    and how many lines its text needs there.
    """

    sheet: Any
    styles: Styles
    rows: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)  # cell, place in the workbook
    widths: list[float] = field(default_factory=list)  # of the columns, in characters
    place: int = 0
    lines: int = 1

    def set_widths(self, widths: Sequence[float]) -> None:
        """Widths of the columns from the first."""
        self.widths = list(widths)
        for position, width in enumerate(widths):
            self.sheet.column_dimensions[letter(position)].width = width

    def row(self, cells: Sequence[str] = ()) -> None:
        """The next row; empty without cells."""
        number = len(self.rows) + 1
        inner = "".join(f'<c r="{letter(i)}{number}{cell}' for i, cell in enumerate(cells))
        tall = min(TALLEST, self.lines * LINE)
        height = f' ht="{tall:.1f}" customHeight="1"' if self.lines > 1 else ""
        self.rows.append(f'<row r="{number}"{height}>{inner}</row>')
        self.place, self.lines = 0, 1

    def link(self, place: str) -> None:
        """Make the first cell of the last row lead to a place in the workbook."""
        self.links.append((f"A{len(self.rows)}", place))

    def links_xml(self) -> bytes:
        """The links as a part of the sheet; empty without any."""
        inner = "".join(
            f'<hyperlink ref="{cell}" location="{escape(place, {chr(34): "&quot;"})}"/>'
            for cell, place in self.links
        )
        return f"<hyperlinks>{inner}</hyperlinks>".encode() if inner else b""

    def text(self, text: str, kind: str = "text", pattern: str = "General") -> str:
        """A cell of text, whatever it looks like."""
        clean = safe_text(text)
        style = self.styles.get(kind, pattern, quoted=clean.startswith(DANGEROUS))
        self._step(clean if kind in WRAPPED else "")
        if not clean:
            return f'" s="{style}"/>'
        inner = f'<is><t xml:space="preserve">{escape(clean)}</t></is>'
        return f'" s="{style}" t="inlineStr">{inner}</c>'

    def number(self, value: float, pattern: str, kind: str = "number") -> str:
        """A cell with a real number."""
        self._step()
        return f'" s="{self.styles.get(kind, pattern)}"><v>{_digits(value)}</v></c>'

    def formula(self, formula: str, value: float, pattern: str, kind: str = "number") -> str:
        """A cell with one of our own formulas, without the equals sign, and its value."""
        self._step()
        style = self.styles.get(kind, pattern)
        return f'" s="{style}"><f>{escape(formula)}</f><v>{_digits(value)}</v></c>'

    def day(self, value: date) -> str:
        """A cell with a real date."""
        self._step()
        serial = (value - EPOCH).days
        return f'" s="{self.styles.get("text", "dd.mm.yyyy")}"><v>{serial}</v></c>'

    def _step(self, text: str = "") -> None:
        """To the next column; a long text makes its row higher."""
        if text and self.place < len(self.widths):
            room = max(4.0, self.widths[self.place] - 1)
            needed = sum(math.ceil(len(line) * WIDE_LETTERS / room) for line in text.split("\n"))
            self.lines = max(self.lines, needed)
        self.place += 1

    def xml(self) -> bytes:
        """All rows."""
        return "".join(self.rows).encode()


def _digits(value: float) -> str:
    if not math.isfinite(value):
        raise ValueError("a cell must be finite")
    return repr(value)


@cache
def letter(position: int) -> str:
    """Column letter of a position from 0."""
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(position + 1))
