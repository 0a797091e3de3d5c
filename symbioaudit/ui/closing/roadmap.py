"""The action plan: three horizons side by side, made from what was found, drawn along the time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from symbioaudit.base.i18n import N_, _, language
from symbioaudit.ui.closing.board import ClosingPage, bind, keyed_row
from symbioaudit.ui.closing.timeline import Timeline
from symbioaudit.ui.draglist import ID, DragList
from symbioaudit.ui.page import Page
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.model.changes import Changes
    from symbioaudit.services.figures import Table, View

MOVE: Final = N_("Move an action to another horizon")
ADD: Final = N_("Add an action")
PLAN: Final = N_("Put into the action plan")
MIME: Final = "application/x-symbioaudit-action"


class HorizonList(DragList):
    """The actions of one horizon; what is dropped here belongs here. 1–3 send the chosen one elsewhere."""

    digit = Signal(int)

    def __init__(self, horizon: str, parent: QWidget) -> None:
        super().__init__(horizon, MIME, parent)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit is a horizon."""
        if event.text() in {"1", "2", "3"}:
            self.digit.emit(int(event.text()))
        elif event.text().isalpha():
            event.ignore()
        else:
            super().keyPressEvent(event)


class RoadmapPage(ClosingPage):
    """1–3 move to a horizon · Insert adds · Enter opens the card; a source becomes an action by Enter."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, _("Action plan"))
        self.lists: dict[str, HorizonList] = {}
        self.titles: dict[str, QLabel] = {}
        self.columns = QHBoxLayout()
        self.timeline = Timeline(self)
        self.timeline.chosen.connect(self._point)
        self.rules = QLabel(self)
        self.rules.setWordWrap(True)
        self.sources = QListWidget(self)
        self.sources.setAccessibleName(_("What has no action yet"))
        self.sources.setWordWrap(True)
        self.sources.itemActivated.connect(lambda _item: self.plan())
        bind(self.sources, "A", self.plan)
        self.origin.hide()
        above = QWidget(self)
        above.setLayout(self.columns)
        self.columns.setContentsMargins(0, 0, 0, 0)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.timeline)
        lower = QSplitter(Qt.Orientation.Horizontal, self)
        lower.addWidget(scroll)
        lower.addWidget(self._side())
        lower.setSizes([look().px(640), look().px(340)])
        halves = QSplitter(Qt.Orientation.Vertical, self)
        halves.addWidget(above)
        halves.addWidget(lower)
        halves.setSizes([look().px(330), look().px(290)])
        keys = keyed_row(self, above, [(_("New action"), "Ins", self.add)])
        self.column.addWidget(halves, 1)
        self.column.addWidget(keys)

    def _side(self) -> QWidget:
        side = QWidget(self)
        column = QVBoxLayout(side)
        column.setContentsMargins(look().px(6), 0, 0, 0)
        head = QLabel(_("Enter makes an action of:"), side)
        head.setProperty("role", "heading")
        head.setBuddy(self.sources)
        for part in (self.rules, head, self.sources):
            column.addWidget(part, 1 if part is self.sources else 0)
        return side

    def hint(self) -> str:
        """The keys."""
        return _("1, 2, 3 move the chosen action to a horizon, or drag it. Enter opens its card.")

    def arrive(self, place: Place) -> None:
        """Take the keys."""
        self._fill()
        super().arrive(place)
        first = next((own for own in self.lists.values() if own.count()), None)
        (first or self.sources).setFocus()

    def on_changes(self, changes: Changes, touched: frozenset[tuple[str, str]]) -> None:
        """The plan needs no computing: it is shown at once."""
        if touched and self.isVisible():
            self._fill()

    def show_all(self, view: View) -> None:
        """Everything."""
        self._fill()

    def _fill(self) -> None:
        live, pack = self.session.live, self.session.pack
        if live is None or pack is None:
            return
        from symbioaudit.services import roadmap

        if not self.lists:
            for horizon in roadmap.horizons(pack):
                self._add_list(horizon)
        lang = language()
        for number, (horizon, own) in enumerate(self.lists.items(), 1):
            table = roadmap.table(live, pack, horizon, lang)
            if number == 1 and roadmap.of_horizon(live, None):
                loose = roadmap.table(live, pack, None, lang)
                table = type(table)(table.title, table.columns, (*loose.rows, *table.rows))
            self.titles[horizon].setText(f"{number} · {table.title}")
            own.setAccessibleName(table.title)
            _refill(own, table)
        bars = roadmap.bars(live, pack)
        self.timeline.fill(bars, roadmap.span(bars))
        self.rules.setText(
            "\n".join(f"{'✓' if c.met else '✗'} {c.text}" for c in roadmap.checks(live))
        )
        self._sources(live)

    def _sources(self, live: Any) -> None:
        from symbioaudit.services.roadmap import name_of, sources

        kinds = {
            "opportunity": _("Measure"), "risk": _("Risk"),
            "finding": _("Finding"), "match": _("Match"),
        }  # fmt: skip
        row = self.sources.currentRow()
        self.sources.clear()
        for record in sources(live):
            item = QListWidgetItem(f"{kinds[record.entity]}: {name_of(record)}")
            item.setData(ID, record.id)
            self.sources.addItem(item)
        self.sources.setCurrentRow(min(max(row, 0), self.sources.count() - 1))

    def _add_list(self, horizon: str) -> None:
        side = QWidget(self)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        title = QLabel(side)
        title.setProperty("role", "heading")
        title.setWordWrap(True)
        own = HorizonList(horizon, side)
        title.setBuddy(own)
        own.taken.connect(self._move)
        own.digit.connect(lambda number, here=own: self._send(here, number))
        own.itemActivated.connect(lambda item: self.go_to(("action", str(item.data(ID)), "name")))
        own.currentItemChanged.connect(lambda item, _old: self._mark(item))
        column.addWidget(title)
        column.addWidget(own, 1)
        self.columns.addWidget(side, 1)
        self.lists[horizon], self.titles[horizon] = own, title

    # -- doing -------------------------------------------------------------------

    def add(self) -> None:
        """A new action; its card opens to be filled in."""
        self._make(None, ADD)

    def plan(self) -> None:
        """An action of the chosen source."""
        item, live = self.sources.currentItem(), self.session.live
        record = live.find(str(item.data(ID))) if item and live else None
        if record is not None:
            self._make(record, PLAN)

    def _make(self, record: Any, name: str) -> None:
        from symbioaudit.services.roadmap import action_from

        live, pack = self.session.live, self.session.pack
        if live is None or pack is None:
            return
        edit = action_from(live, record, pack)
        made = edit.record.id
        self.session.apply(
            name,
            [edit],
            then=None if record else lambda _changes: self.go_to(("action", made, "name")),
        )

    def _move(self, record_id: str, horizon: str) -> None:
        from symbioaudit.services.roadmap import moved

        live = self.session.live
        record = live.get("action", record_id) if live else None
        if record is not None and record.horizon != horizon:
            self.session.apply(
                MOVE, [moved(record_id, horizon)], then=lambda _c: self._point(record_id)
            )

    def _send(self, here: HorizonList, number: int) -> None:
        item, names = here.currentItem(), list(self.lists)
        if item is not None and number <= len(names):
            self._move(str(item.data(ID)), names[number - 1])

    def _point(self, record_id: str) -> None:
        """Make an action current wherever it is."""
        for own in self.lists.values():
            for row in range(own.count()):
                if own.item(row).data(ID) == record_id:
                    own.setCurrentRow(row)
                    own.setFocus()
                    return

    def _mark(self, item: QListWidgetItem | None) -> None:
        self.timeline.record = str(item.data(ID)) if item else ""
        self.timeline.update()


def _refill(own: HorizonList, table: Table) -> None:
    """The actions as cards of two lines; the chosen one stays chosen."""
    here = own.currentItem().data(ID) if own.currentItem() else None
    own.blockSignals(True)
    own.clear()
    for row in table.rows:
        number, name, linked, owner, due, waits, cost, status = (c.text for c in row.cells)
        more = [owner, due, cost if cost != "—" else "", status]
        if waits:
            more.append(_("after {what}").format(what=waits))
        lines = [f"{number}. {name}" if number else name, " · ".join(p for p in more if p)]
        item = QListWidgetItem("\n".join(lines))
        item.setToolTip(linked)
        item.setData(ID, row.link[1] if row.link else "")
        roles = [c.role for c in row.cells if c.role in {"error", "warning"}]
        if roles:
            item.setForeground(look().colour("error" if "error" in roles else "warning"))
        own.addItem(item)
        if item.data(ID) == here:
            own.setCurrentItem(item)
    own.blockSignals(False)


def make(session: Session) -> Page:
    """The page."""
    return RoadmapPage(session)
