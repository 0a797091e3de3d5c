"""Small pictures of photos: read in the workspace's thread, decoded in the pool, kept in memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QImageReader, QPainter, QPixmap, QTransform

from symbioaudit.ui.session import Session
from symbioaudit.ui.theme import look

SIDE: Final = 160  # px, the longer side of a thumbnail
QUARTER: Final = 90


def decode(data: bytes, side: int = 0) -> QImage:
    """The picture turned as the camera says; with ``side`` no larger than that. Null: not readable."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if side and size.isValid() and max(size.width(), size.height()) > side:
        reader.setScaledSize(size.scaled(QSize(side, side), Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()


def rotated(image: QImage, quarters: int) -> QImage:
    """Turned clockwise by quarters."""
    return image if not quarters else image.transformed(QTransform().rotate(QUARTER * quarters))


class Thumbs(QObject):
    """Thumbnails by the hash of their file; ``ready`` tells when a new one is there."""

    ready = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.setObjectName("thumbs")
        self.session = session
        self._kept: dict[str, QImage] = {}
        self._asked: set[str] = set()

    def put(self, sha256: str, image: QImage) -> None:
        """Keep a thumbnail that was made while its file was taken in."""
        self._kept[sha256] = image
        self.ready.emit(sha256)

    def image(self, sha256: str) -> QImage | None:
        """The thumbnail; None while it is being made; null where the file cannot be shown."""
        found = self._kept.get(sha256)
        if found is None and sha256 and sha256 not in self._asked:
            self._asked.add(sha256)
            self.load(sha256, SIDE, lambda image: self.put(sha256, image))
        return found

    def load(self, sha256: str, side: int, done: Callable[[QImage], None]) -> None:
        """The picture of a file, at most ``side`` large; 0: as it is."""

        def read(workspace: Any) -> bytes:
            from symbioaudit.services.evidence import Files

            return Files(workspace).get(sha256, b"")

        def got(data: bytes) -> None:
            self.session.pool.submit(lambda: decode(data, side), done)

        self.session.read(read, got)

    def icon(self, sha256: str, quarters: int = 0) -> QIcon:
        """The thumbnail in a square; a plain sheet where there is no picture."""
        image = self.image(sha256) if sha256 else None
        side = look().px(56)
        square = QPixmap(side, side)
        square.fill(look().colour("raised"))
        if image is not None and not image.isNull():
            small = rotated(image, quarters).scaled(
                side,
                side,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            painter = QPainter(square)
            painter.drawImage((side - small.width()) // 2, (side - small.height()) // 2, small)
            painter.end()
        icon = QIcon(square)
        icon.addPixmap(square, QIcon.Mode.Selected)  # a chosen photo keeps its colours
        return icon


def thumbs_of(session: Session) -> Thumbs:
    """The thumbnails of a session, made when first wanted."""
    found = session.findChild(Thumbs, "thumbs")
    return found if isinstance(found, Thumbs) else Thumbs(session)
