"""Backups: how long they are kept, that each opens, and that restoring never harms what is there."""

from __future__ import annotations

import os
import resource
import shutil
import signal
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from symbioaudit.base import clock
from symbioaudit.base.errors import SymbioError
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services.backups import (
    list_backups,
    make_backup,
    newest_backup,
    restore_backup,
    roll_backup,
)
from symbioaudit.services.operations import record
from symbioaudit.services.snapshots import load_snapshot
from symbioaudit.services.workspace import Workspace, check_workspace, open_workspace
from symbioaudit.storage import retention
from symbioaudit.storage.backup import STAMP, backup_dir
from symbioaudit.storage.reader import state_hash
from symbioaudit.storage.retention import room_for, thinned, to_keep

START = datetime(2025, 1, 1, 8, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)


def a_year_of_work() -> tuple[set[datetime], datetime]:
    """Every working half hour of a year and a half backed up and pruned as it goes."""
    kept: set[datetime] = set()
    now = START
    for day in range(550):
        if (START + timedelta(days=day)).weekday() < 5:
            for turn in range(16):
                now = START + timedelta(days=day) + turn * HALF_HOUR
                kept = to_keep({*kept, now}, now)
    return kept, now


def test_what_is_kept_of_a_long_time() -> None:
    kept, now = a_year_of_work()
    recent = {t for t in kept if now - t <= timedelta(days=2)}
    older = sorted(kept - recent, reverse=True)
    daily, weekly, monthly = older[:12], older[12:22], older[22:]
    days = [now - n * timedelta(days=1) for n in range(3)]
    worked = {d + n * HALF_HOUR for d in days for n in range(-15, 1)}
    assert recent == {t for t in worked if now - t <= timedelta(days=2) and t.weekday() < 5}
    assert len({t.date() for t in daily}) == 12
    assert len({t.isocalendar()[:2] for t in weekly}) == 10
    assert len({(t.year, t.month) for t in monthly}) == len(monthly) == 9
    last = (START + 15 * HALF_HOUR).time()
    assert all(t.time() == last for t in older[1:]), "the last of its day; the first day is cut"
    assert {t.weekday() for t in weekly[1:]} == {4}, "the last of its week; the first is cut"
    gaps = [newer - elder for newer, elder in pairwise(older)]
    assert max(gaps[:11]) <= timedelta(days=3)
    assert max(gaps[:21]) <= timedelta(days=8)
    assert max(gaps) <= timedelta(days=40)
    assert now - older[-1] > timedelta(days=300)


def test_the_newest_is_always_kept_and_nothing_is_kept_twice_a_day() -> None:
    times = [START + n * HALF_HOUR for n in range(48 * 4)]
    kept = to_keep(times, times[-1])
    assert times[-1] in kept
    older = [t for t in kept if times[-1] - t > timedelta(days=2)]
    assert len(older) == len({t.date() for t in older})


def changing(workspace: Workspace, audit: Snapshot, title: str) -> None:
    record(workspace, "audit", audit.audit.id, {"title": title})


def test_rolling_backups_come_every_half_hour_and_each_opens(
    workspace: Workspace, audit: Snapshot
) -> None:
    for minutes in (0, 10, 29, 31, 45, 62, 500):
        with clock.frozen(START + timedelta(minutes=minutes)):
            changing(workspace, audit, f"через {minutes} мин")
            roll_backup(workspace.path)
    found = list_backups(workspace.path)
    assert [b.at - START for b in found] == [timedelta(minutes=m) for m in (500, 62, 31, 0)]
    for one in found:
        with open_workspace(one.path, read_only=True) as opened:
            minutes = (one.at - START) // timedelta(minutes=1)
            assert load_snapshot(opened, audit.audit.id).audit.title == f"через {minutes} мин"
            assert all(check.ok for check in check_workspace(opened))


def test_nothing_new_needs_no_backup(workspace: Workspace, audit: Snapshot) -> None:
    with clock.frozen(START):
        assert roll_backup(workspace.path)
    with clock.frozen(START + timedelta(days=1)):
        assert roll_backup(workspace.path) is None
        changing(workspace, audit, "новое")
        assert roll_backup(workspace.path)


