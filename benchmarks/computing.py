"""The analysis of an audit that is already loaded, against loading it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.synthetic import snapshot
from benchmarks.timing import Found, compare
from symbioaudit.analysis import analyse
from symbioaudit.methodology import load_pack
from symbioaudit.services.snapshots import load_snapshot, save_snapshot
from symbioaudit.services.workspace import open_workspace

STREAMS = 10_000


def run() -> Iterator[Found]:
    """All balances, losses, indicators, quality and every rule of the forms."""
    audit, pack = snapshot(STREAMS), load_pack("is-screening-ru")
    with (
        tempfile.TemporaryDirectory() as folder,
        open_workspace(Path(folder) / "w.symbio") as workspace,
    ):
        save_snapshot(workspace, audit)
        yield compare(
            "analyse 10 000 streams",
            lambda: analyse(audit, pack),
            lambda: load_snapshot(workspace, audit.audit.id),
            "loading them",
            "< 2 s",
            times=3,
        )
