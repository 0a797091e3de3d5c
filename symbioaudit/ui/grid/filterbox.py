"""The filter of a table: one box, words and comparisons; what it means is said beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from symbioaudit.base.i18n import _
from symbioaudit.ui.table.keys import stroke


class FilterBox(QLineEdit):
    """``asked(text)`` a moment after the last letter; Esc empties it, Down and Enter go to the table."""

    asked = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setPlaceholderText(_("filter: words, >10, 5..20, = blank, ? unknown"))
        self.setAccessibleName(_("Filter the rows"))
        self.setToolTip(
            _(
                "Words: rows that have them all, in any column.\n"
                ">10, <= 5 t/month, 5..20: the amount in the column of the cursor.\n"
                "= rows blank in this column; =sand a cell that says just this; ? marked as unknown.\n"
                "Esc shows every row again."
            )
        )
        self.setClearButtonEnabled(True)
        self._due = QTimer(self, singleShot=True, interval=150)
        self._due.timeout.connect(self._ask)
        self._told = ""
        self.textChanged.connect(lambda _text: self._due.start())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave for the table."""
        name = stroke(event)
        if name in ("Enter", "Down"):
            self._due.stop()
            self._ask()
            self.left.emit()
        elif name == "Esc":
            self.clear()
            self._due.stop()
            self._ask()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _ask(self) -> None:
        if self.text() != self._told:
            self._told = self.text()
            self.asked.emit(self.text())

    def take_focus(self) -> None:
        """Come here by key; what stands here is selected."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
