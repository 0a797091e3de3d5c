"""What the platform has for us: the catalogue of haves and wants, newer packs and libraries.

Everything arrives as a signed file, is verified, and is put beside the workspace as a suggestion: nothing of
it changes an audit, a methodology or a library until a person takes it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from symbioaudit.base.errors import NOT_READABLE, SymbioError, reason_of
from symbioaudit.base.i18n import Message
from symbioaudit.base.paths import user_data_dir
from symbioaudit.base.writing import write_bytes
from symbioaudit.exchange import downloads, market, signedfile
from symbioaudit.exchange import errors as x
from symbioaudit.exchange.trust import TrustStore
from symbioaudit.exchange.tusclient import Platform
from symbioaudit.services.sending import Control

CATALOGUE: Final = "/catalogue"
UPDATES: Final = "/updates"
KINDS: Final = ("pack", "library")
MOST_OF_A_FILE: Final = 512 << 20
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Update:
    """A newer pack or library that the platform offers. ``path``: where it is kept here, once fetched."""

    kind: str
    name: str
    version: str
    size: int
    sha256: str
    file: str
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Pulled:
    """What came. ``counts``: entries of the catalogue by kind; ``fresh``: it differs from the one before."""

    catalogue: Path | None = None
    counts: Mapping[str, int] | None = None
    fresh: bool = False
    updates: tuple[Update, ...] = ()


def downloads_dir() -> Path:
    """Where suggestions of the platform lie."""
    return user_data_dir() / "platform"


def pull(
    platform: Platform,
    trusted: TrustStore,
    folder: Path,
    control: Control,
    *,
    fetch_updates: bool = False,
) -> Pulled:
    """Fetch and verify; a platform that has no catalogue or no updates is no fault.

    Raises:
        SymbioError: SA-7050…7061.
    """
    fetched = partial(_signed, platform, folder, control)
    catalogue = fetched(CATALOGUE, "catalogue", lambda data: market.load(data, trusted)[0])
    counts, fresh, path = None, False, None
    if catalogue is not None:
        path = folder / "catalogue.json"
        content = json.dumps(catalogue, ensure_ascii=False, sort_keys=True).encode()
        fresh = not path.is_file() or path.read_bytes() != content
        write_bytes(path, content)
        counts = {k: len(v) for k, v in sorted(catalogue.items()) if isinstance(v, list)}
    listed = fetched(UPDATES, "updates", lambda data: signedfile.load("updates", data, trusted)[0])
    updates = tuple(_update(item) for item in (listed or {}).get("items", ()))
    if fetch_updates:
        updates = tuple(_fetched(platform, one, folder, control) for one in updates)
    return Pulled(path, counts, fresh, updates)


def _signed(
    platform: Platform,
    folder: Path,
    control: Control,
    path: str,
    kind: str,
    opened: Callable[[bytes], Any],
) -> dict[str, Any] | None:
    """Fetch a signed file and open it; None where the platform has none."""
    target = folder / f"{kind}.signed.json"
    fresh = target.with_name(f"{target.name}.new")
    most = signedfile.MAX_BYTES
    if not downloads.fetch(platform, path, fresh, most=most, spend=control.spend):
        return None
    try:
        body = opened(_read(fresh))
    except SymbioError:
        fresh.unlink(missing_ok=True)  # what is wrong must not be gone on with
        raise
    if not isinstance(body, dict):
        raise x.BAD_SIGNED_FILE(reason=Message(x.NOT_CANONICAL))
    fresh.replace(target)
    return body


def _fetched(platform: Platform, update: Update, folder: Path, control: Control) -> Update:
    path = folder / f"{update.kind}-{update.name}-{update.version}{Path(update.file).suffix}"
    if not (path.is_file() and _hash(path) == update.sha256):
        most = min(update.size, MOST_OF_A_FILE)
        came = folder / f"{path.name}.new"
        there = downloads.fetch(
            platform, f"/files/{update.file}", came, most=most, spend=control.spend
        )
        if not there or _hash(came) != update.sha256:
            came.unlink(missing_ok=True)
            raise x.BAD_SIGNED_FILE(reason=Message(x.BROKEN_COPY, {"name": update.file}))
        came.replace(path)
    return Update(
        update.kind, update.name, update.version, update.size, update.sha256, update.file, path
    )


def _update(item: Any) -> Update:
    """One line of the list, of which nothing may lead out of our folder."""
    fault = x.BAD_SIGNED_FILE(reason=Message(x.NOT_CANONICAL))
    if not isinstance(item, dict):
        raise fault
    words = [item.get(name) for name in ("name", "version", "file")]
    good = (
        item.get("kind") in KINDS
        and all(isinstance(w, str) and _NAME.fullmatch(w) for w in words)
        and type(item.get("size")) is int
        and isinstance(item.get("sha256"), str)
        and _HASH.fullmatch(item["sha256"])
    )
    if not good:
        raise fault
    return Update(
        item["kind"], item["name"], item["version"], item["size"], item["sha256"], item["file"]
    )


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while piece := handle.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise NOT_READABLE(path=path, reason=reason_of(fault)) from fault
