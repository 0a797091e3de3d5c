"""What the closing pages share: a table of figures that keeps its place, keys in both alphabets, where a
number comes from, a line for a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from symbioaudit.base.i18n import _
from symbioaudit.ui.page import Page
from symbioaudit.ui.results.model import FiguresModel
from symbioaudit.ui.results.pane import OriginPane
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.theme import look
from symbioaudit.ui.wrapping import WrapLayout

if TYPE_CHECKING:
    from symbioaudit.model.changes import Changes
    from symbioaudit.services.figures import Link, Table, View

# The same place on a Russian keyboard: a hand in a glove does not change the layout for a letter.
TWINS: Final = {
    "A": "Ф", "M": "Ь", "N": "Т", "O": "Щ", "P": "З", "R": "К", "S": "Ы", "X": "Ч", "D": "В",
}  # fmt: skip
WIDEST: Final = 260  # px of a column
MEASURED: Final = 60  # rows whose width is looked at
LONG: Final = 40  # letters of a cell that are shown again below


def bind(widget: QWidget, key: str, call: Callable[[], object]) -> None:
    """A key that works while ``widget`` or a part of it has the focus, in both alphabets."""
    for letter in (key, TWINS.get(key, "")):
        if letter:
            shortcut = QShortcut(QKeySequence(letter), widget)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(call)


def keyed_row(
    parent: QWidget, where: QWidget, specs: list[tuple[str, str, Callable[[], object]]]
) -> QWidget:
    """Buttons with their keys in words; the keys work in ``where``."""
    row = QWidget(parent)
    layout = WrapLayout(row)
    for text, key, call in specs:
        button = QPushButton(f"{text} · {_(key)}" if key else text, row)
        button.setAccessibleName(text)
        button.clicked.connect(lambda _on=False, do=call: do())
        layout.addWidget(button)
        if key:
            bind(where, key, call)
    return row


class Board(QTableView):
    """A table of figures. The chosen record stays chosen when newer numbers come."""

    chosen = Signal(object)  # Link of the row, or None

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from symbioaudit.services.figures import Table

        self.figures = FiguresModel(Table(name, (), ()))
        self.setModel(self.figures)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(look().row)
        self.selectionModel().currentChanged.connect(self._moved)

    def fill(self, table: Table) -> None:
        """Show newer figures; the row of the same record is current again."""
        here, column = self.link(), max(self.currentIndex().column(), 0)
        frame = self.figures.table.columns
        row = max(self.currentIndex().row(), 0)
        self.figures.fill(table)
        if frame != table.columns or not self.columnWidth(0):
            self._widen()
        found = next((n for n, r in enumerate(table.rows) if here and r.link == here), None)
        if table.rows:
            row = min(row, len(table.rows) - 1) if found is None else found
            self.setCurrentIndex(self.figures.index(row, min(column, len(table.columns) - 1)))

    def link(self) -> Link | None:
        """The record of the current row."""
        index = self.currentIndex()
        return self.figures.row(index).link if index.isValid() else None

    def select_record(self, record_id: str) -> None:
        """Make the row of a record current."""
        for number, row in enumerate(self.figures.table.rows):
            if row.link and row.link[1] == record_id:
                column = max(self.currentIndex().column(), 0)
                self.setCurrentIndex(self.figures.index(number, column))

    def rows_chosen(self) -> list[int]:
        """Numbers of all rows of the selection."""
        return sorted({index.row() for index in self.selectedIndexes()})

    def _widen(self) -> None:
        header = self.horizontalHeader()
        header.setResizeContentsPrecision(MEASURED)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setStretchLastSection(False)
        self.resizeColumnsToContents()
        for column in range(self.figures.columnCount()):
            wide = min(self.columnWidth(column) + look().px(8), look().px(WIDEST))
            self.setColumnWidth(column, wide)
        header.setStretchLastSection(True)

    def _moved(self, index: QModelIndex, _before: QModelIndex) -> None:
        self.chosen.emit(self.figures.row(index).link if index.isValid() else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters are for the page's keys, not for searching in the first column."""
        if event.text().isalnum() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        super().keyPressEvent(event)


