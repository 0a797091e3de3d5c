"""Questions and messages in one place; each has an ``ask``-like function that tests can answer."""

from __future__ import annotations

from PySide6.QtWidgets import QInputDialog, QLineEdit, QMessageBox, QWidget

from symbioaudit.base.errors import SymbioError
from symbioaudit.base.i18n import _


def tell_error(parent: QWidget, error: SymbioError) -> QMessageBox:
    """Say what happened, where, and what to do; does not block the window."""
    box = QMessageBox(QMessageBox.Icon.Warning, "SymbioAudit", error.what.render(), parent=parent)
    place = f"{error.where}\n" if error.where else ""
    box.setInformativeText(f"{place}{error.fix.render()}\n\n{error.code}")
    box.addButton(_("Close"), QMessageBox.ButtonRole.AcceptRole)
    box.setModal(False)
    box.open()
    return box


def ask_text(parent: QWidget, question: str, detail: str = "") -> str:
    """Ask for a line of text; empty when the person changes their mind."""
    text, taken = QInputDialog.getText(parent, "SymbioAudit", f"{detail}\n{question}".strip())
    return text.strip() if taken else ""


def ask_password(parent: QWidget, question: str) -> str:
    """Ask for a password, unseen; empty when the person changes their mind."""
    hidden = QLineEdit.EchoMode.Password
    text, taken = QInputDialog.getText(parent, "SymbioAudit", question, hidden)
    return text if taken else ""
