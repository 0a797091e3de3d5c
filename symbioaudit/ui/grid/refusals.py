"""Texts that could not be read, of every table of the open audit: they outlive the pages that show them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, Signal

from symbioaudit.ui.session import Session
from symbioaudit.ui.table.base import Refusal

Key = tuple[str, str]  # (record id, column code)
LOST: Final = "\x00"  # column code of what had no column: listed, not shown in a cell


class Refusals(QObject):
    """The unread texts of one form."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._held: dict[Key, Refusal] = {}

    def __iter__(self) -> Iterator[tuple[Key, Refusal]]:
        return iter(tuple(self._held.items()))

    def __len__(self) -> int:
        return len(self._held)

    def get(self, record_id: str, code: str) -> Refusal | None:
        """The unread text of a cell."""
        return self._held.get((record_id, code)) if self._held else None

    def put(self, record_id: str, code: str, refusal: Refusal) -> None:
        """Keep an unread text."""
        self._held[record_id, code] = refusal
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


_of_sessions: WeakKeyDictionary[Session, dict[tuple[str, str], Refusals]] = WeakKeyDictionary()


def refusals_of(session: Session, form_id: str) -> Refusals:
    """The unread texts of a form of the open audit."""
    assert session.live is not None
    own = _of_sessions.setdefault(session, {})
    key = (session.live.audit_id, form_id)
    if key not in own:
        own[key] = Refusals()
    return own[key]
