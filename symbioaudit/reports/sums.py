"""Totals of printed columns; an unknown is never counted as zero but counted as missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from symbioaudit.reports.numbers import known
from symbioaudit.reports.tree import Number, Row


def total(numbers: Iterable[Number], unit: str, mark: float) -> Number:
    """Sum of the known numbers; None when nothing is known; an estimate if more than ``mark`` of it is."""
    items = list(numbers)
    values = [n.value for n in items if known(n.value) and n.value is not None]
    if not values:
        return Number(None, unit)
    guessed = sum(abs(n.value) for n in items if n.estimated and n.value is not None)
    whole = sum(abs(v) for v in values)
    return Number(sum(values), unit, estimated=bool(whole) and guessed > mark * whole)


def unknown_count(rows: Sequence[Row], position: int) -> int:
    """How many plain rows have no number in a column."""
    cells = (row.cells[position] for row in rows if row.kind == "plain")
    return sum(isinstance(c, Number) and not known(c.value) for c in cells)


def alike(numbers: Iterable[Number], unit: str) -> bool:
    """True when every known number is in ``unit``, so that they can be added."""
    return all(n.unit == unit for n in numbers if known(n.value))
