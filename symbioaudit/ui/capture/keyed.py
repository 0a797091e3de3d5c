"""A row of buttons that one key each does too, and the button that adds files: for pages of caught things."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QWidget

from symbioaudit.base.i18n import _
from symbioaudit.ui.capture.intake import taker_of
from symbioaudit.ui.session import Session

Keyed = tuple[str, str, Callable[[], object]]  # text, key, what it does
# The same place on a Russian keyboard: a hand in a glove does not change the layout for a letter.
TWINS: Final = {"P": "З", "S": "Ы", "R": "К", "D": "В", "L": "Д"}


def keyed_buttons(
    page: QWidget, session: Session, list_: QWidget, specs: Iterable[Keyed]
) -> QHBoxLayout:
    """The row; the keys work while ``list_`` has the focus."""
    row = QHBoxLayout()
    for text, key, call in specs:
        button = QPushButton(text, page)
        button.setToolTip(key)
        button.clicked.connect(_caller(call))
        row.addWidget(button)
        for letter in (key, TWINS.get(key, "")):
            if letter:
                shortcut = QShortcut(QKeySequence(letter), list_)
                shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
                shortcut.activated.connect(_caller(call))
    add = QPushButton(_("Add files…"), page)
    add.clicked.connect(lambda _on: _add_files(page, session))
    row.addStretch(1)
    row.addWidget(add)
    return row


def _caller(call: Callable[[], object]) -> Callable[..., None]:
    def do(*_args: object) -> None:
        call()

    return do


def _add_files(page: QWidget, session: Session) -> None:
    names, _kind = QFileDialog.getOpenFileNames(page, _("Add files…"))
    taker_of(session).take([Path(name) for name in names])
