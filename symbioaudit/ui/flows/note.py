"""In the context panel: where a ribbon of a diagram comes from, down to what was typed and by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from symbioaudit.base.i18n import _
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.services.flows import Derived
    from symbioaudit.services.origins import Origin

MOST: int = 12


class Note(QFrame):
    """A heading and lines under it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading, self.body = QLabel(self), QLabel(self)
        self.heading.setProperty("role", "heading")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look().px(6))
        for label in (self.heading, self.body):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(label)
        self.body.setAccessibleName(_("Where this amount comes from"))

    def tell(self, heading: str, found: list[Derived]) -> None:
        """Show the records behind a ribbon."""
        self.heading.setText(heading)
        parts = [_derived(one) for one in found[:MOST]]
        if len(found) > MOST:
            parts.append(_("and {n} more").format(n=len(found) - MOST))
        if not found:
            parts = [_("Nobody typed this: it is what the balance lacks.")]
        self.body.setText("\n\n".join(parts))
        self.body.setAccessibleDescription(self.body.text())


def _derived(one: Derived) -> str:
    first = f"{one.name}: {one.value}"
    lines = [f"{first} ({one.formula})" if one.formula else first]
    return "\n".join([*lines, *map(_origin, one.origins)])


def _origin(one: Origin) -> str:
    if one.is_factor:
        text = _("factor {name} = {value}; {source}")
        return text.format(name=one.name, value=one.value, source=one.typed)
    text = _("typed “{typed}” by {author}") if one.author else _("typed “{typed}”")
    line = text.format(typed=one.typed, author=one.author)
    return f"{line} · {_('estimate')}" if one.estimated else line
