"""Resumable uploads on disk: what the tus protocol needs, without any HTTP.

An upload is a folder with ``data`` (the bytes so far) and ``upload.json`` (what was announced). The
length of ``data`` is the offset. While a stretch with a checksum is being written, ``mark`` holds the
offset before it: what a crash leaves behind unchecked is cut off again. Bytes are on the disk before their
offset is told. One writer at a time, also among processes.
"""

from __future__ import annotations

import base64
import binascii
import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Final

from symbioaudit.base import clock
from symbioaudit.base.errors import SymbioError
from symbioaudit.base.ids import new_id
from symbioaudit.base.writing import whole_file, write_bytes

ALGORITHMS: Final = {"sha1": hashlib.sha1, "sha256": hashlib.sha256}
RESTING: Final = 3600.0  # seconds after which an upload no longer counts as under way
_ID = re.compile(r"[0-9a-f-]{36}")


class UploadProblem(Exception):
    """The protocol's answer to what cannot be done: an HTTP status and a short word."""

    def __init__(self, status: int, word: str) -> None:
        super().__init__(word)
        self.status = status
        self.word = word


@dataclass(frozen=True, slots=True)
class Upload:
    """What was announced when the upload began."""

    id: str
    length: int
    owner: str  # fingerprint of the consultant's key
    metadata: Mapping[str, str]
    begun_at: float  # seconds since the epoch, the hub's clock


class Uploads:
    """The uploads of a hub."""

    def __init__(self, folder: Path, *, life: int, spare: int) -> None:
        self.folder = folder
        self.life = life
        self.spare = spare  # bytes that stay free on the disk
        self.done = (
            folder / "done"
        )  # what was taken in: who lost the answer still learns the offset
        self.done.mkdir(parents=True, exist_ok=True)

    def begin(self, length: int, owner: str, metadata: Mapping[str, str]) -> Upload:
        """Begin an upload.

        Raises:
            UploadProblem: 507, the disk has no room for it.
        """
        if shutil.disk_usage(self.folder).free < length + self.spare:
            raise UploadProblem(507, "no room")
        upload = Upload(new_id(), length, owner, dict(metadata), clock.now().timestamp())
        place = self.folder / upload.id
        try:
            place.mkdir()
            (place / "data").touch()
            with whole_file(place / "upload.json") as handle:
                handle.write(json.dumps(asdict(upload)).encode())
        except (OSError, SymbioError) as fault:
            self.forget(upload)
            raise UploadProblem(507, "the disk refuses") from fault
        return upload

    def find(self, upload_id: str, owner: str) -> Upload:
        """The upload; somebody else's is as absent as one that never was.

        Raises:
            UploadProblem: 404 there is none, 410 its time ran out.
        """
        upload = self.read(upload_id)
        if upload is None or upload.owner != owner:
            raise UploadProblem(404, "no such upload")
        if self.expired(upload):
            raise UploadProblem(410, "expired")
        return upload

    def read(self, upload_id: str) -> Upload | None:
        """The upload whoever owns it, or None."""
        if not _ID.fullmatch(upload_id):
            return None
        for path in (self.folder / upload_id / "upload.json", self.done / f"{upload_id}.json"):
            try:
                return Upload(**json.loads(path.read_bytes()))
            except (OSError, ValueError):
                continue
        return None

    def expired(self, upload: Upload) -> bool:
        """True when nobody may go on with it any more."""
        return clock.now().timestamp() > self.expires_at(upload)

    def expires_at(self, upload: Upload) -> float:
        """Seconds since the epoch at which it ends; a finished one does not."""
        return upload.begun_at + self.life

    def data(self, upload: Upload) -> Path:
        """The file of the bytes so far."""
        return self.folder / upload.id / "data"

    def offset(self, upload: Upload) -> int:
        """How many bytes are safely here."""
        try:
            size = self.data(upload).stat().st_size
        except OSError:
            return upload.length if self.is_done(upload) else 0
        mark = self._mark(upload)
        return size if mark is None else min(size, mark)

    def is_done(self, upload: Upload) -> bool:
        """True once it was taken in."""
        return (self.done / f"{upload.id}.json").exists()

    def _mark(self, upload: Upload) -> int | None:
        try:
            return int((self.folder / upload.id / "mark").read_text())
        except (OSError, ValueError):
            return None

    def whole(self, upload: Upload) -> bool:
        """True when every byte is here."""
        return self.offset(upload) == upload.length

    def open_of(self, owner: str) -> int:
        """How many uploads of a consultant are under way; what rests for an hour may have been lost."""
        since = clock.now().timestamp() - RESTING
        return sum(
            1 for upload in self.all() if upload.owner == owner and self._moved(upload, since)
        )

    def _moved(self, upload: Upload, since: float) -> bool:
        try:
            facts = self.data(upload).stat()
        except OSError:
            return False
        return facts.st_mtime > since and facts.st_size < upload.length

    def all(self) -> Iterator[Upload]:
        """Every upload that was not taken in, in no order."""
        for place in self.folder.iterdir():
            upload = self.read(place.name)
            if upload is not None and not self.is_done(upload):
                yield upload

    @contextmanager
    def writing(self, upload: Upload, offset: int, checksum: str | None) -> Iterator[Part]:
        """Take the bytes from ``offset`` on; what has a checksum is kept only when it fits.

        Without a checksum the bytes that arrived stay, also when the sender is cut off.

        Raises:
            UploadProblem: 409 another offset, 423 somebody else writes, 460 the checksum differs.
        """
        wanted = _checksum(checksum)
        mark = self.folder / upload.id / "mark"
        with self._locked(upload) as handle:
            here = self._settled(upload, handle)
            if here != offset:
                raise UploadProblem(409, "another offset")
            handle.seek(offset)
            part = Part(handle, upload.length - offset, wanted)
            if wanted:
                write_bytes(mark, str(offset).encode())
            try:
                yield part
                part.check()
            except BaseException:
                if wanted:
                    handle.truncate(offset)
                raise
            finally:
                os.fsync(handle.fileno())
                mark.unlink(missing_ok=True)

    @contextmanager
    def _locked(self, upload: Upload) -> Iterator[IO[bytes]]:
        try:
            handle = self.data(upload).open("r+b", buffering=0)
        except OSError as fault:
            offset = "another offset" if self.is_done(upload) else ""
            raise UploadProblem(409 if offset else 404, offset or "no such upload") from fault
        with handle:
            _lock(handle)
            yield handle

    def _settled(self, upload: Upload, handle: IO[bytes]) -> int:
        """The offset, once what a crash left unchecked is cut off."""
        mark = self._mark(upload)
        if mark is not None:
            handle.truncate(min(mark, os.fstat(handle.fileno()).st_size))
        return os.fstat(handle.fileno()).st_size

    @contextmanager
    def taking(self, upload: Upload) -> Iterator[bool]:
        """Hold a finished upload; False when another process holds it or has taken it in."""
        try:
            with self._locked(upload):
                yield True
        except UploadProblem:
            yield False

    def forget(self, upload: Upload) -> None:
        """Remove an upload and its bytes."""
        (self.done / f"{upload.id}.json").unlink(missing_ok=True)
        self.drop(upload)

    def drop(self, upload: Upload) -> None:
        """Let go of its bytes."""
        shutil.rmtree(self.folder / upload.id, ignore_errors=True)

    def taken(self, upload: Upload) -> None:
        """Let go of the bytes of an upload that was taken in; it stays known as finished."""
        if (self.folder / upload.id).exists():
            write_bytes(self.done / f"{upload.id}.json", json.dumps(asdict(upload)).encode())
            self.drop(upload)

    def sweep(self) -> int:
        """Remove what expired; how many there were."""
        old = [x for x in self.all() if self.expired(x) and not self.whole(x)]
        for upload in old:
            self.forget(upload)
        for path in self.done.glob("*.json"):
            if clock.now().timestamp() > path.stat().st_mtime + self.life:
                path.unlink(missing_ok=True)
        return len(old)


