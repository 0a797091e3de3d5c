"""What a match is worth to both sides and to the climate (F-51…F-53, section 3.7, the nine NISP metrics).

Avoided emissions stand apart from the scopes of either plant. Money is in the audit's currency.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from symbioaudit.analysis.formulas.climate import (
    avoided,
    break_even_distance,
    lifetime_factor,
    transfer_interval,
)
from symbioaudit.analysis.symbiosis.matching import Match
from symbioaudit.analysis.symbiosis.rules import Rules
from symbioaudit.methodology import Pack
from symbioaudit.methodology.symbiosis import Substitution, Symbiosis

LANDFILL: Final = frozenset({"landfill_own", "landfill_third_party"})
HAZARDOUS: Final = (1, 2, 3)
METRICS: Final = (
    "landfill_diverted", "co2_reduced", "virgin_saved", "hazardous_eliminated", "water_saved",
    "cost_reduced", "sales_added", "jobs", "investment",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Range:
    """Low and high of a figure; equal where it is one number."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        """Half way between."""
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class Worth:
    """Economics of one match; None where something that it needs is not known (``lacks`` says what)."""

    quantity: float | None  # exchanged a year, in ``unit``
    unit: str
    price: Range | None  # transfer price a unit: least the donor accepts, most the receiver pays
    proposal: float | None  # the middle of it
    surplus_donor: float | None  # a year, at the proposal
    surplus_receiver: float | None
    distance_money: float | None  # F-53, km
    distance_co2: float | None
    avoided: Range | None  # F-51, tCO2e/a
    lifetime: Range | None  # F-52, tCO2e over the models of the pack
    attributed: tuple[float, ...] = ()  # the middle of ``lifetime`` by the roles of a facilitator
    metrics: Mapping[str, float | None] | None = None  # nine NISP metrics, a year
    lacks: tuple[str, ...] = ()
    substitution: str | None = None

    @property
    def feasible(self) -> bool | None:
        """True where both can gain; None where that is not known."""
        return None if self.price is None else self.price.low <= self.price.high


@dataclass(frozen=True, slots=True)
class Replaced:
    """What a resource replaces: k with its range and the emission factor of the replaced product."""

    k: Range
    factor: float | None
    id: str


def replaced(
    pack: Pack, library: Symbiosis, match: Match, region: str | None = None, year: int | None = None
) -> Replaced | None:
    """The substitution of the match's resource: that of the use the receiver is known for, then that of the
    class itself, then of its parent or a use of the class."""
    own = library.resources.get(match.resource or "")
    if own is None:
        return None
    used = {r.id for r in match.taking.reasons if r.kind in {"use", "words"}}
    chosen = {u.replaces for u in own.uses if u.id in used}
    named = {u.replaces for u in own.uses}
    fitting = [
        s for s in library.substitutions if s.resource in {own.id, own.parent} or s.id in named
    ]
    fitting.sort(key=lambda s: (s.id not in chosen, s.resource != own.id, s.id not in named, s.id))
    return _replaced(pack, fitting[0], match, region, year) if fitting else None


def _replaced(
    pack: Pack, found: Substitution, match: Match, region: str | None, year: int | None
) -> Replaced:
    factor = (
        pack.factors.find(found.emission_factor, region=region, year=year)
        if found.emission_factor
        else None
    )
    stated = match.want.substitution
    low = found.k if found.k_low is None else found.k_low
    high = found.k if found.k_high is None else found.k_high
    k = Range(low, high) if stated is None else Range(stated, stated)
    fits = factor is not None and factor.unit == f"tCO2e/{match.have.unit.removesuffix('/a')}"
    return Replaced(k, factor.value if factor and fits else None, found.id)


def worth(match: Match, rules: Rules, virgin: Replaced | None) -> Worth:
    """Everything that can be computed from what is known."""
    quantity, unit = exchanged(match)
    k = virgin.k.middle if virgin else match.want.substitution
    price = _price(match, rules, k)
    proposal = price.middle if price and price.low <= price.high else None
    carbon = _avoided(match, rules, quantity, unit, virgin)
    life = _lifetime(carbon, rules)
    return Worth(
        quantity=quantity,
        unit=unit,
        price=price,
        proposal=proposal,
        surplus_donor=_gain(quantity, proposal, price.low if price else None, 1),
        surplus_receiver=_gain(quantity, proposal, price.high if price else None, -1),
        distance_money=_reach_money(match, rules, k),
        distance_co2=_reach_co2(rules, virgin),
        avoided=carbon,
        lifetime=life,
        attributed=_attributed(life, rules),
        metrics=_metrics(match, quantity, unit, carbon, k, price, proposal),
        lacks=tuple(_lacks(match, rules, virgin, quantity)),
        substitution=virgin.id if virgin else None,
    )


def exchanged(match: Match) -> tuple[float | None, str]:
    """The smaller of supply and need; the supply where the need is not known."""
    supply, need = match.have.amount, match.want.amount
    if supply is None or supply.best is None:
        return None, match.have.unit
    if need is None or need.best is None or match.want.unit != match.have.unit:
        return supply.best, match.have.unit
    return min(supply.best, need.best), match.have.unit


def _price(match: Match, rules: Rules, k: float | None) -> Range | None:
    have, want = match.have, match.want
    if have.disposal is None or want.price is None or match.distance is None:
        return None
    if rules.transport_money is None:
        return None
    carriage = rules.transport_money * (1 + rules.empty) * match.distance
    low, high = transfer_interval(
        have.preparation or 0.0,
        have.disposal,
        1.0 if k is None else k,
        want.price,
        want.treatment or 0.0,
        carriage if have.unit == "t/a" else 0.0,
    )
    return Range(low, high if want.price_max is None else min(high, want.price_max))


def _gain(
    quantity: float | None, price: float | None, bound: float | None, sign: int
) -> float | None:
    if quantity is None or price is None or bound is None:
        return None
    return quantity * (price - bound) * sign


def _reach_money(match: Match, rules: Rules, k: float | None) -> float | None:
    have, want = match.have, match.want
    if have.disposal is None or want.price is None or rules.transport_money is None:
        return None
    gain = have.disposal + (1.0 if k is None else k) * want.price
    gain -= (have.preparation or 0.0) + (want.treatment or 0.0)
    return break_even_distance(gain, rules.transport_money, rules.empty)


def _reach_co2(rules: Rules, virgin: Replaced | None) -> float | None:
    if virgin is None or virgin.factor is None or rules.transport_co2 is None:
        return None
    return break_even_distance(virgin.k.middle * virgin.factor, rules.transport_co2, rules.empty)


def _avoided(
    match: Match, rules: Rules, quantity: float | None, unit: str, virgin: Replaced | None
) -> Range | None:
    if quantity is None or virgin is None or virgin.factor is None:
        return None
    way = (match.distance or 0.0) if unit == "t/a" else 0.0  # pipes are not lorries
    per_km = rules.transport_co2 or 0.0
    low, high = sorted(
        avoided(quantity, k, virgin.factor, 0.0, 0.0, 0.0, way, per_km, rules.empty, 0.0)
        for k in (virgin.k.low, virgin.k.high)
    )
    return Range(low, high)


def _lifetime(carbon: Range | None, rules: Rules) -> Range | None:
    if carbon is None:
        return None
    models = rules.matching["economy"]
    factors = [
        lifetime_factor(int(n), d) for n, d in zip(models["years"], models["decay"], strict=True)
    ]
    ends = [f * end for f in factors for end in (carbon.low, carbon.high)]
    return Range(min(ends), max(ends))


def _attributed(life: Range | None, rules: Rules) -> tuple[float, ...]:
    if life is None:
        return ()
    return tuple(a * life.middle for a in rules.matching["economy"]["attribution"])


def _metrics(
    match: Match,
    quantity: float | None,
    unit: str,
    carbon: Range | None,
    k: float | None,
    price: Range | None,
    proposal: float | None,
) -> Mapping[str, float | None]:
    """Both partners together; jobs and investment are asked, never computed."""
    mass = quantity if unit == "t/a" else None
    have = match.have
    landfilled = mass if have.route in LANDFILL else None if have.route is None else 0.0
    hazardous = (
        None if have.hazard_class is None else mass if have.hazard_class in HAZARDOUS else 0.0
    )
    total = None if quantity is None or price is None else quantity * (price.high - price.low)
    sold = None if quantity is None or proposal is None else quantity * max(0.0, proposal)
    values = (
        landfilled,
        carbon.middle if carbon else None,
        None if mass is None or k is None else mass * k,
        hazardous,
        quantity if unit == "m3/a" else None,
        total,
        sold,
        None,
        None,
    )
    return dict(zip(METRICS, values, strict=True))


def _lacks(
    match: Match, rules: Rules, virgin: Replaced | None, quantity: float | None
) -> list[str]:
    facts = {
        "quantity": quantity,
        "disposal": match.have.disposal,
        "virgin_price": match.want.price,
        "distance": match.distance,
        "emission_factor": virgin.factor if virgin else None,
        "transport_cost": rules.transport_money,
    }
    return [name for name, value in facts.items() if value is None]
