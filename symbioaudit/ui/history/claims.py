"""Second answers of another department or consultant: accept or reject each; one step of undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton

from symbioaudit.base.errors import SymbioError
from symbioaudit.base.i18n import N_, _
from symbioaudit.ui.history.choices import Choice, ChoiceList
from symbioaudit.ui.history.common import page_column, words_of
from symbioaudit.ui.page import Page
from symbioaudit.ui.session import Place, Session

if TYPE_CHECKING:
    from symbioaudit.model.changes import Changes

WORDS: Final = (("reject", N_("leave mine")), ("accept", N_("take theirs")))
DECIDE: Final = N_("Decide second answers")
PURPOSE: Final = N_(
    "Somebody gave another answer to a field that has one. 1 leaves yours, 2 takes theirs; both stay in the history."
)
NONE: Final = N_("There are no second answers to decide.")


class ClaimsPage(Page):
    """The same list as for a merge."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.list = ChoiceList(WORDS, _("Second answers"), self)
        self.list.changed.connect(self._able)
        self.state = QLabel(self)
        self.state.setProperty("role", "muted")
        self.decide = QPushButton(_("Do as decided"), self)
        self.decide.setProperty("role", "main")
        self.decide.clicked.connect(lambda _on: self._decide())
        row = QHBoxLayout()
        row.addWidget(self.state, 1)
        row.addWidget(self.decide)
        column = page_column(self, _("Second answers"), _(PURPOSE))
        column.addWidget(self.list, 1)
        column.addLayout(row)
        self._able()

    def arrive(self, place: Place) -> None:
        """Show the open ones."""
        self._fill()
        self.list.table.setFocus()

    def on_changes(self, changes: Changes, touched: frozenset[tuple[str, str]]) -> None:
        """Show what is open now."""
        self._fill()

    def _open(self) -> list[Any]:
        from symbioaudit.services.claims import open_claims

        live = self.session.live
        return open_claims(live, words_of(self.session)) if live else []

    def _fill(self) -> None:
        from symbioaudit.model.codec import to_json

        words, items = words_of(self.session), []
        for found in self._open():
            claim = found.claim
            data = to_json(found.target) if found.target is not None else None
            theirs = f"{found.theirs}  ·  {claim.source}" if claim.source else found.theirs
            name = words.name(claim.target_entity, data, claim.target_id)
            label = words.label(claim.target_entity, found.path, data)
            items.append(Choice(claim.id, name, label, "", found.mine, theirs))
        self.list.fill(items)
        self.state.setText("" if items else _(NONE))
        self._able()

    def _able(self) -> None:
        self.decide.setEnabled(bool(self.list.chosen) and not self.session.read_only)

    def _decide(self) -> None:
        from symbioaudit.services.claims import accepting, rejecting

        chosen = self.list.choices()
        found = self._open()
        yes = [c for c in found if chosen.get(c.claim.id) == "accept"]
        no = [c for c in found if chosen.get(c.claim.id) == "reject"]
        try:
            edits = [*accepting(self.session.desk, yes), *rejecting(no)]
        except SymbioError as refused:
            self.session.failed.emit(refused)
            return
        self.session.apply(DECIDE, edits)


def make(session: Session) -> Page:
    """The page."""
    return ClaimsPage(session)
