"""Kills a writing process at random moments, again and again, and looks at what is left.

Run as a program: ``kill_harness.py FILE KILLS SEED``. The writer acknowledges each commit on a
pipe; whatever was acknowledged must be in the file. Now and then it makes a backup, which the kill
may hit too; and some kills hit a migration. Prints ``kills commits backups migrations`` and exits 0.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import sys
import time
from pathlib import Path

from benchmarks.synthetic import snapshot
from symbioaudit.services.backups import list_backups, make_backup
from symbioaudit.services.operations import record
from symbioaudit.services.snapshots import save_snapshot
from symbioaudit.services.workspace import check_workspace, open_workspace
from symbioaudit.storage import file, migrate
from symbioaudit.storage.backup import verify
from symbioaudit.storage.mark import SCHEMA
from symbioaudit.storage.reader import records, state_hash

TOMORROW = (SCHEMA[0], SCHEMA[1] + 1)

PLACES = 5
BACKUP_EVERY = 9  # commits
MIGRATIONS = 20  # kills of a migration


def write_forever(path: Path, ids: list[str], start: int, pipe: int) -> None:
    """Commit number after number, one place after the other, and say so after each."""
    with open_workspace(path, create=False) as ws:
        n = start
        while True:
            record(ws, "stream", ids[n % PLACES], {"name": str(n), "properties.n": n})
            os.write(pipe, b"%d\n" % n)
            n += 1
            if n % BACKUP_EVERY == 0:
                make_backup(path)


def migrate_once(path: Path, pipe: int) -> None:
    """Open the file with the program of tomorrow, whose migration takes its time over every row."""

    def run(draft: Path, _revision: str) -> None:
        os.write(pipe, b"m")
        raw = sqlite3.connect(draft, isolation_level=None)
        for n in range(8):
            raw.execute("UPDATE stream SET edited_by = ?", (f"migration {n}",))
        raw.execute("CREATE INDEX ix_tomorrow ON stream (name)")
        raw.execute(f"PRAGMA user_version={file.version_number()}")
        raw.close()

    file.SCHEMA = TOMORROW
    migrate.run = run
    open_workspace(path).close()
    os._exit(0)


def killed_migrations(path: Path, rng: random.Random) -> int:
    """Kill migrations; the file is the old or the new one, whole. Returns how many were in the middle."""
    old, middle = path.read_bytes(), 0
    with open_workspace(path, create=False, read_only=True) as ws:
        expected = state_hash(ws)
    for _ in range(MIGRATIONS):
        file.discard(path)
        path.write_bytes(old)
        started, pipe = os.pipe()
        child = os.fork()
        if child == 0:
            migrate_once(path, pipe)
        os.close(pipe)
        os.read(started, 1)
        time.sleep(rng.uniform(0, 0.15))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(started)
        found = file.inspect_file(path, thorough=True)
        middle += found == file.version_number()
        with open_workspace(path, create=False) as ws:
            if state_hash(ws) != expected:
                sys.exit("a migration that was killed changed the data")
    file.SCHEMA = TOMORROW
    migrate.run = lambda draft, _revision: mark(draft, file.version_number())
    open_workspace(path).close()
    if left := [p.name for p in path.parent.glob(f".{path.name}*")]:
        sys.exit(f"left lying about: {left}")
    return middle


def mark(path: Path, number: int) -> None:
    """Write a schema number."""
    raw = sqlite3.connect(path)
    raw.execute(f"PRAGMA user_version={number}")
    raw.close()


def sound_backups(path: Path) -> int:
    """Every backup that stands under its name is whole; returns how many, and clears them away."""
    found = list_backups(path)
    for one in found:
        verify(one.path)
        one.path.unlink()
    return len(found)


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
    held, backups = PLACES - 1, 0
    for _ in range(kills):
        told = killed_after(
            path, ids, held + 1, rng.uniform(0.001, 0.06), running=rng.random() < 0.7
        )
        found = stored(path)
        if not told <= found <= told + 1:
            sys.exit(f"acknowledged {told}, found {found}")
        held = found
        backups += sound_backups(path)
    with open_workspace(path, create=False) as ws:
        wrong = [check.name for check in check_workspace(ws) if not check.ok]
    if wrong:
        sys.exit(f"not sound: {wrong}")
    print(kills, held, backups, killed_migrations(path, rng))  # noqa: T201


if __name__ == "__main__":
    main()
