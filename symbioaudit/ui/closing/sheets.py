"""Pages of a PDF on the screen: only those in sight are pictures, so that length costs nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from symbioaudit.base.i18n import _
from symbioaudit.ui.session import Session
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.services.drafts import Picture

SCALE: Final = 1.25  # pixels a point of paper at 100 %
BEYOND: Final = 1  # pages drawn before and after those in sight


class Sheets(QScrollArea):
    """Empty sheets of the right size; each is drawn in the pool when it comes into sight."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.labels: list[QLabel] = []
        self._path = Path()
        self._drawn: set[int] = set()
        self._wanted: set[int] = set()
        self._generation = 0
        self.setWidgetResizable(True)
        self.setAccessibleName(_("Pages of the report"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._due = QTimer(self, singleShot=True, interval=30)
        self._due.timeout.connect(self._draw)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._due.start())

    def show_file(self, path: Path, sizes: list[tuple[float, float]]) -> None:
        """Show a PDF from its first page."""
        self._path, self._drawn, self._wanted = path, set(), set()
        self._generation += 1
        inner = QWidget()
        column = QVBoxLayout(inner)
        self.labels = []
        for number, (width, height) in enumerate(sizes, 1):
            label = QLabel()
            label.setFixedSize(round(width * self._scale), round(height * self._scale))
            label.setAccessibleName(_("Page {n}").format(n=number))
            column.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
            self.labels.append(label)
        self.setWidget(inner)
        self.verticalScrollBar().setValue(0)
        self._due.start()

    def drawn(self) -> list[int]:
        """Numbers (from 0) of the pages that are pictures now."""
        return sorted(self._drawn)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More pages may have come into sight."""
        super().resizeEvent(event)
        self._due.start()

    @property
    def _scale(self) -> float:
        return SCALE * look().scale / 100

    def _in_sight(self) -> set[int]:
        top = self.verticalScrollBar().value()
        bottom = top + self.viewport().height()
        seen = [
            n
            for n, label in enumerate(self.labels)
            if label.y() < bottom and label.y() + label.height() > top
        ]
        if not seen:
            return set()
        last = len(self.labels) - 1
        return set(range(max(0, seen[0] - BEYOND), min(last, seen[-1] + BEYOND) + 1))

    def _draw(self) -> None:
        self._wanted = self._in_sight()
        for number in self._drawn - self._wanted:
            self.labels[number].clear()
        self._drawn &= self._wanted
        for number in sorted(self._wanted - self._drawn):
            self._order(number, self._generation)

    def _order(self, number: int, generation: int) -> None:
        path, scale = self._path, self._scale
        self._drawn.add(number)

        def call() -> Picture:
            from symbioaudit.services.drafts import picture_of

            return picture_of(path, number, scale)

        def done(one: Picture) -> None:
            if generation != self._generation or number not in self._wanted:
                return
            form = QImage.Format.Format_RGB32
            image = QImage(one.data, one.width, one.height, 4 * one.width, form)
            self.labels[number].setPixmap(QPixmap.fromImage(image))

        self.session.pool.submit(call, done)
