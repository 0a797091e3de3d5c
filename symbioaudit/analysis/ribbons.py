"""Geometry of flow diagrams: small ribbons gathered, nodes in columns, ribbons between them.

Pure and without units of its own: paper lays out in points, the window in pixels. Distances run
downwards from the picture's top.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from symbioaudit.analysis.results import SankeyLink

OTHER: Final = "process:other"  # the node that stands for processes with small flows only
OUTER: Final = frozenset({"out", "unknown"})
LABEL_PAD: Final = 2.0
LEAST_TALL: Final = 1.2  # of a node
LEAST_THICK: Final = 0.6  # of a ribbon
LEAST_ROOM: Final = 10.0
LEAST_HEIGHT: Final = 40.0


@dataclass(frozen=True, slots=True)
class Ribbon:
    """Links of one pair of nodes, group and certainty, put together."""

    source: str
    target: str
    value: float
    group: str
    estimated: bool
    label: str  # of its widest link
    records: tuple[tuple[str, str], ...] = ()  # (entity, id) of everything it holds


class NodeLike(Protocol):
    """A node to lay out; ``kind`` is in, process, out or unknown."""

    @property
    def key(self) -> str: ...
    @property
    def kind(self) -> str: ...


class LinkLike(Protocol):
    """A ribbon to lay out."""

    @property
    def source(self) -> str: ...
    @property
    def target(self) -> str: ...
    @property
    def value(self) -> float: ...
    @property
    def group(self) -> str: ...


@dataclass
class Place:
    """Where a node stands; ``label`` is the height of its text."""

    key: str
    kind: str
    column: int
    value: float
    label: float = 0.0
    top: float = 0.0
    tall: float = 0.0


@dataclass
class Layout:
    """All nodes with their places and the scale of ribbons; ``back``: links that run back."""

    places: dict[str, Place]
    columns: list[list[Place]]
    scale: float
    height: float
    back: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Band:
    """Upper edges of a ribbon at its ends and its thickness; ``number`` is the link's."""

    number: int
    start: float
    end: float
    thick: float
    runs_back: bool


# -- small ones together -----------------------------------------------------------------


def node_kind(key: str) -> str:
    """Which side of a diagram a node belongs to, by its key."""
    side = key.partition(":")[0]
    if side in {"in", "out"} and ":" in key:
        return side
    return "unknown" if key == "unknown" else "process"


def gathered(links: Iterable[SankeyLink], most: int) -> list[Ribbon]:
    """The widest ``most`` ribbons; the rest of the processes goes through one ``other`` node."""
    ribbons = merged(Ribbon(*_parts(link)) for link in links)
    kept, rest = ribbons[:most], ribbons[most:]
    return merged((*kept, *map(_to_other, rest))) if rest else kept


def merged(ribbons: Iterable[Ribbon]) -> list[Ribbon]:
    """One ribbon per pair of nodes, group and certainty; the widest first."""
    found: dict[tuple[str, str, str, bool], Ribbon] = {}
    for one in ribbons:
        if one.value <= 0 or one.source == one.target:
            continue
        key = (one.source, one.target, one.group, one.estimated)
        old = found.get(key)
        found[key] = one if old is None else _both(old, one)
    return sorted(found.values(), key=lambda k: (-k.value, k.source, k.target, k.group))


def _parts(link: SankeyLink) -> tuple[str, str, float, str, bool, str, tuple[tuple[str, str], ...]]:
    records = (link.record,) if link.record else ()
    return (link.source, link.target, link.value, link.group, link.estimated, link.label, records)


def _both(old: Ribbon, new: Ribbon) -> Ribbon:
    return Ribbon(
        old.source,
        old.target,
        old.value + new.value,
        old.group,
        old.estimated,
        old.label,
        (*old.records, *new.records),
    )


def _to_other(one: Ribbon) -> Ribbon:
    def side(key: str) -> str:
        return OTHER if node_kind(key) == "process" else key

    ends = (side(one.source), side(one.target))
    return Ribbon(*ends, one.value, one.group, one.estimated, "", one.records)


# -- places -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Frame:
    """What the surface wants: the gap between nodes, the height, the height of each label."""

    gap: float
    height: Callable[[int], float]  # of the picture, by the number of nodes in its fullest column
    label: Callable[[Place, int], float]  # height of a place's text in so many columns


def lay_out(nodes: Sequence[NodeLike], links: Sequence[LinkLike], frame: Frame) -> Layout:
    """Place nodes in columns from the inputs to the outputs; deterministic."""
    column, back = _columns(nodes, links)
    totals = _values(links)
    places = {n.key: Place(n.key, n.kind, column[n.key], totals.get(n.key, 0.0)) for n in nodes}
    count = max(column.values(), default=0) + 1
    columns: list[list[Place]] = [[] for _ in range(count)]
    for place in places.values():
        columns[place.column].append(place)
        place.label = frame.label(place, count)
    _order(columns, links)
    height = frame.height(max(map(len, columns), default=1))
    scale = min((_scale(c, height, count, frame.gap) for c in columns if c), default=1.0)
    for items in columns:
        _stack(items, height, scale, count, frame.gap)
    tall = max((p.top + p.tall for p in places.values()), default=LEAST_ROOM)
    return Layout(places, columns, scale, max(tall, LEAST_HEIGHT), frozenset(back))


