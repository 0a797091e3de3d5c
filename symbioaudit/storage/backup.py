"""Backups by SQLite's backup API, verified by opening; restore goes to a new file and is then swapped in."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from symbioaudit.base import clock
from symbioaudit.base.errors import NOT_FOUND, SymbioError
from symbioaudit.storage import cipher
from symbioaudit.storage import errors as e
from symbioaudit.storage.faults import translated
from symbioaudit.storage.file import (
    discard,
    globbed,
    inspect_file,
    open_engine,
    raw_connection,
    refuse_newer,
    sync_folder,
)
from symbioaudit.storage.journal import first_break
from symbioaudit.storage.lock import WriterLock
from symbioaudit.storage.retention import RESERVE, room_for, thinned, to_keep

STAMP: Final = "%Y%m%dT%H%M%S%fZ"
INTERVAL: Final = timedelta(minutes=30)
STALE: Final = timedelta(days=1)
NAME = re.compile(r"^(?P<stem>.+)\.(?P<stamp>\d{8}T\d{12}Z)(\.(?P<label>[\w.-]+))?\.bak$")


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup file; labelled ones (before a migration, by hand) are never pruned."""

    path: Path
    at: datetime
    label: str | None


def backup_dir(workspace: Path) -> Path:
    """Folder of a workspace's backups, beside it."""
    return workspace.with_name(workspace.name + ".backups")


def backup(workspace: Path, *, label: str | None = None, folder: Path | None = None) -> Backup:
    """Copy a live workspace and prove the copy by a full integrity check.

    Raises:
        SymbioError: no room, no rights, or the copy is not sound.
    """
    folder = folder or backup_dir(workspace)
    at = clock.now().astimezone(UTC)
    name = f"{workspace.name}.{at.strftime(STAMP)}{f'.{label}' if label else ''}.bak"
    target, draft = folder / name, folder / f".{name}.part"
    with translated(folder):
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder, workspace.name)
        try:
            copy_file(workspace, draft)
            inspect_file(draft, thorough=True)
            draft.replace(target)
        finally:
            discard(draft)
    return Backup(target, at, label)


def backups(workspace: Path, folder: Path | None = None) -> list[Backup]:
    """The backups of a workspace, newest first."""
    found = []
    for path in (folder or backup_dir(workspace)).glob(f"{globbed(workspace.name)}.*.bak"):
        match = NAME.match(path.name)
        if match and match["stem"] == workspace.name:
            at = datetime.strptime(match["stamp"], STAMP).replace(tzinfo=UTC)
            found.append(Backup(path, at, match["label"]))
    return sorted(found, key=lambda b: b.at, reverse=True)


def _sweep(folder: Path, name: str) -> None:
    """Remove what backups that were killed long ago have left."""
    for part in folder.glob(f".{globbed(name)}.*.part*"):
        if clock.now().timestamp() - part.stat().st_mtime > STALE.total_seconds():
            part.unlink(missing_ok=True)


def roll(workspace: Path) -> Backup | None:
    """Make a backup if the newest is older than half an hour and differs; then prune.

    Pruned by age (:func:`to_keep`) and by room (:func:`thinned`); labelled ones are left alone.

    Raises:
        SymbioError: the disk is too full for a copy that leaves room to work; nothing was written.
    """
    now = clock.now()
    # Backups of a clock that ran ahead must not keep new ones from being made.
    newest = next((b for b in backups(workspace) if b.at <= now), None)
    if newest and (now - newest.at < INTERVAL or _same_state(newest.path, workspace)):
        return None
    _make_room(workspace)
    made = backup(workspace)
    automatic = {b.at: b for b in backups(workspace) if b.label is None}
    aged = to_keep(automatic, now)
    sizes = {at: automatic[at].path.stat().st_size for at in aged}
    keep = thinned(sizes, room_for(made.path.stat().st_size), now)
    for at, old in automatic.items():
        if at not in keep:
            discard(old.path)
    return made


