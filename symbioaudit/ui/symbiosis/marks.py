"""Score and gates of a match as pictures in a table: a bar with its range, three marks with a sign each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from symbioaudit.ui.closing.drawn import sized, tint
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.services.prospects import Prospect

Index = QModelIndex | QPersistentModelIndex
Lookup = Callable[[Index], "Prospect | None"]
SIGNS: Final = {"pass": ("✓", "green"), "fail": ("✕", "error"), "unknown": ("?", "warning")}
NUMBER: Final = 30  # px for the digits


class Painted(QStyledItemDelegate):
    """Draws the background as the table does, then what a subclass draws of the match."""

    def __init__(self, lookup: Lookup, parent: QWidget) -> None:
        super().__init__(parent)
        self.lookup = lookup

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The picture; the words of the cell where the match is not known."""
        found = self.lookup(index)
        if found is None:
            super().paint(painter, option, index)
            return
        style = option.widget.style() if option.widget else None
        if style is not None:
            style.drawPrimitive(
                QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, option.widget
            )
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw(painter, QRectF(option.rect), found)
        painter.restore()

    def draw(self, painter: QPainter, box: QRectF, found: Prospect) -> None:
        """The picture."""


class ScoreBar(Painted):
    """0–100: the bar is the score, the pale part what it may be with what is not known."""

    def draw(self, painter: QPainter, box: QRectF, found: Prospect) -> None:
        """Number, range, bar."""
        match = found.match
        gap = look().px(4)
        painter.setFont(sized(1.0, bold=True))
        painter.setPen(look().colour("text" if match.open else "error"))
        words = QRectF(box.left() + gap, box.top(), look().px(NUMBER), box.height())
        text = f"{match.score:.0f}" if match.open else "✕"
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), text)  # fmt: skip
        left = words.right() + gap
        wide = box.right() - gap - left
        high = min(box.height() * 0.45, look().px(12))
        rail = QRectF(left, box.center().y() - high / 2, wide, high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look().colour("raised"))
        painter.drawRect(rail)
        if not match.open:
            return
        at = [left + wide * v / 100 for v in (match.low, match.score, match.high)]
        painter.setBrush(tint("accent", 60))
        painter.drawRect(QRectF(at[0], rail.top(), at[2] - at[0], high))
        painter.setBrush(look().colour("accent"))
        painter.drawRect(QRectF(left, rail.center().y() - high / 5, at[1] - left, high * 0.4))
        painter.setPen(QPen(look().colour("text"), 2))
        painter.drawLine(QPointF(at[1], rail.top()), QPointF(at[1], rail.bottom()))


class GateMarks(Painted):
    """Law, safety, quality: a sign and a colour each; the words are in the hint."""

    def draw(self, painter: QPainter, box: QRectF, found: Prospect) -> None:
        """Three marks side by side."""
        radius = min(box.height() / 2 - 3, look().px(9))
        painter.setFont(sized(0.85, bold=True))
        for number, gate in enumerate(found.match.gates):
            sign, role = SIGNS[gate.verdict]
            centre = QPointF(box.left() + look().px(6) + radius + number * (2 * radius + look().px(5)), box.center().y())  # fmt: skip
            painter.setPen(QPen(look().colour(role), 1.5))
            painter.setBrush(tint(role, 40))
            painter.drawEllipse(centre, radius, radius)
            painter.setPen(look().colour("text"))
            mark = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
            painter.drawText(mark, int(Qt.AlignmentFlag.AlignCenter), sign)
