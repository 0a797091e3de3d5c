"""How the benchmarks measure: ours and the floor in turn, several times, the median of each."""

from __future__ import annotations

import gc
import math
import os
import platform
import sqlite3
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any, Protocol

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Ratio:
    """Our time over that of a peer or a floor for the same work."""

    name: str
    ours: float  # seconds
    floor: float
    against: str
    aim: str  # what the design asks for, e.g. "≤ 3"
    unit: str = "s"  # MB for memory

    @property
    def value(self) -> float:
        """Ours in units of the floor."""
        return self.ours / self.floor

    def line(self) -> str:
        """One line of the table; where ours is the faster one, how many times."""
        faster = f" ({self.floor / self.ours:.1f} × faster)" if self.ours < self.floor else ""
        return (
            f"{self.name:<42} {self.value:7.3f} ×  aim {self.aim:<8} "
            f"{self._said(self.ours):>10} against {self._said(self.floor):>10} of {self.against}{faster}"
        )

    def _said(self, value: float) -> str:
        return _time(value) if self.unit == "s" else f"{value:.1f} {self.unit}"

    def data(self) -> dict[str, Any]:
        """As JSON."""
        return {**asdict(self), "ratio": self.value}


@dataclass(frozen=True, slots=True)
class Growth:
    """Times of one piece of work at growing sizes."""

    name: str
    seconds: Mapping[int, float]
    of: str = "stream"

    @property
    def slope(self) -> float:
        """Exponent of the growth: 1 is linear, 2 is quadratic."""
        low, high = min(self.seconds), max(self.seconds)
        if low == high:
            return math.nan
        return math.log(self.seconds[high] / self.seconds[low]) / math.log(high / low)

    def line(self) -> str:
        """One line of the table."""
        each = "   ".join(
            f"{size:>7}: {_time(t):>9} = {t / size * 1e6:6.1f} µs"
            for size, t in sorted(self.seconds.items())
        )
        return f"{self.name:<42} exponent {self.slope:4.2f}   {each} a {self.of}"

    def data(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "name": self.name,
            "seconds": {str(size): t for size, t in self.seconds.items()},
            "exponent": self.slope,
        }


class Found(Protocol):
    """What a benchmark found: one line for people, plain data for machines."""

    def line(self) -> str:
        """One line of the table."""
        ...

    def data(self) -> dict[str, Any]:
        """As JSON."""
        ...


def compare(
    name: str,
    ours: Callable[[], object],
    floor: Callable[[], object],
    against: str,
    aim: str,
    *,
    times: int = 5,
    clock: Clock = time.process_time,
) -> Ratio:
    """Run both in turn after one unmeasured turn of each.

    By default processor time is counted, so that other programs on the machine weigh little; what
    waits for the disk is measured with ``time.perf_counter``. Python's collector stays as it is.
    """
    ours(), floor()
    mine, theirs = list[float](), list[float]()
    for _turn in range(times):
        mine.append(spent(ours, clock))
        theirs.append(spent(floor, clock))
    return Ratio(name, median(mine), median(theirs), against, aim)


def spent(run: Callable[[], object], clock: Clock = time.process_time) -> float:
    """Seconds of one run on a swept heap."""
    gc.collect()
    start = clock()
    run()
    return clock() - start


def machine() -> dict[str, str]:
    """What the numbers were measured on."""
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    if facts.exists():
        for line in facts.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "?"


def _time(seconds: float) -> str:
    for unit, scale in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= scale:
            return f"{seconds / scale:.2f} {unit}"
    return f"{seconds * 1e6:.1f} µs"
