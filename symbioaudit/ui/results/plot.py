"""A chart laid out and painted: for the screen in the present look, for files always in the light one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF, QTransform

from symbioaudit.base.i18n import _, language
from symbioaudit.ui.flows.skin import Skin

if TYPE_CHECKING:
    from symbioaudit.services.chart_parts import Chart, Row, Segment

LINE, GAP, BAR = 20, 8, 14  # px of a bar's line, between groups, of the bar itself
NAMES: Final = 0.30  # of the width, at most
STUB: Final = 26  # px of an unknown amount
DOT: Final = 10
SOFT: Final = 110  # of 255: an estimate lets the ground through
SERIES: Final = {
    "in": "accent", "out": "hint", "stock": "grey", "scope1": "orange", "scope2": "hint",
    "score1": "green", "score3": "yellow", "score4": "orange", "score5": "red",
}  # fmt: skip
NOWHERE: Final = QRectF()
FLOWS: Final = {"heat": "waste_heat"}  # series that bear another name among the colours of flows


@dataclass(frozen=True, slots=True)
class Mark:
    """A drawn segment: what a click or a key chooses."""

    row: Row
    segment: Segment
    box: QRectF


class Plot:
    """A chart in a given width and skin."""

    def __init__(self, chart: Chart, width: float, skin: Skin) -> None:
        self.chart, self.skin, self.width = chart, skin, width
        self.metrics = skin.metrics()
        self.names = self._names()
        self.notes = self._notes()
        self.top = self._legend_height() + (self.line if chart.grid or chart.limit else 0)
        self.places = list(self._places())
        bottom = self.places[-1] + self.line if self.places else self.top
        self.size = QSizeF(width, bottom + (self.line if chart.left_out else skin.px(4)))
        self.marks = tuple(self._marks())

    # -- layout --------------------------------------------------------------------------

    @property
    def line(self) -> float:
        """Height of one bar with its room."""
        return max(self.skin.px(LINE), self.metrics.height() + 2)

    @property
    def room(self) -> QRectF:
        """Where the bars are."""
        left = self.names + self.skin.px(GAP)
        wide = max(self.width - left - self.notes, self.skin.px(60))
        return QRectF(left, self.top, wide, 0)

    def _names(self) -> float:
        longest = max((self.metrics.horizontalAdvance(r.label) for r in self.chart.rows), default=0)
        return min(longest + self.skin.px(4), self.width * NAMES)

    def _notes(self) -> float:
        texts = (self._tail(row) for row in self.chart.rows)
        longest = max((self.metrics.horizontalAdvance(text) for text in texts), default=0)
        return min(longest + 2 * self.skin.px(GAP), self.width * 0.42) if longest else 0.0

    def _tail(self, row: Row) -> str:
        """The remark of a bar; a bar of one piece says its amount."""
        drawn = [s for s in row.segments if s.series]
        text = drawn[0].text if len(drawn) == 1 and not self.chart.grid else ""
        if text and row.note and text not in row.note:
            return f"{text} · {row.note}"
        return row.note or text

    def _places(self) -> Iterator[float]:
        y = self.top
        for n, row in enumerate(self.chart.rows):
            y += self.skin.px(GAP) * 0.6 if row.first and n and not self.chart.grid else 0
            yield y
            y += self.line

    def _marks(self) -> Iterator[Mark]:
        for row, y in zip(self.chart.rows, self.places, strict=True):
            boxes = self._cells(row, y) if self.chart.grid else self._bars(row, y)
            for segment, box in zip(row.segments, boxes, strict=True):
                if segment.series:
                    yield Mark(row, segment, box)

    def _bars(self, row: Row, y: float) -> Iterator[QRectF]:
        room, top = self.room, self.chart.largest or 1.0
        stubs = max(sum(s.value is None for s in r.segments) for r in self.chart.rows)
        broad = room.width() - stubs * self.skin.px(STUB)
        tall = min(self.skin.px(BAR), self.line - 2)
        x, above = room.left(), y + (self.line - tall) / 2
        for segment in row.segments:
            wide = self._wide(segment, broad, top)
            yield QRectF(x, above, wide, tall)
            x += wide

    def _wide(self, segment: Segment, room: float, top: float) -> float:
        if segment.value is None:
            return self.skin.px(STUB)
        return max(room * abs(segment.value) / top, 1.5 if segment.value else 0.5)

    def _cells(self, row: Row, y: float) -> Iterator[QRectF]:
        room = self.room
        each = room.width() / max(len(self.chart.heads), 1)
        for n, _segment in enumerate(row.segments):
            yield QRectF(room.left() + n * each + 1, y + 1, each - 2, self.line - 2)

    def _legend_height(self) -> float:
        places = list(self._legend_places())
        return places[-1][1] + self.line + self.skin.px(4) if places else 0.0

    def _legend_places(self) -> Iterator[tuple[float, float, str, str]]:
        """(x, y, series, name) of each entry, in as many lines as they need."""
        x = y = 0.0
        for series, name in self.chart.legend:
            need = self.metrics.horizontalAdvance(name) + self.skin.px(DOT + 24)
            if x and x + need > self.width:
                x, y = 0.0, y + self.line
            yield x, y, series, name
            x += need

    # -- painting ------------------------------------------------------------------------

    def paint(self, painter: QPainter, focused: int = -1, *, faded: bool = False) -> None:
        """Draw everything; the focused mark gets a frame; old numbers are pale."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.skin.font())
        painter.setOpacity(0.45 if faded else 1.0)
        self._paint_legend(painter)
        self._paint_heads(painter)
        for mark in self.marks:
            self._paint_mark(painter, mark)
        for row, y in zip(self.chart.rows, self.places, strict=True):
            self._paint_texts(painter, row, y)
        self._paint_curve(painter)
        self._paint_left_out(painter)
        if 0 <= focused < len(self.marks):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.skin.colour("focus"), self.skin.px(2)))
            painter.drawRect(self.marks[focused].box.adjusted(-2, -2, 2, 2))
        painter.setOpacity(1.0)

    def colour(self, series: str) -> QColor:
        """The colour of a series."""
        if series == "score2":
            return self.skin.colour("green").lighter(135)
        if series in SERIES:
            return self.skin.colour(SERIES[series])
        return self.skin.flow(FLOWS.get(series, "unknown" if series == "rest" else series))

    def _brush(self, series: str, *, unknown: bool, estimated: bool) -> QBrush:
        colour = self.colour(series)
        if unknown:
            return QBrush(colour, Qt.BrushStyle.BDiagPattern)
        colour.setAlpha(SOFT if estimated else 255)
        return QBrush(colour)

    def _paint_mark(self, painter: QPainter, mark: Mark) -> None:
        one = mark.segment
        unknown = one.value is None or one.series == "rest"
        brush = self._brush(one.series, unknown=unknown, estimated=one.estimated)
        edge = self.colour(one.series)
        painter.setBrush(brush)
        painter.setPen(
            QPen(edge, 1, Qt.PenStyle.DashLine) if unknown or one.estimated else QPen(edge, 0.6)
        )
        painter.drawRect(mark.box)
        if self.chart.grid:
            painter.setPen(
                QColor("#ffffff") if brush.color().lightness() < 150 else QColor("#101010")
            )
            painter.drawText(mark.box, int(Qt.AlignmentFlag.AlignCenter), one.text)
        elif mark.row.segments.index(one):  # a thin line between neighbours of one colour
            painter.setPen(QPen(self.skin.colour("surface"), 1))
            painter.drawLine(mark.box.topLeft(), mark.box.bottomLeft())

    def _paint_texts(self, painter: QPainter, row: Row, y: float) -> None:
        painter.setPen(self.skin.colour("text"))
        names = QRectF(0, y, self.names, self.line)
        self._write(painter, names, row.label, Qt.AlignmentFlag.AlignRight)
        tail = self._tail(row)
        if not tail:
            return
        ends = [m.box.right() for m in self.marks if m.row is row]
        left = self.room.right() if self.chart.grid else max(ends, default=self.room.left())
        if row.role:
            painter.setPen(self.skin.colour(row.role))
        place = QRectF(
            left + self.skin.px(GAP), y, max(self.width - left - self.skin.px(GAP), 1), self.line
        )
        self._write(painter, place, tail, Qt.AlignmentFlag.AlignLeft)

    def _write(self, painter: QPainter, box: QRectF, text: str, side: Qt.AlignmentFlag) -> None:
        words = self.metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, int(side | Qt.AlignmentFlag.AlignVCenter), words)

    def _paint_legend(self, painter: QPainter) -> None:
        dot = self.skin.px(DOT)
        for x, y, series, name in self._legend_places():
            square = QRectF(x, y + (self.line - dot) / 2, dot, dot)
            painter.setBrush(self._brush(series, unknown=series == "rest", estimated=False))
            painter.setPen(QPen(self.colour(series), 0.8))
            painter.drawRect(square)
            painter.setPen(self.skin.colour("text"))
            wide = self.metrics.horizontalAdvance(name) + 4
            place = QRectF(square.right() + self.skin.px(6), y, wide, self.line)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), name)

    def _paint_heads(self, painter: QPainter) -> None:
        room, y = self.room, self.top - self.line
        if self.chart.grid:
            painter.setPen(self.skin.colour("muted"))
            each = room.width() / max(len(self.chart.heads), 1)
            for n, head in enumerate(self.chart.heads):
                box = QRectF(room.left() + n * each, y, each, self.line)
                self._write(painter, box, head, Qt.AlignmentFlag.AlignHCenter)

    def _paint_curve(self, painter: QPainter) -> None:
        """The cumulative share on the same width, and the dashed line that ends the first part."""
        points = [
            QPointF(self.room.left() + self.room.width() * row.reached, y + self.line / 2)
            for row, y in zip(self.chart.rows, self.places, strict=True)
            if row.reached is not None
        ]
        if not points or self.chart.limit is None:
            return
        from symbioaudit.units import NBSP, format_number

        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.skin.colour("text"), self.skin.px(1.6)))
        painter.drawPolyline(QPolygonF(points))
        painter.setBrush(self.skin.colour("surface"))
        for point in points:
            painter.drawEllipse(point, self.skin.px(3), self.skin.px(3))
        x = self.room.left() + self.room.width() * self.chart.limit
        painter.setPen(QPen(self.skin.colour("error"), 1.2, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, self.top - 2), QPointF(x, self.places[-1] + self.line))
        text = f"{format_number(100 * self.chart.limit, language(), 0)}{NBSP}%"
        box = QRectF(x - 40, self.top - self.line, 80, self.line)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)

    def _paint_left_out(self, painter: QPainter) -> None:
        if self.chart.left_out:
            painter.setPen(self.skin.colour("muted"))
            text = _("and {n} more in the table").format(n=self.chart.left_out)
            box = QRectF(0, self.size.height() - self.line, self.width, self.line)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), text)


