"""The seven parts of a match (F-65) for many pairs at once: low, best and high of each, 0–1.

What nobody knows is the pack's ``unknown`` at best, with the whole range 0–1 around it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from symbioaudit.analysis.symbiosis.desk import Desk, Floats, Ints
from symbioaudit.analysis.symbiosis.likeness import Likeness
from symbioaudit.analysis.symbiosis.quality import quality_of
from symbioaudit.analysis.symbiosis.rules import PARTS
from symbioaudit.analysis.symbiosis.sides import Side, Want

DAYS_A_YEAR: Final = 365.25
STEADY: Final = frozenset({"continuous", "daily"})
STEADY_LOW: Final = 0.6  # both work all year round, the months are not stated


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the score of many pairs."""

    low: Floats
    best: Floats
    high: Floats

    @classmethod
    def known(cls, value: Floats) -> Part:
        """A part without a range."""
        return cls(value, value, value)


@dataclass(frozen=True)
class Parts:
    """Computes parts for pairs (i, j) of haves and wants of one desk."""

    desk: Desk
    likeness: Likeness

    def all(self, i: Ints, j: Ints, similarity: Floats | None = None) -> dict[str, Part]:
        """Every part by its name."""
        alike = self.likeness.best(i, j) if similarity is None else similarity
        found = {
            "similarity": Part.known(alike),
            "quality": self.quality(i, j),
            "quantity": self.quantity(i, j),
            "distance": self.distance(i, j),
            "timing": self.timing(i, j),
            "economics": self.economics(i, j),
            "evidence": Part.known(self.evidence(i, j)),
        }
        return {name: found[name] for name in PARTS}

    def _unknown(self, n: int) -> Part:
        return Part(np.zeros(n), np.full(n, self.desk.rules.unknown), np.ones(n))

    # Quality: windows against values, pair by pair, where both are stated

    def quality(self, i: Ints, j: Ints) -> Part:
        """Mean over the parameters of the window; heat by its temperature."""
        part = self._unknown(len(i))
        haves, wants = self.desk.market.haves, self.desk.market.wants
        for n in np.flatnonzero(self._asks[j]):
            found = quality_of(haves[i[n]], wants[j[n]], self.desk.rules)
            part.low[n], part.best[n], part.high[n] = found
        return part

    @cached_property
    def _asks(self) -> Floats:
        return np.array(
            [bool(w.quality) or w.temperature is not None for w in self.desk.market.wants],
            dtype=float,
        )

    # Quantity

    def quantity(self, i: Ints, j: Ints) -> Part:
        """min/max of supply and need; 1 where a part of the need is welcome and the batch is reached."""
        part = self._unknown(len(i))
        mine, theirs = self._amounts(self.desk.market.haves), self._amounts(self.desk.market.wants)
        same = (mine[3][i] == theirs[3][j]) & (mine[3][i] >= 0)
        known = same & ~np.isnan(mine[1][i]) & ~np.isnan(theirs[1][j])
        if not known.any():
            return part
        s_low, s_best, s_high, _u = (x[i[known]] for x in mine)
        d_low, d_best, d_high, _u = (x[j[known]] for x in theirs)
        batch = self.desk.wants(lambda w: w.batch)[j[known]]
        best, low, high = _fit(s_best, d_best), _fit(s_low, d_high), _fit(s_high, d_low)
        spans = (s_low <= d_high) & (d_low <= s_high)
        welcome = (s_low >= batch) & (s_high <= d_high)
        part.best[known] = np.where(welcome, 1.0, best)
        part.low[known] = np.where(welcome, 1.0, np.minimum(best, np.minimum(low, high)))
        part.high[known] = np.where(welcome | spans, 1.0, np.maximum(best, np.maximum(low, high)))
        return part

    def _amounts(self, sides: tuple[Side, ...]) -> tuple[Floats, Floats, Floats, Ints]:
        key = id(sides)
        if key not in self._spans:
            self._spans[key] = _spans(sides, self._units)
        return self._spans[key]

    @cached_property
    def _spans(self) -> dict[int, tuple[Floats, Floats, Floats, Ints]]:
        return {}

    @cached_property
    def _units(self) -> dict[str, int]:
        return {}

    # Distance

    def distance(self, i: Ints, j: Ints) -> Part:
        """exp(−d/d₀)."""
        near = np.exp(-self.desk.distance(i, j) / self.desk.scale[i])
        return self._or_unknown(near)

    def _or_unknown(self, value: Floats) -> Part:
        blank = np.isnan(value)
        return Part(
            np.where(blank, 0.0, value),
            np.where(blank, self.desk.rules.unknown, value),
            np.where(blank, 1.0, value),
        )

    # Timing

    def timing(self, i: Ints, j: Ints) -> Part:
        """Σ min(s, d)/Σ d over the months, times how much of the first year is lost to waiting."""
        mine, theirs = self._months(self.desk.market.haves), self._months(self.desk.market.wants)
        overlap = np.minimum(mine[i], theirs[j]).sum(axis=1)  # not a number where a month is
        part = self._or_unknown(overlap)
        steady = np.isnan(overlap) & self._steady[0][i] & self._steady[1][j]
        part.low[steady], part.best[steady] = STEADY_LOW, (1 + STEADY_LOW) / 2
        late = (self._ready[0][i] - self._ready[1][j]) / DAYS_A_YEAR
        factor = 1 - np.clip(np.nan_to_num(late, nan=0.0), 0.0, 1.0)
        return Part(part.low * factor, part.best * factor, part.high * factor)

    def _months(self, sides: tuple[Side, ...]) -> Floats:
        key = id(sides)
        if key not in self._profiles:
            rows = [s.monthly or (np.nan,) * 12 for s in sides]
            self._profiles[key] = np.array(rows, dtype=float).reshape(-1, 12)
        return self._profiles[key]

    @cached_property
    def _profiles(self) -> dict[int, Floats]:
        return {}

    @cached_property
    def _steady(self) -> tuple[np.ndarray, np.ndarray]:
        market = self.desk.market
        return tuple(  # type: ignore[return-value]
            np.array([s.continuity in STEADY for s in sides], dtype=bool)
            for sides in (market.haves, market.wants)
        )

    @cached_property
    def _ready(self) -> tuple[Floats, Floats]:
        def day(side: Side) -> float | None:
            return float(side.ready.toordinal()) if side.ready else None

        return self.desk.haves(day), self.desk.wants(day)

    # Economics

    def economics(self, i: Ints, j: Ints) -> Part:
        """Surplus of both against ``surplus_full`` of what both pay now; transport by the distance."""
        have, want = self._money
        now = have["disposal"][i] + want["virgin"][j]
        gain = now - have["preparation"][i] - want["treatment"][j]
        per_km = (self.desk.rules.transport_money or np.nan) * (1 + self.desk.rules.empty)
        distance = self.desk.distance(i, j)
        best = self._position(gain - per_km * distance, now)
        guess = self._position(gain - per_km * self.desk.scale[i], now)
        most = self._position(gain, now)
        part = self._or_unknown(best)
        open_ = np.isnan(best) & ~np.isnan(most)
        part.best[open_] = np.where(np.isnan(guess), most * self.desk.rules.unknown, guess)[open_]
        part.high[open_] = most[open_]
        return part

    def _position(self, surplus: Floats, now: Floats) -> Floats:
        full = float(self.desk.rules.match["surplus_full"])
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            return np.where(now > 0, np.clip(surplus / (full * now), 0.0, 1.0), np.nan)

    @cached_property
    def _money(self) -> tuple[dict[str, Floats], dict[str, Floats]]:
        desk = self.desk
        zero: Callable[[float | None], float] = lambda v: v or 0.0  # noqa: E731
        have = {
            "disposal": desk.haves(lambda h: h.disposal),
            "preparation": desk.haves(lambda h: zero(h.preparation)),
        }
        want = {
            "virgin": desk.wants(virgin_value),
            "treatment": desk.wants(lambda w: zero(w.treatment)),
        }
        return have, want

    # Evidence

    def evidence(self, i: Ints, j: Ints) -> Floats:
        """Known synergies of the class with such takers, and how well the amounts are known."""
        rules = self.desk.rules.matching["evidence"]
        known = np.minimum(1.0, self._precedents[self._first[i]] / rules["precedents"])
        soft = self._soft[0][i] | self._soft[1][j]
        found: Floats = known * np.where(soft, rules["estimated"], 1.0)
        return found

    @cached_property
    def _first(self) -> Ints:
        number = self.desk.number
        found = [number[c[0].resource] if c else -1 for c in self.desk.have_classes]
        return np.array(found, dtype=np.int64)

    @cached_property
    def _precedents(self) -> Floats:
        counts = np.zeros(len(self.desk.class_ids) + 1)
        for known in self.desk.library.precedents:
            if known.resource in self.desk.number:
                counts[self.desk.number[known.resource]] += 1
        return counts

    @cached_property
    def _soft(self) -> tuple[np.ndarray, np.ndarray]:
        market = self.desk.market
        return tuple(  # type: ignore[return-value]
            np.array([s.estimated for s in sides], dtype=bool)
            for sides in (market.haves, market.wants)
        )


def virgin_value(want: Want) -> float | None:
    """k·p of what a unit of the resource replaces."""
    if want.price is None:
        return None
    return want.price * (1.0 if want.substitution is None else want.substitution)


def _fit(supply: Floats, need: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.minimum(supply, need) / np.maximum(supply, need)
    return np.nan_to_num(ratio, nan=0.0)


def _spans(sides: tuple[Side, ...], units: dict[str, int]) -> tuple[Floats, Floats, Floats, Ints]:
    rows = []
    numbers = []
    for side in sides:
        span = side.amount
        best = None if span is None else span.best
        low = best if span is None or span.low is None else span.low
        high = best if span is None or span.high is None else span.high
        rows.append([np.nan if v is None else v for v in (low, best, high)])
        known = bool(side.unit) and best is not None
        numbers.append(units.setdefault(side.unit, len(units)) if known else -1)
    table = np.array(rows, dtype=float).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2], np.array(numbers, dtype=np.int64)
