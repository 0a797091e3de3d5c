"""F-01…F-03: mass, water and energy balances of the site and of each process, with closure lights."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from symbioaudit.analysis import energy
from symbioaudit.analysis.facts import Facts, computed, field, in_other_unit, name_of, tonnes, total
from symbioaudit.analysis.formulas.flows import imbalance
from symbioaudit.analysis.results import Balance, BalanceLine, Light, Quantity
from symbioaudit.base.i18n import N_, Message
from symbioaudit.model.enums import Category, Direction, Kind
from symbioaudit.model.records import Product, Record, Stream

LAYERS = {"mass": "t/a", "water": "m3/a", "energy": "GJ/a"}
NOTHING_IN = N_("no inputs are known")


def balances(facts: Facts) -> tuple[Balance, ...]:
    """The site's three balances, then those of the processes that have any stream."""
    out = []
    for layer in LAYERS:
        lines = list(_lines(facts, layer))
        site = [line for line, _ends in lines if line.side != "internal"]
        out.append(_balance(facts, layer, None, "", site))
        by_process: dict[str, list[BalanceLine]] = defaultdict(list)
        for line, (source, target) in lines:
            if target:
                by_process[target].append(_as(line, "in"))
            if source:
                by_process[source].append(_as(line, "out"))
        out.extend(
            _balance(facts, layer, p.id, name_of(p), by_process[p.id])
            for p in facts.snapshot.processes
            if p.id in by_process
        )
    return tuple(out)


def _as(line: BalanceLine, side: str) -> BalanceLine:
    return BalanceLine(line.label, side, line.quantity, line.record, line.group)


Ends = tuple[str | None, str | None]


def _lines(facts: Facts, layer: str) -> Iterable[tuple[BalanceLine, Ends]]:
    unit = LAYERS[layer]
    for stream in facts.counted_streams:
        if _layer_of(stream) == layer:
            side = {Direction.IN: "in", Direction.OUT: "out"}.get(stream.direction, "internal")
            ends = (stream.from_process, stream.to_process)
            line = BalanceLine(
                name_of(stream),
                side,
                _amount(facts, stream, unit),
                (stream.entity, stream.id),
                stream.category.value,
            )
            yield line, ends
            change = _stock_change(stream, unit)
            if change:
                yield change, (None, None)
            yield from _water_uses(stream, layer)
    if layer == "mass":
        for product in facts.snapshot.products:
            if product.kind != "service":
                line = BalanceLine(
                    name_of(product),
                    "out",
                    product_output(product),
                    (product.entity, product.id),
                    "product",
                )
                yield line, (product.process_id, None)


def _layer_of(stream: Stream) -> str:
    if stream.kind is Kind.MATERIAL:
        return "mass"
    return "water" if stream.kind is Kind.WATER else "energy"


def _amount(facts: Facts, stream: Stream, unit: str) -> Quantity:
    if stream.kind is Kind.ENERGY:
        if stream.category is Category.ENERGY_CARRIER:
            return energy.in_gj(facts, stream)
        from symbioaudit.analysis.heat import year_energy

        return year_energy(facts, stream)
    code = "purchases" if _by_purchases(stream) else "quantity"
    if unit == "t/a":
        return tonnes(stream, code)
    return _in_unit(stream, field(stream, code, unit=unit), unit)


def _in_unit(record: Record, quantity: Quantity, unit: str) -> Quantity:
    if quantity.value is None or quantity.unit == unit:
        return quantity
    return in_other_unit(record, quantity, unit)


def product_output(product: Product) -> Quantity:
    """A product's output in t/a; pieces through the mass of one."""
    made = field(product, "output", unit="t/a", symbol="P")
    if made.unit == "pcs/a" and made.value is not None:
        piece = field(product, "unit_mass", unit="t", symbol="m")
        if piece.value is not None:
            return computed(made.value * piece.value, "t/a", "F-02", "P·m", (made, piece))
    return _in_unit(product, made, "t/a")


def _stock_change(stream: Stream, unit: str) -> BalanceLine | None:
    """F-01: closing less opening stock of a material that enters the balance by its purchases."""
    if not _by_purchases(stream):
        return None
    opening, closing = (field(stream, code, unit="t") for code in ("stock_open", "stock_close"))
    if opening.value is None or closing.value is None:
        return None
    change = computed(closing.value - opening.value, unit, "F-01", "S₁ − S₀", (opening, closing))
    return BalanceLine(name_of(stream), "stock", change, (stream.entity, stream.id), "stock")


def _by_purchases(stream: Stream) -> bool:
    """True where the annual use is blank: then purchases enter, and the stocks count on their own."""
    return (
        stream.direction is Direction.IN
        and field(stream, "quantity", unit="t/a").value is None
        and field(stream, "purchases", unit="t/a").value is not None
    )


def _water_uses(stream: Stream, layer: str) -> Iterable[tuple[BalanceLine, Ends]]:
    """Evaporation and leaks are outputs of the water balance, stated with the source."""
    if layer != "water" or stream.direction is not Direction.IN:
        return
    for code in ("evaporation", "leaks"):
        if code in stream.properties:
            quantity = field(stream, code, unit="m3/a")
            yield (
                BalanceLine(name_of(stream), "out", quantity, (stream.entity, stream.id), code),
                (None, None),
            )


def _balance(
    facts: Facts, layer: str, process: str | None, name: str, lines: list[BalanceLine]
) -> Balance:
    unit = LAYERS[layer]
    ins = total((x.quantity for x in lines if x.side == "in"), unit, "F-02", "Σ")
    outs = total((x.quantity for x in lines if x.side == "out"), unit, "F-02", "Σ")
    stock = total((x.quantity for x in lines if x.side == "stock"), unit, "F-01", "ΔS")
    rest: float | None = None
    share: float | None = None
    if ins.value is not None and outs.value is not None:
        rest, share = imbalance(ins.value, outs.value, stock.value or 0.0)
    parts = (ins, outs) if stock.value is None else (ins, outs, stock)
    names = ("ΣIn", "ΣOut", "ΔS")
    return Balance(
        layer=layer,
        process=process,
        name=name,
        total_in=ins,
        total_out=outs,
        stock_change=stock,
        imbalance=computed(rest, unit, "F-02", "ΣIn − ΣOut − ΔS", parts, symbols=names),
        imbalance_share=computed(
            share,
            "1",
            "F-03",
            "(ΣIn − ΣOut − ΔS)/ΣIn",
            parts,
            symbols=names,
            gap=None if share is not None else Message(NOTHING_IN),
        ),
        light=_light(
            facts,
            share,
            complete=all(x.quantity.value is not None for x in lines),
        ),
        lines=tuple(lines),
        unquantified=tuple(x.record for x in lines if x.quantity.value is None and x.record),
    )


def _light(facts: Facts, share: float | None, *, complete: bool) -> Light:
    if share is None or not complete:
        return Light.GREY
    limits = facts.pack.thresholds["balance"]
    for light in (Light.GREEN, Light.YELLOW, Light.ORANGE):
        # 10 % is 10 % whatever the last binary digit of the quotient says.
        if abs(share) <= limits[light.value] * (1 + 1e-9):
            return light
    return Light.RED
