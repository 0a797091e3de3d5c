"""What the pages of symbiosis share: they show what the scout found and grey it while it is computed anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from symbioaudit.base.i18n import _, language
from symbioaudit.ui.closing.board import Board, ClosingPage
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.symbiosis.scout import scout_of

if TYPE_CHECKING:
    from symbioaudit.model.changes import Changes
    from symbioaudit.services.prospect_words import Words
    from symbioaudit.services.prospects import Prospects


class FoundPage(ClosingPage):
    """Subclasses override :meth:`show_found`."""

    def __init__(self, session: Session, title: str) -> None:
        super().__init__(session, title)
        self.scout = scout_of(session)
        self.scout.ready.connect(self._ready)
        self.scout.working.connect(self._working)

    def show_found(self, found: Prospects) -> None:
        """Show what was found."""

    @property
    def found(self) -> Prospects | None:
        """What was found last."""
        return self.scout.found

    def words(self) -> Words:
        """What tables are written with now."""
        from symbioaudit.services.prospect_words import words_of

        assert self.session.live is not None
        assert self.session.pack is not None
        return words_of(self.session.live, self.session.pack, language())

    def refresh(self) -> None:
        """Show what is there, ask for what is not."""
        found = self.found
        if found is not None and found.lang == language():
            self.state.setText(self.hint())
            self.show_found(found)
        self.scout.ask()

    def arrive(self, place: Place) -> None:
        """Show what is there by now."""
        self.refresh()

    def on_changes(self, changes: Changes, touched: frozenset[tuple[str, str]]) -> None:
        """Look again once the typing rests; a record of F20 is shown at once."""
        self.scout.heed(touched)
        if not touched or not self.isVisible():
            return
        if self.scout.behind:
            self.scout.ask_soon()
        elif self.found is not None:
            self.show_found(self.found)

    def on_results(self, results: Any) -> None:
        """Matches do not wait for the results."""

    def _ready(self, found: Prospects) -> None:
        if self.isVisible() and self.session.live is not None:
            self.state.setText(self.hint())
            self.show_found(found)

    def _working(self) -> None:
        self.state.setText(_("Looking for matches…"))
        for board in self.findChildren(Board):
            board.figures.set_stale()
