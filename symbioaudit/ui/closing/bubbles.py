"""Effort against effect drawn: a bubble a measure, its size the money, a whisker what is not known."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from symbioaudit.base.i18n import N_, _
from symbioaudit.ui.closing.drawn import Drawn, hatched, sized, tint, write
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.services.register import Bubble

EFFORTS: Final = ((1, N_("simple")), (2, N_("medium")), (3, N_("complex")), (None, N_("not rated")))
SMALLEST, LARGEST = 9, 24


class BubbleChart(Drawn):
    """Columns by complexity, height by priority. ``chosen`` on a click; the arrows go from one to another."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Effort and effect of the measures"), parent)
        self.bubbles: tuple[Bubble, ...] = ()
        self.record = ""
        self.setMinimumSize(look().px(320), look().px(150))

    def fill(self, bubbles: tuple[Bubble, ...]) -> None:
        """Show the measures."""
        self.bubbles = bubbles
        words = [f"{b.number}. {b.name}: {b.low:.0f}–{b.high:.0f}" for b in bubbles]
        self.setAccessibleDescription("; ".join(words) or _("No measures yet."))
        self.update()

    def plot(self) -> QRectF:
        """The field of the chart."""
        left, foot, gap = look().px(58), look().px(40), look().px(10)
        return QRectF(left, gap, self.width() - left - gap, self.height() - foot - gap)

    def radius(self, bubble: Bubble) -> float:
        """By the money: the area is what is compared."""
        share = 0.0 if bubble.size is None else math.sqrt(bubble.size)
        return look().px(SMALLEST + (LARGEST - SMALLEST) * share)

    def place_of(self, bubble: Bubble) -> QPointF:
        """The middle of a bubble; neighbours in a column stand beside each other."""
        plot = self.plot()
        wide = plot.width() / len(EFFORTS)
        column = next(
            (n for n, (effort, _t) in enumerate(EFFORTS) if effort == bubble.effort),
            len(EFFORTS) - 1,
        )
        same = [b for b in self.bubbles if b.effort == bubble.effort]
        share = (same.index(bubble) + 1) / (len(same) + 1)
        middle = (bubble.low + bubble.high) / 2
        return QPointF(
            plot.left() + (column + share) * wide, plot.bottom() - middle / 100 * plot.height()
        )

    def draw(self, painter: QPainter) -> None:
        """Columns, axis, whiskers, bubbles."""
        self._frame(painter)
        painter.setFont(sized(0.9, bold=True))
        for bubble in self.bubbles:
            self._bubble(painter, bubble)

    def _frame(self, painter: QPainter) -> None:
        plot, tall = self.plot(), look().px(18)
        wide = plot.width() / len(EFFORTS)
        painter.setFont(sized(0.9))
        for number, (_effort, title) in enumerate(EFFORTS):
            box = QRectF(plot.left() + number * wide, plot.top(), wide, plot.height())
            painter.fillRect(box, look().colour("window" if number % 2 else "surface"))
            write(painter, QRectF(box.left(), plot.bottom() + 2, wide, tall), _(title))
        foot = QRectF(plot.left(), plot.bottom() + tall, plot.width(), tall)
        write(painter, foot, _("Effort →"), role="muted")
        for value in (0, 50, 100):
            y = plot.bottom() - value / 100 * plot.height()
            painter.setPen(QPen(look().colour("line"), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            box = QRectF(look().px(18), y - tall / 2, plot.left() - look().px(24), tall)
            write(painter, box, str(value), Qt.AlignmentFlag.AlignRight)
        painter.save()
        painter.translate(look().px(10), plot.center().y())
        painter.rotate(-90)
        half = plot.height() / 2
        write(painter, QRectF(-half, -tall / 2, plot.height(), tall), _("Priority →"), role="muted")
        painter.restore()

    def _bubble(self, painter: QPainter, bubble: Bubble) -> None:
        plot, place, radius = self.plot(), self.place_of(bubble), self.radius(bubble)
        if bubble.high > bubble.low:
            painter.setPen(QPen(look().colour("muted"), 1.5))
            ends = [plot.bottom() - v / 100 * plot.height() for v in (bubble.low, bubble.high)]
            painter.drawLine(QPointF(place.x(), ends[0]), QPointF(place.x(), ends[1]))
        chosen = bubble.record_id == self.record
        painter.setPen(QPen(look().colour("focus" if chosen else "accent"), 3 if chosen else 1.5))
        painter.setBrush(look().colour("surface"))
        painter.drawEllipse(place, radius, radius)
        painter.setBrush(hatched("accent") if bubble.size is None else tint("accent", 60))
        painter.drawEllipse(place, radius, radius)
        box = QRectF(place.x() - radius, place.y() - radius, 2 * radius, 2 * radius)
        write(painter, box, str(bubble.number))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the bubble below the pointer."""
        for bubble in reversed(self.bubbles):
            distance = math.dist(self.place_of(bubble).toTuple(), event.position().toTuple())
            if distance <= self.radius(bubble):
                self.chosen.emit(bubble.record_id)
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go through the measures in their order."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or not self.bubbles:
            super().keyPressEvent(event)
            return
        ids = [b.record_id for b in self.bubbles]
        here = ids.index(self.record) if self.record in ids else -step
        self.chosen.emit(ids[(here + step) % len(ids)])
