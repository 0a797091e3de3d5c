"""A short glow on what has just changed, so that the eye finds it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEasingCurve, QPropertyAnimation, Qt
from PySide6.QtWidgets import QFrame, QGraphicsOpacityEffect, QWidget

from symbioaudit.ui.theme import look

LASTS: Final = 1400  # ms


class Glow(QFrame):
    """A frame over a widget that fades and goes."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName("glow")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        colour = look().colour("accent")
        rgb = f"{colour.red()}, {colour.green()}, {colour.blue()}"
        self.setStyleSheet(
            f"#glow {{ background: rgba({rgb}, 60); border: 2px solid rgb({rgb}); border-radius: 4px; }}"
        )
        self.setGeometry(over.rect())
        effect = QGraphicsOpacityEffect(self)
        self.setGraphicsEffect(effect)
        self._fade = QPropertyAnimation(effect, b"opacity", self)
        self._fade.setDuration(LASTS)
        self._fade.setStartValue(1.0)
        self._fade.setEndValue(0.0)
        self._fade.setEasingCurve(QEasingCurve.Type.InQuad)
        self._fade.finished.connect(self.close)
        self.show()
        self.raise_()
        self._fade.start()


def flash(page: QWidget, code: str) -> QWidget | None:
    """Glow on the field of a page; returns what glows."""
    found = page.findChild(QWidget, f"field-{code}") if code else None
    if found is None or not found.isVisible():
        return None
    return Glow(found)
