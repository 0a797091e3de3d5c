"""One writer per workspace: an operating system lock on a file beside it, which says who holds it.

The lock goes with the process, so a crash leaves nothing to clean up; the text inside is only a notice.
"""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import socket
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from symbioaudit.base import clock

NOTICE_AT = 16  # Windows locks bytes against reading too: the notice lies behind the locked byte


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the workspace open for writing."""

    user: str
    host: str
    pid: int
    since: str

    def __str__(self) -> str:
        return f"{self.user}@{self.host}, PID {self.pid}, {self.since}"


def lock_path(workspace: Path) -> Path:
    """The lock file of a workspace."""
    return workspace.with_name(workspace.name + ".lock")


class WriterLock:
    """Held from :meth:`acquire` until :meth:`release` or the end of the process."""

    def __init__(self, workspace: Path) -> None:
        self._path = lock_path(workspace)
        self._file: IO[bytes] | None = None

    def acquire(self) -> Holder | None:
        """Take the lock; return None, or the one who holds it.

        Raises:
            OSError: the folder cannot be written.
        """
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        handle = os.fdopen(descriptor, "r+b")
        if not _try_lock(handle):
            holder = _read_notice(handle)
            handle.close()
            return holder
        me = Holder(
            user_name(), socket.gethostname(), os.getpid(), clock.now().isoformat("T", "seconds")
        )
        handle.truncate(0)
        handle.seek(NOTICE_AT)  # what lies before stays a hole of zeros
        handle.write(json.dumps(asdict(me), ensure_ascii=False).encode())
        handle.flush()
        self._file = handle
        return None

    def release(self) -> None:
        """Let the workspace go."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.truncate(0)
            self._file.close()
            self._file = None


def user_name() -> str:
    """Name of the operating system's user."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "?"


def _read_notice(handle: IO[bytes]) -> Holder:
    try:
        handle.seek(NOTICE_AT)
        return Holder(**json.loads(handle.read().decode()))
    except (OSError, ValueError, TypeError):
        return Holder("?", "?", 0, "?")


if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: IO[bytes]) -> bool:
        handle.seek(0)
        try:
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(handle: IO[bytes]) -> bool:
        try:
            fcntl.flock(handle.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
