"""Files from a platform, fetched in pieces (RFC 9110, Range and ETag): a cut costs nothing that had come.

What has come lies in ``NAME.part`` with the tag of its version beside it; another version begins anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

from symbioaudit.base.errors import NOT_WRITABLE, reason_of
from symbioaudit.base.writing import write_bytes
from symbioaudit.exchange import answers
from symbioaudit.exchange import errors as e
from symbioaudit.exchange.tusclient import Platform

TRIES: Final = 2  # the second one where the server no longer has the version that was begun


def fetch(
    platform: Platform,
    path: str,
    target: Path,
    *,
    most: int,
    spend: Callable[[int], None] = lambda _size: None,
) -> bool:
    """Bring ``path`` of the platform to ``target``; False when the platform has no such file.

    ``spend`` is called with each number of bytes that came: it may wait or stop the work.

    Raises:
        SymbioError: SA-7050…7057 the way, SA-7002 longer than ``most`` bytes, SA-1003 the disk.
    """
    part, mark = target.with_name(f"{target.name}.part"), target.with_name(f"{target.name}.tag")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        for _try in range(TRIES):
            found = _one(platform, path, part, mark, most, spend)
            if found is not None:
                break
        else:
            raise e.BAD_SIGNED_FILE(reason=path)
        if found:
            part.replace(target)
            mark.unlink(missing_ok=True)
    except OSError as fault:
        raise NOT_WRITABLE(path=target, reason=reason_of(fault)) from fault
    return found


def _one(
    platform: Platform,
    path: str,
    part: Path,
    mark: Path,
    most: int,
    spend: Callable[[int], None],
) -> bool | None:
    """One request: True whole, False not there, None to be begun anew."""
    begun, tag = _begun(part, mark, path)
    headers = {"Range": f"bytes={begun}-", "If-Range": tag} if begun and tag else {}
    with platform.file(path, headers) as (reply, pieces):
        if reply.status == 404 and not reply.is_page:
            return False
        if reply.status == 416:
            part.unlink(missing_ok=True)
            return None
        answers.refuse(reply, platform.server)
        if reply.status not in {200, 206}:
            raise answers.odd(reply, platform.server)
        goes_on = reply.status == 206
        if goes_on and not reply.headers.get("content-range", "").startswith(f"bytes {begun}-"):
            part.unlink(missing_ok=True)
            return None
        size = begun if goes_on else 0
        write_bytes(mark, json.dumps([path, reply.headers.get("etag", "")]).encode())
        with part.open("ab" if goes_on else "wb") as handle:
            for piece in pieces:
                size += len(piece)
                if size > most:
                    raise e.TOO_LARGE(what=path, limit=f"{most >> 20} MiB")
                handle.write(piece)
                spend(len(piece))
    return True


def _begun(part: Path, mark: Path, path: str) -> tuple[int, str]:
    """How many bytes of which version are here; only a strong tag can be gone on with."""
    try:
        of, tag = json.loads(mark.read_bytes())
        size = part.stat().st_size
    except (OSError, ValueError):
        return 0, ""
    strong = isinstance(tag, str) and tag.startswith('"')
    return (size, tag) if of == path and strong else (0, "")
