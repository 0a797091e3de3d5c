"""How the questionnaire looks: the only module of the room that knows openpyxl's cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from symbioaudit.base.i18n import N_, translate
from symbioaudit.intake import marks
from symbioaudit.intake.answers import Answer
from symbioaudit.intake.cells import letters, number_text
from symbioaudit.intake.layout import Block, Column
from symbioaudit.intake.xlsx import escape
from symbioaudit.units.labels import examples

PLAIN: Final = re.compile(r"-?\d{1,15}(?:[.,]\d{1,12})?")
LONGEST: Final = 32_000  # characters of a cell; a spreadsheet allows 32 767
NOTE_LONGEST: Final = 500
WIDTHS: Final = {"first": 40, "value": 20, "unit": 15, "help": 70}
FONT: Final = "Calibri"  # the workbook's own: a named one or readers fall back to a serif
FILLS: Final = {"title": "1F4E5F", "head": "D5E4EA", "input": "FFF9DB", "example": "EEEEEE"}
TEXT_TYPES: Final = frozenset({"text", "code", "ref", "refs", "multi"})


class Painter:
    """Writes one workbook from top to bottom, sheet after sheet."""

    def __init__(self, lang: str) -> None:
        from openpyxl import Workbook

        self.lang = lang
        self.workbook: Any = Workbook()
        del self.workbook[self.workbook.sheetnames[0]]
        self.workbook.properties.creator = "SymbioAudit"
        self.workbook.properties.title = "SymbioAudit"
        self.bases: tuple[str, ...] = ()
        self._lists: dict[tuple[str, ...], int] = {}
        self._validations: dict[tuple[str, ...], Any] = {}
        self._styles = _styles()
        self.page: Any = None
        self.at = 0

    # ── sheets ──────────────────────────────────────────────────────────────────────────

    def sheet(self, name: str) -> None:
        """Begin a sheet."""
        self.page = self.workbook.create_sheet(name)
        self.at = 0
        self._validations = {}
        self.page.column_dimensions["A"].hidden = True
        self.page.column_dimensions["B"].width = WIDTHS["first"]
        for column in range(3, 60):
            self.page.column_dimensions[letters(column)].width = WIDTHS["value"]
        self.page.freeze_panes = "C2"
        self.page.sheet_view.showGridLines = False
        setup = self.page.page_setup
        setup.orientation, setup.paperSize, setup.fitToHeight = "landscape", 9, 0
        self.page.sheet_properties.pageSetUpPr.fitToPage = True
        self.page.oddFooter.center.text = "&A — &P / &N"

    def title(self, name: str, beside: str) -> None:
        """The sheet's first line."""
        self._next(marks.TEXT)
        self._put(2, name, "sheet")
        self._put(3, beside, "plain")

    def text(self, line: str) -> None:
        """A line to read."""
        self._next(marks.TEXT)
        self._put(2, line, "plain")

    # ── blocks ──────────────────────────────────────────────────────────────────────────

    def block(self, mark: str, block: Block, lang: str) -> None:
        """Title and purpose of a block."""
        self._next(marks.TEXT)
        self._next(mark)
        self._put(2, block.title.render(lang), "title")
        if block.purpose:
            self.text(block.purpose.render(lang))

    def codes(self, mark: str, codes: Sequence[str]) -> None:
        """The hidden row that says which column is which."""
        self._next(mark)
        self.page.row_dimensions[self.at].hidden = True
        for column, code in enumerate(codes, 2):
            self._put(column, code, "plain")

    def heads(self, labels: Sequence[str]) -> None:
        """The visible heads."""
        self._next(marks.HEAD)
        for column, label in enumerate(labels, 2):
            self._put(column, label, "head")

    def columns(self, mark: str, columns: Sequence[Column]) -> None:
        """Codes and heads of a grid, notes on the heads."""
        slots = list(_slots(columns))
        self.codes(mark, [code for code, _column in slots])
        self._next(marks.HEAD)
        for at, (code, column) in enumerate(slots, 2):
            cell = self._put(at, self._label(code, column), "head")
            if code == column.code and column.help:
                self._note(cell, column.help.render(self.lang))

    def example(self, mark: str, columns: Sequence[Column], word: str) -> None:
        """The grey row that shows how."""
        self._next(mark)
        for at, (code, column) in enumerate(_slots(columns), 2):
            text = self._example(code, column)
            self._put(at, f"{word}: {text}".rstrip(": ") if at == 2 else text, "example")

    def row(self, mark: str, answers: Sequence[tuple[Column, Answer]]) -> list[Answer]:
        """One row of a grid; returns what a reader will find there."""
        self._next(mark)
        shown, at = [], 2
        for column, given in answers:
            shown.append(self._answer(at, column, given))
            at += _width(column)
        return shown

    def question(self, mark: str, column: Column, given: Answer) -> Answer:
        """One row of a single form: question, answer, unit, basis, help."""
        self._next(mark)
        star = " *" if column.required else ""
        self._put(2, column.label.render(self.lang) + star, "label")
        shown = self._answer(3, column, given, always_three=True)
        if column.help:
            self._put(6, column.help.render(self.lang), "help")
        return shown

    # ── hidden sheets ───────────────────────────────────────────────────────────────────

    def hidden(self, name: str, rows: Iterable[Sequence[str]]) -> None:
        """A sheet for the program only."""
        page = self.workbook.create_sheet(name)
        page.sheet_state = "veryHidden"
        for at, row in enumerate(rows, 1):
            for column, text in enumerate(row, 1):
                _text(page.cell(at, column), text)

    def lists(self, name: str) -> None:
        """The values of the dropdowns, a column each."""
        page = self.workbook.create_sheet(name)
        page.sheet_state = "hidden"
        for values, column in self._lists.items():
            for at, value in enumerate(values, 1):
                _text(page.cell(at, column), value)

    # ── cells ───────────────────────────────────────────────────────────────────────────

    def _next(self, mark: str) -> None:
        self.at += 1
        self.page.cell(self.at, 1, mark)

    def _put(self, column: int, text: str, style: str) -> Any:
        cell = self.page.cell(self.at, column)
        if text:
            _text(cell, text)
        cell._style = self._styles(self.workbook, style)  # noqa: SLF001 (sharing one style is 20× faster)
        return cell

    def _answer(
        self, at: int, column: Column, given: Answer, *, always_three: bool = False
    ) -> Answer:
        cell = self._put(at, "", "code" if column.type in TEXT_TYPES else "input")
        shown = Answer(_fill(cell, given.text), given.unit, given.basis)
        if column.choices:
            self._offer(cell, tuple(c.text.render(self.lang) for c in column.choices))
        elif column.type == "bool":
            self._offer(cell, _yes_no(self.lang))
        if column.is_quantity or (always_three and column.unit):
            unit = column.unit.render(self.lang) if column.unit else ""
            shown = Answer(shown.text, given.unit if given.text else unit, given.basis)
            beside = self._put(at + 1, shown.unit, "input" if column.is_quantity else "plain")
            if column.is_quantity:
                self._offer(beside, unit_choices(column, self.lang))
        if column.basis:
            beside = self._put(at + 2, given.basis, "input")
            self._offer(beside, self.bases)
        return shown

    def _offer(self, cell: Any, values: tuple[str, ...]) -> None:
        """A dropdown that does not forbid other words."""
        from openpyxl.worksheet.datavalidation import DataValidation

        if not values:
            return
        column = self._lists.setdefault(values, len(self._lists) + 1)
        known = self._validations.get(values)
        if known is None:
            name = letters(column)
            source = f"{marks.LISTS_SHEET}!${name}$1:${name}${len(values)}"
            known = DataValidation(type="list", formula1=source, allow_blank=True)
            known.showErrorMessage = False
            self.page.add_data_validation(known)
            self._validations[values] = known
        known.add(cell)

    def _note(self, cell: Any, text: str) -> None:
        from openpyxl.comments import Comment

        cell.comment = Comment(text[:NOTE_LONGEST], "SymbioAudit", height=120, width=320)

    def _label(self, code: str, column: Column) -> str:
        if code.endswith(marks.UNIT):
            return translate(N_("unit"), self.lang)
        if code.endswith(marks.BASIS):
            return translate(N_("how known"), self.lang)
        return column.label.render(self.lang) + (" *" if column.required else "")

    def _example(self, code: str, column: Column) -> str:
        if code.endswith(marks.UNIT):
            return column.unit.render(self.lang) if column.unit else ""
        if code.endswith(marks.BASIS):
            return self.bases[0] if self.bases else ""
        if column.example:
            return column.example.render(self.lang)
        if column.choices:
            return column.choices[0].text.render(self.lang)
        return {"amount": "1 250", "money": "~480"}.get(column.type, "")


