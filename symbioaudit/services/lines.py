"""Tables inside a card: their columns, their lines, the typed texts of their cells, the edit that writes them.

A line is a mapping from column code to value, as in the record; lines without a value are not kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Final

from symbioaudit.base.i18n import Text
from symbioaudit.forms import FieldDef, FormDef
from symbioaudit.intake.answers import value_of
from symbioaudit.intake.build import path_of
from symbioaudit.intake.cells import CellKind
from symbioaudit.intake.layout import Column, blocks
from symbioaudit.intake.naming import Names
from symbioaudit.intake.staged import StagedCell
from symbioaudit.intake.values import read_value
from symbioaudit.methodology import Pack
from symbioaudit.model.amount import Amount
from symbioaudit.model.enums import Missing
from symbioaudit.model.records import Record
from symbioaudit.services.cells import CellColumn, Cells
from symbioaudit.services.entries import UNKNOWN_MARKS, Desk, Entry, known_names, own_properties
from symbioaudit.services.live import LiveAudit
from symbioaudit.services.operations import Update
from symbioaudit.units import unit_label

Line = Mapping[str, Any]
MONTHS: Final = 12
MONTH, VALUE = "month", "value"
SUMMED: Final = re.compile(r"sum_of\(\s*value\s*,\s*'(\w+)'")
_A_MONTH: Final = re.compile(r"\s*/\s*(?:мес(?:яц)?\.?|month|mo)\s*$", re.IGNORECASE)


def lines_of(record: Record, code: str) -> tuple[Line, ...]:
    """The lines of a table of a record."""
    value = value_of(record, code)
    return value if isinstance(value, tuple) and all(isinstance(v, Mapping) for v in value) else ()


def table_edit(record: Record, code: str, lines: Iterable[Line]) -> Update:
    """The update that writes the lines of a table; none blanks it."""
    kept = tuple(dict(line) for line in lines if line)
    return Update(record.entity, record.id, {path_of(record.entity, code): kept or None})


def aim_of(form: FormDef, table: FieldDef, record: Record | None) -> Amount | None:
    """The amount of the record that the lines of a table are a part of; None where there is none."""
    code = aim_code(form, table)
    value = value_of(record, code) if record is not None and code else None
    return value if isinstance(value, Amount) and value.number is not None else None


def aim_code(form: FormDef, table: FieldDef) -> str:
    """The field of the form that the constraints of a table compare its sum with; empty for none."""
    for rule in table.constraints:
        if SUMMED.search(rule.expression.text):
            for name in sorted(rule.expression.names - {VALUE, table.code}):
                other = form.field(name)
                if other is not None and other.is_amount:
                    return name
    return ""


def of_a_month(text: str) -> str:
    """The text of a cell that is a month by itself: “120 t/month” is 120 t in this month."""
    return _A_MONTH.sub("", text)


def months_of(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Twelve lines, one per month, of the lines that there are."""
    found: dict[int, Line] = {}
    for n, line in enumerate(lines, 1):
        month = line.get(MONTH, n)
        if isinstance(month, int) and 1 <= month <= MONTHS:
            found[month] = line
    return tuple(found.get(n, {}) for n in range(1, MONTHS + 1))


def with_months(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Lines of the months that hold something, each with its number."""
    return tuple({MONTH: n, **line} for n, line in enumerate(lines, 1) if line)


class LineCells(Cells):
    """What stands in the cells of one table."""

    keeps_reasons = False

    def __init__(
        self, pack: Pack, form: FormDef, table: FieldDef, lang: str, live: LiveAudit
    ) -> None:
        super().__init__(pack, form, lang, live)
        self.table = table

    @cached_property
    def columns(self) -> Mapping[str, CellColumn]:
        """The columns of the table in their order; a ``months`` field has one, its value."""
        if self.table.type == "months":
            return {VALUE: self._month_column()}
        block = next(
            b for b in blocks(self.pack, forms=(self.form.id,)) if b.table == self.table.code
        )
        fields = {field.code: field for field in self.table.columns}
        return {
            column.code: CellColumn(
                column.code,
                fields[column.code],
                column,
                column.label.render(self.lang),
                column.required,
            )
            for column in block.columns
        }

    def _month_column(self) -> CellColumn:
        table = self.table
        unit = Text(table.unit, table.unit_en or table.unit) if table.unit else None
        column = Column(VALUE, table.label, "amount", dimension=table.dimension, unit=unit)
        field = replace(table, code=VALUE, type="amount", columns=())
        return CellColumn(VALUE, field, column, table.label.render(self.lang))

    def _getter(self, code: str) -> Callable[[Any], Any]:
        return lambda line: line.get(code)


@dataclass(frozen=True)
class LineReader:
    """Reads typed texts for the cells of a table; the record lends its properties to conversions."""

    desk: Desk
    cells: LineCells
    record: Record | None = None

    def read(self, code: str, text: str) -> Entry:
        """The value of a cell. An empty text blanks it; ``?`` is kept where an amount is asked."""
        text = text.strip()
        column = self._column(code)
        if self.cells.table.type == "months":
            text = of_a_month(text)
        if not text:
            return Entry()
        if text in UNKNOWN_MARKS and column.is_quantity:
            return Entry(value=Amount(text=text, missing=Missing.UNKNOWN))
        context = replace(
            self.desk.context, properties=own_properties(self.record), names=self._names(column)
        )
        found = read_value(StagedCell(text, place="", kind=CellKind.TEXT), column, context)
        if not found.taken or found.missing is not None:
            return Entry(missing=found.missing, findings=found.findings, ok=found.taken)
        value = found.value
        return Entry(
            value.isoformat() if isinstance(value, date) else value, findings=found.findings
        )

    def _column(self, code: str) -> Column:
        """A month without a unit is in that of its year, and of the same kind."""
        column = self.cells.columns[code].column
        if self.cells.table.type != "months" or column.unit is not None:
            return column
        year = aim_of(self.cells.form, self.cells.table, self.record)
        if year is None or year.dimension is None or year.unit is None:
            return column
        unit = Text(unit_label(year.unit, "ru"), unit_label(year.unit, "en"))
        return replace(column, dimension=(year.dimension,), unit=unit)

    def _names(self, column: Column) -> Names:
        if column.type not in {"ref", "refs"} or not column.target:
            return Names()
        return known_names(self.desk.live, column.target, self.cells.columns[column.code].field)
