"""Layered layout of a graph, left to right: circles broken, layers, crossings reduced, coordinates.

Pure and deterministic; the steps are those of Sugiyama, Tagawa and Toda (1981), the coordinates
least squares under the wish not to overlap (pool adjacent violators).
"""

from __future__ import annotations

import itertools
import math
from bisect import bisect_right, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

SWEEPS: Final = 6  # of ordering, there and back
LONGEST: Final = 24  # layers a link may cross and still bend around nodes
Size = tuple[float, float]  # width, height
Point = tuple[float, float]  # left, top


@dataclass(frozen=True, slots=True)
class Layered:
    """Upper left corners, the layers from left to right, and the links that run back."""

    at: Mapping[str, Point]
    layers: tuple[tuple[str, ...], ...]
    back: frozenset[tuple[str, str]]


def layered(
    sizes: Mapping[str, Size],
    links: Iterable[tuple[str, str]],
    *,
    across: float = 80.0,
    down: float = 30.0,
) -> Layered:
    """Place nodes so that links run to the right wherever they can.

    ``across`` and ``down`` are the gaps between layers and inside one. Nodes without links stand
    in rows underneath.

    Raises:
        KeyError: a link names a node without a size.
    """
    known = list(dict.fromkeys(pair for pair in links if pair[0] != pair[1]))
    linked = {key for pair in known for key in pair}
    nodes = [key for key in sizes if key in linked]
    if len(linked) != len(nodes):
        raise KeyError(min(linked - set(nodes)))
    back = _back_links(nodes, known)
    forward = list(dict.fromkeys((b, a) if (a, b) in back else (a, b) for a, b in known))
    layer = _layers(nodes, forward)
    rows, hops = _with_bends(nodes, forward, layer)
    rows = _ordered(rows, hops)
    at = _coordinates(rows, hops, sizes, across, down)
    _rows_below(at, sizes, [key for key in sizes if key not in linked], across, down)
    real = tuple(tuple(key for key in row if key in sizes) for row in rows)
    return Layered(at, real, frozenset(back))