def unit_choices(column: Column, lang: str) -> tuple[str, ...]:
    """Units offered for a quantity: the field's own first."""
    own = [column.unit.render(lang)] if column.unit else []
    others = re.split(r"[,;] ", examples(column.dimension).render(lang))
    return tuple(dict.fromkeys([*own, *(unit for unit in others if unit and unit != "—")]))


def _slots(columns: Sequence[Column]) -> Iterable[tuple[str, Column]]:
    """Every cell of a row with its code: value, then unit and basis where there are."""
    for column in columns:
        yield column.code, column
        if column.is_quantity:
            yield f"{column.code}{marks.UNIT}", column
        if column.basis:
            yield f"{column.code}{marks.BASIS}", column


def _width(column: Column) -> int:
    return 1 + column.is_quantity + column.basis


def _yes_no(lang: str) -> tuple[str, ...]:
    from symbioaudit.intake.answers import NO, YES

    return (YES.render(lang), NO.render(lang))


def _fill(cell: Any, text: str) -> str:
    """Write a plain number as a number, everything else as text; return what will be read."""
    point = text.replace(",", ".")
    if PLAIN.fullmatch(text) and cell.number_format != "@" and number_text(float(point)) == point:
        cell.value = float(point) if "." in point else int(point)
        return point
    if text:
        _text(cell, text)
    return text[:LONGEST].strip()


