"""The action plan along the time: a bar an action, today as a line, arrows from what it waits for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from symbioaudit.base import clock
from symbioaudit.base.i18n import _
from symbioaudit.ui.closing.drawn import Drawn, hatched, sized, tint, write
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.services.roadmap import Bar

NAMES: Final = 0.34  # share of the width for the names


class Timeline(Drawn):
    """As tall as its lines; undated actions are hatched over the whole time. ``chosen`` on a click."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Action plan along the time"), parent)
        self.bars: tuple[Bar, ...] = ()
        self.span = (date(2000, 1, 1), date(2001, 1, 1))
        self.record = ""
        self.fill((), self.span)

    def fill(self, bars: tuple[Bar, ...], span: tuple[date, date]) -> None:
        """Show the actions."""
        self.bars, self.span = bars, span
        words = [f"{b.number}. {b.name}: {b.end or _('no date')}" for b in bars]
        self.setAccessibleDescription("; ".join(words) or _("No actions yet."))
        self.setMinimumHeight(self.top + len(bars) * self.step + look().px(8))
        self.update()

    @property
    def step(self) -> int:
        """Height of a line."""
        return look().px(22)

    @property
    def top(self) -> int:
        """Where the lines begin."""
        return look().px(24)

    def x_of(self, day: date) -> float:
        """Where a day is."""
        left = self.width() * NAMES
        first, last = self.span
        whole = max((last - first).days, 1)
        return left + (day - first).days / whole * (self.width() - left - look().px(12))

    def box_of(self, number: int) -> QRectF:
        """The bar of a line."""
        bar = self.bars[number]
        start = self.x_of(bar.start) if bar.start else self.x_of(self.span[0])
        end = self.x_of(bar.end) if bar.end else self.x_of(self.span[1])
        y = self.top + number * self.step
        wide = max(end - start, look().px(6))
        return QRectF(start, y + look().px(4), wide, self.step - look().px(8))

    def draw(self, painter: QPainter) -> None:
        """Months, today, bars, what waits for what."""
        painter.setFont(sized(0.85))
        self._months(painter)
        for number in range(len(self.bars)):
            self._bar(painter, number)
        for number, bar in enumerate(self.bars):
            self._waits(painter, number, bar)
        today = clock.now().date()
        if self.span[0] <= today <= self.span[1]:
            x = self.x_of(today)
            painter.setPen(QPen(look().colour("accent"), 2))
            painter.drawLine(QPointF(x, look().px(16)), QPointF(x, self.height()))

    def _months(self, painter: QPainter) -> None:
        first, last = self.span
        month = date(first.year, first.month, 1)
        free = -1.0
        while month <= last:
            x = self.x_of(month)
            if x >= self.x_of(first) - 1:
                text = f"{month:%m.%Y}"
                wide = QFontMetricsF(painter.font()).horizontalAdvance(text) + look().px(8)
                painter.setPen(QPen(look().colour("line"), 1))
                if x >= free and x + wide <= self.width():
                    painter.drawLine(QPointF(x, look().px(16)), QPointF(x, self.height()))
                    box = QRectF(x, 0, wide, look().px(18))
                    write(painter, box, text, Qt.AlignmentFlag.AlignLeft, "muted")
                    free = x + wide
            month = date(month.year + month.month // 12, month.month % 12 + 1, 1)

    def _bar(self, painter: QPainter, number: int) -> None:
        bar, box = self.bars[number], self.box_of(number)
        role = "error" if bar.late else "muted" if bar.closed else "accent"
        chosen = bar.record_id == self.record
        painter.setPen(QPen(look().colour("focus" if chosen else role), 2 if chosen else 1))
        painter.setBrush(tint(role, 110) if bar.end else hatched(role))
        painter.drawRoundedRect(box, 3, 3)
        wide = self.width() * NAMES - look().px(12)
        metrics = QFontMetricsF(painter.font())
        text = f"{bar.number}. {bar.name}" if bar.number else bar.name
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, wide)
        line = QRectF(look().px(6), box.top() - 2, wide, box.height() + 4)
        painter.setPen(look().colour("text"))
        painter.drawText(
            line, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text
        )

    def _waits(self, painter: QPainter, number: int, bar: Bar) -> None:
        other = next((n for n, b in enumerate(self.bars) if b.record_id == bar.waits_for), None)
        if other is None:
            return
        start, end = self.box_of(other), self.box_of(number)
        painter.setPen(QPen(look().colour("hint"), 1.5))
        corner = QPointF(start.right(), end.center().y())
        painter.drawLine(QPointF(start.right(), start.center().y()), corner)
        painter.drawLine(corner, QPointF(end.left(), end.center().y()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the line below the pointer."""
        number = int((event.position().y() - self.top) // self.step)
        if 0 <= number < len(self.bars):
            self.chosen.emit(self.bars[number].record_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down between the lines."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        ids = [bar.record_id for bar in self.bars]
        if step is None or not ids:
            super().keyPressEvent(event)
            return
        here = ids.index(self.record) if self.record in ids else -step
        self.chosen.emit(ids[min(max(here + step, 0), len(ids) - 1)])
