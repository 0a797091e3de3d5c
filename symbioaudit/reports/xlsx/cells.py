"""Cells of the workbook: styles made once, text that can never become a formula."""

from __future__ import annotations

import math
import re
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, cast

from symbioaudit.reports.numbers import SHARE

DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r")
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
    """Style arrays of a workbook by what they are for, made when first asked for."""

    sheet: Any
    made: dict[tuple[object, ...], Any] = field(default_factory=dict)

    def get(self, kind: str, pattern: str = "General", *, quoted: bool = False) -> Any:
        """The style of a kind: head, text, number, guess, none, total, group, title, note."""
        key = (kind, pattern, quoted)
        if key not in self.made:
            self.made[key] = self._make(kind, pattern, quoted=quoted)
        return self.made[key]

    def _make(self, kind: str, pattern: str, *, quoted: bool) -> Any:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

        cell: Any = WriteOnlyCell(self.sheet)
        bold = kind in {"head", "total", "group", "title", "total_text"}
        italic = kind in {"guess", "none", "note"}
        ink = QUIET if kind in {"none", "note"} else ACCENT if kind == "title" else INK
        cell.font = Font("Calibri", 14 if kind == "title" else 10, b=bold, i=italic, color=ink)
        cell.number_format = pattern
        right = kind in {"number", "guess", "total", "none"}
        place = "center" if kind == "head" else "right" if right else "left"
        wrapped = kind in {"head", "text", "total_text"}
        cell.alignment = Alignment(horizontal=place, vertical="top", wrap_text=wrapped)
        fill = {"head": HEAD, "total": TOTAL, "total_text": TOTAL, "group": TOTAL}.get(kind)
        if fill:
            cell.fill = PatternFill("solid", fgColor=fill)
        if kind not in {"title", "note"}:
            side = Side("thin", color="D3D9E0")
            cell.border = Border(side, side, side, side)
        cell.quotePrefix = quoted
        return copy(cast("Any", cell)._style)  # noqa: SLF001 (styles are looked up once, not per cell)


@dataclass
class Pen:
    """Makes the cells of one sheet."""

    sheet: Any
    styles: Styles

    def text(self, text: str, kind: str = "text", pattern: str = "General") -> Any:
        """A cell of text, whatever it looks like."""
        clean = safe_text(text)
        cell = self._cell(self.styles.get(kind, pattern, quoted=clean.startswith(DANGEROUS)))
        cell.value = None
        cell._value = clean or None  # noqa: SLF001 (no guess that "=1" is a formula)
        cell.data_type = "s" if clean else "n"
        return cell

    def number(self, value: float, pattern: str, kind: str = "number") -> Any:
        """A cell with a real number."""
        if not math.isfinite(value):
            raise ValueError("a cell must be finite")
        cell = self._cell(self.styles.get(kind, pattern))
        cell.value = value
        return cell

    def formula(self, formula: str, pattern: str, kind: str = "number") -> Any:
        """A cell with one of our own formulas, without the equals sign."""
        cell = self._cell(self.styles.get(kind, pattern))
        cell.value = f"={formula}"
        return cell

    def day(self, value: date) -> Any:
        """A cell with a real date."""
        cell = self._cell(self.styles.get("text", "dd.mm.yyyy"))
        cell.value = value
        cell._style = self.styles.get("text", "dd.mm.yyyy")  # noqa: SLF001 (as above)
        return cell

    def _cell(self, style: Any) -> Any:
        from openpyxl.cell import WriteOnlyCell

        cell: Any = WriteOnlyCell(self.sheet)
        cell._style = style  # noqa: SLF001 (as above)
        return cell
