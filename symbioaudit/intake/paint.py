"""How the questionnaire looks: the only module of the room that writes openpyxl's cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final

from symbioaudit.base.i18n import N_, translate
from symbioaudit.intake import marks
from symbioaudit.intake.answers import MISSING_WORDS, NO, YES, Answer
from symbioaudit.intake.cells import letters, number_text
from symbioaudit.intake.frame import Frame, longest_word, widest_choice
from symbioaudit.intake.layout import Block, Column
from symbioaudit.intake.styles import Styles
from symbioaudit.intake.xlsx import escape
from symbioaudit.model.enums import Missing
from symbioaudit.units.labels import examples

PLAIN: Final = re.compile(r"-?\d{1,15}(?:[.,]\d{1,12})?")
ISO_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
FIRST_DATE: Final = "1901-01-01"  # a spreadsheet knows no earlier ones
LONGEST: Final = 32_000  # characters of a cell; a spreadsheet allows 32 767
NOTE_LONGEST: Final = 700
NOTE_LINE: Final = 44  # characters across a note
TEXT_TYPES: Final = frozenset({"text", "code", "ref", "refs", "multi"})
WIDTHS: Final = {
    "text": 26, "code": 18, "ref": 24, "refs": 26, "multi": 28, "enum": 16, "bool": 11, "date": 13,
    "int": 11, "num": 12, "amount": 14, "money": 14, "month": 11,
}  # fmt: skip
UNIT_WIDTH, BASIS_WIDTH, ENUM_WIDEST = 14, 16, 32
OFFERED_BLANKS: Final = (Missing.UNKNOWN, Missing.NOT_APPLICABLE)
TRADE_SECRET: Final = N_("trade secret")
HELP_SIZE: Final = 0.85  # of the height of other texts
HELP_FIRST, HELP_LAST = 6, 11  # columns where a question's help stands, joined


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
        self._styles = Styles(self.workbook)
        self.frame: Any = None
        self.page: Any = None
        self.at = 0

    # ── sheets ──────────────────────────────────────────────────────────────────────────

    def sheet(self, name: str) -> None:
        """Begin a sheet."""
        self.page = self.workbook.create_sheet(name)
        self.frame = Frame(self.page)
        self.at = 0
        self.page.column_dimensions["A"].hidden = True
        self.page.freeze_panes = "C2"
        self.page.sheet_view.showGridLines = False
        self.frame.begin(1)

    def settle(self) -> None:
        """The sheet is full."""
        self.frame.settle(self._lists)

    def freeze(self) -> None:
        """What stands above the next row stays in sight."""
        self.page.freeze_panes = f"C{self.at + 1}"

    def title(self, name: str, beside: str, *, entry: bool = False) -> None:
        """The sheet's first line; with ``entry`` a cell to write into follows."""
        self._next(marks.TEXT)
        self._put(2, name, "sheet")
        self._put(3, beside, "strong")
        if entry:
            for column in (5, 6):
                self._put(column, "", "input")

    def text(self, line: str, style: str = "plain") -> None:
        """A line to read; it may run over the empty cells to its right."""
        self._next(marks.TEXT)
        self._put(2, line, style)
        if line:
            self.frame.runs_over(self.at, 2, line)

    def pair(self, label: str, value: str) -> None:
        """A label with a cell that people may fill by hand; it is not read."""
        self._next(marks.TEXT)
        self._put(2, label, "label")
        for column in (3, 4, 5):
            self._put(column, value if column == 3 else "", "entry")

    def link(self, label: str, sheet: str, row: int, at: int, beside: str = "") -> None:
        """A jump to a row of a sheet, written into the line ``at``."""
        from openpyxl.worksheet.hyperlink import Hyperlink

        cell = self.page.cell(at, 2)
        _text(cell, label)
        self._styles.give(cell, "link")
        place = "'" + sheet.replace("'", "''") + f"'!B{row}"
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=place, display=label)
        if beside:
            other = self.page.cell(at, 3)
            _text(other, beside)
            self._styles.give(other, "quiet")
            self.frame.runs_over(at, 3, beside)

    def reserve(self, lines: int) -> int:
        """Leave lines to be written later; returns the first."""
        for _each in range(lines):
            self._next(marks.TEXT)
        return self.at - lines + 1

    # ── blocks ──────────────────────────────────────────────────────────────────────────

    def block(self, mark: str, block: Block, columns: int) -> int:
        """Title and purpose of a block that is so many columns wide; returns the title's row."""
        self._next(marks.TEXT)
        self.frame.begin(self.at + 1)
        self._next(mark)
        row = self.at
        for column in range(2, columns + 2):
            self._put(column, block.title.render(self.lang) if column == 2 else "", "title")
        if block.purpose:
            self.text(block.purpose.render(self.lang), "purpose")
        return row

    def codes(self, mark: str, codes: Sequence[str]) -> None:
        """The hidden row that says which column is which."""
        self._next(mark)
        self.page.row_dimensions[self.at].hidden = True
        for column, code in enumerate(codes, 2):
            self._put(column, code, "plain")

    def heads(self, labels: Sequence[str], widths: Sequence[int] = ()) -> None:
        """The visible heads."""
        self._next(marks.HEAD)
        for column, label in enumerate(labels, 2):
            self._head(column, label)
            if column - 2 < len(widths):
                self.frame.wish(column, widths[column - 2])

    def columns(self, mark: str, columns: Sequence[Column], after: Sequence[str] = ()) -> None:
        """Codes and heads of a grid, notes on the heads; ``after``: heads of what is not asked."""
        slots = list(slots_of(columns))
        self.codes(mark, [code for code, _column in slots])
        self._next(marks.HEAD)
        for at, (code, column) in enumerate(slots, 2):
            cell = self._head(at, self._label(code, column), needed=column.required)
            self.frame.wish(at, self._wished(code, column))
            if code == column.code and column.help:
                self._note(cell, column.help.render(self.lang))
        for at, label in enumerate(after, len(slots) + 2):
            self._head(at, label)

    def example(self, mark: str, columns: Sequence[Column], word: str) -> None:
        """The grey row that shows how."""
        self._next(mark)
        for at, (code, column) in enumerate(slots_of(columns), 2):
            text = self._example(code, column)
            shown = f"{word}: {text}".rstrip(": ") if at == 2 else text
            self._put(at, shown, "example")
            self.frame.wraps(self.at, at, shown)

    def row(self, mark: str, answers: Sequence[tuple[Column, Answer]]) -> list[Answer]:
        """One row of a grid; returns what a reader will find there."""
        self._next(mark)
        shown, at = [], 2
        for column, given in answers:
            shown.append(self._answer(at, column, given))
            at += width_of(column)
        return shown

    def total(self, at: int, first: int, last: int) -> None:
        """The sum of a row's cells, for the person only: it is not read back."""
        cell = self._put(at, "", "total")
        cell.value = f"=SUM({letters(first)}{self.at}:{letters(last)}{self.at})"

    def question(self, mark: str, column: Column, given: Answer) -> Answer:
        """One row of a single form: question, answer, unit, basis, help."""
        self._next(mark)
        star = " *" if column.required else ""
        label = column.label.render(self.lang) + star
        self._put(2, label, "label")
        self.frame.wraps(self.at, 2, label)
        shown = self._answer(3, column, given, always_three=True)
        beside = [t.render(self.lang) for t in (column.help,) if t]
        if column.example:
            say = translate(N_("For example: {text}"), self.lang)
            beside.append(say.format(text=column.example.render(self.lang)))
        if beside:
            self._put(HELP_FIRST, " ".join(beside), "help")
            self.page.merge_cells(None, self.at, HELP_FIRST, self.at, HELP_LAST)
            small = " ".join(beside)[: int(HELP_SIZE * len(" ".join(beside)))]
            self.frame.wraps(self.at, HELP_FIRST, small, HELP_LAST)
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
        self.frame.reach(self.at, 2)

    def _put(self, column: int, text: str, style: str) -> Any:
        cell = self.page.cell(self.at, column)
        if text:
            _text(cell, text)
        self._styles.give(cell, style)
        self.frame.reach(self.at, column)
        return cell

    def _head(self, column: int, label: str, *, needed: bool = False) -> Any:
        cell = self._put(column, label, "needed" if needed else "head")
        self.frame.wish(column, longest_word(label) + 3)
        self.frame.wraps(self.at, column, label)
        return cell

    def _answer(
        self, at: int, column: Column, given: Answer, *, always_three: bool = False
    ) -> Answer:
        style = (
            "code" if column.type in TEXT_TYPES else "date" if column.type == "date" else "input"
        )
        cell = self._put(at, "", style)
        shown = Answer(_fill(cell, given.text, column), given.unit, given.basis)
        if values := self._choices(column):
            self.frame.offer(values, self.at, at)
        if column.is_quantity or (always_three and column.unit):
            unit = column.unit.render(self.lang) if column.unit else ""
            shown = Answer(shown.text, given.unit if given.text else unit, given.basis)
            beside = self._put(at + 1, shown.unit, "input" if column.is_quantity else "plain")
            units = unit_choices(column, self.lang)
            if column.is_quantity and units:
                self.frame.offer(units, beside.row, beside.column)
        if column.basis:
            self._put(at + 2, given.basis, "input")
            self.frame.offer(self.bases, self.at, at + 2)
        return shown

    def _choices(self, column: Column) -> tuple[str, ...]:
        """What a dropdown offers: the list, then the ways not to answer."""
        values = tuple(c.text.render(self.lang) for c in column.choices)
        if column.type == "bool":
            values = (YES.render(self.lang), NO.render(self.lang))
        if not values or column.code.startswith("@"):
            return values
        blanks = [MISSING_WORDS[missing].render(self.lang) for missing in OFFERED_BLANKS]
        blanks.append(translate(TRADE_SECRET, self.lang))
        offered = {value.casefold() for value in values}
        return (*values, *(blank for blank in blanks if blank.casefold() not in offered))

    def _wished(self, code: str, column: Column) -> float:
        if code.endswith(marks.UNIT):
            return UNIT_WIDTH
        if code.endswith(marks.BASIS):
            return BASIS_WIDTH
        longest = widest_choice(c.text.render(self.lang) for c in column.choices)
        return max(WIDTHS.get(column.type, 20), min(longest + 3, ENUM_WIDEST))

    def _note(self, cell: Any, text: str) -> None:
        from openpyxl.comments import Comment

        lines = len(text[:NOTE_LONGEST]) // NOTE_LINE + 2
        cell.comment = Comment(text[:NOTE_LONGEST], "SymbioAudit", height=18 * lines, width=320)

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
        if column.type == "bool":
            return YES.render(self.lang)
        return {"amount": "1 250", "money": "~480", "date": "31.12.2025"}.get(column.type, "")


