"""The state of handing over in the top bar: a dot with words, never a colour alone."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QToolButton, QWidget

from symbioaudit.base.i18n import N_, Message, _, plural
from symbioaudit.ui.handing.courier import Courier
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.theme import look


def percent(share: float) -> str:
    """A share in the reader's way of writing."""
    return Message(N_("{share:.0%}"), {"share": share}).render()


def words_of(items: tuple[Any, ...], *, busy: bool, share: float | None) -> tuple[str, str]:
    """What the top bar says, and the role of its colour."""
    from symbioaudit.exchange.outbox import State

    waiting = [i for i in items if i.state not in {State.ACCEPTED, State.REJECTED}]
    newest: dict[str, Any] = {}
    for item in items:
        if item.revision >= getattr(newest.get(item.row.audit_id), "revision", -1):
            newest[item.row.audit_id] = item
    refused = sum(1 for i in newest.values() if i.state is State.REJECTED)
    if busy:
        return Message(N_("sending {share:.0%}"), {"share": share or 0.0}).render(), "hint"
    if refused:
        return _("rejected: {n}").format(n=refused), "error"
    if waiting:
        return plural(N_("{n} waits"), N_("{n} wait"), len(waiting)), "warning"
    if items:
        return _("accepted"), "green"
    return _("nothing to send"), "muted"


class SyncDot(QToolButton):
    """Opens the outbox."""

    def __init__(self, session: Session, courier: Courier, parent: QWidget) -> None:
        super().__init__(parent)
        self.courier = courier
        self.setProperty("role", "flat")
        self.clicked.connect(lambda: session.go.emit(Place("outbox")))
        courier.changed.connect(self.retranslate)
        session.language_changed.connect(lambda _lang: self.retranslate())
        self.retranslate()

    def retranslate(self) -> None:
        """Say what is so."""
        text, role = words_of(self.courier.items, busy=self.courier.busy, share=self.courier.share)
        # Nothing to tell takes no room from the name and the saving; its shape differs, not only its colour.
        self.setText("○" if role == "muted" else f"● {text}")
        self.setStyleSheet(f"color: {look().colour(role).name()};")
        self.setAccessibleName(_("Handing over: {state}").format(state=text))
        self.setToolTip(_("Handing over: {state}").format(state=text))
