"""Counters and times of a hub in the text format of Prometheus (0.0.4)."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Final

BOUNDS: Final = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)  # seconds


class Metrics:
    """Counted and timed since the start."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: dict[str, int] = defaultdict(int)
        self._times: dict[str, list[float]] = defaultdict(lambda: [0.0] * (len(BOUNDS) + 2))

    def count(self, name: str, n: int = 1) -> None:
        """Add to a counter."""
        with self._lock:
            self._counts[name] += n

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """Time a piece of work."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.add(name, time.perf_counter() - begun)

    def add(self, name: str, seconds: float) -> None:
        """Add one time to a histogram."""
        with self._lock:
            row = self._times[name]
            for n, bound in enumerate(BOUNDS):
                row[n] += seconds <= bound
            row[-2] += seconds
            row[-1] += 1

    def text(self, gauges: dict[str, float]) -> str:
        """Everything, one sample a line."""
        with self._lock:
            lines = [f"symbioaudit_hub_{k}_total {v}" for k, v in sorted(self._counts.items())]
            for name, row in sorted(self._times.items()):
                base = f"symbioaudit_hub_{name}_seconds"
                lines += [f'{base}_bucket{{le="{b}"}} {row[n]:g}' for n, b in enumerate(BOUNDS)]
                lines += [f'{base}_bucket{{le="+Inf"}} {row[-1]:g}']
                lines += [f"{base}_sum {row[-2]:g}", f"{base}_count {row[-1]:g}"]
        lines += [f"symbioaudit_hub_{k} {v:g}" for k, v in sorted(gauges.items())]
        return "\n".join(lines) + "\n"
