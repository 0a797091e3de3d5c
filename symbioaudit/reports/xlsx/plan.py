"""Where everything will stand in the workbook, known before a cell is written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from symbioaudit.analysis.results import Derivation
from symbioaudit.reports.derivations import Key, key_of
from symbioaudit.reports.numbers import SHARE, known, unit_text
from symbioaudit.reports.tree import (
    Column,
    Derived,
    Document,
    FactorRow,
    Number,
    RecordField,
    Row,
    Table,
)
from symbioaudit.reports.xlsx.cells import letter
from symbioaudit.reports.xlsx.formulas import Term, same

HEADER: Final = 3  # caption in row 1, note in row 2, headings in row 3
FIRST: Final = HEADER + 1
NAME_LENGTH: Final = 31
DATA_SHEETS: Final = ("inputs", "outputs", "products", "economics")
CALC_VALUE: Final = "F"  # column of values on the calculation sheet
FACTOR_VALUE: Final = "B"
_BAD_IN_NAMES = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a sheet: of the table, its unit, its bounds, or where it comes from."""

    kind: str  # cell, unit, low, high, typed, who, basis, source, estimated
    position: int  # of the table's column; -1 for those of the row
    title: str


@dataclass
class TableSheet:
    """A table's sheet."""

    table: Table
    name: str
    fields: tuple[Field, ...]
    places: dict[int, str]  # table column → letter

    def address(self, position: int, row: int, *, local: bool) -> str:
        """Address of the cell of a table column in the ``row``-th row."""
        cell = f"{self.places[position]}{FIRST + row}"
        return cell if local else f"{quoted(self.name)}!{cell}"


@dataclass
class Plan:
    """All sheets, and the addresses that formulas point to."""

    document: Document
    tables: list[TableSheet]
    factor_names: dict[str, str]
    factor_sheet: str
    calc_sheet: str
    chart_sheet: str
    about_sheet: str
    fields: dict[RecordField, Term] = field(default_factory=dict)
    results: dict[Key, Term] = field(default_factory=dict)  # a calculation → its result
    totals: list[tuple[str, Term]] = field(default_factory=list)  # sheet and cell of each total

    def ratio(self, value: float, sheet: TableSheet) -> str | None:
        """One total of another sheet over another that gives ``value``: indicators, shares."""
        if value in {0.0, 1.0}:
            return None
        for above_sheet, above in self.totals:
            for below_sheet, below in self.totals:
                far = sheet.name not in {above_sheet, below_sheet}
                if far and below.value and same(above.value / below.value, value):
                    return f"{above.address}/{below.address}"
        return None


def quoted(name: str) -> str:
    """A sheet's name as formulas write it."""
    return "'" + name.replace("'", "''") + "'"


def make(document: Document) -> Plan:
    """Decide names and addresses."""
    taken: set[str] = set()
    about = _sheet_name(document.words["about"], taken)
    tables = [
        TableSheet(table, _sheet_name(table.sheet or table.id, taken), fields, _places(fields))
        for table in tables_of(document)
        for fields in (_fields(table, document),)
    ]
    plan = Plan(
        document,
        tables,
        _factor_names(document.factors),
        _sheet_name(document.words["factors"], taken),
        _sheet_name(document.words["calculation"], taken),
        _sheet_name(document.words["chart"], taken),
        about,
    )
    _find_fields(plan)
    _find_results(plan)
    _find_totals(plan)
    return plan


def tables_of(document: Document) -> list[Table]:
    """All tables in the order of the report."""
    return [b for s in document.sections for b in s.blocks if isinstance(b, Table)]


def _sheet_name(wanted: str, taken: set[str]) -> str:
    base = _BAD_IN_NAMES.sub(" ", wanted).strip("' ")[:NAME_LENGTH] or "Sheet"
    name, number = base, 2
    while name.lower() in taken:
        tail = f" {number}"
        name, number = base[: NAME_LENGTH - len(tail)] + tail, number + 1
    taken.add(name.lower())
    return name


