"""F-20…F-28: waste heat, steam, heat exchange. kW, kg/s, kJ/(kg·K), °C, kJ/kg."""

from __future__ import annotations

import math


def heat_power(mass_flow: float, cp: float, t_available: float, t_reference: float) -> float:
    """F-20: Q̇ = ṁ·cp·(T_available − T_reference), kW for kg/s and kJ/(kg·K)."""
    return mass_flow * cp * (t_available - t_reference)


def heat_energy(power: float, hours: float) -> float:
    """F-20: MWh a year from kW and h/a."""
    return power * hours / 1000


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
