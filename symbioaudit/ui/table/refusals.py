"""Texts that could not be read, of every form of the open audit: they outlive pages, restarts and crashes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, QTimer, Signal

from symbioaudit.base.i18n import Text
from symbioaudit.services.unread import Place, Unread, load, save
from symbioaudit.ui.session import Session
from symbioaudit.ui.table.base import Refusal

if TYPE_CHECKING:
    from pathlib import Path

Key = tuple[str, str]  # (record id, column code)
LOST: Final = "\x00"  # column code of what had no column: listed, not shown in a cell
INNER: Final = "/"  # table/line/column: a cell of a table inside a card


class Refusals(QObject):
    """The unread texts of one form."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._held: dict[Key, Refusal] = {}

    def __iter__(self) -> Iterator[tuple[Key, Refusal]]:
        return iter(tuple(self._held.items()))

    def __len__(self) -> int:
        return len(self._held)

    def get(self, record_id: str, code: str) -> Refusal | None:
        """The unread text of a cell."""
        return self._held.get((record_id, code)) if self._held else None

    def of_table(self, record_id: str, table: str) -> dict[tuple[int, str], Refusal]:
        """The unread texts of a table inside a card, by line and column."""
        out: dict[tuple[int, str], Refusal] = {}
        for (record, code), refusal in self._held.items():
            name, _mark, rest = code.partition(INNER)
            line, _mark, column = rest.partition(INNER)
            if record == record_id and name == table and line.isdecimal():
                out[int(line), column] = refusal
        return out

    def put(self, record_id: str, code: str, refusal: Refusal) -> None:
        """Keep an unread text."""
        self._held[record_id, code] = refusal
        self.changed.emit()

    def put_table(self, record_id: str, table: str, held: dict[tuple[int, str], Refusal]) -> None:
        """Keep the unread texts of a table inside a card, in the place of what was kept of it."""
        if held == self.of_table(record_id, table):
            return
        for line, column in self.of_table(record_id, table):
            del self._held[record_id, INNER.join((table, str(line), column))]
        for (line, column), refusal in held.items():
            self._held[record_id, INNER.join((table, str(line), column))] = refusal
        self.changed.emit()

    def drop(self, record_id: str, code: str) -> bool:
        """Forget one; True where there was one."""
        if self._held.pop((record_id, code), None) is None:
            return False
        self.changed.emit()
        return True

    def drop_record(self, record_id: str) -> None:
        """The record is gone, its unread texts with it."""
        gone = [key for key in self._held if key[0] == record_id]
        for key in gone:
            del self._held[key]
        if gone:
            self.changed.emit()

    def clear(self) -> None:
        """Forget all."""
        self._held.clear()
        self.changed.emit()


class _Keeper(QObject):
    """The unread texts of a workspace; a change is in the file before the next event of a person."""

    def __init__(self, session: Session, workspace: Path | None) -> None:
        super().__init__(session)
        self._session, self.workspace = session, workspace
        self._forms: dict[tuple[str, str], Refusals] = {}
        self._rest: dict[Place, Unread] = (
            load(workspace) if workspace else {}
        )  # of forms that were not opened yet
        self._due = QTimer(self, singleShot=True, interval=0)
        self._due.timeout.connect(self.write)
        session.leaving.connect(self.write)

    def of(self, audit_id: str, form_id: str) -> Refusals:
        """Those of a form, with what was kept of it."""
        key = (audit_id, form_id)
        if key not in self._forms:
            own = self._forms[key] = Refusals(self)
            for place in [p for p in self._rest if p[:2] == key]:
                kept = self._rest.pop(place)
                own.put(place[2], place[3], Refusal(kept.text, kept.reason))
            own.changed.connect(self._due.start)
        return self._forms[key]

    def write(self) -> None:
        """Write all of them."""
        self._due.stop()
        if self._session.read_only or self.workspace is None:
            return
        held = dict(self._rest)
        for (audit, form), own in self._forms.items():
            for (record, code), one in own:
                held[audit, form, record, code] = Unread(one.text, _both(one))
        save(self.workspace, held)


_of_sessions: WeakKeyDictionary[Session, _Keeper] = WeakKeyDictionary()


def refusals_of(session: Session, form_id: str) -> Refusals:
    """The unread texts of a form of the open audit."""
    assert session.live is not None
    keeper = _of_sessions.get(session)
    if keeper is None or keeper.workspace != session.path:
        keeper = _of_sessions[session] = _Keeper(session, session.path)
    return keeper.of(session.live.audit_id, form_id)


def _both(refusal: Refusal) -> Text:
    return Text(ru=refusal.reason.render("ru"), en=refusal.reason.render("en"))
