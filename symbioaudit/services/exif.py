"""What a camera wrote into a picture: time, orientation, place; and how it is taken out again.

Pixels are never coded anew: only the segments that hold words about the picture are cut or blanked.
Sources: Exif 2.32 (CIPA DC-008), TIFF 6.0, PNG 3rd edition, the WebP container specification.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

Policy = Literal["keep", "strip_place", "strip"]

EXIF: Final = b"Exif\0\0"
ORIENTATION, DATE, EXIF_IFD, GPS_IFD, TAKEN, OFFSET = 0x0112, 0x0132, 0x8769, 0x8825, 0x9003, 0x9011
SIZES: Final = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
MAX_ENTRIES: Final = 512
PNG: Final = b"\x89PNG\r\n\x1a\n"
PNG_WORDS: Final = frozenset({b"eXIf", b"tEXt", b"iTXt", b"zTXt", b"tIME"})
WEBP_FLAGS: Final = {b"EXIF": 0x08, b"XMP ": 0x04}
# JPEG: APP1 holds Exif and XMP, APP13 IPTC, COM free words. APP0, APP2 (colours) and APP14 stay.
JPEG_WORDS: Final = frozenset({0xE1, 0xED, 0xFE})


@dataclass(frozen=True, slots=True)
class Shot:
    """What a picture says of itself. ``taken_at`` ISO 8601; ``place`` (latitude, longitude) in degrees."""

    taken_at: str | None = None
    orientation: int = 1
    place: tuple[float, float] | None = None


def read(data: bytes) -> Shot:
    """Time, orientation and place of a JPEG; a picture without them, or a broken one, says nothing."""
    found = _exif_of(data)
    if found is None:
        return Shot()
    try:
        return _shot(_Tiff(bytes(data[found[0] : found[1]])))
    except (struct.error, ValueError, IndexError, ZeroDivisionError):
        return Shot()


def cleaned(data: bytes, policy: Policy) -> bytes:
    """The picture without its place, or without all it says of itself; other files stay as they are."""
    if policy == "keep":
        return data
    if data.startswith(b"\xff\xd8"):
        return _clean_jpeg(data, policy)
    if data.startswith(PNG):
        return _clean_png(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _clean_webp(data)
    return data


# -- JPEG ------------------------------------------------------------------------


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """(marker, start, end) of each segment before the scan; ``start`` is at the 0xFF."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        if marker in (0xDA, 0xD9):
            return
        (size,) = struct.unpack_from(">H", data, at + 2)
        end = at + 2 + size
        if size < 2 or end > len(data):
            return
        yield marker, at, end
        at = end


def _exif_of(data: bytes) -> tuple[int, int] | None:
    """Where the TIFF block of a JPEG lies."""
    if not data.startswith(b"\xff\xd8"):
        return None
    for marker, start, end in _segments(data):
        if marker == 0xE1 and data[start + 4 : start + 10] == EXIF:
            return start + 10, end
    return None


def _clean_jpeg(data: bytes, policy: Policy) -> bytes:
    parts, last, turned = [b"\xff\xd8"], 2, read(data).orientation
    if policy == "strip" and turned != 1:
        parts.append(_only_orientation(turned))
    for marker, start, end in _segments(data):
        parts.append(data[last:start])
        last = end
        is_exif = marker == 0xE1 and data[start + 4 : start + 10] == EXIF
        if is_exif and policy == "strip_place":
            parts.append(data[start : start + 10] + _without_place(data[start + 10 : end]))
        elif marker not in JPEG_WORDS:
            parts.append(data[start:end])
    parts.append(data[last:])
    return b"".join(parts)


def _only_orientation(value: int) -> bytes:
    tiff = struct.pack("<2sHIHHHIHHI", b"II", 42, 8, 1, ORIENTATION, 3, 1, value, 0, 0)
    return struct.pack(">BBH", 0xFF, 0xE1, len(tiff) + 8) + EXIF + tiff


def _without_place(block: bytes) -> bytes:
    """The TIFF block with its GPS directory and its values blanked; an unreadable one goes whole."""
    out = bytearray(block)
    try:
        tiff = _Tiff(block)
        gps = tiff.number(tiff.first, GPS_IFD)
        if gps is None:
            return block
        for entry in tiff.entries(gps):
            if entry.size > 4:
                out[entry.value : entry.value + entry.size] = bytes(entry.size)
            out[entry.at : entry.at + 12] = bytes(12)
        out[gps : gps + 2] = bytes(2)
    except (struct.error, ValueError, IndexError):
        return b"II*\0\x08\0\0\0\0\0\0\0\0\0"
    return bytes(out[: len(block)])


