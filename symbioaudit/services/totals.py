"""Sums of a column by category and canonical unit; a row without a number is counted, never zero."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
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
    """Keeps the contribution of each row by group, so that an edit costs one row and a sum is exact."""

    def __init__(self, cells: Cells, code: str, category: str = "") -> None:
        self.cells, self.code, self.category = cells, code, category
        self._rows: dict[str, Group] = {}
        self._numbers: dict[Group, dict[str, float]] = {}
        self._blank: dict[Group, set[str]] = {}
        self._soft: dict[Group, set[str]] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def put(self, record: Any) -> None:
        """Take a record in, or what it has become."""
        self.drop(record.id)
        value = self.cells.value(record, self.code)
        number = value.number if isinstance(value, Amount) else None
        unit = value.canonical_unit or "" if number is not None else ""
        group = (self.cells.text(record, self.category) if self.category else "", unit)
        self._rows[record.id] = group
        if number is None:
            self._blank.setdefault(group, set()).add(record.id)
            return
        self._numbers.setdefault(group, {})[record.id] = number
        if value.is_estimate:
            self._soft.setdefault(group, set()).add(record.id)

    def fill(self, records: Iterable[Any]) -> None:
        """Take in many at once."""
        for record in records:
            self.put(record)

    def drop(self, record_id: str) -> None:
        """Forget a record."""
        group = self._rows.pop(record_id, None)
        if group is not None:
            self._numbers.get(group, {}).pop(record_id, None)
            self._blank.get(group, set()).discard(record_id)
            self._soft.get(group, set()).discard(record_id)

    def lines(self, ids: Collection[str] | None = None) -> tuple[Total, ...]:
        """The totals of the given rows (None: of all), by category and unit."""
        only = None if ids is None else set(ids)
        found: dict[str, list[Total]] = {}
        for group, numbers in self._numbers.items():
            held = numbers if only is None else {i: n for i, n in numbers.items() if i in only}
            soft = self._soft.get(group, set())
            if held:
                mixed = bool(soft if only is None else soft & only)
                total = Total(*group, math.fsum(held.values()), len(held), 0, soft=mixed)
                found.setdefault(group[0], []).append(total)
        for (category, _unit), blank in self._blank.items():
            n = len(blank if only is None else blank & only)
            if n:
                own = found.setdefault(category, [Total(category, "", None, 0, 0)])
                own[0] = replace(own[0], blank=n)
        return tuple(total for totals in found.values() for total in totals)


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
