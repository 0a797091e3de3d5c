"""The workspace: loading an audit and committing one field, against SQLite alone."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from benchmarks.synthetic import snapshot
from benchmarks.timing import Found, compare
from symbioaudit.model.snapshot import COLLECTIONS
from symbioaudit.services.operations import record
from symbioaudit.services.snapshots import load_snapshot, save_snapshot
from symbioaudit.services.workspace import Workspace, open_workspace

STREAMS = 10_000
COMMITS = 100


def load() -> Iterator[Found]:
    """Every record decoded and checked, against fetching the same rows as tuples of text."""
    audit = snapshot(STREAMS)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "load.symbio"
        with open_workspace(path) as workspace:
            save_snapshot(workspace, audit)
        plain = sqlite3.connect(path)

        def raw() -> None:
            for entity in COLLECTIONS:
                query = f"SELECT * FROM {entity} WHERE audit_id = ? ORDER BY id"
                plain.execute(query, (audit.audit.id,)).fetchall()

        with open_workspace(path, read_only=True) as workspace:
            yield compare(
                "load 10 000 streams from SQLite",
                lambda: load_snapshot(workspace, audit.audit.id),
                raw,
                "sqlite3 fetching the same rows",
                "≤ 3",
                times=9,
            )
        plain.close()


def commit() -> Iterator[Found]:
    """One field of one stream with its journal entry, against one bare UPDATE as durable as ours."""
    audit = snapshot(STREAMS)
    ids, turn = [s.id for s in audit.streams], count()
    with tempfile.TemporaryDirectory() as folder:
        bare = sqlite3.connect(Path(folder) / "bare.db", isolation_level=None)
        bare.execute("PRAGMA journal_mode=WAL")
        bare.execute("PRAGMA synchronous=FULL")
        bare.execute("CREATE TABLE stream (id TEXT PRIMARY KEY, name TEXT)")
        bare.execute("BEGIN")
        bare.executemany("INSERT INTO stream VALUES (?, '')", [(i,) for i in ids])
        bare.execute("COMMIT")

        def plainly() -> None:
            for _ in range(COMMITS):
                n = next(turn)
                bare.execute("BEGIN IMMEDIATE")
                values = (f"имя {n}", ids[n % STREAMS])
                bare.execute("UPDATE stream SET name = ? WHERE id = ?", values)
                bare.execute("COMMIT")

        with open_workspace(Path(folder) / "commit.symbio") as workspace:
            save_snapshot(workspace, audit)

            def ours() -> None:
                for _ in range(COMMITS):
                    n = next(turn)
                    record(workspace, "stream", ids[n % STREAMS], {"name": f"имя {n}"})

            yield compare(
                f"{COMMITS} commits of one field, with journal",
                ours,
                plainly,
                "bare commits, WAL and FULL",
                "≤ 3",
                times=7,
                clock=time.perf_counter,
            )
        bare.close()


def encrypted() -> Iterator[Found]:
    """The same loading and the same commits behind a password, against the same file in the open."""
    from symbioaudit.services import vault

    audit = snapshot(STREAMS)
    ids, turn = [s.id for s in audit.streams], count()
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ("closed.symbio", "open.symbio")]
        for path in paths:
            with open_workspace(path) as workspace:
                save_snapshot(workspace, audit)
        vault.encrypt(paths[0], "a password of the benchmark")
        with open_workspace(paths[0]) as closed, open_workspace(paths[1]) as plain:

            def commits(workspace: Workspace) -> None:
                for _ in range(COMMITS):
                    n = next(turn)
                    record(workspace, "stream", ids[n % STREAMS], {"name": f"имя {n}"})

            yield compare(
                "load 10 000 streams, encrypted",
                lambda: load_snapshot(closed, audit.audit.id),
                lambda: load_snapshot(plain, audit.audit.id),
                "the same file in the open",
                "≤ 1.3",
                times=5,
            )
            yield compare(
                f"{COMMITS} commits, encrypted",
                lambda: commits(closed),
                lambda: commits(plain),
                "the same file in the open",
                "≤ 1.5",
                times=7,
                clock=time.perf_counter,
            )
