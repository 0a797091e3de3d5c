"""What the lines of a table add up to, and what they should: 100 %, the annual amount, the cost.

Which columns are added and against what is told by the form: a constraint that names ``sum_of(value, 'x')``
adds the column ``x``, an amount of the record that it names is the aim. A blank is left out and counted,
never taken for zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from symbioaudit.forms import FieldDef, FormDef
from symbioaudit.model.amount import Amount
from symbioaudit.model.records import Record
from symbioaudit.services.cells import CellColumn
from symbioaudit.services.lines import SUMMED, VALUE, Line, aim_code, aim_of
from symbioaudit.units import format_quantity

WHOLE: Final = "1"  # canonical unit of a share
PER_YEAR: Final = "_per_year"


@dataclass(frozen=True, slots=True)
class LineSum:
    """The sum of one column in its canonical unit. ``aim`` None: nothing says what it should be."""

    code: str
    title: str
    total: float
    unit: str
    blank: int = 0  # lines without a number
    aim: float | None = None

    @property
    def difference(self) -> float | None:
        """Total less aim."""
        return None if self.aim is None else self.total - self.aim


def sums(
    form: FormDef,
    table: FieldDef,
    columns: Mapping[str, CellColumn],
    lines: Iterable[Line],
    record: Record | None,
) -> tuple[LineSum, ...]:
    """The sums of a table; none of a column whose numbers have no common unit."""
    held = tuple(lines)
    found = (_sum(form, table, columns[code], held, record) for code in _added(table, columns))
    return tuple(one for one in found if one is not None)


def said(value: float, unit: str, lang: str) -> str:
    """A sum with its unit; shares in percent."""
    if unit == WHOLE:
        return format_quantity(round(value * 100, 6), "percent", lang)
    return format_quantity(value, unit, lang)


def _added(table: FieldDef, columns: Mapping[str, CellColumn]) -> tuple[str, ...]:
    if table.type == "months":
        return (VALUE,)
    named = {code for rule in table.constraints for code in SUMMED.findall(rule.expression.text)}
    return tuple(
        code for code, column in columns.items() if code in named or _yearly(column.field.dimension)
    )


def _yearly(dimension: tuple[str, ...]) -> bool:
    return bool(dimension) and all(name.endswith(PER_YEAR) for name in dimension)


def _sum(
    form: FormDef,
    table: FieldDef,
    column: CellColumn,
    lines: tuple[Line, ...],
    record: Record | None,
) -> LineSum | None:
    numbers, units, blank = [], set(), 0
    for line in lines:
        number, unit = _number(line.get(column.code))
        if number is None:
            blank += 1
        else:
            numbers.append(number)
            units.add(unit)
    if not numbers or len(units) != 1:
        return None
    unit = units.pop()
    return LineSum(
        column.code,
        column.title,
        sum(numbers),
        unit,
        blank,
        _aim(form, table, column.code, unit, record),
    )


def _aim(
    form: FormDef, table: FieldDef, code: str, unit: str, record: Record | None
) -> float | None:
    texts = [rule.expression.text for rule in table.constraints]
    if not any(code in SUMMED.findall(text) for text in texts):
        return None
    whole = aim_of(form, table, record)
    if whole is not None:
        return whole.number if whole.canonical_unit == unit else None
    return 1.0 if unit == WHOLE and not aim_code(form, table) else None


def _number(value: Any) -> tuple[float | None, str]:
    if isinstance(value, Amount):
        return value.number, value.canonical_unit or ""
    return None, ""
