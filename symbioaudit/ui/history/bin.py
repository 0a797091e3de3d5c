"""The bin: what was deleted, when and by whom; one or many come back in one step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton

from symbioaudit.base.i18n import N_, _
from symbioaudit.ui.history.common import local_time, page_column, words_of
from symbioaudit.ui.history.rows import Row, Rows, RowTable
from symbioaudit.ui.page import Page
from symbioaudit.ui.session import Place, Session

if TYPE_CHECKING:
    from symbioaudit.model.changes import Changes
    from symbioaudit.services.operations import Binned
    from symbioaudit.services.workspace import Workspace

COLUMNS: Final = (N_("Record name"), N_("Kind"), N_("Deleted"), N_("By whom"))
PURPOSE: Final = N_("Nothing is lost: choose one or many and press Enter to bring them back.")
EMPTY: Final = N_("The bin is empty.")


class BinPage(Page):
    """Deleted records of the open audit."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.model = Rows(COLUMNS)
        self.table = RowTable(self.model, (320, 130, 120, 110), 0, _("Deleted records"), self)
        self.state = QLabel(_(EMPTY), self)
        self.state.setProperty("role", "muted")
        self.restore = QPushButton(_("Restore"), self)
        self.restore.setProperty("role", "main")
        self.restore.clicked.connect(lambda _on: self._restore())
        self.table.selectionModel().selectionChanged.connect(lambda *_a: self._able())
        self.model.modelReset.connect(self._able)
        for key in ("Return", "Enter"):
            shortcut = QShortcut(QKeySequence(key), self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(self._restore)
        row = QHBoxLayout()
        row.addWidget(self.state, 1)
        row.addWidget(self.restore)
        column = page_column(self, _("Bin"), _(PURPOSE))
        column.addWidget(self.table, 1)
        column.addLayout(row)
        self._able()

    def arrive(self, place: Place) -> None:
        """Read the bin."""
        self._read()

    def on_changes(self, changes: Changes, touched: frozenset[tuple[str, str]]) -> None:
        """Read it again."""
        if touched and self.isVisible():
            self._read()

    def _read(self) -> None:
        def call(workspace: Workspace) -> list[Binned]:
            from symbioaudit.services.operations import bin_of

            return bin_of(workspace)

        self.session.read(call, self._show)

    def _show(self, found: list[Any]) -> None:
        from symbioaudit.model.codec import to_json

        live = self.session.live
        if live is None:
            return
        words = words_of(self.session)
        own = [b for b in found if getattr(b.record, "audit_id", None) == live.audit_id]
        rows = [
            Row(
                (
                    words.name(b.entity, to_json(b.record)),
                    words.entity(b.entity),
                    local_time(b.at),
                    b.actor,
                ),
                b,
            )
            for b in own
        ]
        self.model.fill(rows)
        self.state.setVisible(not rows)
        self.table.go_to(0)

    def _able(self) -> None:
        chosen = len(self.table.chosen())
        self.restore.setEnabled(chosen > 0 and not self.session.read_only)
        self.restore.setText(_("Restore ({n})").format(n=chosen) if chosen > 1 else _("Restore"))

    def _restore(self) -> None:
        keys = [(row.thing.entity, row.thing.id) for row in self.table.chosen()]
        if not keys or self.session.read_only:
            return

        def call(workspace: Workspace) -> Changes:
            from symbioaudit.services.operations import restore_many

            return restore_many(workspace, keys)

        self.session.write(call)


def make(session: Session) -> Page:
    """The page."""
    return BinPage(session)
