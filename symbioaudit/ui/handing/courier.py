"""The courier: sends what waits in a thread of its own while the window works on, and tells how far it is.

It begins by itself when a platform is set and something waits, goes on after failures, and ends before the
file is closed. Every state is kept by the services; this only shows it.
"""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer, Signal

from symbioaudit.base.errors import SymbioError
from symbioaudit.ui.session import Session

if TYPE_CHECKING:
    from symbioaudit.services.outbox import Item
    from symbioaudit.services.sending import Control, Outcome
    from symbioaudit.services.workspace import Workspace

AGAIN: Final = 60_000  # ms between two runs while something waits
LOOK: Final = 400  # ms after a file was opened: the list of audits is shown first
FIRST: Final = 3_000  # ms after a file was opened: the person comes first
ENDING: Final = 3.0  # s that a run has to end before the file is closed


class Courier(QObject):
    """One for a session. ``items``: what the outbox held when it was last read."""

    changed = Signal()  # the outbox, or whether it is being sent
    progressed = Signal(str, int, int)  # id, bytes, of bytes
    _ended = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.session = session
        self.items: tuple[Item, ...] = ()
        self.share: float | None = None  # of the one that is being sent
        self.timer = QTimer(self, singleShot=True)
        self.timer.timeout.connect(self.send)
        self.looking = QTimer(self, singleShot=True, interval=LOOK)
        self.looking.timeout.connect(self.refresh)
        self._control: Control | None = None
        self._platform: Any = None
        self._thread: threading.Thread | None = None
        self._open = False
        self._ended.connect(self._done)
        self.progressed.connect(self._moved)
        session.opened.connect(lambda _path: self._begin())
        session.leaving.connect(self._leave)

    @property
    def busy(self) -> bool:
        """Whether something is being sent now."""
        return self._thread is not None

    def _begin(self) -> None:
        self._open = True
        self.items = ()
        self.looking.start()
        self.timer.start(FIRST)

    def refresh(self) -> None:
        """Read the outbox anew; ``changed`` follows."""
        self.looking.stop()
        if not self._open:
            return

        def call(workspace: Workspace) -> Any:
            from symbioaudit.services.outbox import items

            return items(workspace)

        self.session.read(call, self._show)

    def _show(self, items: tuple[Item, ...]) -> None:
        self.items = items
        self.changed.emit()

    # -- a run -------------------------------------------------------------------

    def send(self) -> None:
        """Send what waits, unless that is going on already or no platform is set."""
        if self._thread is not None or self.session.read_only or not self._open:
            return

        def call(workspace: Workspace) -> Any:
            from symbioaudit.exchange.outbox import WAITING
            from symbioaudit.services.identity import load_trust
            from symbioaudit.services.outbox import items
            from symbioaudit.services.platforms import connected, is_connected

            if not is_connected() or not any(
                i.state in WAITING and not i.row.paused for i in items(workspace)
            ):
                return None
            return workspace, connected(), load_trust(None)

        self.session.read(call, self._start)

    def _start(self, given: Any) -> None:
        from symbioaudit.services import platforms
        from symbioaudit.services.sending import Control

        if given is None or self._thread is not None or not self._open:
            return
        workspace, connection, trusted = given
        self._control = Control(limit=connection.bytes_a_second)
        try:
            self._platform = platforms.platform(connection)
        except SymbioError as fault:
            self.session.failed.emit(fault)
            return
        work = (workspace, self._platform, trusted, self._control)
        self._thread = threading.Thread(target=self._run, args=work, name="courier", daemon=True)
        self._thread.start()
        self.changed.emit()

    def _run(self, workspace: Any, platform: Any, trusted: Any, control: Control) -> None:
        """In the thread: whatever happens after a stop is nobody's news, the states are kept."""
        from symbioaudit.services.sending import Sender

        outcome: Any
        try:
            with platform:
                outcome = Sender(
                    workspace, platform, trusted, control, tell=self.progressed.emit
                ).run()
        except BaseException as fault:  # noqa: BLE001 (handed to the window, never swallowed)
            outcome = None if control.stopping.is_set() else fault
        with contextlib.suppress(RuntimeError):  # the window is gone
            self._ended.emit(outcome)

    def stop(self) -> None:
        """End the run between two pieces; what was sent stays sent."""
        self.timer.stop()
        if self._control is not None:
            self._control.stopping.set()

    def _leave(self) -> None:
        """The file is about to be closed: a call that waits for an answer is cut off."""
        self._open = False
        self.looking.stop()
        self.stop()
        if self._thread is not None:
            self._thread.join(0.2)
            if self._thread.is_alive():
                self._platform.abort()
                self._thread.join(ENDING)
        self._thread = None

    def _moved(self, _item: str, sent: int, size: int) -> None:
        share = sent / size if size else 0.0
        if self._thread is not None and (self.share is None or abs(share - self.share) >= 0.01):
            self.share = share
            self.changed.emit()

    def _done(self, outcome: Outcome | BaseException | None) -> None:
        self._thread, self.share, self._control = None, None, None
        if not self._open:
            return
        if isinstance(outcome, SymbioError):
            self.session.told.emit(outcome.what.render())
        elif isinstance(outcome, BaseException):
            self.session.crashed.emit(outcome)
        elif outcome is not None and outcome.fault is not None:
            self.session.told.emit(outcome.fault.what.render())
        if outcome is not None and (isinstance(outcome, BaseException) or outcome.waiting):
            self.timer.start(AGAIN)
        self.refresh()


def courier_of(session: Session) -> Courier:
    """The courier of this session, made at first use."""
    found = session.findChild(Courier)
    return found if isinstance(found, Courier) else Courier(session)
