"""The page of a grid form: the table, its filter and totals, what could not be read, the card of the row."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from symbioaudit.base.i18n import _
from symbioaudit.services.sifting import sieve
from symbioaudit.ui.forms.record import RecordForm
from symbioaudit.ui.grid.chooser import Chooser
from symbioaudit.ui.grid.filterbox import FilterBox
from symbioaudit.ui.grid.footer import Footer
from symbioaudit.ui.grid.headers import Headers
from symbioaudit.ui.grid.memory import recall
from symbioaudit.ui.grid.model import RecordsModel
from symbioaudit.ui.grid.records import PROOFS_KEY, WHOLE_ROW
from symbioaudit.ui.grid.unread import UnreadPanel
from symbioaudit.ui.page import Page
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.table import actions
from symbioaudit.ui.table.frozen import FrozenColumn
from symbioaudit.ui.table.refusals import INNER
from symbioaudit.ui.table.view import GridView
from symbioaudit.ui.theme import look
from symbioaudit.ui.wrapping import WrapLayout

if TYPE_CHECKING:
    from symbioaudit.forms import FormDef
    from symbioaudit.model.changes import Changes

CARD_AFTER: Final = 90  # ms on a row before its card is shown: arrows run ahead of it
GLOWS: Final = 1400  # ms
KEYS: Final = ("F4", "Ctrl+F", "Ctrl+Shift+C", PROOFS_KEY)


class GridPage(Page):
    """Records as a table, the full card of the current one below it or at the side."""

    def __init__(self, session: Session, form: FormDef) -> None:
        super().__init__(session)
        self.form = form
        self.model = RecordsModel(session, form, recall(session.settings, form.id).codes, self)
        self.view = GridView(self, page_keys=KEYS)
        self.view.setModel(self.model)
        self.view.setAccessibleName(form.title.render())
        self.headers = Headers(session.settings, self.model, self.view)
        self.frozen = FrozenColumn(self.view)
        self._build()
        self._connect()

    # -- building -------------------------------------------------------------------------

    def _build(self) -> None:
        self.filter = FilterBox(self)
        self.said = QLabel(self)
        self.said.setProperty("role", "muted")
        self.unread = UnreadPanel(self.model, self)
        self.footer = Footer(self.model, self.view, self)
        self.chooser: Chooser | None = None
        self._card: RecordForm | None = None
        self.card_area = QScrollArea(self)
        self.card_area.setWidgetResizable(True)
        self.card_area.setAccessibleName(_("Card of the row"))
        table = QWidget(self)
        self.beside = QHBoxLayout()
        self.beside.addWidget(self.view, 1)
        stack = QVBoxLayout(table)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.addLayout(self.beside, 1)
        stack.addWidget(self.unread)
        stack.addWidget(self.footer)
        self.halves = QSplitter(Qt.Orientation.Vertical, self)
        self.halves.addWidget(table)
        self.halves.addWidget(self.card_area)
        self.halves.setStretchFactor(0, 3)
        self.halves.setStretchFactor(1, 2)
        self.halves.setCollapsible(0, False)
        self.view.setMinimumHeight(5 * look().row)
        self.card_area.setMinimumHeight(3 * look().row)
        self.filter.setMinimumWidth(look().px(120))
        whole = QVBoxLayout(self)
        gap = look().px(12)
        whole.setContentsMargins(gap, gap, gap, 0)
        whole.addLayout(self._top())
        whole.addLayout(self._tools())
        whole.addWidget(self.halves, 1)

    def _top(self) -> QHBoxLayout:
        title = QLabel(self.form.title.render(), self)
        title.setProperty("role", "title")
        title.setWordWrap(True)
        title.setToolTip(self.form.purpose.render())
        line = QHBoxLayout()
        line.addWidget(title, 1)
        line.addWidget(self.said)
        return line

    def _tools(self) -> WrapLayout:
        add = QPushButton(_("New row"), self)
        add.setToolTip(_("New row") + " (Ctrl+N)")
        add.clicked.connect(self._add)
        self.columns_button = self._button(_("Columns"), "Ctrl+Shift+C", self.show_chooser)
        self.side_button = self._button(_("At the side"), "", self._turn_card)
        self.fold_button = self._button(_("Card"), "F4", self.fold_card)
        self.fold_button.setChecked(True)
        line = WrapLayout()
        line.addWidget(add)
        line.addWidget(self.filter)
        for button in (self.columns_button, self.side_button, self.fold_button):
            line.addWidget(button)
        return line

    def _button(self, text: str, key: str, call: object) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(key)
        button.setCheckable(True)
        button.setProperty("role", "flat")
        button.clicked.connect(call)
        return button

    def _connect(self) -> None:
        self._card_due = QTimer(self, singleShot=True, interval=CARD_AFTER)
        self._card_due.timeout.connect(self._show_card)
        self.view.row_shown.connect(lambda _row: self._card_due.start())
        self.view.cell_shown.connect(self._cell_shown)
        self.view.asked.connect(self._asked)
        self.filter.asked.connect(self._sift)
        self.filter.left.connect(self.view.setFocus)
        self.unread.go.connect(self.go_to)
        self.model.refusals.changed.connect(self._refused)
        self.model.busy.connect(self._busy)
        self.model.pasted.connect(self._pasted)
        self.model.arranged.connect(self._arranged)
        self.model.modelAboutToBeReset.connect(self._remember_row)
        self._kept_row = ""
        rows = self.view.verticalHeader()
        rows.sectionClicked.connect(self._row_clicked)
        rows.sectionDoubleClicked.connect(lambda _row: self.show_proofs())
        self._glowed = QTimer(self, singleShot=True, interval=GLOWS)
        self._glowed.timeout.connect(lambda: self.model.glow(frozenset()))

    # -- the page ---------------------------------------------------------------------------

    @property
    def card(self) -> RecordForm:
        """The card, made when it is first wanted; what is asked first stands at its top."""
        if self._card is None:
            quick = [c for c in self.form.fields if c.code in self.model.cells.default_columns()]
            rest = [c for c in self.form.fields if c not in quick]
            self._card = RecordForm(self.session, replace(self.form, fields=(*quick, *rest)))
            self.card_area.setWidget(self._card)
        return self._card

    def arrive(self, place: Place) -> None:
        """Show the records and go to the one asked for."""
        self._warm_up()
        if place.record:
            self.go_to(place.record, place.field)
        else:
            if not self.view.currentIndex().isValid():
                self.view.go_to(0, 0)
            self.view.setFocus()
        self._card_due.start()

    def leave(self) -> None:
        """Write what stands in editors."""
        self.view.commit_open_editor()
        if self._card is not None:
            self._card.tables.flush()
            widget = self._card.focusWidget()
            if widget is not None:
                widget.clearFocus()

    def on_changes(self, changes: Changes, touched: frozenset[tuple[str, str]]) -> None:
        """Only the rows that were touched."""
        self.model.on_changes(touched)
        if any(entity == "evidence" for entity, _id in touched):
            self.model.forget_proofs()
        record = self._current_id()
        if (self.form.entity, record) in touched or not record:
            self._card_due.start()

    def on_replayed(self, changes: Changes) -> None:
        """The cells that have changed glow; a row that came back glows whole."""
        from symbioaudit.services.history import changed_cells

        self.model.glow(changed_cells(changes.fields, self.form.entity, WHOLE_ROW))
        self._glowed.start()

    def _row_clicked(self, row: int) -> None:
        """What proves the record is shown in the panel."""
        record = self.model.record(row)
        if record is not None:
            self.session.focused.emit(Place(f"form:{self.form.id}", record.entity, record.id))

    def show_proofs(self) -> None:
        """Go to the photos and files of the current record."""
        record, live = self._current_id(), self.session.live
        if not record or live is None or not self.model.proofs(record):
            return
        mark = f"{self.form.entity}/{record}"
        found = (
            x.id for x in live.of("evidence") if any(link.startswith(mark) for link in x.links)
        )
        self.session.go.emit(Place("photos", "evidence", next(found)))

    def go_to(self, record_id: str, code: str = "") -> None:
        """To a record and a column; a field that is no column is shown in the card."""
        row = self.model.rows.place(record_id)
        if row is None:
            self.view.setFocus()
            return
        codes = [column.code for column in self.model.columns]
        self.view.go_to(row, codes.index(code) if code in codes else 0)
        self.view.setFocus()
        if code and code not in codes and self.form.field(code.partition(INNER)[0]):
            self._show_card()
            self.card.focus_field(code.partition(INNER)[0])

    def _warm_up(self) -> None:
        """The table of units and the library of codes are ready before the first cell is typed."""

        def parse() -> None:
            from symbioaudit.services.entries import warm_up

            warm_up()

        def open_library() -> None:
            from symbioaudit.services.completing import library_source

            library_source()

        self.session.pool.submit(parse)
        self.session.worker.submit(open_library)

    def _add(self) -> None:
        actions.add_row(self.view)
        self.view.setFocus()

    # -- card -----------------------------------------------------------------------------------

    def _current_id(self) -> str:
        record = self.model.record(self.view.currentIndex().row())
        return record.id if record is not None else ""

    def _show_card(self) -> None:
        if self.session.live is not None and not self.card_area.isHidden():
            self.card.show_record(self._current_id())

    def _refused(self) -> None:
        """A text that was not taken shows in the table and in the card alike."""
        self.view.viewport().update()
        self._card_due.start()

    def fold_card(self) -> None:
        """Away with the card, or back."""
        self.card_area.setVisible(self.card_area.isHidden())
        self.fold_button.setChecked(not self.card_area.isHidden())
        self._show_card()

    def _turn_card(self) -> None:
        side = self.side_button.isChecked()
        self.halves.setOrientation(Qt.Orientation.Horizontal if side else Qt.Orientation.Vertical)

    def _cell_shown(self, row: int, column: int) -> None:
        own = self.model.columns[column]
        place = Place(f"form:{self.form.id}", self.form.entity, self._current_id(), own.field.code)
        self.session.focused.emit(place)

    # -- filter, columns, what is said --------------------------------------------------------

    def _sift(self, text: str) -> None:
        columns = self.model.columns
        at = max(self.view.currentIndex().column(), 0)
        codes = [column.code for column in columns]
        found = sieve(text, self.model.cells, self.model.reader, codes, codes[at])
        if found.trouble is not None:
            self._say(found.trouble.render(), "error")
            return
        self.model.sift(found)

    def _arranged(self) -> None:
        found = self.model.rows.sieve
        if found.is_open:
            self._say("")
        else:
            title = self.model.cells.columns[found.column].title if found.column else ""
            text = _("shown: {n}").format(n=self.model.filled_rows())
            self._say(f"{text} · {title}" if title else text)
        row = self.model.rows.place(self._kept_row) if self._kept_row else None
        self.view.go_to(row or 0, max(self._kept_column, 0))
        self.headers.dress()

    def _remember_row(self) -> None:
        self._kept_row = self._current_id()
        self._kept_column = self.view.currentIndex().column()

    def _busy(self, on: bool) -> None:
        self._say(_("sorting and filtering…") if on else "")

    def _pasted(self, taken: int, unread: int) -> None:
        text = _("pasted: {n}").format(n=taken)
        if unread:
            text = _("pasted: {n}, not read: {unread}").format(n=taken, unread=unread)
        self._say(text, "warning" if unread else "muted")

    def _say(self, text: str, role: str = "muted") -> None:
        self.said.setText(text)
        self.said.setProperty("role", role)
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)

    def show_chooser(self) -> None:
        """The column chooser beside the table, or away with it."""
        if self.chooser is not None:
            self.chooser.hide()
            self.chooser.deleteLater()
            self.chooser = None
            self.view.setFocus()
        else:
            self.chooser = Chooser(self.model.cells.columns, self)
            self.chooser.show_codes(tuple(column.code for column in self.model.columns))
            self.chooser.chosen.connect(self.headers.choose)
            self.chooser.reset.connect(self._first_columns)
            self.chooser.closed.connect(self.show_chooser)
            self.beside.addWidget(self.chooser)
            self.chooser.search.setFocus()
        self.columns_button.setChecked(self.chooser is not None)

    def _first_columns(self) -> None:
        codes = self.model.cells.default_columns()
        self.headers.choose(codes)
        if self.chooser is not None:
            self.chooser.show_codes(codes)

    def _asked(self, name: str) -> None:
        if name == "F4":
            self.fold_card()
        elif name == PROOFS_KEY:
            self.show_proofs()
        elif name == "Ctrl+F":
            self.filter.take_focus()
        else:
            self.show_chooser()
