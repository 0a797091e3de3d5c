"""The quadrant drawn: potential across, readiness up; the enterprise as a point, or as the box it lies in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from symbioaudit.base.i18n import _
from symbioaudit.ui.closing.drawn import Drawn, hatched, sized, tint, write
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.services.readiness import Standing

CORNERS: Final = {  # key → to the right, up
    "high_high": (True, True), "high_low": (True, False),
    "low_high": (False, True), "low_low": (False, False),
}  # fmt: skip


class QuadrantView(Drawn):
    """Filled by a :class:`Standing`; what is unknown widens the box, hatched."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Quadrant of potential and readiness"), parent)
        self.standing: Standing | None = None
        self.setMinimumSize(look().px(300), look().px(260))

    def fill(self, standing: Standing) -> None:
        """Show where the enterprise stands."""
        from symbioaudit.base.i18n import language
        from symbioaudit.services.readiness import span

        self.standing = standing
        across, up = (span(s, language()) for s in (standing.potential, standing.readiness))
        said = _("Potential {potential}, readiness {readiness} of 100.").format(
            potential=across, readiness=up
        )
        self.setAccessibleDescription(f"{said} {standing.advice}")
        self.setToolTip(said)
        self.update()

    def plot(self) -> QRectF:
        """The square of the axes."""
        left, foot, gap = look().px(54), look().px(44), look().px(12)
        return QRectF(left, gap, self.width() - left - gap, self.height() - foot - gap)

    def at(self, across: float, up: float) -> QPointF:
        """Where a pair of scores is."""
        box = self.plot()
        return QPointF(
            box.left() + across / 100 * box.width(), box.bottom() - up / 100 * box.height()
        )

    def box(self) -> QRectF:
        """Where the enterprise can be."""
        assert self.standing is not None
        one, two = self.standing.potential, self.standing.readiness
        return QRectF(self.at(one.low, two.high), self.at(one.high, two.low))

    def draw(self, painter: QPainter) -> None:
        """Corners, axes, the enterprise."""
        if self.standing is None:
            return
        self._corners(painter, self.standing)
        self._axes(painter, self.standing)
        self._enterprise(painter, self.standing)

    def _corners(self, painter: QPainter, standing: Standing) -> None:
        across, up = standing.limits
        middle = self.at(across, up)
        plot, pad = self.plot(), look().px(6)
        painter.setFont(sized(0.95))
        for key, (right, high) in CORNERS.items():
            x = (middle.x(), plot.right()) if right else (plot.left(), middle.x())
            y = (plot.top(), middle.y()) if high else (middle.y(), plot.bottom())
            corner = QRectF(QPointF(x[0], y[0]), QPointF(x[1], y[1]))
            possible = key in standing.possible
            painter.fillRect(corner, look().colour("accent_soft" if possible else "window"))
            write(
                painter,
                corner.adjusted(pad, pad, -pad, -pad),
                standing.corners[key],
                (Qt.AlignmentFlag.AlignTop if high else Qt.AlignmentFlag.AlignBottom)
                | Qt.AlignmentFlag.AlignHCenter,
                "text" if possible else "muted",
            )
        painter.setPen(QPen(look().colour("line"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(plot)
        painter.drawLine(QPointF(middle.x(), plot.top()), QPointF(middle.x(), plot.bottom()))
        painter.drawLine(QPointF(plot.left(), middle.y()), QPointF(plot.right(), middle.y()))

    def _axes(self, painter: QPainter, standing: Standing) -> None:
        plot = self.plot()
        painter.setFont(sized(0.9))
        wide, tall = look().px(40), look().px(18)
        for value in (0.0, standing.limits[0], 100.0):
            x = min(self.at(value, 0).x(), self.width() - wide / 2)
            write(painter, QRectF(x - wide / 2, plot.bottom() + 2, wide, tall), f"{value:g}")
        for value in (0.0, standing.limits[1], 100.0):
            y = self.at(0, value).y()
            box = QRectF(plot.left() - wide - 4, y - tall / 2, wide, tall)
            write(painter, box, f"{value:g}", Qt.AlignmentFlag.AlignRight)
        foot = QRectF(plot.left(), plot.bottom() + tall + 2, plot.width(), tall)
        write(painter, foot, _("Technical potential →"))
        painter.save()
        painter.translate(look().px(10), plot.center().y())
        painter.rotate(-90)
        half = plot.height() / 2
        write(painter, QRectF(-half, -tall / 2, plot.height(), tall), _("Readiness →"))
        painter.restore()

    def _enterprise(self, painter: QPainter, standing: Standing) -> None:
        if not (standing.potential.known or standing.readiness.known):
            return
        box = self.box()
        painter.setPen(QPen(look().colour("accent"), 2))
        if box.width() > 1 or box.height() > 1:
            painter.fillRect(box, tint("accent", 40))
            painter.setBrush(hatched("accent"))
            painter.drawRect(box)
        if box.width() <= 1 and box.height() <= 1:
            painter.setBrush(look().colour("accent"))
            painter.drawEllipse(box.center(), look().px(7), look().px(7))
