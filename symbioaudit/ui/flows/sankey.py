"""The page of the Sankey diagrams: material, energy, water; the whole site or one process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt
from PySide6.QtWidgets import QButtonGroup, QComboBox, QLabel, QListView, QSplitter, QVBoxLayout

from symbioaudit.base.i18n import _, language, plural
from symbioaudit.services import flows
from symbioaudit.ui.context import ContextPanel
from symbioaudit.ui.flows.bar import Bar, save
from symbioaudit.ui.flows.canvas import Canvas
from symbioaudit.ui.flows.diagram import Diagram
from symbioaudit.ui.flows.lists import KEY, Words
from symbioaudit.ui.flows.note import Note
from symbioaudit.ui.page import Page
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.model.changes import Changes

EDGE: Final = 24


class SankeyPage(Page):
    """The diagram, the same in words under it, and its derivation in the context panel."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.layer, self.chosen = "mass", -1
        self.diagram = Diagram()
        self.view = Canvas(self.diagram, self)
        self.view.setAccessibleName(_("Sankey diagram"))
        self.view.setAccessibleDescription(_("The same flows are in the list below"))
        self.view.viewport().installEventFilter(self)
        self.words = Words()
        self.list = QListView(self)
        self.list.setModel(self.words)
        self.list.setAccessibleName(_("Flows of the diagram"))
        self.list.setUniformItemSizes(True)
        self.empty = QLabel(self)
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.lacking = QLabel(self)
        self.lacking.setWordWrap(True)
        self.lacking.setProperty("role", "warning")
        self.scope = QComboBox(self)
        self.scope.setAccessibleName(_("Whole site or one process"))
        self.bar = Bar(self)
        self.note = Note()
        self.note.hide()
        self._lay_out()
        self._connect()
        self.destroyed.connect(self.note.deleteLater)

    def _lay_out(self) -> None:
        title = QLabel(_("Sankey diagram"), self)
        title.setProperty("role", "title")
        self.halves = QSplitter(Qt.Orientation.Vertical, self)
        self.halves.addWidget(self.view)
        self.halves.addWidget(self.list)
        self.halves.setStretchFactor(0, 1)
        self.halves.setSizes([look().px(430), look().px(150)])
        column = QVBoxLayout(self)
        gap = look().px(12)
        column.setContentsMargins(gap, gap, gap, gap)
        for part in (title, self.bar, self.lacking):
            column.addWidget(part)
        column.addWidget(self.halves, 1)
        column.addWidget(self.empty, 1)

    def _connect(self) -> None:
        self.layers = QButtonGroup(self)
        for number, (layer, text) in enumerate(flows.LAYERS.items()):
            button = self.bar.button(_(text), lambda own=layer: self.show_layer(own))  # type: ignore[misc]
            button.setCheckable(True)
            button.setChecked(layer == self.layer)
            button.setProperty("role", "flat")
            self.layers.addButton(button, number)
        self.bar.row.addWidget(self.scope)
        self.bar.zooms(self.view)
        self.bar.outputs(self.diagram, self, lambda: save(self, self.diagram, self._file_name()))
        self.scope.activated.connect(lambda _row: self._show())
        self.diagram.pointed.connect(self.point)
        self.diagram.opened.connect(self.open_flow)
        self.list.selectionModel().currentChanged.connect(self._line_chosen)
        self.list.activated.connect(lambda index: self.open_flow(int(index.data(KEY))))

    def _file_name(self) -> str:
        return f"{_('Sankey diagram')} — {_(flows.LAYERS[self.layer])}"

    # -- hooks -----------------------------------------------------------------------

    def arrive(self, place: Place) -> None:
        """Show the diagram, of a process when one is asked for."""
        panel = self.window().findChild(ContextPanel)
        if panel is not None and self.note.parent() is None:
            panel.add_section(self.note)
        self.note.show()
        self._fill_scope(place.record or self.process or "")
        self._show()

    def leave(self) -> None:
        """The derivation belongs to this page."""
        self.note.hide()

    def on_changes(self, changes: Changes, touched: frozenset[tuple[str, str]]) -> None:
        """Names of processes may have changed."""
        if any(entity == "process" for entity, _id in touched):
            self._fill_scope(self.process or "")

    def on_results(self, results: Any) -> None:
        """Draw anew."""
        self._show()

    @property
    def process(self) -> str | None:
        """The process shown; None is the whole site."""
        return self.scope.currentData() or None

    def show_layer(self, layer: str) -> None:
        """Material, energy or water."""
        self.layer = layer
        self.view.fitting = True
        self._show()

    def _fill_scope(self, chosen: str) -> None:
        live = self.session.live
        assert live is not None
        self.scope.clear()
        self.scope.addItem(_("Whole site"), "")
        for process in live.of("process"):
            self.scope.addItem(process.name or process.code or "—", process.id)
        self.scope.setCurrentIndex(max(0, self.scope.findData(chosen)))

    def _show(self) -> None:
        session = self.session
        assert session.live is not None
        assert session.pack is not None
        lang = language()
        shown = flows.picture(
            session.results, session.live, session.pack, self.layer, self.process, lang
        )
        width = self.view.viewport().width() - look().px(EDGE)
        self.diagram.show_picture(shown, width)
        self.chosen = -1
        self.words.fill(
            (str(number), self._line(ribbon)) for number, ribbon in enumerate(shown.ribbons)
        )
        self.empty.setText(shown.empty)
        self.empty.setVisible(not shown.ribbons)
        self.halves.setVisible(bool(shown.ribbons))
        self._tell_lacking(len(shown.lacking) if shown.ribbons else 0)
        if self.view.fitting:
            self.view.settle()

    def _line(self, ribbon: Any) -> str:
        assert self.session.live is not None
        names = flows.names_of_ribbon(self.session.live, ribbon)
        text = flows.ribbon_text(self.diagram.picture, ribbon, language())
        return f"{text} ({names})" if names else text

    def _tell_lacking(self, count: int) -> None:
        self.lacking.setVisible(bool(count))
        text = plural(
            "{n} flow has no amount and is not drawn",
            "{n} flows have no amount and are not drawn",
            count,
        )
        self.lacking.setText(text)

    # -- choosing --------------------------------------------------------------------

    def point(self, number: int) -> None:
        """Outline a ribbon and tell where it comes from."""
        if number == self.chosen or not 0 <= number < len(self.diagram.bands):
            return
        self.chosen = number
        self.diagram.choose(number)
        self.list.setCurrentIndex(self.words.index(self.words.row_of(str(number))))
        live, shown = self.session.live, self.diagram.picture
        assert live is not None
        if self.session.results is not None:
            ribbon = shown.ribbons[number]
            found = flows.derived(self.session.results, live, shown, ribbon, language())
            self.note.tell(flows.ribbon_text(shown, ribbon, language()), found)

    def _line_chosen(self, index: QModelIndex) -> None:
        if index.data(KEY):
            self.point(int(index.data(KEY)))

    def open_flow(self, number: int) -> None:
        """Go to the card of the flow; the first of several."""
        live, pack = self.session.live, self.session.pack
        assert live is not None
        assert pack is not None
        self.point(number)
        for entity, record_id in self.diagram.picture.ribbons[number].records:
            record = live.get(entity, record_id)
            form = next((f for f in pack.forms.values() if record and f.takes(record)), None)
            if form is not None:
                self.session.go.emit(Place(f"form:{form.id}", entity, record_id))
                return

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The diagram is laid out for the room there is."""
        resized = event.type() == QEvent.Type.Resize and self.session.live is not None
        if resized and self.view.fitting and self.diagram.picture.ribbons:
            width = self.view.viewport().width() - look().px(EDGE)
            self.diagram.show_picture(self.diagram.picture, width)
            self.diagram.choose(self.chosen)
        return super().eventFilter(watched, event)


def make(session: Session) -> Page:
    """The page for the window."""
    return SankeyPage(session)
