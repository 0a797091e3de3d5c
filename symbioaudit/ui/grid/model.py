"""The records of a form as a table: live, edited at once, written in the background, repainted row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal
from shiboken6 import isValid

from symbioaudit.base.errors import SymbioError
from symbioaudit.base.i18n import N_
from symbioaudit.base.ids import new_id
from symbioaudit.model.amount import Amount
from symbioaudit.services import pasting
from symbioaudit.services.entries import applied, new_record
from symbioaudit.services.operations import Create, Delete, Edit, Update
from symbioaudit.services.pasting import Block, Target
from symbioaudit.services.sifting import Sieve
from symbioaudit.ui.grid.records import RecordsTable
from symbioaudit.ui.grid.rows import runs
from symbioaudit.ui.table.base import NOWHERE, Refusal, Typed
from symbioaudit.ui.table.refusals import LOST

if TYPE_CHECKING:
    from symbioaudit.model.changes import Changes
    from symbioaudit.model.enums import Missing

CHANGE: Final = N_("Change a cell")
ADD: Final = N_("Add a row")
DUPLICATE: Final = N_("Duplicate rows")
REMOVE: Final = N_("Delete rows")
PASTE: Final = N_("Paste cells")
MARK: Final = N_("Say why cells are blank")
LONG: Final = 20_000  # rows from which sorting and sifting leave the window's thread
SHOWN_AT_ONCE: Final = 500  # edits of one operation that are shown before they are written
MANY_MOVES: Final = 200  # rows that come or go one by one; more are shown by a fresh start


class RecordsModel(RecordsTable):
    """``arranged`` after sorting, sifting or a fresh start; ``pasted(cells, unread)`` after a paste."""

    arranged = Signal()
    pasted = Signal(int, int)
    busy = Signal(bool)
    touched = Signal(str)  # id of a record that came, went or changed, shown or not
    change_name = CHANGE
    _turn = 0  # of sorting: an older one that comes late is not shown
    _meanwhile: tuple[str, ...] = ()  # records that changed while the pool was sorting

    # -- writing ------------------------------------------------------------------------------

    def write(self, cells: Sequence[Typed], name: str) -> None:
        """Read and write texts; typing into the spare row adds a record."""
        texts: dict[int, dict[str, str]] = {}
        for cell in cells:
            texts.setdefault(cell.row, {})[self.columns[cell.column].code] = cell.text
        targets = [self._target(row, own) for row, own in texts.items()]
        fresh = any(target.record is None for target in targets)
        self._write(targets, ADD if fresh and len(targets) == 1 else name)

    def _target(self, row: int, texts: dict[str, str]) -> Target:
        record = self.record(row)
        return Target(new_id() if record is None else record.id, record, texts)

    def _write(self, targets: Sequence[Target], name: str) -> pasting.Reading:
        assert self.session.live is not None
        reading = pasting.read_targets(self.reader, targets, self.session.live.audit_id)
        self._apply(name, reading.edits)
        unread = {(one.record, one.code) for one in reading.unread}
        for target in targets:
            for code in target.texts:
                if (target.id, code) not in unread:
                    self.refusals.drop(target.id, code)
        for one in reading.unread:
            self.refusals.put(one.record, one.code, Refusal(one.text, one.reason))
        self._repaint({one.record for one in reading.unread})
        return reading

    def mark(self, cells: Sequence[tuple[int, int]], missing: Missing) -> None:
        """Say why cells are blank; where blank is not allowed the cell says so."""
        from symbioaudit.services.entries import Entry, fields_for, may_be_blank

        edits: dict[str, dict[str, Any]] = {}
        for row, column in cells:
            record, own = self.record(row), self.columns[column]
            if record is None or own.is_basis or not may_be_blank(record.entity, own.code):
                continue
            self.refusals.drop(record.id, own.code)
            fields = fields_for(record.entity, own.code, Entry(missing=missing))
            edits.setdefault(record.id, {}).update(fields)
        updates = [Update(self.form.entity, one, fields) for one, fields in edits.items()]
        self._apply(MARK, updates)

    def add_row(self) -> int:
        """An empty record with the form's defaults."""
        assert self.session.live is not None
        made = new_record(self.form, new_id(), self.session.live.audit_id, {})
        self._apply(ADD, [made])
        return self.filled_rows() - 1

    def duplicate(self, rows: Sequence[int]) -> None:
        """Copies of records, each with its own id."""
        from dataclasses import replace

        held = [self.record(row) for row in rows]
        copies = [Create(replace(record, id=new_id())) for record in held if record is not None]
        self._apply(DUPLICATE, copies)

    def remove(self, rows: Sequence[int]) -> None:
        """Records to the bin."""
        held = [self.record(row) for row in rows]
        self._apply(REMOVE, [Delete(r.entity, r.id) for r in held if r is not None])

    def paste(self, block: Block, row: int, column: int) -> None:
        """A block over the cells; what is beyond the last row is added."""
        lines, lost = pasting.lay_out(block, self.columns, self.cells.columns, column)
        targets = [self._target(row + n, line) for n, line in enumerate(lines)]
        reading = self._write(targets, PASTE)
        for target, cells in zip(targets, lost, strict=True):
            for n, text in enumerate(cells):
                refusal = Refusal(text, pasting.BEYOND_COLUMNS)
                self.refusals.put(target.id, f"{LOST}{n}", refusal)
        self.pasted.emit(reading.taken, len(reading.unread) + sum(map(len, lost)))

    def take_back(self, row: int, column: int) -> None:
        """Drop an unread text."""
        record = self.record(row)
        if record is not None and self.refusals.drop(record.id, self.columns[column].code):
            self._repaint({record.id})

    def drop_refusals(self) -> None:
        """Forget every unread text; what was recorded is shown again."""
        held = {record_id for (record_id, _code), _refusal in self.refusals}
        self.refusals.clear()
        self._repaint(held)

    # -- one operation --------------------------------------------------------------------------

    def _apply(self, name: str, edits: Sequence[Edit]) -> None:
        ahead: dict[str, Any] = {}
        if len(edits) <= SHOWN_AT_ONCE:
            edits = [edit for edit in edits if self._changes(edit, ahead)]
        if not edits:
            return
        ids = self._show_ahead(edits, ahead) if ahead else ()

        def written(_changes: Changes) -> None:
            self._settle(ids)

        def refused(error: SymbioError) -> None:
            self._settle(ids)
            self._refuse(edits, error)

        self.session.apply(name, edits, then=written, failed=refused)

    def _changes(self, edit: Edit, ahead: dict[str, Any]) -> bool:
        """False for an edit that changes nothing; ``ahead`` gets the record as it will be."""
        if isinstance(edit, Create):
            ahead[edit.record.id] = edit.record
        elif isinstance(edit, Update):
            record = ahead.get(edit.id) or self.record_of(edit.id)
            if record is None:
                return False
            try:
                after = applied(record, edit)
            except SymbioError:
                return True  # the operation itself will say what does not fit
            if after == record:
                return False
            ahead[edit.id] = after
        return True

    def _show_ahead(self, edits: Sequence[Edit], ahead: dict[str, Any]) -> tuple[str, ...]:
        """Show what the edits will make of their records, before they are written."""
        self._ahead.update(ahead)
        self._waiting.update(ahead.keys())
        added = [edit.record.id for edit in edits if isinstance(edit, Create)]
        for one in ahead:
            self._forget(one)
        self._append(added)
        self._repaint(one for one in ahead if one not in added)
        return tuple(ahead)

    def _settle(self, ids: Iterable[str]) -> None:
        """The operation is through: what the audit holds is what is shown."""
        for one in ids:
            self._waiting[one] -= 1
            if self._waiting[one] <= 0:
                del self._waiting[one]
                self._ahead.pop(one, None)
                self._forget(one)
        self._repaint(ids)

    def _refuse(self, edits: Sequence[Edit], error: SymbioError) -> None:
        """Nothing was written: rows that were never made go, typed texts stay with the reason."""
        live = self.session.live
        for edit in edits:
            if isinstance(edit, Create) and live and not live.get(self.form.entity, edit.record.id):
                self._take_out([edit.record.id])
            elif isinstance(edit, Update):
                code = next(iter(edit.fields)).removeprefix("properties.")
                value = edit.fields[next(iter(edit.fields))]
                text = value.text if isinstance(value, Amount) else str(value or "")
                self.refusals.put(edit.id, code, Refusal(text, error.what))
        self._repaint(edit.id for edit in edits if isinstance(edit, Update))

    # -- what changed elsewhere --------------------------------------------------------------------

    def on_changes(self, touched: frozenset[tuple[str, str]]) -> None:
        """Bring in what an operation changed: only the rows it touched."""
        own = {record_id for entity, record_id in touched if entity == self.form.entity}
        for entity in {entity for entity, _id in touched}:
            self._renamed(entity)
        come: list[str] = []
        gone: list[str] = []
        stay: list[str] = []
        for one in sorted(own):
            self._forget(one)
            record = self.record_of(one)
            belongs = record is not None and self.cells.fits(record)
            if self.rows.place(one) is None:
                come += [one] if belongs else []
            else:
                (stay if belongs else gone).append(one)
        if len(come) + len(gone) > MANY_MOVES:
            self.arrange()
            return
        self._take_out(gone)
        self._insert(come)
        self._repaint(stay)

    def _renamed(self, entity: str) -> None:
        """Columns that show names of records of this entity."""
        for n, column in enumerate(self.columns):
            if column.column.type in ("ref", "refs") and column.column.target in (entity, None):
                self.rows.forget_column(column.code)
                if self.rows.ids:
                    last = self.filled_rows() - 1
                    self.dataChanged.emit(self.index(0, n), self.index(last, n))

    def _forget(self, record_id: str) -> None:
        self.rows.forget(record_id)
        self.rules.forget(record_id)
        self._meanwhile = (*self._meanwhile[-SHOWN_AT_ONCE:], record_id)
        self.touched.emit(record_id)

    def _insert(self, ids: Sequence[str]) -> None:
        fresh = [one for one in ids if self.rows.place(one) is None]
        end = self.filled_rows()
        late = [one for one in fresh if self.rows.natural_place(one) == end]
        for one in fresh:
            if one not in late:
                self._put_in(self.rows.natural_place(one), [one])
        if late:
            self._put_in(self.filled_rows(), late)

    def _append(self, ids: list[str]) -> None:
        """Rows made here: the spare row becomes the first of them, the cursor stays in it."""
        if not ids:
            return
        at = self.filled_rows()
        self.spare = False
        self.rows.insert(at, ids[:1])
        self.dataChanged.emit(self.index(at, 0), self.index(at, len(self.columns) - 1))
        self.headerDataChanged.emit(Qt.Orientation.Vertical, at, at)
        self.beginInsertRows(NOWHERE, at + 1, at + len(ids))
        self.rows.insert(at + 1, ids[1:])
        self.spare = True
        self.endInsertRows()

    def _put_in(self, at: int, ids: list[str]) -> None:
        self.beginInsertRows(NOWHERE, at, at + len(ids) - 1)
        self.rows.insert(at, ids)
        self.endInsertRows()

    def _take_out(self, ids: Iterable[str]) -> None:
        ids = list(ids)
        places = [place for one in ids if (place := self.rows.place(one)) is not None]
        for first, last in runs(places):
            self.beginRemoveRows(NOWHERE, first, last)
            self.rows.remove(first, last)
            self.endRemoveRows()
        for one in ids:
            self.refusals.drop_record(one)

    # -- columns, order, filter -----------------------------------------------------------------------

    def set_columns(self, codes: tuple[str, ...]) -> None:
        """Show these columns."""
        self.beginResetModel()
        self._set_columns(codes)
        self.endResetModel()
        self.arranged.emit()

    def sort_by(self, code: str | None, *, descending: bool = False) -> None:
        """Sort by a column; None: the order of entry."""
        self.rows.sort = None if code is None else (code, descending)
        self.arrange()

    def sift(self, sieve: Sieve) -> None:
        """Show only what passes."""
        self.rows.sieve = sieve
        self.arrange()

    def arrange(self, then: Callable[[], None] | None = None) -> None:
        """Sort and sift anew; long tables do it in the pool and stay usable meanwhile."""
        records = self._live_records()
        self._turn += 1
        self._meanwhile = ()
        turn = self._turn

        def show(ids: list[str]) -> None:
            if not isValid(self) or turn != self._turn or self.session.live is None:
                return
            self.busy.emit(False)
            for one in self._meanwhile:  # what the pool computed of them may be older
                self.rows.forget(one)
            self.beginResetModel()
            self.rows.show(ids)
            self.endResetModel()
            self.arranged.emit()
            if then:
                then()

        if len(records) <= LONG:
            show(self.rows.arrange(records))
            return
        self.busy.emit(True)
        self.session.pool.submit(lambda: self.rows.arrange(records), show)
