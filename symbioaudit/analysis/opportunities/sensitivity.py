"""How surely a measure pays: a seeded simulation over the ranges that were entered, and one range at a time.

A range is drawn from a triangle over it with its top at the best value; what has no range stays as it is. The same
seed gives the same figures on every machine. Source: D. Vose, Risk Analysis (2008), ch. 12, on triangles and
tornado charts; the choice of the triangle is the methodology's.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from symbioaudit.analysis.opportunities.cashflow import Case

RANGES: Final = ("capex", "saving", "running", "life", "price", "growth", "rate")


@dataclass(frozen=True, slots=True)
class Span:
    """An input with its range; equal ends where none was entered."""

    best: float
    low: float
    high: float

    @property
    def spread(self) -> bool:
        """A range was entered."""
        return self.low < self.high


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the tornado: NPV with one input at the ends of its range, the rest at their best."""

    input: str
    low: float  # the input
    high: float
    npv_low: float  # NPV at the low end of the input
    npv_high: float

    @property
    def swing(self) -> float:
        """How far NPV moves."""
        return abs(self.npv_high - self.npv_low)


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What the draws give: NPV in the audit's currency."""

    runs: int
    seed: int
    probability: float  # share of draws with NPV above zero
    p5: float
    p50: float
    p95: float
    mean: float
    tornado: tuple[Bar, ...]  # the longest bar first


def sensitivity(
    case: Case, spans: Mapping[str, Span], *, runs: int, seed: int
) -> Sensitivity | None:
    """The simulation; None where the rate is not known or no range was entered."""
    given = {name: spans[name] for name in RANGES if name in spans and spans[name].spread}
    if case.rate is None or not given or runs < 1:
        return None
    source = random.Random(seed)  # noqa: S311 (a simulation, not a secret)
    worth = sorted(_drawn(case, given, source).npv() for _run in range(runs))
    return Sensitivity(
        runs=runs,
        seed=seed,
        probability=sum(value > 0 for value in worth) / runs,
        p5=quantile(worth, 0.05),
        p50=quantile(worth, 0.5),
        p95=quantile(worth, 0.95),
        mean=sum(worth) / runs,
        tornado=tornado(case, given),
    )


def tornado(case: Case, spans: Mapping[str, Span]) -> tuple[Bar, ...]:
    """Each range alone, the widest swing of NPV first."""
    bars = [_bar(case, name, span) for name, span in spans.items() if span.spread]
    return tuple(sorted(bars, key=lambda bar: (-bar.swing, RANGES.index(bar.input))))


def _bar(case: Case, name: str, span: Span) -> Bar:
    low, high = (case.at({name: end}).npv() for end in (span.low, span.high))
    return Bar(name, span.low, span.high, low, high)


def _drawn(case: Case, spans: Mapping[str, Span], source: random.Random) -> Case:
    drawn = {name: source.triangular(s.low, s.high, s.best) for name, s in spans.items()}
    return case.at(drawn)


def quantile(ordered: Sequence[float], share: float) -> float:
    """Linear between the draws (type 7 of R.J. Hyndman, Y. Fan, Am. Stat. 50 (1996) 361)."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def span_of(best: float, ends: Iterable[float | None]) -> Span:
    """An input with the ends that are known; the best value lies between them."""
    known = [end for end in ends if end is not None]
    return Span(best, min([best, *known]), max([best, *known]))