def _neighbours(links: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for source, target in links:
        out.setdefault(source, []).append(target)
    return out


def _back_links(nodes: Sequence[str], links: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    """Links to a node that is still open in a walk depth first; those from sources come first."""
    nexts = _neighbours(links)
    fed = {target for _source, target in links}
    back: set[tuple[str, str]] = set()
    state: dict[str, int] = {}
    for start in sorted(nodes, key=lambda key: key in fed):
        if start in state:
            continue
        state[start] = 1
        stack = [(start, iter(nexts.get(start, ())))]
        while stack:
            key, following = stack[-1]
            for target in following:
                if state.get(target) == 1:
                    back.add((key, target))
                elif target not in state:
                    state[target] = 1
                    stack.append((target, iter(nexts.get(target, ()))))
                    break
            else:
                state[key] = 2
                stack.pop()
    return back


def _layers(nodes: Sequence[str], links: Sequence[tuple[str, str]]) -> dict[str, int]:
    """Longest way from a source; then sources move up to what they feed."""
    nexts, waiting = _neighbours(links), dict.fromkeys(nodes, 0)
    for _source, target in links:
        waiting[target] += 1
    sources = [key for key in nodes if not waiting[key]]
    layer = dict.fromkeys(nodes, 0)
    queue = list(sources)
    for key in queue:
        for target in nexts.get(key, ()):
            layer[target] = max(layer[target], layer[key] + 1)
            waiting[target] -= 1
            if not waiting[target]:
                queue.append(target)
    for key in sources:
        layer[key] = min(layer[target] for target in nexts[key]) - 1
    return layer


def _with_bends(
    nodes: Sequence[str], links: Sequence[tuple[str, str]], layer: Mapping[str, int]
) -> tuple[list[list[str]], list[tuple[str, str]]]:
    """Rows of the layers with a bend wherever a link crosses a layer; hops between next layers."""
    rows: list[list[str]] = [[] for _ in range(max(layer.values(), default=-1) + 1)]
    for key in nodes:
        rows[layer[key]].append(key)
    hops = []
    for number, (source, target) in enumerate(links):
        first, last = layer[source], layer[target]
        if last - first > LONGEST:
            continue
        previous = source
        for between in range(first + 1, last):
            bend = f"\0{number}.{between}"
            rows[between].append(bend)
            hops.append((previous, bend))
            previous = bend
        hops.append((previous, target))
    return rows, hops


# -- order inside the layers -----------------------------------------------------------------


def _ordered(rows: list[list[str]], hops: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Sweep with barycentres and keep the order with the fewest crossings."""
    nexts, before = _neighbours(hops), _neighbours((b, a) for a, b in hops)
    best, fewest = rows, _crossings(rows, nexts)
    present = rows
    for _sweep in range(SWEEPS):
        if not fewest:
            break
        present = _swept(present, before)
        present = _swept(present[::-1], nexts)[::-1]
        found = _crossings(present, nexts)
        if found < fewest:
            best, fewest = present, found
    return best


def _swept(rows: list[list[str]], near: Mapping[str, list[str]]) -> list[list[str]]:
    rank: dict[str, float] = {}
    out = []
    for row in rows:
        own = {key: float(place) for place, key in enumerate(row)}
        mean = {}
        for key in row:
            pulls = [rank[other] for other in near.get(key, ())]
            mean[key] = sum(pulls) / len(pulls) if pulls else own[key]
        ordered = sorted(row, key=lambda key: (mean[key], own[key]))
        rank |= {key: float(place) for place, key in enumerate(ordered)}
        out.append(ordered)
    return out


def _crossings(rows: Sequence[Sequence[str]], nexts: Mapping[str, list[str]]) -> int:
    """How many pairs of hops cross: inversions of their lower ends."""
    total = 0
    for upper, lower in itertools.pairwise(rows):
        place = {key: number for number, key in enumerate(lower)}
        passed: list[int] = []
        for key in upper:
            ends = sorted(place[target] for target in nexts.get(key, ()))
            total += sum(len(passed) - bisect_right(passed, end) for end in ends)
            for end in ends:
                insort(passed, end)
    return total


# -- coordinates -------------------------------------------------------------------------------


def _coordinates(
    rows: Sequence[Sequence[str]],
    hops: Sequence[tuple[str, str]],
    sizes: Mapping[str, Size],
    across: float,
    down: float,
) -> dict[str, Point]:
    tall = {key: sizes[key][1] if key in sizes else 0.0 for row in rows for key in row}
    middle: dict[str, float] = {}
    for row in rows:
        middle |= spread(row, dict.fromkeys(row, 0.0), tall, down)
    nexts, before = _neighbours(hops), _neighbours((b, a) for a, b in hops)
    for near, order in ((before, rows), (nexts, rows[::-1]), (before, rows)):
        for row in order:
            wish = {key: _mean([middle[o] for o in near.get(key, ())], middle[key]) for key in row}
            middle |= spread(row, wish, tall, down)
    top = min((middle[key] - tall[key] / 2 for key in middle), default=0.0)
    at: dict[str, Point] = {}
    left = 0.0
    for row in rows:
        wide = max((sizes[key][0] for key in row if key in sizes), default=0.0)
        for key in row:
            if key in sizes:
                at[key] = (left + (wide - sizes[key][0]) / 2, middle[key] - tall[key] / 2 - top)
        left += wide + across
    return at


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def spread(
    row: Sequence[str], wish: Mapping[str, float], tall: Mapping[str, float], down: float
) -> dict[str, float]:
    """Middles as near as can be to the wished ones, in the order of the row, without overlap."""
    shift, shifts = 0.0, []
    for number, key in enumerate(row):
        if number:
            shift += (tall[row[number - 1]] + tall[key]) / 2 + down
        shifts.append(shift)
    blocks: list[list[float]] = []  # sum and number of the wishes pooled together
    for key, own in zip(row, shifts, strict=True):
        blocks.append([wish[key] - own, 1.0])
        while len(blocks) > 1 and _level(blocks[-2]) > _level(blocks[-1]):
            last = blocks.pop()
            blocks[-1] = [blocks[-1][0] + last[0], blocks[-1][1] + last[1]]
    levels = [_level(block) for block in blocks for _one in range(int(block[1]))]
    return {key: level + own for key, level, own in zip(row, levels, shifts, strict=True)}


def _level(block: Sequence[float]) -> float:
    return block[0] / block[1]


def _rows_below(
    at: dict[str, Point],
    sizes: Mapping[str, Size],
    alone: Sequence[str],
    across: float,
    down: float,
) -> None:
    """Put nodes without links in rows under the others, about as wide as the graph."""
    y = max((at[key][1] + sizes[key][1] + down for key in at), default=0.0)
    widest = max((at[key][0] + sizes[key][0] for key in at), default=0.0)
    step = max((sizes[key][0] + across for key in alone), default=1.0)
    per_row = max(math.ceil(math.sqrt(len(alone))), int(widest // step), 1)
    for first in range(0, len(alone), per_row):
        row = alone[first : first + per_row]
        for number, key in enumerate(row):
            at[key] = (number * step, y)
        y += max(sizes[key][1] for key in row) + down
