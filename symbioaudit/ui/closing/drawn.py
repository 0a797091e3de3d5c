"""Base of the drawings of the closing: colours of the look, a focus frame, words for who does not see them."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from symbioaudit.ui.theme import look


class Drawn(QWidget):
    """Subclasses paint in :meth:`draw`; sizes are in units of the scale."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def draw(self, painter: QPainter) -> None:
        """Paint everything."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The surface, the picture, the frame of the focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), look().colour("surface"))
        self.draw(painter)
        if self.hasFocus():
            painter.setPen(QPen(look().colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()


def sized(points: float, *, bold: bool = False) -> QFont:
    """The font of the window, larger or smaller."""
    font = QFont()
    font.setPointSizeF(look().points * points)
    font.setBold(bold)
    return font


def write(
    painter: QPainter,
    box: QRectF,
    text: str,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignCenter,
    role: str = "text",
) -> None:
    """Words in a box, in as many lines as they need."""
    painter.setPen(look().colour(role))
    painter.drawText(box, int(align | Qt.TextFlag.TextWordWrap), text)


def tint(role: str, alpha: int) -> QColor:
    """A colour of the look, let through."""
    colour = QColor(look().colour(role))
    colour.setAlpha(alpha)
    return colour


def hatched(role: str) -> QBrush:
    """What is not known."""
    return QBrush(look().colour(role), Qt.BrushStyle.BDiagPattern)


def chip(
    painter: QPainter, centre: QPointF, radius: float, text: str, *, role: str, chosen: bool = False
) -> None:
    """A round mark with a number."""
    painter.setBrush(look().colour("surface"))
    painter.setPen(QPen(look().colour("focus" if chosen else role), 3 if chosen else 1.5))
    painter.drawEllipse(centre, radius, radius)
    box = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
    painter.setPen(look().colour("text"))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)
