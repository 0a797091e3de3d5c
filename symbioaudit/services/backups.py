"""Backups of a workspace: rolling ones, one by hand, restore."""

from __future__ import annotations

from pathlib import Path

from symbioaudit.storage import backup as store
from symbioaudit.storage import cipher, vault
from symbioaudit.storage.backup import Backup

__all__ = [
    "Backup",
    "list_backups",
    "make_backup",
    "newest_backup",
    "restore_backup",
    "roll_backup",
]


def make_backup(workspace: Path, folder: Path | None = None) -> Backup:
    """A verified backup by hand, never pruned; ``folder`` may be a USB stick.

    Raises:
        SymbioError: no workspace there, no room, no rights, or the copy is not sound.
    """
    return store.backup(Path(workspace), label="manual", folder=folder)


def roll_backup(workspace: Path) -> Backup | None:
    """The rolling backup, if half an hour has passed; old ones are pruned.

    Kept: all of two days, then 12 daily, 10 weekly, 9 monthly. Closing a workspace does this too.
    """
    return store.roll(Path(workspace))


def list_backups(workspace: Path, folder: Path | None = None) -> list[Backup]:
    """The backups of a workspace, newest first."""
    return store.backups(Path(workspace), folder)


def newest_backup(workspace: Path) -> Backup | None:
    """The newest backup, or None."""
    return next(iter(list_backups(workspace)), None)


def restore_backup(workspace: Path, source: Path) -> Path | None:
    """Verify ``source`` and put it in the place of the workspace; returns where the old one is kept.

    A workspace with a password keeps it, whatever the backup has.

    Raises:
        SymbioError: the backup is unsound or the workspace is open for writing; nothing changed.
    """
    path = Path(workspace)
    key = cipher.key_for(path)
    kept = store.restore(path, Path(source))
    if key:
        vault.close_again(path, key)  # the backup was in the open, or had another password
    return kept
