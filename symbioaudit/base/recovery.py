"""Recovery kits: a key as words a person can print, keep in a safe and type again.

Letters and digits that nobody confuses (Crockford's base 32: no I, L, O, U), four lines of four groups
of four; each line ends with two signs of its own checksum, so a slip of the pen is found where it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Final

from symbioaudit.base.errors import define
from symbioaudit.base.i18n import N_

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOK_ALIKE: Final = str.maketrans("OIL", "011")
LINE: Final = 16  # signs of a line before its two of checksum
SUM: Final = 7  # bytes of checksum: kind, key and sum are 40 bytes, 64 signs, four full lines
KEY: Final = 32
KINDS: Final = {"identity": b"I", "workspace": b"W"}

BAD_KIT = define(
    "SA-1006",
    N_("The recovery kit is mistyped in line {line}."),
    N_("Compare that line with the paper, sign by sign, and type the kit again."),
)
OTHER_KIT = define(
    "SA-1007",
    N_("This is no recovery kit of that kind."),
    N_("Take the paper whose heading names what you want to restore."),
)


def kit(kind: str, key: bytes) -> tuple[str, ...]:
    """The lines to print for a key of 32 bytes."""
    if len(key) != KEY:
        raise ValueError("a key of another length")
    body = KINDS[kind] + key
    text = _base32(body + hashlib.sha256(body).digest()[:SUM])
    lines = (text[at : at + LINE] for at in range(0, len(text), LINE))
    return tuple(_grouped(line + _check(line)) for line in lines)


def key_of(kind: str, typed: str) -> bytes:
    """The key of a kit as it was typed; spaces, dashes and small letters do not matter.

    Raises:
        InputRefused: SA-1006 with the line that is wrong; SA-1007, a kit for something else.
    """
    text = ""
    for number, line in enumerate(_lines(typed), 1):
        signs, check = line[:LINE], line[LINE:]
        if set(line) - set(ALPHABET) or len(line) != LINE + 2 or _check(signs) != check:
            raise BAD_KIT(line=number)
        text += signs
    raw = _bytes(text)
    body, total = raw[:-SUM], raw[-SUM:]
    fits = hashlib.sha256(body).digest()[:SUM] == total
    if not fits or len(body) != KEY + 1 or body[:1] != KINDS[kind]:
        raise OTHER_KIT(kind=kind)
    return body[1:]


def _lines(typed: str) -> Iterator[str]:
    signs = "".join(sign for sign in typed.upper() if sign.isalnum()).translate(_LOOK_ALIKE)
    for at in range(0, max(len(signs), 1), LINE + 2):
        yield signs[at : at + LINE + 2]


def _base32(raw: bytes) -> str:
    number, length = int.from_bytes(raw, "big"), len(raw) * 8 // 5
    return "".join(ALPHABET[number >> 5 * (length - 1 - n) & 31] for n in range(length))


def _bytes(text: str) -> bytes:
    number = 0
    for sign in text:
        number = number << 5 | ALPHABET.index(sign)
    return number.to_bytes((len(text) * 5 + 7) // 8, "big")


def _check(line: str) -> str:
    """Two signs over one line: a wrong sign anywhere, or two changed places, changes them."""
    value = int.from_bytes(hashlib.sha256(line.encode()).digest()[:2], "big")
    return ALPHABET[value >> 5 & 31] + ALPHABET[value & 31]


def _grouped(line: str) -> str:
    return " ".join(line[at : at + 4] for at in range(0, len(line), 4))
