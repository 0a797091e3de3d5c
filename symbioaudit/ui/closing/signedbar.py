"""The bar above the page while the audit is signed: by whom, when, which revision; and how to correct it.

A change that was refused is not lost: it waits here and is done when the reason is given.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from symbioaudit.base.i18n import N_, _, plural
from symbioaudit.model.enums import AuditStatus
from symbioaudit.ui.session import Session
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.model.changes import Changes
    from symbioaudit.services.workspace import Workspace

SIGNED_BY = N_("Signed by {who}, {when}: revision {n}. Corrections begin the next revision.")


class SignedBar(QFrame):
    """Calm: it never takes the cursor from where one types."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.setProperty("role", "bar")
        self.setObjectName("signed-bar")
        self.waiting: list[tuple[Callable[[], None], Callable[[], None] | None]] = []
        self._asking = False
        self._warned = False
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.waits = QLabel(self)
        self.waits.setProperty("role", "warning")
        self.waits.setWordWrap(True)
        self.correct = QPushButton(self)
        self.correct.clicked.connect(lambda _on: self.ask())
        self.reason = QLineEdit(self)
        self.reason.returnPressed.connect(self.open_again)
        self.take = QPushButton(self)
        self.take.setProperty("role", "main")
        self.take.clicked.connect(lambda _on: self.open_again())
        self.drop = QPushButton(self)
        self.drop.clicked.connect(lambda _on: self.give_up())
        self._lay_out()
        session.audit_opened.connect(self._anew)
        session.audit_closed.connect(self._anew)
        session.changed.connect(lambda _changes, _touched: self.refresh())
        session.signed_refused.connect(self.hold)
        self.retranslate()

    def sizeHint(self) -> QSize:
        """No wider than the window."""
        return QSize(look().px(300), super().sizeHint().height())

    def _lay_out(self) -> None:
        gap = look().px(8)
        head, asking = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.text, 1)
        head.addWidget(self.correct)
        for part in (self.reason, self.take, self.drop):
            asking.addWidget(part, 1 if part is self.reason else 0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(gap, gap // 2, gap, gap // 2)
        whole.addLayout(head)
        whole.addWidget(self.waits)
        whole.addLayout(asking)

    def retranslate(self) -> None:
        """Write the texts anew."""
        for button, text in (
            (self.correct, _("Correct…")),
            (self.take, _("Open for corrections")),
            (self.drop, _("Leave it signed")),
        ):
            button.setText(text)
            button.setAccessibleName(text)
        self.reason.setPlaceholderText(_("Why must it be corrected? One reason for the revision."))
        self.reason.setAccessibleName(_("Reason of the correction"))
        self.refresh()

    # -- what is so --------------------------------------------------------------

    def _anew(self) -> None:
        self.waiting.clear()
        self.reason.clear()
        self._asking = False
        self.refresh()

    def refresh(self) -> None:
        """Show or hide, by the state of the audit."""
        live = self.session.live
        signed = live is not None and live.audit.status is AuditStatus.SIGNED
        if not signed:
            self._asking = False
        self.setVisible(signed)
        if signed:
            self.text.setText(self._line())
        asking = self._asking or bool(self.waiting)
        for part in (self.reason, self.take, self.drop):
            part.setVisible(asking)
        self.correct.setVisible(not asking and not self.session.read_only)
        self.waits.setVisible(bool(self.waiting))
        n = len(self.waiting)
        self.waits.setText(
            plural(
                N_("{n} change waits for the reason: nothing typed is lost."),
                N_("{n} changes wait for the reason: nothing typed is lost."),
                n,
            )
        )

    def _line(self) -> str:
        live = self.session.live
        assert live is not None
        signed = max(live.of("signoff"), key=lambda s: s.revision, default=None)
        if signed is None:
            return _("This audit is signed: revision {n}.").format(n=live.audit.revision)
        return _(SIGNED_BY).format(
            who=signed.signed_by or "—", when=moment(signed.signed_at), n=signed.revision
        )

    def keeps_open(self) -> bool:
        """True once while changes wait: closing the window would lose them, so it is asked first."""
        if not self.waiting or self._warned:
            return False
        self._warned = True
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        self.session.told.emit(_("Changes wait for a reason; closing again drops them."))
        return True

    # -- correcting --------------------------------------------------------------

    def ask(self) -> None:
        """Open the line for the reason."""
        self._asking = True
        self.refresh()
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def hold(self, again: Callable[[], None], drop: Callable[[], None] | None) -> None:
        """A change was refused: keep it; the cursor stays where it is."""
        self.waiting.append((again, drop))
        self._warned = False
        self.refresh()

    def open_again(self) -> None:
        """Make a draft of the next revision, then do what waits, in order."""
        live, reason = self.session.live, self.reason.text().strip()
        if live is None or not reason:
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        audit_id = live.audit_id

        def call(workspace: Workspace) -> Changes:
            from symbioaudit.services.signoff import reopen

            return reopen(workspace, audit_id, reason)

        self.session.write(call, then=self._go_on)

    def _go_on(self, _changes: Any) -> None:
        held, self.waiting = self.waiting, []
        self.reason.clear()
        self._asking = False
        for again, _drop in held:
            again()
        self.refresh()

    def give_up(self) -> None:
        """Leave the audit signed: what waits is dropped because the person says so."""
        held, self.waiting = self.waiting, []
        self.reason.clear()
        self._asking = False
        self.refresh()
        for _again, drop in held:
            if drop is not None:
                drop()


def moment(at: str | None) -> str:
    """``25.11.2026 16:20``."""
    try:
        return f"{datetime.fromisoformat(at or '').astimezone():%d.%m.%Y %H:%M}"
    except ValueError:
        return at or "—"
