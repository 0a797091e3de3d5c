"""What was found in a file, before anybody asks what it means: books, sheets, cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

Raw = str | float | bool | date | datetime | time | timedelta


class CellKind(StrEnum):
    """What the file says a cell holds."""

    TEXT = "text"
    NUMBER = "number"
    BOOL = "bool"
    DATE = "date"
    ERROR = "error"  # #N/A, #DIV/0! …
    UNCOMPUTED = "uncomputed"  # a formula without a stored value


@dataclass(frozen=True, slots=True)
class Cell:
    """One filled cell. ``percent``: a number shown as a percentage (0.125 is 12.5 %)."""

    kind: CellKind
    value: Raw
    percent: bool = False

    @property
    def text(self) -> str:
        """The cell as a person would have typed it; numbers without binary artefacts."""
        if self.kind is CellKind.NUMBER and isinstance(self.value, float):
            return f"{number_text(self.value * 100)} %" if self.percent else number_text(self.value)
        if isinstance(self.value, bool):
            return "1" if self.value else "0"
        if isinstance(self.value, datetime | date | time):
            return date_text(self.value)
        return str(self.value)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows and columns count from 1; only filled cells are kept."""

    name: str
    rows: Mapping[int, Mapping[int, Cell]]
    hidden: bool = False
    merged: tuple[str, ...] = ()

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell, or None where nothing is."""
        return self.rows.get(row, {}).get(column)

    def text(self, row: int, column: int) -> str:
        """The stripped text of a cell, empty where nothing is."""
        found = self.cell(row, column)
        return found.text.strip() if found else ""

    def place(self, row: int, column: int) -> str:
        """``Energy!C7``."""
        return f"{self.name}!{letters(column)}{row}"


@dataclass(frozen=True, slots=True)
class Book:
    """A file as sheets. ``fault`` notes what the reader had to overlook."""

    name: str
    sheets: tuple[Sheet, ...]
    format: str  # xlsx, xls, csv
    notes: Mapping[str, str] = field(default_factory=dict)

    def filled(self) -> Iterator[Sheet]:
        """Sheets that hold at least one cell."""
        return (sheet for sheet in self.sheets if sheet.rows)


def number_text(value: float) -> str:
    """Shortest decimal text of 15 significant digits: what a spreadsheet shows, no 0.30000000000000004."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    short = f"{value:.15g}"
    return short if "e" not in short else repr(float(short))


def date_text(value: date | time) -> str:
    """ISO text; midnight is left out."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    return value.isoformat()


def letters(column: int) -> str:
    """Column letters: 1 → A, 28 → AB."""
    out = ""
    while column:
        column, digit = divmod(column - 1, 26)
        out = chr(65 + digit) + out
    return out


def column_number(name: str) -> int:
    """Inverse of :func:`letters`."""
    value = 0
    for letter in name.upper():
        value = value * 26 + ord(letter) - 64
    return value
