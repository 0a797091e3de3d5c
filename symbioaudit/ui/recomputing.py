"""Results of the open audit, renewed in the background: one computation at a time, none of them in the way of typing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer

from symbioaudit.ui.worker import Pool, alive

if TYPE_CHECKING:
    from symbioaudit.methodology import Pack
    from symbioaudit.model.snapshot import Snapshot

AFTER: Final = 120  # ms after the first edit that the results lack
TURN: Final = (
    0.0005  # s that a computing thread keeps the interpreter while the window waits for it
)


class Recomputing(QObject):
    """Computes when told of edits, and once more when edits came meanwhile.

    ``state`` gives what to compute from, None without an audit; ``results`` and ``progress`` take what came
    out of it, unless the audit was left meanwhile.
    """

    def __init__(
        self,
        pool: Pool,
        state: Callable[[], tuple[Snapshot, Pack] | None],
        results: Callable[[Any], None],
        progress: Callable[[Any], None],
        fault: Callable[[BaseException], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._pool, self._state, self._fault = pool, state, fault
        self._results, self._progress = results, progress
        self._due = QTimer(self, singleShot=True, interval=AFTER)
        self._due.timeout.connect(self._begin)
        self._generation = 0
        self._running = self._analysing = False
        self._lacking = False
        self._on = True
        self._turn = sys.getswitchinterval()

    @property
    def behind(self) -> bool:
        """True while some edit is not in the results."""
        return self._lacking or self._analysing

    def switch(self, *, on: bool) -> None:
        """Leave results as they are for a while, or go on."""
        self._on = on
        self._due.stop()
        if on and self._lacking:
            self.soon()

    def soon(self, after: int = AFTER) -> None:
        """The records have changed."""
        self._lacking = True
        if self._on and not self._running and not self._due.isActive():
            self._due.start(after)

    def stop(self) -> None:
        """Compute nothing more."""
        self._due.stop()
        self.forget()

    def forget(self) -> None:
        """Another audit, or none: what is being computed is of no use."""
        self._generation += 1
        self._lacking = False

    def _begin(self) -> None:
        found = self._state()
        if found is None:
            return
        self._generation += 1
        self._running, self._analysing, self._lacking = True, True, False
        generation, (snapshot, pack) = self._generation, found
        # The thread of the window asks for the interpreter hundreds of times a second; each time it waits
        # for as long as a computing thread may keep it.
        sys.setswitchinterval(TURN)

        def analysed() -> Any:
            from symbioaudit.services.analyses import analyse_snapshot

            return analyse_snapshot(snapshot, pack)

        def measured() -> Any:
            from symbioaudit.services.overview import progress_by_form

            return progress_by_form(snapshot, pack)

        # One after the other: two computing threads would take turns before the window gets its own.
        def show_results(found: Any) -> None:
            self._analysing = False
            self._pool.submit(measured, show_progress, failed)
            if generation == self._generation:
                self._results(found)

        def show_progress(found: Any) -> None:
            self._ended()
            if generation == self._generation:
                self._progress(found)

        def failed(error: BaseException) -> None:
            self._ended()
            if alive(self._fault):
                self._fault(error)

        self._pool.submit(analysed, show_results, failed)

    def _ended(self) -> None:
        self._running = self._analysing = False
        sys.setswitchinterval(self._turn)
        if self._lacking:
            self.soon()
