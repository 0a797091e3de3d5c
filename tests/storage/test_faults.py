"""What can go wrong with the file: each is refused or reported, and nothing saved before is lost."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.synthetic import snapshot
from symbioaudit.base.errors import Exit, SymbioError
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services.operations import record
from symbioaudit.services.snapshots import load_snapshot, save_snapshot
from symbioaudit.services.workspace import Workspace, open_workspace
from symbioaudit.storage import file
from symbioaudit.storage.lock import lock_path
from symbioaudit.storage.reader import state_hash

DAMAGED = ["corruptL_00", "corruptL_03", "corruptL_06", "corruptL_09", "corruptL_12", "corruptL_15"]


def refusal(path: Path, **options: bool) -> SymbioError:
    with pytest.raises(SymbioError) as caught:
        open_workspace(path, **options)
    return caught.value


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_is_refused_with_advice(shared: Path, tmp_path: Path, name: str) -> None:
    path = tmp_path / f"{name}.symbio"
    shutil.copyfile(shared / "cases/badinput/sqlite" / f"{name}.db", path)
    before = path.read_bytes()
    error = refusal(path)
    assert error.code == "SA-5002"
    assert error.spec.exit == Exit.REFUSED
    assert "workspace restore" in error.render("en")
    assert "Восстановите" in error.render("ru")
    assert path.read_bytes() == before


def test_random_damage_never_shows_other_data(workspace: Workspace, audit: Snapshot) -> None:
    """A page overwritten with noise: refused, or the records are still the same."""
    whole, path = load_snapshot(workspace, audit.audit.id), workspace.path
    workspace.close()
    good = path.read_bytes()
    outcomes = []
    for page in range(0, len(good), 4096 * 7):
        path.write_bytes(good[:page] + b"\xa5" * 512 + good[page + 512 :])
        try:
            with open_workspace(path, read_only=True) as opened:
                assert load_snapshot(opened, audit.audit.id) == whole
            outcomes.append("same")
        except SymbioError as error:
            outcomes.append(error.code)
    assert set(outcomes) <= {"same", "SA-5001", "SA-5002", "SA-5020"}
    assert outcomes.count("SA-5002") > len(outcomes) / 2


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "SA-5002"), (b"%PDF-1.7 not a database at all" * 40, "SA-5001")],
    ids=["empty", "not a database"],
)
def test_what_is_no_workspace_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "x.symbio"
    path.write_bytes(content)
    assert refusal(path).code == code
    assert path.read_bytes() == content


def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    raw = sqlite3.connect(path)
    raw.execute("CREATE TABLE t (a)")
    raw.commit()
    raw.close()
    assert refusal(path).code == "SA-5001"


def test_a_missing_file_is_made_only_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "a" / "w.symbio"
    assert refusal(path, create=False).code == "SA-1001"
    assert refusal(path, read_only=True).code == "SA-1001"
    assert not path.parent.exists()


def test_the_file_is_for_its_owner_and_durable(workspace: Workspace) -> None:
    assert stat.S_IMODE(workspace.path.stat().st_mode) == 0o600
    with workspace.reading() as connection:
        facts = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert facts == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_a_full_disk_is_said_and_harms_nothing(workspace: Workspace, audit: Snapshot) -> None:
    before = state_hash(workspace)
    with workspace.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    with pytest.raises(SymbioError, match="SA-5006") as caught:
        save_snapshot(workspace, snapshot(3000))
    assert caught.value.spec.exit == Exit.FAILED
    assert state_hash(workspace) == before
    with workspace.reading() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    assert record(workspace, "audit", audit.audit.id, {"title": "дальше"}).operation


LIMITED = """
import sys
from symbioaudit.base.errors import SymbioError
from symbioaudit.services.operations import record
from symbioaudit.services.workspace import open_workspace
from symbioaudit.storage.reader import records
ws = open_workspace(sys.argv[1])
one, done = records(ws, "stream")[0], 0
try:
    while True:
        record(ws, "stream", one.id, {"note": "ж" * 9000 + str(done)})
        done += 1
except SymbioError as error:
    print(done, error.code)
    print(records(ws, "stream")[0].note[9000:])
