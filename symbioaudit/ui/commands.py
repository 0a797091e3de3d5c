"""The commands of the window: their words, their keys, the method that does each."""

from __future__ import annotations

from typing import Final

from symbioaudit.base.i18n import N_

# id → (English text, default key, method of the window)
COMMANDS: Final[dict[str, tuple[str, str, str]]] = {
    "palette": (N_("Go to or do…"), "Ctrl+K", "open_palette"),
    "undo": (N_("Undo"), "Ctrl+Z", "undo"),
    "redo": (N_("Redo"), "Ctrl+Shift+Z", "redo"),
    "field_history": (N_("History of the field"), "Ctrl+Shift+H", "open_field_history"),
    "confirm": (N_("Confirm the record of the last visit"), "F9", "confirm_record"),
    "home": (N_("All audits"), "Ctrl+H", "go_home"),
    "settings": (N_("Settings"), "Ctrl+,", "go_settings"),
    "help": (N_("Manual"), "F1", "open_help"),
    "tour": (N_("Tour of the window"), "", "open_tour"),
    "capture": (N_("Quick note"), "Ctrl+Space", "open_capture"),
    "paste_photo": (N_("Paste a photo or files here"), "Ctrl+Shift+V", "paste_photo"),
    "next": (N_("Next page"), "Ctrl+PgDown", "next_page"),
    "previous": (N_("Previous page"), "Ctrl+PgUp", "previous_page"),
    "theme": (N_("Light or dark"), "Ctrl+Shift+T", "flip_theme"),
    "language": (N_("Русский / English"), "Ctrl+Shift+L", "flip_language"),
    "about": (N_("About the program"), "", "open_about"),
    "quit": (N_("Close the program"), "Ctrl+Q", "close"),
}
