"""Records taken over from the last visit that nobody has confirmed yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton

from symbioaudit.base.i18n import N_, _, plural
from symbioaudit.ui.history.common import page_column, place_of, words_of
from symbioaudit.ui.history.rows import Row, Rows, RowTable
from symbioaudit.ui.page import Page
from symbioaudit.ui.session import Place, Session

if TYPE_CHECKING:
    from symbioaudit.model.changes import Changes

COLUMNS: Final = (N_("Form"), N_("Record name"), N_("Amount"))
PURPOSE: Final = N_(
    "These values come from the last visit. Enter opens a record; F9 confirms the chosen ones as still true."
)
ALL_DONE: Final = N_("Everything taken over is confirmed.")


class UnconfirmedPage(Page):
    """Choose many, confirm in one step."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.model = Rows(COLUMNS)
        self.table = RowTable(self.model, (240, 320, 180), 1, _("Not confirmed"), self)
        self.table.activated.connect(lambda _index: self._go())
        self.table.selectionModel().selectionChanged.connect(lambda *_a: self._able())
        self.model.modelReset.connect(self._able)
        self.state = QLabel(self)
        self.state.setProperty("role", "muted")
        self.confirm = QPushButton(_("Confirm  F9"), self)
        self.confirm.setProperty("role", "main")
        self.confirm.clicked.connect(lambda _on: self.confirm_record())
        row = QHBoxLayout()
        row.addWidget(self.state, 1)
        row.addWidget(self.confirm)
        column = page_column(self, _("Not confirmed since the last visit"), _(PURPOSE))
        column.addWidget(self.table, 1)
        column.addLayout(row)
        self._able()

    def arrive(self, place: Place) -> None:
        """Show the list."""
        self._fill()
        self.table.setFocus()

    def on_changes(self, changes: Changes, touched: frozenset[tuple[str, str]]) -> None:
        """Show what is left."""
        self._fill()

    def confirm_record(self) -> None:
        """F9: confirm the chosen records as one operation."""
        from symbioaudit.services.confirming import CONFIRM, confirming

        live = self.session.live
        chosen = [live.get(*row.thing) for row in self.table.chosen()] if live else []
        edits = confirming(record for record in chosen if record is not None)
        if edits:
            self.session.apply(CONFIRM, edits)

    def _fill(self) -> None:
        from symbioaudit.model.codec import to_json
        from symbioaudit.services.compare import main_field
        from symbioaudit.services.confirming import unconfirmed

        live = self.session.live
        if live is None:
            return
        words, rows = words_of(self.session), []
        for record in unconfirmed(live):
            data = to_json(record)
            form = words.form_of(record.entity, data)
            title = form.title.render(words.lang) if form else words.entity(record.entity)
            amount = data.get(main_field(record.entity))
            shown = words.value(record.entity, main_field(record.entity), amount) if amount else ""
            cells = (title, words.name(record.entity, data), shown)
            rows.append(Row(cells, (record.entity, record.id)))
        self.model.fill(rows)
        left = plural("{n} record is not confirmed", "{n} records are not confirmed", len(rows))
        self.state.setText(left if rows else _(ALL_DONE))
        self.table.go_to(0)

    def _able(self) -> None:
        self.confirm.setEnabled(bool(self.table.chosen()) and not self.session.read_only)

    def _go(self) -> None:
        row = self.table.current()
        place = place_of(self.session, *row.thing) if row else None
        if place is not None:
            self.session.go.emit(place)


def make(session: Session) -> Page:
    """The page."""
    return UnconfirmedPage(session)