def test_a_clock_that_ran_ahead_does_not_stop_the_backups(
    workspace: Workspace, audit: Snapshot
) -> None:
    with clock.frozen(START + timedelta(days=3650)):
        assert roll_backup(workspace.path)
    with clock.frozen(START):
        changing(workspace, audit, "часы поправили")
        assert roll_backup(workspace.path)
        changing(workspace, audit, "сразу после")
        assert roll_backup(workspace.path) is None


def test_old_rolling_backups_go_and_those_by_hand_stay(
    workspace: Workspace, audit: Snapshot
) -> None:
    with clock.frozen(START):
        by_hand = make_backup(workspace.path)
    for day in range(40):
        with clock.frozen(START + timedelta(days=day, hours=1)):
            changing(workspace, audit, f"день {day}")
            roll_backup(workspace.path)
    found = list_backups(workspace.path)
    assert by_hand.path.exists()
    automatic = [b for b in found if b.label is None]
    assert 3 + 12 <= len(automatic) <= 3 + 12 + 4 + 1
    for one in automatic:
        with open_workspace(one.path, read_only=True) as opened:
            assert len(load_snapshot(opened, audit.audit.id).streams) == 12


def test_thinning_keeps_to_the_room_dense_today_and_sparse_last_year() -> None:
    kept, now = a_year_of_work()
    room = 20
    left = sorted(thinned(dict.fromkeys(kept, 1), room, now))
    assert len(left) == room
    assert left[0] == min(kept)
    assert left[-1] == max(kept)
    gaps = [newer - elder for elder, newer in pairwise(left)]
    assert max(gaps[-4:]) < timedelta(days=1) < max(gaps[:4])
    assert thinned(dict.fromkeys(kept, 1), len(kept), now) == kept, "nothing goes without need"


@pytest.mark.parametrize("room", [0, 1, 3])
def test_thinning_never_takes_the_newest(room: int) -> None:
    times = [START + n * HALF_HOUR for n in range(5)]
    left = thinned(dict.fromkeys(times, 2), room, times[-1])
    assert times[-1] in left
    assert len(left) == 1