# -- PNG and WebP -----------------------------------------------------------------


def _clean_png(data: bytes) -> bytes:
    parts, at = [PNG], len(PNG)
    while at + 12 <= len(data):
        (size,) = struct.unpack_from(">I", data, at)
        end = at + 12 + size
        if data[at + 4 : at + 8] not in PNG_WORDS:
            parts.append(data[at:end])
        at = end
    return b"".join(parts)


def _clean_webp(data: bytes) -> bytes:
    parts, at, flags = [], 12, 0
    while at + 8 <= len(data):
        name, size = data[at : at + 4], struct.unpack_from("<I", data, at + 4)[0]
        end = at + 8 + size + size % 2
        if name in WEBP_FLAGS:
            flags |= WEBP_FLAGS[name]
        else:
            parts.append(data[at:end])
        at = end
    if parts and parts[0][:4] == b"VP8X":
        head = bytearray(parts[0])
        head[8] &= ~flags & 0xFF
        parts[0] = bytes(head)
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


# -- TIFF --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Item:
    tag: int
    kind: int
    count: int
    at: int  # of the entry
    value: int  # where its value lies
    size: int


class _Tiff:
    """Directories of a TIFF block."""

    def __init__(self, block: bytes) -> None:
        self.block = block
        orders = {b"II": "<", b"MM": ">"}
        if block[:2] not in orders:
            raise ValueError("no TIFF")
        self.order = orders[block[:2]]
        (self.first,) = struct.unpack_from(f"{self.order}I", block, 4)

    def entries(self, at: int) -> list[_Item]:
        """The entries of the directory at an offset."""
        (count,) = struct.unpack_from(f"{self.order}H", self.block, at)
        out = []
        for n in range(min(count, MAX_ENTRIES)):
            place = at + 2 + 12 * n
            tag, kind, many = struct.unpack_from(f"{self.order}HHI", self.block, place)
            size = SIZES.get(kind, 1) * many
            (far,) = struct.unpack_from(f"{self.order}I", self.block, place + 8)
            value = place + 8 if size <= 4 else far
            if value + size > len(self.block):
                raise ValueError("a value outside the block")
            out.append(_Item(tag, kind, many, place, value, size))
        return out

    def item(self, at: int, tag: int) -> _Item | None:
        """The entry of a tag."""
        return next((item for item in self.entries(at) if item.tag == tag), None)

    def number(self, at: int, tag: int) -> int | None:
        """A whole number of a tag."""
        item = self.item(at, tag)
        if item is None:
            return None
        form = "H" if item.kind == 3 else "I"
        return int(struct.unpack_from(f"{self.order}{form}", self.block, item.value)[0])

    def text(self, at: int, tag: int) -> str:
        """A text of a tag."""
        item = self.item(at, tag)
        raw = self.block[item.value : item.value + item.size] if item else b""
        return raw.split(b"\0")[0].decode("ascii", "replace").strip()

    def degrees(self, at: int, tag: int) -> float | None:
        """Three fractions: degrees, minutes, seconds."""
        item = self.item(at, tag)
        if item is None or item.count != 3 or item.kind != 5:
            return None
        parts = struct.unpack_from(f"{self.order}6I", self.block, item.value)
        return float(sum(parts[2 * n] / parts[2 * n + 1] / 60**n for n in range(3)))


def _shot(tiff: _Tiff) -> Shot:
    inner = tiff.number(tiff.first, EXIF_IFD)
    taken = tiff.text(inner, TAKEN) if inner else ""
    zone = tiff.text(inner, OFFSET) if inner else ""
    turned = tiff.number(tiff.first, ORIENTATION) or 1
    return Shot(
        taken_at=_iso(taken or tiff.text(tiff.first, DATE), zone),
        orientation=turned if 1 <= turned <= 8 else 1,
        place=_place(tiff),
    )


def _iso(text: str, zone: str) -> str | None:
    """``2026:03:05 14:07:09`` as ISO 8601."""
    from datetime import datetime

    try:
        moment = datetime.strptime(text, "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 (a camera knows no zone)
        return datetime.fromisoformat(f"{moment.isoformat()}{zone}").isoformat()
    except ValueError:
        return None


def _place(tiff: _Tiff) -> tuple[float, float] | None:
    gps = tiff.number(tiff.first, GPS_IFD)
    if gps is None:
        return None
    north, east = tiff.degrees(gps, 2), tiff.degrees(gps, 4)
    if north is None or east is None:
        return None
    south, west = tiff.text(gps, 1) == "S", tiff.text(gps, 3) == "W"
    return (-north if south else north), (-east if west else east)
