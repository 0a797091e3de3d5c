"""F-60…F-65: potential, readiness, hot spots, priority of an opportunity, TOPSIS, matches. Weights come from the pack."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations, pairwise


def readiness(answers: Sequence[float], scale_max: float) -> float:
    """F-61: Σ of the statements over the most they can give, 0–100; each is answered 0…``scale_max``."""
    if not answers or any(not 0 <= a <= scale_max for a in answers):
        raise ValueError(f"0…{scale_max:g}")
    return sum(answers) / (scale_max * len(answers)) * 100


def hot_spot(parts: Sequence[float], weights: Sequence[float]) -> float:
    """F-62: Σ w·part, each part 0–1: cost, mass, hazard, hierarchy gap, regulation."""
    return sum(w * p for w, p in zip(weights, parts, strict=True))


def hazard(hazard_class: float | None) -> float:
    """F-62: class I gives 1, class V 0.2; no class 0."""
    return (6 - hazard_class) / 5 if hazard_class else 0.0


def hierarchy_gap(level: float | None) -> float:
    """F-62: how far the present route is from prevention (5)."""
    return 0.0 if level is None else (5 - level) / 5


def piecewise(x: float, xs: Sequence[float], ys: Sequence[float]) -> float:
    """Linear between points of rising ``xs``, constant outside."""
    if x <= xs[0]:
        return ys[0]
    for (a, ya), (b, yb) in pairwise(zip(xs, ys, strict=True)):
        if x <= b:
            return ya + (yb - ya) * (x - a) / (b - a)
    return ys[-1]


def risk_score(rank: float) -> float:
    """F-63: 100 for rank 1, 0 for rank 9."""
    return 100 - 100 * (rank - 1) / 8


def priority(scores: Sequence[float], weights: Sequence[float]) -> float:
    """F-60, F-63: Σ w·score/100 with weights that make 100."""
    if not math.isclose(sum(weights), 100):
        raise ValueError("Σ w ≠ 100")
    return sum(w * s for w, s in zip(weights, scores, strict=True)) / 100


def match_score(parts: Sequence[float], gates: Sequence[float], weights: Sequence[float]) -> float:
    """F-65: Σ w·part with parts 0–1; a shut gate ends the match."""
    if any(not 0 <= p <= 1 for p in parts):
        raise ValueError("0…1")
    return priority([100 * p for p in parts], weights) if all(gates) else 0.0


def nearness(distance: float, d0: float) -> float:
    """F-65: exp(−d/d₀)."""
    return math.exp(-distance / d0)


def topsis(
    matrix: Sequence[Sequence[float]], weights: Sequence[float], *, vector: bool = False
) -> list[float]:
    """F-64: closeness to the ideal of each row; all criteria are better when greater.

    ``vector``: Hwang and Yoon's vector normalisation; else min–max.
    """
    columns = [_normal(column, vector=vector) for column in zip(*matrix, strict=True)]
    weighed = [[w * v for v in column] for w, column in zip(weights, columns, strict=True)]
    best, worst = [max(c) for c in weighed], [min(c) for c in weighed]
    out = []
    for row in zip(*weighed, strict=True):
        to_best, to_worst = math.dist(row, best), math.dist(row, worst)
        out.append(to_worst / (to_best + to_worst) if to_best + to_worst else 0.5)
    return out


def kendall(first: Sequence[float], second: Sequence[float]) -> float | None:
    """F-64, τ-b: agreement of two rankings, 1 the same order, −1 the opposite; None where one ranks nothing.

    M.G. Kendall, Biometrika 33 (1945) 239, with ties.
    """
    pairs = list(combinations(zip(first, second, strict=True), 2))
    signs = [(_sign(a[0] - b[0]), _sign(a[1] - b[1])) for a, b in pairs]
    agree = sum(x * y for x, y in signs)
    ranked = [sum(s[n] != 0 for s in signs) for n in (0, 1)]
    return agree / math.sqrt(ranked[0] * ranked[1]) if all(ranked) else None


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


def _normal(column: Sequence[float], *, vector: bool) -> list[float]:
    if vector:
        length = math.sqrt(sum(v * v for v in column))
        return [v / length if length else 0.0 for v in column]
    low, high = min(column), max(column)
    return [(v - low) / (high - low) if high > low else 0.0 for v in column]
