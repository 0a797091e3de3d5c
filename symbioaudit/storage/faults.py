"""SQLite's faults as typed errors: full disk, read-only, locked, damaged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy.exc

from symbioaudit.base.errors import SymbioError, reason_of
from symbioaudit.storage import cipher
from symbioaudit.storage import errors as e


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what SQLite and the operating system say into our errors."""
    try:
        yield
    except sqlalchemy.exc.DBAPIError as fault:
        raise fault_of(path, fault.orig or fault) from fault
    except cipher.faults(OSError) as fault:
        raise fault_of(path, fault) from fault


def fault_of(path: Path, fault: BaseException) -> SymbioError:
    """The typed error for one low-level fault."""
    text = getattr(fault, "strerror", None) or str(fault)
    reason = reason_of(fault) if isinstance(fault, OSError) else text
    code = getattr(fault, "sqlite_errorname", "") or ""
    if "FULL" in code or "full" in text or getattr(fault, "errno", None) in (27, 28, 122):
        return e.DISK_FULL(path=path)
    if "BUSY" in code or "LOCKED" in code:
        return e.BUSY(path=path)
    if "READONLY" in code or "CANTOPEN" in code or isinstance(fault, PermissionError):
        return e.STORAGE_FAULT(path=path, reason=reason)
    if "NOTADB" in code:
        return e.NOT_A_WORKSPACE(path=path)
    if "CORRUPT" in code or "malformed" in text:
        return e.DAMAGED(path=path, reason=text)
    return e.STORAGE_FAULT(path=path, reason=reason)
