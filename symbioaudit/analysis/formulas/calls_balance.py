"""F-01…F-08 by symbol, as the pack's ``formulas/balance.yaml`` declares them."""

from __future__ import annotations

from collections.abc import Sequence

from symbioaudit.analysis.formulas import flows, reconcile
from symbioaudit.analysis.formulas.answer import Answer, Functions


def use(purchases: float, opening: float, own: float, closing: float, sold: float) -> Answer:
    """F-01."""
    return {"use": flows.material_use(purchases, opening, own, closing, sold)}


def site(feed: float, product: float, wastes: Sequence[float]) -> Answer:
    """F-02: where the feed went."""
    kept, lost, rest = flows.recovery(feed, product, wastes)
    return {"recovery": kept, "loss": lost, "rest": rest}


def closure(total_in: float, total_out: float, stock_change: float) -> Answer:
    """F-03."""
    rest, share = flows.imbalance(total_in, total_out, stock_change)
    return {"imbalance": rest, "share": share, "closure": None if share is None else 1 - abs(share)}


def tie(flow: float, concentration_in: float, concentration_out: float) -> Answer:
    """F-04."""
    return {"flow_out": flows.tie_component(flow, concentration_in, concentration_out)}


def water(required: float, consumed: float, loss: float, recirculated_share: float) -> Answer:
    """F-05 of a process."""
    again, incoming, out = flows.process_water(required, consumed, loss, recirculated_share)
    return {
        "recirculated": again,
        "incoming": incoming,
        "discharged": out,
        "rate": flows.recirculation_rate(again, incoming),
    }


def tower(evaporation: float, blowdown_quality: float, make_up_quality: float) -> Answer:
    """F-05 of a cooling tower."""
    cycles, make_up, blowdown = flows.cooling_tower(evaporation, blowdown_quality, make_up_quality)
    return {"cycles": cycles, "make_up": make_up, "blowdown": blowdown}


def boiler_water(
    steam: float, feed_quality: float, make_up_quality: float, blowdown_quality: float
) -> Answer:
    """F-05 of a steam boiler."""
    cycles, feed, make_up, blowdown = flows.boiler_water(
        steam, feed_quality, make_up_quality, blowdown_quality
    )
    return {
        "cycles": cycles,
        "feed": feed,
        "make_up": make_up,
        "blowdown": blowdown,
        "steam_loss": make_up - blowdown,
        "condensate": feed - make_up,
        "return_share": 1 - make_up / feed,
    }


def volume(flow: float, hours: float, price: float | None, saved: float) -> Answer:
    """F-05: volume of a flow over its hours, and what it costs."""
    amount = flow * hours * saved
    return {"volume": amount, "cost": None if price is None else amount * price}


def reconciliation(
    measured: Sequence[float], deviations: Sequence[float], balances: Sequence[Sequence[float]]
) -> Answer:
    """F-06."""
    fitted = reconcile.reconciled(measured, deviations, balances)
    gross = reconcile.gross_errors(measured, fitted, deviations)
    return {"reconciled": fitted, "gross_errors": [float(n) for n in gross]}


def mix(energies: Sequence[float]) -> Answer:
    """F-07: shares of the carriers."""
    return {"total": sum(energies), "shares": flows.shares(energies)}


def boiler(steam: float, h_steam: float, h_feed: float, fuel: float, calorific: float) -> Answer:
    """F-07 of a boiler, direct method."""
    return {"efficiency": flows.boiler_efficiency(steam, h_steam, h_feed, fuel, calorific)}


def indirect(losses: Sequence[float]) -> Answer:
    """F-07 of a boiler, indirect method."""
    return {"efficiency": 1 - sum(losses)}


def energy(quantity: float, calorific: float) -> Answer:
    """F-08: energy of a fuel."""
    return {"energy": quantity * calorific}


BALANCE: Functions = {
    "F-01": use,
    "F-02": site,
    "F-03": closure,
    "F-04": tie,
    "F-05": water,
    "F-05.tower": tower,
    "F-05.boiler": boiler_water,
    "F-05.volume": volume,
    "F-06": reconciliation,
    "F-07": mix,
    "F-07.boiler": boiler,
    "F-07.indirect": indirect,
    "F-08": energy,
}
