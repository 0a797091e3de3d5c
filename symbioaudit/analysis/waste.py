"""Wastes by class and route, landfill share, payment for negative impact, true cost; wastewater, emissions."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping

from symbioaudit.analysis.facts import (
    Facts,
    computed,
    factor_source,
    field,
    label_of,
    name_of,
    text_property,
    tonnes,
    total,
)
from symbioaudit.analysis.formulas.flows import ratio
from symbioaudit.analysis.results import FlowRow, Quantity, Source, WasteRow
from symbioaudit.base.i18n import N_, Message
from symbioaudit.model.amount import Amount
from symbioaudit.model.codes import hazard_class
from symbioaudit.model.enums import Category, Direction, Kind
from symbioaudit.model.records import Stream

NO_CLASS = N_("“{name}”: the hazard class is not known, so the rate of payment is not either")
NO_ROUTES = N_("it is not stated where some of the wastes go")
IN_ROUBLES = N_("the rates of payment for negative impact are in roubles")
NO_ROUTE = N_("“{name}”: the route is not stated")
CLASSES = {1: "I", 2: "II", 3: "III", 4: "IV", 5: "V"}
COST_FIELDS = ("cost", "cost_disposal", "cost_transport", "cost_handling", "fee_nvos")


def streams(facts: Facts) -> tuple[Stream, ...]:
    """Wastes and by-products."""
    wanted = (Category.WASTE, Category.BY_PRODUCT)
    return tuple(
        s for s in facts.counted_streams if s.category in wanted and s.direction is Direction.OUT
    )


def class_of(stream: Stream) -> int | None:
    """The class by the code's last digit; the typed class where there is no code."""
    typed = stream.properties.get("hazard_class")
    return hazard_class(stream.fkko) or (
        typed if isinstance(typed, int) and 1 <= typed <= 5 else None
    )


def shares_of_routes(stream: Stream) -> Mapping[str, float]:
    """Route → share of the stream: the table of routes, else the one main route."""
    table = stream.properties.get("current_route")
    shares: dict[str, float] = defaultdict(float)
    if isinstance(table, tuple):
        for row in table:
            if isinstance(row, Mapping) and isinstance(row.get("route"), str):
                share = row.get("share")
                value = share.number if isinstance(share, Amount) else share
                if isinstance(value, int | float):
                    shares[str(row["route"])] += float(value)
    if not shares and stream.route:
        shares[stream.route] = 1.0
    return dict(shares)


def rows(facts: Facts) -> tuple[WasteRow, ...]:
    """One row per stream."""
    return tuple(_row(facts, stream) for stream in streams(facts))


def _row(facts: Facts, stream: Stream) -> WasteRow:
    quantity = tonnes(stream)
    shares = shares_of_routes(stream)
    route = max(shares, key=lambda r: shares[r], default=None)
    cost = _cost(facts, stream)
    nvos = _payment(facts, stream, quantity, shares)
    return WasteRow(
        stream.id,
        name_of(stream),
        stream.fkko,
        class_of(stream),
        quantity,
        route,
        _hierarchy(facts, route),
        cost,
        nvos,
        _true_cost(facts, stream, quantity, cost, nvos),
    )


def _cost(facts: Facts, stream: Stream) -> Quantity:
    """Booked cost of the stream: its own fields and the cost items that name it."""
    stated = [facts.money(stream, code, "RUB/a") for code in COST_FIELDS]
    items = [facts.money(c, "amount", "RUB/a") for c in facts.costs_of(stream.id)]
    known = [q for q in (*stated, *items) if q.value is not None]
    return total(known, facts.unit("RUB/a"), "F-44", "ΣC") if known else stated[0]


def _hierarchy(facts: Facts, route: str | None) -> int | None:
    entry = facts.pack.entry("routes", route)
    level = entry.data.get("hierarchy") if entry else None
    return int(level) if level is not None else None


# Symbol → factor: within the limit, index of the year, territory.
COEFFICIENTS = {"K_lim": "k_within", "K_ind": "k_index", "K_reg": "k_region"}


def _payment(
    facts: Facts, stream: Stream, quantity: Quantity, shares: Mapping[str, float]
) -> Quantity:
    """Payment for negative impact: mass placed × rate × coefficients (7-FZ art. 16.3), in roubles."""
    unit = facts.unit("RUB/a")
    if stream.category is Category.BY_PRODUCT:
        return Quantity(0.0, unit)
    if not shares:
        return Quantity(None, unit, gap=Message(NO_ROUTE, {"name": name_of(stream)}))
    placed = sum(share for route, share in shares.items() if _is_placement(facts, route))
    if placed == 0:
        return (
            computed(0.0, unit, "НВОС", "m·0", (quantity,))
            if quantity.value is not None
            else Quantity(0.0, unit)
        )
    danger = class_of(stream)
    if unit != "RUB/a" or danger is None:
        no_class = Message(NO_CLASS, {"name": name_of(stream)})
        return Quantity(None, unit, gap=no_class if danger is None else Message(IN_ROUBLES))
    return _at_rate(facts, stream, quantity, placed, danger)


