"""The table of keys for the manual: the window's commands and what the fields, tables and pages understand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from symbioaudit.base.i18n import N_, translate
from symbioaudit.ui.commands import COMMANDS
from symbioaudit.ui.forms.row import KEYS, REASONS

FIELD: Final = N_("In a field")
WINDOW: Final = N_("Everywhere")
MANUAL: Final = N_("In the manual and the tour")
# Keys that no table of commands holds: those of the editors.
FIELD_KEYS: Final = (
    ("Enter, Tab", N_("write the field down and go on")),
    ("Esc", N_("take back what was typed since the last writing")),
    ("Ctrl+Enter", N_("in a reference: add the process that was typed")),
)
MANUAL_KEYS: Final = (
    ("Ctrl+F", N_("search the manual")),
    ("Alt+Left", N_("back")),
    ("Alt+Right", N_("forward")),
    ("Enter", N_("next stop of the tour")),
    ("Esc", N_("end the tour")),
)


def tables(lang: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """(heading, [(keys, what they do)]) of every table."""
    yield (
        translate(WINDOW, lang),
        [(key or "Ctrl+K …", translate(text, lang)) for text, key, _method in COMMANDS.values()],
    )
    blanks = [(KEYS[missing], translate(text, lang)) for missing, text in REASONS.items()]
    own = [(key, translate(text, lang)) for key, text in FIELD_KEYS]
    yield translate(FIELD, lang), own + blanks
    yield translate(MANUAL, lang), [(key, translate(text, lang)) for key, text in MANUAL_KEYS]


def page(lang: str) -> str:
    """The chapter of keys as Markdown."""
    head = {"ru": ("# Клавиши", "Клавиша", "Что делает")}
    title, key, what = head.get(lang, ("# Keys", "Key", "What it does"))
    parts = [f"{title} {{#keys}}"]
    for heading, rows in tables(lang):
        lines = [f"| {k} | {text} |" for k, text in rows]
        parts.append(f"## {heading}\n\n| {key} | {what} |\n|---|---|\n" + "\n".join(lines))
    return "\n\n".join(parts) + "\n"
