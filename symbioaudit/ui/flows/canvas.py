"""A view that zooms and pans: Ctrl and wheel, +, −, 0 to fit, space or the middle button to drag."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QGesture,
    QGestureEvent,
    QGraphicsScene,
    QGraphicsView,
    QPinchGesture,
    QWidget,
)

STEP: Final = 1.2
LEAST, MOST = 0.08, 4.0
READABLE: Final = 0.72


class Canvas(QGraphicsView):
    """Shows a scene; until the person zooms, all of it."""

    def __init__(self, scene: QGraphicsScene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setFrameShape(QGraphicsView.Shape.NoFrame)
        self.grabGesture(Qt.GestureType.PinchGesture)
        self.fitting = True
        self._panning: QPointF | None = None
        self.space_held = False

    @property
    def zoom(self) -> float:
        """The present magnification."""
        return self.transform().m11()

    def zoom_by(self, factor: float) -> None:
        """Magnify about the mouse or the middle."""
        factor = min(max(self.zoom * factor, LEAST), MOST) / self.zoom
        self.fitting = False
        self.scale(factor, factor)

    def zoom_in(self) -> None:
        """One step nearer."""
        self.zoom_by(STEP)

    def zoom_out(self) -> None:
        """One step away."""
        self.zoom_by(1 / STEP)

    def settle(self) -> None:
        """Show everything while it can be read, else its beginning."""
        self.fit()
        if self.zoom < READABLE:
            self.resetTransform()
            self.scale(READABLE, READABLE)
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().minimum())

    def fit(self) -> None:
        """Show everything, never larger than life."""
        self.fitting = True
        rect = self.sceneRect()
        if not rect.isEmpty():
            self.fitInView(rect, Qt.AspectRatioMode.KeepAspectRatio)
            if self.zoom > 1:
                self.resetTransform()
                self.centerOn(rect.center())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep everything in sight while nobody has zoomed."""
        super().resizeEvent(event)
        if self.fitting:
            self.settle()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel zoom."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(STEP ** (event.angleDelta().y() / 120))
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """+ and − zoom, 0 fits, space pans while it is held."""
        own = {"+": self.zoom_in, "=": self.zoom_in, "-": self.zoom_out, "0": self.fit}
        if event.text() in own:
            own[event.text()]()
        elif event.key() == Qt.Key.Key_Space:
            self.space_held = True
            self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Space let go: no more panning."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.space_held = False
            self.viewport().unsetCursor()
        super().keyReleaseEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to pan, or what the scene does."""
        middle = event.button() is Qt.MouseButton.MiddleButton
        if middle or (self.space_held and event.button() is Qt.MouseButton.LeftButton):
            self._panning = event.position()
            self.fitting = False
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            event.accept()
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan by as much as the mouse moved."""
        if self._panning is None:
            super().mouseMoveEvent(event)
            return
        moved = event.position() - self._panning
        self._panning = event.position()
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(round(across.value() - moved.x()))
        down.setValue(round(down.value() - moved.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End panning."""
        if self._panning is None:
            super().mouseReleaseEvent(event)
            return
        self._panning = None
        self.viewport().unsetCursor()

    def viewportEvent(self, event: QEvent) -> bool:
        """Two fingers zoom."""
        if isinstance(event, QGestureEvent):
            pinch: QGesture | None = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                self.zoom_by(pinch.scaleFactor())
                return True
        return super().viewportEvent(event)
