"""Before you leave the plant: the four lists; each line leads to its field or gets its reason in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QTabBar

from symbioaudit.base.i18n import N_, _, language
from symbioaudit.model.enums import Missing
from symbioaudit.ui.closing.board import Board, ClosingPage, keyed_row
from symbioaudit.ui.page import Page
from symbioaudit.ui.session import Place, Session

if TYPE_CHECKING:
    from symbioaudit.services.figures import View
    from symbioaudit.services.leaving import Leaving, Line

TITLES: Final = {
    "onsite": N_("Only here"),
    "draft": N_("For a draft"),
    "final": N_("For the final report"),
    "upload": N_("For the upload"),
}
MARK: Final = N_("Say why a field is blank")
PURPOSE: Final = {
    "onsite": N_("What can only be learnt at the plant, the largest effect on the results first."),
    "draft": N_("Without this not even a draft makes sense."),
    "final": N_(
        "Rules of the steps that are not met; a step can be taken as complete with a reason."
    ),
    "upload": N_("What the platform must receive."),
}


class LeavingPage(ClosingPage):
    """M to be measured · R refused · N not applicable · O take the step as complete · Enter goes there."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, _("Before you leave the plant"))
        self.found: Leaving | None = None
        self.name = "onsite"
        self._generation = 0
        self.tabs = QTabBar(self)
        self.tabs.setAccessibleName(_("What is missing for what"))
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        for title in TITLES.values():
            self.tabs.addTab(_(title))
        self.tabs.currentChanged.connect(self._turn)
        self.board = Board(_("What is missing"), self)
        self.board.setSelectionBehavior(Board.SelectionBehavior.SelectRows)
        self.board.activated.connect(lambda index: self.go_to(self.board.figures.row(index).link))
        self.empty = QLabel(_("Nothing is missing."), self)
        self.empty.setProperty("role", "muted")
        self.empty.hide()  # not before it is known
        self.overrides = QLabel(self)
        self.overrides.setWordWrap(True)
        self.overrides.setProperty("role", "muted")
        self.keys = keyed_row(
            self,
            self.board,
            [
                (_("To be measured"), "M", lambda: self.mark(Missing.TO_BE_MEASURED)),
                (_("Refused"), "R", lambda: self.mark(Missing.REFUSED)),
                (_("Not applicable"), "N", lambda: self.mark(Missing.NOT_APPLICABLE)),
                (_("Take the step as complete…"), "O", self.override),
            ],
        )
        self.origin.hide()
        self.column.addWidget(self.tabs)
        self.column.addWidget(self.board, 1)
        self.column.addWidget(self.empty)
        self.column.addStretch(0)
        for part in (self.keys, self.reason, self.overrides):
            self.column.addWidget(part)

    def arrive(self, place: Place) -> None:
        """Show the lists and take the keys."""
        super().arrive(place)
        self.board.setFocus()

    def hint(self) -> str:
        """What the chosen list is for, once it is known."""
        return _("being computed anew…") if self.found is None else _(PURPOSE[self.name])

    def show_all(self, view: View) -> None:
        """Judge in the pool: a large audit takes a while."""
        self._generation += 1
        generation, lang = self._generation, language()
        results, snapshot, pack = view.results, view.live.snapshot(), view.pack

        def call() -> Any:
            from symbioaudit.services.leaving import leaving

            return leaving(results, snapshot, pack, lang)

        def done(found: Leaving) -> None:
            if generation == self._generation:
                self.found = found
                self._show()

        self.session.pool.submit(call, done)

    def _show(self) -> None:
        if self.found is None:
            return
        from symbioaudit.services.leaving import table_of

        for number, (name, title) in enumerate(TITLES.items()):
            self.tabs.setTabText(number, f"{_(title)} · {len(self.found.lists[name])}")
        table = table_of(self.found, self.name)
        self.board.fill(table)
        self.board.setVisible(bool(table.rows))
        self.empty.setVisible(not table.rows)
        self.state.setText(_(PURPOSE[self.name]))
        said = [f"{step}: {reason}" for step, reason in self.found.overrides]
        self.overrides.setText(
            _("Taken as complete: {steps}").format(steps="; ".join(said)) if said else ""
        )
        self.overrides.setVisible(bool(said))

    def _turn(self, number: int) -> None:
        self.name = list(TITLES)[number]
        self._show()

    def lines(self) -> list[Line]:
        """The chosen lines."""
        if self.found is None:
            return []
        here = self.found.lists[self.name]
        return [here[row] for row in self.board.rows_chosen() if row < len(here)]

    def mark(self, why: Missing) -> None:
        """Say why the chosen fields stay blank: one operation for all of them."""
        from symbioaudit.services.leaving import marked

        edits = marked(self.session.live, self.lines(), why)
        if edits:
            self.session.apply(MARK, edits)
        else:
            self.session.told.emit(_("An estimate is a value: measure it or keep it."))

    def override(self) -> None:
        """Take the step of the chosen line as complete; the reason is in the report."""
        step = next((line.step for line in self.lines() if line.step), "")
        if not step:
            self.session.told.emit(_("Only steps of the final report can be taken as complete."))
            return
        audit_id = self.audit_id

        def take(reason: str) -> None:
            from symbioaudit.services.status import override_step

            self.session.write(lambda ws: override_step(ws, audit_id, step, reason))

        question = _("Why does step {step} count as complete? The report shows it.")
        self.reason.ask(question.format(step=step), take, self.board)


def make(session: Session) -> Page:
    """The page."""
    return LeavingPage(session)
