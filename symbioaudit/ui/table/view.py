"""The table that is typed into: movement, selection and editing by keyboard as in a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QHeaderView, QTableView, QWidget

from symbioaudit.base.i18n import _
from symbioaudit.model.enums import Missing
from symbioaudit.ui.table import actions
from symbioaudit.ui.table.base import Index, TableModel
from symbioaudit.ui.table.delegate import CellDelegate
from symbioaudit.ui.table.editor import CellEditor
from symbioaudit.ui.table.keys import stroke, typed
from symbioaudit.ui.theme import look

STEPS: Final = {"Left": (0, -1), "Right": (0, 1), "Up": (-1, 0), "Down": (1, 0)}
AFTER: Final = {"up": (-1, 0), "right": (0, 1), "left": (0, -1)}
Flag = QItemSelectionModel.SelectionFlag


class GridView(QTableView):
    """A view over a :class:`TableModel`. ``row_shown(row)`` when the cursor comes to another row."""

    row_shown = Signal(int)
    cell_shown = Signal(int, int)
    selection_changed = Signal()
    asked = Signal(str)  # a stroke that the page around the table answers: F4, Ctrl+F

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        page_keys: tuple[str, ...] = (),
        leaves: bool = False,
    ) -> None:
        super().__init__(parent)
        self.page_keys = page_keys
        self.leaves = leaves  # inside a card: Tab in the empty spare row goes to the next field
        self.cells = CellDelegate(self)
        self.cells.left.connect(self._left)
        self.setItemDelegate(self.cells)
        self.column_frozen: Callable[[], int] = lambda: (
            0
        )  # px at the left that a frozen column covers
        self._tab_from: int | None = None  # column where a run of Tabs began
        self._far: tuple[int, int] | None = None  # moving end of a selection by keys
        self._dress()

    def _dress(self) -> None:
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        corner = self.findChild(QAbstractButton)
        if corner is not None:
            corner.setAccessibleName(_("Select all"))
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(look().row)
        rows.setMinimumWidth(look().px(34))
        rows.setHighlightSections(True)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        columns.setTextElideMode(Qt.TextElideMode.ElideRight)
        columns.setHighlightSections(False)
        columns.setMinimumSectionSize(look().px(44))
        columns.setSectionsClickable(True)

    @property
    def table(self) -> TableModel:
        """The model, as what it is."""
        model = self.model()
        assert isinstance(model, TableModel)
        return model

    # -- the cursor ------------------------------------------------------------------------

    def go_to(self, row: int, column: int, *, extend: bool = False) -> None:
        """Put the cursor on a cell, within the table; ``extend`` selects up to it."""
        row = max(0, min(row, self.table.rowCount() - 1))
        column = max(0, min(column, self.table.columnCount() - 1))
        index = self.table.index(row, column)
        if extend:
            anchor = self.selectionModel().currentIndex()
            self._select_to(anchor, index)
            return
        self.selectionModel().setCurrentIndex(index, Flag.ClearAndSelect)
        self.scrollTo(index)

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Into sight, and out from under a frozen column."""
        super().scrollTo(index, hint)
        covered = self.column_frozen()
        left = self.visualRect(index).left()
        if index.column() > 0 and left < covered:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - (covered - left))

    def _select_to(self, anchor: QModelIndex, index: QModelIndex) -> None:
        """Grow the selection from the cursor, which stays; the far end is kept for the next step."""
        if not anchor.isValid():
            return
        self.selectionModel().select(QItemSelection(anchor, index), Flag.ClearAndSelect)
        self._far = (index.row(), index.column())
        self.scrollTo(index)

    def _far_end(self) -> tuple[int, int]:
        now = self.currentIndex()
        if self._far is not None and len(self.ranges()) == 1:
            return self._far
        return now.row(), now.column()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell the page about the row and the field."""
        super().currentChanged(current, previous)
        self._far = None
        if current.isValid():
            self.cell_shown.emit(current.row(), current.column())
            if current.row() != previous.row() or not previous.isValid():
                self.row_shown.emit(current.row())

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Sums of the selection follow."""
        super().selectionChanged(selected, deselected)
        self.selection_changed.emit()

    def ranges(self) -> list[QItemSelectionRange]:
        """The selected blocks."""
        return list(self.selectionModel().selection())  # type: ignore[call-overload]

    def selected_cells(self) -> list[tuple[int, int]]:
        """(row, column) of the selected cells, without those of the spare row unless it is alone."""
        found = [
            (row, column)
            for part in self.ranges()
            for row in range(part.top(), part.bottom() + 1)
            for column in range(part.left(), part.right() + 1)
        ]
        if not found:
            now = self.currentIndex()
            found = [(now.row(), now.column())] if now.isValid() else []
        spare = self.table.filled_rows()
        kept = [cell for cell in found if cell[0] < spare]
        return sorted(set(kept or found))

    def selected_rows(self) -> list[int]:
        """Rows with a selected cell, without the spare one."""
        spare = self.table.filled_rows()
        return sorted(
            {
                row
                for part in self.ranges()
                for row in range(part.top(), min(part.bottom() + 1, spare))
            }
        )

    # -- keys ---------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Strokes that mean something here do not go to the window's shortcuts."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            name = stroke(event)
            if name in actions.BY_KEY or name in self.page_keys or typed(event):
                event.accept()
                return True
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if isinstance(event, QKeyEvent) and pressed and stroke(event) in ("Tab", "Shift+Tab"):
            self.keyPressEvent(event)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, command, or begin to type."""
        name, text = stroke(event), typed(event)
        if name in self.page_keys:
            self.asked.emit(name)
        elif name in actions.BY_KEY:
            actions.BY_KEY[name].run(self)
        elif self._moved(name):
            return
        elif text.strip():
            self._type(text)
        else:
            super().keyPressEvent(event)

    def _type(self, text: str) -> None:
        if not self.currentIndex().isValid():
            return
        if text == "?":
            self.table.mark(self.selected_cells(), Missing.UNKNOWN)
            return
        self.open_editor(text, typed=True)

    def open_editor(self, text: str | None = None, *, typed: bool = False) -> None:
        """Open the editor of the current cell: with a letter just typed, or with what stands there."""
        index = self.currentIndex()
        if not index.isValid() or not self.isEnabled():
            return
        self.edit(index)
        editor = self.cells.editor
        if editor is not None:
            content = self.table.edit_text(index.row(), index.column()) if text is None else text
            editor.begin(content, typed=typed)

    def _moved(self, name: str) -> bool:
        held, _plus, key = name.rpartition("+")
        extend = "Shift" in held
        ctrl = "Ctrl" in held
        row, column = self._far_end() if extend else self._now()
        last_row, last_column = self.table.rowCount() - 1, self.table.columnCount() - 1
        if "Alt" in held:
            return False
        if key in STEPS:
            down, right = STEPS[key]
            at = self._edge(row, column, down, right) if ctrl else (row + down, column + right)
        elif key == "Home":
            at = (0 if ctrl else row, 0)
        elif key == "End":
            at = (last_row if ctrl else row, last_column)
        elif key in ("Tab", "Enter") and not ctrl:
            self._left({"Tab": ("right", "left"), "Enter": ("down", "up")}[key][extend])
            return True
        else:
            return False
        self._tab_from = None
        self.go_to(*at, extend=extend)
        return True

    def _now(self) -> tuple[int, int]:
        index = self.currentIndex()
        return index.row(), index.column()

    def _edge(self, row: int, column: int, down: int, right: int) -> tuple[int, int]:
        """Where a block of filled cells ends in this direction, or the next filled cell."""
        table = self.table
        rows, columns = table.rowCount(), table.columnCount()

        def filled(at: tuple[int, int]) -> bool:
            return bool(table.edit_text(*at))

        def inside(at: tuple[int, int]) -> bool:
            return 0 <= at[0] < rows and 0 <= at[1] < columns

        at, ahead = (row, column), (row + down, column + right)
        if not inside(ahead):
            return at
        wanted = filled(at) and filled(ahead)
        while inside(ahead):
            if wanted and not filled(ahead):
                return at
            at, ahead = ahead, (ahead[0] + down, ahead[1] + right)
            if not wanted and filled(at):
                return at
        return at

    def _left(self, move: str) -> None:
        """Go on after a cell: Enter returns to the column where the run of Tabs began."""
        row, column = self._now()
        if move == "all":
            actions.fill_selection(self)
            return
        if move == "down":
            home = column if self._tab_from is None else self._tab_from
            self._tab_from = None
            self.go_to(row + 1, home)
            return
        if self.leaves and self._leaves_by(move, row, column):
            return
        if move == "right" and self._tab_from is None:
            self._tab_from = column
        down, right = AFTER[move]
        self.go_to(*self._wrapped(row + down, column + right))

    def _leaves_by(self, move: str, row: int, column: int) -> bool:
        """Out of a table inside a card, so that Tab is no trap."""
        table = self.table
        last = (table.rowCount() - 1, table.columnCount() - 1)
        if move == "right" and (table.is_spare(row) or (row, column) == last):
            return self.focusNextPrevChild(True)
        return move == "left" and (row, column) == (0, 0) and self.focusNextPrevChild(False)

    def _wrapped(self, row: int, column: int) -> tuple[int, int]:
        last = self.table.columnCount() - 1
        if column > last:
            self._tab_from = None
            return row + 1, 0
        return (max(row - 1, 0), last) if column < 0 else (row, column)

    # -- mouse, menu, focus -----------------------------------------------------------------

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open what stands in the cell."""
        if self.indexAt(event.position().toPoint()).isValid():
            self.open_editor()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click ends a run of Tabs."""
        self._tab_from = None
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Every command of the table with its key."""
        actions.menu_of(self, self).popup(event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Coming by keyboard puts the cursor on a cell."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.table.columnCount():
            self.go_to(0, 0)

    def commit_open_editor(self) -> None:
        """Write what stands in an open editor."""
        editor = self.cells.editor
        if isinstance(editor, CellEditor):
            editor.finished.emit("right")
