"""One ribbon of a Sankey diagram: its shape, its paint, what the mouse does to it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsSceneHoverEvent,
    QGraphicsSceneMouseEvent,
    QStyleOptionGraphicsItem,
    QWidget,
)

from symbioaudit.analysis.ribbons import Ribbon
from symbioaudit.ui.flows.skin import screen_skin

SOLID, PALE = 0.72, 0.34
HATCH: Final = 9.0  # px between the lines of what is unknown


class BandItem(QGraphicsItem):
    """One ribbon."""

    def __init__(self, ribbon: Ribbon, number: int, path: QPainterPath, *, unknown: bool) -> None:
        super().__init__()
        self.ribbon, self.number, self.path, self.unknown = ribbon, number, path, unknown
        self.skin = screen_skin()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIsSelectable)
        self.setAcceptHoverEvents(True)
        self.setZValue(1)

    def boundingRect(self) -> QRectF:
        """The band with its outline."""
        return self.path.boundingRect().adjusted(-2, -4, 2, 4)

    def shape(self) -> QPainterPath:
        """The band; a thin one is still hit by a finger."""
        box = self.path.boundingRect()
        if box.height() >= 8:
            return self.path
        path = QPainterPath(self.path)
        path.addRect(box.adjusted(0, -4, 0, 4))
        return path

    def hoverEnterEvent(self, event: QGraphicsSceneHoverEvent) -> None:
        """Tell where it comes from."""
        self.scene().pointed.emit(self.number)  # type: ignore[attr-defined]

    def mousePressEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        """Go to the flow behind it."""
        self.scene().opened.emit(self.number)  # type: ignore[attr-defined]
        event.accept()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Solid, pale when estimated, hatched when unknown; outlined when chosen."""
        colour = self.skin.flow(self.ribbon.group)
        if self.unknown:
            fill_hatched(painter, self.path, colour)
        else:
            fill = QColor(colour)
            fill.setAlphaF(PALE if self.ribbon.estimated else SOLID)
            painter.fillPath(self.path, fill)
        if self.isSelected():
            painter.setPen(QPen(self.skin.colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(self.path)


def fill_hatched(painter: QPainter, path: QPainterPath, colour: QColor) -> None:
    """Slanted strokes inside a shape, as real lines: files keep them, unlike brush patterns."""
    pale = QColor(colour)
    pale.setAlphaF(0.14)
    painter.fillPath(path, pale)
    box = path.boundingRect()
    strokes = QPainterPath()
    x = box.left() - box.height()
    while x < box.right():
        stroke = QPainterPath(QPointF(x, box.bottom()))
        stroke.lineTo(x + box.height(), box.top())
        stroke.lineTo(x + box.height() + 2, box.top())
        stroke.lineTo(x + 2, box.bottom())
        stroke.closeSubpath()
        strokes.addPath(stroke)
        x += HATCH
    painter.fillPath(strokes.intersected(path), colour)
    painter.setPen(QPen(colour, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)


def band_path(start: QPointF, end: QPointF, thick: float) -> QPainterPath:
    """A ribbon from one node to another; the points are its upper corners."""
    reach, down = (end.x() - start.x()) / 2, QPointF(0, thick)
    path = QPainterPath(start)
    path.cubicTo(start + QPointF(reach, 0), end - QPointF(reach, 0), end)
    path.lineTo(end + down)
    path.cubicTo(end + down - QPointF(reach, 0), start + down + QPointF(reach, 0), start + down)
    path.closeSubpath()
    return path


def back_band(start: QPointF, end: QPointF, thick: float, depth: float) -> QPainterPath:
    """A ribbon that leaves to the right, runs underneath and comes back from the left."""
    out = 10 + thick
    x1, x2 = start.x(), end.x()
    corners = (
        (x1, start.y()),
        (x1 + out, start.y()),
        (x1 + out, depth + thick),
        (x2 - out, depth + thick),
        (x2 - out, end.y()),
        (x2, end.y()),
        (x2, end.y() + thick),
        (x2 - out + thick, end.y() + thick),
        (x2 - out + thick, depth),
        (x1 + out - thick, depth),
        (x1 + out - thick, start.y() + thick),
        (x1, start.y() + thick),
    )
    path = QPainterPath(QPointF(*corners[0]))
    for corner in corners[1:]:
        path.lineTo(*corner)
    path.closeSubpath()
    return path
