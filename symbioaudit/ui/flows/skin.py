"""Colours of flows; the look of what is drawn, which on paper and in files is always the light one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from PySide6.QtGui import QColor, QFont, QFontMetricsF
from PySide6.QtWidgets import QApplication

from symbioaudit.ui.theme import Look, colours, look

OTHER: Final = "unknown"


@dataclass(frozen=True, slots=True)
class Skin:
    """How a drawing looks."""

    look: Look

    def colour(self, role: str) -> QColor:
        """The colour of a role of the theme."""
        return self.look.colour(role)

    def flow(self, group: str) -> QColor:
        """The colour of a category of flows."""
        known = colours(f"flows-{self.look.theme}")
        return QColor(known.get(group, known[OTHER]))

    def px(self, at_100: float) -> int:
        """A length that grows with the scale."""
        return self.look.px(at_100)

    def font(self, *, bold: bool = False, small: bool = False) -> QFont:
        """The font of labels."""
        return QFont(_font(self.look.points * (0.88 if small else 1.0), bold))

    def metrics(self, *, bold: bool = False, small: bool = False) -> QFontMetricsF:
        """Measures of that font."""
        return _metrics(self.look.points * (0.88 if small else 1.0), bold)


@cache
def _font(points: float, bold: bool) -> QFont:
    font = QFont(QApplication.font())
    font.setPointSizeF(points)
    font.setBold(bold)
    return font


@cache
def _metrics(points: float, bold: bool) -> QFontMetricsF:
    return QFontMetricsF(_font(points, bold))


def screen_skin() -> Skin:
    """As the window looks now."""
    return Skin(look())


def paper_skin() -> Skin:
    """For print and files: light, at the present scale."""
    return Skin(Look("light", look().scale))
