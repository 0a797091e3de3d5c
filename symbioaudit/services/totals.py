"""Sums of a column by category and canonical unit; a row without a number is counted, never zero."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from symbioaudit.base.i18n import language, plural
from symbioaudit.model.amount import Amount
from symbioaudit.services.cells import Cells
from symbioaudit.units import format_number, format_quantity

Group = tuple[str, str]  # (category, canonical unit)


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of one category in one unit. ``blank``: rows without a number; ``soft``: an estimate is in."""

    category: str
    unit: str
    sum: float | None
    rows: int
    blank: int
    soft: bool = False


class Totals:
    """Keeps the contribution of each row, so that an edit costs one row and the sum stays exact."""

    def __init__(self, cells: Cells, code: str, category: str = "") -> None:
        self.cells, self.code, self.category = cells, code, category
        self._rows: dict[str, tuple[str, str, float | None, bool]] = {}

    def put(self, record: Any) -> None:
        """Take a record in, or what it has become."""
        value = self.cells.value(record, self.code)
        unit, number, soft = "", None, False
        if isinstance(value, Amount):
            unit, number, soft = value.canonical_unit or "", value.number, value.is_estimate
        group = self.cells.text(record, self.category) if self.category else ""
        self._rows[record.id] = (group, unit if number is not None else "", number, soft)

    def fill(self, records: Iterable[Any]) -> None:
        """Take in many at once."""
        for record in records:
            self.put(record)

    def has(self, record_id: str) -> bool:
        """True where the record is counted."""
        return record_id in self._rows

    def drop(self, record_id: str) -> None:
        """Forget a record."""
        self._rows.pop(record_id, None)

    def lines(self, ids: Collection[str] | None = None) -> tuple[Total, ...]:
        """The totals of the given rows (None: of all), by category in the order of the rows."""
        rows = self._rows if ids is None else {i: self._rows[i] for i in ids if i in self._rows}
        numbers: dict[str, dict[str, list[float]]] = {}
        blanks: dict[str, int] = {}
        soft: set[Group] = set()
        for group, unit, number, estimate in rows.values():
            if number is None:
                blanks[group] = blanks.get(group, 0) + 1
                numbers.setdefault(group, {})
            else:
                numbers.setdefault(group, {}).setdefault(unit, []).append(number)
                if estimate:
                    soft.add((group, unit))
        return tuple(
            total for group in numbers for total in _of(group, numbers[group], blanks, soft)
        )


def _of(
    group: str, units: dict[str, list[float]], blanks: dict[str, int], soft: set[Group]
) -> Iterable[Total]:
    blank = blanks.get(group, 0)
    if not units:
        yield Total(group, "", None, 0, blank)
    for n, (unit, values) in enumerate(units.items()):
        estimated = (group, unit) in soft
        yield Total(group, unit, math.fsum(values), len(values), 0 if n else blank, soft=estimated)


def said(total: Total, lang: str | None = None) -> str:
    """``Отход: 1 250 т/год + 3 без количества``; a sum with an estimate in it bears ``~``."""
    lang = lang or language()
    parts = []
    if total.sum is not None:
        shown = format_quantity(total.sum, total.unit, lang)
        parts.append(f"~{shown}" if total.soft else shown)
    if total.blank:
        parts.append(
            plural("{n} row without an amount", "{n} rows without an amount", total.blank, lang)
        )
    text = " + ".join(parts)
    return f"{total.category}: {text}" if total.category else text


def sum_of_numbers(values: Iterable[tuple[str, float]], lang: str) -> str:
    """The sums of selected numbers by unit: ``12 т/год; 3 м³/год``."""
    by_unit: dict[str, list[float]] = {}
    for unit, number in values:
        by_unit.setdefault(unit, []).append(number)
    parts = (
        format_quantity(math.fsum(numbers), unit, lang)
        if unit
        else format_number(math.fsum(numbers), lang)
        for unit, numbers in by_unit.items()
    )
    return "; ".join(parts)
