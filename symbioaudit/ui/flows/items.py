"""What stands on the map: a process with its ports and closure lights, a flow as an arrow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPainterPathStroker, QPen, QPolygonF
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsSceneMouseEvent,
    QStyleOptionGraphicsItem,
    QWidget,
)

from symbioaudit.base.i18n import N_, _, language
from symbioaudit.ui.flows.skin import Skin

if TYPE_CHECKING:
    from symbioaudit.analysis.results import Balance
    from symbioaudit.services.flowmap import Arrow, Node

LETTERS: Final = {"mass": N_("mass"), "water": N_("water"), "energy": N_("energy")}
WIDTHS: Final = (1.2, 2.0, 3.2, 4.8, 7.0)
NODE_WIDE, NODE_TALL, PER_ARROW = 170, 66, 15
PORT: Final = 7.0
HEAD: Final = 9.0
NAMELESS: Final = N_("(no name)")


def node_size(skin: Skin, arrows: int) -> QSizeF:
    """Wide enough for a name, tall enough for ``arrows`` at its busier side."""
    tall = max(NODE_TALL, 24 + PER_ARROW * arrows)
    return QSizeF(skin.px(NODE_WIDE), skin.px(tall))


def closure_text(balance: Balance) -> str:
    """The layer and how far its balance closes."""
    from symbioaudit.units import NBSP, format_number

    share = balance.imbalance_share.value
    name = _(LETTERS[balance.layer])
    if share is None or balance.light.value == "grey":
        return f"{name}{NBSP}?"
    return f"{name}{NBSP}{format_number(100 * share, language(), 0)}{NBSP}%"


class NodeItem(QGraphicsItem):
    """A process. Dragged by its body; its ports at both sides begin flows."""

    def __init__(self, node: Node, size: QSizeF, skin: Skin) -> None:
        super().__init__()
        self.node, self.size, self.skin = node, size, skin
        self.lights: Mapping[str, Balance] = {}
        self.lit = False  # a flow is held over it
        flag = QGraphicsItem.GraphicsItemFlag
        for one in (flag.ItemIsMovable, flag.ItemIsSelectable, flag.ItemSendsGeometryChanges):
            self.setFlag(one)
        self.setAcceptHoverEvents(True)
        self.setZValue(2)
        self.setToolTip(node.name)

    @property
    def rect(self) -> QRectF:
        """The body, in own coordinates."""
        return QRectF(QPointF(0, 0), self.size)

    def boundingRect(self) -> QRectF:
        """The body and the ports."""
        return self.rect.adjusted(-PORT - 3, -4, PORT + 3, 4)

    def shape(self) -> QPainterPath:
        """The body."""
        path = QPainterPath()
        path.addRect(self.rect)
        return path

    def port(self, side: str) -> QPointF:
        """Middle of the ``in`` or ``out`` port in the scene."""
        x = 0.0 if side == "in" else self.size.width()
        return self.mapToScene(QPointF(x, self.size.height() / 2))

    def itemChange(self, change: QGraphicsItem.GraphicsItemChange, value: Any) -> Any:
        """Arrows follow the process; a chosen one comes to the front."""
        kinds = QGraphicsItem.GraphicsItemChange
        scene = self.scene()
        if change is kinds.ItemPositionHasChanged and scene is not None:
            scene.node_moved(self.node.id)  # type: ignore[attr-defined]
        elif change is kinds.ItemSelectedHasChanged:
            self.setZValue(3 if value else 2)
        return super().itemChange(change, value)

    def mouseDoubleClickEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        """Open the process card."""
        self.scene().opened.emit("process", self.node.id)  # type: ignore[attr-defined]

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Body, name, lights, ports."""
        skin = self.skin
        chosen = self.isSelected() or self.lit
        painter.setPen(QPen(skin.colour("focus" if chosen else "line"), 2.5 if chosen else 1.2))
        painter.setBrush(skin.colour("accent_soft" if chosen else "surface"))
        painter.drawRoundedRect(self.rect, 7, 7)
        self._name(painter)
        self._lights(painter)
        painter.setPen(QPen(skin.colour("accent"), 1.4))
        painter.setBrush(skin.colour("surface"))
        for x in (0.0, self.size.width()):
            painter.drawEllipse(QPointF(x, self.size.height() / 2), PORT, PORT)

    def _name(self, painter: QPainter) -> None:
        skin, metrics = self.skin, self.skin.metrics(bold=True)
        text = f"{self.node.code} {self.node.name}".strip() or _(NAMELESS)
        box = self.rect.adjusted(14, 6, -14, -6)
        painter.setFont(skin.font(bold=True))
        painter.setPen(skin.colour("text"))
        room = 2 * metrics.lineSpacing() + 2
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
        if metrics.boundingRect(QRectF(0, 0, box.width(), 999), int(flags), text).height() > room:
            elide = Qt.TextElideMode.ElideRight
            text = metrics.elidedText(text, elide, 1.7 * box.width())
        painter.drawText(QRectF(box.left(), box.top(), box.width(), room), int(flags), text)

    def _lights(self, painter: QPainter) -> None:
        skin, metrics = self.skin, self.skin.metrics(small=True)
        painter.setFont(skin.font(small=True))
        dot = metrics.height() * 0.52
        parts = [(closure_text(b), b.light.value) for b in self.lights.values()]
        widths = [metrics.horizontalAdvance(text) + dot + 4 for text, _light in parts]
        x = (self.size.width() - sum(widths) - 8 * max(0, len(parts) - 1)) / 2
        middle = self.size.height() - metrics.height() / 2 - 5
        for (text, light), width in zip(parts, widths, strict=True):
            colour = skin.colour(light)
            painter.setPen(QPen(colour, 1.5))
            # Grey is hollow: nothing to judge is not a judgement.
            painter.setBrush(Qt.BrushStyle.NoBrush if light == "grey" else colour)
            painter.drawEllipse(QRectF(x, middle - dot / 2, dot, dot))
            painter.setPen(skin.colour("text" if light != "grey" else "muted"))
            box = QRectF(x + dot + 4, middle - metrics.height() / 2, width, metrics.height())
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), text)
            x += width + 8


