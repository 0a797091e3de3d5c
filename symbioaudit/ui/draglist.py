"""A list of one column of a board: records are dragged from one to another, the page does what that means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

ID: Final = int(Qt.ItemDataRole.UserRole)  # where an item keeps the id of its record


class DragList(QListWidget):
    """``taken(record id, column)``: a record was dropped here. Only what bears ``mime`` is taken."""

    taken = Signal(str, str)

    def __init__(self, column: str, mime: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.column, self.mime = column, mime
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setWordWrap(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)

    def mimeTypes(self) -> list[str]:
        """Only records of this board."""
        return [self.mime]

    def mimeData(self, items: Sequence[QListWidgetItem]) -> QMimeData:
        """The ids of the dragged records."""
        mime = QMimeData()
        mime.setData(self.mime, "\n".join(str(item.data(ID)) for item in items).encode())
        return mime

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Only records of this board."""
        self._judge(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Anywhere in the list."""
        self._judge(event)

    def _judge(self, event: QDropEvent) -> None:
        if event.mimeData().hasFormat(self.mime):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """The record comes here; the list is filled anew by the change itself."""
        if not event.mimeData().hasFormat(self.mime):
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        for record_id in bytes(event.mimeData().data(self.mime).data()).decode().split("\n"):
            self.taken.emit(record_id, self.column)
