"""Which platform: its address, the token, and its key, to be compared with what the operator says."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from symbioaudit.base.errors import SymbioError
from symbioaudit.base.i18n import _
from symbioaudit.ui import dialogs
from symbioaudit.ui.handing.courier import Courier
from symbioaudit.ui.session import Session

SCHEME = "https://"


class PlatformBox(QFrame):
    """Two steps: ask for the keys, then say that the fingerprint is right."""

    def __init__(self, session: Session, courier: Courier, parent: QWidget) -> None:
        super().__init__(parent)
        self.session, self.courier = session, courier
        self.setProperty("role", "card")
        self._found: tuple[Any, Any] | None = None
        self.state = QLabel(self)
        self.state.setWordWrap(True)
        self.address = QLineEdit(self)
        self.address.setPlaceholderText(SCHEME)
        self.address.setAccessibleName(_("Address of the platform"))
        self.address.returnPressed.connect(self._ask)
        self.ask = QPushButton(_("Connect…"), self)
        self.ask.setAccessibleName(self.ask.text())
        self.ask.clicked.connect(lambda _on: self._ask())
        self.agree = QPushButton(_("The fingerprint is right"), self)
        self.agree.setAccessibleName(self.agree.text())
        self.agree.clicked.connect(lambda _on: self._agree())
        self.agree.hide()
        row = QHBoxLayout()
        for part, share in ((self.address, 1), (self.ask, 0), (self.agree, 0)):
            row.addWidget(part, share)
        whole = QVBoxLayout(self)
        whole.addWidget(self.state)
        whole.addLayout(row)
        self.refresh()

    def refresh(self) -> None:
        """Say which platform is set."""
        from symbioaudit.services import platforms

        self.agree.setVisible(self._found is not None)
        if self._found is not None:
            return
        try:
            connection = platforms.connected() if platforms.is_connected() else None
        except SymbioError as fault:
            self.state.setText(fault.what.render())
            return
        if connection is None:
            self.state.setText(_("No platform is set: packages can go by file."))
        else:
            self.state.setText(_("Platform: {server}").format(server=connection.server))
            if not self.address.text():
                self.address.setText(connection.server)

    def _ask(self) -> None:
        """Fetch the keys in the pool; the token is asked for first and shown nowhere."""
        from symbioaudit.services import platforms

        server = self.address.text().strip()
        token = dialogs.ask_password(self, _("Token of the platform"))
        if not server or not token:
            return
        connection = platforms.Connection(server, token)
        self.ask.setEnabled(False)

        def found(offered: Any) -> None:
            self.ask.setEnabled(True)
            self._found = (connection, offered)
            names = "; ".join(f"{key.name}: {key.fingerprint}" for key in offered.keys)
            self.state.setText(
                _("The platform shows this key: {key}. Compare it with its operator.").format(
                    key=names
                )
            )
            self.agree.show()
            self.agree.setFocus()

        def failed(fault: BaseException) -> None:
            self.ask.setEnabled(True)
            if isinstance(fault, SymbioError):
                self.state.setText(f"{fault.what.render()} {fault.fix.render()}")
            else:
                self.session.crashed.emit(fault)

        self.session.pool.submit(lambda: platforms.offered_keys(connection), found, failed)

    def _agree(self) -> None:
        from symbioaudit.services import platforms

        if self._found is None:
            return
        connection, offered = self._found
        try:
            platforms.connect(connection)
            platforms.trust_keys(offered)
        except SymbioError as fault:
            self.session.failed.emit(fault)
            return
        self._found = None
        self.refresh()
        self.courier.send()
