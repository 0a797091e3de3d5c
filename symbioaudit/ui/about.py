"""Versions and licences of the program and of what it is made with."""

from __future__ import annotations

from importlib import metadata
from platform import python_version
from typing import Final

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from symbioaudit.base.i18n import N_, _
from symbioaudit.ui.theme import look

LGPL: Final = N_(
    "Qt and PySide6 are used under the LGPL version 3, dynamically linked; they may be replaced."
)


def parts() -> list[tuple[str, str, str]]:
    """(name, version, licence) of every installed library that the program requires."""
    wanted = ["symbioaudit"]
    found: dict[str, tuple[str, str, str]] = {}
    while wanted:
        name = wanted.pop()
        if name.lower() in found:
            continue
        try:
            facts = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        licence = _licence(facts.metadata.json)
        found[name.lower()] = (facts.name, facts.version, licence)
        wanted += [_name(line) for line in facts.requires or () if "extra ==" not in line]
    return sorted(found.values(), key=lambda part: part[0].lower())


def _licence(facts: dict[str, str | list[str]]) -> str:
    """The licence by its short name: the expression, a classifier, or the first line of the text."""
    stated = facts.get("license_expression")
    marks = [str(mark) for mark in facts.get("classifier", ()) if str(mark).startswith("License")]
    text = str(stated or (marks[0].rpartition("::")[2] if marks else facts.get("license") or "—"))
    return text.strip().splitlines()[0] if text.strip() else "—"


def _name(requirement: str) -> str:
    cut = min((i for i, c in enumerate(requirement) if c in " <>=!~[;("), default=len(requirement))
    return requirement[:cut]


class About(QDialog):
    """Not modal; texts can be copied into a letter."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("About the program"))
        every = parts()
        own = next((version for name, version, _l in every if name == "symbioaudit"), "")
        head = QLabel(f"SymbioAudit {own}", self)
        head.setProperty("role", "title")
        lines = [f"Python {python_version()} · Qt {qVersion()}", "", _(LGPL), ""]
        lines += [f"{name} {version} — {licence}" for name, version, licence in every[:]]
        text = QPlainTextEdit("\n".join(lines), self)
        text.setReadOnly(True)
        text.setAccessibleName(_("Versions and licences"))
        buttons = QDialogButtonBox(self)
        close = buttons.addButton(_("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setAccessibleName(_("Close"))
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(head)
        column.addWidget(text, 1)
        column.addWidget(buttons)
        self.resize(look().px(560), look().px(460))
