"""A field to sign in with mouse, pen or finger; strokes are kept as lines, never as a picture."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTabletEvent,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from symbioaudit.base.i18n import _
from symbioaudit.model import ink
from symbioaudit.ui.theme import look

USUAL_PRESSURE: Final = 50  # of a mouse, which has none
LINE_AT: Final = 0.78  # height of the line to sign on


class SignatureField(QFrame):
    """Draws what the pen does; Ctrl+Z takes the last stroke back, Delete clears."""

    changed = Signal()
    _enabled = False  # until it is built

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setAccessibleName(_("Signature: draw with mouse or pen"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        self._strokes: list[list[ink.Point]] = []
        self._drawing = False
        self._pen = False  # a pen is down: the mouse events made of it are its echo
        self._enabled = True

    def sizeHint(self) -> QSize:
        """Wide and low, as a line to sign on."""
        return QSize(look().px(500), look().px(500) * ink.HEIGHT // ink.WIDTH)

    def strokes(self) -> tuple[ink.Stroke, ...]:
        """What was drawn."""
        return tuple(tuple(stroke) for stroke in self._strokes if stroke)

    def show_strokes(self, strokes: tuple[ink.Stroke, ...]) -> None:
        """Show a signature."""
        self._strokes = [list(stroke) for stroke in strokes]
        self._told()

    def let_draw(self, *, on: bool) -> None:
        """Nothing is drawn over a signature that was given."""
        self._enabled = on
        self.setCursor(Qt.CursorShape.CrossCursor if on else Qt.CursorShape.ArrowCursor)

    def undo_stroke(self) -> None:
        """Take the last stroke back."""
        if self._strokes and self._enabled:
            self._strokes.pop()
            self._told()

    def clear(self) -> None:
        """Begin anew."""
        if self._enabled:
            self._strokes.clear()
            self._told()

    # -- drawing -----------------------------------------------------------------

    def tabletEvent(self, event: QTabletEvent) -> None:
        """A pen, with its pressure."""
        pressure = round(100 * min(max(event.pressure(), 0.0), 1.0))
        kind = event.type()
        if kind is QEvent.Type.TabletPress:
            self._pen = True
            self._begin(event.position(), pressure)
        elif kind is QEvent.Type.TabletMove and self._drawing:
            self._go_on(event.position(), pressure)
        elif kind is QEvent.Type.TabletRelease:
            self._pen = False
            self._end()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke."""
        if event.button() is Qt.MouseButton.LeftButton and not self._pen:
            self._begin(event.position(), USUAL_PRESSURE)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with it."""
        if self._drawing and not self._pen:
            self._go_on(event.position(), USUAL_PRESSURE)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """The stroke is done."""
        if not self._pen:
            self._end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Undo a stroke, clear."""
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo_stroke()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Ctrl+Z belongs to the strokes while there are any, not to the audit."""
        mine = self._enabled and bool(self._strokes) and isinstance(event, QKeyEvent)
        if mine and event.type() is QEvent.Type.ShortcutOverride:
            assert isinstance(event, QKeyEvent)
            if event.matches(QKeySequence.StandardKey.Undo):
                event.accept()
                return True
        return super().event(event)

    def _begin(self, at: QPointF, pressure: int) -> None:
        if not self._enabled or sum(map(len, self._strokes)) >= ink.MOST_POINTS:
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._drawing = True
        self._strokes.append([])
        self._go_on(at, pressure)

    def _go_on(self, at: QPointF, pressure: int) -> None:
        scale = ink.WIDTH / max(self.width(), 1)
        x = min(max(round(at.x() * scale), 0), ink.WIDTH)
        y = min(max(round(at.y() * scale), 0), ink.HEIGHT)
        stroke = self._strokes[-1]
        if not stroke or stroke[-1][:2] != (x, y):
            stroke.append((x, y, pressure))
            self.update()

    def _end(self) -> None:
        if self._drawing:
            self._drawing = False
            self._told()

    def _told(self) -> None:
        self.update()
        self.changed.emit()

    def resizeEvent(self, event: object) -> None:
        """Keep the shape of the field, so that a stroke is drawn where the pen is."""
        self.setFixedHeight(max(self.width() * ink.HEIGHT // ink.WIDTH, look().px(60)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The line to sign on, then the strokes."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(look().colour("line"))
        y, inset = round(self.height() * LINE_AT), look().px(16)
        painter.drawLine(inset, y, self.width() - inset, y)
        if not self._strokes:
            painter.setPen(look().colour("muted"))
            flags = Qt.AlignmentFlag.AlignCenter
            if self._enabled:
                painter.drawText(self.rect(), flags, _("Sign here with mouse, pen or finger"))
            return
        scale = self.width() / ink.WIDTH
        for stroke in self._strokes:
            self._paint(painter, stroke, scale)

    def _paint(self, painter: QPainter, stroke: list[ink.Point], scale: float) -> None:
        points = [QPointF(x * scale, y * scale) for x, y, _pressure in stroke]
        pen = QPen(look().colour("text"))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        for n, (_x, _y, pressure) in enumerate(stroke):
            pen.setWidthF(look().px(10) / 10 * (1 + pressure / 50))
            painter.setPen(pen)
            if n or len(stroke) == 1:
                painter.drawLine(points[max(n - 1, 0)], points[n]) if n else painter.drawPoint(
                    points[0]
                )
