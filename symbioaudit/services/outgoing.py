"""Photos on their way out: a copy without anything the camera wrote, whatever policy the workspace has.

The copy has a hash of its own, so its record in the package names that; the hash of what is kept here goes
with it, so that our own package coming home does not put the poorer copy in the place of the photo.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from symbioaudit.model import records as r
from symbioaudit.services import exif

KEPT_AS: Final = "kept_sha256"  # of the photo at home
TELLING: Final = (
    "image/",
    "video/",
    "audio/",
)  # kinds in which devices write place, time and owner
CLEANED: Final = frozenset({"image/jpeg", "image/png", "image/webp"})


@dataclass(frozen=True)
class Photos(Mapping[str, bytes]):
    """The evidence as it goes out: its records, and the bytes by the hashes that those name."""

    records: tuple[r.Evidence, ...]
    left_out: tuple[r.Evidence, ...]
    _files: Mapping[str, bytes]
    _homes: Mapping[str, str] = field(default_factory=dict)  # hash outside → hash at home

    def __getitem__(self, sha256: str) -> bytes:
        home = self._homes[sha256]
        content = self._files[home]
        return content if home == sha256 else exif.cleaned(content, "strip")

    def __iter__(self) -> Iterator[str]:
        return iter(self._homes)

    def __len__(self) -> int:
        return len(self._homes)

    def __contains__(self, sha256: object) -> bool:
        return sha256 in self._homes


def stripped(items: Sequence[r.Evidence], files: Mapping[str, bytes]) -> Photos:
    """The evidence that may go out. Pictures, films and sounds of a kind that
    we cannot clean do not go, only their records."""
    records: list[r.Evidence] = []
    left: list[r.Evidence] = []
    homes: dict[str, str] = {}
    for item in items:
        outside, sha256 = item, item.sha256
        if sha256 and sha256 in files:
            if _is_closed(item):
                left.append(item)
            else:
                outside = _outside(item, files[sha256])
                homes[outside.sha256 or sha256] = sha256
        records.append(outside)
    return Photos(tuple(records), tuple(left), files, homes)


def own_again(arrived: Any, here: Any) -> Any:
    """A record that came home: the photo that is here stays the photo of its record."""
    if not isinstance(arrived, r.Evidence) or KEPT_AS not in arrived.properties:
        return arrived
    rest = {name: value for name, value in arrived.properties.items() if name != KEPT_AS}
    if here is not None and here.sha256 == arrived.properties[KEPT_AS]:
        return replace(arrived, sha256=here.sha256, size=here.size, properties=rest)
    return arrived


def _is_closed(item: r.Evidence) -> bool:
    media = item.media_type or ""
    return media.startswith(TELLING) and media not in CLEANED


def _outside(item: r.Evidence, content: bytes) -> r.Evidence:
    clean = exif.cleaned(content, "strip")
    if clean == content:
        return item
    properties = {**item.properties, KEPT_AS: item.sha256}
    sha256 = hashlib.sha256(clean).hexdigest()
    return replace(item, sha256=sha256, size=len(clean), properties=properties)
