"""Bar charts: horizontal, stacked, with unknown bars said in words and a Pareto line."""

from __future__ import annotations

import math
from dataclasses import dataclass

from symbioaudit.reports.numbers import plain, significant, with_percent
from symbioaudit.reports.pdf.flow import Box
from symbioaudit.reports.pdf.fonts import face
from symbioaudit.reports.pdf.style import colour, series_colours, text_style
from symbioaudit.reports.pdf.surface import Surface
from symbioaudit.reports.pdf.type import Line, natural, shortened, wrap
from symbioaudit.reports.tree import BarChart, Series

LABEL_SHARE = 0.36
VALUE_ROOM = 62.0
BAR_HEIGHT = 13.0
ROW_GAP = 5.0
TICKS = 5
ESTIMATE_ALPHA = 0.45
PARETO_SHARE, PARETO_LIMIT = 0.42, 0.8  # of the chart's width; of the sum
SHARE_ROOM = 32.0
CHIP = 8.0


@dataclass(frozen=True, slots=True)
class Axis:
    """A value axis from ``low`` to ``high`` over ``width`` points."""

    low: float
    high: float
    step: float
    left: float
    width: float

    def at(self, value: float) -> float:
        """Where a value stands."""
        return self.left + (value - self.low) / (self.high - self.low) * self.width


def nice_step(span: float) -> float:
    """A round step that gives about five ticks."""
    raw = span / TICKS
    power = 10.0 ** math.floor(math.log10(raw))
    return next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= raw * 0.999)


def bars(chart: BarChart, width: float, lang: str, unknown: str) -> Box:
    """A chart as a box of the given width."""
    style = text_style("chart")
    label_width = min(
        width * LABEL_SHARE,
        max((natural(t, style.face, style.size) for t in chart.labels), default=0.0) + 2,
    )
    labels = [shortened(t, style.face, style.size, label_width, 3) for t in chart.labels]
    heights = [max(BAR_HEIGHT, len(ls) * style.leading) + ROW_GAP for ls in labels]
    room = width - label_width - 8 - VALUE_ROOM
    panel = room * PARETO_SHARE if chart.line else 0.0
    axis = _axis(chart, label_width + 8, room - panel)
    shares = Axis(0.0, 1.0, 0.5, width - panel, panel - SHARE_ROOM)
    legend = _legend(chart, width)
    plot = sum(heights)
    foot = style.leading * (2 if chart.unit else 1) + 6
    height = plot + foot + legend.height

    def draw(surface: Surface, x: float, top: float) -> None:
        _grid(surface, x, top, plot, axis, chart.unit, lang)
        y = top
        for index, (lines, tall) in enumerate(zip(labels, heights, strict=True)):
            middle = y - tall / 2
            block = len(lines) * style.leading
            surface.lines(
                x,
                middle + block / 2,
                lines,
                style.face,
                style.size,
                style.leading,
                width=label_width,
                align="right",
            )
            _bar(surface, x, middle, chart, index, axis, lang, unknown)
            y -= tall
        _pareto(surface, x, top, chart, heights, shares, lang)
        legend.draw(surface, x, top - plot - foot)

    return Box(height, draw)


def _places(value: float, digits: int = 3) -> int:
    """Decimals of a label: none for whole numbers."""
    return 0 if float(value).is_integer() else significant(value, digits)


def _axis(chart: BarChart, left: float, width: float) -> Axis:
    highs, lows = [0.0], [0.0]
    for index in range(len(chart.labels)):
        values = [s.values[index] or 0.0 for s in chart.series]
        highs.append(sum(v for v in values if v > 0))
        lows.append(sum(v for v in values if v < 0))
    low, high = min(lows), max(highs)
    if high - low <= 0 or not math.isfinite(high - low):
        return Axis(0.0, 1.0, 0.2, left, width)
    step = nice_step(high - low)
    return Axis(math.floor(low / step) * step, math.ceil(high / step) * step, step, left, width)


def _grid(
    surface: Surface, x: float, top: float, plot: float, axis: Axis, unit: str, lang: str
) -> None:
    style = text_style("chart")
    count = round((axis.high - axis.low) / axis.step)
    places = _places(axis.step, 2)
    last = -math.inf
    for number in range(count + 1):
        value = axis.low + number * axis.step
        at = x + axis.at(value)
        surface.rule(at, top, at, top - plot, colour("hair"), 0.4)
        text = plain(value, lang, places)
        wide = style.face.width(text, style.size)
        if at - wide / 2 > last + 4:
            surface.text(
                at - wide / 2,
                top - plot - style.leading,
                text,
                style.face,
                style.size,
                colour("quiet"),
            )
            last = at + wide / 2
    surface.lines(
        x + axis.left,
        top - plot - style.leading - 2,
        shortened(unit, style.face, style.size, axis.width, 1),
        style.face,
        style.size,
        style.leading,
        width=axis.width,
        align="centre",
        ink=colour("quiet"),
    )
    zero = x + axis.at(0.0)
    surface.rule(zero, top, zero, top - plot, colour("rule"), 0.8)


