"""The lines of a table inside a card, held in memory until the card writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLocale, QObject, Qt, Signal

from symbioaudit.base.i18n import N_, Message, _, language
from symbioaudit.model.amount import Amount
from symbioaudit.services.entries import canonical_of
from symbioaudit.services.lines import LineCells, LineReader, months_of, with_months
from symbioaudit.services.pasting import BEYOND_COLUMNS, NOTHING_READ, Block, lay_out
from symbioaudit.ui.table.base import NOWHERE, Refusal, Shown, TableModel, Typed
from symbioaudit.ui.table.offers import Offers, Then

if TYPE_CHECKING:
    from symbioaudit.forms import FieldDef, FormDef
    from symbioaudit.model.enums import Missing
    from symbioaudit.services.lines import Line
    from symbioaudit.services.linesums import LineSum
    from symbioaudit.ui.session import Session

SHARE = "1"  # canonical unit of a share: 8 % need no “= 0.08” beside them
ONLY_AMOUNTS = Message(N_("only an amount can say why it is blank here"))


@dataclass(slots=True)
class _Row:
    values: dict[str, Any] = field(default_factory=dict)
    unread: dict[str, Refusal] = field(default_factory=dict)


class LinesModel(TableModel):
    """``edited`` when the lines have changed. ``record`` lends its properties to conversions."""

    edited = Signal()

    def __init__(
        self, session: Session, form: FormDef, table: FieldDef, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        assert session.pack is not None
        assert session.live is not None
        self.session, self.months = session, table.type == "months"
        self.cells = LineCells(session.pack, form, table, language(), session.live)
        self.columns = tuple(self.cells.columns.values())
        self.form, self.table = form, table
        self.record: Callable[[], Any] = lambda: None
        self._offers = Offers(session)
        self.spare = not self.months
        self._rows: list[_Row] = [_Row() for _n in range(12)] if self.months else []

    # -- lines ---------------------------------------------------------------------------

    def lines(self) -> tuple[Line, ...]:
        """The lines that hold something."""
        held: Sequence[Mapping[str, Any]] = [dict(row.values) for row in self._rows]
        return with_months(held) if self.months else tuple(line for line in held if line)

    def set_lines(self, lines: Sequence[Line], *, fresh: bool = False) -> None:
        """Show lines; the same ones leave the cursor and the unread texts alone, unless ``fresh``."""
        if not fresh and tuple(map(dict, lines)) == tuple(map(dict, self.lines())):
            return
        self.beginResetModel()
        own = months_of(lines) if self.months else lines
        kept = ("month",) if self.months else ()
        self._rows = [_Row({k: v for k, v in line.items() if k not in kept}) for line in own]
        self.endResetModel()

    def unread(self) -> list[Refusal]:
        """Texts that could not be read."""
        return [refusal for row in self._rows for refusal in row.unread.values()]

    def unread_by_place(self) -> dict[tuple[int, str], Refusal]:
        """Texts that could not be read, by line and column."""
        return {
            (n, code): refusal
            for n, row in enumerate(self._rows)
            for code, refusal in row.unread.items()
        }

    def set_unread(self, held: Mapping[tuple[int, str], Refusal]) -> None:
        """Put unread texts back into their cells; lines that held nothing else are made again."""
        for row in self._rows:
            row.unread.clear()
        for (n, code), refusal in sorted(held.items(), key=lambda item: item[0]):
            while n >= len(self._rows) and not self.months:
                self.add_row()
            if n < len(self._rows):
                self._rows[n].unread[code] = refusal
        if self._rows:
            self._repaint_all()

    def strangers(self) -> tuple[str, ...]:
        """Columns that the form does not know: they came with an imported audit and are kept."""
        known = {"month", *self.cells.columns, *(f.code for f in self.table.columns)}
        found = dict.fromkeys(code for row in self._rows for code in row.values)
        return tuple(code for code in found if code not in known)

    def sums(self) -> tuple[LineSum, ...]:
        """What the lines add up to, and what they should."""
        from symbioaudit.services.linesums import sums

        return sums(self.form, self.table, self.cells.columns, self.lines(), self.record())

    def filled_rows(self) -> int:
        """Lines without the spare one."""
        return len(self._rows)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Months have names."""
        if self.months and orientation == Qt.Orientation.Vertical:
            if role != Qt.ItemDataRole.DisplayRole:
                return None
            return QLocale(language()).standaloneMonthName(section + 1)
        return super().headerData(section, orientation, role)

    # -- showing --------------------------------------------------------------------------

    def shown(self, row: int, column: int) -> Shown:
        """How a cell looks."""
        own = self.columns[column]
        if row >= len(self._rows):
            return Shown(_("new row…") if column == 0 else "", role="muted")
        line = self._rows[row]
        if own.code in line.unread:
            return Shown(line.unread[own.code].text, role="error", mark="error")
        text = self.cells.text(line.values, own.code)
        if text and self.cells.missing(line.values, own.code):
            return Shown(text, role="muted")
        if text and own.is_quantity:
            soft = "estimate" if self.cells.is_estimate(line.values, own.code) else ""
            whole = getattr(line.values.get(own.code), "canonical_unit", None) == SHARE
            note = "" if whole else self.cells.canonical(line.values, own.code)
            return Shown(text, note, soft, right=True)
        return Shown(text, right=own.is_number)

    def edit_text(self, row: int, column: int) -> str:
        """The unread text, else what is held."""
        if row >= len(self._rows):
            return ""
        code = self.columns[column].code
        refused = self._rows[row].unread.get(code)
        return refused.text if refused else self.cells.text(self._rows[row].values, code)

    def said(self, row: int, column: int) -> str:
        """Why a text could not be read."""
        refused = self.refusal(row, column)
        return refused.reason.render() if refused else ""

    def number(self, row: int, column: int) -> tuple[str, float] | None:
        """(canonical unit, number) of a cell."""
        code = self.columns[column].code
        value = self._rows[row].values.get(code) if row < len(self._rows) else None
        if isinstance(value, Amount) and value.number is not None:
            return value.canonical_unit or "", value.number
        return None

    def refusal(self, row: int, column: int) -> Refusal | None:
        """The unread text of a cell."""
        if row >= len(self._rows):
            return None
        return self._rows[row].unread.get(self.columns[column].code)

    def preview(self, row: int, column: int, text: str) -> tuple[str, str]:
        """Canonical value or the reason."""
        own = self.columns[column]
        if own.is_closed or own.column.type == "code":
            return "", "muted"
        entry = self._reader.read(own.code, text)
        if not entry.ok:
            return (entry.trouble or NOTHING_READ).render(), "error"
        return canonical_of(entry.value, self.cells.lang), "muted"

    def offers(self, row: int, column: int, text: str, then: Then) -> bool:
        """Completions of a cell."""
        return self._offers.look_up(self.columns[column], text, "", then)

    @property
    def _reader(self) -> LineReader:
        return LineReader(self.session.desk, self.cells, self.record())

    # -- changing ---------------------------------------------------------------------------

    def write(self, cells: Sequence[Typed], name: str) -> None:
        """Read the texts; the card writes the lines as one operation."""
        before = self.lines()
        reader = self._reader
        for cell in cells:
            self._put(reader, cell)
        if self.lines() != before:
            self.edited.emit()

    def _put(self, reader: LineReader, cell: Typed) -> None:
        code = self.columns[cell.column].code
        if cell.row >= len(self._rows):
            if self.months:
                return
            self.add_row()
        row = self._rows[min(cell.row, len(self._rows) - 1)]
        entry = reader.read(code, cell.text)
        if entry.missing is not None:
            row.unread[code] = Refusal(cell.text, ONLY_AMOUNTS)
        elif not entry.ok:
            row.unread[code] = Refusal(cell.text, entry.trouble or NOTHING_READ)
        else:
            row.unread.pop(code, None)
            row.values.pop(code, None)
            if entry.value is not None:
                row.values[code] = entry.value
        at = self._rows.index(row)
        self.dataChanged.emit(self.index(at, 0), self.index(at, len(self.columns) - 1))

    def mark(self, cells: Sequence[tuple[int, int]], missing: Missing) -> None:
        """An amount of a line may be blank with a reason; other cells have no room for one."""
        for row, column in cells:
            own = self.columns[column]
            if own.is_quantity and row < len(self._rows):
                self._rows[row].unread.pop(own.code, None)
                self._rows[row].values[own.code] = Amount(text="?", missing=missing)
                self.dataChanged.emit(self.index(row, column), self.index(row, column))
        self.edited.emit()

    def add_row(self) -> int:
        """An empty line in the place of the spare one."""
        at = len(self._rows)
        if self.months:
            return at - 1
        self.spare = False
        self._rows.append(_Row())
        self.dataChanged.emit(self.index(at, 0), self.index(at, len(self.columns) - 1))
        self.beginInsertRows(NOWHERE, at + 1, at + 1)
        self.spare = True
        self.endInsertRows()
        return at

    def duplicate(self, rows: Sequence[int]) -> None:
        """Copies of lines at the end."""
        for row in [] if self.months else rows:
            self._rows[self.add_row()].values = dict(self._rows[row].values)
        self._all_changed()

    def remove(self, rows: Sequence[int]) -> None:
        """Lines away; a month is only emptied."""
        for row in sorted(rows, reverse=True):
            if self.months:
                self._rows[row] = _Row()
                continue
            self.beginRemoveRows(NOWHERE, row, row)
            del self._rows[row]
            self.endRemoveRows()
        self._all_changed()

    def paste(self, block: Block, row: int, column: int) -> None:
        """A block over the cells; lines beyond the end are added, all as one change."""
        lines, lost = lay_out(block, self.columns, self.cells.columns, column)
        before = self.lines()
        reader, codes = self._reader, [c.code for c in self.columns]
        for n, texts in enumerate(lines):
            for code, text in texts.items():
                self._put(reader, Typed(row + n, codes.index(code), text))
            for text in lost[n]:
                if row + n < len(self._rows):
                    self._rows[row + n].unread.setdefault(codes[-1], Refusal(text, BEYOND_COLUMNS))
        if self.lines() != before:
            self.edited.emit()

    def take_back(self, row: int, column: int) -> None:
        """Drop an unread text."""
        if self.refusal(row, column) is not None:
            del self._rows[row].unread[self.columns[column].code]
            self.dataChanged.emit(self.index(row, column), self.index(row, column))

    def _repaint_all(self) -> None:
        last = self.index(len(self._rows) - 1, len(self.columns) - 1)
        self.dataChanged.emit(self.index(0, 0), last)

    def _all_changed(self) -> None:
        if self._rows:
            self._repaint_all()
        self.edited.emit()
