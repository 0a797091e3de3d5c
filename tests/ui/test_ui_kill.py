"""Kill −9 in the middle of a day: nothing that was said to be saved is missing, and the day ends as scripted."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

from symbioaudit.base.ids import new_id
from symbioaudit.model.enums import Category, Direction, Kind
from symbioaudit.model.records import Stream
from symbioaudit.services import evidence, operations
from symbioaudit.services.audits import new_audit
from symbioaudit.services.workspace import check_workspace, open_workspace
from symbioaudit.storage.reader import records
from tests.ui import day

ROOT = Path(__file__).resolve().parents[2]
KILLS = 20


def workspace_with_streams(file: Path) -> tuple[str, list[str]]:
    """An audit with unnamed streams; ids of the audit and of the streams."""
    with open_workspace(file) as workspace:
        audit = new_audit(workspace, name="Завод")
        streams = [
            Stream(
                id=new_id(),
                audit_id=audit.id,
                kind=Kind.MATERIAL,
                direction=Direction.OUT,
                category=Category.WASTE,
            )
            for _n in range(day.STREAMS)
        ]
        operations.create_many(workspace, streams)
        return audit.id, sorted(stream.id for stream in streams)


def run(file: Path, audit: str, after: int | None) -> tuple[int, int]:
    """Let the day go on; kill it when so many more edits are saved (None: to the end).

    Returns the number of the first edit that nobody has confirmed, and the exit code.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.ui.day", str(file), str(file.with_suffix(".json")), audit],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    confirmed, seen = 0, 0
    with process.stdout:
        for line in process.stdout:
            confirmed, seen = int(line) + 1, seen + 1
            if after is not None and seen == after:
                process.send_signal(signal.SIGKILL)
    return confirmed, process.wait()


def state(file: Path) -> tuple[dict[str, str], list[str], list[str]]:
    """Names of the streams, texts of the notes, hashes of the photos whose bytes are there, from a fresh opening."""
    with open_workspace(file) as workspace:
        names = {stream.id: stream.name for stream in records(workspace, "stream") if stream.name}
        notes = sorted(finding.text for finding in records(workspace, "finding"))
        stored = evidence.Files(workspace)
        kept = [str(photo.sha256) for photo in records(workspace, "evidence")]
        assert all(sha256(stored[photo]).hexdigest() == photo for photo in kept)
        return names, notes, kept


def test_a_day_with_twenty_kills_ends_as_scripted(tmp_path: Path) -> None:
    file = tmp_path / "день.symbio"
    audit, streams = workspace_with_streams(file)
    chance = random.Random(20260)
    confirmed = 0
    for _turn in range(KILLS):
        more = chance.randint(1, 2 * day.EDITS // (KILLS + 2) - 20)
        now, code = run(file, audit, more)
        confirmed = max(confirmed, now)
        names, notes, photos = state(file)
        there = day.done_so_far(names.values())
        assert code == -signal.SIGKILL
        # The last edit may have been committed and not yet confirmed: it is there whole or not at all.
        assert there >= confirmed
        assert names == day.names_after(streams, there)
        assert notes == day.notes_after(there)
        # A photo is stored before the edit that follows it, and never twice.
        assert len(photos) == len(set(photos))
        assert day.photos_after(there) <= set(photos) <= day.photos_after(there + 1)
    assert confirmed > KILLS
    _confirmed, code = run(file, audit, None)
    assert code == 0
    names, notes, photos = state(file)
    assert names == day.names_after(streams, day.EDITS)
    assert notes == day.notes_after(day.EDITS)
    assert len(notes) == len(photos) == day.NOTES
    assert set(photos) == day.photos_after(day.EDITS)
    with open_workspace(file, read_only=True) as workspace:
        assert all(check.ok for check in check_workspace(workspace))
