"""What the view asks of a table: the texts of its cells, and the few ways in which cells change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from symbioaudit.base.i18n import Message, Text, _

if TYPE_CHECKING:
    from symbioaudit.model.enums import Missing
    from symbioaudit.services.cells import CellColumn
    from symbioaudit.services.completing import Suggestion
    from symbioaudit.services.pasting import Block

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class Shown:
    """How a cell looks. ``note``: beside the text, muted; ``role``: a colour role of the theme;
    ``mark``: severity of what the rules say of it."""

    text: str = ""
    note: str = ""
    role: str = ""
    mark: str = ""
    right: bool = False
    glow: bool = False  # undone or done again a moment ago


@dataclass(frozen=True, slots=True)
class Typed:
    """A text for a cell."""

    row: int
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A typed text that could not be taken, and why. It stands in its cell until it is mended."""

    text: str
    reason: Message | Text


class TableModel(QAbstractTableModel):
    """Rows and columns of typed cells. The last row is a spare one: typing there adds a row."""

    columns: tuple[CellColumn, ...] = ()
    spare = True  # False only in the midst of its becoming a real row

    # -- to be told by each kind of table ---------------------------------------------
    # Qt's classes have a metaclass of their own, so these cannot be abstract; a kind of table that
    # forgets one fails its model test.

    def filled_rows(self) -> int:
        """Rows without the spare one."""
        raise NotImplementedError

    def shown(self, row: int, column: int) -> Shown:
        """How a cell looks."""
        raise NotImplementedError

    def edit_text(self, row: int, column: int) -> str:
        """The text that the editor of a cell begins with."""
        raise NotImplementedError

    def said(self, row: int, column: int) -> str:
        """What the tip over a cell says."""
        raise NotImplementedError

    def write(self, cells: Sequence[Typed], name: str) -> None:
        """Read the texts and write what they mean as one operation; what is unreadable stays."""
        raise NotImplementedError

    def mark(self, cells: Sequence[tuple[int, int]], missing: Missing) -> None:
        """Say why cells are blank."""
        raise NotImplementedError

    def add_row(self) -> int:
        """Add an empty row; returns its place."""
        raise NotImplementedError

    def duplicate(self, rows: Sequence[int]) -> None:
        """Add copies of rows."""
        raise NotImplementedError

    def remove(self, rows: Sequence[int]) -> None:
        """Take rows away."""
        raise NotImplementedError

    def paste(self, block: Block, row: int, column: int) -> None:
        """Lay a block of texts over the cells from here on; lines beyond the end are added."""
        raise NotImplementedError

    def refusal(self, row: int, column: int) -> Refusal | None:
        """The unread text of a cell."""
        raise NotImplementedError

    def take_back(self, row: int, column: int) -> None:
        """Drop the unread text of a cell: what was recorded is shown again."""
        raise NotImplementedError

    def preview(self, row: int, column: int, text: str) -> tuple[str, str]:
        """What a text being typed means: (canonical value or reason, role)."""
        raise NotImplementedError

    def offers(
        self, row: int, column: int, text: str, then: Callable[[Sequence[Suggestion]], None]
    ) -> bool:
        """Look for completions; ``then`` gets them now or later. False: the column has none."""
        raise NotImplementedError

    def number(self, row: int, column: int) -> tuple[str, float] | None:
        """(canonical unit, number) of a cell, for sums over a selection."""
        raise NotImplementedError

    # -- what Qt asks ------------------------------------------------------------------

    def is_spare(self, row: int) -> bool:
        """True for the row below the last."""
        return row == self.filled_rows()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Rows, with the spare one."""
        return 0 if parent.isValid() else self.filled_rows() + self.spare

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Columns."""
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every cell can be typed into."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts for accessibility and tests; the delegate paints from :meth:`shown`."""
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.shown(row, column).text
        if role == Qt.ItemDataRole.EditRole:
            return self.edit_text(row, column)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return self.said(row, column) or None
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Typing into a cell."""
        if not index.isValid() or role != Qt.ItemDataRole.EditRole:
            return False
        self.write([Typed(index.row(), index.column(), str(value))], self.change_name)
        return True

    change_name = ""  # English text of the operation that one typed cell makes

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles of columns, numbers of rows."""
        if orientation == Qt.Orientation.Vertical:
            return self._row_head(section, role)
        if not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.head
        if role == Qt.ItemDataRole.ToolTipRole:
            text = column.field.help
            return f"{column.head}\n{text.render()}" if text else column.head
        return None

    def _row_head(self, row: int, role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return "+" if self.is_spare(row) else str(row + 1)
        spare = role == Qt.ItemDataRole.ToolTipRole and self.is_spare(row)
        return _("type here to add a row") if spare else None