def is_inner(place: Place, count: int) -> bool:
    """True for a node whose label stands above it, not beside."""
    return 0 < place.column < count - 1


def bands(layout: Layout, links: Sequence[LinkLike]) -> list[Band]:
    """The ribbons in the order of painting, stacked along their nodes without crossing there."""
    out, into = dict.fromkeys(layout.places, 0.0), dict.fromkeys(layout.places, 0.0)
    made = []
    for number in sorted(range(len(links)), key=lambda n: _painting(layout, links[n])):
        link = links[number]
        source, target = layout.places[link.source], layout.places[link.target]
        back = number in layout.back or target.column <= source.column
        made.append(
            Band(
                number,
                source.top + out[link.source],
                target.top + into[link.target],
                max(LEAST_THICK, link.value * layout.scale),
                back,
            )
        )
        out[link.source] += link.value * layout.scale
        into[link.target] += link.value * layout.scale
    return made


def _painting(layout: Layout, link: LinkLike) -> tuple[float, float, str]:
    return (layout.places[link.target].top, layout.places[link.source].top, link.group)


def _columns(
    nodes: Sequence[NodeLike], links: Sequence[LinkLike]
) -> tuple[dict[str, int], set[int]]:
    """Column of every node by the longest way from a source; links that run back."""
    kinds = {node.key: node.kind for node in nodes}
    order = [node.key for node in nodes]
    nexts: dict[str, list[tuple[int, str]]] = {key: [] for key in order}
    for number, link in enumerate(links):
        nexts[link.source].append((number, link.target))
    back = _back_links(order, nexts, kinds)
    column = {key: (0 if kinds[key] == "in" else 1) for key in order}
    for _round in order:
        moved = False
        for number, link in enumerate(links):
            if number not in back and column[link.target] < column[link.source] + 1:
                column[link.target] = column[link.source] + 1
                moved = True
        if not moved:
            break
    _to_the_edges(column, kinds, links)
    return column, back


def _to_the_edges(
    column: dict[str, int], kinds: Mapping[str, str], links: Sequence[LinkLike]
) -> None:
    """Outputs stand in the last column; what is unknown stands where it runs from or to."""
    last = max(column.values(), default=1)
    last = max(last, 1 + max((c for k, c in column.items() if kinds[k] == "process"), default=0))
    sources, targets = {k.source for k in links}, {k.target for k in links}
    for key, kind in kinds.items():
        if kind in OUTER and not (key in sources and key not in targets):
            column[key] = last
        elif kind == "unknown":
            column[key] = 0


def _back_links(
    order: Sequence[str], nexts: Mapping[str, list[tuple[int, str]]], kinds: Mapping[str, str]
) -> set[int]:
    """Links that close a circle, found walking depth first from the inputs."""
    back: set[int] = set()
    state: dict[str, int] = {}
    at = {key: number for number, key in enumerate(order)}
    for start in sorted(order, key=lambda k: (kinds[k] != "in", at[k])):
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


def _values(links: Sequence[LinkLike]) -> dict[str, float]:
    """What passes each node: the greater of its two sides."""
    out: dict[str, float] = {}
    into: dict[str, float] = {}
    for link in links:
        out[link.source] = out.get(link.source, 0.0) + link.value
        into[link.target] = into.get(link.target, 0.0) + link.value
    return {key: max(out.get(key, 0.0), into.get(key, 0.0)) for key in out | into}


def _extra(place: Place, count: int) -> float:
    """Height that a label adds above a node in the middle."""
    return place.label + LABEL_PAD if is_inner(place, count) else 0.0


def _scale(items: list[Place], height: float, count: int, gap: float) -> float:
    extra = sum(_extra(p, count) for p in items) + gap * (len(items) - 1)
    whole = sum(p.value for p in items)
    return max(LEAST_ROOM, height - extra) / whole if whole else 1.0


def _order(columns: list[list[Place]], links: Sequence[LinkLike]) -> None:
    """Put each node near the mean place of those that feed it."""
    rank = {p.key: (i + 1) / (len(c) + 1) for c in columns for i, p in enumerate(c)}
    feeding: dict[str, list[LinkLike]] = {}
    for link in links:
        feeding.setdefault(link.target, []).append(link)
    for items in columns:
        mean = {}
        for place in items:
            pulls = [(rank[k.source], k.value) for k in feeding.get(place.key, ())]
            whole = sum(v for _r, v in pulls)
            mean[place.key] = sum(r * v for r, v in pulls) / whole if whole else rank[place.key]
        items.sort(key=lambda p: (p.kind == "unknown", mean[p.key], p.key))
        for i, place in enumerate(items):
            rank[place.key] = (i + 1) / (len(items) + 1)


def _stack(items: list[Place], height: float, scale: float, count: int, gap: float) -> None:
    heights = []
    for place in items:
        place.tall = max(LEAST_TALL, place.value * scale)
        side = 0.0 if is_inner(place, count) else place.label
        heights.append((_extra(place, count), max(place.tall, side)))
    whole = sum(e + h for e, h in heights) + gap * (len(items) - 1)
    y = max(0.0, (height - whole) / 2)
    for place, (extra, tall) in zip(items, heights, strict=True):
        place.top = y + extra + (tall - place.tall) / 2
        y += extra + tall + gap
