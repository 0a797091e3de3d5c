"""F-72 by simulation: how far the totals can be trusted, and which flows make them doubtful.

A seeded simulation gives the same figures each time. A stated range is drawn from a triangle over
it, other amounts from a lognormal distribution of their pedigree (F-70)."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from symbioaudit.analysis.reconciliation.network import Flow, Network

RUNS: Final = 2000
SEED: Final = 20260101
SHOWN: Final = 5  # causes of one total


@dataclass(frozen=True, slots=True)
class Spread:
    """A total with the interval that holds 95 % of the draws; ``causes`` by share of its variance."""

    layer: str
    what: str  # in, out, rest
    unit: str
    best: float
    low: float
    high: float
    causes: tuple[tuple[Flow, float], ...]
    unknown: int  # flows that have no number and are in no draw


def spreads(found: Iterable[Network], *, seed: int = SEED, runs: int = RUNS) -> tuple[Spread, ...]:
    """Totals in and out of the site and the rest between them, for each layer."""
    return tuple(s for network in found for s in _of(network, random.Random(seed), runs))  # noqa: S311


SIGNS: Final[dict[str, dict[str, float]]] = {
    "in": {"in": 1.0},
    "out": {"out": 1.0},
    "rest": {"in": 1.0, "out": -1.0, "stock": -1.0},
}


def _of(network: Network, source: random.Random, runs: int) -> Iterable[Spread]:
    known = [f for f in network.flows if f.value is not None and f.side != "internal"]
    draws = [_draw(flow, source) for flow in known]
    sums: dict[str, list[float]] = {what: [] for what in SIGNS}
    for _run in range(runs):
        drawn = [draw() for draw in draws]
        for what, signs in SIGNS.items():
            pairs = zip(known, drawn, strict=True)
            sums[what].append(sum(signs.get(f.side, 0.0) * x for f, x in pairs))
    for what, signs in SIGNS.items():
        mine = [f for f in known if f.side in signs]
        if mine:
            yield _spread(network, what, mine, sums[what])


def _spread(network: Network, what: str, mine: Sequence[Flow], sums: list[float]) -> Spread:
    signs = SIGNS[what]
    ordered = sorted(sums)
    whole = sum(f.deviation**2 for f in mine)
    causes = sorted(((f, f.deviation**2 / whole) for f in mine if whole), key=lambda c: -c[1])
    return Spread(
        network.layer,
        what,
        network.unit,
        sum(signs[f.side] * (f.value or 0.0) for f in mine),
        _quantile(ordered, 0.025),
        _quantile(ordered, 0.975),
        tuple(causes[:SHOWN]),
        sum(1 for f in network.flows if f.value is None and f.side in signs),
    )


def _draw(flow: Flow, source: random.Random) -> Callable[[], float]:
    value = flow.value or 0.0
    low, high = flow.low, flow.high
    if low is not None and high is not None and low < high:
        return lambda: source.triangular(low, high, min(max(value, low), high))
    if not value or not flow.deviation:
        return lambda: value
    sigma = math.sqrt(math.log1p((flow.deviation / value) ** 2))
    middle = math.log(abs(value))
    return lambda: math.copysign(source.lognormvariate(middle, sigma), value)


def _quantile(ordered: Sequence[float], share: float) -> float:
    """Linear between the draws (type 7 of R.J. Hyndman, Y. Fan, Am. Stat. 50 (1996) 361)."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
