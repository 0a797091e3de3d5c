"""Fields of two scales: the matrix of risks, the quadrant of potential and readiness."""

from __future__ import annotations

import math

from symbioaudit.reports.pdf.flow import Box
from symbioaudit.reports.pdf.fonts import face
from symbioaudit.reports.pdf.style import MM, colour, palette, text_style
from symbioaudit.reports.pdf.surface import Surface
from symbioaudit.reports.pdf.type import shortened
from symbioaudit.reports.tree import Quadrant, RiskMatrix

WIDE = 110 * MM
TALL = 66 * MM
LEFT = 70.0
FOOT = 24.0
LIGHT = 0.25
RADIUS = 6.5
CORNERS = {  # key → to the right, up
    "high_high": (1, 1), "high_low": (1, 0), "low_high": (0, 1), "low_low": (0, 0),
}  # fmt: skip


def matrix(picture: RiskMatrix, width: float) -> Box:
    """The 3×3 matrix; a cell with many risks names the first ones and counts the rest."""
    wide = min(WIDE, width - LEFT)

    def draw(surface: Surface, x: float, top: float) -> None:
        left, floor = x + LEFT, top - TALL
        cell = (wide / 3, TALL / 3)
        for (p, c), lamp in picture.lamps.items():
            at = (left + (c - 1) * cell[0], floor + (p - 1) * cell[1])
            ink = palette("lights")[lamp]
            surface.box(*at, *cell, ink, alpha=LIGHT)
            surface.box(*at, *cell, stroke=colour("rule"))
            _word(surface, at[0] + 3, at[1] + cell[1] - 9, str(p * c), quiet=True)
            _chips(surface, at, cell, picture.cells.get((p, c), ()))
        for start, end, _number in picture.arrows:
            _arrow(surface, (left, floor), cell, start, end)
        for mark in (1, 2, 3):
            _word(surface, left + (mark - 0.5) * cell[0], floor - 11, str(mark))
            _word(surface, left - 10, floor + (mark - 0.5) * cell[1] - 3, str(mark))
        _titles(surface, x, floor, wide, picture.across, picture.up)

    return Box(TALL + FOOT, draw)


def quadrant(picture: Quadrant, width: float) -> Box:
    """Four corners; the enterprise as a point, or hatched as the box that it lies in."""
    wide = min(WIDE, width - LEFT)

    def at(across: float, up: float) -> tuple[float, float]:
        return across / 100 * wide, up / 100 * TALL

    def draw(surface: Surface, x: float, top: float) -> None:
        left, floor = x + LEFT, top - TALL
        middle = at(*picture.limits)
        sides = ((0.0, middle[0], wide), (0.0, middle[1], TALL))
        for key, (right, high) in CORNERS.items():
            corner = (left + sides[0][right], floor + sides[1][high])
            size = (sides[0][right + 1] - sides[0][right], sides[1][high + 1] - sides[1][high])
            fill = colour("head_fill") if key in picture.possible else None
            surface.box(*corner, *size, fill, stroke=colour("rule"))
            edge = corner[1] + size[1] - 3 if high else corner[1] + 27
            _inside(surface, corner[0] + 4, edge, size[0] - 8, picture.corners[key])
        for value in (0, 50, 100):
            _word(surface, left + at(value, 0)[0], floor - 11, str(value))
            _word(surface, left - 12, floor + at(0, value)[1] - 3, str(value))
        if picture.known:
            _enterprise(surface, (left, floor), at(*picture.low), at(*picture.high))
        _titles(surface, x, floor, wide, picture.across, picture.up)

    return Box(TALL + FOOT, draw)


def _enterprise(
    surface: Surface,
    origin: tuple[float, float],
    low: tuple[float, float],
    high: tuple[float, float],
) -> None:
    x, y = origin[0] + low[0], origin[1] + low[1]
    size = (high[0] - low[0], high[1] - low[1])
    if max(size) < 1:
        surface.dot(x, y, 5, colour("accent"))
        return
    size = (max(size[0], 2.0), max(size[1], 2.0))
    surface.hatched_box(x, y, *size, colour("accent"))
    surface.box(x, y, *size, stroke=colour("accent"), weight=1.2)


def _chips(
    surface: Surface, at: tuple[float, float], cell: tuple[float, float], numbers: tuple[str, ...]
) -> None:
    step = 2 * RADIUS + 3
    in_row = int((cell[0] - 6) // step)
    room = in_row * int((cell[1] - 14) // step)
    shown = (
        numbers if len(numbers) <= room else (*numbers[: room - 1], f"+{len(numbers) - room + 1}")
    )
    for place, number in enumerate(shown):
        row, column = divmod(place, in_row)
        x = at[0] + 4 + RADIUS + column * step
        y = at[1] + cell[1] - 13 - RADIUS - row * step
        surface.dot(x, y, RADIUS, colour("ink"))
        surface.dot(x, y, RADIUS - 0.8, (1.0, 1.0, 1.0))
        _word(surface, x, y - 2.6, number)


def _arrow(
    surface: Surface,
    origin: tuple[float, float],
    cell: tuple[float, float],
    start: tuple[int, int],
    end: tuple[int, int],
) -> None:
    """From cell to cell, along the lower edge where no numbers stand."""
    (x1, y1), (x2, y2) = (
        (origin[0] + (c - 0.4) * cell[0], origin[1] + (p - 0.82) * cell[1]) for p, c in (start, end)
    )
    surface.rule(x1, y1, x2, y2, colour("quiet"), 0.9)
    angle = math.atan2(y2 - y1, x2 - x1)
    for turn in (-0.45, 0.45):
        tip = (x2 - 6 * math.cos(angle + turn), y2 - 6 * math.sin(angle + turn))
        surface.rule(x2, y2, *tip, colour("quiet"), 0.9)


def _titles(surface: Surface, x: float, floor: float, wide: float, across: str, up: str) -> None:
    _word(surface, x + LEFT + wide / 2, floor - 21, across)
    style = text_style("chart")
    words = shortened(up, style.face, style.size, LEFT - 24, 3)
    top = floor + TALL / 2 + len(words) * style.leading / 2
    surface.lines(x, top, words, style.face, style.size, style.leading, ink=colour("quiet"))


def _inside(surface: Surface, x: float, top: float, width: float, text: str) -> None:
    style = text_style("chart")
    words = shortened(text, style.face, style.size, width, 2)
    surface.lines(x, top, words, style.face, style.size, style.leading)


def _word(surface: Surface, x: float, y: float, text: str, *, quiet: bool = False) -> None:
    """A short word with its middle at x; quiet ones begin there."""
    style = text_style("chart")
    shape = style.face if quiet else face("bold") if len(text) < 3 else style.face
    wide = 0.0 if quiet else shape.width(text, style.size)
    surface.text(x - wide / 2, y, text, shape, style.size, colour("quiet") if quiet else None)
