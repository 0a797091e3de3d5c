"""Puts quick capture, drops, the watched folder and the section of evidence into a window."""

from __future__ import annotations

from PySide6.QtWidgets import QLayout, QPushButton, QWidget

from symbioaudit.base.i18n import _
from symbioaudit.ui.capture.drops import Drops
from symbioaudit.ui.capture.panel import QuickPanel
from symbioaudit.ui.capture.section import ProofSection
from symbioaudit.ui.capture.watch import Watch
from symbioaudit.ui.context import ContextPanel
from symbioaudit.ui.session import Place, Session


class Capture:
    """What the window keeps of all this."""

    def __init__(self, session: Session, window: QWidget, context: ContextPanel) -> None:
        self.session = session
        self.panel = QuickPanel(session, window)
        self.drops = Drops(session, window)
        self.watch = Watch(session)
        self.section = ProofSection(session, context)
        context.add_section(self.section)
        session.language_changed.connect(self.retranslate)

    def retranslate(self, *_args: object) -> None:
        """Write the texts anew."""
        self.panel.retranslate()
        self.section.retranslate()

    def open_panel(self) -> None:
        """Open the panel, or close it."""
        self.panel.open_panel()

    def paste(self) -> None:
        """A picture of the clipboard, tied to what is in front, or into the open panel."""
        self.drops.paste(self.panel.target())


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
