"""Fonts, fills and borders of the questionnaire's cells, each made once per workbook."""

from __future__ import annotations

from copy import copy
from typing import Any, Final

FONT: Final = "Calibri"  # the workbook's own: a named one or readers fall back to a serif
FILLS: Final = {
    "title": "1F4E5F",
    "head": "D5E4EA",
    "needed": "B9D3DE",
    "input": "FFF9DB",
    "entry": "FFF9DB",
    "code": "FFF9DB",
    "date": "FFF9DB",
    "example": "EEEEEE",
    "total": "F3F3F3",
}
BOXED: Final = frozenset({"head", "needed", "input", "code", "date", "example", "total"})
WRAPPED: Final = frozenset({"head", "needed", "label", "input", "code", "date", "example", "help"})
FORMATS: Final = {"code": "@", "example": "@", "date": "DD.MM.YYYY"}
FONTS: Final[dict[str, dict[str, Any]]] = {
    "sheet": {"bold": True, "size": 14, "color": "1F4E5F"},
    "title": {"bold": True, "size": 12, "color": "FFFFFF"},
    "head": {"bold": True, "size": 10},
    "needed": {"bold": True, "size": 10},
    "strong": {"bold": True},
    "example": {"italic": True, "color": "777777"},
    "help": {"color": "555555", "size": 9},
    "quiet": {"color": "555555"},
    "purpose": {"color": "555555", "italic": True},
    "link": {"color": "0563C1", "underline": "single"},
}


class Styles:
    """Cell styles by name; sharing one style is twenty times faster than setting its parts."""

    def __init__(self, workbook: Any) -> None:
        self.workbook = workbook
        self.known: dict[str, Any] = {}

    def give(self, cell: Any, name: str) -> None:
        """Dress a cell."""
        if name not in self.known:
            self.known[name] = _make(cell, name)
        cell._style = self.known[name]  # noqa: SLF001


def _make(cell: Any, name: str) -> Any:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    saved = copy(cell._style)  # noqa: SLF001 (restored below)
    if fill := FILLS.get(name):
        cell.fill = PatternFill("solid", fgColor=fill)
    cell.font = Font(name=FONT, **{"size": 11, **FONTS.get(name, {})})
    if name in BOXED:
        side = Side(style="thin", color="B0B0B0")
        cell.border = Border(left=side, right=side, top=side, bottom=side)
    cell.alignment = Alignment(wrap_text=name in WRAPPED, vertical="top")
    cell.number_format = FORMATS.get(name, "General")
    made = copy(cell._style)  # noqa: SLF001
    cell._style = saved  # noqa: SLF001
    return made
