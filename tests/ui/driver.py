"""Drives the window by real key and mouse events, any alphabet."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from symbioaudit.ui.session import Session
from symbioaudit.ui.window import Window

WAIT = 20_000  # ms: a ceiling, not a delay


def settled(qtbot: QtBot, session: Session) -> None:
    """Wait until every queued call has come back."""
    qtbot.waitUntil(lambda: session.worker.pending == 0, timeout=WAIT)


def type_text(widget: QWidget, text: str) -> int:
    """Type a text letter by letter (Qt's own helper knows Latin letters only); returns the strokes."""
    for letter in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, letter)
            QApplication.sendEvent(widget, event)
    return len(text)


def field(window: Window, code: str) -> QLineEdit:
    """The one-line editor of a field on the page in front."""
    found = window.page.findChild(QLineEdit, f"field-{code}")
    assert isinstance(found, QLineEdit), code
    return found


def type_into(qtbot: QtBot, window: Window, code: str, text: str) -> None:
    """Type into a field as a person does, leave it with Enter, wait until it is stored."""
    editor = field(window, code)
    editor.setFocus()
    editor.selectAll()
    type_text(editor, text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    settled(qtbot, window.session)
