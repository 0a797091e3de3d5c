"""Remarks: what the rules say about the data, gravest first; a filter by severity, each line leads to its field."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QComboBox, QLabel

from symbioaudit.base.i18n import N_, _
from symbioaudit.model.enums import Severity
from symbioaudit.ui.results.page import ResultsPage

if TYPE_CHECKING:
    from symbioaudit.services.figures import Table
    from symbioaudit.ui.page import Page
    from symbioaudit.ui.session import Session

NAMES: Final = {
    Severity.BLOCKER: N_("Blockers"),
    Severity.ERROR: N_("Errors"),
    Severity.WARNING: N_("Warnings"),
    Severity.HINT: N_("Hints"),
}


class RemarksPage(ResultsPage):
    """The table of remarks, sorted by severity and sifted by it."""

    def __init__(self, session: Session, kind: str) -> None:
        super().__init__(session, kind)
        self.filter = QComboBox(self)
        self.filter.setAccessibleName(_("Show"))
        label = QLabel(_("Show"), self)
        label.setBuddy(self.filter)
        self.head.addWidget(label)
        self.head.addWidget(self.filter)
        self.origin.hide()  # a remark is no number
        self._count({})
        self.filter.currentIndexChanged.connect(lambda _n: self._show())

    def sift(self, tables: tuple[Table, ...]) -> tuple[Table, ...]:
        """The gravest first; of one severity where one is chosen."""
        order = [severity.value for severity in NAMES]
        (table,) = tables
        rows = sorted(table.rows, key=lambda row: order.index(row.cells[0].role))
        roles = [row.cells[0].role for row in rows]
        self._count({role: roles.count(role) for role in order})
        wanted = self.filter.currentData()
        chosen = tuple(row for row in rows if wanted in (None, row.cells[0].role))
        return (replace(table, rows=chosen),)

    def _count(self, counts: dict[str, int]) -> None:
        """Write the numbers into the filter; what is chosen stays."""
        texts: list[tuple[str, str | None]] = [
            (f"{_('All remarks')}: {sum(counts.values())}", None)
        ]
        texts += [(f"{_(name)}: {counts.get(s.value, 0)}", s.value) for s, name in NAMES.items()]
        if self.filter.count() == 0:
            for text, value in texts:
                self.filter.addItem(text, value)
        for n, (text, _value) in enumerate(texts):
            self.filter.setItemText(n, text)


def make(session: Session, kind: str) -> Page:
    """The page."""
    return RemarksPage(session, kind)
