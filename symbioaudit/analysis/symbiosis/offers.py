"""Haves and wants of an audit: streams that leave, by-products, heat, spare resources; cards of wants and
inputs that a secondary resource could replace. Reads canonical amounts only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from symbioaudit.analysis.symbiosis.sides import (
    Have,
    Market,
    Months,
    Party,
    SideCodes,
    Want,
    Window,
)
from symbioaudit.model import records as r
from symbioaudit.model.amount import Amount, Span
from symbioaudit.model.codes import hazard_class
from symbioaudit.model.enums import Category, Direction, Kind
from symbioaudit.model.snapshot import Snapshot

OUT: Final = {
    Category.BY_PRODUCT: "material", Category.WASTE: "material", Category.WASTEWATER: "water",
    Category.WASTE_HEAT: "heat", Category.EMISSION: "gas",
}  # fmt: skip
REPLACEABLE: Final = frozenset(
    {Category.RAW_MATERIAL, Category.AUXILIARY, Category.PACKAGING, Category.ENERGY_CARRIER, Category.WATER}
)  # fmt: skip
KEPT_BACK: Final = frozenset({"no", "internal"})
PARAMETERS: Final = (
    "moisture",
    "ph",
    "ncv",
    "ash",
    "chlorine",
    "sulphur",
    "ts",
    "vs",
    "particle_size",
)


def market_of(snapshots: Mapping[str, Snapshot] | list[Snapshot]) -> Market:
    """Everything that the audits of a workspace have and want."""
    given = list(snapshots.values()) if isinstance(snapshots, Mapping) else snapshots
    parties: dict[str, Party] = {}
    haves: list[Have] = []
    wants: list[Want] = []
    for each in given:
        parties[each.site.id] = party_of(each)
        haves += haves_of(each)
        wants += wants_of(each)
    return Market(parties, tuple(haves), tuple(wants))


def party_of(snapshot: Snapshot) -> Party:
    """The plant of an audit."""
    plant, site = snapshot.enterprise, snapshot.site
    codes = tuple(c for c in (plant.okved_main, *plant.okved_other) if c)
    name = plant.name_short or plant.name_full or site.name or plant.id
    return Party(site.id, name, codes, "", site.lat, site.lon)


def haves_of(snapshot: Snapshot) -> Iterator[Have]:
    """What the plant could give; what is kept back or marked internal is not among it."""
    inside = {s.id for s in snapshot.streams}
    for stream in snapshot.streams:
        leaves = stream.direction is Direction.OUT and stream.category in OUT
        if leaves and stream.part_of not in inside and stream.offer not in KEPT_BACK:
            yield _stream_have(snapshot, stream)
    for product in snapshot.products:
        if product.kind == "by_product":
            yield _product_have(snapshot, product)
    for resource in snapshot.resources:
        if resource.direction == "have":
            yield Have(**_resource(snapshot, resource), origin="resource")


def _stream_have(snapshot: Snapshot, stream: r.Stream) -> Have:
    amount = _span(stream.quantity)
    props = stream.properties
    return Have(
        id=stream.id,
        party=snapshot.site.id,
        name=stream.name or "",
        kind=OUT[stream.category],
        codes=SideCodes(stream.fkko or "", stream.ewc or "", stream.okpd2 or ""),
        amount=amount,
        unit=_unit(stream.quantity),
        monthly=_months(props.get("monthly")),
        continuity=_text(props.get("continuity")),
        temperature=_number(stream.temperature) or _number(props.get("t_available")),
        ready=_day(props.get("offer_from")),
        record=("stream", stream.id),
        confidentiality=stream.confidentiality,
        estimated=_soft(stream.quantity),
        values=_values(stream),
        contaminants=_contaminants(props.get("contaminants")),
        hazards=_list(props.get("hazard_properties")),
        hazard_class=hazard_class(stream.fkko) or _whole(props.get("hazard_class")),
        legal_status=stream.legal_status.value if stream.legal_status else None,
        owner=_text(props.get("owner")),
        batch=_number(props.get("batch_min")),
        disposal=_per_unit(stream.cost, amount),
        price=_number(props.get("price_expect")),
        route=stream.route,
    )


def _product_have(snapshot: Snapshot, product: r.Product) -> Have:
    return Have(
        id=product.id,
        party=snapshot.site.id,
        name=product.name or "",
        codes=SideCodes(okpd2=product.okpd2 or ""),
        amount=_span(product.output),
        unit=_unit(product.output),
        record=("product", product.id),
        confidentiality=product.confidentiality,
        estimated=_soft(product.output),
        legal_status="by_product",
        price=_number(product.price),
        origin="product",
    )


def _resource(snapshot: Snapshot, resource: r.Resource) -> dict[str, Any]:
    return {
        "id": resource.id,
        "party": snapshot.site.id,
        "name": f"{resource.category or ''} {resource.name or ''}".strip(),
        "kind": "service",
        "amount": _span(resource.amount),
        "unit": _unit(resource.amount),
        "ready": _day(resource.properties.get("available_from")),
        "record": ("resource", resource.id),
        "confidentiality": resource.confidentiality,
        "estimated": _soft(resource.amount),
    }


def wants_of(snapshot: Snapshot) -> Iterator[Want]:
    """Cards of wants, inputs that a secondary resource could replace, resources looked for."""
    by_id = {s.id: s for s in snapshot.streams}
    carded = {w.linked_input for w in snapshot.wants if w.linked_input}
    for want in snapshot.wants:
        yield _card(snapshot, want, by_id.get(want.linked_input or ""))
    for stream in snapshot.streams:
        if _replaceable(stream) and stream.id not in carded:
            yield _input(snapshot, stream)
    for resource in snapshot.resources:
        if resource.direction == "want":
            yield Want(**_resource(snapshot, resource), origin="resource")


def _replaceable(stream: r.Stream) -> bool:
    given = stream.properties.get("substitutable") != "no"
    return stream.direction is Direction.IN and stream.category in REPLACEABLE and given


def _card(snapshot: Snapshot, want: r.Want, linked: r.Stream | None) -> Want:
    props = want.properties
    amount = want.amount or (linked.quantity if linked else None)
    own = _number(want.current_price)
    price = own if own is not None or linked is None else _price(linked)
    licences = _list(props.get("licence"))
    return Want(
        id=want.id,
        party=snapshot.site.id,
        name=want.name or (linked.name if linked else None) or "",
        kind=want.category or "material",
        codes=SideCodes(
            want.fkko or "", "", want.okpd2 or (linked.okpd2 if linked else None) or ""
        ),
        amount=_span(amount),
        unit=_unit(amount),
        monthly=_months(props.get("monthly")),
        continuity=_text(props.get("continuity")),
        temperature=_number(props.get("t_supply")),
        ready=_day(props.get("needed_from")),
        record=("want", want.id),
        confidentiality=want.confidentiality,
        estimated=_soft(amount),
        quality=_windows(props.get("quality")),
        forbidden=_forbidden(props.get("forbidden")),
        batch=_number(props.get("batch_min")),
        price=price,
        price_max=_number(want.price_max),
        substitution=want.k_substitution,
        distance_max=_number(want.distance_max),
        licences=licences or None,
    )


def _input(snapshot: Snapshot, stream: r.Stream) -> Want:
    props = stream.properties
    kinds = {Kind.ENERGY: "energy", Kind.WATER: "water", Kind.MATERIAL: "material"}
    return Want(
        id=stream.id,
        party=snapshot.site.id,
        name=stream.name or stream.carrier or "",
        kind=kinds[stream.kind],
        codes=SideCodes(okpd2=stream.okpd2 or ""),
        amount=_span(stream.quantity),
        unit=_unit(stream.quantity),
        monthly=_months(props.get("monthly")),
        record=("stream", stream.id),
        confidentiality=stream.confidentiality,
        estimated=_soft(stream.quantity),
        quality=_windows(props.get("spec")),
        price=_price(stream),
        origin="input",
    )


def _price(stream: r.Stream) -> float | None:
    price = _number(stream.price)
    return _per_unit(stream.cost, _span(stream.quantity)) if price is None else price


# Readers of what forms keep


def _number(value: Any) -> float | None:
    if isinstance(value, Amount):
        return value.number
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return None


def _whole(value: Any) -> int | None:
    return int(value) if isinstance(value, int | str) and str(value).isdigit() else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _list(value: Any) -> tuple[str, ...]:
    return tuple(str(v) for v in value) if isinstance(value, tuple | list) else ()


def _rows(value: Any) -> list[Mapping[str, Any]]:
    return [v for v in value if isinstance(v, Mapping)] if isinstance(value, tuple | list) else []


def _day(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _span(amount: Amount | None) -> Span | None:
    return amount.canonical if amount is not None and amount.number is not None else None


def _unit(amount: Amount | None) -> str:
    return (amount.canonical_unit or "") if amount is not None else ""


def _soft(amount: Amount | None) -> bool:
    return amount is not None and amount.is_estimate


def _per_unit(money: Amount | None, amount: Span | None) -> float | None:
    total = _number(money)
    if total is None or amount is None or not amount.best:
        return None
    return total / amount.best


def _months(value: Any) -> Months | None:
    shares = [_number(row.get("value")) for row in _rows(value)]
    known = [s for s in shares if s is not None]
    total = sum(known)
    if len(known) != 12 or total <= 0:
        return None
    return tuple(s / total for s in known)


def _values(stream: r.Stream) -> Mapping[str, Span]:
    found: dict[str, Span] = {}
    for row in _rows(stream.properties.get("composition")):
        name, best = row.get("component"), _number(row.get("share"))
        if isinstance(name, str) and best is not None:
            low, high = _number(row.get("share_min")), _number(row.get("share_max"))
            found[name] = _percent(Span(best, low, high))
    for code in PARAMETERS:
        value = getattr(stream, code, None) or stream.properties.get(code)
        span = value.canonical if isinstance(value, Amount) else None
        if span is not None:
            unit = value.canonical_unit if isinstance(value, Amount) else None
            found[code] = _percent(span) if unit == "1" and code != "ph" else span
    return found


def _percent(span: Span) -> Span:
    """A share as windows state it, in per cent."""
    best = span.best
    return Span(
        best, best if span.low is None else span.low, best if span.high is None else span.high
    ).scaled(100)


def _contaminants(value: Any) -> Mapping[str, float]:
    rows = ((row.get("substance"), _number(row.get("content"))) for row in _rows(value))
    return {str(name): content for name, content in rows if name and content is not None}


def _windows(value: Any) -> tuple[Window, ...]:
    return tuple(
        Window(
            str(row["parameter"]),
            _number(row.get("minimum")),
            _number(row.get("maximum")),
            bool(row.get("critical")),
            str(row.get("unit") or ""),
        )
        for row in _rows(value)
        if row.get("parameter")
    )


def _forbidden(value: Any) -> Mapping[str, float | None]:
    return {
        str(row["substance"]): _number(row.get("maximum"))
        for row in _rows(value)
        if row.get("substance")
    }
