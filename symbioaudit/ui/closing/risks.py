"""Risks: the matrix, the register, the usual ones of the methodology to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QSplitter, QVBoxLayout, QWidget

from symbioaudit.base.i18n import N_, _
from symbioaudit.ui.closing.board import Board, ClosingPage, bind, keyed_row
from symbioaudit.ui.closing.matrix import MatrixView
from symbioaudit.ui.page import Page
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.services.figures import View
    from symbioaudit.services.risks import Cell, Starter

RATE: Final = N_("Rate a risk")
TAKE: Final = N_("Take a usual risk")
PLAN: Final = N_("Put into the action plan")


class RiskBoard(Board):
    """Two digits rate the risk: probability, then impact."""

    def __init__(self, page: RisksPage) -> None:
        super().__init__(_("Risks"), page)
        self.page = page

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1–3 are marks; Esc forgets the first of them."""
        if event.text() in {"1", "2", "3"}:
            self.page.digit(int(event.text()))
        elif event.key() == Qt.Key.Key_Escape:
            self.page.forget()
        else:
            super().keyPressEvent(event)


class RisksPage(ClosingPage):
    """Two digits rate · R then two digits: after the measure · A into the plan · Insert takes a usual risk."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, _("Risks"))
        self.first: int | None = None
        self.residual = False
        self.only: Cell | None = None
        self._starters: tuple[Starter, ...] = ()
        self.matrix = MatrixView(self)
        self.matrix.cell_chosen.connect(self._filter)
        self.matrix.moved.connect(self._move)
        self.matrix.mark_chosen.connect(self._point)
        self.board = RiskBoard(self)
        self.explain(self.board)
        self.board.chosen.connect(self._mark)
        self.levels = QLabel(self)
        self.levels.setProperty("role", "muted")
        self.levels.setWordWrap(True)
        self.usual = QListWidget(self)
        self.usual.setAccessibleName(_("Usual risks of the methodology"))
        self.usual.setWordWrap(True)
        self.usual.itemActivated.connect(lambda _item: self.take())
        bind(self.usual, "Ins", self.take)
        offer = QLabel(_("Usual risks: Enter takes one, then correct it"), self)
        offer.setProperty("role", "heading")
        offer.setWordWrap(True)
        offer.setBuddy(self.usual)
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(look().px(6), 0, 0, 0)
        for part in (offer, self.usual, self.levels):
            column.addWidget(part, 1 if part is self.usual else 0)
        top = QSplitter(Qt.Orientation.Horizontal, self)
        top.addWidget(self.matrix)
        top.addWidget(right)
        top.setSizes([look().px(520), look().px(420)])
        halves = QSplitter(Qt.Orientation.Vertical, self)
        for half in (top, self.board, self.origin):
            halves.addWidget(half)
        halves.setSizes([look().px(n) for n in (330, 230, 90)])
        keys = keyed_row(
            self,
            self.board,
            [
                (_("After the measure"), "R", self.rate_residual),
                (_("Into the plan"), "A", self.plan),
                (_("Show all cells"), "X", lambda: self._filter(None)),
            ],
        )
        self.column.addWidget(halves, 1)
        self.column.addWidget(keys)

    def hint(self) -> str:
        """The keys, and what has been pressed of them."""
        if self.first is not None:
            return _("Probability {p}; now the impact, 1 to 3.").format(p=self.first)
        if self.residual:
            return _("After the measure: probability, then impact, 1 to 3.")
        return _(
            "Two digits rate the chosen risk: probability, then impact. Or drag it in the matrix."
        )

    def arrive(self, place: Place) -> None:
        """Take the keys."""
        super().arrive(place)
        if place.record:
            self.board.select_record(place.record)
        self.board.setFocus()

    def show_all(self, view: View) -> None:
        """Matrix, register, offers."""
        from symbioaudit.services.risks import matrix, starters, table

        found = matrix(view)
        self.matrix.fill(found)
        self.board.fill(table(view, self.only))
        words = [
            f"{_('Probability')}: {'; '.join(found.probabilities)}.",
            f"{_('Impact')}: {'; '.join(found.impacts)}.",
        ]
        self.levels.setText("\n".join(words))
        self._starters = starters(view.live, view.pack, view.lang)
        here = self.usual.currentRow()
        self.usual.clear()
        for one in self._starters:
            item = QListWidgetItem(f"{one.name} ({one.probability} × {one.impact})")
            item.setToolTip(one.measure)
            self.usual.addItem(item)
        self.usual.setCurrentRow(min(max(here, 0), self.usual.count() - 1))

    # -- doing -------------------------------------------------------------------

    def digit(self, mark: int) -> None:
        """The first is the probability, the second the impact and does it."""
        if self.first is None:
            self.first = mark
        else:
            link, cell = self.board.link(), (self.first, mark)
            residual, self.first, self.residual = self.residual, None, False
            if link:
                self._move(link[1], cell, residual=residual)
        self.state.setText(self.hint())

    def forget(self) -> None:
        """Begin the marks anew."""
        self.first, self.residual = None, False
        self.state.setText(self.hint())

    def rate_residual(self) -> None:
        """The next two digits are what is left after the measure."""
        self.first, self.residual = None, True
        self.state.setText(self.hint())

    def take(self) -> None:
        """Take the chosen usual risk into the register."""
        from symbioaudit.services.risks import taken

        row = self.usual.currentRow()
        if 0 <= row < len(self._starters):
            self.session.apply(TAKE, [taken(self._starters[row], self.audit_id)])

    def plan(self) -> None:
        """Make the first action against the chosen risk."""
        from symbioaudit.services.roadmap import action_from

        link, session = self.board.link(), self.session
        record = session.live.get(*link[:2]) if link and session.live else None
        if record is not None and session.live is not None and session.pack is not None:
            session.apply(PLAN, [action_from(session.live, record, session.pack)])
            session.told.emit(_("In the action plan."))

    def _move(self, record_id: str, cell: Cell, *, residual: bool = False) -> None:
        from symbioaudit.services.risks import moved

        self.session.apply(RATE, [moved(record_id, cell, residual=residual)])

    def _filter(self, cell: Cell | None) -> None:
        self.only = cell
        self.matrix.cell = cell
        self.matrix.update()
        self.refresh()

    def _point(self, record_id: str) -> None:
        self.board.select_record(record_id)
        self.board.setFocus()

    def _mark(self, link: tuple[str, str, str] | None) -> None:
        self.matrix.record = link[1] if link else ""
        self.matrix.update()


def make(session: Session) -> Page:
    """The page."""
    return RisksPage(session)