def test_photos_do_not_multiply_on_the_disk(
    workspace: Workspace, audit: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.frozen(START):
        by_hand = make_backup(workspace.path)
    monkeypatch.setattr(retention, "LEAST_ROOM", 0)
    for turn in range(12):
        with clock.frozen(START + (turn + 1) * HALF_HOUR):
            changing(workspace, audit, f"правка {turn}")
            assert roll_backup(workspace.path)
    automatic = [b for b in list_backups(workspace.path) if b.label is None]
    taken = sum(b.path.stat().st_size for b in automatic)
    assert taken <= room_for(automatic[0].path.stat().st_size)
    assert automatic[0].at == START + 12 * HALF_HOUR
    assert 1 < len(automatic) < 12
    assert by_hand.path.exists()


def test_a_disk_that_runs_short_gives_up_old_copies_then_says_so(
    workspace: Workspace, audit: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for turn in range(4):
        with clock.frozen(START + turn * HALF_HOUR):
            changing(workspace, audit, f"правка {turn}")
            assert roll_backup(workspace.path)
    newest = list_backups(workspace.path)[0]
    usage = shutil.disk_usage(workspace.path.parent)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage._replace(free=1_000_000))
    with clock.frozen(START + 5 * HALF_HOUR):
        changing(workspace, audit, "диск полон")
        with pytest.raises(SymbioError) as refused:
            roll_backup(workspace.path)
    assert refused.value.code == "SA-5034"
    assert [b.path for b in list_backups(workspace.path)] == [newest.path]
    assert load_snapshot(workspace, audit.audit.id).audit.title == "диск полон"


def test_closing_makes_the_backup_that_is_due(path: Path, audit: Snapshot) -> None:
    from symbioaudit.services.snapshots import save_snapshot

    with open_workspace(path) as opened:
        save_snapshot(opened, audit)
    assert newest_backup(path) is not None
    with open_workspace(path) as opened:
        load_snapshot(opened, audit.audit.id)
    assert len(list_backups(path)) == 1


def test_what_a_killed_backup_left_is_swept_later(workspace: Workspace) -> None:
    folder = backup_dir(workspace.path)
    folder.mkdir()
    part = folder / f".{workspace.path.name}.20240101T000000000000Z.bak.part"
    part.write_bytes(b"half")
    os.utime(part, (0, 0))
    fresh = folder / f".{workspace.path.name}.20250101T000000000000Z.bak.part"
    fresh.write_bytes(b"perhaps still being made by another process")
    make_backup(workspace.path)
    assert not part.exists()
    assert fresh.exists()


def test_restore_brings_back_and_keeps_the_present(workspace: Workspace, audit: Snapshot) -> None:
    saved, before = make_backup(workspace.path), state_hash(workspace)
    changing(workspace, audit, "после копии")
    after = state_hash(workspace)
    with pytest.raises(SymbioError, match="SA-5004"):
        restore_backup(workspace.path, saved.path)
    workspace.close()
    kept = restore_backup(workspace.path, saved.path)
    assert kept is not None
    for path, expected in ((workspace.path, before), (kept, after)):
        with open_workspace(path, read_only=True) as opened:
            assert state_hash(opened) == expected
    with open_workspace(workspace.path) as opened:
        changing(opened, audit, "работаем дальше")


def test_restore_where_nothing_is(workspace: Workspace, audit: Snapshot, tmp_path: Path) -> None:
    saved = make_backup(workspace.path)
    target = tmp_path / "новая папка" / "it's new.symbio"
    assert restore_backup(target, saved.path) is None
    with open_workspace(target) as opened:
        assert load_snapshot(opened, audit.audit.id).streams == audit.streams


def test_a_backup_cut_anywhere_never_touches_the_workspace(
    workspace: Workspace, audit: Snapshot, tmp_path: Path
) -> None:
    """Each per cent of the backup's length, and a byte less than the whole."""
    saved = make_backup(workspace.path)
    changing(workspace, audit, "только здесь")
    workspace.close()
    whole, before = saved.path.read_bytes(), workspace.path.read_bytes()
    beside = sorted(p.name for p in workspace.path.parent.iterdir())
    cut = tmp_path / saved.path.name
    for length in [len(whole) * part // 100 for part in range(100)] + [len(whole) - 1]:
        cut.write_bytes(whole[:length])
        with pytest.raises(SymbioError, match="SA-5014"):
            restore_backup(workspace.path, cut)
        assert workspace.path.read_bytes() == before
    assert sorted(p.name for p in workspace.path.parent.iterdir()) == beside


def test_a_backup_with_a_forged_journal_is_refused(workspace: Workspace) -> None:
    import sqlite3

    saved = make_backup(workspace.path)
    raw = sqlite3.connect(saved.path)
    raw.execute("UPDATE operation SET actor = 'кто-то' WHERE seq = 1")
    raw.commit()
    raw.close()
    workspace.close()
    before = workspace.path.read_bytes()
    with pytest.raises(SymbioError, match="SA-5014"):
        restore_backup(workspace.path, saved.path)
    assert workspace.path.read_bytes() == before


@pytest.fixture
def no_room() -> Iterator[None]:
    """No file may grow beyond a tenth of a megabyte."""
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.parametrize("work", ["backup", "restore"])
def test_no_room_for_a_copy_is_said_and_harms_nothing(
    workspace: Workspace, work: str, request: pytest.FixtureRequest
) -> None:
    saved = make_backup(workspace.path)
    workspace.close()
    before = workspace.path.read_bytes()
    run: dict[str, Callable[[], object]] = {
        "backup": lambda: make_backup(workspace.path),
        "restore": lambda: restore_backup(workspace.path, saved.path),
    }
    assert len(before) > 100_000
    request.getfixturevalue("no_room")
    with pytest.raises(SymbioError, match=r"SA-500[67]"):
        run[work]()
    assert workspace.path.read_bytes() == before
    assert [b.path for b in list_backups(workspace.path)] == [saved.path]
    assert not [p for p in workspace.path.parent.rglob(".*") if p.is_file()]


def test_backups_of_a_name_with_signs_of_a_pattern(tmp_path: Path, audit: Snapshot) -> None:
    odd = tmp_path / "завод [1] *?.symbio"
    with open_workspace(odd):
        pass
    made = make_backup(odd)
    shutil.copy(made.path, made.path.with_name(f"завод 1 x.symbio.{START.strftime(STAMP)}.bak"))
    assert [b.path for b in list_backups(odd)] == [made.path]