def _make_room(workspace: Path) -> None:
    """See that a copy fits; where it does not, old rolling copies go first, all but the newest."""
    need = _size(workspace) + RESERVE
    older = [b for b in backups(workspace) if b.label is None][1:]
    while _free(workspace) < need and older:
        discard(older.pop().path)
    free = _free(workspace)
    if free < need:
        raise e.NO_ROOM_FOR_BACKUP(path=workspace, free=free // 10**6, need=need // 10**6)


def _free(workspace: Path) -> int:
    return shutil.disk_usage(workspace.parent).free


def _size(workspace: Path) -> int:
    return sum(
        part.stat().st_size
        for part in (workspace, workspace.with_name(workspace.name + "-wal"))
        if part.exists()
    )


def _same_state(one: Path, two: Path) -> bool:
    """True when both end with the same journal entry in the same schema."""
    try:
        return _end_of(one) == _end_of(two)
    except cipher.faults(SymbioError):
        return False  # also one that another password closes


def _end_of(path: Path) -> tuple[int, str]:
    raw = raw_connection(path, read_only=True)
    try:
        schema = int(raw.execute("PRAGMA user_version").fetchone()[0])
        last = raw.execute("SELECT hash FROM operation ORDER BY seq DESC LIMIT 1").fetchone()
        return schema, str(last[0]) if last else ""
    finally:
        raw.close()


def restore(workspace: Path, source: Path) -> Path | None:
    """Put ``source`` in the place of the workspace; return where the present one was kept.

    The copy is made beside the workspace and verified first; the swap is one rename.

    Raises:
        SymbioError: the backup is unsound, or somebody is writing in the workspace.
    """
    draft = workspace.with_name(f".{workspace.name}.restore")
    lock = WriterLock(workspace)
    with translated(workspace):
        if not source.is_file():
            raise NOT_FOUND(path=source)
        workspace.parent.mkdir(parents=True, exist_ok=True)
        holder = lock.acquire()
        if holder:
            raise e.HELD(path=workspace, holder=holder)
        try:
            verify(source)
            copy_file(source, draft)
            verify(draft)
            kept = _keep(workspace)
            swap_in(draft, workspace)
        finally:
            discard(draft)
            lock.release()
    return kept


def verify(source: Path) -> None:
    """Prove that a backup can take the place of a workspace.

    Raises:
        SymbioError: damaged, newer, or its journal does not fit together.
    """
    try:
        with translated(source):
            refuse_newer(source, inspect_file(source, thorough=True))
            engine = open_engine(source, read_only=True)
            try:
                with engine.begin() as connection:
                    fits = first_break(connection) is None
            finally:
                engine.dispose()
    except SymbioError as fault:
        raise e.BACKUP_BAD(path=source, reason=fault.what) from fault
    if not fits:
        raise e.BACKUP_BAD(path=source, reason=e.JOURNAL_UNFIT)


def swap_in(draft: Path, workspace: Path) -> None:
    """Let ``draft`` take the place of the workspace, whose log is empty or gone afterwards.

    A log beside a file it does not belong to would be read into it, so it goes first: into
    its own file when that is sound, away (see :func:`_keep`) when it is not.
    """
    if workspace.exists():
        _checkpoint(workspace)
    for side in ("-wal", "-shm"):
        discard(workspace.with_name(workspace.name + side))
    draft.replace(workspace)
    sync_folder(workspace.parent)


def _keep(workspace: Path) -> Path | None:
    """Keep the present file, and its log where it could not be brought into the file."""
    if not workspace.exists():
        return None
    _checkpoint(workspace)
    stamp = clock.now().astimezone(UTC).strftime(STAMP)
    kept = workspace.with_name(f"{workspace.name}.before-restore-{stamp}")
    for side in ("", "-wal"):
        present = workspace.with_name(workspace.name + side)
        if present.exists() and (not side or present.stat().st_size):
            shutil.copy2(present, kept.with_name(kept.name + side))
    return kept


def _checkpoint(workspace: Path) -> None:
    """Bring the write-ahead log into the file, so that the file alone is the whole."""
    with contextlib.suppress(*cipher.faults()):
        raw = raw_connection(workspace, read_only=False)
        try:
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            raw.close()


def copy_file(source: Path, target: Path) -> None:
    """Copy a live database through SQLite; the copy is one file without a log beside it."""
    discard(target)
    target.touch(mode=0o600)
    origin = raw_connection(source, read_only=True)
    copy = raw_connection(target, read_only=False, like=source)
    try:
        origin.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    finally:
        copy.close()
        origin.close()
    with target.open("rb+") as handle:
        os.fsync(handle.fileno())
