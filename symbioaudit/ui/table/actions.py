"""The commands of a table: clipboard, filling, rows, blanks with a reason. Each is one step of undo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from symbioaudit.base.i18n import N_, _
from symbioaudit.model.enums import Missing
from symbioaudit.services.pasting import format_block, parse_block
from symbioaudit.ui.table.base import TableModel, Typed
from symbioaudit.ui.table.delegate import CellDelegate

CLEAR: Final = N_("Clear cells")
CUT: Final = N_("Cut cells")
FILL: Final = N_("Fill down")
SAME: Final = N_("Type into several cells")
Flag = QItemSelectionModel.SelectionFlag


class GridView(Protocol):
    """What a command needs of the view."""

    cells: CellDelegate

    @property
    def table(self) -> TableModel:
        """The model."""
        ...

    def selected_cells(self) -> list[tuple[int, int]]:
        """(row, column) of the selected cells."""
        ...

    def selected_rows(self) -> list[int]:
        """Rows with a selected cell."""
        ...

    def currentIndex(self) -> QModelIndex:
        """The cell of the cursor."""
        ...

    def selectionModel(self) -> QItemSelectionModel:
        """What is selected."""
        ...

    def go_to(self, row: int, column: int, *, extend: bool = False) -> None:
        """Put the cursor on a cell."""
        ...

    def open_editor(self, text: str | None = None, *, typed: bool = False) -> None:
        """Open the editor of the current cell."""
        ...


@dataclass(frozen=True, slots=True)
class Command:
    """One command with its keys; the first is shown in the menu. No text: not in the menu."""

    text: str
    keys: tuple[str, ...]
    run: Callable[[GridView], None]
    gap: bool = False  # a line above it in the menu


def copy(view: GridView) -> None:
    """The selected cells as a block of texts."""
    cells = view.selected_cells()
    if not cells:
        return
    rows = sorted({row for row, _column in cells})
    columns = range(min(c for _r, c in cells), max(c for _r, c in cells) + 1)
    held = set(cells)
    block = [
        [view.table.edit_text(row, column) if (row, column) in held else "" for column in columns]
        for row in rows
    ]
    QGuiApplication.clipboard().setText(format_block(block))


def cut(view: GridView) -> None:
    """Copy, then blank."""
    copy(view)
    _blank(view, CUT)


def paste(view: GridView) -> None:
    """Lay the clipboard over the cells; one cell is laid into every selected one."""
    block = parse_block(QGuiApplication.clipboard().text())
    cells = view.selected_cells()
    if not block or not cells:
        return
    if len(block) == 1 and len(block[0]) == 1 and len(cells) > 1:
        text = block[0][0]
        view.table.write([Typed(row, column, text) for row, column in cells], SAME)
        return
    row, column = min(r for r, _c in cells), min(c for _r, c in cells)
    view.table.paste(block, row, column)


def clear(view: GridView) -> None:
    """Blank the selected cells, reasons too."""
    _blank(view, CLEAR)


def _blank(view: GridView, name: str) -> None:
    cells = view.selected_cells()
    spare = view.table.filled_rows()
    view.table.write([Typed(row, column, "") for row, column in cells if row < spare], name)


def fill_down(view: GridView) -> None:
    """The top cell of each selected column into those below; one row takes from the row above."""
    cells = view.selected_cells()
    if not cells:
        return
    tops: dict[int, int] = {}
    for row, column in cells:
        tops[column] = min(row, tops.get(column, row))
    single = len({row for row, _column in cells}) == 1
    typed = []
    for row, column in cells:
        top = tops[column] - 1 if single else tops[column]
        if 0 <= top < row:
            typed.append(Typed(row, column, view.table.edit_text(top, column)))
    view.table.write(typed, FILL)


def fill_selection(view: GridView) -> None:
    """What stands in the open editor into every selected cell."""
    editor = view.cells.editor
    if editor is None:
        return
    text = editor.value()
    view.table.write([Typed(row, column, text) for row, column in view.selected_cells()], SAME)


def add_row(view: GridView) -> None:
    """A new row; the cursor goes to its first cell."""
    view.go_to(view.table.add_row(), 0)


def duplicate(view: GridView) -> None:
    """Copies of the selected rows."""
    rows = view.selected_rows()
    if rows:
        view.table.duplicate(rows)
        view.go_to(view.table.filled_rows() - len(rows), view.currentIndex().column())


def remove(view: GridView) -> None:
    """The selected rows go to the bin; the cursor stays where it was."""
    rows = view.selected_rows()
    if rows:
        column = view.currentIndex().column()
        view.table.remove(rows)
        view.go_to(min(rows), column)


def edit(view: GridView) -> None:
    """Open what stands in the cell."""
    view.open_editor()


def list_offers(view: GridView) -> None:
    """Open the cell with everything that it may be."""
    view.open_editor()
    if view.cells.editor is not None:
        view.cells.editor.list_offers()


def take_back(view: GridView) -> None:
    """Drop an unread text: what was recorded is shown again."""
    for row, column in view.selected_cells():
        view.table.take_back(row, column)


def select_row(view: GridView) -> None:
    """The whole row."""
    for row in view.selected_rows():
        _select(view, row, 0, row, view.table.columnCount() - 1)


def select_column(view: GridView) -> None:
    """The whole column."""
    column = view.currentIndex().column()
    _select(view, 0, column, max(view.table.filled_rows() - 1, 0), column)


def select_all(view: GridView) -> None:
    """Every cell but the spare row."""
    _select(view, 0, 0, max(view.table.filled_rows() - 1, 0), view.table.columnCount() - 1)


def _select(view: GridView, top: int, left: int, bottom: int, right: int) -> None:
    table = view.table
    part = QItemSelection(table.index(top, left), table.index(bottom, right))
    view.selectionModel().select(part, Flag.ClearAndSelect)


def _marker(missing: Missing) -> Callable[[GridView], None]:
    def mark(view: GridView) -> None:
        view.table.mark(view.selected_cells(), missing)

    return mark


COMMANDS: Final[tuple[Command, ...]] = (
    Command(N_("Edit the cell"), ("F2",), edit),
    Command(N_("Cut"), ("Ctrl+X", "Shift+Delete"), cut),
    Command(N_("Copy"), ("Ctrl+C", "Ctrl+Insert"), copy),
    Command(N_("Paste"), ("Ctrl+V", "Shift+Insert"), paste),
    Command(N_("Fill down"), ("Ctrl+D",), fill_down),
    Command(N_("Clear"), ("Delete", "Backspace"), clear),
    Command(N_("Not known"), ("Alt+U", "Ctrl+1"), _marker(Missing.UNKNOWN), gap=True),
    Command(N_("Not applicable"), ("Alt+N", "Ctrl+2"), _marker(Missing.NOT_APPLICABLE)),
    Command(N_("Refused"), ("Alt+R", "Ctrl+3"), _marker(Missing.REFUSED)),
    Command(N_("To be measured"), ("Alt+M", "Ctrl+4"), _marker(Missing.TO_BE_MEASURED)),
    Command(N_("New row"), ("Ctrl+N", "Insert"), add_row, gap=True),
    Command(N_("Duplicate rows"), ("Ctrl+Shift+D",), duplicate),
    Command(N_("Delete rows"), ("Ctrl+Delete", "Ctrl+-"), remove),
    Command(N_("Select the row"), ("Shift+Space",), select_row, gap=True),
    Command(N_("Select the column"), ("Ctrl+Space",), select_column),
    Command(N_("Select all"), ("Ctrl+A",), select_all),
    Command("", ("Alt+Down",), list_offers),
    Command("", ("Esc",), take_back),
)
BY_KEY: Final = {key: command for command in COMMANDS for key in command.keys}


def menu_of(view: GridView, parent: QWidget) -> QMenu:
    """The menu of a right click."""
    menu = QMenu(parent)
    for command in COMMANDS:
        if not command.text:
            continue
        if command.gap:
            menu.addSeparator()
        action = menu.addAction(f"{_(command.text)}\t{command.keys[0]}")
        action.triggered.connect(_runner(command, view))
    menu.aboutToHide.connect(menu.deleteLater)
    return menu


def _runner(command: Command, view: GridView) -> Callable[..., None]:
    def run(*_args: object) -> None:
        command.run(view)

    return run
