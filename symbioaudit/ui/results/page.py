"""A page of results: its tables, and beside them where the chosen number comes from."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QModelIndex, Qt, QUrl
from PySide6.QtWidgets import (
    QLabel,
    QScrollArea,
    QSplitter,
    QTableView,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from symbioaudit.base.i18n import N_, _, language
from symbioaudit.ui.page import Page
from symbioaudit.ui.results.model import FiguresModel
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.model.changes import Changes
    from symbioaudit.services.figures import Link, Table

TITLES: Final = {
    "overview": N_("Overview"),
    "balances": N_("Balances"),
    "energy": N_("Energy results"),
    "waste": N_("Wastes: totals"),
    "flows": N_("Water, wastewater, emissions"),
    "heat": N_("Waste heat"),
    "indicators": N_("Indicators"),
    "hotspots": N_("Hot spots"),
    "losses": N_("Cost of losses"),
    "ghg": N_("Greenhouse gases"),
    "quality": N_("Data quality"),
    "economics": N_("Economics of measures"),
    "problems": N_("Remarks"),
}
TALLEST: Final = 14  # rows of a table before it scrolls by itself
MEASURED: Final = 60  # rows whose width is looked at
WIDEST: Final = 250  # px of a column
HINT: Final = N_("Choose a number to see where it comes from. Enter goes to its record.")


class ResultsPage(Page):
    """Recomputed after each edit, never in the way of typing."""

    def __init__(self, session: Session, kind: str) -> None:
        super().__init__(session)
        self.kind = kind
        self.models: list[FiguresModel] = []
        self.views: list[QTableView] = []
        title = QLabel(_(TITLES[kind]), self)
        title.setProperty("role", "title")
        self.state = QLabel(self)
        self.state.setProperty("role", "muted")
        self.inner = QWidget()
        self.column = QVBoxLayout(self.inner)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.inner)
        self.origin = QTextBrowser(self)
        self.origin.setOpenLinks(False)
        self.origin.anchorClicked.connect(self._follow)
        self.origin.setAccessibleName(_("Where the number comes from"))
        self.origin.setPlaceholderText(_(HINT))
        halves = QSplitter(Qt.Orientation.Vertical, self)
        halves.addWidget(scroll)
        halves.addWidget(self.origin)
        halves.setStretchFactor(0, 3)
        halves.setStretchFactor(1, 1)
        halves.setSizes([look().px(520), look().px(170)])
        whole = QVBoxLayout(self)
        gap = look().px(12)
        whole.setContentsMargins(gap, gap, gap, 0)
        for part in (title, self.state):
            whole.addWidget(part)
        whole.addWidget(halves, 1)

    # -- showing -----------------------------------------------------------------

    def arrive(self, place: Place) -> None:
        """Show what is computed by now."""
        self._show()
        if self.views:
            self.views[0].setFocus()

    def on_changes(self, changes: Changes, touched: frozenset[tuple[str, str]]) -> None:
        """Old numbers turn grey until the new ones are there."""
        if touched:
            self.state.setText(_("being computed anew…"))
            for model in self.models:
                model.set_stale()

    def on_results(self, results: Any) -> None:
        """New numbers; a page that nobody looks at fills its tables when it comes to the front."""
        if self.isVisible():
            self._show()

    def _show(self) -> None:
        session = self.session
        if session.results is None or session.live is None or session.pack is None:
            self.state.setText(_("being computed anew…"))
            return
        from symbioaudit.services.figures import view_of
        from symbioaudit.services.result_tables import tables_of

        tables = tables_of(self.kind, view_of(session.results, session.live, session.pack))
        self.state.setText("")
        if [_frame(t) for t in tables] == [_frame(m.table) for m in self.models]:
            for model, table, view in zip(self.models, tables, self.views, strict=True):
                model.fill(table)
                _fit(view, model)
        else:
            self._build(tables)

    def _build(self, tables: tuple[Table, ...]) -> None:
        while self.column.count():
            item = self.column.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()  # it goes at the end of the turn; its place is taken now
                widget.deleteLater()
        self.models, self.views = [], []
        for table in tables:
            self._add(table)
        self.column.addStretch(1)

    def _add(self, table: Table) -> None:
        heading = QLabel(table.title)
        heading.setProperty("role", "heading")
        self.column.addWidget(heading)
        model = FiguresModel(table)
        view = QTableView()
        view.setModel(model)
        view.setAccessibleName(table.title)
        view.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        view.setAlternatingRowColors(True)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(look().row)
        view.setTabKeyNavigation(False)
        _widths(view, model)
        view.selectionModel().currentChanged.connect(partial(self._chosen, model))
        view.activated.connect(partial(self._go_to, model))
        _fit(view, model)
        self.column.addWidget(view)
        if not table.rows:
            view.hide()
            note = QLabel(table.empty)
            note.setProperty("role", "muted")
            self.column.addWidget(note)
        self.models.append(model)
        self.views.append(view)

    # -- doing -------------------------------------------------------------------

    def _chosen(self, model: FiguresModel, index: QModelIndex, _before: QModelIndex) -> None:
        live = self.session.live
        if not index.isValid() or live is None:
            return
        quantity = model.figure(index).quantity
        if quantity is None:
            self.origin.clear()
            return
        from symbioaudit.services.figures import derivation_of

        self.origin.setHtml(derivation_of(quantity, live, language()))

    def _go_to(self, model: FiguresModel, index: QModelIndex) -> None:
        link = model.row(index).link if index.isValid() else None
        if link:
            self._open(link)

    def _follow(self, url: QUrl) -> None:
        parts = url.toString().split("/")
        if len(parts) == 3:
            self._open((parts[0], parts[1], parts[2]))

    def _open(self, link: Link) -> None:
        """Go to the record's form and field."""
        session = self.session
        record = session.live.get(link[0], link[1]) if session.live else None
        if record is None or session.pack is None:
            return
        form = next((f for f in session.pack.forms.values() if f.takes(record)), None)
        if form is not None:
            session.go.emit(Place(f"form:{form.id}", link[0], link[1], link[2]))


def _frame(table: Table) -> tuple[object, ...]:
    """What a table's widgets are made for: they serve as long as this is the same."""
    return table.title, table.columns, bool(table.rows)


def _widths(view: QTableView, model: FiguresModel) -> None:
    """As wide as the first rows need, names within limits; the last column takes what is left."""
    header = view.horizontalHeader()
    header.setResizeContentsPrecision(MEASURED)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    view.resizeColumnsToContents()
    for column in range(model.columnCount()):
        view.setColumnWidth(column, min(view.columnWidth(column) + look().px(8), look().px(WIDEST)))
    header.setStretchLastSection(True)


def _fit(view: QTableView, model: FiguresModel) -> None:
    """As tall as its lines, within limits."""
    rows = min(model.rowCount(), TALLEST)
    head = view.horizontalHeader().sizeHint().height()
    view.setFixedHeight(head + rows * look().row + look().px(16))


def make(session: Session, kind: str) -> Page:
    """The page of a kind of results."""
    return ResultsPage(session, kind)
