"""Ctrl+Z in an editor takes back what is being typed; when nothing is, it belongs to the window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

REDO_KEYS = (QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z"))


def leave_to_window(widget: QObject, event: QEvent) -> bool:
    """True for an undo or redo key that the editor has no use for: the window's command gets it then.

    An editor claims these keys for itself before any command, also when it has nothing to take back.
    """
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    undo = event.matches(QKeySequence.StandardKey.Undo)
    redo = event.matches(QKeySequence.StandardKey.Redo) or _pressed(event) in REDO_KEYS
    if not (undo or redo) or _typing(widget, redo=redo):
        return False
    event.ignore()
    return True


def _typing(widget: QObject, *, redo: bool) -> bool:
    if isinstance(widget, QLineEdit):
        able = widget.isRedoAvailable() if redo else widget.isUndoAvailable()
        return able and widget.isModified()
    if isinstance(widget, QPlainTextEdit):
        document = widget.document()
        able = document.isRedoAvailable() if redo else document.isUndoAvailable()
        return able and document.isModified()
    return False


def _pressed(event: QKeyEvent) -> QKeySequence:
    return QKeySequence(event.keyCombination())