def _bar(
    surface: Surface,
    x: float,
    middle: float,
    chart: BarChart,
    index: int,
    axis: Axis,
    lang: str,
    unknown: str,
) -> None:
    style = text_style("chart")
    right = left = 0.0
    values = [s.values[index] for s in chart.series]
    for number, (series, value) in enumerate(zip(chart.series, values, strict=True)):
        if not value:
            continue
        start = right if value > 0 else left
        ends = sorted((axis.at(start), axis.at(start + value)))
        guess = bool(series.estimated) and series.estimated[index]
        ink = _colour(number)
        surface.box(
            x + ends[0],
            middle - BAR_HEIGHT / 2,
            max(ends[1] - ends[0], 0.3),
            BAR_HEIGHT,
            ink,
            alpha=ESTIMATE_ALPHA if guess else 1.0,
            stroke=ink if guess else colour("quiet"),
            weight=0.5 if guess else 0.25,
        )
        if value > 0:
            right += value
        else:
            left += value
    known = [v for v in values if v is not None]
    guess = any(s.estimated and s.estimated[index] and s.values[index] for s in chart.series)
    if known:
        text, shape = plain(sum(known), lang, _places(sum(known))), style.face
        if guess:
            text, shape = f"≈\u00a0{text}", face("italic")
    else:
        text, shape = unknown, face("italic")
    at = x + axis.at(right) + 4
    baseline = middle - style.size * 0.33
    surface.text(at, baseline, text, shape, style.size, None if known else colour("quiet"))


def _colour(number: int) -> tuple[float, float, float]:
    colours = series_colours()
    return colours[number % len(colours)]


def _pareto(
    surface: Surface,
    x: float,
    top: float,
    chart: BarChart,
    heights: list[float],
    axis: Axis,
    lang: str,
) -> None:
    if not chart.line:
        return
    points, y = [], top
    for share, tall in zip(chart.line, heights, strict=True):
        points.append((x + axis.at(min(1.0, share)), y - tall / 2))
        y -= tall
    style, ink = text_style("chart"), colour("mark")
    for tick in (0.0, 0.5, PARETO_LIMIT, 1.0):
        at = x + axis.at(tick)
        limit = tick == PARETO_LIMIT
        surface.rule(at, top, at, y, colour("rule" if limit else "hair"), 0.9 if limit else 0.4)
    for tick in (0.0, PARETO_LIMIT):
        text = with_percent(str(round(tick * 100)), lang)
        wide = style.face.width(text, style.size)
        at = x + axis.at(tick) - wide / 2
        surface.text(at, y - style.leading, text, style.face, style.size, colour("quiet"))
    surface.polyline(points, ink, 1.2)
    for (px, py), share in zip(points, chart.line, strict=True):
        surface.dot(px, py, 2.2, ink)
        text = with_percent(str(round(share * 100)), lang)
        surface.text(px + 5, py - 3, text, style.face, style.size, colour("ink"))


@dataclass(frozen=True, slots=True)
class Chip:
    """One entry of a legend."""

    lines: tuple[Line, ...]
    width: float
    fill: tuple[float, float, float]
    look: str = "solid"  # solid, pale, hatched, line


def _legend(chart: BarChart, width: float) -> Box:
    entries = []
    if len(chart.series) > 1 or chart.line:
        entries = [(s.name, _colour(i), "solid") for i, s in enumerate(chart.series) if _used(s)]
    if chart.line:
        entries.append((chart.line_name, colour("mark"), "line"))
    return legend(entries, width)


def _used(series: Series) -> bool:
    return any(series.values)


def legend(entries: list[tuple[str, tuple[float, float, float], str]], width: float) -> Box:
    """Coloured chips with their names, in as many rows as they need."""
    style = text_style("chart")
    rows: list[list[Chip]] = [[]]
    used = 0.0
    for name, ink, look in entries:
        lines = wrap(name, style.face, style.size, width - 3 * CHIP)
        wide = max(line.width for line in lines) + 3 * CHIP
        if used + wide > width and rows[-1]:
            rows.append([])
            used = 0.0
        rows[-1].append(Chip(lines, wide, ink, look))
        used += wide
    heights = [max((len(c.lines) for c in row), default=0) * style.leading + 3 for row in rows]
    if not entries:
        return Box(0.0, lambda *_a: None)

    def draw(surface: Surface, x: float, top: float) -> None:
        y = top
        for row, tall in zip(rows, heights, strict=True):
            left = x
            for chip in row:
                _chip(surface, left, y, chip)
                left += chip.width
            y -= tall

    return Box(sum(heights), draw)


def _chip(surface: Surface, x: float, top: float, chip: Chip) -> None:
    style = text_style("chart")
    y = top - style.leading + 1
    if chip.look == "line":
        surface.rule(x, y + CHIP / 2, x + CHIP * 1.3, y + CHIP / 2, chip.fill, 1.5)
    elif chip.look == "hatched":
        surface.hatched_box(x, y, CHIP, CHIP, chip.fill)
    else:
        alpha = ESTIMATE_ALPHA if chip.look == "pale" else 1.0
        surface.box(x, y, CHIP, CHIP, chip.fill, alpha=alpha)
    surface.lines(x + CHIP * 1.6, top, chip.lines, style.face, style.size, style.leading)
