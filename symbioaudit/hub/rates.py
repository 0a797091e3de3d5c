"""How often a key may ask: a bucket of requests per key that fills evenly."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Final

MOST_KEYS: Final = 10_000  # remembered at once


class Rates:
    """Buckets by key; a full bucket is forgotten first."""

    def __init__(self, per_minute: int, now: Callable[[], float] = time.monotonic) -> None:
        self._most = per_minute
        self._now = now
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def wait(self, key: str) -> int:
        """Take one request; 0 when it may go on, else the seconds to wait."""
        moment = self._now()
        with self._lock:
            left, seen = self._left.get(key, (float(self._most), moment))
            left = min(self._most, left + (moment - seen) * self._most / 60)
            allowed = left >= 1
            self._left[key] = (left - 1 if allowed else left, moment)
            self._left.move_to_end(key)
            if len(self._left) > MOST_KEYS:
                self._left.popitem(last=False)
        return 0 if allowed else max(1, math.ceil((1 - left) * 60 / self._most))