def unit_choices(column: Column, lang: str) -> tuple[str, ...]:
    """Units offered for a quantity: the field's own first."""
    own = [column.unit.render(lang)] if column.unit else []
    others = re.split(r"[,;] ", examples(column.dimension).render(lang))
    return tuple(dict.fromkeys([*own, *(unit for unit in others if unit and unit != "—")]))


def stocks(column: Column, lang: str) -> tuple[str, ...]:
    """Units without a period, for what fell into one month."""
    return tuple(dict.fromkeys(unit.partition("/")[0] for unit in unit_choices(column, lang)))


def slots_of(columns: Sequence[Column]) -> Iterable[tuple[str, Column]]:
    """Every cell of a row with its code: value, then unit and basis where there are."""
    for column in columns:
        yield column.code, column
        if column.is_quantity:
            yield f"{column.code}{marks.UNIT}", column
        if column.basis:
            yield f"{column.code}{marks.BASIS}", column


def width_of(column: Column) -> int:
    """How many cells a question takes in a row."""
    return 1 + column.is_quantity + column.basis


def _fill(cell: Any, text: str, column: Column) -> str:
    """Write a plain number as a number and a date as a date, everything else as text.

    Returns what will be read.
    """
    point = text.replace(",", ".")
    if column.type == "date" and ISO_DATE.fullmatch(text) and text >= FIRST_DATE:
        cell.value = datetime.combine(date.fromisoformat(text), datetime.min.time())
        return text
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
