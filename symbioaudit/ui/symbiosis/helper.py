"""The balance helper: a proposal that overwrites nothing, what to measure next, intervals of totals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QTabWidget

from symbioaudit.base.i18n import N_, _, language
from symbioaudit.ui.closing.board import Board, ClosingPage, keyed_row
from symbioaudit.ui.page import Page
from symbioaudit.ui.session import Place, Session

if TYPE_CHECKING:
    from symbioaudit.analysis.reconciliation import BalanceHelp

MARK: Final = N_("Mark amounts as to be measured")
PLAN: Final = N_("Put a measurement into the action plan")


class HelperPage(ClosingPage):
    """M marks a blank amount as to be measured · A puts the measurement into the plan · Enter opens the stream."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, _("Balance helper"))
        self.help: BalanceHelp | None = None
        self._turn = 0
        self.next = Board(_("What to measure next"), self)
        self.proposal = Board(_("Proposal"), self)
        self.spreads = Board(_("How far totals can be trusted"), self)
        self.tabs = QTabWidget(self)
        self.tabs.setAccessibleName(_("Parts of the helper"))
        for board in (self.next, self.proposal, self.spreads):
            self.explain(board)
            self.tabs.addTab(board, board.accessibleName())
        self.origin.hide()
        self.column.addWidget(self.tabs, 1)
        keys = keyed_row(
            self,
            self.tabs,
            [
                (_("To be measured"), "M", self.mark),
                (_("Into the plan"), "A", self.plan),
            ],
        )
        self.column.addWidget(keys)

    def hint(self) -> str:
        """What the helper does and does not."""
        verdicts = []
        if self.help is not None:
            from symbioaudit.services.helper_tables import LAYERS

            verdicts = [f"{_(LAYERS[p.network.layer])}: {p.verdict.render(language())}." for p in self.help.proposals]  # fmt: skip
        return " ".join([_("A proposal only: what was typed stays as it is."), *verdicts])

    def arrive(self, place: Place) -> None:
        """Take the keys."""
        super().arrive(place)
        self.tabs.currentWidget().setFocus()

    def show_all(self, view: Any) -> None:
        """Reconcile in the pool; the numbers come a moment later."""
        results, pack = view.results, view.pack
        self._turn += 1
        turn = self._turn

        def call() -> BalanceHelp:
            from symbioaudit.services.helper_tables import helped

            return helped(results, pack)

        def done(found: BalanceHelp) -> None:
            if turn == self._turn and self.session.live is not None:
                self._show(found)

        self.session.pool.submit(call, done, self.session.crashed.emit)

    def _show(self, found: BalanceHelp) -> None:
        from symbioaudit.services import helper_tables as tables

        self.help = found
        lang = language()
        self.next.fill(tables.next_table(found, lang))
        self.proposal.fill(tables.proposals_table(found, lang))
        self.spreads.fill(tables.spreads_table(found, lang))
        self.state.setText(self.hint())

    # -- doing -------------------------------------------------------------------

    def _board(self) -> Board:
        board = self.tabs.currentWidget()
        assert isinstance(board, Board)
        return board

    def mark(self) -> None:
        """Say of the chosen blank amounts that they will be measured."""
        from symbioaudit.services.helper_tables import to_be_measured

        live, board = self.session.live, self._board()
        if live is None:
            return
        links = [
            link for row in board.rows_chosen() if (link := board.figures.table.rows[row].link)
        ]
        edits = to_be_measured(live, links)
        if edits:
            self.session.apply(MARK, edits)
        elif links:
            self.session.told.emit(_("There is a number already: it stays. A puts the measurement into the plan."))  # fmt: skip

    def plan(self) -> None:
        """The measurement as an action of the nearest horizon."""
        from symbioaudit.services.helper_tables import link_of, measuring_action
        from symbioaudit.services.roadmap import horizons

        session, link = self.session, self._board().link()
        if session.live is None or session.pack is None or self.help is None or not link:
            return
        measure = next((m for m in self.help.next if link_of(m.flow) == link), None)
        if measure is None:
            session.told.emit(_("It is measured already."))
            return
        how = measure.how.render(language())
        near = horizons(session.pack)[0]
        edit = measuring_action(session.live, measure.flow.name, how, link, near)
        session.apply(PLAN, [edit], then=lambda _c: session.told.emit(_("In the action plan.")))


def make(session: Session) -> Page:
    """The page."""
    return HelperPage(session)