class ReasonLine(QFrame):
    """Asks for a reason in the page itself: nothing blocks, Enter takes it, Esc gives up."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._then: Callable[[str], object] | None = None
        self._back: QWidget | None = None
        self.label = QLabel(self)
        self.label.setWordWrap(True)
        self.line = QLineEdit(self)
        self.line.setAccessibleName(_("Reason"))
        self.line.returnPressed.connect(self._take)
        self.label.setBuddy(self.line)
        row = QHBoxLayout(self)
        row.addWidget(self.label, 1)
        row.addWidget(self.line, 2)
        bind(self, "Esc", self.give_up)
        self.hide()

    def ask(self, question: str, then: Callable[[str], object], back: QWidget) -> None:
        """Show the line; ``then`` gets what was typed, ``back`` gets the focus afterwards."""
        self._then, self._back = then, back
        self.label.setText(question)
        self.line.clear()
        self.show()
        self.line.setFocus()

    def give_up(self) -> None:
        """Hide without doing anything."""
        self.hide()
        if self._back is not None:
            self._back.setFocus()

    def _take(self) -> None:
        text, then = self.line.text().strip(), self._then
        if text and then is not None:
            self.give_up()
            then(text)


class ClosingPage(Page):
    """Title, state, and the origin of the chosen number; subclasses build :attr:`column` and :meth:`show_all`."""

    def __init__(self, session: Session, title: str) -> None:
        super().__init__(session)
        head = QLabel(title, self)
        head.setProperty("role", "title")
        self.state = QLabel(self)
        self.state.setProperty("role", "muted")
        self.state.setWordWrap(True)
        self.column = QVBoxLayout(self)
        gap = look().px(12)
        self.column.setContentsMargins(gap, gap, gap, look().px(6))
        self.column.addWidget(head)
        self.column.addWidget(self.state)
        self.origin = OriginPane(session, self)
        self.origin.gone.connect(self.go_to)
        self.reason = ReasonLine(self)

    # -- hooks -------------------------------------------------------------------

    def show_all(self, view: View) -> None:
        """Show the present numbers."""

    def arrive(self, place: Place) -> None:
        """Show what is computed by now."""
        self.refresh()

    def on_changes(self, changes: Changes, touched: frozenset[tuple[str, str]]) -> None:
        """Old numbers turn grey until the new ones are there."""
        if touched:
            self.state.setText(_("being computed anew…"))
            for board in self.findChildren(Board):
                board.figures.set_stale()

    def on_results(self, results: Any) -> None:
        """New numbers; a page that nobody looks at waits until it comes to the front."""
        if self.isVisible():
            self.refresh()

    # -- for subclasses ----------------------------------------------------------

    @property
    def audit_id(self) -> str:
        """The open audit."""
        assert self.session.live is not None
        return self.session.live.audit_id

    def view(self) -> View | None:
        """What the tables are made from; None until results are there."""
        session = self.session
        if session.results is None or session.live is None or session.pack is None:
            return None
        from symbioaudit.services.figures import view_of

        return view_of(session.results, session.live, session.pack)

    def refresh(self) -> None:
        """Show the page anew."""
        view = self.view()
        if view is None:
            self.state.setText(_("being computed anew…"))
            return
        self.state.setText(self.hint())
        self.show_all(view)

    def hint(self) -> str:
        """What stands below the title."""
        return ""

    def explain(self, board: Board) -> None:
        """Show the origin of each chosen number of a board; Enter goes to the record."""
        board.selectionModel().currentChanged.connect(
            lambda index, _before: self._chosen(board, index)
        )
        board.activated.connect(lambda index: self.go_to(board.figures.row(index).link))

    def go_to(self, link: Link | None) -> None:
        """Go to the record's form and field."""
        session = self.session
        if not link or session.live is None or session.pack is None:
            return
        record = session.live.get(link[0], link[1])
        forms = [f for f in session.pack.forms.values() if record is not None and f.takes(record)]
        fitting = [f for f in forms if link[2] and f.field(link[2])]
        if forms:
            form = (fitting or forms)[0]
            session.go.emit(Place(f"form:{form.id}", link[0], link[1], link[2]))

    def _chosen(self, board: Board, index: QModelIndex) -> None:
        if not index.isValid():
            return
        figure = board.figures.figure(index)
        if figure.quantity is None:
            self.origin.say(figure.text) if len(figure.text) > LONG else self.origin.clear()
            return
        title = str(board.figures.headerData(index.column(), Qt.Orientation.Horizontal) or "")
        self.origin.show_number(title, figure.quantity, figure.text)