def _fields(table: Table, document: Document) -> tuple[Field, ...]:
    words = document.words
    out: list[Field] = []
    for position, column in enumerate(table.columns):
        out.append(Field("cell", position, heading(column, document)))
        numbers = _numbers(table.rows, position)
        if any(n.unit and n.unit not in {column.unit, SHARE} for n in numbers):
            out.append(Field("unit", position, words["unit"]))
        if any(n.low is not None or n.high is not None for n in numbers):
            out += [Field("low", position, words["low"]), Field("high", position, words["high"])]
    if any(_guessed(row) for row in table.rows):
        out.append(Field("estimated", -1, words["estimated"]))
    if any(row.provenance for row in table.rows):
        out += [
            Field(kind, -1, words[f"provenance_{kind}"])
            for kind in ("typed", "who", "basis", "source")
        ]
    return tuple(out)


def _numbers(rows: Iterable[Row], position: int) -> list[Number]:
    cells = (row.cells[position] for row in rows if position < len(row.cells))
    return [cell for cell in cells if isinstance(cell, Number)]


def _guessed(row: Row) -> bool:
    return any(isinstance(cell, Number) and cell.estimated for cell in row.cells)


def heading(column: Column, document: Document) -> str:
    """A column's heading with its unit."""
    unit = unit_text(column.unit, document.language)
    return f"{column.title}, {unit}" if unit else column.title


def _places(fields: tuple[Field, ...]) -> dict[int, str]:
    return {f.position: letter(i) for i, f in enumerate(fields) if f.kind == "cell"}


def _factor_names(factors: Iterable[FactorRow]) -> dict[str, str]:
    """A name for each factor, as the workbook's named ranges need it."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for row in factors:
        base = "F_" + re.sub(r"\W", "_", row.key.partition("|")[0])[:60]
        name, number = base, 2
        while name.lower() in taken:
            name, number = f"{base}_{number}", number + 1
        taken.add(name.lower())
        names[row.key] = name
    return names


def _find_fields(plan: Plan) -> None:
    """The one cell of every typed field: on the data sheets first."""
    order = sorted(
        plan.tables,
        key=lambda s: DATA_SHEETS.index(s.table.id) if s.table.id in DATA_SHEETS else 99,
    )
    for sheet in order:
        for number, row in enumerate(sheet.table.rows):
            if row.kind != "plain":
                continue
            for position, cell in enumerate(row.cells):
                if isinstance(cell, Number) and cell.field and known(cell.value):
                    assert cell.value is not None
                    term = Term("", sheet.address(position, number, local=False), cell.value)
                    plan.fields.setdefault(cell.field, term)


def _find_results(plan: Plan) -> None:
    """Rows of the calculation sheet: the inputs of a result, then the result."""
    row = FIRST
    for item in plan.document.derived:
        made = item.number.derivation
        assert made is not None
        row += len(made.inputs)
        if known(item.number.value):
            assert item.number.value is not None
            address = f"{quoted(plan.calc_sheet)}!{CALC_VALUE}{row}"
            plan.results.setdefault(
                key_of(made, item.number.value), Term("", address, item.number.value)
            )
        row += 1


def _find_totals(plan: Plan) -> None:
    """Cells of total rows and of the site's balances."""
    for sheet in plan.tables:
        for number, row in enumerate(sheet.table.rows):
            if row.kind != "total" and sheet.table.id != "site_balances":
                continue
            for position, cell in enumerate(row.cells):
                if isinstance(cell, Number) and cell.value and cell.unit != SHARE:
                    address = sheet.address(position, number, local=False)
                    plan.totals.append((sheet.name, Term("", address, cell.value)))


def inputs_of(item: Derived) -> Derivation:
    """The derivation of a derived value."""
    assert item.number.derivation is not None
    return item.number.derivation