class ChartDrawing:
    """A chart for :mod:`symbioaudit.ui.flows.export`: a page wide, with its title over it."""

    WIDE: Final = 900.0
    TITLE: Final = 30.0

    def __init__(self, chart: Chart, skin: Skin) -> None:
        self.chart = chart
        self.dress(skin)

    def dress(self, skin: Skin) -> None:
        """Lay out anew for this skin."""
        self.plot = Plot(self.chart, self.WIDE * skin.look.scale / 100, skin)

    def inked(self) -> QRectF:
        """All of it."""
        return QRectF(0, -self.TITLE, self.plot.size.width(), self.plot.size.height() + self.TITLE)

    def render(self, painter: QPainter, target: QRectF = NOWHERE, source: QRectF = NOWHERE) -> None:
        """Paint, scaled from ``source`` to ``target``."""
        factor = min(target.width() / source.width(), target.height() / source.height())
        painter.save()
        move = QTransform().translate(target.x(), target.y()).scale(factor, factor)
        painter.setTransform(move.translate(-source.x(), -source.y()), True)
        painter.setFont(self.plot.skin.font(bold=True))
        painter.setPen(self.plot.skin.colour("text"))
        head = QRectF(0, -self.TITLE, self.plot.size.width(), self.TITLE)
        unit = (
            f", {self.chart.unit}"
            if self.chart.unit and self.chart.unit not in self.chart.title
            else ""
        )
        painter.drawText(head, int(Qt.AlignmentFlag.AlignVCenter), f"{self.chart.title}{unit}")
        self.plot.paint(painter)
        painter.restore()
