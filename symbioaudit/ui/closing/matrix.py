"""The 3×3 matrix of risks drawn: numbers in cells, arrows to what is left; click a cell, drag a risk."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from symbioaudit.base.i18n import _
from symbioaudit.ui.closing.drawn import Drawn, chip, sized, tint, write
from symbioaudit.ui.theme import TOUCH, look

if TYPE_CHECKING:
    from symbioaudit.services.risks import Cell, Mark, Matrix

MARKS: Final = (1, 2, 3)
DRAG_FROM: Final = 6  # px before a press becomes a drag
ARROWS: Final = {
    Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (1, 0), Qt.Key.Key_Down: (-1, 0),
}  # fmt: skip


class MatrixView(Drawn):
    """Probability up, impact across. ``cell_chosen`` filters, ``moved`` is a drag to another cell."""

    cell_chosen = Signal(object)  # Cell or None
    moved = Signal(str, object)  # record id, Cell
    mark_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Matrix of risks"), parent)
        self.matrix: Matrix | None = None
        self.cell: Cell | None = None
        self.at_cell: Cell = (1, 1)
        self.record = ""
        self._pressed: tuple[QPointF, Mark | None] | None = None
        self._dragged: QPointF | None = None
        self.setMinimumSize(look().px(330), look().px(270))

    def fill(self, matrix: Matrix) -> None:
        """Show the risks."""
        self.matrix = matrix
        said = [
            _("probability {p}, impact {c}: {names}").format(
                p=p, c=c, names=", ".join(m.name for m in matrix.at((p, c)))
            )
            for p in MARKS
            for c in MARKS
            if matrix.at((p, c))
        ]
        self.setAccessibleDescription("; ".join(said) or _("No rated risks."))
        self.update()

    # -- places ------------------------------------------------------------------

    def plot(self) -> QRectF:
        """The square of the cells."""
        left, foot, gap = look().px(46), look().px(44), look().px(8)
        return QRectF(left, gap, self.width() - left - gap, self.height() - foot - gap)

    def rect_of(self, cell: Cell) -> QRectF:
        """Where a cell is."""
        plot = self.plot()
        wide, tall = plot.width() / 3, plot.height() / 3
        p, c = cell
        return QRectF(plot.left() + (c - 1) * wide, plot.bottom() - p * tall, wide, tall)

    def cell_at(self, point: QPointF) -> Cell | None:
        """The cell below a point."""
        cells = ((p, c) for p in MARKS for c in MARKS)
        return next((cell for cell in cells if self.rect_of(cell).contains(point)), None)

    @property
    def radius(self) -> float:
        """Of a mark: for a finger where the window is for fingers."""
        return TOUCH / 2 - 4 if look().tablet else look().px(12)

    def place_of(self, mark: Mark) -> QPointF | None:
        """The middle of a mark."""
        if mark.cell is None or self.matrix is None:
            return None
        return self._place(mark.cell, self.matrix.at(mark.cell).index(mark))

    def _place(self, cell: Cell, number: int) -> QPointF:
        box, step = self.rect_of(cell), 2 * self.radius + 4
        top = look().px(20)
        in_row = max(1, int((box.width() - 6) // step))
        row, column = divmod(number, in_row)
        return QPointF(
            box.left() + 4 + self.radius + column * step,
            box.top() + top + self.radius + row * step,
        )

    def mark_at(self, point: QPointF) -> Mark | None:
        """The risk below a point."""
        for mark in self.matrix.marks if self.matrix else ():
            place = self.place_of(mark)
            if place is not None and math.dist(place.toTuple(), point.toTuple()) <= self.radius:
                return mark
        return None

    # -- painting ----------------------------------------------------------------

    def draw(self, painter: QPainter) -> None:
        """Cells, axes, arrows, marks, what is being dragged."""
        if self.matrix is None:
            return
        for p in MARKS:
            for c in MARKS:
                self._cell(painter, (p, c))
        self._axes(painter)
        painter.setFont(sized(0.9, bold=True))
        for mark in self.matrix.marks:
            self._arrow(painter, mark)
        for mark in self.matrix.marks:
            place = self.place_of(mark)
            if place is not None and self._inside(mark, place):
                chosen = mark.record_id == self.record
                chip(painter, place, self.radius, str(mark.number), role="text", chosen=chosen)
        if self._dragged is not None and self._pressed and self._pressed[1]:
            number = str(self._pressed[1].number)
            chip(painter, self._dragged, self.radius, number, role="focus", chosen=True)

    def _inside(self, mark: Mark, place: QPointF) -> bool:
        assert mark.cell is not None
        return self.rect_of(mark.cell).bottom() >= place.y() + self.radius

    def _cell(self, painter: QPainter, cell: Cell) -> None:
        assert self.matrix is not None
        box = self.rect_of(cell)
        painter.fillRect(box, tint(self.matrix.lamps[cell], 70))
        over = self._dragged is not None and self.cell_at(self._dragged) == cell
        strong = over or cell == self.cell
        painter.setPen(QPen(look().colour("focus" if strong else "line"), 3 if strong else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(1, 1, -1, -1))
        if self.hasFocus() and cell == self.at_cell:
            painter.setPen(QPen(look().colour("focus"), 1, Qt.PenStyle.DashLine))
            painter.drawRect(box.adjusted(4, 4, -4, -4))
        painter.setFont(sized(0.85))
        count = len(self.matrix.at(cell))
        rank = str(cell[0] * cell[1])
        text = _("rank {rank}: {n}").format(rank=rank, n=count) if count else rank
        corner = box.adjusted(look().px(6), look().px(2), -4, 0)
        write(painter, corner, text, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        hidden = sum(
            not self._inside(m, self.place_of(m) or QPointF()) for m in self.matrix.at(cell)
        )
        if hidden:
            write(painter, corner, f"+{hidden}", Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)  # fmt: skip

    def _axes(self, painter: QPainter) -> None:
        plot, tall = self.plot(), look().px(18)
        painter.setFont(sized(0.9))
        for mark in MARKS:
            across, up = self.rect_of((1, mark)), self.rect_of((mark, 1))
            write(
                painter, QRectF(across.left(), plot.bottom() + 2, across.width(), tall), str(mark)
            )
            write(painter, QRectF(plot.left() - tall - 2, up.top(), tall, up.height()), str(mark))
        foot = QRectF(plot.left(), plot.bottom() + tall + 2, plot.width(), tall)
        write(painter, foot, _("Impact →"))
        painter.save()
        painter.translate(look().px(12), plot.center().y())
        painter.rotate(-90)
        box = QRectF(-plot.height() / 2, -tall / 2, plot.height(), tall)
        write(painter, box, _("Probability →"))
        painter.restore()

    def _arrow(self, painter: QPainter, mark: Mark) -> None:
        start = self.place_of(mark)
        if start is None or mark.residual is None or mark.residual == mark.cell:
            return
        box = self.rect_of(mark.residual)
        end = QPointF(box.center().x(), box.bottom() - look().px(12))
        angle = math.atan2(end.y() - start.y(), end.x() - start.x())
        start = start + QPointF(math.cos(angle), math.sin(angle)) * self.radius
        chosen = mark.record_id == self.record
        painter.setPen(QPen(look().colour("focus" if chosen else "muted"), 2 if chosen else 1.2, Qt.PenStyle.DashLine))  # fmt: skip
        painter.drawLine(start, end)
        size = look().px(7)
        head = [
            end - QPointF(math.cos(angle + turn), math.sin(angle + turn)) * size
            for turn in (-0.45, 0.45)
        ]
        painter.setBrush(painter.pen().color())
        painter.drawPolygon(QPolygonF([end, *head]))

    # -- mouse and keys ----------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag."""
        self._pressed = (event.position(), self.mark_at(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A risk follows the pointer."""
        if self._pressed is None or self._pressed[1] is None:
            return
        far = math.dist(self._pressed[0].toTuple(), event.position().toTuple())
        if self._dragged is not None or far > DRAG_FROM:
            self._dragged = event.position()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A drop moves the risk; a click on a mark chooses it, on a cell filters by it."""
        pressed, dragged = self._pressed, self._dragged
        self._pressed = self._dragged = None
        cell = self.cell_at(event.position())
        if pressed is None:
            return
        mark = pressed[1]
        if dragged is not None and mark is not None:
            if cell is not None and cell != mark.cell:
                self.moved.emit(mark.record_id, cell)
        elif mark is not None:
            self.mark_chosen.emit(mark.record_id)
        elif cell is not None:
            self.choose(cell)
        self.update()

    def choose(self, cell: Cell | None) -> None:
        """Filter by a cell; the same again or None shows all."""
        self.cell = None if cell == self.cell else cell
        if self.cell is not None:
            self.at_cell = self.cell
        self.cell_chosen.emit(self.cell)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go between the cells, Enter or space filters, Esc shows all."""
        step = ARROWS.get(Qt.Key(event.key()))
        if step is not None:
            p, c = self.at_cell[0] + step[0], self.at_cell[1] + step[1]
            self.at_cell = (min(max(p, 1), 3), min(max(c, 1), 3))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.choose(self.at_cell)
        elif event.key() == Qt.Key.Key_Escape and self.cell is not None:
            self.choose(None)
        else:
            super().keyPressEvent(event)