def _at_rate(
    facts: Facts, stream: Stream, quantity: Quantity, placed: float, danger: int
) -> Quantity:
    unit = "RUB/a"
    rate = facts.factor(f"nvos.rate.{_rate_key(stream, danger)}")
    found = {symbol: facts.factor(f"nvos.{name}") for symbol, name in COEFFICIENTS.items()}
    coefficients = {symbol: factor for symbol, factor in found.items() if factor is not None}
    if rate is None or len(coefficients) < len(found) or quantity.value is None:
        return Quantity(None, unit, gap=quantity.gap)
    share = placed * math.prod(factor.value for factor in coefficients.values())
    routes = Source(
        "s",
        placed,
        "1",
        label_of(stream),
        record=(stream.entity, stream.id, "current_route"),
        citation=f"{placed:.4g}",
    )
    used = (
        routes,
        factor_source(rate, "r"),
        *(factor_source(factor, symbol) for symbol, factor in coefficients.items()),
    )
    value = quantity.value * rate.value * share
    return computed(value, unit, "НВОС", "m·s·r·K_lim·K_ind·K_reg", (quantity,), sources=used)


def _rate_key(stream: Stream, danger: int) -> str:
    if danger < 5:
        return CLASSES[danger]
    origin = (stream.fkko or "")[:1]
    return {"2": "V_mining", "3": "V_processing"}.get(origin, "V_other")


def _is_placement(facts: Facts, route: str) -> bool:
    entry = facts.pack.entry("routes", route)
    return bool(entry and entry.data.get("placement"))


def _true_cost(
    facts: Facts, stream: Stream, quantity: Quantity, cost: Quantity, nvos: Quantity
) -> Quantity:
    """F-44: all that a tonne costs: material lost in it, handling, disposal and payment, RUB/t."""
    unit = facts.unit("RUB/t")
    worth = facts.money(stream, "material_value", "RUB/t", "p")
    # A booked fee is already in the cost: the computed one would count it twice.
    booked = facts.money(stream, "fee_nvos", "RUB/a").value is not None
    parts = [q for q in ((cost,) if booked else (cost, nvos)) if q.value is not None]
    if quantity.value in (None, 0.0) or not parts:
        return Quantity(None, unit, gap=quantity.gap or cost.gap)
    assert quantity.value is not None
    yearly = sum(q.value or 0.0 for q in parts) / quantity.value + (worth.value or 0.0)
    used = [quantity, *parts, *([worth] if worth.value is not None else [])]
    symbols = ("m", *(("C", "НВОС")[n] for n, q in enumerate((cost, nvos)) if q in parts), "p")
    made = computed(yearly, unit, "F-44", "(C + НВОС)/m + p", used, symbols=symbols)
    incomplete = next((q.gap for q in (cost, nvos) if q.value is None), None)
    return Quantity(
        made.value, unit, made.derivation, estimated_share=made.estimated_share, gap=incomplete
    )


def by_class(found: Iterable[WasteRow]) -> Mapping[int, Quantity]:
    """Mass by hazard class; 0 is the class nobody stated."""
    groups: dict[int, list[Quantity]] = defaultdict(list)
    for row in found:
        groups[row.hazard_class or 0].append(row.quantity)
    return {key: total(groups[key], "t/a", "F-45") for key in sorted(groups)}


def by_route(facts: Facts, found: Iterable[WasteRow]) -> Mapping[str, Quantity]:
    """Mass by route, streams with several routes split by their shares."""
    groups: dict[str, list[Quantity]] = defaultdict(list)
    streams_by_id = {s.id: s for s in facts.snapshot.streams}
    for row in found:
        shares = shares_of_routes(streams_by_id[row.stream_id]) or {"unknown": 1.0}
        for route, share in shares.items():
            value = None if row.quantity.value is None else row.quantity.value * share
            groups[route].append(computed(value, "t/a", "F-45", "m·s", (row.quantity,)))
    return {key: total(groups[key], "t/a", "F-45") for key in sorted(groups)}


def landfill_share(facts: Facts, routes: Mapping[str, Quantity]) -> Quantity:
    """F-45: share of all wastes that is placed (landfilled or stored); 1 minus it is diversion."""
    # Where every route is known and none is a placement, nothing is placed: a true zero.
    placed = total(
        [q for r, q in routes.items() if _is_placement(facts, r)], "t/a", "F-45", nothing=0.0
    )
    everything = total(routes.values(), "t/a", "F-45")
    lost = routes.get("unknown")
    if everything.value is None or (lost and lost.value):
        return Quantity(None, "1", gap=everything.gap or Message(NO_ROUTES))
    return computed(
        ratio(placed.value or 0.0, everything.value),
        "1",
        "F-45",
        "M_landfill/M",
        (placed, everything),
    )


def wastewater(facts: Facts) -> tuple[FlowRow, ...]:
    """Outlets of wastewater."""
    return tuple(
        FlowRow(
            s.id,
            name_of(s),
            text_property(s, "receiver") or s.route or "",
            field(s, "quantity", unit="m3/a"),
            facts.money(s, "cost", "RUB/a"),
        )
        for s in facts.counted_streams
        if s.category is Category.WASTEWATER
    )


def water_in(facts: Facts) -> tuple[FlowRow, ...]:
    """Sources of water."""
    return tuple(
        FlowRow(
            s.id,
            name_of(s),
            text_property(s, "source") or "",
            field(s, "quantity", unit="m3/a"),
            facts.money(s, "cost", "RUB/a"),
        )
        for s in facts.counted_streams
        if s.kind is Kind.WATER and s.direction is Direction.IN
    )


def emissions(facts: Facts) -> tuple[FlowRow, ...]:
    """Air emissions."""
    return tuple(
        FlowRow(
            s.id,
            name_of(s),
            text_property(s, "pollutant") or "",
            field(s, "quantity", unit="t/a"),
            facts.money(s, "cost", "RUB/a"),
        )
        for s in facts.counted_streams
        if s.category is Category.EMISSION
    )
