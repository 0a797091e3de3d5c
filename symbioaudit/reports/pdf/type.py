"""Breaking text into lines that never leave their width, however long a word is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from symbioaudit.reports.pdf.fonts import Face, clean

VOWELS: Final = frozenset("аеёиоуыэюяАЕЁИОУЫЭЮЯaeiouyAEIOUY")
NO_START: Final = frozenset("ъьйЪЬЙ")
SOFT_BREAKS: Final = frozenset("-/\\_.,:;@=&?!|+)]}–—")
LEAST_PIECE: Final = 2


@dataclass(frozen=True, slots=True)
class Line:
    """One line ready to be drawn."""

    text: str
    width: float


@lru_cache(maxsize=100_000)
def wrap(text: str, face: Face, size: float, width: float, indent: float = 0.0) -> tuple[Line, ...]:
    """``text`` in lines of at most ``width`` points; the first is ``indent`` shorter."""
    lines: list[Line] = []
    for paragraph in clean(text).split("\n"):
        lines += _wrap_paragraph(paragraph, face, size, width, indent if not lines else 0.0)
    return tuple(lines)


def _wrap_paragraph(text: str, face: Face, size: float, width: float, indent: float) -> list[Line]:
    whole = face.width(text, size)
    if whole <= width - indent:
        return [Line(text, whole)]
    space = face.width(" ", size)
    lines: list[Line] = []
    current, used, room = "", 0.0, width - indent
    for word in text.split(" "):
        need = face.width(word, size)
        if current and used + space + need <= room:
            current, used = f"{current} {word}", used + space + need
            continue
        if current:
            lines.append(Line(current, used))
            room = width
        rest = word
        while need > room:
            piece, rest = _break(rest, face, size, room)
            lines.append(Line(piece, face.width(piece, size)))
            room, need = width, face.width(rest, size)
        current, used = rest, need
    lines.append(Line(current, used))
    return lines


def _break(word: str, face: Face, size: float, room: float) -> tuple[str, str]:
    """The longest beginning of ``word`` that fits, and the rest; at least one character."""
    hyphen = face.width("-", size)
    used, fits = 0.0, 0
    for fits, char in enumerate(word):  # noqa: B007 (the count is what is wanted)
        used += face.widths[char] * size
        if used > room:
            break
    fits = max(1, fits)
    for cut in range(fits, max(1, fits // 2), -1):
        if word[cut - 1] in SOFT_BREAKS:
            return word[:cut], word[cut:]
    with_hyphen = fits
    while with_hyphen > LEAST_PIECE and face.width(word[:with_hyphen], size) + hyphen > room:
        with_hyphen -= 1
    for cut in range(with_hyphen, max(LEAST_PIECE, with_hyphen // 2), -1):
        if _syllable(word, cut):
            return f"{word[:cut]}-", word[cut:]
    return word[:fits], word[fits:]


def _syllable(word: str, cut: int) -> bool:
    """True where a Russian or English word may be hyphenated, by its vowels."""
    before, after = word[:cut], word[cut:]
    if len(after) < LEAST_PIECE or not before[-1].isalpha() or not after[0].isalpha():
        return False
    if after[0] in NO_START or VOWELS.isdisjoint(before[-4:]) or VOWELS.isdisjoint(after[:4]):
        return False
    return before[-1] in VOWELS or (before[-1] not in VOWELS and after[0] not in VOWELS)


def longest_word(text: str, face: Face, size: float) -> float:
    """Width of the widest word of clean text."""
    return max((face.width(word, size) for word in clean(text).split()), default=0.0)


def natural(text: str, face: Face, size: float) -> float:
    """Width of the widest line of ``text`` when nothing is broken."""
    return max(face.width(line, size) for line in clean(text).split("\n"))


def shortened(text: str, face: Face, size: float, width: float, most: int) -> tuple[Line, ...]:
    """At most ``most`` lines, the last with an ellipsis when something is left out."""
    lines = wrap(text, face, size, width)
    if len(lines) <= most:
        return lines
    last = lines[most - 1].text
    while last and face.width(last + "…", size) > width:
        last = last[:-1]
    return (*lines[: most - 1], Line(last + "…", face.width(last + "…", size)))
