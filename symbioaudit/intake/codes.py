"""Codes of classifiers and registers as people and spreadsheets leave them.

A spreadsheet turns 10.10 into 10.1, 0123456789 into 123456789 and 10.11 into the tenth of
November. What can be mended without doubt is mended with a warning, the rest is asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from symbioaudit.base.i18n import N_, Message
from symbioaudit.intake.cells import CellKind
from symbioaudit.model.identifiers import CHECKS

DIGITS: Final[dict[str, tuple[int, ...]]] = {
    "fkko": (11,),
    "ewc": (6,),
    "inn": (10, 12),
    "ogrn": (13, 15),
    "kpp": (9,),
    "okpo": (8, 10),
    "oktmo": (8, 11),
}
DOTTED: Final = frozenset({"okved2", "okpd2"})
CHECKED: Final = frozenset({"inn", "ogrn", "okpo"})
LOST_ZERO: Final = N_("the spreadsheet shortened the code {text}; read as {code}")
BECAME_DATE: Final = N_("the spreadsheet turned a code into the date {text}; type it as text")
WRONG_LENGTH: Final = N_("“{text}” has {found} digits, a code of this kind has {wanted}")
WRONG_SUM: Final = N_("the check digit of “{text}” does not fit; look for a slip")


@dataclass(frozen=True, slots=True)
class CodeReading:
    """The code, what was mended (``warning``) or why it cannot be taken (``error``)."""

    code: str | None
    warning: Message | None = None
    error: Message | None = None


def read_code(text: str, system: str | None, kind: CellKind = CellKind.TEXT) -> CodeReading:
    """Read a code of a classifier as it stands in a cell of the given kind."""
    if kind is CellKind.DATE and system in DOTTED:
        return CodeReading(None, error=Message(BECAME_DATE, {"text": text}))
    if system in DIGITS:
        return _digits(text, system, DIGITS[system], kind)
    if system in DOTTED:
        return _dotted(text, kind)
    return CodeReading(text.strip() or None)


def _digits(text: str, system: str, lengths: tuple[int, ...], kind: CellKind) -> CodeReading:
    code = re.sub(r"[\s\u00a0\u2007\u2009\u202f._*-]", "", text)
    if not code.isdecimal():
        return _lettered(text, code, system, lengths)
    code = "".join(str(int(digit)) for digit in code)
    padded = f"0{code}"
    if len(code) not in lengths:
        mended = len(padded) in lengths and (kind is CellKind.NUMBER or _sum_fits(padded, system))
        if not mended or system == "fkko":
            return _bad_length(text, code, lengths)
        return CodeReading(padded, warning=Message(LOST_ZERO, {"text": text, "code": padded}))
    if not _sum_fits(code, system, default=True):
        return CodeReading(code, warning=Message(WRONG_SUM, {"text": text}))
    return CodeReading(code)


def _lettered(text: str, code: str, system: str, lengths: tuple[int, ...]) -> CodeReading:
    """КПП may hold Latin capitals; nothing else here may."""
    check = CHECKS.get(system)
    if system == "kpp" and check and check(code):
        return CodeReading(code)
    return _bad_length(text, code, lengths)


def _bad_length(text: str, code: str, lengths: tuple[int, ...]) -> CodeReading:
    found = sum(letter.isdecimal() for letter in code)
    params = {"text": text, "found": found, "wanted": "/".join(map(str, lengths))}
    return CodeReading(None, error=Message(WRONG_LENGTH, params))


def _dotted(text: str, kind: CellKind) -> CodeReading:
    code = text.strip().replace(",", ".").rstrip(".")
    whole, dot, rest = code.partition(".")
    if kind is CellKind.NUMBER and whole.isdecimal():
        # One digit after the point is a group (10.1) in the books but 10.10 in nearly all cells
        # where a number could be stored: a class has two.
        mended = f"{whole.zfill(2)}.{rest.ljust(2, '0')}" if dot else whole.zfill(2)
        if mended != code:
            return CodeReading(mended, warning=Message(LOST_ZERO, {"text": text, "code": mended}))
    return CodeReading(code or None)


def _sum_fits(code: str, system: str, *, default: bool = False) -> bool:
    """Check digits where the system has them; ``default`` where it has none."""
    check = CHECKS.get(system)
    return check(code) if check and system in CHECKED else default