class Part:
    """One stretch of bytes being written."""

    def __init__(self, handle: IO[bytes], room: int, wanted: tuple[str, bytes] | None) -> None:
        self._handle = handle
        self._room = room
        self._wanted = wanted
        self._digest = ALGORITHMS[wanted[0]]() if wanted else None
        self.written = 0

    def write(self, data: bytes) -> None:
        """Add bytes.

        Raises:
            UploadProblem: 413, more than was announced.
        """
        if self.written + len(data) > self._room:
            raise UploadProblem(413, "more than announced")
        left = memoryview(data)
        while left:
            done = self._handle.write(left)
            self.written += done
            left = left[done:]
        if self._digest:
            self._digest.update(data)

    def check(self) -> None:
        """Compare with the checksum that was sent along."""
        if self._digest and self._wanted and self._digest.digest() != self._wanted[1]:
            raise UploadProblem(460, "checksum differs")


def _checksum(text: str | None) -> tuple[str, bytes] | None:
    if not text:
        return None
    name, _space, value = text.partition(" ")
    if name not in ALGORITHMS:
        raise UploadProblem(400, "unknown checksum")
    try:
        return name, base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as fault:
        raise UploadProblem(400, "bad checksum") from fault


def _lock(handle: IO[bytes]) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as fault:
        raise UploadProblem(423, "locked") from fault


def metadata_of(text: str | None) -> dict[str, str]:
    """Upload-Metadata: ``key base64,key base64``.

    Raises:
        UploadProblem: 400, not of this form.
    """
    found: dict[str, str] = {}
    for pair in filter(None, (text or "").split(",")):
        key, _space, value = pair.strip().partition(" ")
        try:
            found[key] = base64.b64decode(value, validate=True).decode("utf-8")
        except (binascii.Error, ValueError) as fault:
            raise UploadProblem(400, "bad metadata") from fault
    return found
