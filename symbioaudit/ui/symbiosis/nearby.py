"""Partners around the site on rings of distance, drawn without a network."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QPushButton, QSplitter, QWidget

from symbioaudit.base.i18n import _
from symbioaudit.ui.closing.board import Board, keyed_row
from symbioaudit.ui.closing.drawn import Drawn, sized, tint, write
from symbioaudit.ui.page import Page
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.symbiosis.base import FoundPage
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.services.nearby import Spot
    from symbioaudit.services.prospects import Prospects

LEAST, MOST = 5, 12  # px, radius of a point by its score
NEAR: Final = 14  # px around a point that a click reaches


class RingMap(Drawn):
    """North is up. ``chosen`` on a click; the arrows go from the nearest to the farthest."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("Partners around the site"), parent)
        self.spots: tuple[Spot, ...] = ()
        self.rings: tuple[float, ...] = (1.0,)
        self.own = ""
        self.partner = ""
        self.setMinimumSize(look().px(300), look().px(260))

    def fill(self, own: str, spots: tuple[Spot, ...], rings: tuple[float, ...]) -> None:
        """Show partners with a place."""
        self.own, self.spots, self.rings = own, spots, rings
        words = [f"{s.name}: {s.distance:.0f} km, {s.score:.0f}" for s in spots if s.distance is not None]  # fmt: skip
        self.setAccessibleDescription("; ".join(words) or _("No partner has a place on the map yet."))  # fmt: skip
        self.update()

    def middle(self) -> QPointF:
        """Where the site is."""
        return QPointF(self.width() / 2, self.height() / 2)

    def reach(self) -> float:
        """Pixels of the last ring."""
        return min(self.width(), self.height()) / 2 - look().px(26)

    def place_of(self, spot: Spot) -> QPointF:
        """Where a partner is."""
        from symbioaudit.services.nearby import radius

        away = radius(spot.distance or 0.0, self.rings) * self.reach()
        turn = math.radians(spot.bearing or 0.0)
        return self.middle() + QPointF(math.sin(turn) * away, -math.cos(turn) * away)

    def draw(self, painter: QPainter) -> None:
        """Rings, spokes, partners, names where there is room."""
        self._rings(painter)
        for spot in self.spots:
            self._spoke(painter, spot)
        for spot in self.spots:
            self._point(painter, spot)
        self._names(painter)
        self._site(painter)

    def _rings(self, painter: QPainter) -> None:
        centre, reach = self.middle(), self.reach()
        painter.setFont(sized(0.85))
        tall = look().px(16)
        for number, ring in enumerate(self.rings, 1):
            away = reach * number / len(self.rings)
            painter.setPen(QPen(look().colour("line"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(centre, away, away)
            box = QRectF(centre.x() + 2, centre.y() - away - tall / 2, look().px(70), tall)
            text = _("{n:g} km").format(n=ring)
            wide = QFontMetricsF(painter.font()).horizontalAdvance(text) + 4
            painter.fillRect(QRectF(box.left(), box.top(), wide, tall), look().colour("surface"))
            write(painter, box, text, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, "muted")  # fmt: skip
        top = QRectF(centre.x() - reach, centre.y() - reach - look().px(24), 2 * reach, tall)
        write(painter, top, _("north"), role="muted")

    def _spoke(self, painter: QPainter, spot: Spot) -> None:
        chosen = spot.id == self.partner
        pen = QPen(look().colour("focus") if chosen else tint("accent", 110), 2 if chosen else 1)
        if not spot.best.match.open:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawLine(self.middle(), self.place_of(spot))

    def _radius(self, spot: Spot) -> float:
        return look().px(LEAST + (MOST - LEAST) * spot.score / 100)

    def _point(self, painter: QPainter, spot: Spot) -> None:
        chosen = spot.id == self.partner
        painter.setPen(QPen(look().colour("focus" if chosen else "accent"), 3 if chosen else 1.5))
        painter.setBrush(look().colour("surface"))
        painter.drawEllipse(self.place_of(spot), self._radius(spot), self._radius(spot))
        painter.setBrush(tint("accent", round(40 + 1.8 * spot.score)))
        painter.drawEllipse(self.place_of(spot), self._radius(spot), self._radius(spot))

    def _names(self, painter: QPainter) -> None:
        """The chosen one first, then the best; a name that has no room is left to the list."""
        painter.setFont(sized(0.9))
        metrics = QFontMetricsF(painter.font())
        taken = [self._dot(s) for s in self.spots] + [self._own_box(metrics)]
        for spot in sorted(self.spots, key=lambda s: (s.id != self.partner, -s.score)):
            text = metrics.elidedText(spot.name, Qt.TextElideMode.ElideRight, look().px(170))
            box = self._room(spot, metrics.horizontalAdvance(text) + 4, metrics.height(), taken)
            if box is not None:
                taken.append(box)
                write(painter, box, text, role="focus" if spot.id == self.partner else "text")

    def _dot(self, spot: Spot) -> QRectF:
        place, radius = self.place_of(spot), self._radius(spot)
        return QRectF(place.x() - radius, place.y() - radius, 2 * radius, 2 * radius)

    def _room(self, spot: Spot, wide: float, tall: float, taken: list[QRectF]) -> QRectF | None:
        place, gap = self.place_of(spot), self._radius(spot) + 3
        whole = QRectF(self.rect())
        for box in (
            QRectF(place.x() + gap, place.y() - tall / 2, wide, tall),
            QRectF(place.x() - gap - wide, place.y() - tall / 2, wide, tall),
            QRectF(place.x() - wide / 2, place.y() - gap - tall, wide, tall),
            QRectF(place.x() - wide / 2, place.y() + gap, wide, tall),
        ):
            if whole.contains(box) and not any(box.intersects(t) for t in taken):
                return box
        return None

    def _own_box(self, metrics: QFontMetricsF) -> QRectF:
        wide = min(metrics.horizontalAdvance(self.own) + 8, look().px(180))
        centre = self.middle()
        return QRectF(centre.x() - wide / 2, centre.y() + look().px(9), wide, metrics.height() + 2)

    def _site(self, painter: QPainter) -> None:
        centre, half = self.middle(), look().px(7)
        painter.setPen(QPen(look().colour("text"), 2))
        painter.setBrush(look().colour("accent"))
        painter.drawRect(QRectF(centre.x() - half, centre.y() - half, 2 * half, 2 * half))
        painter.setFont(sized(0.9, bold=True))
        box = self._own_box(QFontMetricsF(painter.font()))
        painter.fillRect(box, tint("surface", 210))
        text = QFontMetricsF(painter.font()).elidedText(self.own, Qt.TextElideMode.ElideRight, box.width())  # fmt: skip
        write(painter, box, text)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the point below the pointer."""
        at = event.position().toTuple()
        near = [(math.dist(self.place_of(s).toTuple(), at), s.id) for s in self.spots]
        away, found = min(near, default=(math.inf, ""))
        if away <= look().px(NEAR):
            self.chosen.emit(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """From the nearest to the farthest."""
        keys = Qt.Key
        step = {keys.Key_Left: -1, keys.Key_Up: -1, keys.Key_Right: 1, keys.Key_Down: 1}.get(Qt.Key(event.key()))  # fmt: skip
        ids = [s.id for s in self.spots]
        if step is None or not ids:
            super().keyPressEvent(event)
            return
        here = ids.index(self.partner) if self.partner in ids else -step
        self.chosen.emit(ids[(here + step) % len(ids)])


class NearbyPage(FoundPage):
    """M goes to the matches with a partner."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, _("Partners on the map"))
        self.map = RingMap(self)
        self.map.chosen.connect(self._point)
        self.board = Board(_("Partners"), self)
        self.board.chosen.connect(self._mark)
        self.board.activated.connect(lambda _index: self.go_to_matches())
        self.origin.hide()
        self.ask = QPushButton(_("Enter the place of the site"), self)
        self.ask.setAccessibleName(self.ask.text())
        self.ask.clicked.connect(self._enter_place)
        self.ask.hide()
        halves = QSplitter(Qt.Orientation.Horizontal, self)
        halves.addWidget(self.map)
        halves.addWidget(self.board)
        halves.setSizes([look().px(520), look().px(440)])
        halves.setChildrenCollapsible(False)
        keys = keyed_row(self, halves, [(_("Matches with it"), "M", self.go_to_matches)])
        self.column.addWidget(self.ask, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(halves, 1)
        self.column.addWidget(keys)

    def hint(self) -> str:
        """How to read the rings."""
        found = self.found
        if found is not None and (found.own.lat is None or found.own.lon is None):
            return _("The place of the site is not known: without it there are no distances.")
        return _("North is up; rings are distances, each farther than the one before. The fuller a point, the better its best match.")  # fmt: skip

    def arrive(self, place: Place) -> None:
        """Take the keys."""
        super().arrive(place)
        self.board.setFocus()

    def show_found(self, found: Prospects) -> None:
        """Map and list."""
        from symbioaudit.services import nearby

        every = nearby.spots(found)
        placed = tuple(s for s in every if s.bearing is not None and s.distance is not None)
        self.map.fill(found.own.name, placed, nearby.rings(s.distance or 0.0 for s in placed))
        self.board.fill(nearby.table(found, every))
        self.ask.setVisible(found.own.lat is None or found.own.lon is None)

    def go_to_matches(self) -> None:
        """The matches with the chosen partner."""
        row = self.board.currentIndex().row()
        if row >= 0 and self.board.figures.table.rows:
            name = self.board.figures.table.rows[row].cells[0].text
            self.session.go.emit(Place("matches", field=name))

    def _enter_place(self) -> None:
        if self.found is not None:
            self.go_to(("site", self.found.own.id, "lat"))

    def _point(self, partner: str) -> None:
        self.board.select_record(partner)

    def _mark(self, link: tuple[str, str, str] | None) -> None:
        self.map.partner = link[1] if link else ""
        self.map.update()


def make(session: Session) -> Page:
    """The page."""
    return NearbyPage(session)
