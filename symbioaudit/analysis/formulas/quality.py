"""F-66, F-70…F-72: pedigree, propagation, risk rank; great-circle distance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

EARTH_RADIUS: Final = 6371.0088  # km, mean radius (IUGG)


def geometric_deviation(factors: Sequence[float], basic: float) -> float:
    """F-70: GSD² = exp √(Σ ln U_i² + ln U_b²) (ecoinvent pedigree)."""
    return math.exp(math.sqrt(sum(math.log(u) ** 2 for u in factors) + math.log(basic) ** 2))


def sum_deviation(deviations: Sequence[float]) -> float:
    """F-72: standard deviation of a sum of independent values."""
    return math.sqrt(sum(s * s for s in deviations))


def product_deviation(relative: Sequence[float]) -> float:
    """F-72: relative standard deviation of a product of independent values."""
    return math.sqrt(sum(s * s for s in relative))


def risk_rank(probability: float, consequence: float) -> float:
    """F-66: P × C, each 1, 2 or 3."""
    if probability not in (1, 2, 3) or consequence not in (1, 2, 3):
        raise ValueError("probability and consequence are 1, 2 or 3")
    return probability * consequence


def distance(lat_1: float, lon_1: float, lat_2: float, lon_2: float) -> float:
    """Great-circle distance, km (haversine)."""
    a, b = math.radians(lat_1), math.radians(lat_2)
    h = (
        math.sin((b - a) / 2) ** 2
        + math.cos(a) * math.cos(b) * math.sin(math.radians(lon_2 - lon_1) / 2) ** 2
    )
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(h))


def index(scores: Sequence[float]) -> float:
    """F-71: mean of the five pedigree scores, 1 best, 5 worst."""
    if not scores or any(not 1 <= s <= 5 for s in scores):
        raise ValueError("1…5")
    return sum(scores) / len(scores)


def severity_number(severity: float, occurrence: float, detection: float) -> float:
    """F-67: risk priority number S·O·D, each 1–10."""
    if any(not 1 <= v <= 10 for v in (severity, occurrence, detection)):
        raise ValueError("1…10")
    return severity * occurrence * detection
