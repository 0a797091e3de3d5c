"""Fonts of the PDF: PT Sans with DejaVu Sans for the characters it lacks, glyph by glyph."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, Final

from symbioaudit.base.paths import data_room
from symbioaudit.reports.errors import FONT_LOST

FACES: Final = {
    "regular": ("PTSans-Regular", "DejaVuSans"),
    "bold": ("PTSans-Bold", "DejaVuSans-Bold"),
    "italic": ("PTSans-Italic", "DejaVuSans"),
    "bold_italic": ("PTSans-BoldItalic", "DejaVuSans-Bold"),
}
REPLACEMENT: Final = "\ufffd"
LAST_BMP: Final = 0xFFFF
_SPACES = {0x09: " ", 0x0B: "\n", 0x0C: "\n", 0x0D: "\n", 0x2028: "\n", 0x2029: "\n"}
_NARROW = {0x202F: "\u00a0", 0x2009: "\u00a0", 0x200A: "", 0x2007: "\u00a0"}


class _Widths(dict[str, float]):
    """Advance of a character in ems, found when first asked for."""

    def __init__(self, primary: str, fallback: str) -> None:
        super().__init__()
        self.maps = tuple(_glyph_widths(name) for name in (primary, fallback))
        self.second: set[str] = set()

    def __missing__(self, char: str) -> float:
        for index, known in enumerate(self.maps):
            width = known.get(ord(char))
            if width is not None:
                if index:
                    self.second.add(char)
                break
        else:
            width = self[REPLACEMENT]
        self[char] = width
        return width


@dataclass(frozen=True)
class Face:
    """One style of type: the primary font, its fallback, and the advances of both."""

    key: str
    primary: str
    fallback: str
    widths: _Widths = field(compare=False, repr=False)

    def __hash__(self) -> int:
        return hash(self.key)

    def width(self, text: str, size: float) -> float:
        """Width of clean ``text`` in points."""
        return sum(map(self.widths.__getitem__, text)) * size

    def runs(self, text: str) -> tuple[tuple[str, str], ...]:
        """``text`` cut into (font name, piece) where the font changes."""
        for char in text:
            self.widths[char]  # learn which font has it
        second = self.widths.second
        if not second or second.isdisjoint(text):
            return ((self.primary, text),) if text else ()
        out: list[tuple[str, str]] = []
        for char in text:
            font = self.fallback if char in second else self.primary
            if out and out[-1][0] == font:
                out[-1] = (font, out[-1][1] + char)
            else:
                out.append((font, char))
        return tuple(out)


@cache
def face(key: str) -> Face:
    """A face by its key; registers its fonts on first use.

    Raises:
        OperationFailed: SA-6502 when a font file of the program is missing.
    """
    primary, fallback = FACES[key]
    for name in (primary, fallback):
        _register(name)
    return Face(key, primary, fallback, _Widths(primary, fallback))


@cache
def _register(name: str) -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    path = data_room("resources") / "fonts" / f"{name}.ttf"
    try:
        pdfmetrics.registerFont(TTFont(name, str(path)))
    except (OSError, TTFError) as fault:
        raise FONT_LOST(name=path.name) from fault


@cache
def _glyph_widths(name: str) -> dict[int, float]:
    from reportlab.pdfbase import pdfmetrics

    font: Any = pdfmetrics.getFont(name)
    shape = font.face
    default = shape.defaultWidth
    known = {code: shape.charWidths.get(code, default) / 1000 for code in shape.charToGlyph}
    if 0x20 in known:
        known[0xA0] = known[0x20]
    return known


@lru_cache(maxsize=200_000)
def clean(text: str) -> str:
    """``text`` as the fonts can show it: composed, without controls, always drawable.

    Line ends become ``\\n``; what no font has becomes the visible replacement character.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_drawable, unicodedata.normalize("NFC", text.replace("\r\n", "\n"))))


@cache
def _drawable(char: str) -> str:
    code = ord(char)
    if char == "\n":
        return char
    if code in _SPACES:
        return _SPACES[code]
    if code in _NARROW:
        return _NARROW[code]
    if 0xFE00 <= code <= 0xFE0F or unicodedata.category(char) in {"Cc", "Cf"}:
        return ""
    if code > LAST_BMP or not _has_glyph(code):
        return REPLACEMENT
    return char


def _has_glyph(code: int) -> bool:
    face("regular")
    return any(code in _glyph_widths(name) for name in FACES["regular"]) and any(
        code in _glyph_widths(name) for name in _bold_names()
    )


@cache
def _bold_names() -> tuple[str, str]:
    face("bold")
    return FACES["bold"]
