"""One thread owns the workspace file; a small pool does long work; results come back to the window.

The window never waits: a call is queued and its outcome arrives as a signal in the window's thread.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of a call, and who wants to know."""

    call: Callable[[Any], None] | None
    value: Any


class Worker(QObject):
    """Runs calls one after another in its own thread.

    ``idle`` tells, after each call, whether more are waiting.
    """

    _done = Signal(object)
    idle = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._calls: queue.SimpleQueue[tuple[Any, Any, Any] | None] = queue.SimpleQueue()
        self._pending = 0
        self._done.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._run, name="workspace", daemon=True)
        self._thread.start()

    @property
    def pending(self) -> int:
        """How many calls have not come back yet."""
        return self._pending

    def submit(
        self,
        call: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Queue ``call``; ``done(result)`` or ``failed(error)`` runs later in the window's thread."""
        self._pending += 1
        self._calls.put((call, done, failed))

    def stop(self) -> None:
        """Finish what is queued, then end the thread; blocks until then."""
        self._calls.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (item := self._calls.get()) is not None:
            call, done, failed = item
            try:
                outcome = _Outcome(done, call())
            except BaseException as fault:  # noqa: BLE001 (handed to the window, never swallowed)
                outcome = _Outcome(failed or _raise, fault)
            self._done.emit(outcome)

    def _deliver(self, outcome: _Outcome) -> None:
        self._pending -= 1
        self.idle.emit(self._pending == 0)
        _tell(outcome)


class Pool(QObject):
    """Long work beside the workspace: analysis, paper, pictures."""

    _done = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool: ThreadPoolExecutor | None = None
        self._done.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._open = True
        self._begun = 0

    @property
    def pending(self) -> int:
        """What was submitted and is not answered yet."""
        return self._begun

    def submit(
        self,
        call: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Like :meth:`Worker.submit`, in no order; after :meth:`stop` nothing begins."""
        if self._open:
            self._begun += 1
            self._executor().submit(self._work, call, done, failed)

    def stop(self) -> None:
        """Drop what has not begun, wait for what has."""
        self._open = False
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def _executor(self) -> ThreadPoolExecutor:
        """The threads, made for the first work: the window is shown before."""
        if self._pool is None:
            from concurrent.futures import ThreadPoolExecutor

            self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="pool")
        return self._pool

    def _work(self, call: Any, done: Any, failed: Any) -> None:
        try:
            outcome = _Outcome(done, call())
        except BaseException as fault:  # noqa: BLE001
            outcome = _Outcome(failed or _raise, fault)
        if self._open:
            self._done.emit(outcome)

    def _deliver(self, outcome: _Outcome) -> None:
        self._begun -= 1
        _tell(outcome)


def _tell(outcome: _Outcome) -> None:
    if outcome.call is not None and alive(outcome.call):
        outcome.call(outcome.value)


def alive(call: Callable[..., object]) -> bool:
    """False for a method, or a function inside one, of a widget that is gone: its page was closed meanwhile."""
    owners = [getattr(call, "__self__", None)]
    for cell in getattr(call, "__closure__", None) or ():
        with contextlib.suppress(ValueError):  # a name that has no value yet
            owners.append(cell.cell_contents)
    return all(isValid(owner) for owner in owners if isinstance(owner, QObject))


def _raise(fault: BaseException) -> None:
    raise fault
