"""Flow diagrams: nodes in columns, ribbons between them, what runs back goes underneath."""

from __future__ import annotations

from symbioaudit.analysis.ribbons import Frame, Layout, Place, bands, is_inner, lay_out
from symbioaudit.reports.numbers import plain, significant
from symbioaudit.reports.pdf.charts import ESTIMATE_ALPHA, legend
from symbioaudit.reports.pdf.flow import Box
from symbioaudit.reports.pdf.style import MM, Colour, colour, palette, series_colours, text_style
from symbioaudit.reports.pdf.surface import Surface
from symbioaudit.reports.pdf.type import Line, shortened
from symbioaudit.reports.tree import FlowDiagram

SIDE = 92.0  # room for the labels at both sides
NODE = 9.0  # thickness of a node
GAP = 10.0
LABEL_LINES = 3
SOLID_ALPHA = 0.78
RETURN_ROOM = 14.0


def diagram(picture: FlowDiagram, width: float, lang: str) -> Box:
    """A flow diagram as a box of the given width."""
    texts: dict[str, tuple[Line, ...]] = {}
    layout = _layout(picture, texts, width=width, lang=lang)
    signs = _signs(picture, width)
    below = RETURN_ROOM + _thickest(layout, picture) if layout.back else 4.0
    height = layout.height + below + signs.height
    count = len(layout.columns)

    def draw(surface: Surface, x: float, top: float) -> None:
        _ribbons(surface, x, top, picture, layout, width)
        for key, place in layout.places.items():
            _node(surface, x, top, place, texts[key], count=count, width=width)
        signs.draw(surface, x, top - layout.height - below)

    return Box(height, draw)


def _layout(
    picture: FlowDiagram, texts: dict[str, tuple[Line, ...]], *, width: float, lang: str
) -> Layout:
    """Places of the nodes; ``texts`` gets the lines of their labels."""

    def label(place: Place, count: int) -> float:
        texts[place.key] = _label(picture, place, count, width, lang)
        return len(texts[place.key]) * text_style("chart").leading

    def height(most: int) -> float:
        return min(190.0, 40.0 + 15.0 * most) * MM

    return lay_out(picture.nodes, picture.links, Frame(GAP, height, label))


def _thickest(layout: Layout, picture: FlowDiagram) -> float:
    return max(picture.links[number].value for number in layout.back) * layout.scale


def _label(
    picture: FlowDiagram, place: Place, count: int, width: float, lang: str
) -> tuple[Line, ...]:
    style = text_style("chart")
    room = (
        SIDE - 8
        if not is_inner(place, count)
        else max(50.0, (width - 2 * SIDE) / max(1, count - 1) - 14)
    )
    called = next(node.label for node in picture.nodes if node.key == place.key)
    name = shortened(called, style.face, style.size, room, LABEL_LINES)
    amount = f"{plain(place.value, lang, significant(place.value))} {picture.unit}"
    return (*name, *shortened(amount, style.face, style.size, room, 2))


def _x(column: int, count: int, width: float) -> float:
    step = (width - 2 * SIDE - NODE) / max(1, count - 1)
    return SIDE + column * step


def _ink(group: str) -> Colour:
    known = palette("groups")
    if group in known:
        return known[group]
    colours = series_colours()
    return colours[sum(map(ord, group)) % len(colours)]


def _ribbons(
    surface: Surface, x: float, top: float, picture: FlowDiagram, layout: Layout, width: float
) -> None:
    count = len(layout.columns)
    for band in bands(layout, picture.links):
        link = picture.links[band.number]
        source, target = layout.places[link.source], layout.places[link.target]
        start = (x + _x(source.column, count, width) + NODE, top - band.start)
        end = (x + _x(target.column, count, width), top - band.end)
        alpha = ESTIMATE_ALPHA * 0.8 if link.estimated else SOLID_ALPHA
        if band.runs_back:
            floor = top - layout.height - RETURN_ROOM / 2 - band.thick / 2
            _run_back(surface, start, end, band.thick, floor, _ink(link.group), alpha)
            continue
        hatched = "unknown" in {source.kind, target.kind}
        surface.band(start, end, band.thick, _ink(link.group), alpha, hatched=hatched)


def _run_back(
    surface: Surface,
    start: tuple[float, float],
    end: tuple[float, float],
    thickness: float,
    floor: float,
    ink: Colour,
    alpha: float,
) -> None:
    """A ribbon that leaves to the right, goes underneath and comes back from the left."""
    (x1, y1), (x2, y2) = start, end
    out = 5 + thickness / 2
    y1, y2 = y1 - thickness / 2, y2 - thickness / 2
    points = [
        (x1, y1),
        (x1 + out, y1),
        (x1 + out, floor),
        (x2 - out, floor),
        (x2 - out, y2),
        (x2, y2),
    ]
    surface.loop(points, thickness, ink, min(alpha, 0.5))


def _node(
    surface: Surface,
    x: float,
    top: float,
    place: Place,
    lines: tuple[Line, ...],
    *,
    count: int,
    width: float,
) -> None:
    left = x + _x(place.column, count, width)
    y = top - place.top - place.tall
    ink = colour("quiet") if place.kind == "unknown" else colour("accent")
    surface.box(left, y, NODE, place.tall, ink)
    style = text_style("chart")
    block = len(lines) * style.leading
    middle = y + place.tall / 2 + block / 2
    if place.column == 0:
        start, hang, align, room = x, middle, "right", SIDE - 6
    elif place.column == count - 1:
        start, hang, align, room = left + NODE + 6, middle, "left", SIDE - 6
    else:
        room = max((line.width for line in lines), default=0.0)
        start, align = left + NODE / 2 - room / 2, "centre"
        hang = y + place.tall + block + 2
        surface.box(start - 2, hang - block, room + 4, block, (1.0, 1.0, 1.0), alpha=0.72, radius=2)
    surface.lines(
        start, hang, lines, style.face, style.size, style.leading, width=room, align=align
    )


def _signs(picture: FlowDiagram, width: float) -> Box:
    entries = [
        (name or key, _ink(key), "solid")
        for key, name in picture.groups.items()
        if key != "unknown"
    ]
    if any(link.estimated for link in picture.links):
        entries.append((picture.legend_estimated, colour("quiet"), "pale"))
    if any(node.kind == "unknown" for node in picture.nodes):
        entries.append((picture.legend_unknown, colour("quiet"), "hatched"))
    return legend(entries, width)
