"""A sheet per table: real numbers, live formulas, units, where each number comes from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symbioaudit.reports.derivations import key_of
from symbioaudit.reports.numbers import column_decimals, decimals_of, known, unit_beside
from symbioaudit.reports.tree import Cell, Code, Day, Lamp, Number, Row, Words
from symbioaudit.reports.xlsx.cells import Pen, letter, number_format
from symbioaudit.reports.xlsx.formulas import Term, from_template, same
from symbioaudit.reports.xlsx.plan import FIRST, HEADER, Field, Plan, TableSheet

WIDTHS = {"unit": 11.0, "low": 12.0, "high": 12.0, "typed": 22.0, "estimated": 9.0}
LEAST_WIDTH, MOST_WIDTH = 8.0, 46.0
SAMPLE = 300  # rows that a column's width looks at


class Writer:
    """Writes one table's sheet."""

    def __init__(self, plan: Plan, sheet: TableSheet, pen: Pen) -> None:
        self.plan, self.sheet, self.pen = plan, sheet, pen
        self.table = sheet.table
        self.totals = {r.kind: i for i, r in enumerate(self.table.rows) if r.kind == "total"}
        self.decimals = [self._decimals(p) for p in range(len(self.table.columns))]
        self.single_total = sum(r.kind == "total" for r in self.table.rows) == 1

    def write(self) -> None:
        """Caption, note, headings, rows."""
        _frame(self.pen, self.sheet, len(self.table.rows))
        number = f"{self.table.number} — " if self.table.number else ""
        title = f"{self.plan.document.words['table']} {number}" if number else ""
        self.pen.row([self.pen.text(f"{title}{self.table.caption}", "title")])
        note = self.table.note or ("" if self.table.rows else self.table.empty)
        self.pen.row([self.pen.text(note, "note")] if note else [])
        self.pen.row([self.pen.text(f.title, "head") for f in self.sheet.fields])
        for number_, row in enumerate(self.table.rows):
            self.pen.row(self._row(row, number_))

    def _decimals(self, position: int) -> int | None:
        column = self.table.columns[position]
        if not column.unit:
            return None
        cells = [r.cells[position] for r in self.table.rows if position < len(r.cells)]
        return column_decimals(c for c in cells if isinstance(c, Number))

    def _row(self, row: Row, number: int) -> list[str]:
        if row.kind == "group":
            first = self.pen.text(_text(row.cells[0]), "group")
            return [first, *(self.pen.text("", "group") for _ in self.sheet.fields[1:])]
        terms = self._terms(row, number)
        return [self._cell(field, row, number, terms) for field in self.sheet.fields]

    def _terms(self, row: Row, number: int) -> Mapping[str, Term | None]:
        """The row's own cells and those of the total row, by the columns' keys."""
        terms: dict[str, Term | None] = {}
        if not any(column.live for column in self.table.columns):
            return terms
        total = self.totals.get("total") if self.single_total else None
        for position, column in enumerate(self.table.columns):
            terms[column.key] = self._term(row.cells[position], position, number)
            if total is not None:
                cell = self.table.rows[total].cells[position]
                terms[f"{column.key}.total"] = self._term(cell, position, total, fixed=True)
        return terms

    def _term(self, cell: Cell, position: int, row: int, *, fixed: bool = False) -> Term | None:
        if not isinstance(cell, Number) or cell.value is None or not known(cell.value):
            return None
        address = self.sheet.address(position, row, local=True)
        if fixed:
            address = f"{self.sheet.places[position]}${FIRST + row}"
        return Term("", address, cell.value)

    def _cell(self, field: Field, row: Row, number: int, terms: Mapping[str, Term | None]) -> str:
        kind = "total_text" if row.kind == "total" else "text"
        if field.kind == "estimated":
            guess = any(isinstance(c, Number) and c.estimated for c in row.cells)
            return self.pen.text("≈" if guess else "", kind)
        if field.position < 0:
            return self.pen.text(getattr(row.provenance, field.kind, "") or "", kind)
        cell = row.cells[field.position]
        if field.kind == "cell":
            if isinstance(cell, Number):
                return self._number(cell, field.position, row, number, terms)
            if isinstance(cell, Day):
                return self.pen.day(cell.value) if cell.value else self._no_data()
            return self.pen.text(_text(cell), kind, "@" if isinstance(cell, Code) else "General")
        return self._beside(field, cell, kind)

    def _beside(self, field: Field, cell: Cell, kind: str) -> str:
        """The unit of a number, or one of its bounds."""
        if not isinstance(cell, Number):
            return self.pen.text("", kind)
        if field.kind == "unit":
            return self.pen.text(unit_beside(cell.unit, self.plan.document.language), kind)
        bound = cell.low if field.kind == "low" else cell.high
        if bound is None or not known(bound):
            return self.pen.text("", kind)
        places = self.decimals[field.position]
        pattern = number_format(cell.unit, decimals_of(cell) if places is None else places)
        return self.pen.number(bound, pattern, "guess")

    def _no_data(self) -> str:
        return self.pen.text(self.plan.document.words["no_data"], "none")

    def _number(
        self,
        cell: Number,
        position: int,
        row: Row,
        number: int,
        terms: Mapping[str, Term | None],
    ) -> str:
        if cell.value is None or not known(cell.value):
            return self._no_data()
        decimals = self.decimals[position]
        pattern = number_format(cell.unit, decimals_of(cell) if decimals is None else decimals)
        kind = "total" if row.kind == "total" else "guess" if cell.estimated else "number"
        formula = self._formula(cell, cell.value, position, row, number, terms)
        if formula is None:
            return self.pen.number(cell.value, pattern, kind)
        return self.pen.formula(formula, cell.value, pattern, kind)

    def _formula(
        self,
        cell: Number,
        value: float,
        position: int,
        row: Row,
        number: int,
        terms: Mapping[str, Term | None],
    ) -> str | None:
        """A formula that gives exactly this value, or None."""
        column = self.table.columns[position]
        if row.kind == "total":
            formula = self._sum(position, number, value)
            if formula:
                return formula
        if column.live:
            formula = from_template(column.live, terms, value)
            if formula:
                return formula
        return self._elsewhere(cell, value, position, number)

    def _elsewhere(self, cell: Number, value: float, position: int, number: int) -> str | None:
        """The cell on another sheet that this number comes from."""
        if cell.factor in self.plan.factor_names:
            name = self.plan.factor_names[cell.factor]
            return name if cell.factor_scale == 1.0 else f"{name}*{cell.factor_scale!r}"
        own = self.sheet.address(position, number, local=False)
        for term in (
            self.plan.results.get(key_of(cell.derivation, value)) if cell.derivation else None,
            self.plan.fields.get(cell.field) if cell.field else None,
        ):
            if term is not None and term.address != own and same(term.value, value):
                return term.address
        return self.plan.ratio(value, self.sheet) if cell.derivation else None

    def _sum(self, position: int, number: int, value: float) -> str | None:
        """SUM of the plain rows above, up to the heading of the group."""
        rows = self.table.rows
        first = number
        while first > 0 and rows[first - 1].kind == "plain":
            first -= 1
        cells = [rows[i].cells[position] for i in range(first, number)]
        values = [c.value for c in cells if isinstance(c, Number) and c.value is not None]
        if not values or not same(sum(values), value):
            return None
        place = self.sheet.places[position]
        return f"SUM({place}{FIRST + first}:{place}{FIRST + number - 1})"


