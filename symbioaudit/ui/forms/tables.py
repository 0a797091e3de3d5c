"""The tables inside a card: shown from the record, written as one step of undo per edit, unread texts kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from symbioaudit.base.i18n import N_

if TYPE_CHECKING:
    from symbioaudit.ui.session import Session
    from symbioaudit.ui.table.refusals import Refusals
    from symbioaudit.ui.table.subtable import TableEditor

CHANGE_TABLE: Final = N_("Change a table")


class CardTables:
    """What a card does with its tables; ``record`` is the one that the card shows."""

    def __init__(
        self,
        session: Session,
        editors: Mapping[str, TableEditor],
        record: Callable[[], Any],
        refusals: Refusals,
    ) -> None:
        self._session, self._editors, self._record = session, editors, record
        self._refusals = refusals
        self._waiting: Counter[tuple[str, str]] = (
            Counter()
        )  # writes on their way, by record and table
        self._shown: dict[str, str] = {}  # record that each table shows
        for code, editor in editors.items():
            editor.lend(record)
            editor.unread_changed.connect(self._keeper(code))

    def flush(self) -> None:
        """Commit what was typed, before another record is shown."""
        for editor in self._editors.values():
            editor.flush()

    def show(self, code: str, record: Any) -> None:
        """Show the lines of the record; the echo of an older edit does not disturb a newer one."""
        from symbioaudit.services.lines import lines_of

        if self._waiting[record.id, code]:
            return
        editor, fresh = self._editors[code], self._shown.get(code) != record.id
        self._shown[code] = ""  # what the editor says while it changes is of neither record
        editor.set_value(lines_of(record, code), fresh=fresh)
        if fresh:
            editor.set_unread(self._refusals.of_table(record.id, code))
        self._shown[code] = record.id

    def commit(self, code: str) -> None:
        """Write the lines as one operation."""
        from symbioaudit.services.lines import lines_of, table_edit

        record = self._record()
        if record is None or self._shown.get(code) != record.id:
            return
        lines = self._editors[code].value()
        key = (record.id, code)
        if not self._waiting[key] and lines == lines_of(record, code):
            return
        self._waiting[key] += 1

        def done(_answer: object) -> None:
            self._waiting[key] -= 1
            now = self._record()
            if now is not None and now.id == record.id:
                self.show(code, now)

        edit = table_edit(record, code, lines)
        self._session.apply(CHANGE_TABLE, [edit], then=done, failed=done)

    def _keeper(self, code: str) -> Callable[[], None]:
        def keep() -> None:
            record_id = self._shown.get(code)
            if record_id:
                self._refusals.put_table(record_id, code, dict(self._editors[code].unread()))

        return keep
