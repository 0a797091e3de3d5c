"""The records of a form as cells: which record stands in a row, how its cells look, what a text would mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Qt

from symbioaudit.base.i18n import _, language
from symbioaudit.model.amount import Amount
from symbioaudit.services.cells import BASIS, CellColumn, Cells, name_of_row
from symbioaudit.services.entries import Reader, canonical_of
from symbioaudit.services.proofs import by_record
from symbioaudit.ui.grid.rows import Rows, runs
from symbioaudit.ui.grid.rules import Rules
from symbioaudit.ui.table.base import Refusal, Shown, TableModel
from symbioaudit.ui.table.offers import Offers, Then
from symbioaudit.ui.table.refusals import Refusals, refusals_of

if TYPE_CHECKING:
    from symbioaudit.forms import FormDef
    from symbioaudit.ui.session import Session

CLIP: Final = "⊕"  # as beside the fields of a card
PROOFS_KEY: Final = "Ctrl+E"
WHOLE_ROW: Final = "*"
FEW_ROWS: Final = 3  # repainted cell by cell


class RecordsTable(TableModel):
    """What can be read of the table; :class:`RecordsModel` adds what changes it."""

    def __init__(
        self, session: Session, form: FormDef, codes: tuple[str, ...], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        assert session.live is not None
        assert session.pack is not None
        self.session, self.form = session, form
        self.cells = Cells(session.pack, form, language(), session.live)
        self.refusals: Refusals = refusals_of(session, form.id)
        self.rules = Rules(session, form, self._repaint)
        self.rules.setParent(self)
        self.rows = Rows(self.cells, ())
        self._offers = Offers(session, form.entity)
        self._ahead: dict[str, Any] = {}  # records as they will be, until they are written
        self._waiting: Counter[str] = Counter()
        self._glowing: frozenset[tuple[str, str]] = frozenset()
        self._proofs: Mapping[str, int] | None = None  # pieces of evidence by record
        self._set_columns(codes)
        self.rows.show(self.rows.arrange(self._live_records()))

    # -- records ---------------------------------------------------------------------------

    def record(self, row: int) -> Any:
        """The record of a row, with what is being written; None for the spare row."""
        ids = self.rows.ids
        return self.record_of(ids[row]) if 0 <= row < len(ids) else None

    def record_of(self, record_id: str) -> Any:
        """A record by its id, with what is being written."""
        ahead = self._ahead.get(record_id) if self._ahead else None
        live = self.session.live
        return ahead or (live.get(self.form.entity, record_id) if live else None)

    def _live_records(self) -> tuple[Any, ...]:
        live = self.session.live
        held = live.of(self.form.entity) if live else ()
        fresh = tuple(r for one, r in self._ahead.items() if live and not live.get(r.entity, one))
        return (*held, *fresh) if fresh else held

    @property
    def reader(self) -> Reader:
        """Reads what is typed, by what the audit is now."""
        return Reader(self.session.desk, self.form)

    def filled_rows(self) -> int:
        """Rows without the spare one."""
        return len(self.rows.ids)

    def proofs(self, record_id: str) -> int:
        """How many pieces of evidence are tied to a record or one of its fields."""
        if self._proofs is None:
            live = self.session.live
            self._proofs = by_record(live, self.form.entity) if live else {}
        return self._proofs.get(record_id, 0)

    def forget_proofs(self) -> None:
        """Evidence was added or taken away: count anew when it is shown."""
        self._proofs = None
        self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, max(self.rowCount() - 1, 0))

    def _row_head(self, row: int, role: int) -> Any:
        record = self.record(row)
        n = self.proofs(record.id) if record is not None else 0
        if n and role == Qt.ItemDataRole.DisplayRole:
            return f"{row + 1} {CLIP}{n}"
        if n and role == Qt.ItemDataRole.ToolTipRole:
            return _("evidence: {n}").format(n=n) + f" ({PROOFS_KEY})"
        return super()._row_head(row, role)

    # -- showing -----------------------------------------------------------------------------

    def glow(self, keys: frozenset[tuple[str, str]]) -> None:
        """Let cells glow that an undo or redo has changed; (record, column), ``*`` for a whole row."""
        before, self._glowing = self._glowing, keys
        self._repaint(one for one, _code in (*before, *keys))

    def shown(self, row: int, column: int) -> Shown:
        """How a cell looks."""
        record = self.record(row)
        if record is None:
            return Shown(_("new row…") if column == 0 else "", role="muted")
        found = self._shown(record, column)
        if self._glowing:
            code = self.columns[column].code.removesuffix(BASIS)
            if self._glowing & {(record.id, code), (record.id, WHOLE_ROW)}:
                return replace(found, glow=True)
        return found

    def _shown(self, record: Any, column: int) -> Shown:
        own = self.columns[column]
        refused = self.refusals.get(record.id, own.code)
        if refused is not None:
            return Shown(refused.text, role="error", mark="error")
        cells, code = self.cells, own.code
        problem = self.rules.of(record, code)
        mark = problem[0] if problem else ""
        text = cells.text(record, code)
        if not text:
            return Shown(mark=mark)
        if cells.missing(record, code) is not None:
            return Shown(text, role="muted", mark=mark)
        if own.is_quantity:
            soft = "estimate" if cells.is_estimate(record, code) else ""
            return Shown(text, cells.canonical(record, code), soft, mark, right=True)
        return Shown(text, mark=mark, right=own.is_number)

    def edit_text(self, row: int, column: int) -> str:
        """The unread text of the cell, else what is recorded."""
        record = self.record(row)
        if record is None:
            return ""
        code = self.columns[column].code
        refused = self.refusals.get(record.id, code)
        return refused.text if refused else self.cells.text(record, code)

    def said(self, row: int, column: int) -> str:
        """Canonical value, reason of an unread text, what the rules say."""
        record = self.record(row)
        if record is None:
            return ""
        code = self.columns[column].code
        refused = self.refusals.get(record.id, code)
        if refused is not None:
            return refused.reason.render()
        problem = self.rules.of(record, code)
        parts = (self.cells.canonical(record, code), problem[1] if problem else "")
        return "\n".join(part for part in parts if part)

    def number(self, row: int, column: int) -> tuple[str, float] | None:
        """(canonical unit, number) of a cell."""
        record, own = self.record(row), self.columns[column]
        if record is None or own.is_basis or own.column.choices:
            return None
        number = self.cells.number(record, own.code)
        if number is None:
            return None
        value = self.cells.value(record, own.code)
        return (getattr(value, "canonical_unit", None) or "", number)

    def refusal(self, row: int, column: int) -> Refusal | None:
        """The unread text of a cell."""
        record = self.record(row)
        return self.refusals.get(record.id, self.columns[column].code) if record else None

    def preview(self, row: int, column: int, text: str) -> tuple[str, str]:
        """Canonical value of an amount, reason of what cannot be read."""
        own = self.columns[column]
        if own.is_basis or own.column.type == "code":
            return "", "muted"
        entry = self.reader.read(own.code, text, self.record(row))
        if not entry.ok:
            return (entry.trouble.render() if entry.trouble else ""), "error"
        value = entry.value
        if isinstance(value, Amount) and value.gap:
            return _("kept as typed; to convert it, {gap} is needed").format(
                gap=value.gap
            ), "warning"
        return canonical_of(value, self.cells.lang) or entry_note(entry), "muted"

    def offers(self, row: int, column: int, text: str, then: Then) -> bool:
        """Completions of a cell."""
        record = self.record(row)
        name = name_of_row(record, self.form) if record is not None else ""
        return self._offers.look_up(self.columns[column], text, name.strip("—"), then)

    def _set_columns(self, codes: tuple[str, ...]) -> None:
        every = self.cells.columns
        known = [code for code in codes if code in every] or self.cells.default_columns()
        self.columns: tuple[CellColumn, ...] = tuple(every[code] for code in known)
        self.rows.show_columns(tuple(known))

    def _repaint(self, ids: Iterable[str]) -> None:
        places = [place for one in set(ids) if (place := self.rows.place(one)) is not None]
        last = len(self.columns) - 1
        if len(places) <= FEW_ROWS:
            # Qt repaints a single cell alone, but the whole view for a range of them.
            for cell in (self.index(row, column) for row in places for column in range(last + 1)):
                self.dataChanged.emit(cell, cell)
            return
        for first, final in runs(places):
            self.dataChanged.emit(self.index(first, 0), self.index(final, last))


def entry_note(entry: Any) -> str:
    """What reading noticed without refusing the text."""
    return entry.findings[0].message.render() if entry.findings else ""
