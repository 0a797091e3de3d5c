"""The page of a grid form: the list of its records and the card of the chosen one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
)

from symbioaudit.base.i18n import N_, _
from symbioaudit.ui.forms.record import RecordForm
from symbioaudit.ui.page import Page
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.forms import FormDef
    from symbioaudit.model.changes import Changes

ADD_ROW: Final = N_("Add a row")
ID_ROLE = int(Qt.ItemDataRole.UserRole)


class GridPage(Page):
    """Records at the top, the full card of the chosen one below."""

    def __init__(self, session: Session, form: FormDef) -> None:
        super().__init__(session)
        self.form = form
        title = QLabel(form.title.render(), self)
        title.setProperty("role", "title")
        self.list = QListWidget(self)
        self.list.setAccessibleName(form.title.render())
        self.list.currentItemChanged.connect(self._chosen)
        self.add = QPushButton(_(ADD_ROW), self)
        self.add.clicked.connect(self._add)
        self.card = RecordForm(session, form)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.card)
        halves = QSplitter(Qt.Orientation.Vertical, self)
        halves.addWidget(self.list)
        halves.addWidget(scroll)
        column = QVBoxLayout(self)
        gap = look().px(12)
        column.setContentsMargins(gap, gap, gap, 0)
        for part in (title, self.add):
            column.addWidget(part)
        column.addWidget(halves, 1)

    def arrive(self, place: Place) -> None:
        """Show the records and go to the one asked for."""
        self._fill(place.record)
        if place.field:
            self.card.focus_field(place.field)

    def on_changes(self, changes: Changes, touched: frozenset[tuple[str, str]]) -> None:
        """Show what has become of the records."""
        if any(entity == self.form.entity for entity, _id in touched):
            self._fill(self.card.record_id)

    def _fill(self, chosen: str) -> None:
        live = self.session.live
        assert live is not None
        self.list.clear()
        for record in live.of(self.form.entity):
            if self.form.takes(record):
                name = getattr(record, self.form.label_field or "name", None) or "—"
                item = QListWidgetItem(str(name), self.list)
                item.setData(ID_ROLE, record.id)
                if record.id == chosen:
                    self.list.setCurrentItem(item)

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.card.show_record(item.data(ID_ROLE))

    def _add(self) -> None:
        from symbioaudit.base.ids import new_id
        from symbioaudit.services.entries import new_record

        assert self.session.live is not None
        record_id = new_id()
        edit = new_record(self.form, record_id, self.session.live.audit_id, {})
        self.session.apply(ADD_ROW, [edit], then=lambda _changes: self._fill(record_id))