def _text(cell: Cell) -> str:
    return cell.text if isinstance(cell, Words | Code | Lamp) else ""


def _frame(pen: Pen, sheet: TableSheet, rows: int) -> None:
    """Column widths, frozen headings, filter, print set-up; before the first row is written."""
    ws = pen.sheet
    pen.set_widths([_width(sheet, field) for field in sheet.fields])
    last = letter(len(sheet.fields) - 1)
    ws.freeze_panes = f"{letter(min(1, len(sheet.fields) - 1))}{FIRST}"
    bottom = max(HEADER + rows, HEADER)
    if rows and sheet.table.header and not any(r.kind == "group" for r in sheet.table.rows):
        plain = sum(r.kind == "plain" for r in sheet.table.rows)
        ws.auto_filter.ref = f"A{HEADER}:{last}{HEADER + plain}"
    print_set_up(ws, f"A1:{last}{bottom}")


def print_set_up(ws: Any, area: str, *, titles: bool = True) -> None:
    """A4 landscape, one page wide, headings on every page."""
    ws.print_area = area
    if titles:
        ws.print_title_rows = f"{HEADER}:{HEADER}"
    ws.page_setup.orientation = "landscape"
    ws.page_setup.paperSize = 9
    ws.page_setup.fitToWidth = 1
    ws.page_setup.fitToHeight = 0
    ws.sheet_properties.pageSetUpPr.fitToPage = True


def _width(sheet: TableSheet, field: Field) -> float:
    if field.kind != "cell":
        return WIDTHS.get(field.kind, 20.0)
    longest = max((len(w) for w in field.title.split()), default=8)
    for row in sheet.table.rows[:SAMPLE]:
        if field.position < len(row.cells) and row.kind != "group":
            cell = row.cells[field.position]
            size = len(_text(cell)) if not isinstance(cell, Number) else _digits(cell)
            longest = max(longest, size)
    return min(MOST_WIDTH, max(LEAST_WIDTH, longest * 1.05 + 2))


def _digits(cell: Number) -> int:
    return len(f"{cell.value:,.2f}") if known(cell.value) else 12
