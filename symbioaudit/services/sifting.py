"""The filter of a table: words in any column, comparisons with a number, blanks, unknowns.

``шлак полигон``  both words somewhere in the row · ``>10``, ``<= 5 т/мес``, ``10..20``  the amount of the
column · ``=``  blank in the column · ``=песок``  a cell that says just this · ``?``  marked unknown there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from symbioaudit.base.i18n import Message, Text
from symbioaudit.model.amount import Amount
from symbioaudit.services.cells import Cells
from symbioaudit.services.entries import Reader

_COMPARED: Final = re.compile(r"^\s*(>=|<=|≥|≤|>|<)\s*(\S.*)$")
_BETWEEN: Final = re.compile(r"^\s*(\S+?)\s*\.\.\s*(\S.*)$")
_OPERATORS: Final[Mapping[str, Callable[[float, float], bool]]] = {
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
    "≥": lambda a, b: a >= b,
    "≤": lambda a, b: a <= b,
}
SEAM: Final = "\x1f"  # between the cells of a row: no word reaches over it


@dataclass(frozen=True, slots=True)
class Sieve:
    """A filter that was understood. ``words`` look at the text of the row, ``test`` at the record."""

    words: tuple[str, ...] = ()
    test: Callable[[Any], bool] | None = None
    column: str = ""  # code of the column that ``test`` looks at
    trouble: Message | Text | None = None  # why the filter was not understood; then all rows stay

    @property
    def is_open(self) -> bool:
        """True where every row passes."""
        return not self.words and self.test is None

    def passes(self, record: Any, text_of: Callable[[Any], str]) -> bool:
        """True where the record stays in sight."""
        if self.test is not None and not self.test(record):
            return False
        if not self.words:
            return True
        text = text_of(record)
        return all(word in text for word in self.words)


def folded(text: str) -> str:
    """Comparable form: no case, ё as е, plain spaces."""
    return text.casefold().replace("ё", "е").replace("\u00a0", " ")


def row_text(cells: Cells, record: Any, codes: Sequence[str]) -> str:
    """The row as the words of a filter see it."""
    return folded(SEAM.join(cells.text(record, code) for code in codes))


def sieve(text: str, cells: Cells, reader: Reader, codes: Sequence[str], column: str) -> Sieve:
    """Understand a filter text. ``column`` is where the cursor stands; comparisons look there, or
    at the first amount among ``codes`` where the cursor is not in a column of numbers."""
    text = text.strip()
    if not text:
        return Sieve()
    if text == "=":
        return Sieve(test=lambda record: not cells.text(record, column), column=column)
    if text in {"?", "=?"}:
        return Sieve(test=lambda record: cells.missing(record, column) is not None, column=column)
    if text.startswith("="):
        exact = folded(text[1:].strip())
        return Sieve(
            test=lambda record: any(folded(cells.text(record, c)) == exact for c in codes),
            column="",
        )
    compared, between = _COMPARED.match(text), _BETWEEN.match(text)
    if compared or between:
        return _numeric(text, cells, reader, _numeric_column(cells, codes, column))
    return Sieve(words=tuple(folded(text).split()))


def _numeric_column(cells: Cells, codes: Sequence[str], column: str) -> str:
    if column in cells.columns and cells.columns[column].is_number:
        return column
    return next((code for code in codes if cells.columns[code].is_quantity), "")


def _numeric(text: str, cells: Cells, reader: Reader, column: str) -> Sieve:
    if not column:
        return Sieve(words=tuple(folded(text).split()))
    compared = _COMPARED.match(text)
    if compared:
        limit = _number(reader, column, compared[2])
        if not isinstance(limit, float):
            return Sieve(column=column, trouble=limit)
        operator = _OPERATORS[compared[1]]
        return Sieve(test=_test(cells, column, lambda n: operator(n, limit)), column=column)
    between = _BETWEEN.match(text)
    assert between is not None
    low, high = (_number(reader, column, part) for part in between.groups())
    if not isinstance(low, float):
        return Sieve(column=column, trouble=low)
    if not isinstance(high, float):
        return Sieve(column=column, trouble=high)
    return Sieve(test=_test(cells, column, lambda n: low <= n <= high), column=column)


def _test(cells: Cells, column: str, holds: Callable[[float], bool]) -> Callable[[Any], bool]:
    def test(record: Any) -> bool:
        number = cells.number(record, column)
        return number is not None and holds(number)

    return test


def _number(reader: Reader, column: str, text: str) -> float | Message | Text:
    """The canonical number of a limit, read as a cell of the column is; else why not."""
    entry = reader.read(column, text)
    value = entry.value.number if isinstance(entry.value, Amount) else entry.value
    if isinstance(value, int | float):
        return float(value)
    return entry.trouble or Text(text, text)
