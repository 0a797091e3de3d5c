"""Editors of several values: ticks of a closed list, records that are referred to, twelve months, tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QWidget

from symbioaudit.ui.forms.editors import mark_problem

if TYPE_CHECKING:
    from symbioaudit.intake.layout import Choice

MARK: Final = "; "
KEY: Final = int(Qt.ItemDataRole.UserRole)


class TicksEditor(QComboBox):
    """Several values of a closed list; the list stays open while one ticks, closing commits.

    ``text`` is the keys with semicolons between.
    """

    committed = Signal()

    def __init__(self, choices: tuple[Choice, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items = QStandardItemModel(self)
        for choice in choices:
            item = QStandardItem(choice.text.render())
            item.setData(choice.value, KEY)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self._items.appendRow(item)
        self.setModel(self._items)
        self._kept = ""
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self.view().viewport().installEventFilter(self)
        self.view().installEventFilter(self)
        self.setCurrentIndex(-1)

    @property
    def widget(self) -> QWidget:
        """The widget itself."""
        return self

    def text(self) -> str:
        """Keys of the ticked values."""
        return MARK.join(str(item.data(KEY)) for item in self._ticked())

    def set_text(self, text: str) -> None:
        """Tick values by their keys or their words."""
        wanted = {part.strip().casefold() for part in text.split(";") if part.strip()}
        for row in range(self._items.rowCount()):
            item = self._items.item(row)
            on = {str(item.data(KEY)).casefold(), item.text().casefold()} & wanted
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self._kept = self.text()
        self._show()

    def set_problem(self, severity: str) -> None:
        """Mark the editor."""
        mark_problem(self, severity)

    def hidePopup(self) -> None:
        """Closing the list commits."""
        super().hidePopup()
        self._show()
        if self.text() != self._kept:
            self._kept = self.text()
            self.committed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click or Space ticks and leaves the list open."""
        if event.type() == QEvent.Type.MouseButtonRelease and watched is self.view().viewport():
            self._flip()
            return True
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Space
            and watched is self.view()
        ):
            self._flip()
            return True
        return super().eventFilter(watched, event)

    def _flip(self) -> None:
        item = self._items.itemFromIndex(self.view().currentIndex())
        if item is not None:
            on = item.checkState() == Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)

    def _ticked(self) -> list[QStandardItem]:
        every = (self._items.item(row) for row in range(self._items.rowCount()))
        return [item for item in every if item.checkState() == Qt.CheckState.Checked]

    def _show(self) -> None:
        words = MARK.join(item.text() for item in self._ticked())
        self.setPlaceholderText(words)
        self.setToolTip(words)
        self.setCurrentIndex(-1)
