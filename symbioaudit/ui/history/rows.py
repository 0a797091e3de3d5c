"""A light read-only table: texts in cells, an object behind each row; thousands cost nothing until seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from symbioaudit.base.i18n import _
from symbioaudit.ui.theme import look

Index = QModelIndex | QPersistentModelIndex
NO_INDEX: Final = QModelIndex()


@dataclass(frozen=True, slots=True)
class Row:
    """One line. ``thing`` is what it stands for; ``role`` a colour of the look."""

    cells: tuple[str, ...]
    thing: Any = None
    role: str = ""


class Rows(QAbstractTableModel):
    """The lines with the names of their columns (English texts)."""

    def __init__(self, columns: Sequence[str]) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self.every: list[Row] = []
        self.rows: list[Row] = []
        self._wanted: Callable[[Row], bool] | None = None

    def fill(self, rows: Sequence[Row]) -> None:
        """Show other lines, by the filter in force."""
        self.every = list(rows)
        self.choose(self._wanted)

    def choose(self, wanted: Callable[[Row], bool] | None) -> None:
        """Show only the lines that are wanted."""
        self._wanted = wanted
        self.beginResetModel()
        self.rows = [row for row in self.every if wanted is None or wanted(row)]
        self.endResetModel()

    def set_row(self, at: int, row: Row) -> None:
        """Replace one line."""
        self.every[self.every.index(self.rows[at])] = row
        self.rows[at] = row
        self.dataChanged.emit(self.index(at, 0), self.index(at, len(self.columns) - 1))

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """Number of lines."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        """Number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Names of the columns."""
        if role != Qt.ItemDataRole.DisplayRole or orientation is not Qt.Orientation.Horizontal:
            return None
        return _(self.columns[section]) if self.columns[section] else ""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell."""
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return row.cells[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole and row.role:
            return look().colour(row.role)
        return None


class RowTable(QTableView):
    """Whole lines are chosen; some columns share the room that is left."""

    def __init__(
        self,
        model: Rows,
        widths: Sequence[int],
        stretch: int | tuple[int, ...],
        name: str,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.rows_model = model
        self.setModel(model)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(look().row)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate(widths):
            self.setColumnWidth(column, look().px(width))
        for column in (stretch,) if isinstance(stretch, int) else stretch:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

    def chosen(self) -> list[Row]:
        """The lines that are selected, from the top."""
        at = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self.rows_model.rows[row] for row in at]

    def current(self) -> Row | None:
        """The line the cursor is on."""
        row = self.currentIndex().row()
        rows = self.rows_model.rows
        return rows[row] if 0 <= row < len(rows) else None

    def go_to(self, row: int) -> None:
        """Put the cursor on a line."""
        if 0 <= row < self.rows_model.rowCount():
            self.setCurrentIndex(self.rows_model.index(row, 0))
