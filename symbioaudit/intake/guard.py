"""The door: what kind of file is this, and is it safe to open? Limits on size, unpacking and time."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from symbioaudit.base.errors import NOT_FOUND, NOT_READABLE, reason_of
from symbioaudit.intake import errors

MEGABYTE: Final = 1024 * 1024
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP: Final = b"PK"
ENCRYPTED_STREAM: Final = "EncryptedPackage".encode("utf-16-le")
BOOK_STREAMS: Final = ("Workbook".encode("utf-16-le"), "Book\0".encode("utf-16-le"))
CHUNK: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What a real workbook of a factory never exceeds."""

    file_bytes: int = 60 * MEGABYTE
    part_bytes: int = 256 * MEGABYTE
    total_bytes: int = 400 * MEGABYTE
    ratio: int = 250  # of a part larger than 8 MB
    entries: int = 5_000
    cells: int = 3_000_000
    cell_chars: int = 65_536
    seconds: float = 60.0


@dataclass(slots=True)
class Budget:
    """What reading one file has spent; asked between chunks, so it can stop any time."""

    name: str
    limits: Limits = field(default_factory=Limits)
    cancelled: Callable[[], bool] = lambda: False
    started: float = field(default_factory=time.monotonic)
    unpacked: int = 0
    cells: int = 0

    def check(self) -> None:
        """Stop when cancelled or out of time.

        Raises:
            InputRefused: SA-6008 cancelled, SA-6007 too slow.
        """
        if self.cancelled():
            raise errors.CANCELLED(name=self.name)
        if time.monotonic() - self.started > self.limits.seconds:
            raise errors.TOO_SLOW(name=self.name, seconds=round(self.limits.seconds))

    def unpack(self, size: int) -> None:
        """Count unpacked bytes."""
        self.unpacked += size
        if self.unpacked > self.limits.total_bytes:
            raise errors.BOMB(name=self.name, detail=f"> {self.limits.total_bytes // MEGABYTE} MB")

    def take_cell(self) -> None:
        """Count one cell."""
        self.cells += 1
        if self.cells > self.limits.cells:
            raise errors.TOO_LARGE(name=self.name, detail=f"> {self.limits.cells:,} cells")


def file_kind(path: Path, limits: Limits | None = None) -> str:
    """``zip``, ``xls`` or ``text`` by the first bytes, never by the name.

    Raises:
        InputRefused: missing, unreadable, empty, too large, encrypted, or an unknown binary.
    """
    limits = limits or Limits()
    head, size = _head(path)
    if size == 0:
        raise errors.EMPTY_FILE(name=path.name)
    if size > limits.file_bytes:
        raise errors.TOO_LARGE(name=path.name, detail=f"{size // MEGABYTE} MB")
    if head.startswith(ZIP):
        return "zip"
    if head.startswith(OLE):
        return _ole_kind(path)
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise errors.NOT_A_TABLE(name=path.name, reason="binary")
    return "text"


def _head(path: Path) -> tuple[bytes, int]:
    try:
        with path.open("rb") as source:
            return source.read(4096), path.stat().st_size
    except FileNotFoundError:
        raise NOT_FOUND(path=path.name) from None
    except (OSError, ValueError) as fault:
        reason = reason_of(fault) if isinstance(fault, OSError) else str(fault)
        raise NOT_READABLE(path=path.name, reason=reason) from fault


def _ole_kind(path: Path) -> str:
    """An OLE container is an old .xls, an encrypted .xlsx, or rubbish."""
    data = path.read_bytes()
    if ENCRYPTED_STREAM in data:
        raise errors.PASSWORD(name=path.name)
    if not any(stream in data for stream in BOOK_STREAMS):
        raise errors.DAMAGED(name=path.name, reason="OLE")
    return "xls"


def open_zip(path: Path, budget: Budget) -> zipfile.ZipFile:
    """Open a workbook's zip after looking at its table of contents.

    Raises:
        InputRefused: damaged, macros, a bomb, not a workbook.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as fault:
        raise errors.DAMAGED(name=path.name, reason=str(fault)) from fault
    try:
        _judge(archive, path.name, budget.limits)
    except Exception:
        archive.close()
        raise
    return archive


def _judge(archive: zipfile.ZipFile, name: str, limits: Limits) -> None:
    infos = archive.infolist()
    if len(infos) > limits.entries:
        raise errors.BOMB(name=name, detail=f"{len(infos)} files")
    for info in infos:
        large = info.file_size > 8 * MEGABYTE
        if info.file_size > limits.part_bytes or (
            large and info.file_size > limits.ratio * max(info.compress_size, 1)
        ):
            raise errors.BOMB(name=name, detail=f"{info.file_size // MEGABYTE} MB")
    names = {info.filename.lower().lstrip("/") for info in infos}
    if any(n.endswith("vbaproject.bin") or "/macrosheets/" in n for n in names):
        raise errors.MACRO(name=name)
    if "content.xml" in names and "mimetype" in names:
        raise errors.OTHER_FORMAT(name=name, format="OpenDocument (.ods)")
    if "xl/workbook.bin" in names:
        raise errors.OTHER_FORMAT(name=name, format="Excel Binary (.xlsb)")
    if "[content_types].xml" not in names or not any(n.startswith("xl/") for n in names):
        raise errors.NOT_A_TABLE(name=name, reason="zip")


def chunks(archive: zipfile.ZipFile, part: str, budget: Budget) -> Iterator[bytes]:
    """The bytes of one part, counted and interruptible.

    Raises:
        InputRefused: the part is damaged, encrypted or does not end.
    """
    try:
        with archive.open(part) as source:
            while chunk := source.read(CHUNK):
                budget.unpack(len(chunk))
                budget.check()
                yield chunk
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, ValueError) as fault:
        raise errors.DAMAGED(name=budget.name, reason=str(fault)) from fault
    except RuntimeError as fault:  # zipfile's word for a part with a password
        raise errors.PASSWORD(name=budget.name) from fault
    except Exception as fault:
        if type(fault).__module__ in {"zlib", "lzma"}:
            raise errors.DAMAGED(name=budget.name, reason=str(fault)) from fault
        raise
