"""The look of the PDF, from ``style.yaml``; lengths in points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from symbioaudit.reports.pdf.fonts import Face, face
from symbioaudit.reports.templates import load

MM: Final = 72 / 25.4


@dataclass(frozen=True, slots=True)
class TextStyle:
    """Size, leading, space before and after, indent of the first line, face."""

    size: float
    leading: float
    before: float
    after: float
    indent: float
    face: Face


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page and its margins."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float

    @property
    def inner_width(self) -> float:
        """Width between the margins."""
        return self.width - self.left - self.right

    @property
    def inner_height(self) -> float:
        """Height between the margins."""
        return self.height - self.top - self.bottom


@cache
def text_style(name: str) -> TextStyle:
    """A text style by its name."""
    raw = load("style")["text"][name]
    return TextStyle(
        size=float(raw["size"]),
        leading=float(raw["leading"]),
        before=float(raw.get("before", 0)),
        after=float(raw.get("after", 0)),
        indent=float(raw.get("indent", 0)) * MM,
        face=face(raw.get("face", "regular")),
    )


@cache
def sheet(name: str) -> Sheet:
    """``page`` (portrait) or ``wide`` (landscape)."""
    return Sheet(**{key: float(value) * MM for key, value in load("style")[name].items()})


Colour = tuple[float, float, float]


def _rgb(text: str) -> Colour:
    red, green, blue = (int(text[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return red, green, blue


@cache
def colour(name: str) -> Colour:
    """A colour by its name."""
    return _rgb(load("style")["colours"][name])


@cache
def palette(name: str) -> Mapping[str, Colour]:
    """A named set of colours: ``lights`` or ``groups``."""
    return {key: _rgb(value) for key, value in load("style")["colours"][name].items()}


@cache
def series_colours() -> tuple[Colour, ...]:
    """Colours of chart series in order."""
    return tuple(_rgb(value) for value in load("style")["colours"]["series"])
