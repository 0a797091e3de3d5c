"""The page of the manual: Markdown with its pictures, never wider than the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QPainter, QPen, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QWidget

from symbioaudit.ui.theme import look

IMAGE = QTextDocument.ResourceType.ImageResource
MARGIN = 24  # px at both sides of a picture together


class ManualBrowser(QTextBrowser):
    """Pictures come from the folder of the manual alone: nothing is fetched from anywhere."""

    def __init__(self, folder: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self.folder = folder
        self._pictures: dict[str, QImage] = {}

    def show_markdown(self, text: str) -> None:
        """Show a chapter."""
        self._pictures.clear()
        self.document().clear()
        self.document().setMarkdown(text)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """A picture of the manual, as wide as there is room."""
        path = name.toString() if isinstance(name, QUrl) else name
        if kind != IMAGE.value:
            return super().loadResource(kind, name)
        whole = self._pictures.get(path)
        if whole is None:
            whole = self._pictures[path] = self._read(path)
        return self._fitted(whole)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Pictures follow the width of the page."""
        super().resizeEvent(event)
        if event.oldSize().width() == event.size().width() or not self._pictures:
            return
        for path, whole in self._pictures.items():
            self.document().addResource(IMAGE.value, QUrl(path), self._fitted(whole))
        self.document().markContentsDirty(0, self.document().characterCount())

    def _read(self, path: str) -> QImage:
        """The picture of a relative path inside the folder; an empty one for anything else."""
        file = (self.folder / path).resolve()
        inside = file.is_relative_to(self.folder.resolve())
        return QImage(str(file)) if inside else QImage()

    def _fitted(self, whole: QImage) -> QImage:
        """Never larger than it is, with a frame that stands out from a light and from a dark page."""
        if whole.isNull():
            return whole
        ratio = self.devicePixelRatioF()
        room = max(self.viewport().width() - look().px(MARGIN), look().px(200))
        width = min(room, look().px(whole.width()))
        smooth = Qt.TransformationMode.SmoothTransformation
        image = whole.convertToFormat(QImage.Format.Format_RGB32).scaledToWidth(
            round(width * ratio), smooth
        )
        painter = QPainter(image)
        painter.setPen(QPen(look().colour("muted"), 2))
        painter.drawRect(image.rect())
        painter.end()
        image.setDevicePixelRatio(ratio)
        return image
