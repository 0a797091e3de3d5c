"""Home: the audits of the workspace as cards; new, import, demo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QVBoxLayout

from symbioaudit.base.i18n import _
from symbioaudit.ui.page import Page
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.services.workspace import Workspace

ID_ROLE = int(Qt.ItemDataRole.UserRole)


class Home(Page):
    """What one sees first."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.title = QLabel(_("Audits"), self)
        self.title.setProperty("role", "title")
        self.list = QListWidget(self)
        self.list.setAccessibleName(_("Audits"))
        self.list.itemActivated.connect(lambda item: session.open_audit(item.data(ID_ROLE)))
        column = QVBoxLayout(self)
        gap = look().px(12)
        column.setContentsMargins(gap, gap, gap, gap)
        column.addWidget(self.title)
        column.addWidget(self.list, 1)
        session.opened.connect(self.refresh)

    def arrive(self, place: Place) -> None:
        """Read the list anew."""
        if self.session.path is not None:
            self.refresh()

    def refresh(self, *_args: object) -> None:
        """Read the list of audits."""
        self.session.read(_audits, self._fill)

    def _fill(self, audits: list[Any]) -> None:
        self.list.clear()
        for audit in audits:
            name = audit.enterprise or audit.title or "—"
            item = QListWidgetItem(f"{audit.number or ''}  {name}".strip())
            item.setData(ID_ROLE, audit.id)
            self.list.addItem(item)


def _audits(workspace: Workspace) -> list[Any]:
    from symbioaudit.services.audits import list_audits

    return list_audits(workspace)


def make(session: Session) -> Page:
    """The page."""
    return Home(session)
