"""Haves and wants of the plant: what it could give and take, how it is read, what is missing for a match."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from symbioaudit.base.i18n import _
from symbioaudit.ui.closing.board import Board, keyed_row
from symbioaudit.ui.page import Page
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.symbiosis.base import FoundPage
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.services.prospects import Prospects


class SidesPage(FoundPage):
    """Enter opens the record · M goes to its matches · P to its passport."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, _("Haves and wants"))
        self.haves = Board(_("Haves"), self)
        self.wants = Board(_("Wants"), self)
        halves = QSplitter(Qt.Orientation.Vertical, self)
        for board, title in ((self.haves, _("Haves: what the plant could give")), (self.wants, _("Wants: what the plant could take"))):  # fmt: skip
            self.explain(board)
            halves.addWidget(_headed(board, title, self))
        halves.addWidget(self.origin)
        halves.setSizes([look().px(n) for n in (300, 220, 90)])
        halves.setChildrenCollapsible(False)
        keys = keyed_row(
            self,
            halves,
            [
                (_("Its matches"), "M", self.go_to_matches),
                (_("Its passport"), "P", self.go_to_passport),
            ],
        )
        self.column.addWidget(halves, 1)
        self.column.addWidget(keys)

    def hint(self) -> str:
        """What counts as a have and a want."""
        return _(
            "Wastes, by-products, heat and spare resources are haves; cards of wants and inputs that could be secondary are wants. Enter opens the record."
        )

    def arrive(self, place: Place) -> None:
        """Take the keys."""
        super().arrive(place)
        if place.record:
            for board in (self.haves, self.wants):
                board.select_record(place.record)
        self.haves.setFocus()

    def show_found(self, found: Prospects) -> None:
        """Both tables."""
        from symbioaudit.services.prospect_tables import haves_table, wants_table

        words = self.words()
        self.haves.fill(haves_table(found, words))
        self.wants.fill(wants_table(found, words))

    def record_id(self) -> str:
        """The record in front: of the table that has the focus."""
        board = self.wants if self.wants.hasFocus() else self.haves
        link = board.link()
        return link[1] if link else ""

    def go_to_matches(self) -> None:
        """The matches of the record."""
        if self.record_id():
            self.session.go.emit(Place("matches", record=self.record_id()))

    def go_to_passport(self) -> None:
        """The one-page passport of the record."""
        if self.record_id():
            self.session.go.emit(Place("onepage", record=self.record_id()))


def _headed(board: Board, title: str, parent: QWidget) -> QWidget:
    side = QWidget(parent)
    column = QVBoxLayout(side)
    column.setContentsMargins(0, 0, 0, 0)
    head = QLabel(title, side)
    head.setProperty("role", "heading")
    head.setBuddy(board)
    column.addWidget(head)
    column.addWidget(board, 1)
    return side


def make(session: Session) -> Page:
    """The page."""
    return SidesPage(session)
