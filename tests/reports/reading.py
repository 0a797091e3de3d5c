"""Reads a PDF back: its text, the boxes of its characters, its bookmarks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
from pypdfium2 import raw


@dataclass(frozen=True)
class Seen:
    """A PDF as a reader sees it."""

    pages: tuple[str, ...]
    bookmarks: tuple[tuple[int, str, int], ...]  # level, title, page from 1
    outside: tuple[str, ...]  # characters that leave the page or its frame
    overlaps: tuple[str, ...]  # characters that lie on each other
    metadata: dict[str, str]

    @property
    def text(self) -> str:
        return "\n".join(self.pages)

    @property
    def squeezed(self) -> str:
        return squeeze(self.text)


def squeeze(text: str) -> str:
    """Text without what a line break may add: blanks and hyphens at ends of lines."""
    text = re.sub("[-\u00ad\ufffe\x02]\\s*[\r\n]+", "", text)
    return re.sub(r"[\s\u00a0\-\ufffe\x02]+", "", text)


MM = 72 / 25.4
UPRIGHT = (30 * MM, 15 * MM)  # left and right margins of the frame
WIDE = (20 * MM, 20 * MM)
EDGE = 20.0  # running heads and page numbers keep this far from the paper's edge
SAME_PLACE = 1.1  # two characters whose centres are nearer than this lie on each other


def see(path: Path) -> Seen:
    """Open, read and close."""
    document = pdfium.PdfDocument(str(path))
    try:
        texts, outside, overlaps = [], [], []
        for page in document:
            words = page.get_textpage()
            texts.append(words.get_text_range())
            boxes = list(_boxes(words))
            outside += list(_outside(page.get_size(), boxes))
            overlaps += list(_overlaps(boxes))
            words.close()
            page.close()
        marks = tuple(
            (item.level, item.get_title(), item.get_dest().get_index() + 1)
            for item in document.get_toc()
        )
        found = document.get_metadata_dict()
        return Seen(tuple(texts), marks, tuple(outside), tuple(overlaps), found)
    finally:
        document.close()


Box = tuple[str, float, float, float, float]


def _boxes(words: pdfium.PdfTextPage) -> Iterator[Box]:
    for index in range(words.count_chars()):
        char = chr(raw.FPDFText_GetUnicode(words, index))
        if raw.FPDFText_IsGenerated(words, index) != 1 and not char.isspace():
            yield char, *words.get_charbox(index)


def _outside(size: tuple[float, float], boxes: list[Box]) -> Iterator[str]:
    width, height = size
    left, right = UPRIGHT if height > width else WIDE
    for char, x1, y1, x2, y2 in boxes:
        wide = x1 < left - 1.5 or x2 > width - right + 1.5
        if wide or y1 < EDGE or y2 > height - EDGE:
            yield f"{char!r} at {x1:.0f},{y1:.0f}"


def _overlaps(boxes: list[Box]) -> Iterator[str]:
    seen: dict[tuple[int, int], list[tuple[str, float, float]]] = {}
    for char, x1, y1, x2, y2 in boxes:
        if unicodedata.combining(char) or x2 - x1 < SAME_PLACE:
            continue
        x, y = (x1 + x2) / 2, (y1 + y2) / 2
        cell = (int(x / 2), int(y / 2))
        near = [
            other
            for i in (-1, 0, 1)
            for j in (-1, 0, 1)
            for other in seen.get((cell[0] + i, cell[1] + j), ())
        ]
        for other, ox, oy in near:
            if abs(ox - x) < SAME_PLACE and abs(oy - y) < SAME_PLACE:
                yield f"{char!r} on {other!r} at {x:.0f},{y:.0f}"
        seen.setdefault(cell, []).append((char, x, y))
