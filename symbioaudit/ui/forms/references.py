"""A field that names other records of the audit: typed with completion; a new process is made by typing its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QCompleter, QWidget

from symbioaudit.ui.forms.editors import LineEditor

if TYPE_CHECKING:
    from symbioaudit.forms import FieldDef
    from symbioaudit.ui.session import Session

MARK = ";"


class ReferenceEditor(LineEditor):
    """Names of records, several with semicolons between; only records that fit are offered."""

    def __init__(self, session: Session, field: FieldDef, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._field = field
        self._many = field.type == "refs" or field.many

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Offer the names that there are now."""
        super().focusInEvent(event)
        make = LastName if self._many else QCompleter
        completer = make(self._names(), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        old = self.completer()
        self.setCompleter(completer)
        if old is not None:
            old.deleteLater()

    def _names(self) -> list[str]:
        from symbioaudit.services.entries import fitting_names

        live = self._session.live
        return sorted(set(fitting_names(live, self._field).values())) if live else []


class LastName(QCompleter):
    """Completes the last of several names."""

    def splitPath(self, path: str) -> list[str]:
        """What is being completed."""
        return [path.rpartition(MARK)[2].strip()]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """The names before it, and the one chosen."""
        widget = self.widget()
        kept = widget.text().rpartition(MARK)[0] if isinstance(widget, LineEditor) else ""
        name = super().pathFromIndex(index)
        return f"{kept}{MARK} {name}" if kept else name
