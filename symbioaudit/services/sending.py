"""Handing over: one package after the other, resumed where it stopped, delivered only by a signed receipt.

Every state is kept before the act that it speaks of, so that a kill, a reboot or a lid that closes leaves
nothing to guess. No decision asks what time of day it is; pauses are counted by a clock that cannot be set.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from threading import Event
from typing import Any, Final

from symbioaudit.base.errors import SymbioError
from symbioaudit.exchange import errors as x
from symbioaudit.exchange.answers import is_passing
from symbioaudit.exchange.outbox import ASKED_MOST, FIRST_PAUSE, WAITING, State, may, pause_before
from symbioaudit.exchange.trust import TrustStore
from symbioaudit.exchange.tusclient import Platform
from symbioaudit.services import outbox
from symbioaudit.services.deliveries import take_receipt
from symbioaudit.services.workspace import Workspace
from symbioaudit.storage import outbox as store
from symbioaudit.storage.outbox import Row

SLICE: Final = 16 * 1024  # bytes between two looks at the limit and at the stop
TRIES: Final = 6  # failures in a row without a byte of progress
PATIENCE: Final = 60.0  # s for the platform to take a package in
LOSSES: Final = 3
# Faults of the way to the platform, not of one package: nothing else gets through either.
OF_THE_WAY: Final = (
    x.NO_ANSWER, x.PORTAL, x.REDIRECTED, x.NOT_SAFE, x.NOT_LET_IN, x.ODD_ANSWER, x.BUSY,
)  # fmt: skip


class Stopped(Exception):
    """Somebody asked to stop; what was sent stays sent."""


class Held(Exception):
    """The item was paused or taken out meanwhile."""


@dataclass
class Control:
    """What steers a run from outside: a stop, a limit in bytes a second, and the clock and chance of tests."""

    stopping: Event = field(default_factory=Event)
    limit: int | None = None
    random: Random = field(default_factory=Random)
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Any] | None = None
    _free_at: float = 0.0

    def wait(self, seconds: float) -> None:
        """Wait, unless asked to stop.

        Raises:
            Stopped: asked to stop.
        """
        if seconds > 0:
            (self.sleep or self.stopping.wait)(seconds)
        self.check()

    def check(self) -> None:
        """Go on?

        Raises:
            Stopped: no.
        """
        if self.stopping.is_set():
            raise Stopped

    def spend(self, size: int) -> None:
        """Keep to the limit before ``size`` bytes go out."""
        self.check()
        if self.limit:
            now = self.monotonic()
            ahead = max(self._free_at - now, 0.0)
            self._free_at = now + ahead + size / self.limit
            self.wait(ahead)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run brought. ``fault``: why it ended before everything was answered."""

    accepted: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    fault: SymbioError | None = None


def nobody(_item_id: str, _sent: int, _size: int) -> None:
    """A listener that does not listen."""


