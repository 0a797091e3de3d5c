"""Russian identifiers of legal entities: format and check digits; stdlib only.

ИНН: order of the Federal Tax Service ЕД-7-14/559@; ОГРН/ОГРНИП: order of the Ministry of Finance 165n;
ОКПО: PR 50.1.024-2005; КПП: structure only. Numbers are text; spaces and hyphens are dropped first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

_DROPPED = re.compile(r"[\s\u00a0\u2009\u202f\-‐‑–]+")
_INN10: Final = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN11: Final = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN12: Final = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)


def clean(text: str) -> str:
    """The identifier without spaces and hyphens."""
    return _DROPPED.sub("", text)


def _digits(text: str, *lengths: int) -> str | None:
    found = clean(text)
    good = found.isascii() and found.isdigit() and len(found) in lengths and found.strip("0") != ""
    return found if good else None


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(d) * w for d, w in zip(digits, weights, strict=False))


def is_inn(text: str) -> bool:
    """ИНН of a legal entity (10 digits) or of a person (12)."""
    number = _digits(text, 10, 12)
    if number is None:
        return False
    if len(number) == 10:
        return _weighted(number, _INN10) % 11 % 10 == int(number[9])
    first = _weighted(number, _INN11) % 11 % 10 == int(number[10])
    return first and _weighted(number, _INN12) % 11 % 10 == int(number[11])


def is_ogrn(text: str) -> bool:
    """ОГРН of a legal entity, 13 digits, first digit 1, 2, 3 or 5."""
    number = _digits(text, 13)
    return (
        number is not None and number[0] in "1235" and int(number[:12]) % 11 % 10 == int(number[12])
    )


def is_ogrnip(text: str) -> bool:
    """ОГРНИП of a sole trader, 15 digits, first digit 3 or 4; the remainder of 13 is taken modulo 10."""
    number = _digits(text, 15)
    return (
        number is not None and number[0] in "34" and int(number[:14]) % 13 % 10 == int(number[14])
    )


def is_kpp(text: str) -> bool:
    """КПП: four digits, two digits or Latin capitals, three digits; it has no check digit."""
    return re.fullmatch(r"(?!0000)\d{4}[0-9A-Z]{2}\d{3}", clean(text), re.ASCII) is not None


def is_okpo(text: str) -> bool:
    """ОКПО, 8 digits (legal entity) or 10 (sole trader)."""
    number = _digits(text, 8, 10)
    if number is None:
        return False
    body, check = number[:-1], int(number[-1])
    for start in (1, 3):
        weights = tuple((start + i - 1) % 10 + 1 for i in range(len(body)))
        rest = _weighted(body, weights) % 11
        if rest < 10:
            return rest == check
    return check == 0


def is_oktmo(text: str) -> bool:
    """ОКТМО, 8 or 11 digits; structure only."""
    return _digits(text, 8, 11) is not None


def is_cas(text: str) -> bool:
    """CAS registry number with its check digit (CAS)."""
    found = re.fullmatch(r"(\d{2,7})-(\d{2})-(\d)", text.strip())
    if not found:
        return False
    body = found[1] + found[2]
    return sum(int(d) * i for i, d in enumerate(reversed(body), 1)) % 10 == int(found[3])


CHECKS: Final[Mapping[str, Callable[[str], bool]]] = MappingProxyType(
    {
        "inn": is_inn,
        "ogrn": lambda text: is_ogrn(text) or is_ogrnip(text),
        "ogrnip": is_ogrnip,
        "kpp": is_kpp,
        "okpo": is_okpo,
        "oktmo": is_oktmo,
        "cas": is_cas,
    }
)
