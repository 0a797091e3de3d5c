"""The column chooser: every field of the form, ticked where it is a column, moved by Alt+Up and Alt+Down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from symbioaudit.base.i18n import _
from symbioaudit.services.sifting import folded
from symbioaudit.ui.table.keys import stroke
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symbioaudit.services.cells import CellColumn

CODE: Final = int(Qt.ItemDataRole.UserRole)


class Chooser(QFrame):
    """A panel beside the table, not a dialog: the table follows at once. ``chosen(codes)``."""

    chosen = Signal(object)
    reset = Signal()
    closed = Signal()

    def __init__(self, columns: Mapping[str, CellColumn], parent: QWidget) -> None:
        super().__init__(parent)
        self._columns = columns
        self.setProperty("role", "card")
        title = QLabel(_("Columns"), self)
        title.setProperty("role", "heading")
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(_("find a field"))
        self.search.setAccessibleName(_("Find a field"))
        self.search.textChanged.connect(self._sift)
        self.list = QListWidget(self)
        self.list.setAccessibleName(_("Columns"))
        self.list.setToolTip(_("Space ticks, Alt+↑ and Alt+↓ move"))
        self.list.itemChanged.connect(lambda _item: self._tell())
        self.list.installEventFilter(self)
        first = QPushButton(_("As at first"), self)
        first.clicked.connect(self.reset)
        done = QPushButton(_("Done"), self)
        done.clicked.connect(self.closed)
        buttons = QHBoxLayout()
        buttons.addWidget(first)
        buttons.addWidget(done)
        column = QVBoxLayout(self)
        pad = look().px(8)
        column.setContentsMargins(pad, pad, pad, pad)
        for part in (title, self.search, self.list):
            column.addWidget(part)
        column.addLayout(buttons)
        self.setFixedWidth(look().px(260))

    def show_codes(self, codes: tuple[str, ...]) -> None:
        """Tick the columns that are shown, in their order; the other fields follow."""
        self.list.blockSignals(True)
        self.list.clear()
        for code in (*codes, *(code for code in self._columns if code not in codes)):
            item = QListWidgetItem(self._columns[code].title, self.list)
            item.setData(CODE, code)
            item.setToolTip(self._columns[code].title)
            on = Qt.CheckState.Checked if code in codes else Qt.CheckState.Unchecked
            item.setCheckState(on)
        self.list.blockSignals(False)
        self._sift(self.search.text())

    def codes(self) -> tuple[str, ...]:
        """The ticked columns in their order."""
        items = (self.list.item(row) for row in range(self.list.count()))
        return tuple(i.data(CODE) for i in items if i.checkState() == Qt.CheckState.Checked)

    def _tell(self) -> None:
        if self.codes():
            self.chosen.emit(self.codes())

    def _sift(self, text: str) -> None:
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(folded(text.strip()) not in folded(item.text()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move a field, close the panel."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            name = stroke(event)
            if name in ("Alt+Up", "Alt+Down"):
                self._move(-1 if name == "Alt+Up" else 1)
                return True
            if name == "Esc":
                self.closed.emit()
                return True
        return super().eventFilter(watched, event)

    def _move(self, by: int) -> None:
        row = self.list.currentRow()
        if not 0 <= row + by < self.list.count():
            return
        self.list.blockSignals(True)
        item = self.list.takeItem(row)
        self.list.insertItem(row + by, item)
        self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        self._tell()
