"""F-50…F-59 by symbol: greenhouse gases and economics, as the pack's ``formulas`` declare them."""

from __future__ import annotations

from collections.abc import Sequence

from symbioaudit.analysis.formulas import climate, finance
from symbioaudit.analysis.formulas.answer import Answer, Functions
from symbioaudit.base.i18n import N_, Message, Text
from symbioaudit.units import format_quantity

IMMEDIATE = N_("immediate: nothing has to be invested")
NEVER = N_("it is not paid back")
NO_ROOT = N_("none: no rate makes the net present value zero")
MANY_ROOTS = N_("not unique: the cash flows change their sign more than once; roots {roots}")
NO_LIMIT = N_("transport costs nothing, so there is no limit")


def burnt(quantity: float, calorific: float, factor: float, oxidation: float) -> Answer:
    """F-50 of a burnt fuel."""
    return {"emission": climate.burnt(quantity * calorific, factor, oxidation)}


def released(activity: float, factor: float) -> Answer:
    """F-50 of a carbonate, a refrigerant, electricity or heat."""
    return {"emission": climate.released(activity, factor)}


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
) -> Answer:
    """F-51."""
    value = climate.avoided(
        mass, substitution, factor_virgin, factor_old, fuel, treatment, distance, factor_transport,
        empty, rebound,
    )  # fmt: skip
    return {"avoided": value}


def lifetime(first_year: float, years: float, decay: float, cost: float | None) -> Answer:
    """F-52."""
    factor = climate.lifetime_factor(round(years), decay)
    return {
        "factor": factor,
        "lifetime": first_year * factor,
        "cost": None if cost is None else cost / factor,
    }


def distance(gain: float, transport: float, empty: float) -> Answer:
    """F-53."""
    found = climate.break_even_distance(gain, transport, empty)
    return {"distance": found} | ({} if found is not None else {"distance_note": Message(NO_LIMIT)})


def payback(investment: float, saving: float) -> Answer:
    """F-54."""
    return _payback("payback", finance.simple_payback(investment, saving))


def uneven(investment: float, cash_flows: Sequence[float]) -> Answer:
    """F-54 with flows that differ from year to year."""
    return _payback("payback", finance.payback(cash_flows, investment))


def _payback(symbol: str, years: float | None) -> Answer:
    note = {None: NEVER, 0.0: IMMEDIATE}.get(years)
    return {symbol: years} | ({f"{symbol}_note": Message(note)} if note else {})


def present_value(rate: float, cash_flows: Sequence[float]) -> Answer:
    """F-55."""
    return {"npv": finance.npv(rate, cash_flows)}


def return_rate(cash_flows: Sequence[float]) -> Answer:
    """F-56."""
    roots = finance.irr_roots(cash_flows)
    changes = float(finance.sign_changes(cash_flows))
    if len(roots) == 1:
        return {"irr": roots[0], "sign_changes": changes}
    listed = Text(*(_listed(roots, lang) for lang in ("ru", "en")))
    note = Message(MANY_ROOTS, {"roots": listed}) if roots else Message(NO_ROOT)
    return {"irr": None, "irr_note": note, "sign_changes": changes}


def _listed(roots: Sequence[float], lang: str) -> str:
    return "; ".join(format_quantity(100 * root, "percent", lang) for root in roots)


def discounted(investment: float, rate: float, cash_flows: Sequence[float]) -> Answer:
    """F-57."""
    return _payback("payback", finance.discounted_payback(rate, cash_flows, investment))


def index(present: float, investment: float) -> Answer:
    """F-58."""
    found = finance.profitability_index(present, investment)
    return {"index": found} | ({} if found is not None else {"index_note": Message(IMMEDIATE)})


def annuity(amount: float, rate: float, periods: float) -> Answer:
    """F-58, annuity."""
    return {
        "crf": finance.capital_recovery_factor(rate, periods),
        "payment": finance.annuity(amount, rate, periods),
    }


def levelised(
    investment: float, rate: float, years: float, running: float, quantity: float
) -> Answer:
    """F-58, cost of one unit of heat or product."""
    return {"cost": (finance.annuity(investment, rate, years) + running) / quantity}


def transfer(
    preparation: float,
    disposal: float,
    substitution: float,
    price_virgin: float,
    treatment: float,
    transport: float,
) -> Answer:
    """F-59: interval of the price between two partners."""
    low, high = climate.transfer_interval(
        preparation, disposal, substitution, price_virgin, treatment, transport
    )
    middle = (low + high) / 2 if high >= low else None
    return {"price_min": low, "price_max": high, "price": middle, "surplus": high - low}


MONEY: Functions = {
    "F-50": burnt,
    "F-50.factor": released,
    "F-51": avoided,
    "F-52": lifetime,
    "F-53": distance,
    "F-54": payback,
    "F-54.uneven": uneven,
    "F-55": present_value,
    "F-56": return_rate,
    "F-57": discounted,
    "F-58": index,
    "F-58.annuity": annuity,
    "F-58.levelised": levelised,
    "F-59": transfer,
}
