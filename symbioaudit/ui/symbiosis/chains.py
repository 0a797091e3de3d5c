"""Chains of two to four links through the plant, bridges over a technology, joint resources, several donors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QTabWidget

from symbioaudit.base.i18n import _
from symbioaudit.ui.closing.board import Board
from symbioaudit.ui.page import Page
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.symbiosis.base import FoundPage
from symbioaudit.ui.symbiosis.graph import ChainGraph
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.services.prospects import Prospects

DRAWN = 6  # chains drawn together: more are a tangle


class ChainsPage(FoundPage):
    """The arrows go from chain to chain; the chosen one stands out in the drawing."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, _("Chains"))
        self.graph = ChainGraph(self)
        self.chains = Board(_("Chains"), self)
        self.chains.chosen.connect(lambda _link: self._mark())
        self.bridges = Board(_("Bridges over a technology"), self)
        self.joints = Board(_("The same resource at several plants"), self)
        self.together = Board(_("Several donors for one need"), self)
        self.tabs = QTabWidget(self)
        self.tabs.setAccessibleName(_("Kinds of networks"))
        for board in (self.chains, self.bridges, self.joints, self.together):
            self.tabs.addTab(board, board.accessibleName())
        self.origin.hide()
        halves = QSplitter(Qt.Orientation.Vertical, self)
        halves.addWidget(self.graph)
        halves.addWidget(self.tabs)
        halves.setSizes([look().px(320), look().px(250)])
        halves.setChildrenCollapsible(False)
        self.column.addWidget(halves, 1)

    def hint(self) -> str:
        """What a chain is."""
        return _("A chain is as strong as its weakest link. Dashed: only the activity of the receiver speaks for it.")  # fmt: skip

    def arrive(self, place: Place) -> None:
        """Take the keys."""
        super().arrive(place)
        self.chains.setFocus()

    def show_found(self, found: Prospects) -> None:
        """The lists, the drawing of the first chains."""
        from symbioaudit.services import network_tables
        from symbioaudit.services.prospect_tables import chains_table

        words = self.words()
        self.chains.fill(chains_table(found, words))
        self.bridges.fill(network_tables.bridges_table(found, words))
        self.joints.fill(network_tables.joints_table(found, words))
        self.together.fill(network_tables.aggregates_table(found, words))
        for number, board in enumerate((self.chains, self.bridges, self.joints, self.together)):
            rows = len(board.figures.table.rows)
            self.tabs.setTabText(number, f"{board.accessibleName()} · {rows}")
        self._mark()

    def _mark(self) -> None:
        from symbioaudit.services.chain_layout import layers

        found = self.found
        if found is None:
            return
        row = self.chains.currentIndex().row()
        chosen = found.chains[row] if 0 <= row < len(found.chains) else None
        others = [c for c in found.chains[:DRAWN] if c is not chosen]
        shown = [chosen, *others[: DRAWN - 1]] if chosen is not None else others
        self.graph.fill(layers(shown), found.own.id)
        self.graph.choose(chosen.links if chosen is not None else ())


def make(session: Session) -> Page:
    """The page."""
    return ChainsPage(session)
