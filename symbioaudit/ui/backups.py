"""A rolling backup every half hour of work, beside it: nothing typed waits for it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer

from symbioaudit.base.errors import SymbioError
from symbioaudit.ui.session import Session

EVERY: Final = 30 * 60 * 1000  # ms


class RollingBackups(QObject):
    """Counts half hours from the first change after a backup; a file nobody changes is not copied again.

    The copy is made in the pool through a connection of its own: it reads one consistent picture of the
    file, and a writer does not wait for a reader.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.session = session
        self.timer = QTimer(self, singleShot=True, interval=EVERY)
        self.timer.timeout.connect(self.make)
        self._going_on = session.path is not None
        session.saved.connect(self._count)
        session.opened.connect(lambda _path: self._work(going_on=True))
        session.leaving.connect(lambda: self._work(going_on=False))

    def _work(self, *, going_on: bool) -> None:
        """Operations that end while the file is being closed start no new half hour."""
        self._going_on = going_on
        self.timer.stop()

    def _count(self, _when: object) -> None:
        if self._going_on and not self.timer.isActive():
            self.timer.start()

    def make(self) -> None:
        """Make the backup that is due; the closing of the file makes the last one itself."""
        path = self.session.path
        if path is not None and not self.session.read_only:
            self.session.pool.submit(lambda: _roll(path), None, self._failed)

    def _failed(self, fault: BaseException) -> None:
        if isinstance(fault, SymbioError):
            self.session.told.emit(fault.what.render())  # no dialog: the work itself is safe
            self._count(None)
        else:
            self.session.crashed.emit(fault)


def _roll(path: Path) -> None:
    from symbioaudit.services.backups import roll_backup

    roll_backup(path)
