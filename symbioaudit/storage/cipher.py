"""Encryption at rest: SQLCipher 4 under the same tables, when its driver is installed.

The key of a file is PBKDF2-HMAC-SHA512 of the password (256 000 rounds, the file's own salt in its first
16 bytes), which is what SQLCipher makes of a password itself: the file opens in any SQLCipher 4 program.
Here it is derived once per password and kept in memory, by salt; copies, drafts and backups of a file
have its salt and so its key. A key never goes to the disk, to a log or into an error.
"""

from __future__ import annotations

import hashlib
import math
import secrets
import sqlite3
import threading
from collections import Counter
from pathlib import Path
from typing import Any, Final

from symbioaudit.storage import errors as e

SALT: Final = 16
KEY: Final = 32
ROUNDS: Final = 256_000  # SQLCipher 4
PAGE: Final = 4096
PLAIN: Final = b"SQLite format 3\0"
NOISE: Final = 7.8  # bits a byte of the first page; noise has 7.95, a workspace in the open under 4
_keys: dict[bytes, bytes] = {}
_turn = threading.Lock()


def is_encrypted(path: Path) -> bool:
    """Whether a file can only be an encrypted one: its first page is noise from the first byte on."""
    try:
        with path.open("rb") as handle:
            page = handle.read(PAGE)
    except OSError:
        return False
    return len(page) == PAGE and not page.startswith(PLAIN) and _entropy(page) > NOISE


def _entropy(data: bytes) -> float:
    shares = (count / len(data) for count in Counter(data).values())
    return -sum(share * math.log2(share) for share in shares)


def new_salt() -> bytes:
    """A salt for a new file."""
    return secrets.token_bytes(SALT)


def salt_of(path: Path) -> bytes:
    """The salt of an encrypted file."""
    with path.open("rb") as handle:
        return handle.read(SALT)


def derive(password: str, salt: bytes) -> bytes:
    """The key of a file from its password."""
    return hashlib.pbkdf2_hmac("sha512", password.encode(), salt, ROUNDS, KEY)


def learn(salt: bytes, key: bytes) -> None:
    """Keep a key that has proved right until the program ends or :func:`forget` is called."""
    with _turn:
        _keys[salt] = key


def forget() -> None:
    """Forget all keys: every encrypted file asks for its password again."""
    with _turn:
        _keys.clear()


def key_for(path: Path) -> tuple[bytes, bytes] | None:
    """(key, salt) of an encrypted file, None of one in the open.

    Raises:
        SymbioError: SA-5050, it is encrypted and no password was given.
    """
    if not is_encrypted(path):
        return None
    salt = salt_of(path)
    key = _keys.get(salt)
    if key is None:
        raise e.ENCRYPTED(path=path)
    return key, salt


def is_open(path: Path) -> bool:
    """Whether a file can be read: it is in the open, or its password was given."""
    return not is_encrypted(path) or salt_of(path) in _keys


def driver() -> Any:
    """The module of the driver.

    Raises:
        SymbioError: SA-5052, it is not installed here.
    """
    try:
        from sqlcipher3 import dbapi2
    except ImportError as fault:
        raise e.NO_CIPHER(name="sqlcipher3") from fault
    return dbapi2


def pragma(key: bytes, salt: bytes) -> str:
    """The key as SQLCipher takes it: no password, so that no rounds are counted again."""
    return f"x'{key.hex()}{salt.hex()}'"


def connect(address: str, key: tuple[bytes, bytes], **options: Any) -> Any:
    """A connection of the driver with the key set; nothing is read yet."""
    raw = driver().connect(address, **options)
    raw.execute("PRAGMA cipher_log_level=NONE")  # it would write to stderr what we say ourselves
    raw.execute(f'PRAGMA key="{pragma(*key)}"')
    return raw


def faults(*others: type[Exception]) -> tuple[type[Exception], ...]:
    """What the drivers raise: the standard one, and the other when it is in use; and ``others``."""
    own = (driver().Error,) if _keys else ()
    return (sqlite3.Error, *own, *others)