"""


def _limit() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (900_000, 900_000))


def test_a_quota_on_the_file_is_said(workspace: Workspace) -> None:
    workspace.close()
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(workspace.path)],
        check=True,
        capture_output=True,
        text=True,
        preexec_fn=_limit,
        env={**os.environ, "SQLITE_TMPDIR": str(workspace.path.parent)},
    )
    count, code, last = done.stdout.split()
    assert code in {"SA-5006", "SA-5007"}
    assert int(last) == int(count) - 1
    with open_workspace(workspace.path) as opened:
        assert record(opened, "audit", _audit_id(opened), {"title": "ещё"}).operation


def _audit_id(workspace: Workspace) -> str:
    from symbioaudit.storage.reader import records

    return str(records(workspace, "audit")[0].id)


def test_another_program_in_the_file_is_said(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.close()
    monkeypatch.setattr(file, "PATIENCE", 0.05)
    with open_workspace(workspace.path) as opened:
        other = sqlite3.connect(workspace.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(SymbioError, match="SA-5013"):
            record(opened, "audit", "x", {"title": "x"})
        other.close()


def test_the_second_opener_reads_and_is_told_who_writes(
    workspace: Workspace, audit: Snapshot
) -> None:
    with open_workspace(workspace.path, actor="Борис") as second:
        assert second.read_only
        assert second.holder is not None
        assert second.holder.pid == os.getpid()
        assert second.holder.host
        assert second.holder.since
        record(workspace, "audit", audit.audit.id, {"title": "видно сразу"})
        assert load_snapshot(second, audit.audit.id).audit.title == "видно сразу"
        with pytest.raises(SymbioError, match="SA-5004") as caught:
            record(second, "audit", audit.audit.id, {"title": "нет"})
        assert str(os.getpid()) in caught.value.render("ru")
    workspace.close()
    with open_workspace(workspace.path) as third:
        assert not third.read_only


def test_a_lock_left_by_a_dead_process_does_not_hold(workspace: Workspace, audit: Snapshot) -> None:
    workspace.close()
    notice = {"user": "кто-то", "host": "там", "pid": 1, "since": "2020-01-01"}
    lock_path(workspace.path).write_bytes(bytes(16) + json.dumps(notice).encode())
    with open_workspace(workspace.path) as opened:
        assert not opened.read_only
        assert record(opened, "audit", audit.audit.id, {"title": "да"}).operation


def test_a_place_where_nobody_can_write_opens_for_reading(
    workspace: Workspace, audit: Snapshot
) -> None:
    workspace.close()
    lock_path(workspace.path).unlink()
    lock_path(workspace.path).mkdir()  # stands for a folder without rights, also for root
    with open_workspace(workspace.path) as opened:
        assert opened.read_only
        assert opened.holder is None
        assert len(load_snapshot(opened, audit.audit.id).streams) == 12
        with pytest.raises(SymbioError, match="SA-5005"):
            record(opened, "audit", audit.audit.id, {"title": "нет"})


HALF_WRITTEN = """
import os, signal, sqlite3, sys
raw = sqlite3.connect(sys.argv[1], isolation_level=None)
raw.execute("PRAGMA journal_mode=DELETE")
raw.execute("PRAGMA cache_size=1")
raw.execute("PRAGMA cache_spill=1")
raw.execute("BEGIN")
raw.execute("UPDATE stream SET note = ?, name = 'half'", ("x" * 9000,))
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("read_only", [False, True])
def test_what_was_half_written_outside_the_log_is_taken_back(
    workspace: Workspace, audit: Snapshot, read_only: bool
) -> None:
    """A kill while SQLite turns a restored file to its log leaves a journal that only a writer can undo."""
    workspace.close()
    killed = subprocess.run([sys.executable, "-c", HALF_WRITTEN, str(workspace.path)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert workspace.path.with_name(workspace.path.name + "-journal").stat().st_size
    with open_workspace(workspace.path, read_only=read_only) as opened:
        assert load_snapshot(opened, audit.audit.id).streams == audit.streams


def test_a_disk_that_turned_read_only_is_said(workspace: Workspace, audit: Snapshot) -> None:
    with workspace.reading() as connection:
        connection.exec_driver_sql("PRAGMA query_only=ON")
    with pytest.raises(SymbioError, match="SA-5007") as caught:
        record(workspace, "audit", audit.audit.id, {"title": "x"})
    assert "readonly" in caught.value.render("en")


def test_a_crash_while_making_a_workspace_leaves_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_kw: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(file.metadata, "create_all", broken)
    assert refusal(tmp_path / "w.symbio").code == "SA-5006"
    assert not (tmp_path / "w.symbio").exists()
    assert not list(tmp_path.glob(".w*"))
