"""The two buttons of the top bar: quick capture and the inbox. Light: they are there from the first picture."""

from __future__ import annotations

from PySide6.QtWidgets import QLayout, QPushButton, QWidget

from symbioaudit.base.i18n import _
from symbioaudit.ui.session import Place, Session


class InboxButton(QPushButton):
    """How many items wait; a click goes there. Beside it the big button of quick capture."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.setProperty("role", "flat")
        self.clicked.connect(lambda: session.go.emit(Place("inbox")))
        for signal in (session.changed, session.audit_opened, session.audit_closed):
            signal.connect(self.refresh)
        self.refresh()

    def refresh(self, *_args: object) -> None:
        """Count anew."""
        live = self.session.live
        self.setVisible(live is not None)
        if live is None:
            return
        from symbioaudit.services.inbox import count

        n = count(live)
        self.setText(_("Inbox: {n}").format(n=n))
        self.setAccessibleName(self.text())


def add_buttons(session: Session, bar: QWidget) -> tuple[QPushButton, InboxButton]:
    """The two buttons of the top bar."""
    note = QPushButton(bar)
    note.clicked.connect(lambda: session.command.emit("capture"))
    inbox = InboxButton(session, bar)

    def retranslate(*_args: object) -> None:
        note.setText(_("+ Note  F8"))
        note.setAccessibleName(_("Quick note"))
        inbox.refresh()

    session.language_changed.connect(retranslate)
    retranslate()
    layout: QLayout | None = bar.layout()
    assert layout is not None
    for widget in (note, inbox):
        layout.addWidget(widget)
    return note, inbox
