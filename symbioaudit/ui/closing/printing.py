"""The report on paper: each page drawn in the pool, painted when it is ready, stopped between pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrinter

from symbioaudit.base.i18n import _
from symbioaudit.ui.session import Session

if TYPE_CHECKING:
    from symbioaudit.services.drafts import Picture

DPI: Final = 200
POINTS: Final = 72


class Printing(QObject):
    """One job; ``done`` gets the number of pages that went to the printer."""

    def __init__(
        self,
        session: Session,
        pdf: Path,
        printer: QPrinter,
        stop: Event,
        tell: Callable[[str, float], None],
        done: Callable[[int], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.session, self.pdf, self.printer = session, pdf, printer
        self.stop, self.tell, self.done = stop, tell, done
        self.painter = QPainter()
        session.pool.submit(self._count, self._begin, self._broken)

    def _count(self) -> int:
        from symbioaudit.services.drafts import page_sizes

        return len(page_sizes(self.pdf))

    def _begin(self, pages: int) -> None:
        self.first = max(self.printer.fromPage(), 1)
        self.last = min(self.printer.toPage() or pages, pages)
        if not self.painter.begin(self.printer):
            self._finish(0)
            return
        self._order(self.first)

    def _order(self, page: int) -> None:
        if page > self.last or self.stop.is_set():
            self._finish(page - self.first)
            return
        whole = self.last - self.first + 1
        self.tell(_("Printing page {n}").format(n=page), (page - self.first) / whole)
        pdf = self.pdf

        def call() -> Picture:
            from symbioaudit.services.drafts import picture_of

            return picture_of(pdf, page - 1, DPI / POINTS)

        self.session.pool.submit(call, lambda one: self._paint(page, one), self._broken)

    def _paint(self, page: int, one: Picture) -> None:
        if page > self.first:
            self.printer.newPage()
        form = QImage.Format.Format_RGB32
        image = QImage(one.data, one.width, one.height, 4 * one.width, form)
        room = QRectF(self.painter.viewport())
        scale = min(room.width() / one.width, room.height() / one.height)
        wide, high = one.width * scale, one.height * scale
        self.painter.drawImage(QRectF((room.width() - wide) / 2, 0, wide, high), image)
        self._order(page + 1)

    def _broken(self, error: BaseException) -> None:
        self._finish(0)
        self.session.crashed.emit(error)

    def _finish(self, pages: int) -> None:
        if self.painter.isActive():
            self.painter.end()
        self.done(pages)
        self.deleteLater()
