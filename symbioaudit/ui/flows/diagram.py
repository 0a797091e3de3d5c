"""A Sankey diagram as a scene: bands, nodes, labels that never overlap; unknown hatched, estimated pale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath
from PySide6.QtWidgets import QGraphicsScene

from symbioaudit.analysis.ribbons import (
    Band,
    Frame,
    Layout,
    Place,
    bands,
    is_inner,
    lay_out,
)
from symbioaudit.base.i18n import _, language
from symbioaudit.services.flows import Picture
from symbioaudit.ui.flows.band import PALE, SOLID, BandItem, back_band, band_path, fill_hatched
from symbioaudit.ui.flows.skin import Skin, screen_skin
from symbioaudit.units import format_quantity

NODE: Final = 12.0
SIDE, STEP, GAP = 150, 128, 14
PER_NODE, LEAST_TALL = 62, 240
LABEL_LINES: Final = 2
SIGN: Final = 14.0


@dataclass(frozen=True, slots=True)
class Label:
    """Lines of text in a box."""

    box: QRectF
    lines: tuple[str, ...]
    align: Qt.AlignmentFlag


class Diagram(QGraphicsScene):
    """``pointed(number)``: a ribbon is under the mouse; ``opened(number)``: it was clicked."""

    pointed = Signal(int)
    opened = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.skin = screen_skin()
        self.picture = Picture("", "")
        self.bands: list[BandItem] = []  # by number of the ribbon
        self.labels: list[Label] = []
        self._layout: Layout | None = None
        self._signs: list[tuple[QRectF, str, str]] = []  # box, group or mark, text

    def show_picture(self, picture: Picture, width: float) -> None:
        """Lay out for a width in pixels; wider when the columns need it."""
        self.clear()
        self.picture, self.bands, self.labels, self._signs = picture, [], [], []
        self._layout = None
        if not picture.ribbons:
            self.setSceneRect(0, 0, 1, 1)
            return
        lines: dict[str, tuple[str, ...]] = {}
        gap = float(self.skin.px(GAP))
        layout = lay_out(
            picture.nodes, picture.ribbons, Frame(gap, self._height, self._measure(lines))
        )
        self._layout = layout
        columns = len(layout.columns)
        step = max(self.skin.px(STEP), (width - 2 * self._side - NODE) / max(1, columns - 1))
        self._draw_bands(layout, bands(layout, picture.ribbons), step)
        for place in layout.places.values():
            self.labels.append(self._label(place, lines[place.key], columns, step))
        whole = 2 * self._side + NODE + step * (columns - 1)
        below = max((b.path.boundingRect().bottom() for b in self.bands), default=layout.height)
        tall = self._place_signs(whole, max(below, layout.height) + self.skin.px(18))
        self.setSceneRect(0, -self.skin.px(6), whole, tall + self.skin.px(12))

    def choose(self, number: int) -> None:
        """Outline one ribbon."""
        for band in self.bands:
            if band.isSelected() != (band.number == number):
                band.setSelected(band.number == number)

    def dress(self, skin: Skin) -> None:
        """Draw with this skin from now on."""
        self.skin = skin
        for band in self.bands:
            band.skin = skin
        self.update()

    def inked(self) -> QRectF:
        """Everything drawn."""
        return self.sceneRect()

    # -- layout --------------------------------------------------------------------

    @property
    def _side(self) -> float:
        return float(self.skin.px(SIDE))

    def _height(self, most: int) -> float:
        return float(self.skin.px(max(LEAST_TALL, PER_NODE * most)))

    def _measure(self, lines: dict[str, tuple[str, ...]]) -> Callable[[Place, int], float]:
        metrics = self.skin.metrics(small=True)
        names = {node.key: node.label for node in self.picture.nodes}

        def measure(place: Place, count: int) -> float:
            inner = is_inner(place, count)
            room = self.skin.px(STEP) - NODE - 14 if inner else self._side - 12
            amount = format_quantity(place.value, self.picture.unit, language())
            made = (*wrapped(names[place.key], metrics, room), amount)
            lines[place.key] = made
            return len(made) * metrics.lineSpacing()

        return measure

    def _x(self, place: Place, step: float) -> float:
        return self._side + place.column * step

    def _label(self, place: Place, lines: tuple[str, ...], count: int, step: float) -> Label:
        metrics = self.skin.metrics(small=True)
        tall = len(lines) * metrics.lineSpacing()
        wide = max(metrics.horizontalAdvance(line) for line in lines) + 2
        x, middle = self._x(place, step), place.top + place.tall / 2
        if is_inner(place, count):
            box = QRectF(x + NODE / 2 - wide / 2, place.top - tall - 2, wide, tall)
            return Label(box, lines, Qt.AlignmentFlag.AlignHCenter)
        if place.column == 0:
            box = QRectF(x - 8 - wide, middle - tall / 2, wide, tall)
            return Label(box, lines, Qt.AlignmentFlag.AlignRight)
        box = QRectF(x + NODE + 8, middle - tall / 2, wide, tall)
        return Label(box, lines, Qt.AlignmentFlag.AlignLeft)

    def _draw_bands(self, layout: Layout, found: list[Band], step: float) -> None:
        depth = layout.height + self.skin.px(16)
        for band in sorted(found, key=lambda b: b.number):
            ribbon = self.picture.ribbons[band.number]
            source, target = layout.places[ribbon.source], layout.places[ribbon.target]
            start = QPointF(self._x(source, step) + NODE, band.start)
            end = QPointF(self._x(target, step), band.end)
            if band.runs_back:
                path = back_band(start, end, band.thick, depth)
                depth += band.thick + 8
            else:
                path = band_path(start, end, band.thick)
            unknown = "unknown" in {source.kind, target.kind}
            item = BandItem(ribbon, band.number, path, unknown=unknown)
            item.skin = self.skin
            self.addItem(item)
            self.bands.append(item)

    def _place_signs(self, width: float, top: float) -> float:
        """The legend, row by row; returns its lower edge."""
        metrics = self.skin.metrics(small=True)
        entries = [(g, text) for g, text in self.picture.groups.items() if g != "unknown"]
        if any(r.estimated and r.group != "unknown" for r in self.picture.ribbons):
            entries.append(("~", _("paler: estimated")))
        if any(node.kind == "unknown" for node in self.picture.nodes):
            entries.append(("?", _("hatched: not accounted for")))
        x, y, tall = 8.0, top, metrics.lineSpacing() + 6
        for group, text in entries:
            wide = SIGN + 6 + metrics.horizontalAdvance(text) + 4
            if x > 8 and x + wide > width - 8:
                x, y = 8.0, y + tall
            self._signs.append((QRectF(x, y, wide, metrics.lineSpacing()), group, text))
            x += wide + self.skin.px(14)
        return y + tall

    # -- painting --------------------------------------------------------------------

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """The sheet."""
        painter.fillRect(rect, self.skin.colour("surface"))

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Nodes, labels, legend over the bands."""
        if self._layout is None:
            return
        columns = len(self._layout.columns)
        for place in self._layout.places.values():
            step = self._step_of(columns)
            role = "grey" if place.kind == "unknown" else "accent"
            box = QRectF(self._x(place, step), place.top, NODE, place.tall)
            painter.fillRect(box, self.skin.colour(role))
        painter.setFont(self.skin.font(small=True))
        ground = self.skin.colour("surface")
        ground.setAlphaF(0.78)
        spacing = self.skin.metrics(small=True).lineSpacing()
        for label in self.labels:
            painter.fillRect(label.box, ground)
            for number, line in enumerate(label.lines):
                painter.setPen(
                    self.skin.colour("muted" if number == len(label.lines) - 1 else "text")
                )
                box = QRectF(
                    label.box.left(), label.box.top() + number * spacing, label.box.width(), spacing
                )
                painter.drawText(box, int(label.align | Qt.AlignmentFlag.AlignVCenter), line)
        for box, group, text in self._signs:
            self._sign(painter, box, group, text)

    def _step_of(self, columns: int) -> float:
        return (self.sceneRect().width() - 2 * self._side - NODE) / max(1, columns - 1)

    def _sign(self, painter: QPainter, box: QRectF, group: str, text: str) -> None:
        square = QPainterPath()
        square.addRect(QRectF(box.left(), box.center().y() - SIGN / 2 + 1, SIGN, SIGN - 2))
        if group == "?":
            fill_hatched(painter, square, self.skin.flow("unknown"))
        else:
            colour = self.skin.flow(group)
            colour.setAlphaF(PALE if group == "~" else SOLID)
            painter.fillPath(square, colour)
        painter.setPen(self.skin.colour("text"))
        place = box.adjusted(SIGN + 6, 0, 4, 0)
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), text)


def wrapped(text: str, metrics: QFontMetricsF, room: float) -> tuple[str, ...]:
    """At most two lines, the last shortened to fit."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and (metrics.horizontalAdvance(joined) <= room or len(lines) == LABEL_LINES):
            lines[-1] = joined
        else:
            lines.append(word)
    elide = Qt.TextElideMode.ElideRight
    return tuple(metrics.elidedText(line, elide, room) for line in lines) or ("—",)
