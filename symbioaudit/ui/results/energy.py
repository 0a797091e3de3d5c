"""The page of energy: the set of coal-equivalent coefficients is chosen where its numbers stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel

from symbioaudit.base.i18n import _, language
from symbioaudit.ui.forms.editors import NarrowBox
from symbioaudit.ui.results.page import ResultsPage

if TYPE_CHECKING:
    from symbioaudit.model.changes import Changes
    from symbioaudit.ui.page import Page
    from symbioaudit.ui.session import Place, Session

LETTERS = 34  # the box is as wide as this; its list is as wide as its texts


class EnergyPage(ResultsPage):
    """A change is an operation of the audit like any other: journalled, undone, printed in the report."""

    def __init__(self, session: Session, kind: str) -> None:
        super().__init__(session, kind)
        from symbioaudit.services.coefficients import sets

        self.sets = NarrowBox(LETTERS, self)
        self.sets.setAccessibleName(_("Coal-equivalent coefficients"))
        label = QLabel(_("Coal-equivalent coefficients"), self)
        label.setBuddy(self.sets)
        if session.pack is not None:
            for value, title in sets(session.pack, language()):
                self.sets.addItem(title, value)
        self.sets.activated.connect(self._choose)
        self.sets.setEnabled(not session.read_only)
        self.head.addWidget(label)
        self.head.addWidget(self.sets)

    def arrive(self, place: Place) -> None:
        """Show the set in force, too."""
        super().arrive(place)
        self._tell()

    def on_changes(self, changes: Changes, touched: frozenset[tuple[str, str]]) -> None:
        """Somebody chose another set on the form, or undid it."""
        super().on_changes(changes, touched)
        self._tell()

    def _tell(self) -> None:
        session = self.session
        if session.live is None or session.pack is None:
            return
        from symbioaudit.services.coefficients import chosen

        self.sets.setCurrentIndex(self.sets.findData(chosen(session.live, session.pack)))
        self.sets.setToolTip(self.sets.currentText())

    def _choose(self, _index: int) -> None:
        session, wanted = self.session, self.sets.currentData()
        if session.live is None or session.pack is None:
            return
        from symbioaudit.services.coefficients import CHANGE, choose, chosen

        if wanted != chosen(session.live, session.pack):
            session.apply(CHANGE, [choose(session.live, wanted)], failed=lambda _e: self._tell())


def make(session: Session, kind: str) -> Page:
    """The page."""
    return EnergyPage(session, kind)
