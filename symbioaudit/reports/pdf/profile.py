"""Columns along the year: the usual level as a line, months that stand out hatched and named."""

from __future__ import annotations

from symbioaudit.reports.numbers import plain, significant
from symbioaudit.reports.pdf.charts import legend, nice_step
from symbioaudit.reports.pdf.flow import Box
from symbioaudit.reports.pdf.fonts import face
from symbioaudit.reports.pdf.style import MM, colour, series_colours, text_style
from symbioaudit.reports.pdf.surface import Surface
from symbioaudit.reports.pdf.type import shortened
from symbioaudit.reports.tree import Profile

PLOT = 38 * MM
LEFT = 52.0
FILL = 0.7  # of the room of a month


def columns(picture: Profile, width: float, lang: str) -> Box:
    """The picture as a box of the given width."""
    style = text_style("chart")
    entries = [(picture.usual_name, colour("quiet"), "line")] if picture.usual is not None else []
    if any(picture.marked):
        entries.append((picture.marked_name, colour("mark"), "hatched"))
    signs = legend(entries, width)
    top_room = style.leading + 4
    height = top_room + PLOT + style.leading + 6 + signs.height
    top_value, step = _scale(picture)

    def draw(surface: Surface, x: float, top: float) -> None:
        floor = top - top_room - PLOT
        _axis(surface, x, floor, width, top_value, step, picture.unit, lang)
        _months(surface, x + LEFT, floor, width - LEFT, top_value, picture, lang)
        signs.draw(surface, x, floor - style.leading - 6)

    return Box(height, draw)


def _scale(picture: Profile) -> tuple[float, float]:
    """Value at the top of the axis and the step of its ticks."""
    most = max((v for v in picture.values if v is not None), default=0.0)
    if most <= 0:
        return 1.0, 0.5
    step = nice_step(most)
    count = max(1, -int(-most // step))
    return count * step, step


def _axis(
    surface: Surface,
    x: float,
    floor: float,
    width: float,
    top_value: float,
    step: float,
    unit: str,
    lang: str,
) -> None:
    style = text_style("chart")
    for number in range(round(top_value / step) + 1):
        y = floor + number * step / top_value * PLOT
        surface.rule(x + LEFT, y, x + width, y, colour("hair"), 0.4)
        text = plain(number * step, lang, significant(step, 2))
        wide = style.face.width(text, style.size)
        surface.text(x + LEFT - 4 - wide, y - 3, text, style.face, style.size, colour("quiet"))
    lines = shortened(unit, style.face, style.size, width / 2, 1)
    surface.lines(
        x,
        floor + PLOT + style.leading + 3,
        lines,
        style.face,
        style.size,
        style.leading,
        ink=colour("quiet"),
    )
    surface.rule(x + LEFT, floor, x + width, floor, colour("rule"), 0.8)


def _months(
    surface: Surface,
    x: float,
    floor: float,
    width: float,
    top_value: float,
    picture: Profile,
    lang: str,
) -> None:
    style = text_style("chart")
    room = width / max(1, len(picture.labels))
    for number, (label, value) in enumerate(zip(picture.labels, picture.values, strict=True)):
        left = x + number * room
        _column(surface, left, floor, room, value, top_value, picture.marked[number])
        words = shortened(label, style.face, style.size, room - 2, 1)
        surface.lines(
            left,
            floor - 2,
            words,
            style.face,
            style.size,
            style.leading,
            width=room,
            align="centre",
        )
        if picture.marked[number] and value is not None:
            text = plain(value, lang, significant(value))
            shape = face("bold")
            wide = shape.width(text, style.size)
            y = floor + value / top_value * PLOT + 3
            surface.text(left + (room - wide) / 2, y, text, shape, style.size, colour("mark"))
    if picture.usual is not None:
        y = floor + min(1.0, picture.usual / top_value) * PLOT
        surface.rule(x, y, x + width, y, colour("quiet"), 1.2)


def _column(
    surface: Surface,
    left: float,
    floor: float,
    room: float,
    value: float | None,
    top_value: float,
    marked: bool,
) -> None:
    if value is None or value <= 0:
        return
    tall, wide = value / top_value * PLOT, room * FILL
    start = left + (room - wide) / 2
    if marked:
        surface.hatched_box(start, floor, wide, tall, colour("mark"))
    else:
        surface.box(start, floor, wide, tall, series_colours()[0])
