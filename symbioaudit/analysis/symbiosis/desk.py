"""A market laid out for work: classes of every side, numbers as arrays, not a number where unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from symbioaudit.analysis.symbiosis.classify import MOST, Classified, Classifier
from symbioaudit.analysis.symbiosis.rules import Rules
from symbioaudit.analysis.symbiosis.sides import Have, Market, Side, Want
from symbioaudit.analysis.symbiosis.taking import Takers
from symbioaudit.analysis.symbiosis.words import Rarity
from symbioaudit.methodology.symbiosis import Symbiosis

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
KIND_GROUPS: Final = {"heat": "heat", "water": "water", "energy": "heat"}
EARTH_KM: Final = 6371.0088  # mean radius, IUGG


@dataclass(frozen=True)
class Tools:
    """What is made once for a library and its rules, whatever the market."""

    library: Symbiosis
    rules: Rules
    rarity: Rarity | None = None  # of words; None: as the names of the market at hand tell

    @cached_property
    def classifier(self) -> Classifier:
        """Names to classes."""
        return Classifier(self.library)

    @cached_property
    def takers(self) -> Takers:
        """Classes to who takes them."""
        return Takers(self.library, self.rules.matching)


@dataclass(frozen=True)
class Desk:
    """The market under one library and one set of rules. Made once, asked many times."""

    market: Market
    tools: Tools

    @property
    def library(self) -> Symbiosis:
        """The library."""
        return self.tools.library

    @property
    def rules(self) -> Rules:
        """The pack's numbers."""
        return self.tools.rules

    @property
    def classifier(self) -> Classifier:
        """Names to classes."""
        return self.tools.classifier

    @property
    def takers(self) -> Takers:
        """Classes to who takes them."""
        return self.tools.takers

    @cached_property
    def class_ids(self) -> tuple[str, ...]:
        """Resource classes in a fixed order."""
        return tuple(sorted(self.library.resources))

    @cached_property
    def number(self) -> dict[str, int]:
        """Place of a class in that order."""
        return {name: n for n, name in enumerate(self.class_ids)}

    @cached_property
    def have_classes(self) -> tuple[tuple[Classified, ...], ...]:
        """Classes of each have."""
        return self._classified(self.market.haves)

    @cached_property
    def want_classes(self) -> tuple[tuple[Classified, ...], ...]:
        """Classes of each want; none for one that only says an activity."""
        return self._classified(self.market.wants)

    def _classified(self, sides: Iterable[Side]) -> tuple[tuple[Classified, ...], ...]:
        known: dict[Any, tuple[Classified, ...]] = {}
        out = []
        for side in sides:
            key = (side.name, side.codes, side.resource, side.kind)
            if key not in known:
                known[key] = self.classifier.of(side)
            out.append(known[key])
        return tuple(out)

    @cached_property
    def groups(self) -> tuple[str | None, ...]:
        """Group of each have, for distances: of its surest class, else of its kind."""
        return tuple(
            self.library.resources[found[0].resource].group if found else KIND_GROUPS.get(have.kind)
            for have, found in zip(self.market.haves, self.have_classes, strict=True)
        )

    @cached_property
    def scale(self) -> Floats:
        """d₀ of each have, km."""
        return np.array([self.rules.scale(g) for g in self.groups], dtype=float)

    @cached_property
    def reach(self) -> Floats:
        """Reach of each have, km."""
        return np.array([self.rules.reach(g) for g in self.groups], dtype=float)

    @cached_property
    def have_points(self) -> Floats:
        """Places of the haves as points on the globe, km; not a number where unknown."""
        return self._points(self.market.haves)

    @cached_property
    def want_points(self) -> Floats:
        """Places of the wants."""
        return self._points(self.market.wants)

    def _points(self, sides: Sequence[Side]) -> Floats:
        parties = [self.market.parties[s.party] for s in sides]
        lat = np.radians(numbers(parties, lambda p: p.lat))
        lon = np.radians(numbers(parties, lambda p: p.lon))
        flat = np.cos(lat)
        points: Floats = np.column_stack([flat * np.cos(lon), flat * np.sin(lon), np.sin(lat)])
        return EARTH_KM * points

    def distance(self, i: Ints, j: Ints) -> Floats:
        """Great-circle distance of pairs, km; not a number where a place is unknown."""
        chord = np.linalg.norm(self.have_points[i] - self.want_points[j], axis=1)
        found: Floats = 2 * EARTH_KM * np.arcsin(np.minimum(1.0, chord / (2 * EARTH_KM)))
        return found

    @cached_property
    def have_party(self) -> Ints:
        """Number of the plant of each have."""
        return np.array([self._parties[h.party] for h in self.market.haves], dtype=np.int64)

    @cached_property
    def want_party(self) -> Ints:
        """Number of the plant of each want."""
        return np.array([self._parties[w.party] for w in self.market.wants], dtype=np.int64)

    @cached_property
    def _parties(self) -> dict[str, int]:
        return {name: n for n, name in enumerate(self.market.parties)}

    def haves(self, read: Callable[[Have], float | None]) -> Floats:
        """One number of each have."""
        return numbers(self.market.haves, read)

    def wants(self, read: Callable[[Want], float | None]) -> Floats:
        """One number of each want."""
        return numbers(self.market.wants, read)

    @cached_property
    def limit(self) -> Floats:
        """Distance that a want names itself, km."""
        return self.wants(lambda w: w.distance_max)

    @cached_property
    def typical(self) -> Bools:
        """Wants that only say an activity."""
        return np.array([w.typical for w in self.market.wants], dtype=bool)

    def class_table(self, found: Sequence[Sequence[Classified]]) -> tuple[Ints, Floats]:
        """Numbers of the classes and their confidences, padded with −1 and 0."""
        ids = np.full((len(found), MOST), -1, dtype=np.int64)
        sure = np.zeros((len(found), MOST))
        for n, classes in enumerate(found):
            for k, each in enumerate(classes):
                ids[n, k], sure[n, k] = self.number[each.resource], each.confidence
        return ids, sure


def numbers(items: Sequence[Any], read: Callable[[Any], float | None]) -> Floats:
    """Numbers of records, not a number where None."""
    values = (read(x) for x in items)
    return np.array([np.nan if v is None else v for v in values], dtype=float)
