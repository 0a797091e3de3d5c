"""Numbers of a match with their derivations: score, money, carbon. Every number tells what it is made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from symbioaudit.analysis.results import Derivation, Label, Quantity, Source
from symbioaudit.analysis.symbiosis.money import Range, replaced
from symbioaudit.analysis.symbiosis.sides import Have, Want
from symbioaudit.base.i18n import N_, Message
from symbioaudit.services.prospects import Prospect, Prospects

PARTS: Final = {
    "similarity": N_("likeness"),
    "quality": N_("quality"),
    "quantity": N_("quantity"),
    "distance": N_("nearness"),
    "timing": N_("timing"),
    "economics": N_("economics"),
    "evidence": N_("precedents"),
}
SYMBOLS: Final = {name: f"s{sub}" for name, sub in zip(PARTS, "₁₂₃₄₅₆₇", strict=True)}
SUPPLY: Final = N_("supply")
NEED: Final = N_("need")
DISPOSAL: Final = N_("what getting rid of it costs now")
VIRGIN: Final = N_("what the receiver pays now")
PREPARATION: Final = N_("preparation by the donor")
TREATMENT: Final = N_("treatment by the receiver")
FREIGHT: Final = N_("transport of a tonne by a kilometre")
AWAY: Final = N_("distance between the plants")
REPLACES: Final = N_("what a unit replaces")
FACTOR: Final = N_("emissions of what is replaced")
SHUT: Final = N_("a gate is shut: {gate}")
LACKS: Final = {
    "quantity": N_("the amount is not known"),
    "disposal": N_("what the donor pays now for disposal is not known"),
    "virgin_price": N_("what the receiver pays now for the resource is not known"),
    "distance": N_("the distance is not known"),
    "emission_factor": N_("the methodology has no emission factor of what is replaced"),
    "transport_cost": N_("the cost of transport is not known"),
}
MONEY_NEEDS: Final = ("disposal", "virgin_price", "distance", "transport_cost", "quantity")
CARBON_NEEDS: Final = ("quantity", "emission_factor")
NO_PRICE: Final = N_("no price leaves both a gain")


def score(p: Prospect) -> Quantity:
    """F-65 with its seven parts, 0–100."""
    m = p.match
    sources = tuple(
        Source(SYMBOLS[part.name], part.best, "1", _part_label(part.name, part.weight))
        for part in m.parts
    )
    shut = next((g for g in m.gates if g.verdict == "fail"), None)
    gap = None
    if shut is not None:
        from symbioaudit.analysis.symbiosis.gaps import GATES

        gap = Message(SHUT, {"gate": Message(GATES[shut.name])})
    made = Derivation("F-65", "S = Σ wᵢ·sᵢ", sources)
    value = None if shut else m.score
    return Quantity(value, "", made, low=m.low, high=m.high, gap=gap)


def _part_label(name: str, weight: float) -> Message:
    return Message(N_("{part}, weight {weight:.0f}"), {"part": Message(PARTS[name]), "weight": weight})  # fmt: skip


def confidence(p: Prospect) -> Quantity:
    """The weight of what is known, as a share."""
    return Quantity(p.match.confidence, "1")


def distance(p: Prospect) -> Quantity:
    """Straight distance, km."""
    return Quantity(p.match.distance, "km", gap=Message(LACKS["distance"]))


def exchanged(p: Prospect) -> Quantity:
    """The smaller of supply and need."""
    worth, m = p.told.worth, p.match
    sources = tuple(
        x for x in (_amount("S", m.have, SUPPLY, p), _amount("D", m.want, NEED, p)) if x
    )
    made = Derivation("", "min(S, D)" if len(sources) == 2 else "S", sources)
    soft = 1.0 if m.have.estimated else 0.0
    return Quantity(
        worth.quantity, worth.unit, made, estimated_share=soft, gap=Message(LACKS["quantity"])
    )


def price(p: Prospect, found: Prospects) -> Quantity:
    """The middle of the transfer price interval, with its ends."""
    ends = p.told.worth.price
    unit = _currency_unit(p, found)
    made = Derivation(
        "", "pₘᵢₙ = c_p − c_d; pₘₐₓ = k·p_v − c_t − c_f·d", tuple(_money_sources(p, found))
    )
    if ends is None or ends.low > ends.high:
        gap = _lacking(p, MONEY_NEEDS[:-1]) if ends is None else Message(NO_PRICE)
        return Quantity(None, unit, made, gap=gap)
    return Quantity(ends.middle, unit, made, low=ends.low, high=ends.high)


def surplus(p: Prospect, side: str, found: Prospects) -> Quantity:
    """The gain of one side a year at the middle of the interval; ``side``: donor, receiver."""
    worth = p.told.worth
    value = worth.surplus_donor if side == "donor" else worth.surplus_receiver
    unit = _currency_unit(p, found).partition("/")[0] + "/a"
    expression = "Q·(p − pₘᵢₙ)" if side == "donor" else "Q·(pₘₐₓ − p)"
    inner = [_as_source("p", price(p, found), N_("price in the middle")), _as_source("Q", exchanged(p), N_("exchanged a year"))]  # fmt: skip
    gap = Message(NO_PRICE) if worth.feasible is False else _lacking(p, MONEY_NEEDS)
    return Quantity(value, unit, Derivation("", expression, tuple(inner)), gap=gap)


def carbon(p: Prospect, found: Prospects) -> Quantity:
    """F-51: avoided emissions a year, apart from the scopes of both plants."""
    worth = p.told.worth
    sources = [_as_source("M", exchanged(p), N_("exchanged a year"))]
    virgin = replaced(found.place.pack, found.place.library, p.match)
    if virgin is not None:
        sources.append(Source("k", virgin.k.middle, "1", Message(REPLACES), citation=virgin.id))
        sources.append(_factor(virgin.factor, virgin.id, p, found))
    made = Derivation("F-51", "A = M·k·EF_v − M·d·EF_tkm·(1 + e)", tuple(sources))
    if worth.avoided is None:
        return Quantity(None, "tCO2e/a", made, gap=_lacking(p, CARBON_NEEDS))
    return _ranged(worth.avoided, "tCO2e/a", made)


def lifetime(p: Prospect, found: Prospects) -> Quantity:
    """F-52: the effect over the life of the synergy, by the two models of the methodology."""
    first = carbon(p, found)
    made = Derivation("F-52", "A_life = A₁·Σ max(0, 1 − d·n)", (_as_source("A₁", first, N_("avoided in the first year")),))  # fmt: skip
    worth = p.told.worth
    if worth.lifetime is None:
        return Quantity(None, "tCO2e", made, gap=first.gap)
    return _ranged(worth.lifetime, "tCO2e", made)


def reach(p: Prospect, found: Prospects) -> Quantity:
    """F-53: the distance at which transport eats the gain in money."""
    sources = tuple(_money_sources(p, found))
    made = Derivation("F-53", "d* = g/(c_tkm·(1 + e))", sources)
    gap = _lacking(p, ("disposal", "virgin_price", "transport_cost"))
    return Quantity(p.told.worth.distance_money, "km", made, gap=gap)


def _ranged(found: Range, unit: str, made: Derivation) -> Quantity:
    low, high = (found.low, found.high) if found.low != found.high else (None, None)
    return Quantity(found.middle, unit, made, low=low, high=high)


def _lacking(p: Prospect, needs: tuple[str, ...]) -> Label | None:
    lacks = [n for n in needs if n in p.told.worth.lacks]
    return Message(LACKS[lacks[0]]) if lacks else None


def _factor(value: float | None, substitution: str, p: Prospect, found: Prospects) -> Source:
    known = next(s for s in found.place.library.substitutions if s.id == substitution)
    unit = f"tCO2e/{p.match.have.unit.removesuffix('/a') or 't'}"
    name = known.emission_factor
    factor = found.place.pack.factors.find(name, region=None, year=None) if name else None
    cited = factor.citation() if factor else None
    return Source("EF_v", value, unit, Message(FACTOR), factor=name, citation=cited)


def _money_sources(p: Prospect, found: Prospects) -> Iterator[Source]:
    have, want = p.match.have, p.match.want
    unit = _currency_unit(p, found)
    given = (
        ("c_p", have.preparation, PREPARATION, have, "prep_cost"),
        ("c_d", have.disposal, DISPOSAL, have, "cost"),
        ("p_v", want.price, VIRGIN, want, "current_price"),
        ("c_t", want.treatment, TREATMENT, want, "treatment_cost"),
    )
    for symbol, value, label, side, code in given:
        if value is not None:
            yield Source(symbol, value, unit, Message(label), record=_link(side, code, p))
    if p.match.distance is not None:
        yield Source("d", p.match.distance, "km", Message(AWAY))
        freight = found.place.pack.factors.find("freight.road.cost", region=None, year=None)
        if freight is not None:
            what = Message(FREIGHT)
            cited = freight.citation()
            yield Source(
                "c_f", freight.value, freight.unit, what, factor=freight.id, citation=cited
            )


def _currency_unit(p: Prospect, found: Prospects) -> str:
    per = p.match.have.unit.removesuffix("/a") or "t"
    return f"{found.place.currency}/{per}"


def _amount(symbol: str, side: Have | Want, label: str, p: Prospect) -> Source | None:
    if side.amount is None or side.amount.best is None:
        return None
    code = {"product": "output"}.get(side.record[0], "quantity") if side.record else "quantity"
    if side.record and side.record[0] in {"want", "resource"}:
        code = "amount"
    link = _link(side, code, p)
    return Source(symbol, side.amount.best, side.unit, Message(label), record=link, estimated=side.estimated)  # fmt: skip


def _link(side: Have | Want, code: str, p: Prospect) -> tuple[str, str, str] | None:
    """A field of this audit; the fields of others are not ours to open."""
    return (*side.record, code) if side is p.own and side.record else None


def _as_source(symbol: str, quantity: Quantity, label: str) -> Source:
    return Source(symbol, quantity.value, quantity.unit, Message(label), made=quantity.derivation)
