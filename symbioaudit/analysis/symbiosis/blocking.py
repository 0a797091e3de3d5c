"""Which pairs can have anything in common, without looking at all of them: joined by class, code, rare words
of the name, activity, and the neighbourhood on the globe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Final

import numpy as np

from symbioaudit.analysis.symbiosis.desk import Bools, Desk, Floats, Ints
from symbioaudit.analysis.symbiosis.likeness import NO_CODE, Likeness

Keyed = tuple[Ints, Ints]  # (key, number of the side), one row for each key of a side
NEIGHBOURS: Final = np.array(list(product((-1, 0, 1), repeat=3)), dtype=np.int64)
CHUNK: Final = 4096  # keys that are joined at a time, so that the memory stays bounded
CELLS: Final = 1 << 20  # more cells along an axis than the globe has


@dataclass(frozen=True)
class Blocking:
    """Candidate pairs of one desk. A pair left out has less than the least similarity or is out of reach."""

    desk: Desk
    likeness: Likeness

    def pairs(self) -> Keyed:
        """Numbers (i, j) of haves and wants, each pair once, plants never with themselves."""
        found = [np.empty(0, dtype=np.int64)]
        width = len(self.desk.market.wants)
        for i, j in self._joined():
            kept = (self.desk.have_party[i] != self.desk.want_party[j]) & self.near(i, j)
            found.append(np.unique(i[kept] * width + j[kept]))
        both = np.unique(np.concatenate(found))
        return both // max(width, 1), both % max(width, 1)

    def near(self, i: Ints, j: Ints) -> Bools:
        """Pairs within reach: as far as the receiver says, else of the resource; unknown places stay."""
        named = self.desk.limit[j]
        reach = np.where(np.isnan(named), self.desk.reach[i], named)
        return ~(self.desk.distance(i, j) > reach)

    def _joined(self) -> Iterator[Keyed]:
        mine, theirs = self._have_keys, self._want_keys
        placed = ~np.isnan(self.desk.have_points[:, 0])
        there = ~np.isnan(self.desk.want_points[:, 0]) & np.isnan(self.desk.limit)
        lost = _only(theirs, ~there)
        yield from _join(_only(mine, ~placed), _sorted(theirs))
        yield from _join(_only(mine, placed), _sorted(lost))
        for reach in np.unique(self.desk.reach[placed]):
            here = _only(mine, placed & (self.desk.reach == reach))
            yield from _join_near(here, _only(theirs, there), self.desk, float(reach))

    @cached_property
    def _have_keys(self) -> Keyed:
        return self._numbered(self._keys_of_haves())

    @cached_property
    def _want_keys(self) -> Keyed:
        return self._numbered(self._keys_of_wants())

    def _numbered(self, rows: Iterable[tuple[object, int]]) -> Keyed:
        keys = self._key_numbers
        pairs = [(keys.setdefault(key, len(keys)), side) for key, side in rows]
        table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        return table[:, 0], table[:, 1]

    @cached_property
    def _key_numbers(self) -> dict[object, int]:
        return {}

    def _keys_of_haves(self) -> Iterator[tuple[object, int]]:
        takers, number = self.desk.takers, self.desk.number
        for n, classes in enumerate(self.desk.have_classes):
            near = {other for c in classes for other in takers.relatives(c.resource)}
            yield from ((("class", other), n) for other in sorted(near))
            taken = {m for c in classes for m in self._taken_by[number[c.resource]]}
            yield from ((("taker", m), n) for m in sorted(taken))
        yield from self._names_and_codes(mine=True)

    @cached_property
    def _taken_by(self) -> list[list[int]]:
        """Distinct takers of each class that reach the least similarity when the class is sure."""
        least = float(self.desk.rules.matching["least_similarity"])
        return [np.flatnonzero(row >= least).tolist() for row in self.likeness.taking]

    def _keys_of_wants(self) -> Iterator[tuple[object, int]]:
        takers = self.likeness.taker_numbers
        for n, (want, classes) in enumerate(
            zip(self.desk.market.wants, self.desk.want_classes, strict=True)
        ):
            if want.typical:
                yield ("taker", int(takers[n])), n
            else:
                yield from ((("class", c.resource), n) for c in classes)
        yield from self._names_and_codes(mine=False)

    def _names_and_codes(self, *, mine: bool) -> Iterator[tuple[object, int]]:
        side = 0 if mine else 1
        for system in sorted({s for s, _n, _v in self.likeness.levels}):
            shortest = min(n for s, n, _v in self.likeness.levels if s == system)
            codes = self.likeness.prefixes(system, shortest)[side]
            found = np.flatnonzero(codes != NO_CODE).tolist()
            yield from (((system, int(codes[n])), n) for n in found)
        pairs = sorted(self.likeness.alike)
        mates: dict[int, list[tuple[int, int]]] = {}
        for pair in pairs:
            mates.setdefault(pair[side], []).append(pair)
        for n, name in enumerate(self.likeness.name_numbers[side].tolist()):
            yield from ((("name", pair), n) for pair in mates.get(name, ()))


def _only(keyed: Keyed, chosen: Bools) -> Keyed:
    kept = chosen[keyed[1]]
    return keyed[0][kept], keyed[1][kept]


def _sorted(keyed: Keyed) -> Keyed:
    order = np.argsort(keyed[0], kind="stable")
    return keyed[0][order], keyed[1][order]


def _join(mine: Keyed, theirs: Keyed) -> Iterator[Keyed]:
    """All pairs of sides with an equal key; ``theirs`` is sorted by key."""
    keys, sides = theirs
    first = np.searchsorted(keys, mine[0], side="left")
    count = np.searchsorted(keys, mine[0], side="right") - first
    met = np.flatnonzero(count)
    for start in range(0, len(met), CHUNK):
        piece = met[start : start + CHUNK]
        n = count[piece]
        offset = np.arange(n.sum()) - np.repeat(np.cumsum(n) - n, n)
        yield np.repeat(mine[1][piece], n), sides[np.repeat(first[piece], n) + offset]


def _join_near(mine: Keyed, theirs: Keyed, desk: Desk, reach: float) -> Iterator[Keyed]:
    """Pairs with an equal key whose cells of the size of the reach touch each other."""
    if not len(mine[0]) or not len(theirs[0]):
        return
    here, there = _cells(desk.have_points, reach), _cells(desk.want_points, reach)
    ranked = _sorted((_hashed(theirs[0], there[theirs[1]]), theirs[1]))
    for shift in NEIGHBOURS:
        yield from _join((_hashed(mine[0], here[mine[1]] + shift), mine[1]), ranked)


def _cells(points: Floats, size: float) -> Ints:
    """Cell of each point; a chord is never longer than its arc, so neighbours within reach touch."""
    return np.floor(np.nan_to_num(points) / max(size, 1e-6)).astype(np.int64)


def _hashed(keys: Ints, cells: Ints) -> Ints:
    """One number for a key and a cell. Two of them may fall together: that costs time, never a pair."""
    mixed = keys * np.int64(1000003)
    for axis in range(3):
        mixed = (mixed ^ (cells[:, axis] + CELLS)) * np.int64(1000033)
    return mixed
