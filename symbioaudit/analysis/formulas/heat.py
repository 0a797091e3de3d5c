"""F-20…F-28: waste heat, steam, heat exchange. kW, kg/s, kJ/(kg·K), °C, kJ/kg."""

from __future__ import annotations

import math
from collections.abc import Sequence


def heat_power(mass_flow: float, cp: float, t_available: float, t_reference: float) -> float:
    """F-20: Q̇ = ṁ·cp·(T_available − T_reference), kW for kg/s and kJ/(kg·K)."""
    return mass_flow * cp * (t_available - t_reference)


def heat_energy(power: float, hours: float) -> float:
    """F-20: MWh a year from kW and h/a."""
    return power * hours / 1000


def normal_volume(volume: float, t: float) -> float:
    """F-21: Nm³ of a gas measured at ``t`` °C and atmospheric pressure."""
    return volume * 273.15 / (273.15 + t)


def gas_mass_flow(normal_flow: float, normal_density: float) -> float:
    """F-21: kg/s from Nm³/h and kg/Nm³."""
    return normal_flow * normal_density / 3600


def wet_enthalpy(h_liquid: float, h_vapour: float, dryness: float) -> float:
    """F-22: h = h_f + x·(h_g − h_f), kJ/kg."""
    return h_liquid + dryness * (h_vapour - h_liquid)


def steam_power(mass_flow: float, h_steam: float, h_return: float) -> float:
    """F-22: Q̇ = ṁ·(h_s − h_return), kW."""
    return mass_flow * (h_steam - h_return)


def flash_fraction(h_before: float, h_liquid: float, h_vapour: float) -> float:
    """F-22: share of condensate that flashes: (h_f1 − h_f2)/(h_g2 − h_f2)."""
    return (h_before - h_liquid) / (h_vapour - h_liquid)


def log_mean_difference(difference_1: float, difference_2: float) -> float:
    """F-23: LMTD = (ΔT1 − ΔT2)/ln(ΔT1/ΔT2), K."""
    if difference_1 <= 0 or difference_2 <= 0:
        raise ValueError("ΔT ≤ 0")
    if math.isclose(difference_1, difference_2):
        return difference_1
    return (difference_1 - difference_2) / math.log(difference_1 / difference_2)


def carnot_cop(t_hot: float, t_cold: float) -> float:
    """F-24: COP of an ideal heat pump from °C."""
    return (t_hot + 273.15) / (t_hot - t_cold)


def saturated_liquid_enthalpy(t: float) -> float:
    """F-25: h_f, kJ/kg, 100 ≤ t ≤ 250 °C; own fit to IAPWS-IF97, error ≤ 0.2 kJ/kg."""
    return 8.22814e-6 * t**3 - 0.00233883 * t**2 + 4.45997 * t - 11.8863


def saturated_vapour_enthalpy(t: float) -> float:
    """F-25: h_g, kJ/kg, 100 ≤ t ≤ 250 °C; own fit to IAPWS-IF97, error ≤ 0.3 kJ/kg."""
    return -1.73497e-5 * t**3 + 0.0030145 * t**2 + 1.47347 * t + 2515.61


def fuel_replaced(heat_used: float, efficiency: float, ncv: float) -> float:
    """F-26: fuel that a boiler no longer burns: Q/(η·NCV)."""
    return heat_used / (efficiency * ncv)


# Region 4 of IAPWS-IF97 (2007 release, table 34): saturation line.
_N = (
    0.11670521452767e4, -0.72421316703206e6, -0.17073846940092e2, 0.12020824702470e5, -0.32325550322333e7,
    0.14915108613530e2, -0.48232657361591e4, 0.40511340542057e6, -0.23855557567849, 0.65017534844798e3,
)  # fmt: skip


def boils(pressure: float) -> bool:
    """True inside the saturation line of water, 0.6112…22 064 kPa."""
    return 0.6112 <= pressure <= 22064


def in_range(t: float) -> bool:
    """True where the polynomials of F-25 hold."""
    return 100 <= t <= 250


def saturation_temperature(pressure: float) -> float:
    """F-25: boiling point, °C, at an absolute pressure in kPa, 0.6112…22 064 kPa (IAPWS-IF97, region 4)."""
    if not boils(pressure):
        raise ValueError("0.6112…22064 kPa")
    beta: float = (pressure / 1000) ** 0.25
    e = beta**2 + _N[2] * beta + _N[5]
    f = _N[0] * beta**2 + _N[3] * beta + _N[6]
    g = _N[1] * beta**2 + _N[4] * beta + _N[7]
    d = 2 * g / (-f - math.sqrt(f**2 - 4 * e * g))
    kelvin = (_N[9] + d - math.sqrt((_N[9] + d) ** 2 - 4 * (_N[8] + _N[9] * d))) / 2
    return kelvin - 273.15


def exchanged(effectiveness: float, capacity_min: float, t_hot: float, t_cold: float) -> float:
    """F-23: Q = ε·C_min·(T_hot,in − T_cold,in), kW for kW/K."""
    return effectiveness * capacity_min * (t_hot - t_cold)


def exchanger_area(power: float, transfer: float, difference: float) -> float:
    """F-23: A = Q/(U·LMTD), m² for kW and W/(m²·K)."""
    return power * 1000 / (transfer * difference)


def delivered_heat(source: float, cop: float) -> float:
    """F-24: heat given by a heat pump that takes ``source`` from a cold source: Q·COP/(COP − 1)."""
    if cop <= 1:
        raise ValueError("COP > 1")
    return source * cop / (cop - 1)


def usability(t: float, limits: Sequence[float]) -> int:
    """F-27: number of the temperature class, 0 for what lies below the first of the rising limits."""
    return sum(t >= limit for limit in limits)


def mixture(shares: Sequence[float], values: Sequence[float]) -> float:
    """F-21: heat capacity of a mixture, Σ x·cp."""
    return sum(x * v for x, v in zip(shares, values, strict=True))
