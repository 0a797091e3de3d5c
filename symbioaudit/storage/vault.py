"""Setting, changing and removing the password of a workspace, always by a new file that proves itself.

The old file stays until the new one has been opened with its password, checked page by page, and found
to hold the same journal and the same rows. Its backups and the files that restores have kept go with it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from symbioaudit.base.errors import NOT_FOUND
from symbioaudit.storage import cipher
from symbioaudit.storage import errors as e
from symbioaudit.storage.backup import backup_dir, backups, swap_in
from symbioaudit.storage.faults import translated
from symbioaudit.storage.file import discard, globbed, inspect_file, raw_connection
from symbioaudit.storage.lock import WriterLock

SHORTEST: Final = 8  # signs of a password
Key = tuple[bytes, bytes]  # of a file: its key and its salt


def unlock(path: Path, password: str) -> None:
    """Prove a password on an encrypted file and keep its key for this run.

    Raises:
        SymbioError: SA-5051, the password is wrong; SA-5052, no driver.
    """
    with translated(path):
        salt = cipher.salt_of(path)
        _prove(path, (cipher.derive(password, salt), salt))
        _sweep(path)


def unlock_by_key(path: Path, key: bytes) -> None:
    """The same with the key of the recovery kit."""
    with translated(path):
        _prove(path, (key, cipher.salt_of(path)))
        _sweep(path)


def key_of(path: Path) -> bytes:
    """The key of an unlocked file, for its recovery kit."""
    found = cipher.key_for(path)
    if found is None:
        raise e.NOT_ENCRYPTED(path=path)
    return found[0]


def encrypt(path: Path, password: str) -> list[Path]:
    """Give a workspace in the open a password; returns the files that were changed over.

    Raises:
        SymbioError: it has one already, is held, damaged; no driver, no room. Nothing is changed then.
    """
    if cipher.is_encrypted(path):
        raise e.ALREADY_ENCRYPTED(path=path)
    return _changed_over(path, _new_key(password))


def rekey(path: Path, password: str) -> list[Path]:
    """Change the password of an unlocked workspace; the old recovery kit opens it no more."""
    key_of(path)
    return _changed_over(path, _new_key(password))


def decrypt(path: Path) -> list[Path]:
    """Take the password of an unlocked workspace away."""
    key_of(path)
    return _changed_over(path, None)


def close_again(path: Path, key: Key) -> None:
    """Give a file that a restore has put there the key that the workspace had before."""
    if cipher.key_for(path) != key:
        with translated(path):
            _change_one(path, key)


def _new_key(password: str) -> Key:
    if len(password) < SHORTEST:
        raise e.WEAK_PASSWORD(least=SHORTEST)
    cipher.driver()
    salt = cipher.new_salt()
    return cipher.derive(password, salt), salt


def _prove(path: Path, key: Key) -> None:
    raw = cipher.connect(f"{path.resolve().as_uri()}?mode=ro", key, uri=True)
    try:
        raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except cipher.driver().DatabaseError as fault:
        raise e.WRONG_PASSWORD(path=path) from fault
    finally:
        raw.close()
    cipher.learn(key[1], key[0])


def _sweep(path: Path) -> None:
    """Remove the drafts of a change that was killed: one in the open must not stay."""
    lock = WriterLock(path)
    try:
        if lock.acquire() is None:
            for folder in (path.parent, backup_dir(path)):
                for draft in folder.glob(f".{globbed(path.name)}*.changing*"):
                    draft.unlink(missing_ok=True)
    except OSError:
        pass  # a medium that nobody can write: nothing was changed there either
    finally:
        lock.release()


def _changed_over(path: Path, key: Key | None) -> list[Path]:
    """The workspace is proved first and takes its place last, so a stop on the way can be repeated."""
    lock, draft = WriterLock(path), _draft_of(path)
    with translated(path):
        if not path.is_file():
            raise NOT_FOUND(path=path)
        if holder := lock.acquire():
            raise e.HELD(path=path, holder=holder)
        try:
            _convert(path, draft, key)
            others = list(_companions(path))
            for file in others:
                _change_one(file, key)
            swap_in(draft, path)
        finally:
            discard(draft)
            lock.release()
    return [path, *others]


def _change_one(file: Path, key: Key | None) -> None:
    draft = _draft_of(file)
    try:
        _convert(file, draft, key)
        swap_in(draft, file)
    finally:
        discard(draft)


def _companions(path: Path) -> Iterator[Path]:
    """The backups beside a workspace and what restores have kept; not those that another key closes."""
    kept = path.parent.glob(f"{globbed(path.name)}.before-restore-*")
    for file in (*(b.path for b in backups(path)), *kept):
        if not file.name.endswith(("-wal", "-shm", "-journal")) and cipher.is_open(file):
            yield file


def _draft_of(file: Path) -> Path:
    return file.with_name(f".{file.name}.changing")


def _convert(source: Path, target: Path, key: Key | None) -> None:
    """A copy of ``source`` under another key, or in the open; proved before anybody relies on it."""
    discard(target)
    target.touch(mode=0o600)
    raw = _any_connection(source)
    try:
        marks = {
            m: raw.execute(f"PRAGMA {m}").fetchone()[0] for m in ("application_id", "user_version")
        }
        text = cipher.pragma(*key) if key else ""
        raw.execute("ATTACH ? AS t KEY ?", (str(target), text))
        for hurry in ("synchronous=OFF", "journal_mode=MEMORY"):
            raw.execute(f"PRAGMA t.{hurry}")  # a draft: it is synchronised as a whole below
        raw.execute("SELECT sqlcipher_export('t')").fetchone()
        for mark, value in marks.items():
            raw.execute(f"PRAGMA t.{mark}={int(value)}")
        raw.execute("DETACH t")
        told = _digest(raw)
    finally:
        raw.close()
    if key:
        cipher.learn(key[1], key[0])
    with target.open("rb+") as handle:
        os.fsync(handle.fileno())
    _verify(target, told, encrypted=key is not None)


def _any_connection(source: Path) -> Any:
    """The driver that can attach encrypted files, on a file in either state."""
    key = cipher.key_for(source)
    address = f"{source.resolve().as_uri()}?mode=rw"
    options: dict[str, Any] = {"uri": True, "isolation_level": None}
    if key:
        return cipher.connect(address, key, **options)
    return cipher.driver().connect(address, **options)


def _verify(target: Path, told: str, *, encrypted: bool) -> None:
    """Open the new file anew, through the way every opening goes, and compare it row by row."""
    inspect_file(target, thorough=True)
    with contextlib.closing(raw_connection(target, read_only=True)) as raw:
        same = _digest(raw) == told
    if not same or cipher.is_encrypted(target) is not encrypted:
        raise e.NOT_THE_SAME(path=target)


def _digest(raw: Any) -> str:
    """One hash over the schema and every row of every table, in the order of the rows."""
    digest = hashlib.sha256()
    tables = raw.execute("SELECT name, sql FROM sqlite_master ORDER BY type, name").fetchall()
    for name, sql in tables:
        digest.update(f"{name}\0{sql}\n".encode())
        if sql and sql.upper().startswith("CREATE TABLE"):
            for row in raw.execute(f'SELECT * FROM "{name}"'):  # noqa: S608 (a name of the schema)
                digest.update(repr(row).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
