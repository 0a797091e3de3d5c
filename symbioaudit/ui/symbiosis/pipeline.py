"""The pipeline of matches as a board: a column a status with what ends it; move by keys or by dragging."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QListWidgetItem,
    QMenu,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from symbioaudit.base.i18n import N_, _, language
from symbioaudit.ui.closing.board import ClosingPage, keyed_row
from symbioaudit.ui.draglist import ID, DragList
from symbioaudit.ui.page import Page
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.model.changes import Changes
    from symbioaudit.services.pipeline import Card, Column

MOVE: Final = N_("Change the status of a match")
MIME: Final = "application/x-symbioaudit-match"
ACROSS: Final = 5  # columns beside each other: nine do not fit a small screen
TALL: Final = 120  # px of a list at least


class StatusList(DragList):
    """The matches of one status; what is dropped here gets it."""

    def __init__(self, status: str, parent: QWidget) -> None:
        super().__init__(status, MIME, parent)
        self.setSpacing(look().px(3))
        self.setAlternatingRowColors(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def keyboardSearch(self, search: str) -> None:
        """Letters are keys of the page."""


class PipelinePage(ClosingPage):
    """N next status · B back · X reject · D hold · M meeting card · Enter opens the form of the stage."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, _("Pipeline of matches"))
        self.lists: dict[str, StatusList] = {}
        self.heads: dict[str, tuple[QLabel, QLabel]] = {}
        self.menu: QMenu | None = None
        self.inner = QWidget(self)
        self.columns = QGridLayout(self.inner)
        self.columns.setContentsMargins(0, 0, 0, 0)
        for number in range(ACROSS):
            self.columns.setColumnStretch(number, 1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setWidget(self.inner)
        self.area = area
        self.origin.hide()
        self.column.addWidget(area, 1)
        keys = keyed_row(
            self,
            self.inner,
            [
                (_("Next status"), "N", lambda: self.step(1)),
                (_("Back"), "B", lambda: self.step(-1)),
                (_("Hold…"), "D", lambda: self.ask_reason("on_hold")),
                (_("Reject…"), "X", lambda: self.ask_reason("rejected")),
                (_("Meeting card"), "M", self.meeting),
                (_("Into the plan"), "A", self.plan),
            ],
        )
        self.column.addWidget(keys)

    def hint(self) -> str:
        """What the colours mean."""
        return _("Under each status stands what ends it. Amber: nothing has moved for two months. A match with a shut gate stays an idea.")  # fmt: skip

    def arrive(self, place: Place) -> None:
        """Take the keys."""
        self.refresh()
        if place.record:
            self.point(place.record)
        elif not self.card():
            first = next((own for own in self.lists.values() if own.count()), None)
            if first is not None:
                first.setCurrentRow(0)
                first.setFocus()

    def refresh(self) -> None:
        """The board needs no computing."""
        live, pack = self.session.live, self.session.pack
        if live is None or pack is None:
            return
        from symbioaudit.services import pipeline

        here = self.card()
        for column in pipeline.columns(live, pack, language()):
            if column.status not in self.lists:
                self._add(column)
            self._fill(column)
        self.state.setText(self.hint() if any(o.count() for o in self.lists.values()) else _("Nothing is in work yet: take a match into work on the page of matches."))  # fmt: skip
        if here:
            self.point(here)

    def on_changes(self, changes: Changes, touched: frozenset[tuple[str, str]]) -> None:
        """Shown at once."""
        if self.isVisible() and any(
            entity in {"match", "stream", "want"} for entity, _id in touched
        ):
            self.refresh()

    def on_results(self, results: object) -> None:
        """Nothing here is computed."""

    def _add(self, column: Column) -> None:
        side = QWidget(self.inner)
        layout = QVBoxLayout(side)
        layout.setContentsMargins(0, 0, 0, 0)
        title, exit_ = QLabel(side), QLabel(side)
        title.setProperty("role", "heading")
        title.setWordWrap(True)
        exit_.setProperty("role", "muted")
        exit_.setWordWrap(True)
        exit_.setAlignment(Qt.AlignmentFlag.AlignTop)
        exit_.setMinimumHeight(look().px(34))
        own = StatusList(column.status, side)
        own.setMinimumHeight(look().px(TALL))
        own.taken.connect(self.move_to)
        own.itemActivated.connect(lambda _item: self.open())
        own.currentItemChanged.connect(lambda item, _old, here=own: self._alone(here, item))
        title.setBuddy(own)
        for part in (title, exit_, own):
            layout.addWidget(part, 1 if part is own else 0)
        row, place = divmod(len(self.lists), ACROSS)
        self.columns.addWidget(side, row, place)
        self.columns.setRowStretch(row, 1)
        self.lists[column.status], self.heads[column.status] = own, (title, exit_)

    def _fill(self, column: Column) -> None:
        own = self.lists[column.status]
        title, exit_ = self.heads[column.status]
        title.setText(f"{column.title} · {len(column.cards)}")
        exit_.setText(column.exit)
        own.setAccessibleName(column.title)
        own.setAccessibleDescription(column.exit)
        own.blockSignals(True)
        own.clear()
        for card in column.cards:
            own.addItem(_item(card))
        own.blockSignals(False)

    def _alone(self, here: StatusList, item: QListWidgetItem | None) -> None:
        """One match is in front on the whole board."""
        if item is None:
            return
        for own in self.lists.values():
            if own is not here:
                own.blockSignals(True)
                own.setCurrentRow(-1)
                own.clearSelection()
                own.blockSignals(False)

    # -- doing -------------------------------------------------------------------

    def card(self) -> str:
        """Id of the match in front."""
        for own in self.lists.values():
            item = own.currentItem()
            if item is not None:
                return str(item.data(ID))
        return ""

    def point(self, record_id: str) -> None:
        """Bring a match to the front wherever it is."""
        for own in self.lists.values():
            for row in range(own.count()):
                if own.item(row).data(ID) == record_id:
                    own.setCurrentRow(row)
                    own.setFocus()
                    self.area.ensureWidgetVisible(own)

    def step(self, by: int) -> None:
        """To the next or the former status of the way."""
        from symbioaudit.services.pipeline import next_of

        live, pack = self.session.live, self.session.pack
        record = live.get("match", self.card()) if live and self.card() else None
        if record is None or pack is None:
            return
        status = next_of(record.status, pack, by)
        if status:
            self.move_to(record.id, status)

    def move_to(self, record_id: str, status: str, reason: str | None = None) -> None:
        """Change the status, dated today, as one step."""
        from symbioaudit.services import pipeline

        live, pack = self.session.live, self.session.pack
        record = live.get("match", record_id) if live else None
        if record is None or pack is None or record.status == status:
            return
        if status in pipeline.SIDE and reason is None:
            self.point(record_id)
            self.ask_reason(status)
            return
        if not pipeline.may_stand(record, status, pack):
            gate = pipeline.shut_gate(record, pack)
            self.session.told.emit(_("It stays an idea while a gate is shut. {gate}").format(gate=gate.render(language()) if gate else ""))  # fmt: skip
            return
        self.session.apply(
            MOVE,
            [pipeline.moved(record, status, reason)],
            then=lambda _changes: self.point(record_id),
        )

    def ask_reason(self, status: str) -> None:
        """The reasons of the methodology, in a menu at the match."""
        from symbioaudit.services.pipeline import reasons

        pack, record_id = self.session.pack, self.card()
        if not record_id or pack is None:
            return
        self.menu = menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for value, text in reasons(pack, language()):
            action = QAction(text, menu)
            action.triggered.connect(
                lambda _on=False, why=value: self.move_to(record_id, status, why)
            )
            menu.addAction(action)
        own = next(o for o in self.lists.values() if o.currentItem() is not None)
        menu.popup(own.mapToGlobal(own.visualItemRect(own.currentItem()).bottomLeft()))

    def open(self) -> None:
        """The form where the work of this status is written down."""
        from symbioaudit.services.pipeline import stage_form

        live = self.session.live
        record = live.get("match", self.card()) if live and self.card() else None
        if record is not None:
            self.session.go.emit(Place(f"form:{stage_form(record.status)}", "match", record.id))

    def meeting(self) -> None:
        """The printable card of the meeting."""
        if self.card():
            self.session.go.emit(Place("onepage", record=self.card()))

    def plan(self) -> None:
        """The first action of the match."""
        from symbioaudit.services.roadmap import action_from

        live, pack = self.session.live, self.session.pack
        record = live.get("match", self.card()) if live and self.card() else None
        if record is not None and live is not None and pack is not None:
            self.session.apply(N_("Put into the action plan"), [action_from(live, record, pack)])
            self.session.told.emit(_("In the action plan."))


def _item(card: Card) -> QListWidgetItem:
    """Resource, partner, score, days."""
    score = f"{card.score:.0f}" if card.score is not None else "—"
    days = _("{n} d").format(n=card.days) if card.days is not None else ""
    last = " · ".join(p for p in (score, days, _("gate shut") if card.shut else "") if p)
    item = QListWidgetItem(f"{card.name}\n→ {card.partner}\n{last}")
    item.setData(ID, card.record_id)
    item.setToolTip(card.shut or f"{card.name} → {card.partner}")
    role = "error" if card.shut else "warning" if card.stale else ""
    if role:
        item.setForeground(look().colour(role))
    return item


def make(session: Session) -> Page:
    """The page."""
    return PipelinePage(session)
