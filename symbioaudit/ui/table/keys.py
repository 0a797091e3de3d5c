"""Key strokes as texts (``Ctrl+D``), the same on a Russian and an English keyboard."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_RUSSIAN: Final = "ЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬ"
_LATIN: Final = "QWERTYUIOPASDFGHJKLZXCVBNM"
_PLACES: Final = dict(zip(map(ord, _RUSSIAN), _LATIN, strict=True))
_NAMES: Final = {
    Qt.Key.Key_Return: "Enter",
    Qt.Key.Key_Enter: "Enter",
    Qt.Key.Key_Tab: "Tab",
    Qt.Key.Key_Backtab: "Tab",
    Qt.Key.Key_Escape: "Esc",
    Qt.Key.Key_Delete: "Delete",
    Qt.Key.Key_Backspace: "Backspace",
    Qt.Key.Key_Insert: "Insert",
    Qt.Key.Key_Home: "Home",
    Qt.Key.Key_End: "End",
    Qt.Key.Key_Left: "Left",
    Qt.Key.Key_Right: "Right",
    Qt.Key.Key_Up: "Up",
    Qt.Key.Key_Down: "Down",
    Qt.Key.Key_Space: "Space",
    Qt.Key.Key_F2: "F2",
    Qt.Key.Key_F4: "F4",
    Qt.Key.Key_Minus: "-",
}
_MODIFIERS: Final = (
    (Qt.KeyboardModifier.ControlModifier, "Ctrl"),
    (Qt.KeyboardModifier.AltModifier, "Alt"),
    (Qt.KeyboardModifier.ShiftModifier, "Shift"),
)


def stroke(event: QKeyEvent) -> str:
    """The stroke as it is written in a menu; a letter is named by its place on the keyboard."""
    held = event.modifiers()
    parts = [name for flag, name in _MODIFIERS if held & flag]
    if event.key() == Qt.Key.Key_Backtab and "Shift" not in parts:
        parts.append("Shift")
    return "+".join((*parts, _key_name(event.key())))


def typed(event: QKeyEvent) -> str:
    """The text that a stroke types; empty for a command."""
    command = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    text = event.text()
    return "" if event.modifiers() & command or not text or not text.isprintable() else text


def _key_name(key: int) -> str:
    try:
        named = _NAMES.get(Qt.Key(key))
    except ValueError:
        named = None
    if named:
        return named
    if key in _PLACES:
        return _PLACES[key]
    return chr(key) if 0x20 < key < 0x7F else ""
