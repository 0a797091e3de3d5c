"""The list of matches: filter, sort, see why, take into work."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QSplitter

from symbioaudit.base.i18n import N_, _
from symbioaudit.ui.closing.board import Board, keyed_row
from symbioaudit.ui.page import Page
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.symbiosis.base import FoundPage
from symbioaudit.ui.symbiosis.detail import MatchDetail
from symbioaudit.ui.symbiosis.filters import Filters
from symbioaudit.ui.symbiosis.marks import GateMarks, ScoreBar
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex

    from symbioaudit.services.prospects import Prospect, Prospects

TAKE: Final = N_("Take a match into work")
WIDE: Final = (130, 82)  # px of the drawn columns


class MatchesPage(FoundPage):
    """A takes into work · P shows the passport · O adds a catalogue · a heading sorts."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, _("Matches"))
        self.shown: list[Prospect] = []
        self._column, self._backwards = 0, False
        self.filters = Filters(self)
        self.filters.changed.connect(self._again)
        self.detail = MatchDetail(self)
        self.board = Board(_("Matches"), self)
        self.board.setItemDelegateForColumn(0, ScoreBar(self._at, self.board))
        self.board.setItemDelegateForColumn(1, GateMarks(self._at, self.board))
        self.board.horizontalHeader().setSectionsClickable(True)
        self.board.horizontalHeader().sectionClicked.connect(self.sort)
        self.board.selectionModel().currentChanged.connect(self._explain_cell)
        self.board.chosen.connect(lambda _link: self._mark())
        self.board.activated.connect(lambda _index: self.detail.setCurrentIndex(0))
        self.detail.gone.connect(self.go_to)
        for one in (self.detail.worth, self.detail.parts):
            self.explain(one)
        lower = QSplitter(Qt.Orientation.Horizontal, self)
        lower.addWidget(self.detail)
        lower.addWidget(self.origin)
        lower.setSizes([look().px(590), look().px(420)])
        halves = QSplitter(Qt.Orientation.Vertical, self)
        halves.addWidget(self.board)
        halves.addWidget(lower)
        halves.setSizes([look().px(300), look().px(280)])
        halves.setChildrenCollapsible(False)
        keys = keyed_row(
            self,
            self.board,
            [
                (_("Take into work"), "A", self.take),
                (_("Passport of the stream"), "P", self.passport),
                (_("Add a catalogue…"), "O", self.ask_catalogue),
            ],
        )
        self.column.addWidget(self.filters)
        self.column.addWidget(halves, 1)
        self.column.addWidget(keys)

    def hint(self) -> str:
        """How to read the list."""
        found = self.found
        if found is None:
            return ""
        return _(
            "Shown {n} of {all}. The bar is the score, its pale part what it may be with what is not known; marks are law, safety, quality."
        ).format(n=len(self.shown), all=len(found.matches))

    def arrive(self, place: Place) -> None:
        """Perhaps only the matches of one record."""
        if place.field:  # the name of a partner
            self.filters.text.setText(place.field)
        if place.record != self.filters.record:
            self.filters.show_record(place.record)
        super().arrive(place)
        self.board.setFocus()

    def show_found(self, found: Prospects) -> None:
        """The list as the filters want it."""
        from symbioaudit.services.prospect_tables import matches_table
        from symbioaudit.services.sieve import sifted

        self.shown = sifted(
            found.matches, self.filters.sieve(), self._column, backwards=self._backwards
        )
        first = not self.board.figures.table.columns
        self.board.fill(matches_table(found, self.words(), self.shown))
        if first:
            for column, wide in enumerate(WIDE):
                self.board.setColumnWidth(column, look().px(wide))
        self.state.setText(self.hint())
        self._mark()

    def prospect(self) -> Prospect | None:
        """The match in front."""
        index = self.board.currentIndex()
        return self._at(index) if index.isValid() else None

    def _at(self, index: object) -> Prospect | None:
        row = index.row()  # type: ignore[attr-defined]
        return self.shown[row] if 0 <= row < len(self.shown) else None

    def _again(self) -> None:
        if self.found is not None and self.session.live is not None:
            self.show_found(self.found)

    def _mark(self) -> None:
        if self.found is not None and self.session.live is not None:
            self.detail.fill(self.prospect(), self.found, self.words())
            self._chosen(
                self.board, self.board.currentIndex()
            )  # the tables of the detail spoke last

    def _explain_cell(self, index: QModelIndex, _before: QModelIndex) -> None:
        self._chosen(self.board, index)

    # -- doing -------------------------------------------------------------------

    def sort(self, column: int) -> None:
        """By a column; once more: the other way round."""
        self._backwards = column == self._column and not self._backwards
        self._column = column
        header = self.board.horizontalHeader()
        header.setSortIndicatorShown(True)
        order = Qt.SortOrder.DescendingOrder if self._backwards else Qt.SortOrder.AscendingOrder
        header.setSortIndicator(column, order)
        self._again()

    def take(self) -> None:
        """Make records of F20 of the chosen matches, as one step."""
        from symbioaudit.services.prospect_records import taken_into_work
        from symbioaudit.services.prospect_tables import record_of, taken_of

        found, live = self.found, self.session.live
        if found is None or live is None:
            return
        rows = self.board.rows_chosen() or [self.board.currentIndex().row()]
        chosen = [self.shown[row] for row in rows if 0 <= row < len(self.shown)]
        there = taken_of(live)
        fresh = [p for p in chosen if record_of(p, there) is None]
        if not fresh:
            if chosen:
                self.session.told.emit(_("It is in work already."))
            return
        edits = [edit for p in fresh for edit in taken_into_work(p, found, self.audit_id)]
        told = _("In work: {n}. See the pipeline of matches.").format(n=len(fresh))
        self.session.apply(TAKE, edits, then=lambda _changes: self.session.told.emit(told))

    def passport(self) -> None:
        """The one-page passport of the stream."""
        p = self.prospect()
        if p is not None and p.record is not None and p.record[0] == "stream":
            self.session.go.emit(Place("onepage", record=p.record[1]))

    def ask_catalogue(self) -> None:
        """Choose a file with offers and wants of others."""
        path, _kind = QFileDialog.getOpenFileName(self, _("Catalogue of offers and wants"), "", "*.json *.yaml *.yml *.csv")  # fmt: skip
        if path:
            self.scout.add_catalogue(Path(path))


def make(session: Session) -> Page:
    """The page."""
    return MatchesPage(session)