class ArrowItem(QGraphicsItem):
    """A flow: a curve with a head, its name at the border or in its middle."""

    def __init__(self, arrow: Arrow, width: int, skin: Skin) -> None:
        super().__init__()
        self.arrow, self.width, self.skin = arrow, WIDTHS[width], skin
        self.start, self.end = QPointF(), QPointF()
        self.label = QRectF()
        self.align = Qt.AlignmentFlag.AlignHCenter
        self._path, self._heading = QPainterPath(), "right"
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIsSelectable)
        self.setZValue(1)
        self.setToolTip(arrow.name)

    @property
    def name(self) -> str:
        """What it is called."""
        return self.arrow.name or _(NAMELESS)

    def route(
        self, path: QPainterPath, label: QRectF | None = None, *, heading: str = "right"
    ) -> None:
        """Run along a path; the label in its middle when no place is given."""
        self.prepareGeometryChange()
        self._path, self._heading = path, heading
        self.start, self.end = path.pointAtPercent(0), path.pointAtPercent(1)
        if label is not None:
            self.label, self.align = label, Qt.AlignmentFlag.AlignLeft
            return
        metrics = self.skin.metrics(small=True)
        room = min(metrics.horizontalAdvance(self.name) + 8, self.skin.px(116))
        middle = path.pointAtPercent(0.5)
        self.label = QRectF(
            middle.x() - room / 2, middle.y() - metrics.height() - 1, room, metrics.height()
        )

    def handle(self, end: str) -> QPointF:
        """Where its ``source`` or ``target`` end is taken hold of."""
        return self.start if end == "source" else self.end

    def boundingRect(self) -> QRectF:
        """Curve, head and label."""
        pad = self.width / 2 + HEAD + 2
        return self._path.boundingRect().adjusted(-pad, -pad, pad, pad).united(self.label)

    def shape(self) -> QPainterPath:
        """A band about the curve that a finger can hit, and the label."""
        stroker = QPainterPathStroker()
        stroker.setWidth(max(self.width, 12))
        path = stroker.createStroke(self._path)
        path.addRect(self.label)
        return path

    def mouseDoubleClickEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        """Open the card of the flow."""
        self.scene().opened.emit(self.arrow.entity, self.arrow.id)  # type: ignore[attr-defined]

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """The curve; dashed without an amount, translucent when estimated."""
        chosen = self.isSelected()
        colour = self.skin.flow(self.arrow.group)
        if self.arrow.estimated:
            colour.setAlphaF(0.6)
        style = Qt.PenStyle.DashLine if self.arrow.amount is None else Qt.PenStyle.SolidLine
        pen = QPen(colour, self.width + (1.5 if chosen else 0), style)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen)
        painter.drawPath(self._path)
        self._head(painter, colour)
        self._ends(painter, colour, chosen=chosen)
        font = self.skin.font(small=True, bold=chosen)
        metrics = self.skin.metrics(small=True, bold=chosen)
        text = metrics.elidedText(self.name, Qt.TextElideMode.ElideRight, self.label.width())
        flags = int(self.align | Qt.AlignmentFlag.AlignVCenter)
        ground = self.skin.colour("surface")
        ground.setAlphaF(0.75)
        painter.fillRect(metrics.boundingRect(self.label, flags, text), ground)
        painter.setFont(font)
        painter.setPen(self.skin.colour("focus" if chosen else "text"))
        painter.drawText(self.label, flags, text)

    def _head(self, painter: QPainter, colour: QColor) -> None:
        size = HEAD + self.width / 2
        back, aside = QPointF(-size, 0), QPointF(0, size / 2)
        if self._heading == "down":
            back, aside = QPointF(0, -size), QPointF(size / 2, 0)
        points = [self.end, self.end + back + aside, self.end + back - aside]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(QPolygonF(points))

    def _ends(self, painter: QPainter, colour: QColor, *, chosen: bool) -> None:
        open_ends = {"source": self.arrow.source is None, "target": self.arrow.target is None}
        for end, is_open in open_ends.items():
            if is_open or chosen:
                painter.setPen(QPen(self.skin.colour("warning") if is_open else colour, 1.6))
                painter.setBrush(self.skin.colour("surface"))
                painter.drawEllipse(self.handle(end), PORT - 1, PORT - 1)


def curve(start: QPointF, end: QPointF, dip: float | None = None) -> QPainterPath:
    """Leaves to the right, arrives from the left; with ``dip`` a way back runs down there."""
    path = QPainterPath(start)
    if dip is None or end.x() > start.x():
        reach = max(24.0, abs(end.x() - start.x()) / 2)
        path.cubicTo(start + QPointF(reach, 0), end - QPointF(reach, 0), end)
        return path
    right, left, bend = start.x() + 20, end.x() - 26, 14.0
    path.quadTo(QPointF(right, start.y()), QPointF(right, start.y() + bend))
    path.lineTo(right, dip - bend)
    path.quadTo(QPointF(right, dip), QPointF(right - bend, dip))
    path.lineTo(left + bend, dip)
    path.quadTo(QPointF(left, dip), QPointF(left, dip - bend))
    path.lineTo(left, end.y() + bend)
    path.quadTo(QPointF(left, end.y()), QPointF(left + bend, end.y()))
    path.lineTo(end)
    return path


def elbow(*points: QPointF) -> QPainterPath:
    """Straight from point to point."""
    path = QPainterPath(points[0])
    for point in points[1:]:
        path.lineTo(point)
    return path
