"""Matches of a market: candidates, gates, score with its range, the best few of each have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np

from symbioaudit.analysis.symbiosis.blocking import Blocking
from symbioaudit.analysis.symbiosis.desk import Bools, Desk, Floats, Ints
from symbioaudit.analysis.symbiosis.gates import LICENSED, TREATING, Gate, failed, gates, may_fail
from symbioaudit.analysis.symbiosis.likeness import Likeness
from symbioaudit.analysis.symbiosis.parts import Part, Parts
from symbioaudit.analysis.symbiosis.rules import PARTS
from symbioaudit.analysis.symbiosis.sides import Have, Party, Want
from symbioaudit.analysis.symbiosis.taking import Taking

BEST: Final = 10  # matches of one have that are kept


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One part of one match: 0–1, with its range and its weight."""

    name: str
    low: float
    best: float
    high: float
    weight: float

    @property
    def certainty(self) -> float:
        """1 where the part is known, 0 where it may be anything."""
        return 1 - (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Match:
    """A have and a want that could meet; ``score`` 0–100 is 0 where a gate is shut."""

    have: Have
    want: Want
    donor: Party
    receiver: Party
    gates: tuple[Gate, ...]
    parts: tuple[ScorePart, ...]
    score: float
    low: float
    high: float
    confidence: float  # 0–1, the weight of what is known
    distance: float | None  # km
    resource: str | None  # class of the have
    taking: Taking = field(default_factory=lambda: Taking(0.0))

    @property
    def open(self) -> bool:
        """True where no gate is shut."""
        return all(g.verdict != "fail" for g in self.gates)

    def part(self, name: str) -> ScorePart:
        """One part by its name."""
        return next(p for p in self.parts if p.name == name)


@dataclass(frozen=True, slots=True)
class Scored:
    """Pairs of numbers with their scores, unsorted."""

    i: Ints
    j: Ints
    low: Floats
    best: Floats
    high: Floats
    similarity: Floats


@dataclass(frozen=True)
class Matcher:
    """Scores pairs of one desk."""

    desk: Desk

    @cached_property
    def likeness(self) -> Likeness:
        """Similarities."""
        return Likeness(self.desk)

    @cached_property
    def parts(self) -> Parts:
        """Parts of the score."""
        return Parts(self.desk, self.likeness)

    @cached_property
    def blocking(self) -> Blocking:
        """Candidates."""
        return Blocking(self.desk, self.likeness)

    def everything(self) -> Scored:
        """Scores of every pair, without blocking: what the blocked way must agree with."""
        haves, wants = len(self.desk.market.haves), len(self.desk.market.wants)
        i, j = (a.ravel() for a in np.indices((haves, wants)))
        other = self.desk.have_party[i] != self.desk.want_party[j]
        i, j = i[other], j[other]
        near = self.blocking.near(i, j)
        return self.scored(i[near], j[near])

    def candidates(self) -> Scored:
        """Scores of the pairs that can have anything in common."""
        return self.scored(*self.blocking.pairs())

    def scored(self, i: Ints, j: Ints) -> Scored:
        """Scores of pairs that are alike enough and whose gates are not shut."""
        alike = self.likeness.best(i, j)
        kept = alike >= float(self.desk.rules.matching["least_similarity"])
        i, j, alike = i[kept], j[kept], alike[kept]
        ajar = ~self.shut(i, j)
        i, j, alike = i[ajar], j[ajar], alike[ajar]
        parts = self.parts.all(i, j, alike)
        low, best, high = (self._sum(parts, way) for way in ("low", "best", "high"))
        return Scored(i, j, low, best, high, alike)

    def _sum(self, parts: Mapping[str, Part], way: str) -> Floats:
        weights = self.desk.rules.weights
        total: Floats = sum(w * getattr(parts[n], way) for n, w in zip(PARTS, weights, strict=True))
        return total

    def shut(self, i: Ints, j: Ints) -> Bools:
        """Pairs with a gate that fails."""
        licensed, held = self._law
        out: Bools = licensed[i] & (held[j] == 0)
        market = self.desk.market
        for n in np.flatnonzero(self._strict[j] & ~out):
            have, want = market.haves[i[n]], market.wants[j[n]]
            out[n] = failed(have, want, market.parties[want.party], self.desk.rules)
        return out

    @cached_property
    def _strict(self) -> Bools:
        return np.array([may_fail(w) for w in self.desk.market.wants], dtype=bool)

    @cached_property
    def _law(self) -> tuple[Bools, Ints]:
        """Haves whose receiver needs a licence; licences of the wants: 1 held, 0 not, −1 unknown."""
        market = self.desk.market
        needs = [_needs_licence(h) for h in market.haves]
        held = [_held(w, market.parties[w.party]) for w in market.wants]
        return np.array(needs, dtype=bool), np.array(held, dtype=np.int64)

    def top(self, most: int = BEST, scored: Scored | None = None) -> dict[int, list[int]]:
        """The best pairs of each have, as places in ``scored``."""
        found = self.candidates() if scored is None else scored
        order = np.lexsort((found.j, -found.similarity, -found.best, found.i))
        ranked: dict[int, list[int]] = {}
        for n in order.tolist():
            row = ranked.setdefault(int(found.i[n]), [])
            if len(row) < most:
                row.append(n)
        return ranked

    def matches(self, most: int = BEST) -> Iterator[Match]:
        """The best matches of each have in the order of the haves, best first."""
        scored = self.candidates()
        for places in self.top(most, scored).values():
            for n in places:
                yield self.match(int(scored.i[n]), int(scored.j[n]))

    def match(self, have: int, want: int) -> Match:
        """One pair in full, shut gates included."""
        i, j = np.array([have]), np.array([want])
        market, desk = self.desk.market, self.desk
        mine, theirs = market.haves[have], market.wants[want]
        donor, receiver = market.parties[mine.party], market.parties[theirs.party]
        found = gates(mine, theirs, receiver, desk.rules)
        parts = tuple(
            ScorePart(name, float(p.low[0]), float(p.best[0]), float(p.high[0]), weight)
            for (name, p), weight in zip(
                self.parts.all(i, j).items(), desk.rules.weights, strict=True
            )
        )
        shut = any(g.verdict == "fail" for g in found)
        low, best, high = (
            0.0 if shut else sum(p.weight * getattr(p, way) for p in parts)
            for way in ("low", "best", "high")
        )
        distance = float(desk.distance(i, j)[0])
        classes = desk.have_classes[have]
        return Match(
            have=mine,
            want=theirs,
            donor=donor,
            receiver=receiver,
            gates=found,
            parts=parts,
            score=best,
            low=low,
            high=high,
            confidence=sum(p.weight * p.certainty for p in parts) / sum(desk.rules.weights),
            distance=None if np.isnan(distance) else distance,
            resource=classes[0].resource if classes else None,
            taking=desk.takers.of(classes, receiver, theirs.use),
        )


def _needs_licence(have: Have) -> bool:
    asked = have.hazard_class in LICENSED and have.legal_status not in {"product", "by_product"}
    own = have.owner in {None, "", "enterprise"}
    return asked and own and have.kind not in {"heat", "energy", "service"}


def _held(want: Want, receiver: Party) -> int:
    held = want.licences if want.licences is not None else receiver.licences
    return -1 if held is None else int(bool(TREATING & set(held)))
