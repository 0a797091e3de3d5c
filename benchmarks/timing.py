"""How the benchmarks measure: the best of several runs, ours and the floor in turn."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable


def best(run: Callable[[], object], times: int = 3) -> float:
    """Seconds of the fastest of ``times`` runs, collector off."""
    seconds = []
    for _turn in range(times):
        gc.collect()
        gc.disable()
        try:
            start = time.perf_counter()
            run()
            seconds.append(time.perf_counter() - start)
        finally:
            gc.enable()
    return min(seconds)


def compare(
    name: str, ours: Callable[[], object], floor: Callable[[], object], what: str, times: int = 3
) -> float:
    """Print ``ours / floor`` and both times; return the ratio."""
    mine, theirs = best(ours, times), best(floor, times)
    ratio = mine / theirs
    print(
        f"{name:<44} {ratio:8.2f} ×   {mine * 1e3:10.1f} ms against {theirs * 1e3:10.1f} ms of {what}"
    )
    return ratio
