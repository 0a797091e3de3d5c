"""An open workspace: who may write, transactions, one consistent picture for readers.

WAL and ``synchronous=FULL``: what a transaction has committed survives a killed process and a
power cut. Foreign keys are on. One writer; everybody else reads.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import sqlalchemy as sa

from symbioaudit.base.errors import NOT_FOUND, SymbioError
from symbioaudit.storage import errors as e
from symbioaudit.storage.faults import translated
from symbioaudit.storage.file import (
    BEGIN,
    create_file,
    inspect_file,
    open_engine,
    refuse_newer,
    version_number,
    version_text,
)
from symbioaudit.storage.lock import Holder, WriterLock, user_name


class Workspace:
    """An open workspace file. Use as a context manager, or call :meth:`close`.

    ``holder`` says who writes when we only read. ``actor`` signs what is written.
    Any thread may call it; one works at a time. Long reading that must not keep a writer waiting
    opens a second workspace of its own, read-only.
    """

    def __init__(
        self, path: Path, lock: WriterLock | None, holder: Holder | None, actor: str | None
    ) -> None:
        self.path = path
        self.holder = holder
        self.actor = actor or user_name()
        self.changed = False
        self._lock = lock
        self._turn = threading.RLock()
        self._engine = open_engine(path, read_only=lock is None)
        self._connection = self._engine.connect()

    @property
    def read_only(self) -> bool:
        """True when this opener may not write."""
        return self._lock is None

    @classmethod
    def open(
        cls,
        path: Path | str,
        *,
        create: bool = True,
        read_only: bool = False,
        actor: str | None = None,
    ) -> Self:
        """Open ``path``; a second opener gets it for reading and ``holder`` says who writes.

        Raises:
            SymbioError: not there, not ours, damaged, newer, no rights, no room.
        """
        path = Path(path)
        with translated(path):
            if path.is_dir():
                raise e.NOT_A_WORKSPACE(path=path)
            exists = path.exists()
            if not exists:
                if read_only or not create:
                    raise NOT_FOUND(path=path)
                path.parent.mkdir(parents=True, exist_ok=True)
            lock, holder = (None, None) if read_only else _try_to_write(path, exists=exists)
            try:
                _prepare(path, exists=exists, writable=lock is not None)
                return cls(path, lock, holder, actor)
            except BaseException:
                if lock:
                    lock.release()
                raise

    def close(self) -> None:
        """Make the rolling backup that is due, close the file and let the next writer in."""
        with self._turn:
            try:
                with translated(self.path):
                    self._connection.close()
                    self._engine.dispose()
                if self.changed and self._lock:
                    self._roll()
            finally:
                if self._lock:
                    self._lock.release()
                    self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """All or nothing.

        Raises:
            SymbioError: read-only, disk full, damaged …; nothing is changed then.
        """
        if self.read_only:
            raise self._refusal()
        with self._turn, translated(self.path):
            self._connection.info[BEGIN] = "BEGIN IMMEDIATE"
            try:
                with self._connection.begin():
                    yield self._connection
            finally:
                del self._connection.info[BEGIN]
            self.changed = True

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """One consistent picture of the file."""
        with self._turn, translated(self.path):
            if self._connection.in_transaction():
                yield self._connection
                return
            with self._connection.begin():
                yield self._connection

    def _refusal(self) -> SymbioError:
        if self.holder:
            return e.HELD(path=self.path, holder=self.holder)
        return e.READ_ONLY(path=self.path)

    def _roll(self) -> None:
        from symbioaudit.base.log import logger
        from symbioaudit.storage.backup import roll

        try:
            roll(self.path)
        except SymbioError as fault:
            # The data themselves are safe; a missing backup must not stop the closing.
            with contextlib.suppress(OSError):
                logger().warning("rolling backup: %s", fault.code)


def _try_to_write(path: Path, *, exists: bool) -> tuple[WriterLock | None, Holder | None]:
    """The writer's lock, or who holds it, or neither where nobody can write."""
    lock = WriterLock(path)
    try:
        holder = lock.acquire()
        if holder is None and exists:
            path.open("rb+").close()
    except OSError:
        lock.release()
        if not exists:
            raise
        return None, None
    return (None, holder) if holder else (lock, None)


def _prepare(path: Path, *, exists: bool, writable: bool) -> None:
    """Create, check, and bring up to date, on a plain connection of its own."""
    if not exists:
        create_file(path)
        return
    found = inspect_file(path)
    refuse_newer(path, found)
    if found < version_number():
        if not writable:
            raise e.OLDER(path=path, found=version_text(found), ours=version_text())
        from symbioaudit.storage.migrate import migrate

        migrate(path, found)
