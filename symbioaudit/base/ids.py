"""UUIDv7 identifiers (RFC 9562 §5.7): time-ordered, so rows keep the order of entry."""

from __future__ import annotations

import random
import secrets
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from symbioaudit.base import clock

_lock = threading.Lock()
_last = [0]
_generator: list[random.Random | None] = [None]


def new_id() -> str:
    """Return a new UUIDv7 as text; ids of one process strictly increase."""
    with _lock:
        milliseconds = int(clock.now().timestamp() * 1000)
        source = _generator[0]
        low = source.getrandbits(62) if source else secrets.randbits(62)
        # rand_a is a 12-bit counter within the millisecond (RFC 9562 §6.2, method 1).
        stamp = max(milliseconds << 12, _last[0] + 1)
        _last[0] = stamp
    value = (stamp >> 12 << 80) | (0x7 << 76) | ((stamp & 0xFFF) << 64) | (0b10 << 62) | low
    return str(uuid.UUID(int=value & (1 << 128) - 1))


def is_id(text: str) -> bool:
    """True for the canonical text form of any UUID."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Make ids reproducible (with a frozen clock) for tests and the demo."""
    with _lock:
        saved, last = _generator[0], _last[0]
        _generator[0], _last[0] = random.Random(seed), 0  # noqa: S311 (not a secret)
    try:
        yield
    finally:
        with _lock:
            _generator[0], _last[0] = saved, max(last, _last[0])
