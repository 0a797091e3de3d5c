"""A field that names other records of the audit: typed with completion; a new process is made by typing its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QCompleter, QWidget

from symbioaudit.ui.forms.editors import LineEditor

if TYPE_CHECKING:
    from symbioaudit.forms import FieldDef
    from symbioaudit.ui.session import Session


class ReferenceEditor(LineEditor):
    """Names of records, several with semicolons between."""

    def __init__(self, session: Session, field: FieldDef, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._target = field.target
        self._many = field.type == "refs" or field.many

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Offer the names that there are now."""
        super().focusInEvent(event)
        completer = QCompleter(self._names(), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        if not self._many:
            self.setCompleter(completer)

    def _names(self) -> list[str]:
        live = self._session.live
        records = live.of(self._target) if live and self._target else ()
        return sorted({str(r.name) for r in records if getattr(r, "name", None)})
