"""Which function stands behind a formula's id; symbols and units are in the pack's ``formulas/*.yaml``.

A function here takes the inputs by symbol (floats, or lists where the pack says so) and returns its
outputs by symbol; None means that there is no answer, with the reason under ``<symbol>_note``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from symbioaudit.analysis.formulas import finance, flows, heat, quality

Answer = dict[str, Any]


def _f03(total_in: float, total_out: float, stock_change: float) -> Answer:
    rest, share = flows.imbalance(total_in, total_out, stock_change)
    return {"imbalance": rest, "share": share, "closure": None if share is None else 1 - abs(share)}


def _f05(evaporation: float, conductivity_blowdown: float, conductivity_makeup: float) -> Answer:
    cycles, make_up, blowdown = flows.cooling_tower(
        evaporation, conductivity_blowdown, conductivity_makeup
    )
    return {"cycles": cycles, "make_up": make_up, "blowdown": blowdown}


def _f20(
    mass_flow: float,
    cp: float,
    t_available: float,
    t_reference: float,
    hours: float | None,
    efficiency: float | None,
) -> Answer:
    power = heat.heat_power(mass_flow, cp, t_available, t_reference)
    energy = None if hours is None else heat.heat_energy(power, hours)
    recoverable = None if energy is None or efficiency is None else energy * efficiency
    return {"power": power, "energy": energy, "recoverable": recoverable}


def _f22(
    mass_flow: float, h_liquid: float, h_vapour: float, dryness: float, h_return: float
) -> Answer:
    h_steam = heat.wet_enthalpy(h_liquid, h_vapour, dryness)
    return {"h_steam": h_steam, "power": heat.steam_power(mass_flow, h_steam, h_return)}


def _f23(t_hot_in: float, t_hot_out: float, t_cold_in: float, t_cold_out: float) -> Answer:
    return {
        "counter": heat.log_mean_difference(t_hot_in - t_cold_out, t_hot_out - t_cold_in),
        "parallel": heat.log_mean_difference(t_hot_in - t_cold_in, t_hot_out - t_cold_out),
    }


def _f25(t: float) -> Answer:
    return {
        "h_liquid": heat.saturated_liquid_enthalpy(t),
        "h_vapour": heat.saturated_vapour_enthalpy(t),
    }


def _f32(growth_product: float, growth_use: float | None, growth_pollution: float | None) -> Answer:
    return {
        "productivity": None
        if growth_use is None
        else flows.productivity_change(growth_product, growth_use),
        "intensity": None
        if growth_pollution is None
        else flows.intensity_change(growth_pollution, growth_product),
    }


def _f41(
    material: float, loss_mass: float, input_mass: float, energy: float, system: float, waste_management: float,
    material_loss: float | None,
) -> Answer:  # fmt: skip
    lost = flows.loss_ratio(loss_mass, input_mass)
    if lost is None:
        return {"loss_ratio": None, "loss": None, "product": None}
    in_loss = lost * material if material_loss is None else material_loss
    return {
        "loss_ratio": lost,
        "loss": flows.loss_cost(in_loss, lost, energy, system, waste_management),
        "product": flows.product_cost(material - in_loss, lost, energy, system),
    }


def _f54(investment: float, saving: float) -> Answer:
    return {"payback": finance.simple_payback(investment, saving)}


def _f56(cash_flows: list[float]) -> Answer:
    return {"irr": finance.irr(cash_flows), "sign_changes": float(finance.sign_changes(cash_flows))}


def _f52(first_year: float, years: float, decay: float) -> Answer:
    factor = sum(max(0.0, 1 - decay * n) for n in range(int(years)))
    return {"factor": factor, "lifetime": first_year * factor}


FORMULAS: Final[Mapping[str, Callable[..., Answer]]] = MappingProxyType(
    {
        "F-01": lambda **v: {"use": flows.material_use(**v)},
        "F-03": _f03,
        "F-04": lambda **v: {"flow_out": flows.tie_component(**v)},
        "F-05": _f05,
        "F-20": _f20,
        "F-21": lambda **v: {"mass_flow": heat.gas_mass_flow(**v)},
        "F-22": _f22,
        "F-23": _f23,
        "F-24": lambda **v: {"cop": heat.carnot_cop(**v)},
        "F-25": _f25,
        "F-26": lambda **v: {"fuel": heat.fuel_replaced(**v)},
        "F-30": lambda product, use: {"productivity": flows.ratio(product, use)},
        "F-31": lambda waste, product: {"intensity": flows.ratio(waste, product)},
        "F-32": _f32,
        "F-33": lambda energy, product: {"specific": flows.ratio(energy, product)},
        "F-35": lambda cost, product: {"index": flows.ratio(cost, product)},
        "F-41": _f41,
        "F-45": lambda recycled, generated: {"rate": flows.ratio(recycled, generated)},
        "F-47": lambda secondary, total: {"index": flows.ratio(secondary, total)},
        "F-48": lambda **v: {"index": flows.circularity_index(**v)},
        "F-52": _f52,
        "F-54": _f54,
        "F-55": lambda rate, cash_flows: {"npv": finance.npv(rate, cash_flows)},
        "F-56": _f56,
        "F-57": lambda rate, cash_flows, investment: {
            "payback": finance.discounted_payback(rate, cash_flows, investment),
            "undiscounted": finance.payback(cash_flows, investment),
        },
        "F-58": lambda present_value, investment: {
            "index": finance.profitability_index(present_value, investment)
        },
        "F-59": lambda amount, rate, periods: {
            "payment": finance.annuity(amount, rate, periods),
            "crf": finance.capital_recovery_factor(rate, periods),
        },
        "F-66": lambda probability, consequence: {
            "rank": quality.risk_rank(probability, consequence)
        },
        "F-70": lambda factors, basic: {"gsd2": quality.geometric_deviation(factors, basic)},
        "F-72": lambda deviations: {"deviation": quality.sum_deviation(deviations)},
        "F-80": lambda **v: {"distance": quality.distance(**v)},
    }
)
