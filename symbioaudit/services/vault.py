"""The password of a workspace: set, change, remove, prove; its recovery kit."""

from __future__ import annotations

from pathlib import Path

from symbioaudit.base import recovery
from symbioaudit.storage import cipher
from symbioaudit.storage import vault as store

__all__ = [
    "decrypt",
    "encrypt",
    "needs_password",
    "recovery_lines",
    "rekey",
    "unlock",
    "unlock_by_kit",
]

encrypt, decrypt, rekey, unlock = store.encrypt, store.decrypt, store.rekey, store.unlock


def needs_password(path: Path) -> bool:
    """Whether a workspace is encrypted and was not unlocked in this run."""
    return not cipher.is_open(path)


def recovery_lines(path: Path) -> tuple[str, ...]:
    """What to print and put into a safe: it opens this workspace and its backups without the password."""
    return recovery.kit("workspace", store.key_of(path))


def unlock_by_kit(path: Path, typed: str) -> None:
    """Open a workspace with its recovery kit; give it a new password with :func:`rekey` then.

    Raises:
        SymbioError: SA-1006, a slip in a line; SA-1007, another kit; SA-5051, of another workspace.
    """
    store.unlock_by_key(path, recovery.key_of("workspace", typed))
