"""The time, injectable: everything that stamps or measures age asks here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_frozen: ContextVar[datetime | None] = ContextVar("symbioaudit_clock", default=None)


def now() -> datetime:
    """The current time, UTC, or the frozen one."""
    return _frozen.get() or datetime.now(UTC)


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Hold the clock at ``moment`` (tests, reproducible demos)."""
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)
