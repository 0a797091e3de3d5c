"""The consent of the enterprise to hand data over: who, when, to what."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate
from PySide6.QtWidgets import (
    QCheckBox,
    QDateEdit,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from symbioaudit.base import clock
from symbioaudit.base.i18n import _
from symbioaudit.ui.session import Session
from symbioaudit.ui.theme import look


class ConsentBox(QFrame):
    """One line to fill in; one operation."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.setProperty("role", "card")
        self._shown: object = None
        self.head = QLabel(_("Consent of the enterprise"), self)
        self.head.setProperty("role", "heading")
        self.state = QLabel(self)
        self.state.setWordWrap(True)
        self.person, self.scope = QLineEdit(self), QLineEdit(self)
        self.person.setPlaceholderText(_("Who consents"))
        self.person.setAccessibleName(_("Who consents"))
        self.scope.setPlaceholderText(_("To what: what may be handed over and to whom"))
        self.scope.setAccessibleName(_("Scope of the consent"))
        self.day = QDateEdit(self)
        self.day.setMinimumWidth(look().px(110))
        self.day.setStyleSheet(
            "QDateEdit::up-button, QDateEdit::down-button { width: 0; border: 0; }"
        )
        self.day.setDisplayFormat("dd.MM.yyyy")
        self.day.setAccessibleName(_("Day of the consent"))
        self.given = QCheckBox(_("given"), self)
        self.given.setAccessibleName(_("Consent is given"))
        self.record = QPushButton(_("Record the consent"), self)
        self.record.setAccessibleName(self.record.text())
        self.record.clicked.connect(lambda _on: self.write())
        row = QHBoxLayout()
        for part, share in (
            (self.person, 2), (self.scope, 3), (self.day, 0), (self.given, 0), (self.record, 0),
        ):  # fmt: skip
            row.addWidget(part, share)
        whole = QVBoxLayout(self)
        gap = look().px(8)
        whole.setContentsMargins(gap, gap, gap, gap)
        for label in (self.head, self.state):
            whole.addWidget(label)
        whole.addLayout(row)
        self.refresh()

    def refresh(self) -> None:
        """Show what is stored, once per stored state: what is being typed stays."""
        live = self.session.live
        if live is None:
            return
        found = next(iter(live.of("consent")), None)
        key = found or live.audit_id
        if key == self._shown:
            return
        self._shown = key
        day = found.given_on if found and found.given_on else clock.now().date()
        self.person.setText((found.person or "") if found else "")
        self.scope.setText((found.scope or "") if found else "")
        self.day.setDate(QDate(day.year, day.month, day.day))
        self.given.setChecked(bool(found.given) if found else True)
        self.state.setText(self._line(found))
        self.record.setEnabled(not self.session.read_only)

    def _line(self, found: object) -> str:
        given = getattr(found, "given", None)
        if given:
            on = getattr(found, "given_on", None)
            when = f"{on:%d.%m.%Y}" if on else "—"
            return _("Given: {who}, {when}.").format(
                who=getattr(found, "person", "") or "—", when=when
            )
        if given is False:
            return _("Refused or withdrawn.")
        return _("There is none yet: hand nothing over without it.")

    def write(self) -> None:
        """Record it."""
        from symbioaudit.services.disclosing import CONSENT, consenting

        live = self.session.live
        if live is None:
            return
        shown = self.day.date()
        day = date(shown.year(), shown.month(), shown.day())
        self.session.apply(
            CONSENT,
            consenting(
                live.snapshot(),
                self.person.text(),
                self.scope.text(),
                day,
                given=self.given.isChecked(),
            ),
        )