def _text(cell: Any, text: str) -> None:
    """Never a formula, whatever it begins with."""
    cell.value = escape(text[:LONGEST])
    cell.data_type = "s"


def _styles() -> Any:
    """Styles by name, made once per workbook."""
    known: dict[str, Any] = {}

    def style(workbook: Any, name: str) -> Any:
        if name not in known:
            known[name] = _make_style(workbook, name)
        return known[name]

    return style


def _make_style(workbook: Any, name: str) -> Any:
    from copy import copy

    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    sheet = workbook.worksheets[0]
    probe = sheet.cell(1, 1)
    saved = copy(probe._style)  # noqa: SLF001 (restored below)
    fill = FILLS.get("input" if name == "code" else name)
    if fill:
        probe.fill = PatternFill("solid", fgColor=fill)
    fonts = {
        "sheet": Font(name=FONT, bold=True, size=14),
        "title": Font(name=FONT, bold=True, size=12, color="FFFFFF"),
        "head": Font(name=FONT, bold=True),
        "example": Font(name=FONT, italic=True, color="777777"),
        "help": Font(name=FONT, color="555555", size=9),
    }
    if name in fonts:
        probe.font = fonts[name]
    if name in {"head", "input", "code", "example"}:
        side = Side(style="thin", color="B0B0B0")
        probe.border = Border(left=side, right=side, top=side, bottom=side)
    wrap = name in {"head", "label", "input", "code", "example"}
    probe.alignment = Alignment(wrap_text=wrap, vertical="top")
    if name in {"code", "example"}:
        probe.number_format = "@"
    made = copy(probe._style)  # noqa: SLF001
    probe._style = saved  # noqa: SLF001
    return made
