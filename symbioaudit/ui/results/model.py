"""One table of results as a model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.services.figures import Figure, Row, Table

Index = QModelIndex | QPersistentModelIndex
NO_INDEX: Final = QModelIndex()
LIGHTS: Final = frozenset({"green", "yellow", "orange", "red", "grey"})


class FiguresModel(QAbstractTableModel):
    """Shows a table; old numbers stay, greyed, until the new ones are there."""

    def __init__(self, table: Table) -> None:
        super().__init__()
        self.table = table
        self.stale = False

    def fill(self, table: Table) -> None:
        """Show newer numbers."""
        self.beginResetModel()
        self.table, self.stale = table, False
        self.endResetModel()

    def set_stale(self) -> None:
        """The numbers are being computed anew."""
        if not self.stale and self.table.rows:
            self.stale = True
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last, [Qt.ItemDataRole.ForegroundRole])

    def row(self, index: Index) -> Row:
        """The line of an index."""
        return self.table.rows[index.row()]

    def figure(self, index: Index) -> Figure:
        """The cell of an index."""
        return self.row(index).cells[index.column()]

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """Number of lines."""
        return 0 if parent.isValid() else len(self.table.rows)

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        """Number of columns."""
        return 0 if parent.isValid() else len(self.table.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Names of the columns, numbers of the lines."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            self.table.columns[section] if orientation is Qt.Orientation.Horizontal else section + 1
        )

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell."""
        if not index.isValid():
            return None
        figure = self.figure(index)
        if role == Qt.ItemDataRole.DisplayRole:
            alone = self.columnCount() == 2 and figure.why
            return f"{figure.text} ({figure.why})" if alone else figure.text
        if role == Qt.ItemDataRole.ToolTipRole:
            return figure.why or figure.text
        return self._dress(figure, self.row(index), role)

    def _dress(self, figure: Figure, row: Row, role: int) -> Any:
        """Side, colour and font of a cell."""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if figure.quantity else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ForegroundRole:
            return look().colour("muted") if self.stale else _colour(figure)
        if role == Qt.ItemDataRole.FontRole and (row.strong or figure.role == "estimate"):
            font = QFont()
            font.setBold(row.strong)
            font.setItalic(figure.role == "estimate")
            return font
        return None


def _colour(figure: Figure) -> Any:
    role = "error" if figure.role == "blocker" else figure.role
    return look().colour(role) if role else None
