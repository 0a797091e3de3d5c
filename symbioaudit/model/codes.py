"""Codes of classifiers as text: cleaning, form, and what their digits say.

ФККО (order of Rosprirodnadzor 22.05.2017 No. 242): digits 1–8 origin and composition, 9–10 state,
11 hazard class (0 in headings). ОКВЭД2 OK 029-2014, ОКПД2 OK 034-2014, EWC decision 2000/532/EC.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

_FKKO = re.compile(r"[1-46-9]\d{10}")
_OKVED = re.compile(r"[A-U]|\d{2}(\.\d(\d(\.\d{1,2})?)?)?")
_OKPD = re.compile(r"[A-U]|\d{2}(\.\d(\d(\.\d(\d(\.\d{1,3})?)?)?)?)?")
_EWC = re.compile(r"\d{2}(\d{2}(\d{2})?)?")


def clean_code(text: str) -> str:
    """A code without spaces of any kind, dots at the ends and an asterisk of hazard."""
    return re.sub(r"[\s\u00a0\u2009\u202f]+", "", text).strip(".*")


def fkko(text: str) -> str | None:
    """Eleven digits of a ФККО code, or None when it cannot be one."""
    digits = re.sub(r"[.\-–]", "", clean_code(text))
    return digits if _FKKO.fullmatch(digits) else None


def canonical(system: str, text: str) -> str:
    """A code of right shape without the signs that people put between its digits."""
    return (fkko(text) if system == "fkko" else None) or clean_code(text)


def print_fkko(code: str) -> str:
    """``X XX XXX XX XX X`` with no-break spaces."""
    return "\u00a0".join((code[0], code[1:3], code[3:6], code[6:8], code[8:10], code[10:]))


def hazard_class(code: str | None) -> int | None:
    """Hazard class 1–5 of a ФККО code; None for headings and for no code."""
    number = int(code[10]) if code and len(code) == 11 and code[10].isdigit() else 0
    return number if 1 <= number <= 5 else None


def fkko_level(code: str) -> str:
    """Level of a ФККО code: kind, or block, type, subtype, group, subgroup of a heading."""
    if code[10] != "0":
        return "kind"
    body = code[:8].rstrip("0")
    for length, name in ((1, "block"), (2, "type"), (3, "subtype"), (6, "group")):
        if len(body) <= length:
            return name
    return "subgroup"


def is_okved2(text: str) -> bool:
    """Form of an ОКВЭД2 code: section letter or XX, XX.X, XX.XX, XX.XX.X, XX.XX.XX."""
    return _OKVED.fullmatch(clean_code(text)) is not None


def is_okpd2(text: str) -> bool:
    """Form of an ОКПД2 code, up to XX.XX.XX.XXX."""
    return _OKPD.fullmatch(clean_code(text)) is not None


def is_ewc(text: str) -> bool:
    """Form of a European waste code: two, four or six digits."""
    return _EWC.fullmatch(clean_code(text)) is not None


FORMS: Final[Mapping[str, Callable[[str], bool]]] = MappingProxyType(
    {
        "fkko": lambda text: fkko(text) is not None,
        "okved2": is_okved2,
        "okpd2": is_okpd2,
        "ewc": is_ewc,
    }
)
