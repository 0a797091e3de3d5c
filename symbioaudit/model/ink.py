"""A signature drawn by hand: strokes of points with pressure, kept as short texts, never as a picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

Point = tuple[
    int, int, int
]  # x, y (grows downwards) in thousandths of the field's width; pressure 0–100
Stroke = tuple[Point, ...]
WIDTH: Final = 1000
HEIGHT: Final = 360
MOST_POINTS: Final = 20_000


def written(strokes: Iterable[Sequence[Point]]) -> tuple[str, ...]:
    """One text a stroke: ``x,y,pressure x,y,pressure …``."""
    return tuple(" ".join(f"{x},{y},{p}" for x, y, p in stroke) for stroke in strokes if stroke)


def read(value: Any) -> tuple[Stroke, ...]:
    """Strokes of a stored value; what is no stroke, or lies outside the field, is left out."""
    if not isinstance(value, list | tuple):
        return ()
    left, out = MOST_POINTS, []
    for text in value:
        stroke = _stroke(text)[:left]
        left -= len(stroke)
        if stroke:
            out.append(stroke)
    return tuple(out)


def _stroke(text: Any) -> Stroke:
    points: list[Point] = []
    for item in text.split() if isinstance(text, str) else ():
        parts = item.split(",")
        if len(parts) == 3 and all(part.isascii() and part.isdigit() for part in parts):
            x, y, pressure = (int(part[:6]) for part in parts)
            if x <= WIDTH and y <= HEIGHT and pressure <= 100:
                points.append((x, y, pressure))
    return tuple(points)
