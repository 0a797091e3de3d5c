"""Merging another consultant's copy: what comes in, what must be decided; nothing is written before the button."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QTabWidget

from symbioaudit.base.i18n import N_, _, plural
from symbioaudit.ui.dropping import FilePage
from symbioaudit.ui.history.choices import Choice, ChoiceList
from symbioaudit.ui.history.common import page_column, words_of
from symbioaudit.ui.history.rows import Row, Rows, RowTable
from symbioaudit.ui.page import Page
from symbioaudit.ui.session import Session

if TYPE_CHECKING:
    from symbioaudit.model.changes import Changes
    from symbioaudit.services.merges import Proposal
    from symbioaudit.services.merging import Conflict
    from symbioaudit.services.wording import Words
    from symbioaudit.services.workspace import Workspace

WORDS: Final = (("mine", N_("mine")), ("theirs", N_("theirs")), ("both", N_("keep both")))
FILES: Final = N_("Workspaces, packages, audits")
PURPOSE: Final = N_(
    "Choose or drop a workspace, a package or an audit file of this audit. What only one of you changed is "
    "joined; what both changed is asked: 1 mine, 2 theirs, 3 keep both."
)
SAME: Final = N_("Everything in the file is here already.")
NO_ANCESTOR: Final = N_(
    "The file has no common journal with ours: where in doubt, both values are shown."
)
OPEN_KEPT: Final = N_(
    "What you do not decide keeps yours and puts theirs beside it as a second answer."
)


class MergePage(FilePage):
    """Conflicts by keyboard, then one operation."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.proposal: Proposal | None = None
        self.setAcceptDrops(True)
        self.state = QLabel(self)
        self.state.setWordWrap(True)
        self.conflicts = ChoiceList(WORDS, _("Conflicts"), self)
        self.conflicts.changed.connect(self._able)
        self.taken = Rows((N_("What comes in"),))
        self.taken_table = RowTable(self.taken, (700,), 0, _("What comes in"), self)
        self.tabs = QTabWidget(self)
        self.tabs.addTab(self.conflicts, "")
        self.tabs.addTab(self.taken_table, "")
        self.choose = QPushButton(_("Choose a file…"), self)
        self.choose.clicked.connect(lambda _on: self._choose())
        self.rest = QLabel(self)
        self.rest.setProperty("role", "muted")
        self.rest.setWordWrap(True)
        self.join = QPushButton(_("Merge"), self)
        self.join.setProperty("role", "main")
        self.join.clicked.connect(lambda _on: self._merge())
        row = QHBoxLayout()
        row.addWidget(self.choose)
        row.addWidget(self.rest, 1)
        row.addWidget(self.join)
        column = page_column(self, _("Merge"), _(PURPOSE))
        column.addWidget(self.state)
        column.addWidget(self.tabs, 1)
        column.addLayout(row)
        self._show_tabs()
        self._able()

    # -- files -------------------------------------------------------------------

    def _choose(self) -> None:
        kinds = f"{_(FILES)} (*.symbio *.zip *.json)"
        path, _kind = QFileDialog.getOpenFileName(self, _("Merge"), "", kinds)
        if path:
            self.look_at(Path(path))

    def look_at(self, path: Path) -> None:
        """Compare a file with the open audit in the background."""
        live = self.session.live
        if live is None:
            return
        audit_id = live.audit_id
        self.proposal = None
        self.choose.setEnabled(False)
        self.state.setText(_("Comparing {name}…").format(name=path.name))
        self._able()

        def call(workspace: Workspace) -> Proposal:
            from symbioaudit.services.merges import look_at

            return look_at(workspace, path, audit_id)

        self.session.read(call, self._show, self._failed)

    def _failed(self, _error: object) -> None:
        self.choose.setEnabled(True)
        self.state.clear()

    def _show(self, proposal: Proposal) -> None:
        from symbioaudit.services.mergetext import taken_line

        self.choose.setEnabled(True)
        if self.session.live is None:
            return
        self.proposal = proposal
        words = words_of(self.session)
        self.conflicts.chosen.clear()
        self.conflicts.fill([self._choice(proposal, c, words) for c in proposal.conflicts])
        self.taken.fill([Row((taken_line(proposal, t, words),), t) for t in proposal.plan.taken])
        lines = [proposal.other.name]
        if proposal.empty:
            lines.append(_(SAME))
        elif not proposal.ancestor:
            lines.append(_(NO_ANCESTOR))
        self.state.setText("\n".join(lines))
        self._show_tabs()
        self.tabs.setCurrentIndex(0 if proposal.conflicts else 1)
        self.conflicts.table.setFocus()
        self._able()

    def _choice(self, proposal: Proposal, item: Conflict, words: Words) -> Choice:
        from symbioaudit.services.mergetext import question

        found = question(proposal, item, words)
        mine, theirs = (
            f"{side.text}  ·  {side.who}" if side.who else side.text
            for side in (found.mine, found.theirs)
        )
        return Choice(item.key, found.record, found.field, found.base, mine, theirs)

    def _show_tabs(self) -> None:
        self.tabs.setTabText(0, _("Conflicts ({n})").format(n=len(self.conflicts.model.every)))
        self.tabs.setTabText(1, _("Comes in ({n})").format(n=len(self.taken.every)))

    # -- deciding ----------------------------------------------------------------

    def _able(self) -> None:
        ready = self.proposal is not None and not self.proposal.empty
        self.join.setEnabled(ready and not self.session.read_only)
        left = self.conflicts.open() if ready else 0
        text = plural("{n} is not decided", "{n} are not decided", left) if left else ""
        self.rest.setText(f"{text}. {_(OPEN_KEPT)}" if left else "")

    def _merge(self) -> None:
        proposal, choices = self.proposal, self.conflicts.choices()
        if proposal is None:
            return
        self.join.setEnabled(False)

        def call(workspace: Workspace) -> Changes:
            from symbioaudit.services.merges import merge_in

            return merge_in(workspace, proposal, choices)

        def done(_changes: Any) -> None:
            self.proposal = None
            self.conflicts.chosen.clear()
            self.conflicts.fill([])
            self.taken.fill([])
            self._show_tabs()
            self._able()
            self.state.setText(
                _("Merged: {name}. Undo takes it back.").format(name=proposal.other.name)
            )

        self.session.write(call, then=done, failed=lambda _error: self._able())


def make(session: Session) -> Page:
    """The page."""
    return MergePage(session)
