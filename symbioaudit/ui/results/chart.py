"""A chart of results on the page: keys and mouse choose a piece, its menu copies and saves the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QMimeData, QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QMenu, QSizePolicy, QToolTip, QWidget

from symbioaudit.base.i18n import _
from symbioaudit.ui.flows.skin import screen_skin
from symbioaudit.ui.results.plot import ChartDrawing, Mark, Plot
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.services.chart_parts import Chart

MOVES: Final = {
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Up: (-1, 0),
}
EDGE: Final = 3.0  # px of room for the frame of the focus


class ChartView(QWidget):
    """``chosen(Mark)`` when a piece comes under the cursor of keys or mouse, ``activated(Mark)`` to go to its record,
    ``to_save`` when a file of it is wanted."""

    chosen = Signal(object)
    activated = Signal(object)
    to_save = Signal()

    def __init__(self, chart: Chart, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart = chart
        self.stale = False
        self.current = -1
        self.plot = Plot(chart, 600, screen_skin())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumWidth(look().px(260))
        self.fill(chart)

    # -- what it shows -------------------------------------------------------------------

    def fill(self, chart: Chart) -> None:
        """Show newer numbers; the cursor stays where it was."""
        self.chart, self.stale = chart, False
        self._lay_out()
        self.current = min(self.current, len(self.plot.marks) - 1)
        self.setAccessibleName(chart.title)
        self.setAccessibleDescription("; ".join(self.words(m) for m in self.plot.marks))
        self.update()

    def set_stale(self) -> None:
        """The numbers are being computed anew: pale until then."""
        self.stale = True
        self.update()

    def words(self, mark: Mark) -> str:
        """A piece in words: whose, what, how much."""
        one = mark.segment
        row = mark.row.label or self._group(mark)
        head = row if not one.label or one.label == row else f"{row}, {one.label}"
        soft = f" ({_('estimate')})" if one.estimated else ""
        note = "" if one.text in mark.row.note else mark.row.note
        return f"{head}: {one.text}{soft}" + (f" · {note}" if note else "")

    def _group(self, mark: Mark) -> str:
        rows = self.chart.rows
        at = rows.index(mark.row)
        return next((rows[n].label for n in range(at, -1, -1) if rows[n].label), "")

    def _lay_out(self) -> None:
        self.plot = Plot(self.chart, max(self.width() - 2 * EDGE, 200.0), screen_skin())
        tall = round(self.plot.size.height() + 2 * EDGE)
        if self.minimumHeight() != tall:
            self.setFixedHeight(tall)

    def sizeHint(self) -> QSize:
        """As tall as its bars."""
        return QSize(look().px(600), round(self.plot.size.height() + 2 * EDGE))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out for the new width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw; the frame of the cursor only where the keys go."""
        painter = QPainter(self)
        painter.translate(EDGE, EDGE)
        self.plot.paint(painter, self.current if self.hasFocus() else -1, faded=self.stale)
        painter.end()

    # -- choosing ------------------------------------------------------------------------

    def mark_at(self, place: QPoint) -> int:
        """The piece under a point, -1 for none; a whole line answers for its narrow bar."""
        point = place.toPointF() - QPoint(int(EDGE), int(EDGE)).toPointF()
        boxes = [m.box for m in self.plot.marks]
        hit = next((n for n, box in enumerate(boxes) if box.contains(point)), -1)
        if hit >= 0:
            return hit
        near = [
            n
            for n, box in enumerate(boxes)
            if abs(box.center().y() - point.y()) < self.plot.line / 2
        ]
        return near[-1] if near and point.x() > boxes[near[-1]].right() else near[0] if near else -1

    def choose(self, number: int) -> None:
        """Put the cursor on a piece and say so."""
        if not 0 <= number < len(self.plot.marks):
            return
        self.current = number
        mark = self.plot.marks[number]
        self.setAccessibleDescription(self.words(mark))
        event = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
        QAccessible.updateAccessibility(event)
        self.update()
        self.chosen.emit(mark)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click opens where the number comes from."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.choose(self.mark_at(event.position().toPoint()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click goes to the record."""
        number = self.mark_at(event.position().toPoint())
        if number >= 0:
            self.activated.emit(self.plot.marks[number])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home and End move; Space tells the origin again; Enter goes to the record."""
        key, last = Qt.Key(event.key()), len(self.plot.marks) - 1
        if key in MOVES:
            self.choose(self._next(*MOVES[key]))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.choose(0 if key is Qt.Key.Key_Home else last)
        elif key is Qt.Key.Key_Space:
            self.choose(self.current)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current >= 0:
            self.activated.emit(self.plot.marks[self.current])
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier and key is Qt.Key.Key_C:
            self.copy()
        else:
            super().keyPressEvent(event)

    def _next(self, down: int, right: int) -> int:
        marks, last = self.plot.marks, len(self.plot.marks) - 1
        if self.current < 0 or not marks:
            return 0
        if right:
            return min(max(self.current + right, 0), last)
        here = marks[self.current]
        rows = list(dict.fromkeys(id(m.row) for m in marks))
        at = min(max(rows.index(id(here.row)) + down, 0), len(rows) - 1)
        own = [n for n, m in enumerate(marks) if id(m.row) == rows[at]]
        return min(own, key=lambda n: abs(marks[n].box.left() - here.box.left()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Coming by key, the cursor stands on the first piece."""
        super().focusInEvent(event)
        if self.current < 0 and event.reason() is not Qt.FocusReason.MouseFocusReason:
            self.choose(0)
        self.update()

    def event(self, event: QEvent) -> bool:
        """A piece says its amount under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            number = self.mark_at(event.pos())
            QToolTip.showText(
                event.globalPos(), self.words(self.plot.marks[number]) if number >= 0 else "", self
            )
            return True
        return super().event(event)

    # -- taking away ---------------------------------------------------------------------

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the picture, by mouse or by the menu key."""
        self.menu().popup(event.globalPos())

    def menu(self) -> QMenu:
        """What can be done with the picture."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Copy picture and numbers"), self.copy)
        menu.addAction(_("Save as SVG or PNG…"), self.to_save.emit)
        return menu

    def copy(self) -> None:
        """Put the picture and its numbers, as a table, on the clipboard."""
        data = QMimeData()
        data.setImageData(self.picture())
        data.setText(self.table())
        QApplication.clipboard().setMimeData(data)

    def table(self) -> str:
        """The numbers with tabs between."""
        lines = [
            "\t".join((m.row.label or self._group(m), m.segment.label, m.segment.text))
            for m in self.plot.marks
        ]
        return "\n".join(lines)

    def drawing(self) -> ChartDrawing:
        """The chart for a file."""
        return ChartDrawing(self.chart, screen_skin())

    def picture(self) -> QImage:
        """The chart as a light picture, for a page."""
        from symbioaudit.ui.flows.export import to_image

        return to_image(self.drawing())
