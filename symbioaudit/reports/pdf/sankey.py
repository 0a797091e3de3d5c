"""Flow diagrams: nodes in columns, ribbons between them, what runs back goes underneath."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from symbioaudit.reports.numbers import plain, significant
from symbioaudit.reports.pdf.charts import ESTIMATE_ALPHA, legend
from symbioaudit.reports.pdf.flow import Box
from symbioaudit.reports.pdf.style import MM, Colour, colour, palette, series_colours, text_style
from symbioaudit.reports.pdf.surface import Surface
from symbioaudit.reports.pdf.type import Line, shortened
from symbioaudit.reports.tree import FlowDiagram, FlowLink, FlowNode

SIDE = 92.0  # room for the labels at both sides
NODE = 9.0  # thickness of a node
GAP = 10.0
LABEL_LINES = 3
SOLID_ALPHA = 0.78
RETURN_ROOM = 14.0


@dataclass
class Place:
    """A node on the picture."""

    node: FlowNode
    column: int
    value: float
    label: tuple[Line, ...] = ()
    top: float = 0.0  # distance from the picture's top
    tall: float = 0.0
    taken_in: float = 0.0
    taken_out: float = 0.0


@dataclass
class Layout:
    """All nodes with their places and the scale of ribbons."""

    places: dict[str, Place]
    columns: list[list[Place]]
    scale: float
    height: float
    back: list[FlowLink] = field(default_factory=list)


def diagram(picture: FlowDiagram, width: float, lang: str) -> Box:
    """A flow diagram as a box of the given width."""
    layout = _layout(picture, width, lang)
    signs = _signs(picture, width)
    below = RETURN_ROOM + _thickest(layout) if layout.back else 4.0
    height = layout.height + below + signs.height

    def draw(surface: Surface, x: float, top: float) -> None:
        _ribbons(surface, x, top, picture, layout, width)
        for place in layout.places.values():
            _node(surface, x, top, place, layout, width)
        signs.draw(surface, x, top - layout.height - below)

    return Box(height, draw)


def _thickest(layout: Layout) -> float:
    return max(link.value for link in layout.back) * layout.scale


def _columns(picture: FlowDiagram) -> tuple[dict[str, int], set[int]]:
    """Column of every node by the longest way from a source; links that run back."""
    kinds = {node.key: node.kind for node in picture.nodes}
    order = [node.key for node in picture.nodes]
    nexts: dict[str, list[tuple[int, str]]] = {key: [] for key in order}
    for number, link in enumerate(picture.links):
        nexts[link.source].append((number, link.target))
    back = _back_links(order, nexts, kinds)
    column = {key: (0 if kinds[key] == "in" else 1) for key in order}
    for _round in order:
        moved = False
        for number, link in enumerate(picture.links):
            if number not in back and column[link.target] < column[link.source] + 1:
                column[link.target] = column[link.source] + 1
                moved = True
        if not moved:
            break
    last = max((c for k, c in column.items()), default=1)
    last = max(last, 1 + max((c for k, c in column.items() if kinds[k] == "process"), default=0))
    for key, kind in kinds.items():
        if kind in {"out", "unknown"} and not _only_source(key, picture.links):
            column[key] = last
        elif kind == "unknown":
            column[key] = 0
    return column, back


def _only_source(key: str, links: Sequence[FlowLink]) -> bool:
    return any(k.source == key for k in links) and not any(k.target == key for k in links)


def _back_links(
    order: list[str], nexts: dict[str, list[tuple[int, str]]], kinds: dict[str, str]
) -> set[int]:
    """Links that close a circle, found walking depth first from the inputs."""
    back: set[int] = set()
    state: dict[str, int] = {}
    starts = sorted(order, key=lambda k: (kinds[k] != "in", order.index(k)))
    for start in starts:
        if start in state:
            continue
        state[start] = 1
        stack = [(start, iter(nexts[start]))]
        while stack:
            key, following = stack[-1]
            for number, target in following:
                if state.get(target) == 1:
                    back.add(number)
                elif target not in state:
                    state[target] = 1
                    stack.append((target, iter(nexts[target])))
                    break
            else:
                state[key] = 2
                stack.pop()
    return back


def _layout(picture: FlowDiagram, width: float, lang: str) -> Layout:
    column, back = _columns(picture)
    places = {n.key: Place(n, column[n.key], _value(n.key, picture.links)) for n in picture.nodes}
    count = max(column.values(), default=0) + 1
    columns: list[list[Place]] = [[] for _ in range(count)]
    for place in places.values():
        columns[place.column].append(place)
    for place in places.values():
        place.label = _label(place, picture.unit, count, width, lang)
    _order(columns, picture.links)
    height = min(190.0, 40.0 + 15.0 * max(map(len, columns), default=1)) * MM
    scale = min((_scale(c, height, count) for c in columns if c), default=1.0)
    for items in columns:
        _stack(items, height, scale, count)
    tall = max((p.top + p.tall for p in places.values()), default=10.0)
    links = [picture.links[number] for number in sorted(back)]
    return Layout(places, columns, scale, max(tall, 40.0), links)


def _value(key: str, links: Sequence[FlowLink]) -> float:
    into = sum(k.value for k in links if k.target == key)
    out = sum(k.value for k in links if k.source == key)
    return max(into, out)


def _label(place: Place, unit: str, count: int, width: float, lang: str) -> tuple[Line, ...]:
    style = text_style("chart")
    inner = 0 < place.column < count - 1
    room = SIDE - 8 if not inner else max(50.0, (width - 2 * SIDE) / max(1, count - 1) - 14)
    name = shortened(place.node.label, style.face, style.size, room, LABEL_LINES)
    amount = f"{plain(place.value, lang, significant(place.value))} {unit}"
    return (*name, *shortened(amount, style.face, style.size, room, 2))


def _extra(place: Place, count: int) -> float:
    """Height that a label adds above a node in the middle."""
    if 0 < place.column < count - 1:
        return len(place.label) * text_style("chart").leading + 2
    return 0.0


def _scale(items: list[Place], height: float, count: int) -> float:
    extra = sum(_extra(p, count) for p in items) + GAP * (len(items) - 1)
    whole = sum(p.value for p in items)
    return max(10.0, height - extra) / whole if whole else 1.0


def _order(columns: list[list[Place]], links: Sequence[FlowLink]) -> None:
    """Put each node near the mean place of those that feed it."""
    rank = {p.node.key: (i + 1) / (len(c) + 1) for c in columns for i, p in enumerate(c)}
    for items in columns:
        mean = {}
        for place in items:
            key = place.node.key
            pulls = [(rank[k.source], k.value) for k in links if k.target == key]
            whole = sum(v for _r, v in pulls)
            mean[key] = sum(r * v for r, v in pulls) / whole if whole else rank[key]
        items.sort(key=lambda p: (p.node.kind == "unknown", mean[p.node.key], p.node.key))
        for i, place in enumerate(items):
            rank[place.node.key] = (i + 1) / (len(items) + 1)


def _stack(items: list[Place], height: float, scale: float, count: int) -> None:
    leading = text_style("chart").leading
    heights = []
    for place in items:
        place.tall = max(1.2, place.value * scale)
        side = len(place.label) * leading if _extra(place, count) == 0 else 0.0
        heights.append((_extra(place, count), max(place.tall, side)))
    whole = sum(e + h for e, h in heights) + GAP * (len(items) - 1)
    y = max(0.0, (height - whole) / 2)
    for place, (extra, tall) in zip(items, heights, strict=True):
        place.top = y + extra + (tall - place.tall) / 2
        y += extra + tall + GAP


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
    order = sorted(
        picture.links,
        key=lambda k: (layout.places[k.target].top, layout.places[k.source].top, k.group),
    )
    for link in order:
        source, target = layout.places[link.source], layout.places[link.target]
        thickness = max(0.6, link.value * layout.scale)
        y1 = top - source.top - source.taken_out
        y2 = top - target.top - target.taken_in
        source.taken_out += link.value * layout.scale
        target.taken_in += link.value * layout.scale
        x1 = x + _x(source.column, count, width) + NODE
        x2 = x + _x(target.column, count, width)
        alpha = ESTIMATE_ALPHA * 0.8 if link.estimated else SOLID_ALPHA
        if link in layout.back or target.column <= source.column:
            floor = top - layout.height - RETURN_ROOM / 2 - thickness / 2
            _run_back(surface, (x1, y1), (x2, y2), thickness, floor, _ink(link.group), alpha)
            continue
        hatched = "unknown" in {source.node.kind, target.node.kind}
        surface.band((x1, y1), (x2, y2), thickness, _ink(link.group), alpha, hatched=hatched)
    for place in layout.places.values():
        place.taken_in = place.taken_out = 0.0


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
    surface: Surface, x: float, top: float, place: Place, layout: Layout, width: float
) -> None:
    count = len(layout.columns)
    left = x + _x(place.column, count, width)
    y = top - place.top - place.tall
    ink = colour("quiet") if place.node.kind == "unknown" else colour("accent")
    surface.box(left, y, NODE, place.tall, ink)
    style = text_style("chart")
    block = len(place.label) * style.leading
    middle = y + place.tall / 2 + block / 2
    if place.column == 0:
        start, hang, align, room = x, middle, "right", SIDE - 6
    elif place.column == count - 1:
        start, hang, align, room = left + NODE + 6, middle, "left", SIDE - 6
    else:
        room = max((line.width for line in place.label), default=0.0)
        start, align = left + NODE / 2 - room / 2, "centre"
        hang = y + place.tall + block + 2
        surface.box(start - 2, hang - block, room + 4, block, (1.0, 1.0, 1.0), alpha=0.72, radius=2)
    surface.lines(
        start, hang, place.label, style.face, style.size, style.leading, width=room, align=align
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
