"""Files appear under their name only when they are whole and on the disk."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from symbioaudit.base.errors import NOT_WRITABLE, reason_of


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A handle to write ``path``; on any failure what stood there before stays.

    Raises:
        OperationFailed: SA-1003, the file cannot be written.
    """
    draft = path.with_name(f".{path.name}.part")
    try:
        with draft.open("w+b") as handle:
            yield handle
            handle.flush()
            os.fsync(handle.fileno())
        draft.replace(path)
    except OSError as fault:
        raise NOT_WRITABLE(path=path, reason=reason_of(fault)) from fault
    finally:
        _discard(draft)


def write_bytes(path: Path, content: bytes) -> None:
    """Write a whole file.

    Raises:
        OperationFailed: SA-1003, the file cannot be written.
    """
    with whole_file(path) as handle:
        handle.write(content)


def write_private(path: Path, content: bytes) -> None:
    """Write a whole file that only its owner may read, from the first moment.

    Raises:
        OperationFailed: SA-1003, the file cannot be written.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        draft.replace(path)
    except OSError as fault:
        raise NOT_WRITABLE(path=path, reason=reason_of(fault)) from fault
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def copy_file(source: Path, path: Path) -> None:
    """Copy a file whole or not at all.

    Raises:
        OperationFailed: SA-1003, the copy cannot be written.
    """
    with source.open("rb") as content, whole_file(path) as handle:
        shutil.copyfileobj(content, handle)


def _discard(draft: Path) -> None:
    try:
        draft.unlink(missing_ok=True)
    except OSError as fault:
        raise NOT_WRITABLE(path=draft, reason=reason_of(fault)) from fault
