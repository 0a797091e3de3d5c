"""The inbox: what was caught while walking; dragged or keyed to where it belongs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QMimeData, QSize, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from symbioaudit.base.i18n import N_, _, plural
from symbioaudit.ui.capture.chooser import Chooser
from symbioaudit.ui.capture.keyed import Keyed, keyed_buttons
from symbioaudit.ui.capture.thumbs import thumbs_of
from symbioaudit.ui.page import Page
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.model.changes import Changes
    from symbioaudit.services.inbox import Item

PLACED: Final = N_("Place from the inbox")
STREAM: Final = N_("Make a stream of a note")
DONE: Final = N_("Take out of the inbox")
DROPPED: Final = N_("Delete from the inbox")
TURNED: Final = N_("Rotate a photo")
ID: Final = int(Qt.ItemDataRole.UserRole)
MIME: Final = "application/x-symbioaudit-inbox"


class Waiting(QListWidget):
    """The list; what is dragged out of it carries its id."""

    def mimeData(self, items: Sequence[QListWidgetItem]) -> QMimeData:
        """The ids of the items."""
        mime = QMimeData()
        mime.setData(MIME, "\n".join(str(item.data(ID)) for item in items).encode())
        return mime


class Targets(QTreeWidget):
    """Processes and their streams; takes what is dragged from the list."""

    def __init__(self, page: InboxPage) -> None:
        super().__init__(page)
        self.page = page
        self.setHeaderHidden(True)
        self.setAcceptDrops(True)
        self.setAccessibleName(_("Processes and streams to place at"))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Only items of the inbox."""
        self._judge(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Only onto a line."""
        self._judge(event)

    def _judge(self, event: QDropEvent) -> None:
        if event.mimeData().hasFormat(MIME) and self.itemAt(event.position().toPoint()):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Place the items at the line below the pointer."""
        line = self.itemAt(event.position().toPoint())
        if line is None or not event.mimeData().hasFormat(MIME):
            event.ignore()
            return
        event.acceptProposedAction()
        ids = bytes(event.mimeData().data(MIME).data()).decode().split("\n")
        self.page.place_at(str(line.data(0, ID)), ids)


class InboxPage(Page):
    """P place · S stream · R rotate · D done · Del bin."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.thumbs = thumbs_of(session)
        self._items: dict[str, Item] = {}
        self._build()
        self._due = QTimer(self, singleShot=True, interval=0)
        self._due.timeout.connect(self.refill)
        self.thumbs.ready.connect(lambda _sha: self._due.start())
        self.refill()

    def _build(self) -> None:
        title = QLabel(_("Inbox"), self)
        title.setProperty("role", "title")
        self.said = QLabel(self)
        self.said.setProperty("role", "muted")
        self.said.setWordWrap(True)
        self.list = Waiting(self)
        self.list.setAccessibleName(_("What waits in the inbox"))
        self.list.setIconSize(QSize(look().px(56), look().px(56)))
        self.list.setWordWrap(True)
        self.list.setDragEnabled(True)
        self.list.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.list.itemActivated.connect(lambda _item: self.choose())
        self.tree = Targets(self)
        halves = QSplitter(Qt.Orientation.Horizontal, self)
        halves.addWidget(self.list)
        halves.addWidget(self.tree)
        halves.setStretchFactor(0, 3)
        halves.setStretchFactor(1, 2)
        halves.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        gap = look().px(12)
        column.setContentsMargins(gap, gap, gap, gap)
        column.addWidget(title)
        column.addWidget(self.said)
        column.addLayout(self._buttons())
        column.addWidget(halves, 1)

    def _buttons(self) -> QHBoxLayout:
        specs: tuple[Keyed, ...] = (
            (_("Place…"), "P", self.choose),
            (_("Make a stream"), "S", self.make_stream),
            (_("Rotate"), "R", self.rotate),
            (_("Done"), "D", self.finish),
            (_("Delete"), "Del", self.drop),
        )
        return keyed_buttons(self, self.session, self.list, specs)

    # -- showing -----------------------------------------------------------------------

    def arrive(self, place: Place) -> None:
        """The first item is ready for a key."""
        self.refill()
        if self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        self.list.setFocus()

    def on_changes(self, changes: Changes, touched: frozenset[tuple[str, str]]) -> None:
        """Once for many operations in a row."""
        self._due.start()

    def refill(self) -> None:
        """Show what waits, and where it may go."""
        from symbioaudit.services.inbox import waiting

        if self.session.live is None:
            return
        found = waiting(self.session.live)
        chosen, row = {item.data(ID) for item in self.list.selectedItems()}, self.list.currentRow()
        self._items = {item.id: item for item in found}
        self.list.clear()
        for item in found:
            self._show(item, chosen=item.id in chosen)
        if self.list.count():
            self.list.setCurrentRow(max(0, min(row, self.list.count() - 1)))
        n = len(found)
        self.said.setText(
            plural("{n} item waits. Drag it to a process or a stream, or press P.",
                   "{n} items wait. Drag them to a process or a stream, or press P.", n)
            if n
            else _("Nothing waits. Ctrl+Space catches a note, a number or a photo from anywhere.")
        )  # fmt: skip
        self._fill_targets()

    def _show(self, item: Item, *, chosen: bool) -> None:
        turn = int(item.record.properties.get("turn") or 0)
        words = [
            item.text or "—",
            item.amount if item.amount != item.text else "",
            self._beside(item),
        ]
        line = QListWidgetItem("\n".join(word for word in words if word), self.list)
        line.setIcon(self.thumbs.icon(item.sha256, turn))
        line.setData(ID, item.id)
        line.setSelected(chosen)

    def _beside(self, item: Item) -> str:
        live = self.session.live
        entity, _slash, rest = item.place.partition("/")
        record = live.get(entity, rest.partition("/")[0]) if live and rest else None
        name = getattr(record, "name", None)
        return _("beside “{name}”").format(name=name) if name else ""

    def _fill_targets(self) -> None:
        live = self.session.live
        assert live is not None
        self.tree.clear()
        tops: dict[str, QTreeWidgetItem] = {}
        for process in live.of("process"):
            tops[process.id] = self._line(process, "process")
            self.tree.addTopLevelItem(tops[process.id])
        for stream in live.of("stream"):
            line = self._line(stream, "stream")
            above = tops.get(stream.from_process or "") or tops.get(stream.to_process or "")
            if above is not None:
                above.addChild(line)
            else:
                self.tree.addTopLevelItem(line)
        self.tree.expandAll()

    def _line(self, record: Any, entity: str) -> QTreeWidgetItem:
        line = QTreeWidgetItem([record.name or "—"])
        line.setData(0, ID, f"{entity}/{record.id}")
        return line

    # -- doing -------------------------------------------------------------------------

    def chosen(self) -> list[Item]:
        """The items that the next key is for."""
        lines = self.list.selectedItems() or [self.list.currentItem()]
        return [
            self._items[x.data(ID)] for x in lines if x is not None and x.data(ID) in self._items
        ]

    def choose(self) -> None:
        """P: choose by a few letters where the items belong."""
        ids = [item.id for item in self.chosen()]
        if ids:
            Chooser(self.session, self, lambda place: self.place_to(place, ids)).open()

    def place_to(self, place: Place, ids: Sequence[str]) -> None:
        """Tie items to a record; a number goes into the field where it can be read."""
        target = "/".join(x for x in (place.entity, place.record, place.field) if x)
        self.place_at(target, ids)

    def place_at(self, target: str, ids: Sequence[str]) -> None:
        """Tie items to ``entity/id[/field]``, one step of undo."""
        edits: list[Any] = []
        for one in ids:
            if one in self._items:
                edits += self._edits(self._items[one], target)
        if edits:
            self.session.apply(PLACED, edits)
            self.list.setFocus()

    def _edits(self, item: Item, target: str) -> list[Any]:
        from symbioaudit.services.inbox import placed, written

        live, pack = self.session.live, self.session.pack
        assert live is not None
        assert pack is not None
        entity, record_id, code = (*target.split("/"), "")[:3]
        record = live.get(entity, record_id)
        form = next((f for f in pack.forms.values() if f.takes(record)), None)
        if code and item.amount and form is not None:
            found = written(self.session.desk, item, form, code, record)
            if found:
                return found
        return placed(live, item, target)

    def make_stream(self) -> None:
        """S: a row of wastes and by-products from the note."""
        from symbioaudit.services.inbox import as_stream

        for item in self.chosen()[:1]:
            self.session.apply(STREAM, as_stream(self.session.desk, item))

    def rotate(self) -> None:
        """R: a quarter clockwise; the file stays as it is."""
        from symbioaudit.services.inbox import turned

        edits = [turned(x.record) for x in self.chosen() if x.entity == "evidence"]
        if edits:
            self.session.apply(TURNED, edits)

    def finish(self) -> None:
        """D: seen, nothing more to do."""
        from symbioaudit.services.inbox import done

        edits = [edit for item in self.chosen() for edit in done(item)]
        if edits:
            self.session.apply(DONE, edits)

    def drop(self) -> None:
        """Del: into the bin."""
        from symbioaudit.services.inbox import dropped

        live = self.session.live
        edits = [edit for item in self.chosen() for edit in dropped(live, item)] if live else []
        if edits:
            self.session.apply(DROPPED, edits)


def make(session: Session) -> Page:
    """The page."""
    return InboxPage(session)
