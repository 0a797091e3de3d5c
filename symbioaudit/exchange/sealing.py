"""Packages closed for the platform's key: the age format (age-encryption.org/v1), X25519 recipients.

Nothing of what is inside touches the disk in the open: it is closed and opened in memory.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from symbioaudit.base.errors import NOT_READABLE, reason_of
from symbioaudit.base.writing import write_bytes
from symbioaudit.exchange import errors as e

MAGIC: Final = b"age-encryption.org/v1\n"
MAX_SEALED: Final = 1024 * 1024 * 1024  # it is opened in memory
MAX_HEADER: Final = 64 * 1024
MAX_RECIPIENTS: Final = 20
SECRET: Final = "AGE-SECRET-KEY-1"  # noqa: S105 (the mark of a line, no secret)


def seal(path: Path, content: bytes, recipients: Sequence[str]) -> None:
    """Write ``content`` closed for the recipients; each of them can open it, nobody else.

    Raises:
        SymbioError: SA-7016, no recipient or a wrong one; SA-7007, too large; SA-1003.
    """
    write_bytes(path, sealed(content, recipients, path.name))


def sealed(content: bytes, recipients: Sequence[str], name: str) -> bytes:
    """The same in memory; ``name`` is said where it does not fit.

    Raises:
        SymbioError: SA-7016, SA-7007.
    """
    import pyrage

    if not recipients or len(recipients) > MAX_RECIPIENTS:
        raise e.NO_RECIPIENT(reason=e.NO_AGE_KEY)
    if len(content) > MAX_SEALED - (1 << 20):
        raise e.NO_ROOM(what=name, limit=f"{MAX_SEALED >> 20} MiB")
    try:
        keys = [pyrage.x25519.Recipient.from_str(text) for text in recipients]
    except pyrage.RecipientError as fault:
        raise e.NO_RECIPIENT(reason=e.WRONG_AGE_KEY) from fault
    return bytes(pyrage.encrypt(content, keys))


def is_sealed(path: Path) -> bool:
    """Whether a file is closed by age."""
    try:
        with path.open("rb") as handle:
            return handle.read(len(MAGIC)) == MAGIC
    except OSError as fault:
        raise NOT_READABLE(path=path, reason=reason_of(fault)) from fault


@contextmanager
def opened(path: Path, identities: bytes | None = None) -> Iterator[BinaryIO]:
    """The bytes of a package to be read: the file itself, or what was closed, in memory.

    ``identities`` is the text of a file with lines ``AGE-SECRET-KEY-1…``.

    Raises:
        InputRefused: SA-7013, it is closed and no key is given; SA-7014, the key does not fit;
            SA-7015, it is damaged; SA-7002, too large.
    """
    if not is_sealed(path):
        with _reading(path) as handle:
            yield handle
        return
    if identities is None:
        raise e.SEALED(where=path.name)
    yield io.BytesIO(_unsealed(path, identities))


@contextmanager
def _reading(path: Path) -> Iterator[BinaryIO]:
    try:
        handle = path.open("rb")
    except OSError as fault:
        raise NOT_READABLE(path=path, reason=reason_of(fault)) from fault
    with handle:
        yield handle


def _unsealed(path: Path, identities: bytes) -> bytes:
    import pyrage

    keys = _identities(identities)
    with _reading(path) as handle:
        data = handle.read(MAX_SEALED + 1)
    if len(data) > MAX_SEALED:
        raise e.TOO_LARGE(where=path.name, what=path.name, limit=f"{MAX_SEALED >> 20} MiB")
    if b"\n---" not in data[:MAX_HEADER]:
        raise e.SEAL_BROKEN(where=path.name)
    try:
        content: bytes = pyrage.decrypt(data, keys)
    except pyrage.DecryptError as fault:
        wrong = "No matching keys" in str(fault)
        raise (e.WRONG_OPENER if wrong else e.SEAL_BROKEN)(where=path.name) from fault
    except (ValueError, OSError) as fault:
        raise e.SEAL_BROKEN(where=path.name) from fault
    return content


def _identities(data: bytes) -> list[object]:
    import pyrage

    lines = data.decode("utf-8", "replace").split()
    try:
        keys = [pyrage.x25519.Identity.from_str(x) for x in lines if x.startswith(SECRET)]
    except pyrage.IdentityError as fault:
        raise e.BAD_KEY_FILE(reason=e.WRONG_AGE_KEY) from fault
    if not keys:
        raise e.BAD_KEY_FILE(reason=e.NO_AGE_KEY)
    return keys
