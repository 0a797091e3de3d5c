"""A page of results: its charts and tables, and under them where the chosen number comes from."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSplitter,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from symbioaudit.base.i18n import N_, _
from symbioaudit.ui.page import Page
from symbioaudit.ui.results.chart import ChartView
from symbioaudit.ui.results.model import FiguresModel
from symbioaudit.ui.results.pane import OriginPane
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.model.changes import Changes
    from symbioaudit.services.chart_parts import Chart
    from symbioaudit.services.figures import Link, Table
    from symbioaudit.ui.results.plot import Mark

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


class ResultsPage(Page):
    """Recomputed after each edit, never in the way of typing."""

    def __init__(self, session: Session, kind: str) -> None:
        super().__init__(session)
        self.kind = kind
        self.charts: list[ChartView] = []
        self.models: list[FiguresModel] = []
        self.views: list[QTableView] = []
        title = QLabel(_(TITLES[kind]), self)
        title.setProperty("role", "title")
        self.state = QLabel(self)
        self.state.setProperty("role", "muted")
        self.inner = QWidget()
        self.column = QVBoxLayout(self.inner)
        scroll = self.area = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.inner)
        self.origin = OriginPane(session, self)
        self.origin.gone.connect(self._open)
        halves = QSplitter(Qt.Orientation.Vertical, self)
        halves.addWidget(scroll)
        halves.addWidget(self.origin)
        halves.setStretchFactor(0, 3)
        halves.setStretchFactor(1, 1)
        halves.setSizes([look().px(500), look().px(210)])
        halves.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        gap = look().px(12)
        whole.setContentsMargins(gap, gap, gap, 0)
        self.head = QHBoxLayout()
        self.head.addWidget(title)
        self.head.addWidget(self.state)
        self.head.addStretch(1)
        whole.addLayout(self.head)
        whole.addWidget(halves, 1)

    # -- showing -----------------------------------------------------------------

    def arrive(self, place: Place) -> None:
        """Show what is computed by now."""
        self._show()
        if self.views and not self.origin.tree.hasFocus():
            (self.charts or self.views)[0].setFocus()

    def on_changes(self, changes: Changes, touched: frozenset[tuple[str, str]]) -> None:
        """Old numbers turn grey until the new ones are there."""
        if touched:
            self._age()

    def on_results(self, results: Any) -> None:
        """New numbers; a page that nobody looks at fills its tables when it comes to the front."""
        if self.isVisible():
            self._show()

    def _show(self) -> None:
        session = self.session
        if session.results is None or session.live is None or session.pack is None:
            self.state.setText(_("being computed anew…"))
            return
        from symbioaudit.services.charts import charts_of
        from symbioaudit.services.figures import view_of
        from symbioaudit.services.result_tables import tables_of

        source = view_of(session.results, session.live, session.pack)
        tables, charts = self.sift(tables_of(self.kind, source)), charts_of(self.kind, source)
        same = [c.title for c in charts] == [v.chart.title for v in self.charts]
        if same and [_frame(t) for t in tables] == [_frame(m.table) for m in self.models]:
            for drawn, chart in zip(self.charts, charts, strict=True):
                drawn.fill(chart)
            for model, table, view in zip(self.models, tables, self.views, strict=True):
                model.fill(table)
                _fit(view, model)
        else:
            self._build(charts, tables)
        self._age()

    def _age(self) -> None:
        """Numbers that lack an edit are pale."""
        behind = self.session.recomputing.behind
        self.state.setText(_("being computed anew…") if behind else "")
        if behind:
            for model in self.models:
                model.set_stale()
            for drawn in self.charts:
                drawn.set_stale()

    def sift(self, tables: tuple[Table, ...]) -> tuple[Table, ...]:
        """The tables as this page wants them; a page of its own kind may leave rows out."""
        return tables

    def _build(self, charts: tuple[Chart, ...], tables: tuple[Table, ...]) -> None:
        while self.column.count():
            item = self.column.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()  # it goes at the end of the turn; its place is taken now
                widget.deleteLater()
        self.charts, self.models, self.views = [], [], []
        for chart in charts:
            self._draw(chart)
        for table in tables:
            self._add(table)
        self.column.addStretch(1)

    def _draw(self, chart: Chart) -> None:
        unit = f", {chart.unit}" if chart.unit and chart.unit not in chart.title else ""
        heading = QLabel(f"{chart.title}{unit}")
        heading.setProperty("role", "heading")
        drawn = ChartView(chart)
        drawn.chosen.connect(partial(self._picked, drawn))
        drawn.activated.connect(self._visit)
        drawn.to_save.connect(partial(self._save, drawn))
        take = QToolButton()
        take.setText(_("Picture"))
        take.setAccessibleName(f"{_('Picture')}: {chart.title}")
        take.setProperty("role", "flat")
        take.clicked.connect(lambda: drawn.menu().popup(take.mapToGlobal(take.rect().bottomLeft())))
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(heading, 1)
        row.addWidget(take)
        self.column.addWidget(line)
        self.column.addWidget(drawn)
        self.charts.append(drawn)

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
        figure = model.figure(index)
        if figure.quantity is None:
            self.origin.clear()
            return
        row = model.row(index)
        head = model.table.columns[index.column()]
        first = row.cells[0].text
        name = first if model.columnCount() == 2 else f"{first}: {head}"
        self.origin.show_number(name, figure.quantity, figure.text)

    def _picked(self, drawn: ChartView, mark: Mark) -> None:
        if mark.segment.quantity is None:
            self.origin.say(drawn.words(mark))
            return
        name = drawn.words(mark).rpartition(f": {mark.segment.text}")[0]
        self.origin.show_number(name, mark.segment.quantity, mark.segment.text)

    def _save(self, drawn: ChartView) -> None:
        from symbioaudit.ui.flows.bar import save

        save(self, drawn.drawing(), drawn.chart.title.replace(":", ","))

    def _visit(self, mark: Mark) -> None:
        if mark.segment.link:
            self._open(mark.segment.link)

    def _go_to(self, model: FiguresModel, index: QModelIndex) -> None:
        link = model.row(index).link if index.isValid() else None
        if link:
            self._open(link)

    def _open(self, link: Link) -> None:
        """Go to the record's form and field."""
        session = self.session
        if session.live is None or session.pack is None:
            return
        from symbioaudit.services.derivations import place_of

        found = place_of(session.live, session.pack, link)
        if found is not None:
            session.go.emit(Place(f"form:{found[0]}", *found[1]))


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
