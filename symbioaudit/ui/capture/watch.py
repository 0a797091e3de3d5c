"""A folder that a phone or a camera fills: each new photo is taken once its copy has come to an end."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer

from symbioaudit.ui.capture.intake import taker_of
from symbioaudit.ui.session import Session

PICTURES: Final = frozenset({".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".tif", ".tiff"})
STABLE_AFTER: Final = 700  # ms: a file of the same size and time twice this far apart is whole


class Watch(QObject):
    """Only what appears after the watch began; a file that grows is waited for; a photo is known by its bytes."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.session = session
        self.folder: Path | None = None
        self._seen: dict[Path, tuple[int, int]] = {}  # taken, with the size and time they had then
        self._growing: dict[Path, tuple[int, int]] = {}
        self.watcher = QFileSystemWatcher(self)
        self.watcher.directoryChanged.connect(lambda _path: self.look())
        self.timer = QTimer(self, interval=STABLE_AFTER)
        self.timer.timeout.connect(self.look)
        session.settings.watch(self._setting)
        session.audit_opened.connect(self.begin)
        session.audit_closed.connect(self.stop)

    def _setting(self, key: str) -> None:
        if key == "watched_folder":
            self.begin()

    def begin(self) -> None:
        """Watch the folder of the settings while an audit is open."""
        self.stop()
        named = self.session.settings["watched_folder"]
        folder = Path(named) if named else None
        if folder is None or not folder.is_dir() or self.session.live is None:
            return
        self.folder = folder
        self._seen = dict(self._present())
        self.watcher.addPath(str(folder))

    def stop(self) -> None:
        """Watch nothing."""
        self.timer.stop()
        if self.watcher.directories():
            self.watcher.removePaths(self.watcher.directories())
        self.folder = None
        self._growing.clear()

    def look(self) -> None:
        """Take what has not changed since the look before; keep looking while something grows."""
        whole: list[Path] = []
        growing: dict[Path, tuple[int, int]] = {}
        for file, state in self._present():
            if self._seen.get(file) == state:
                continue
            if self._growing.get(file) == state and state[0]:
                self._seen[file] = state
                whole.append(file)
            else:
                growing[file] = state
        self._growing = growing
        if growing:
            self.timer.start()
        else:
            self.timer.stop()
        if whole:
            taker_of(self.session).take(whole)

    def _present(self) -> list[tuple[Path, tuple[int, int]]]:
        if self.folder is None:
            return []
        out = []
        try:
            for file in sorted(self.folder.iterdir()):
                if file.suffix.lower() in PICTURES and file.is_file():
                    stat = file.stat()
                    out.append((file, (stat.st_size, stat.st_mtime_ns)))
        except OSError:
            return []  # a card was pulled out: the next look finds what is there then
        return out
