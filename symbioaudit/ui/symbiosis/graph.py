"""A chain of plants drawn in layers: boxes from left to right, what goes over written on the arrows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from symbioaudit.base.i18n import _
from symbioaudit.ui.closing.drawn import Drawn, sized, tint, write
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.analysis.symbiosis.matching import Match
    from symbioaudit.services.chain_layout import Layers

TIP: Final = 8  # px


class ChainGraph(Drawn):
    """Plants of the shown chains in columns by their place; the chosen chain stands out."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("Chains of plants"), parent)
        self.layers: Layers | None = None
        self.own = ""
        self.chosen: frozenset[tuple[str, str]] = frozenset()
        self.setMinimumSize(look().px(320), look().px(180))

    def fill(self, layers: Layers, own: str) -> None:
        """Show plants and links."""
        self.layers, self.own = layers, own
        words = [f"{m.donor.name} → {m.receiver.name}: {m.have.name}" for m in layers.links]
        self.setAccessibleDescription("; ".join(words) or _("No chains."))
        self.update()

    def choose(self, links: tuple[Match, ...]) -> None:
        """Let one chain stand out."""
        self.chosen = frozenset((m.donor.id, m.receiver.id) for m in links)
        self.update()

    def box_of(self, plant: str) -> QRectF:
        """The box of a plant."""
        assert self.layers is not None
        column, row = self.layers.places[plant]
        across, down = self.layers.columns, self.layers.rows[column]
        wide, tall = self.width() / across, self.height() / down
        box = min(wide * 0.56, look().px(190)), min(tall * 0.62, look().px(44))
        centre = QPointF((column + 0.5) * wide, (row + 0.5) * tall)
        return QRectF(centre.x() - box[0] / 2, centre.y() - box[1] / 2, *box)

    def draw(self, painter: QPainter) -> None:
        """Arrows below, boxes above them, words of the chosen chain last."""
        if self.layers is None or not self.layers.places:
            write(painter, QRectF(self.rect()), _("No chains."), role="muted")
            return
        painter.setFont(sized(0.85))
        ordered = sorted(self.layers.links, key=self._is_chosen)
        for match in ordered:
            self._arrow(painter, match)
        for plant, name in self.layers.names.items():
            self._box(painter, plant, name)
        for match in ordered:
            if self._is_chosen(match) or not self.chosen:
                self._words(painter, match)

    def _is_chosen(self, match: Match) -> bool:
        return (match.donor.id, match.receiver.id) in self.chosen

    def _ends(self, match: Match) -> tuple[QPointF, QPointF]:
        start, end = self.box_of(match.donor.id), self.box_of(match.receiver.id)
        if end.left() >= start.right():
            return QPointF(start.right(), start.center().y()), QPointF(end.left(), end.center().y())
        if start.left() >= end.right():
            return QPointF(start.left(), start.center().y()), QPointF(end.right(), end.center().y())
        down = end.top() >= start.bottom()
        return (
            QPointF(start.center().x(), start.bottom() if down else start.top()),
            QPointF(end.center().x(), end.top() if down else end.bottom()),
        )

    def _arrow(self, painter: QPainter, match: Match) -> None:
        strong = self._is_chosen(match)
        start, end = self._ends(match)
        colour = look().colour("focus") if strong else tint("muted", 110)
        pen = QPen(colour, 2.5 if strong else 1)
        if match.want.typical:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawLine(start, end)
        line = end - start
        length = max((line.x() ** 2 + line.y() ** 2) ** 0.5, 1.0)
        ahead, aside = line / length * look().px(TIP), QPointF(-line.y(), line.x()) / length * look().px(TIP) * 0.5  # fmt: skip
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(QPolygonF([end, end - ahead + aside, end - ahead - aside]))

    def _box(self, painter: QPainter, plant: str, name: str) -> None:
        box, ours = self.box_of(plant), plant == self.own
        inside = {end for pair in self.chosen for end in pair}
        role = "focus" if plant in inside else "accent" if ours else "line"
        painter.setPen(QPen(look().colour(role), 2 if role != "line" else 1))
        painter.setBrush(look().colour("accent_soft" if ours else "raised"))
        painter.drawRoundedRect(box, 5, 5)
        painter.setFont(sized(0.9, bold=ours))
        metrics = QFontMetricsF(painter.font())
        room = box.adjusted(4, 2, -4, -2)
        lines = max(1, int(room.height() // metrics.height()))
        text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room.width() * lines * 0.9)
        write(painter, room, text)

    def _words(self, painter: QPainter, match: Match) -> None:
        start, end = self._ends(match)
        painter.setFont(sized(0.85))
        metrics = QFontMetricsF(painter.font())
        room = max(abs(end.x() - start.x()), look().px(110))
        text = metrics.elidedText(match.have.name, Qt.TextElideMode.ElideRight, room)
        wide, tall = metrics.horizontalAdvance(text) + 8, metrics.height()
        middle = (start + end) / 2
        box = QRectF(middle.x() - wide / 2, middle.y() - tall - 2, wide, tall)
        painter.fillRect(box, tint("surface", 215))
        write(painter, box, text)
