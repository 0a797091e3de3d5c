"""Kills a writing process at random moments, again and again, and looks at what is left.

Run as a program: ``kill_harness.py FILE KILLS SEED``. The writer acknowledges each commit on a
pipe; whatever was acknowledged must be in the file. Prints ``kills commits`` and exits 0.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

from benchmarks.synthetic import snapshot
from symbioaudit.services.operations import record
from symbioaudit.services.snapshots import save_snapshot
from symbioaudit.services.workspace import check_workspace, open_workspace
from symbioaudit.storage.reader import records

PLACES = 5


def write_forever(path: Path, ids: list[str], start: int, pipe: int) -> None:
    """Commit number after number, one place after the other, and say so after each."""
    with open_workspace(path, create=False) as ws:
        n = start
        while True:
            record(ws, "stream", ids[n % PLACES], {"name": str(n), "properties.n": n})
            os.write(pipe, b"%d\n" % n)
            n += 1


def killed_after(path: Path, ids: list[str], start: int, seconds: float, *, running: bool) -> int:
    """Start a writer, kill it, return the last acknowledged number (``start - 1`` for none).

    ``running``: the time counts from its first commit, so that a slow machine kills in the middle too.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            write_forever(path, ids, start, writing)
        finally:
            os._exit(1)
    os.close(writing)
    first = os.read(reading, 1) if running else b""
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _pid, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        sys.exit("the writer stopped by itself")
    with os.fdopen(reading, "rb") as pipe:
        said = (first + pipe.read()).split(b"\n")[:-1]
    return int(said[-1]) if said else start - 1


def stored(path: Path) -> int:
    """The highest number in the file; every place must hold the newest of its numbers."""
    with open_workspace(path, create=False, read_only=True) as ws:
        numbers = [int(s.name) for s in records(ws, "stream")]
        if any(s.properties["n"] != int(s.name) for s in records(ws, "stream")):
            sys.exit("half an operation")
    if sorted(numbers) != list(range(max(numbers) - PLACES + 1, max(numbers) + 1)):
        sys.exit(f"a lost field: {numbers}")
    return max(numbers)


def main() -> None:
    """The loop."""
    path, kills, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    rng = random.Random(seed)
    with open_workspace(path) as ws:
        start = snapshot(PLACES)
        save_snapshot(ws, start)
        ids = [s.id for s in start.streams]
        for n in range(PLACES):
            record(ws, "stream", ids[n], {"name": str(n), "properties.n": n})
    held = PLACES - 1
    for _ in range(kills):
        told = killed_after(
            path, ids, held + 1, rng.uniform(0.001, 0.06), running=rng.random() < 0.7
        )
        found = stored(path)
        if not told <= found <= told + 1:
            sys.exit(f"acknowledged {told}, found {found}")
        held = found
    with open_workspace(path, create=False) as ws:
        wrong = [check.name for check in check_workspace(ws) if not check.ok]
    if wrong:
        sys.exit(f"not sound: {wrong}")
    print(kills, held)  # noqa: T201


if __name__ == "__main__":
    main()
