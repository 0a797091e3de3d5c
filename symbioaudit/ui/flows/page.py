"""The page of the process map: the drawing, its words, its buttons; gestures become operations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QListView, QSplitter, QVBoxLayout, QWidget

from symbioaudit.base.i18n import N_, _, plural
from symbioaudit.services import flowmap
from symbioaudit.services.flowmap import Choice
from symbioaudit.services.operations import Delete, Edit, Update
from symbioaudit.ui.flows.bar import Bar, save, say_refused
from symbioaudit.ui.flows.lists import KEY, Words, flow_line, process_line
from symbioaudit.ui.flows.popup import NameEditor, NewFlow
from symbioaudit.ui.flows.scene import MapScene
from symbioaudit.ui.flows.view import MapView
from symbioaudit.ui.page import Page
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.model.changes import Changes

ADD_PROCESS: Final = N_("Add a process")
RENAME: Final = N_("Rename a process")
MOVE: Final = N_("Move on the map")
ARRANGE: Final = N_("Arrange the map")
ADD_FLOW: Final = N_("Add a flow")
TIE: Final = N_("Tie a flow elsewhere")
REMOVE_PROCESS: Final = N_("Delete a process")
REMOVE_FLOW: Final = N_("Delete a flow")
DRAWN: Final = frozenset({"process", "stream", "product"})
HINT: Final = N_(
    "No process yet. Double-click the sheet or press N to add one; then drag from its right port "
    "to another process or over the border."
)


class MapPage(Page):
    """Everything here is one operation per gesture, one step of undo."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.scene = MapScene()
        self.view = MapView(self.scene, self)
        self.view.setAccessibleName(_("Process map"))
        self.view.setAccessibleDescription(_("The same processes and flows are in the lists below"))
        self.processes, self.flows = Words(), Words()
        self.process_list = self._list(self.processes, _("Processes"))
        self.flow_list = self._list(self.flows, _("Flows of the chosen process; all when none is"))
        self.hint = QLabel(_(HINT), self)
        self.hint.setWordWrap(True)
        self.hint.setProperty("role", "muted")
        self.bar = Bar(self)
        self._select: str = ""
        self._lay_out()
        self._connect()

    def _list(self, model: Words, name: str) -> QListView:
        view = QListView(self)
        view.setModel(model)
        view.setAccessibleName(name)
        view.setUniformItemSizes(True)
        view.setTextElideMode(Qt.TextElideMode.ElideRight)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return view

    def _lay_out(self) -> None:
        under = QWidget(self)
        words = QGridLayout(under)
        words.setContentsMargins(0, 0, 0, 0)
        pairs = ((_("Processes"), self.process_list), (_("Flows"), self.flow_list))
        for column_number, (text, view) in enumerate(pairs):
            label = QLabel(text, under)
            label.setProperty("role", "heading")
            label.setBuddy(view)
            words.addWidget(label, 0, column_number)
            words.addWidget(view, 1, column_number)
            words.setColumnStretch(column_number, 1)
        halves = QSplitter(Qt.Orientation.Vertical, self)
        halves.addWidget(self.view)
        halves.addWidget(under)
        halves.setStretchFactor(0, 1)
        halves.setSizes([look().px(430), look().px(150)])
        title = QLabel(_("Process map"), self)
        title.setProperty("role", "title")
        column = QVBoxLayout(self)
        gap = look().px(12)
        column.setContentsMargins(gap, gap, gap, gap)
        for part in (title, self.bar, self.hint):
            column.addWidget(part)
        column.addWidget(halves, 1)

    def _connect(self) -> None:
        view, bar = self.view, self.bar
        bar.button(_("Add a process"), lambda: self.add_at(view.free_place()), main=True)
        bar.button(_("Tie…"), self.tie)
        bar.button(_("Arrange"), self.arrange)
        self.thick = bar.button(_("Width by amount"), self._thickness)
        self.thick.setCheckable(True)
        self.thick.setChecked(True)
        bar.zooms(view)
        bar.outputs(self.scene, self, lambda: save(self, self.scene, _("Process map")))
        view.linked.connect(self.offer_flow)
        view.retied.connect(self.retie)
        view.moved.connect(self.keep_places)
        view.add_wanted.connect(self.add_at)
        view.rename_wanted.connect(self.rename)
        view.delete_wanted.connect(self.delete_chosen)
        view.link_wanted.connect(self.tie)
        self.scene.opened.connect(self.open_card)
        self.scene.selectionChanged.connect(self._chosen)
        for words in (self.process_list, self.flow_list):
            words.selectionModel().currentChanged.connect(self._line_chosen)
            words.activated.connect(lambda _index: view.open_chosen())

    # -- hooks -----------------------------------------------------------------------

    def arrive(self, place: Place) -> None:
        """Show the map, and on it the process or flow asked for."""
        self._select = place.record
        self._show()
        self.view.setFocus()

    def leave(self) -> None:
        """Take what is being typed: a name in place, a new flow that has one."""
        for editor in self.view.viewport().findChildren(NameEditor):
            editor.commit()
        for popup in self.view.findChildren(NewFlow):
            if popup.name.text().strip():
                popup.commit()

    def on_changes(self, changes: Changes, touched: frozenset[tuple[str, str]]) -> None:
        """Draw anew what was changed, here or elsewhere."""
        if any(entity in DRAWN for entity, _id in touched):
            self._show()

    def on_results(self, results: Any) -> None:
        """Closure lights follow what is typed."""
        self.scene.show_lights(results)
        self._tell()

    def _show(self) -> None:
        live = self.session.live
        assert live is not None
        self.scene.show_graph(flowmap.graph_of(live), self.session.results)
        if self._select in self.scene.nodes or self._select in self.scene.arrows:
            self.scene.choose((self._select,))
            self._select = ""
        self.hint.setVisible(not self.scene.nodes)
        if self.view.fitting:
            self.view.settle()
        self._tell()

    def _tell(self) -> None:
        graph = self.scene.graph
        lines = ((k, process_line(item, graph)) for k, item in self.scene.nodes.items())
        self.processes.fill(lines)
        chosen = set(self.scene.chosen_nodes())
        arrows = [a for a in graph.arrows.values() if not chosen or chosen & set(a.ends)]
        self.flows.fill((a.id, flow_line(a, graph)) for a in arrows)

    # -- choosing --------------------------------------------------------------------

    def _chosen(self) -> None:
        self._tell()
        nodes, arrows = self.scene.chosen_nodes(), self.scene.chosen_arrows()
        for view, model, keys in (
            (self.process_list, self.processes, nodes),
            (self.flow_list, self.flows, arrows),
        ):
            row = model.row_of(keys[0]) if keys else -1
            index = model.index(row) if row >= 0 else QModelIndex()
            view.selectionModel().blockSignals(True)
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            view.selectionModel().setCurrentIndex(index, flag)
            view.selectionModel().blockSignals(False)
            view.viewport().update()
        if nodes:
            self.session.focused.emit(self._card("process", nodes[0]))
        elif arrows:
            entity = self.scene.graph.arrows[arrows[0]].entity
            self.session.focused.emit(self._card(entity, arrows[0]))

    def _line_chosen(self, index: QModelIndex) -> None:
        key = index.data(KEY)
        if key:
            self.scene.choose((key,))
            item = self.scene.nodes.get(key) or self.scene.arrows[key]
            self.view.ensureVisible(item)

    def _card(self, entity: str, record_id: str) -> Place:
        assert self.session.live is not None
        assert self.session.pack is not None
        record = self.session.live.get(entity, record_id)
        forms = self.session.pack.forms.values()
        form = next((f.id for f in forms if record is not None and f.takes(record)), "F05")
        return Place(f"form:{form}", entity, record_id)

    def open_card(self, entity: str, record_id: str) -> None:
        """Go to the card of a process or a flow."""
        self.session.go.emit(self._card(entity, record_id))

    # -- gestures --------------------------------------------------------------------

    def add_at(self, pos: QPointF) -> None:
        """Ask for a name where the process will stand, then add it."""

        def take(name: str) -> None:
            assert self.session.live is not None
            made = flowmap.new_process(self.session.live.audit_id, name, (pos.x(), pos.y()))
            self._select = made.record.id
            pinned = flowmap.placed(self.scene.graph, self.scene.shown(), ())
            self.session.apply(ADD_PROCESS, [*pinned, made])

        self.view.ensureVisible(pos.x(), pos.y(), self.scene.skin.px(200), self.scene.skin.px(60))
        NameEditor(self.view.viewport(), self._in_view(pos), "", take)

    def rename(self, key: str) -> None:
        """Type a new name over the process."""
        item = self.scene.nodes[key]

        def take(name: str) -> None:
            if name != item_name:
                self.session.apply(RENAME, [Update("process", key, {"name": name})])

        item_name = item.node.name
        self.view.ensureVisible(item)
        NameEditor(self.view.viewport(), self._in_view(item.pos()), item_name, take)

    def _in_view(self, pos: QPointF) -> QRect:
        return QRect(self.view.mapFromScene(pos), QSize(look().px(190), look().row))

    def keep_places(self) -> None:
        """Remember where processes were dragged to; one step of undo however many."""
        shown, graph = self.scene.shown(), self.scene.graph
        moved = [key for key, node in graph.nodes.items() if node.at != shown[key]]
        self._apply(MOVE, flowmap.placed(graph, shown, moved))

    def arrange(self) -> None:
        """Lay the whole map out and remember it."""
        at = {k: (float(round(x)), float(round(y))) for k, (x, y) in self.scene.arranged().items()}
        self._apply(ARRANGE, flowmap.placed(self.scene.graph, at, at))
        self.view.fit()

    def tie(self) -> None:
        """A new flow by keyboard: from the chosen process."""
        chosen = self.scene.chosen_nodes()
        if chosen or self.scene.nodes:
            source = chosen[0] if chosen else next(iter(self.scene.nodes))
            self.offer_flow(source, chosen[1] if len(chosen) > 1 else flowmap.OUTSIDE)

    def offer_flow(self, source: str, target: str) -> None:
        """Ask what flows between two ends, near where it will be."""
        for old in self.view.findChildren(NewFlow):
            old.forget()
        assert self.session.pack is not None
        popup = NewFlow(self.view, self.session.pack, self.scene.graph, self._add_flow)
        key = target if source == flowmap.OUTSIDE else source
        at = self.view.mapFromScene(self.scene.nodes[key].sceneBoundingRect().bottomRight())
        popup.offer(source, target, at)

    def _add_flow(self, choice: Choice, name: str, ends: tuple[str, str]) -> None:
        assert self.session.live is not None
        assert self.session.pack is not None
        made = flowmap.new_flow(self.session.pack, self.session.live.audit_id, choice, name, ends)
        self._select = made.record.id
        self.session.apply(ADD_FLOW, [made])

    def retie(self, arrow_id: str, end: str, to: str) -> None:
        """An end of a flow was dragged to a process or over the border."""
        assert self.session.live is not None
        assert self.session.pack is not None
        record = self.session.live.get(self.scene.graph.arrows[arrow_id].entity, arrow_id)
        edits = flowmap.reconnected(self.session.pack, record, end, to)
        if edits:
            self.session.apply(TIE, edits)
        else:
            say_refused(self.session, record.name or "—")

    def delete_chosen(self) -> None:
        """Chosen processes to the bin, or else chosen flows; what referred to them lives on."""
        live = self.session.live
        assert live is not None
        nodes, arrows = self.scene.chosen_nodes(), self.scene.chosen_arrows()
        if nodes:
            edits = flowmap.removed(live, nodes)
            links = len(edits) - len(nodes)
            self.session.apply(REMOVE_PROCESS, edits, then=lambda _changes: self._say(links))
        elif arrows:
            graph = self.scene.graph
            self._apply(REMOVE_FLOW, [Delete(graph.arrows[key].entity, key) for key in arrows])

    def _say(self, links: int) -> None:
        untied = plural("{n} record lost its link", "{n} records lost their link", links)
        text = _("Deleted; {untied}. Ctrl+Z brings all of it back.").format(untied=untied)
        self.session.told.emit(text)

    def _thickness(self) -> None:
        self.scene.same_width = not self.thick.isChecked()
        self._show()

    def _apply(self, name: str, edits: list[Edit]) -> None:
        if edits:
            self.session.apply(name, edits)


def make(session: Session) -> Page:
    """The page for the window."""
    return MapPage(session)