class Sender:
    """One run over the outbox with one platform."""

    def __init__(
        self,
        workspace: Workspace,
        platform: Platform,
        trusted: TrustStore,
        control: Control | None = None,
        *,
        tell: Callable[[str, int, int], None] = nobody,
        tries: int = TRIES,
        patience: float = PATIENCE,
        first_pause: float = FIRST_PAUSE,
    ) -> None:
        self._workspace = workspace
        self._platform = platform
        self._trusted = trusted
        self._control = control or Control()
        self._tell = tell
        self._tries = tries
        self._patience = patience
        self._first_pause = first_pause
        self._seen: set[str] = set()  # answered or given up in this run
        self._losses: dict[str, int] = {}

    def run(self) -> Outcome:
        """Send everything that waits; ends when all is answered, given up, or nothing gets through."""
        fault: SymbioError | None = None
        try:
            while (row := self._next()) is not None and fault is None:
                self._seen.add(row.id)
                fault = self._persist(row)
            if fault is None:
                self._ask_again()
        except Stopped:
            pass
        return self._outcome(fault)

    def _ask_again(self) -> None:
        """What was refused may have been settled there since: the newest of each audit is asked for."""
        rows = sorted(store.rows(self._workspace), key=lambda row: (row.queued_at, row.id))
        newest = {row.audit_id: row for row in rows if row.package is not None}
        for row in newest.values():
            if State(row.state) is State.REJECTED and row.id not in self._seen:
                self._control.check()
                with contextlib.suppress(SymbioError):  # nothing hangs on the answer
                    self._answered(row)

    def _outcome(self, fault: SymbioError | None) -> Outcome:
        states: dict[State, list[str]] = {}
        for row in store.rows(self._workspace):
            if row.id in self._seen or State(row.state) in WAITING:
                states.setdefault(State(row.state), []).append(row.id)
        waiting = tuple(i for state in sorted(WAITING) for i in states.get(state, ()))
        return Outcome(
            tuple(states.get(State.ACCEPTED, ())),
            tuple(states.get(State.REJECTED, ())),
            waiting,
            fault,
        )

    def _next(self) -> Row | None:
        for row in store.rows(self._workspace):
            if State(row.state) in WAITING and not row.paused and row.id not in self._seen:
                return row
        return None

    def _persist(self, row: Row) -> SymbioError | None:
        """Try one package until it is answered; the fault, where nothing gets through to the platform."""
        failures, sent = 0, -1
        while True:
            try:
                self._deliver(row)
            except Held:
                return None
            except SymbioError as fault:
                now = store.row(self._workspace, row.id)
                if now is None:
                    return None
                failures = 1 if now.sent > sent >= 0 else failures + 1
                row, sent = now, max(sent, now.sent)
                store.change(self._workspace, row.id, fault=outbox.told(fault), tries=row.tries + 1)
                if not is_passing(fault) or failures >= self._tries:
                    return fault if fault.spec in OF_THE_WAY else None
                asked = float(str(fault.params.get("pause", 0)))
                usual = pause_before(failures, self._control.random, first=self._first_pause)
                self._control.wait(max(usual, min(asked, ASKED_MOST)))
            else:
                return None

    def _deliver(self, row: Row) -> None:
        self._control.check()
        row = self._fresh(row)
        if self._answered(row):
            return
        row = self._placed(row)
        if State(row.state) in WAITING:
            row = self._sent(row)
            self._await(row)

    # -- the steps ---------------------------------------------------------------

    def _answered(self, row: Row) -> bool:
        """Ask for the receipt; True when there is one and it settles the package."""
        document = self._platform.receipt(row.package or "").document
        if document is None:
            return False
        take_receipt(self._workspace, document, self._trusted, row.package)
        return True

    def _placed(self, row: Row) -> Row:
        """The row with an upload on the platform and its offset there; answered, when it is gone so."""
        if row.upload and row.server == self._platform.server:
            offset = self._platform.offset(row.upload, row.size)
            if offset is not None:
                state = State.SENDING if offset < row.size else State.UNCONFIRMED
                return self._move(row, state, sent=offset)
            if self._answered(row):
                return self._fresh(row)
            self._lost(row)
        row = self._move(row, State.SENDING, upload=None, sent=0, server=self._platform.server)
        metadata = {
            "filename": f"{row.package}.zip",
            "package": row.package or "",
            "sha256": row.sha256 or "",
        }
        return self._move(row, State.SENDING, upload=self._platform.create(row.size, metadata))

    def _sent(self, row: Row) -> Row:
        """Send what is missing, piece by piece; what has gone out wholly is marked so before its last byte."""
        assert row.upload is not None
        while row.sent < row.size:
            self._fresh(row)
            content = self._rest_of_piece(row)
            last = row.sent + len(content) == row.size
            row = self._move(row, State.UNCONFIRMED if last else State.SENDING)
            offset = self._platform.send(
                row.upload or "",
                row.sent,
                len(content),
                self._slices(row, content),
                row.size,
                self._platform.checksum(content),
            )
            if offset is None or offset <= row.sent:
                raise x.BUSY(status=409)
            row = self._move(row, State(row.state), sent=offset, fault=None, tries=0)
            self._tell(row.id, row.sent, row.size)
        return row

    def _await(self, row: Row) -> None:
        """Ask for the receipt until it is there or patience ends."""
        ends, pause, asked_on = self._control.monotonic() + self._patience, 0.1, False
        while True:
            told = self._platform.receipt(row.package or "")
            if told.document is not None:
                take_receipt(self._workspace, told.document, self._trusted, row.package)
                return
            if not told.waiting:
                if self._settled_or_gone(row, asked_on):
                    return
                asked_on = True
            if self._control.monotonic() >= ends:
                raise x.NOT_CONFIRMED(where=None)
            self._control.wait(pause)
            pause = min(pause * 1.6, 5.0)

    def _settled_or_gone(self, row: Row, asked_on: bool) -> bool:
        """No receipt and nothing being taken in: what became of the upload? True when it is answered."""
        offset = self._platform.offset(row.upload or "", row.size)
        if offset is None:
            if self._answered(row):
                return True
            self._lost(row)
            self._move(row, State.SENDING, upload=None, sent=0)
            raise x.BUSY(status=404)
        if offset < row.size:
            raise x.BUSY(status=409)
        if not asked_on:
            # A server that was killed between the last byte and its note of it is told once more.
            self._platform.send(row.upload or "", row.size, 0, (), row.size, "")
        return False

    # -- helpers -----------------------------------------------------------------

    def _lost(self, row: Row) -> None:
        self._losses[row.id] = self._losses.get(row.id, 0) + 1
        if self._losses[row.id] > LOSSES:
            raise x.LOST_THERE(n=self._losses[row.id])

    def _fresh(self, row: Row) -> Row:
        found = store.row(self._workspace, row.id)
        if found is None or found.paused:
            raise Held
        return found

    def _move(self, row: Row, state: State, **values: Any) -> Row:
        """Keep a state; what may not follow is a mistake of ours."""
        if not may(State(row.state), state):
            raise ValueError(f"{row.state} → {state}")
        if values or state.value != row.state:
            store.change(self._workspace, row.id, state=state.value, **values)
        found = store.row(self._workspace, row.id)
        if found is None:
            raise Held
        return found

    def _rest_of_piece(self, row: Row) -> bytes:
        n, begun = divmod(row.sent, row.piece)
        return store.piece(self._workspace, row.id, n)[begun:]

    def _slices(self, row: Row, content: bytes) -> Iterator[bytes]:
        for at in range(0, len(content), SLICE):
            part = content[at : at + SLICE]
            self._control.spend(len(part))
            yield part
            self._tell(row.id, row.sent + at + len(part), row.size)


def watch(
    make: Callable[[], Sender],
    control: Control,
    *,
    every: float,
    told: Callable[[Outcome], None],
) -> None:
    """Run again and again until stopped: at once, then after ``every`` seconds, sooner while nothing gets through."""
    failures = 0
    while True:
        try:
            outcome = make().run()
            told(outcome)
            failures = failures + 1 if outcome.fault else 0
            usual = every * control.random.uniform(0.8, 1.2)
            control.wait(min(pause_before(failures, control.random), usual) if failures else usual)
        except Stopped:
            return
