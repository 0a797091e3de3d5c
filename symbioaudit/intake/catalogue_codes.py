"""Codes of a catalogue as official workbooks and spreadsheets leave them, made whole again.

A spreadsheet stores 24.10 as 24.1 and 01 as 1, a web page breaks «2 21 211 11 20 5» by a
no-break space. What can be mended without doubt is mended with a warning, the rest is a finding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from symbioaudit.base.i18n import N_, Message
from symbioaudit.intake.cells import Cell, CellKind
from symbioaudit.intake.codes import BECAME_DATE, LOST_ZERO, CodeReading
from symbioaudit.model import codes

ROUNDED: Final = N_("the spreadsheet rounded the code to {text}; take it from the source as text")
NOT_A_CODE: Final = N_("“{text}” is not a code of this catalogue")
TWO_LOST: Final = N_("“{text}” has 9 of 11 digits: the page it was copied from lost two of them")
SPACES: Final = re.compile(r"[\s\u00a0\u2007\u2009\u202f\ufeff]+")
EXPONENT: Final = re.compile(r"\d+([.,]\d+)?[eEеЕ][+-]?\d+")
SECTION_WORD: Final = re.compile(r"^(раздел|section)", re.IGNORECASE)
# Letters of sections are Latin in the standard and Cyrillic in half of the copies.
HOMOGLYPHS: Final = str.maketrans("АВСЕНКМОРТ", "ABCEHKMOPT")
DOTTED_SHAPES: Final[Mapping[str, re.Pattern[str]]] = MappingProxyType(
    {
        "okved2": re.compile(r"\d\d(\.\d(\d(\.\d\d?)?)?)?"),
        "okpd2": re.compile(r"\d\d(\.\d(\d(\.\d(\d(\.\d{3})?)?)?)?)?"),
        "nace": re.compile(r"\d\d(\.\d\d?)?"),
    }
)
PLAIN_SHAPES: Final[Mapping[str, tuple[re.Pattern[str], int]]] = MappingProxyType(
    {  # shape and the width to which a number that lost its zeros is filled
        "okei": (re.compile(r"\d{3,4}"), 3),
        "regions": (re.compile(r"\d{2}"), 2),
        "fkko_states": (re.compile(r"\d{2}"), 2),
        "hazard_classes": (re.compile(r"[0-5]"), 1),
        "its": (re.compile(r"\d{1,2}(\.\d)?"), 1),
        "rec20": (re.compile(r"[0-9A-Z]{2,3}"), 2),
        "rd": (re.compile(r"[RD]\d{1,2}"), 1),
    }
)


def read_catalogue_code(system: str, cell: Cell) -> CodeReading:
    """Read the code cell of one row of a catalogue."""
    text = SPACES.sub("", cell.text)
    if cell.kind is CellKind.DATE:
        return CodeReading(None, error=Message(BECAME_DATE, {"text": cell.text}))
    if EXPONENT.fullmatch(text):
        return CodeReading(None, error=Message(ROUNDED, {"text": cell.text}))
    if system in DOTTED_SHAPES:
        return _dotted(system, text, cell.text)
    return _READERS.get(system, _plain)(system, text, cell.text)


def _bad(shown: str) -> CodeReading:
    return CodeReading(None, error=Message(NOT_A_CODE, {"text": shown[:80]}))


def _mended(code: str, text: str, shown: str) -> CodeReading:
    if code == text:
        return CodeReading(code)
    return CodeReading(code, warning=Message(LOST_ZERO, {"text": shown, "code": code}))


def _fkko(_system: str, text: str, shown: str) -> CodeReading:
    code = codes.fkko(_western(text))
    if code is not None:
        return CodeReading(code)
    if len(damaged_fkko(shown)) == 9:
        return CodeReading(None, error=Message(TWO_LOST, {"text": shown}))
    return _bad(shown)


def damaged_fkko(shown: str) -> str:
    """The digits that are left of a ФККО code."""
    return re.sub(r"\D", "", _western(shown))


def _ewc(_system: str, text: str, shown: str) -> CodeReading:
    digits = re.sub(r"[.*]", "", _western(text))
    if not digits.isdecimal() or len(digits) > 6:
        return _bad(shown)
    return _mended(digits.zfill(len(digits) + len(digits) % 2), digits, shown)


def _dotted(system: str, text: str, shown: str) -> CodeReading:
    text = SECTION_WORD.sub("", text).strip(".").replace(",", ".")
    letter = text.upper().translate(HOMOGLYPHS)
    if re.fullmatch("[A-V]", letter):
        return CodeReading(letter)
    text = _western(text)
    first, dot, rest = text.partition(".")
    code = f"{first.zfill(2)}{dot}{rest}"
    if not DOTTED_SHAPES[system].fullmatch(code):
        return _bad(shown)
    return _mended(code, text, shown)


def _plain(system: str, text: str, shown: str) -> CodeReading:
    shape, width = PLAIN_SHAPES[system]
    text = _western(text).upper()
    code = text.zfill(width) if text.isdecimal() else text
    return _mended(code, text, shown) if shape.fullmatch(code) else _bad(shown)


def _oktmo(_system: str, text: str, shown: str) -> CodeReading:
    """ОКТМО of a municipality (8 digits) or a settlement (11)."""
    digits = _western(text)
    code = digits.zfill({7: 8, 10: 11}.get(len(digits), 0))
    fits = code.isdecimal() and len(code) in {8, 11}
    return _mended(code, digits, shown) if fits else _bad(shown)


def _western(text: str) -> str:
    """Decimal digits of every script as 0–9."""
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text)


_READERS: Final[Mapping[str, Callable[[str, str, str], CodeReading]]] = MappingProxyType(
    {"fkko": _fkko, "fkko_ewc": _fkko, "ewc": _ewc, "cities": _oktmo}
)
