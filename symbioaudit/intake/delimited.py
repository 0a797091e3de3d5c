"""Text lists: find the encoding and the delimiter, then read rows as cells of text."""

from __future__ import annotations

import csv
import io
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Final

from symbioaudit.intake import errors
from symbioaudit.intake.cells import Book, Cell, CellKind, Sheet
from symbioaudit.intake.guard import Budget

BOMS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
DELIMITERS: Final = ("\t", ";", ",", "|")
SAMPLE_LINES: Final = 50
COMMON_CYRILLIC: Final = frozenset("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэф ОАИНПСКВРТ")


def read_text(path: Path, budget: Budget, delimiter: str | None = None) -> Book:
    """Read a CSV or TSV list as a book of one sheet; notes say the encoding and the delimiter.

    Raises:
        InputRefused: not text, too large, too slow, or cancelled.
    """
    data = path.read_bytes()
    encoding = sniff_encoding(data)
    text = data.decode(encoding, errors="replace").replace("\0", "")
    chosen = delimiter or sniff_delimiter(text)
    rows: dict[int, dict[int, Cell]] = {}
    try:
        for number, line in enumerate(csv.reader(io.StringIO(text), delimiter=chosen), 1):
            if number % 1000 == 0:
                budget.check()
            if filled := _filled(line, budget):
                rows[number] = filled
    except csv.Error as fault:
        raise errors.DAMAGED(name=path.name, reason=str(fault)) from fault
    notes = {"encoding": encoding, "delimiter": chosen}
    return Book(path.name, (Sheet(path.stem, rows),), "csv", notes)


def _filled(line: list[str], budget: Budget) -> dict[int, Cell]:
    filled = {}
    for column, value in enumerate(line, 1):
        if value.strip():
            budget.take_cell()
            filled[column] = Cell(CellKind.TEXT, value)
    return filled


def sniff_encoding(data: bytes) -> str:
    """A byte-order mark, else valid UTF-8, else cp1251 or latin-1 by which reads like letters."""
    for mark, name in BOMS:
        if data.startswith(mark):
            return name
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _eight_bit(data)
    return "utf-8"


def _eight_bit(data: bytes) -> str:
    """Russian text is mostly high bytes in a row; western text has them one at a time."""
    high = [byte > 0x7F for byte in data[:200_000]]
    pairs = sum(a and b for a, b in pairwise(high))
    if pairs < 0.3 * sum(high):  # a share, not a count: western words rarely have two in a row
        return "latin-1"
    as_866, as_1251 = (data.decode(name, errors="replace") for name in ("cp866", "cp1251"))
    return "cp866" if _familiar(as_866) > _familiar(as_1251) else "cp1251"


def _familiar(text: str) -> int:
    return sum(letter in COMMON_CYRILLIC for letter in text[:200_000])


def sniff_delimiter(text: str) -> str:
    """The delimiter that splits most lines into the same number (>1) of fields."""
    lines = [line for line in text.splitlines() if line.strip()][:SAMPLE_LINES]
    return max(DELIMITERS, key=lambda mark: _agreement(lines, mark))


def _agreement(lines: list[str], mark: str) -> tuple[int, int]:
    widths = Counter(len(row) for row in csv.reader(lines, delimiter=mark) if len(row) > 1)
    if not widths:
        return (0, 0)
    width, count = widths.most_common(1)[0]
    return (count, width)
