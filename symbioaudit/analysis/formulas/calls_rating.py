"""F-60…F-72 and distance by symbol, as the pack's ``formulas/rating.yaml`` declares them."""

from __future__ import annotations

from collections.abc import Sequence

from symbioaudit.analysis.formulas import priority, quality
from symbioaudit.analysis.formulas.answer import Answer, Functions
from symbioaudit.base.i18n import N_, Message

TIED = N_("all of them are equal by one of the two")


def potential(scores: Sequence[float], weights: Sequence[float]) -> Answer:
    """F-60."""
    return {"potential": priority.priority(scores, weights)}


def match(parts: Sequence[float], gates: Sequence[float], weights: Sequence[float]) -> Answer:
    """F-65."""
    return {"score": priority.match_score(parts, gates, weights)}


def near(distance: float, d0: float) -> Answer:
    """F-65, distance."""
    return {"nearness": priority.nearness(distance, d0)}


def readiness(answers: Sequence[float], scale_max: float) -> Answer:
    """F-61."""
    return {"readiness": priority.readiness(answers, scale_max)}


def hot_spot(
    cost: float,
    cost_max: float,
    mass: float,
    mass_max: float,
    hazard_class: float | None,
    hierarchy: float | None,
    regulation: float,
    weights: Sequence[float],
) -> Answer:
    """F-62."""
    parts = (
        cost / cost_max if cost_max else 0.0,
        mass / mass_max if mass_max else 0.0,
        priority.hazard(hazard_class),
        priority.hierarchy_gap(hierarchy),
        regulation,
    )
    return {"score": priority.hot_spot(parts, weights)}


def opportunity(
    payback: float,
    environment: float,
    feasibility: float,
    risk: float,
    readiness: float,
    weights: Sequence[float],
    payback_years: Sequence[float],
    payback_scores: Sequence[float],
) -> Answer:
    """F-63."""
    economy = priority.piecewise(payback, payback_years, payback_scores)
    scores = (economy, environment, feasibility, priority.risk_score(risk), readiness)
    return {"economy": economy, "priority": priority.priority(scores, weights)}


def topsis(matrix: Sequence[Sequence[float]], weights: Sequence[float], vector: float) -> Answer:
    """F-64."""
    return {"closeness": priority.topsis(matrix, weights, vector=bool(vector))}


def rank_agreement(first: Sequence[float], second: Sequence[float]) -> Answer:
    """F-64, Kendall's τ."""
    found = priority.kendall(first, second)
    return {"tau": found} | ({"tau_note": Message(TIED)} if found is None else {})


def risk(probability: float, consequence: float) -> Answer:
    """F-66."""
    return {"rank": quality.risk_rank(probability, consequence)}


def failure(severity: float, occurrence: float, detection: float) -> Answer:
    """F-67."""
    return {"number": quality.severity_number(severity, occurrence, detection)}


def pedigree(factors: Sequence[float], basic: float, value: float | None) -> Answer:
    """F-70."""
    gsd2 = quality.geometric_deviation(factors, basic)
    return {
        "gsd2": gsd2,
        "low": None if value is None else value / gsd2,
        "high": None if value is None else value * gsd2,
    }


def index(scores: Sequence[float]) -> Answer:
    """F-71."""
    return {"index": quality.index(scores)}


def spread(deviations: Sequence[float]) -> Answer:
    """F-72 of a sum."""
    return {"deviation": quality.sum_deviation(deviations)}


def relative(deviations: Sequence[float]) -> Answer:
    """F-72 of a product."""
    return {"deviation": quality.product_deviation(deviations)}


def haversine(lat_1: float, lon_1: float, lat_2: float, lon_2: float) -> Answer:
    """Great-circle distance."""
    return {"distance": quality.distance(lat_1, lon_1, lat_2, lon_2)}


RATING: Functions = {
    "F-60": potential,
    "F-61": readiness,
    "F-62": hot_spot,
    "F-63": opportunity,
    "F-64": topsis,
    "F-64.tau": rank_agreement,
    "F-65": match,
    "F-65.distance": near,
    "F-66": risk,
    "F-67": failure,
    "F-70": pedigree,
    "F-71": index,
    "F-72": spread,
    "F-72.product": relative,
    "haversine": haversine,
}
