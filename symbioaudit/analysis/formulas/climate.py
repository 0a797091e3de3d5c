"""F-50…F-53: greenhouse gases of burning, carbonates and refrigerants; what a synergy avoids. t, GJ, tCO2e.

Sources: GHG Protocol (2004), IPCC 2006; NISP's account of lifetimes (METHODOLOGY 3.6).
"""

from __future__ import annotations


def burnt(energy: float, factor: float, oxidation: float = 1.0) -> float:
    """F-50: E·EF·OF of a burnt fuel; the energy is net."""
    return energy * factor * oxidation


def released(activity: float, factor: float) -> float:
    """F-50: carbonate, refrigerant, electricity or heat times its factor."""
    return activity * factor


def avoided(
    mass: float,
    substitution: float,
    factor_virgin: float,
    factor_old: float,
    fuel: float,
    treatment: float,
    distance: float,
    factor_transport: float,
    empty: float,
    rebound: float,
) -> float:
    """F-51: emissions avoided by a synergy in one year; reported apart from scopes 1 and 2."""
    gained = mass * substitution * factor_virgin + mass * factor_old + fuel
    spent = treatment + mass * distance * factor_transport * (1 + empty)
    return gained - spent - rebound


def lifetime_factor(years: int, decay: float) -> float:
    """F-52: Σ φ_n; model A: decay 0 over 5 years = 5, model B: decay 0.2 = 3."""
    return float(sum(max(0.0, 1 - decay * n) for n in range(years)))


def break_even_distance(gain: float, transport: float, empty: float) -> float | None:
    """F-53: distance at which transport eats the gain of a tonne; None when transport costs nothing."""
    per_km = transport * (1 + empty)
    if per_km <= 0:
        return None
    return max(0.0, gain / per_km)


def transfer_interval(
    preparation: float,
    disposal: float,
    substitution: float,
    price_virgin: float,
    treatment: float,
    transport: float,
) -> tuple[float, float]:
    """Section 3.7: least price the donor accepts and highest the receiver pays, per tonne."""
    return preparation - disposal, substitution * price_virgin - treatment - transport
