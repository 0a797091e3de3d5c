"""The page of a form: a card for a ``single`` form, a table with a card for a ``grid`` form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from symbioaudit.base.i18n import N_
from symbioaudit.ui.forms.record import RecordForm, record_of
from symbioaudit.ui.page import Page
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.forms import FormDef
    from symbioaudit.model.changes import Changes

BEGIN: Final = N_("Begin a form")


class SinglePage(Page):
    """One record: enterprise, site, audit, readiness."""

    def __init__(self, session: Session, form: FormDef) -> None:
        super().__init__(session)
        self.form = form
        title = QLabel(form.title.render(), self)
        title.setProperty("role", "title")
        title.setWordWrap(True)
        purpose = QLabel(form.purpose.render(), self)
        purpose.setProperty("role", "muted")
        purpose.setWordWrap(True)
        self.card = RecordForm(session, form)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.addWidget(self.card)
        column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        whole = QVBoxLayout(self)
        gap = look().px(12)
        whole.setContentsMargins(gap, gap, gap, 0)
        whole.addWidget(title)
        whole.addWidget(purpose)
        whole.addWidget(scroll, 1)

    def arrive(self, place: Place) -> None:
        """Show the record, made now when the form has none yet, and go to the field."""
        record = record_of(self.session, self.form)
        if record is None:
            self._begin(place)
            return
        self.card.show_record(record.id)
        if place.field:
            self.card.focus_field(place.field)

    def leave(self) -> None:
        """Commit what is being typed."""
        self.card.tables.flush()
        widget = self.focusWidget()
        if widget is not None:
            widget.clearFocus()

    def on_changes(self, changes: Changes, touched: frozenset[tuple[str, str]]) -> None:
        """Show what the record has become."""
        if (self.form.entity, self.card.record_id) in touched:
            self.card.show_record(self.card.record_id)

    def _begin(self, place: Place) -> None:
        from symbioaudit.base.ids import new_id
        from symbioaudit.services.entries import new_record

        assert self.session.live is not None
        edit = new_record(self.form, new_id(), self.session.live.audit_id, {})
        self.session.apply(BEGIN, [edit], then=lambda _changes: self.arrive(place))
