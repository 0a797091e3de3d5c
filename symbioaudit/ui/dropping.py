"""A page on which a file may be dropped, or to which one is sent from elsewhere."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent

from symbioaudit.ui.page import Page
from symbioaudit.ui.session import Place


class FilePage(Page):
    """Subclasses say what is done with a file in :meth:`look_at`; nothing is written by looking."""

    def look_at(self, path: Path) -> None:
        """Read a file in the background and show what it would do."""

    def arrive(self, place: Place) -> None:
        """Look at the file that was chosen elsewhere."""
        if place.entity:
            self.look_at(Path(place.entity))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file may be dropped."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Look at the dropped file."""
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.look_at(Path(paths[0]))
