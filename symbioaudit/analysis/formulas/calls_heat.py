"""F-20…F-28 by symbol, as the pack's ``formulas/heat.yaml`` declares them."""

from __future__ import annotations

from collections.abc import Sequence

from symbioaudit.analysis.formulas import heat
from symbioaudit.analysis.formulas.answer import Answer, Functions
from symbioaudit.base.i18n import N_, Message

NO_FLOW = N_("give mass_flow, or volume_flow with density")
TOO_FAR = N_(
    "farther than heat is usually carried: steam 5 km, hot water 15 km, city networks 40 km"
)
OUTSIDE = N_("the polynomials hold for 100…250 °C")


def recovered(
    mass_flow: float | None,
    volume_flow: float | None,
    density: float | None,
    cp: float,
    t_available: float,
    t_reference: float,
    hours: float | None,
    efficiency: float | None,
) -> Answer:
    """F-20."""
    if mass_flow is None:
        if volume_flow is None or density is None:
            return {"power": None, "power_note": Message(NO_FLOW)}
        mass_flow = volume_flow * density
    power = heat.heat_power(mass_flow, cp, t_available, t_reference)
    energy = None if hours is None else heat.heat_energy(power, hours)
    return {
        "power": power,
        "recoverable_power": None if efficiency is None else power * efficiency,
        "energy": energy,
        "recoverable": None if energy is None or efficiency is None else energy * efficiency,
    }


def gas(normal_flow: float, normal_density: float) -> Answer:
    """F-21."""
    return {"mass_flow": heat.gas_mass_flow(normal_flow, normal_density)}


def mixture(shares: Sequence[float], capacities: Sequence[float]) -> Answer:
    """F-21, heat capacity of a mixture."""
    return {"cp": heat.mixture(shares, capacities)}


def steam(
    mass_flow: float, h_liquid: float, h_vapour: float, dryness: float, h_return: float
) -> Answer:
    """F-22."""
    h_steam = heat.wet_enthalpy(h_liquid, h_vapour, dryness)
    return {"h_steam": h_steam, "power": heat.steam_power(mass_flow, h_steam, h_return)}


def flash(h_before: float, h_liquid: float, h_vapour: float) -> Answer:
    """F-22, flash steam."""
    return {"fraction": heat.flash_fraction(h_before, h_liquid, h_vapour)}


def exchanger(
    t_hot_in: float,
    t_hot_out: float,
    t_cold_in: float,
    t_cold_out: float,
    power: float | None,
    transfer: float | None,
) -> Answer:
    """F-23."""
    counter = heat.log_mean_difference(t_hot_in - t_cold_out, t_hot_out - t_cold_in)
    crossed = t_hot_out <= t_cold_out  # not possible in parallel flow
    sized = power is not None and transfer is not None
    return {
        "counter": counter,
        "parallel": None
        if crossed
        else heat.log_mean_difference(t_hot_in - t_cold_in, t_hot_out - t_cold_out),
        "area": heat.exchanger_area(power or 0.0, transfer or 0.0, counter) if sized else None,
    }


def effectiveness(
    effectiveness: float, capacity_min: float, t_hot_in: float, t_cold_in: float
) -> Answer:
    """F-23, ε method."""
    return {"power": heat.exchanged(effectiveness, capacity_min, t_hot_in, t_cold_in)}


def heat_pump(t_hot: float, t_cold: float, share: float, source: float | None) -> Answer:
    """F-24."""
    ideal = heat.carnot_cop(t_hot, t_cold)
    delivered = None if source is None else heat.delivered_heat(source, ideal * share)
    return {"cop_ideal": ideal, "cop": ideal * share, "delivered": delivered}


def heat_pump_known(source: float, cop: float) -> Answer:
    """F-24 with a stated coefficient of performance."""
    delivered = heat.delivered_heat(source, cop)
    return {"delivered": delivered, "work": delivered - source}


def organic_rankine(heat_input: float, efficiency: float) -> Answer:
    """F-24, organic Rankine cycle."""
    return {"work": heat_input * efficiency}


def saturation(t: float | None, pressure: float | None) -> Answer:
    """F-25."""
    if t is None:
        if pressure is None:
            return {"h_liquid": None, "h_liquid_note": Message(OUTSIDE)}
        t = heat.saturation_temperature(pressure)
    if not heat.in_range(t):
        return {"t_saturation": t, "h_liquid": None, "h_liquid_note": Message(OUTSIDE)}
    return {
        "t_saturation": t,
        "h_liquid": heat.saturated_liquid_enthalpy(t),
        "h_vapour": heat.saturated_vapour_enthalpy(t),
    }


def replaced(heat_used: float, efficiency: float, calorific: float, factor: float | None) -> Answer:
    """F-26."""
    emission = None if factor is None else heat_used / efficiency * factor
    fuel = heat.fuel_replaced(heat_used, efficiency, calorific)
    return {"fuel": fuel, "emission": emission}


def usability(t: float, limits: Sequence[float]) -> Answer:
    """F-27."""
    return {"class": float(heat.usability(t, limits) + 1)}


def reach(distance: float, limit: float) -> Answer:
    """F-28: how much of the usual length of a heat pipe a distance takes; above 1 it is too far."""
    share = distance / limit
    return {"share": share, "share_note": Message(TOO_FAR)} if share > 1 else {"share": share}


HEAT: Functions = {
    "F-20": recovered,
    "F-21": gas,
    "F-21.mixture": mixture,
    "F-22": steam,
    "F-22.flash": flash,
    "F-23": exchanger,
    "F-23.effectiveness": effectiveness,
    "F-24": heat_pump,
    "F-24.known": heat_pump_known,
    "F-24.orc": organic_rankine,
    "F-25": saturation,
    "F-26": replaced,
    "F-27": usability,
    "F-28": reach,
}
