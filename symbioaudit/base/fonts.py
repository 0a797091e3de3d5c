"""Which characters a TrueType font can draw, read from its own table; stdlib only."""

from __future__ import annotations

import struct
from typing import Final

SHORT_CODES: Final = 4  # cmap formats of the OpenType specification
LONG_CODES: Final = 12


def characters_of(data: bytes) -> frozenset[int]:
    """Code points with a glyph, from the ``cmap`` table (formats 4 and 12).

    Raises:
        ValueError: not a TrueType font, or one without a table that is understood.
    """
    try:
        start = _table(data, b"cmap")
        count = struct.unpack_from(">H", data, start + 2)[0]
        found: set[int] = set()
        for i in range(count):
            offset = start + struct.unpack_from(">I", data, start + 8 + 8 * i)[0]
            kind = struct.unpack_from(">H", data, offset)[0]
            if kind == SHORT_CODES:
                found |= _format_4(data, offset)
            elif kind == LONG_CODES:
                found |= _format_12(data, offset)
    except struct.error as fault:
        raise ValueError("not a TrueType font") from fault
    if not found:
        raise ValueError("the font has no table of characters")
    return frozenset(found)


def _table(data: bytes, tag: bytes) -> int:
    for i in range(struct.unpack_from(">H", data, 4)[0]):
        name, _check, offset, _length = struct.unpack_from(">4sIII", data, 12 + 16 * i)
        if name == tag:
            return int(offset)
    raise ValueError("the font has no table of characters")


def _format_4(data: bytes, at: int) -> set[int]:
    n = struct.unpack_from(">H", data, at + 6)[0] // 2
    ends = struct.unpack_from(f">{n}H", data, at + 14)
    starts = struct.unpack_from(f">{n}H", data, at + 16 + 2 * n)
    deltas = struct.unpack_from(f">{n}H", data, at + 16 + 4 * n)
    ranges_at = at + 16 + 6 * n
    ranges = struct.unpack_from(f">{n}H", data, ranges_at)
    found = set()
    for i in range(n):
        for code in range(starts[i], min(ends[i], 0xFFFE) + 1):
            glyph = code
            if ranges[i]:
                place = ranges_at + 2 * i + ranges[i] + 2 * (code - starts[i])
                glyph = struct.unpack_from(">H", data, place)[0]
                if not glyph:
                    continue
            if (glyph + deltas[i]) & 0xFFFF:
                found.add(code)
    return found


def _format_12(data: bytes, at: int) -> set[int]:
    found: set[int] = set()
    for i in range(struct.unpack_from(">I", data, at + 12)[0]):
        first, last, glyph = struct.unpack_from(">III", data, at + 16 + 12 * i)
        found.update(range(first + (not glyph), last + 1))
    return found
