"""Drives a table by keys as a person does: every stroke goes where the focus is, and is counted."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from symbioaudit.ui.grid.model import RecordsModel
from symbioaudit.ui.grid.page import GridPage
from symbioaudit.ui.session import Place
from symbioaudit.ui.window import Window
from tests.ui.driver import settled

WAIT = 20_000  # ms: a ceiling, not a delay


class Typist:
    """Strokes into whatever has the focus; ``strokes`` counts them."""

    def __init__(self, qtbot: QtBot, window: Window) -> None:
        self.qtbot, self.window = qtbot, window
        self.strokes = 0

    def key(self, name: str) -> None:
        """One stroke by its name: ``Ctrl+Shift+D``, ``Enter``, ``Tab``."""
        names = {"Enter": "Return", "Tab": "Tab", "Delete": "Del", "Shift+Tab": "Shift+Backtab"}
        combination = QKeySequence(names.get(name, name))[0]
        event = (combination.key(), combination.keyboardModifiers())
        if not self._overridden(*event):
            self._send(QEvent.Type.KeyPress, *event)
            self._send(QEvent.Type.KeyRelease, *event)
        self.strokes += 1

    def keys(self, *names: str) -> None:
        """Several strokes."""
        for name in names:
            self.key(name)

    def type(self, text: str) -> None:
        """Letters, each a stroke."""
        for letter in text:
            self._send(QEvent.Type.KeyPress, Qt.Key.Key_unknown, text=letter)
            self._send(QEvent.Type.KeyRelease, Qt.Key.Key_unknown, text=letter)
            self.strokes += 1

    def settle(self) -> None:
        """Wait until everything typed is written."""
        settled(self.qtbot, self.window.session)

    def _overridden(self, key: Qt.Key, held: Qt.KeyboardModifier) -> bool:
        """As the platform does: a shortcut of the window goes first unless the widget wants the key."""
        widget = QApplication.focusWidget()
        asked = QKeyEvent(QEvent.Type.ShortcutOverride, key, held)
        asked.ignore()
        QApplication.sendEvent(widget, asked)
        if asked.isAccepted():
            return False
        wanted = QKeySequence(key.value | held.value)
        for action in self.window.actions():
            if wanted in action.shortcuts():
                action.trigger()
                return True
        return False

    def _send(
        self,
        kind: QEvent.Type,
        key: Qt.Key,
        held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        text: str = "",
    ) -> None:
        widget = QApplication.focusWidget()
        assert widget is not None, "nothing has the focus"
        QApplication.sendEvent(widget, QKeyEvent(kind, key, held, text))


def grid(window: Window, form: str, record: str = "", field: str = "") -> GridPage:
    """Go to a grid page."""
    window.activateWindow()
    window.show_place(Place(f"form:{form}", record=record, field=field))
    page = window.page
    assert isinstance(page, GridPage)
    return page


def texts(page: GridPage, code: str) -> list[str]:
    """What the cells of a column show, without the spare row."""
    model = page.model
    column = column_of(model, code)
    return [model.shown(row, column).text for row in range(model.filled_rows())]


def column_of(model: RecordsModel, code: str) -> int:
    """Place of a column."""
    return [one.code for one in model.columns].index(code)


def clip(text: str) -> None:
    """What another program put on the clipboard."""
    QGuiApplication.clipboard().setText(text)
