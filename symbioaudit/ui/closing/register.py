"""The register of opportunities: economics, priority, what they give together, hot spots without an option."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QLabel,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from symbioaudit.base.i18n import N_, _
from symbioaudit.ui.closing.board import Board, ClosingPage, bind, keyed_row
from symbioaudit.ui.closing.bubbles import BubbleChart
from symbioaudit.ui.page import Page
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.services.figures import View
    from symbioaudit.services.register import BareSpot

NEW: Final = N_("Add a measure")
STATUS: Final = N_("Change the status of a measure")
NONE: Final = N_("Say why a hot spot has no measure")
PLAN: Final = N_("Put into the action plan")


class RegisterPage(ClosingPage):
    """S select · X reject with a reason · P propose again · A into the plan · Insert adds one."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, _("Register of opportunities"))
        self._spots: tuple[BareSpot, ...] = ()
        self.board = Board(_("Register of opportunities"), self)
        self.explain(self.board)
        self.board.chosen.connect(self._mark)
        self.chart = BubbleChart(self)
        self.chart.chosen.connect(self._point)
        self.sums = Board(_("Together"), self)
        self.parts = Board(_("Priority by its parts"), self)
        for board in (self.sums, self.parts):
            self.explain(board)
        self.tabs = QTabWidget(self)
        self.tabs.setAccessibleName(_("Views of the register"))
        self.tabs.addTab(self.chart, _("Effort and effect"))
        self.tabs.addTab(self.sums, _("Together"))
        self.tabs.addTab(self.parts, _("Priority by its parts"))
        self.tabs.addTab(self._spot_side(), "")
        lower = QSplitter(Qt.Orientation.Horizontal, self)
        lower.addWidget(self.tabs)
        lower.addWidget(self.origin)
        lower.setSizes([look().px(640), look().px(320)])
        halves = QSplitter(Qt.Orientation.Vertical, self)
        halves.addWidget(self.board)
        halves.addWidget(lower)
        halves.setSizes([look().px(270), look().px(330)])
        keys = keyed_row(
            self,
            self.board,
            [
                (_("New measure"), "Ins", self.add),
                (_("Select"), "S", lambda: self.set_status("selected")),
                (_("Propose again"), "P", lambda: self.set_status("proposed")),
                (_("Reject…"), "X", self.reject),
                (_("Into the plan"), "A", self.plan),
            ],
        )
        self.column.addWidget(halves, 1)
        self.column.addWidget(self.reason)
        self.column.addWidget(keys)

    def _spot_side(self) -> QWidget:
        side = QWidget(self)
        column = QVBoxLayout(side)
        self.spots = QListWidget(side)
        self.spots.setAccessibleName(_("Hot spots without a measure"))
        self.spots.itemActivated.connect(lambda _item: self.none_because())
        bind(self.spots, "Ins", self.add_for_spot)
        note = QLabel(
            _("Insert adds a measure for the hot spot; Enter says why there is none."), side
        )
        note.setProperty("role", "muted")
        note.setWordWrap(True)
        column.addWidget(note)
        column.addWidget(self.spots, 1)
        return side

    def hint(self) -> str:
        """How to read the priorities."""
        return _(
            "Priority is a range where parts are unknown. Enter opens the card of the measure."
        )

    def arrive(self, place: Place) -> None:
        """Take the keys."""
        super().arrive(place)
        if place.record:
            self.board.select_record(place.record)
        self.board.setFocus()

    def show_all(self, view: View) -> None:
        """Register, chart, sums, spots."""
        from symbioaudit.services import register

        self.board.fill(register.table(view))
        self.chart.fill(register.bubbles(view))
        self.sums.fill(register.sums_table(view))
        self._spots = register.bare_spots(view)
        self.spots.clear()
        for spot in self._spots:
            self.spots.addItem(QListWidgetItem(spot.name))
        self.tabs.setTabText(3, _("Without a measure · {n}").format(n=len(self._spots)))
        self._mark(self.board.link())

    # -- doing -------------------------------------------------------------------

    def add(self) -> None:
        """A new measure; its card opens to be filled in."""
        self._add(None)

    def add_for_spot(self) -> None:
        """A measure for the chosen hot spot."""
        row = self.spots.currentRow()
        if 0 <= row < len(self._spots):
            self._add(self._spots[row])

    def _add(self, spot: BareSpot | None) -> None:
        from symbioaudit.services.register import opportunity_for

        edit = opportunity_for(spot, self.audit_id, spot.name if spot else _("New measure"))
        record_id = edit.record.id
        self.session.apply(
            NEW, [edit], then=lambda _changes: self.go_to(("opportunity", record_id, "name"))
        )

    def set_status(self, status: str, reason: str | None = None) -> None:
        """Another status for the chosen measures."""
        from symbioaudit.services.register import with_status

        live = self.session.live
        if live is None:
            return
        edits = []
        for row in self.board.rows_chosen():
            link = self.board.figures.table.rows[row].link
            record = live.get("opportunity", link[1]) if link else None
            if record is not None and record.status != status:
                edits.append(with_status(record, status, reason))
        if edits:
            self.session.apply(STATUS, edits)

    def reject(self) -> None:
        """Reject the chosen measures with a reason."""
        if self.board.link():
            self.reason.ask(
                _("Why is it rejected?"),
                lambda reason: self.set_status("rejected", reason),
                self.board,
            )

    def none_because(self) -> None:
        """Write why the chosen hot spot has no measure."""
        row = self.spots.currentRow()
        if not 0 <= row < len(self._spots):
            return
        spot, audit_id = self._spots[row], self.audit_id

        def take(reason: str) -> None:
            from symbioaudit.services.register import none_because

            self.session.apply(NONE, [none_because(spot, audit_id, reason)])

        question = _("“{name}” has no measure, because…").format(name=spot.name)
        self.reason.ask(question, take, self.spots)

    def plan(self) -> None:
        """Make the first action of the chosen measure."""
        from symbioaudit.services.roadmap import action_from

        link, session = self.board.link(), self.session
        record = session.live.get(*link[:2]) if link and session.live else None
        if record is not None and session.live is not None and session.pack is not None:
            session.apply(PLAN, [action_from(session.live, record, session.pack)])
            session.told.emit(_("In the action plan."))

    def _point(self, record_id: str) -> None:
        self.board.select_record(record_id)

    def _mark(self, link: tuple[str, str, str] | None) -> None:
        self.chart.record = link[1] if link else ""
        self.chart.update()
        view = self.view()
        if link and view is not None:
            from symbioaudit.services.register import priority_table

            self.parts.fill(priority_table(view, link[1]))


def make(session: Session) -> Page:
    """The page."""
    return RegisterPage(session)
