"""Several at one file: another process, another thread, a reader that takes its time."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from symbioaudit.analysis import analyse
from symbioaudit.base.errors import SymbioError
from symbioaudit.methodology import load_pack
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services.backups import make_backup
from symbioaudit.services.operations import record
from symbioaudit.services.snapshots import load_snapshot
from symbioaudit.services.workspace import Workspace, check_workspace, open_workspace
from symbioaudit.storage import file

HOLD = """
import sys
from symbioaudit.services.workspace import open_workspace
workspace = open_workspace(sys.argv[1], actor="Вера")
print("open", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def other_process(workspace: Workspace) -> subprocess.Popen[str]:
    """Another program that has the workspace open for writing."""
    workspace.close()
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(workspace.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "open\n"
    return holder


def test_another_process_holds_it_and_is_named_until_it_is_killed(
    other_process: subprocess.Popen[str], workspace: Workspace, audit: Snapshot
) -> None:
    with open_workspace(workspace.path) as second:
        assert second.read_only
        assert second.holder is not None
        assert second.holder.pid == other_process.pid
        assert load_snapshot(second, audit.audit.id).streams == audit.streams
        with pytest.raises(SymbioError, match="SA-5004") as caught:
            record(second, "audit", audit.audit.id, {"title": "нет"})
        assert str(other_process.pid) in caught.value.render("ru")
        assert make_backup(workspace.path).path.exists()
    other_process.send_signal(signal.SIGKILL)
    other_process.communicate()
    with open_workspace(workspace.path) as third:
        assert not third.read_only
        assert record(third, "audit", audit.audit.id, {"title": "да"}).operation


def test_threads_take_turns_and_nobody_sees_half(workspace: Workspace, audit: Snapshot) -> None:
    """Each operation writes one number into two places; no reading finds them different."""
    one, rounds = audit.streams[0].id, 25

    def write(worker: int) -> None:
        for n in range(rounds):
            text = f"{worker}-{n}"
            record(workspace, "stream", one, {"name": text, "properties.twin": text})

    def read(_worker: int) -> int:
        for _ in range(rounds):
            stream = load_snapshot(workspace, audit.audit.id).streams[0]
            twin = stream.properties.get("twin")
            assert twin in (None, stream.name)
        return rounds

    with ThreadPoolExecutor(6) as pool:
        jobs = [pool.submit(write, n) for n in range(3)] + [pool.submit(read, n) for n in range(3)]
        for job in jobs:
            job.result(timeout=120)
    assert all(check.ok for check in check_workspace(workspace))
    with workspace.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM operation").scalar() == 1 + 75


def test_a_reader_in_the_middle_keeps_nobody_from_writing(
    workspace: Workspace, audit: Snapshot
) -> None:
    """A picture taken before stays as it was, while the writer goes on and even rolls a backup."""
    with open_workspace(workspace.path, read_only=True) as reader, reading_slowly(reader) as count:
        for n in range(3):
            record(workspace, "audit", audit.audit.id, {"title": f"правка {n}"})
        make_backup(workspace.path)
        assert count() == 1, "the picture of the time when the reading began"
    with open_workspace(workspace.path, read_only=True) as reader, reading_slowly(reader) as count:
        assert count() == 4


class reading_slowly:  # noqa: N801 (reads as a phrase)
    """A reading transaction held open in another thread."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._begun, self._ask, self._done = threading.Event(), threading.Event(), threading.Event()
        self._counts: list[int] = []

    def __enter__(self) -> object:
        self._thread = threading.Thread(target=self._read)
        self._thread.start()
        assert self._begun.wait(30)
        return self._count

    def __exit__(self, *_exc: object) -> None:
        self._ask.set()
        self._thread.join(30)

    def _count(self) -> int:
        self._ask.set()
        assert self._done.wait(30)
        return self._counts[-1]

    def _read(self) -> None:
        query = "SELECT count(*) FROM operation"
        with self._workspace.reading() as connection:
            connection.exec_driver_sql(query).scalar()
            self._begun.set()
            assert self._ask.wait(30)
            self._counts.append(int(connection.exec_driver_sql(query).scalar() or 0))
            self._done.set()


def test_reading_waits_for_no_other_program(
    workspace: Workspace, audit: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.close()
    monkeypatch.setattr(file, "PATIENCE", 0.0)
    with open_workspace(workspace.path) as opened:
        other = sqlite3.connect(workspace.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        assert load_snapshot(opened, audit.audit.id).streams == audit.streams
        other.execute("ROLLBACK")
        other.close()


def test_the_analysis_of_a_snapshot_holds_no_transaction(
    workspace: Workspace, audit: Snapshot
) -> None:
    """From the first step of the analysis another program may write, at once and every time."""
    written: list[int] = []

    def somebody_else(_what: str, _share: float | None) -> None:
        other = sqlite3.connect(workspace.path, isolation_level=None, timeout=0)
        other.execute("BEGIN EXCLUSIVE")
        other.execute("ROLLBACK")
        other.close()
        written.append(os.getpid())

    found = load_snapshot(workspace, audit.audit.id)
    analyse(found, load_pack(found.audit.pack_id), progress=somebody_else)
    assert len(written) >= 3


READ_ONLY_FOLDER = """
import os, sys
from pathlib import Path
from symbioaudit.base.errors import SymbioError
from symbioaudit.services.operations import record
from symbioaudit.services.snapshots import load_snapshot
from symbioaudit.services.workspace import open_workspace
from symbioaudit.storage.reader import records
path, audit_id = Path(sys.argv[1]), sys.argv[2]
with open_workspace(path, read_only=True) as w:
    load_snapshot(w, audit_id)  # everything is imported while we may still read it
try:
    record(w, "audit", audit_id, {})
except SymbioError:
    pass
os.chmod(path, 0o444)
os.chmod(path.parent, 0o555)
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
with open_workspace(path) as w:
    print(w.read_only, w.holder, len(load_snapshot(w, audit_id).streams))
    try:
        record(w, "audit", audit_id, {"title": "x"})
    except SymbioError as error:
        print(error.code)
"""


def test_a_folder_without_rights_is_read(
    tmp_path: Path, workspace: Workspace, audit: Snapshot
) -> None:
    """The real thing: a file and a folder that this user may only read."""
    workspace.close()
    place = Path(tempfile.gettempdir()) / f"symbioaudit-{os.getpid()}-{tmp_path.name}"
    place.mkdir()
    try:
        path = place / "только чтение.symbio"
        path.write_bytes(workspace.path.read_bytes())
        done = subprocess.run(
            [sys.executable, "-c", READ_ONLY_FOLDER, str(path), audit.audit.id],
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.stdout.split() == ["True", "None", "12", "SA-5005"], done.stderr
    finally:
        place.chmod(0o755)
        for left in place.iterdir():
            left.unlink()
        place.rmdir()
