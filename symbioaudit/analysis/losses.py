"""F-40…F-43: cost of losses per quantity centre and for the site (ISO 14051 MFCA).

Material cost follows the purchase price; energy and system costs are shared by the loss ratio λ of the
participating materials; waste management belongs wholly to the loss.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from symbioaudit.analysis.facts import (
    Facts,
    computed,
    consumed,
    field,
    name_of,
    text_property,
    tonnes,
    total,
)
from symbioaudit.analysis.formulas import flows as f
from symbioaudit.analysis.results import LossRow, Quantity, WasteRow
from symbioaudit.base.i18n import N_, Message
from symbioaudit.model.enums import Category, Direction, Kind
from symbioaudit.model.records import CostItem, Stream

# Groups of the pack's kinds of cost; revenue is shown apart and never netted.
SYSTEM = frozenset({"system"})
WASTE_MANAGEMENT = frozenset({"waste_management", "environment"})
ENERGY = frozenset({"energy"})
NO_MATERIAL = N_("no priced material inputs")


def rows(facts: Facts, found: tuple[WasteRow, ...]) -> tuple[LossRow, ...]:
    """One row per quantity centre that has material inputs; the site last."""
    wastes = {row.stream_id: row for row in found}
    centres = [p for p in facts.snapshot.processes if p.quantity_centre]
    out = [_row(facts, p.id, name_of(p), wastes) for p in centres if _inputs(facts, p.id)]
    return (*out, _row(facts, None, "", wastes))


def _inputs(facts: Facts, process: str | None) -> list[Stream]:
    """Participating materials: what the pack's roles leave out (auxiliaries, packaging) stays out."""
    return [
        s
        for s in facts.into(process)
        if s.kind is Kind.MATERIAL
        and s.direction is Direction.IN
        and s.category in (Category.RAW_MATERIAL, Category.AUXILIARY, Category.PACKAGING)
        and _participates(facts, s)
    ]


def _participates(facts: Facts, stream: Stream) -> bool:
    entry = facts.pack.entry("material_roles", text_property(stream, "role"))
    if entry is None:
        return stream.category is Category.RAW_MATERIAL
    return entry.data.get("participates") is not False


def _row(facts: Facts, process: str | None, name: str, wastes: Mapping[str, WasteRow]) -> LossRow:
    inputs = _inputs(facts, process)
    material = total(
        [_material_cost(facts, s) for s in inputs], facts.unit("RUB/a"), "F-40", "Σ m·p"
    )
    lam = _loss_ratio(facts, process, inputs)
    energy, system = (_cost(facts, process, kinds) for kinds in (ENERGY, SYSTEM))
    energy = energy if energy.value is not None else _energy_cost(facts, process)
    waste = _waste_management(facts, process, wastes)
    in_loss = _stated_loss(facts, process) or _material_in_loss(facts, inputs, material, lam)
    loss = _sum_known(facts, lam, in_loss, energy, system, waste)
    product = _product(facts, lam, material, in_loss, energy, system)
    return LossRow(process, name, in_loss, energy, system, waste, product, loss, lam)


def _loss_ratio(facts: Facts, process: str | None, inputs: list[Stream]) -> Quantity:
    """λ: by what each material leaves in the product where that is stated, else by the losses weighed."""
    masses = [m for m in map(consumed, inputs) if m.unit == "t/a"]
    entered = total(masses, "t/a", "F-40", "Σ m")
    kept = [field(s, "in_product_share", unit="1", symbol="s") for s in inputs]
    if inputs and len(masses) == len(inputs) and all(k.value is not None for k in kept):
        lost = total(
            [_lost(m, k) for m, k in zip(masses, kept, strict=True)], "t/a", "F-40", "Σ m·(1 − s)"
        )
    else:
        lost = total(_loss_masses(facts, process), "t/a", "F-40", "Σ m_loss")
    share = None
    if lost.value is not None and entered.value:
        share = min(1.0, f.loss_ratio(lost.value, entered.value) or 0.0)
    gap = None if inputs else Message(NO_MATERIAL)
    return computed(share, "1", "F-40", "Σ m_loss / Σ m", (lost, entered), gap=gap)


def _lost(mass: Quantity, kept: Quantity) -> Quantity:
    value = None if mass.value is None or kept.value is None else mass.value * (1 - kept.value)
    return computed(value, "t/a", "F-40", "m·(1 − s)", (mass, kept))


def _material_cost(facts: Facts, stream: Stream) -> Quantity:
    """C_M = m·p with the price per the unit of the amount; the booked cost where no price fits."""
    mass = consumed(stream)
    price = facts.money(stream, "price", f"RUB/{mass.unit.removesuffix('/a')}", "p")
    if mass.value is not None and price.value is not None:
        value = mass.value * price.value
        return computed(value, facts.unit(facts.unit("RUB/a")), "F-40", "m·p", (mass, price))
    booked = facts.money(stream, "cost", "RUB/a")
    return (
        booked if booked.value is not None or price.gap is None else replace(booked, gap=price.gap)
    )


def _loss_masses(facts: Facts, process: str | None) -> list[Quantity]:
    wanted = (Category.WASTE, Category.LOSS)
    return [
        tonnes(s) for s in facts.out_of(process) if s.category in wanted and s.kind is Kind.MATERIAL
    ]


def _stated_loss(facts: Facts, process: str | None) -> Quantity | None:
    """Σ m_loss·p where the value of the material in every loss is stated: prices may differ from the mean."""
    lost = []
    for stream in facts.out_of(process):
        if stream.category in (Category.WASTE, Category.LOSS) and stream.kind is Kind.MATERIAL:
            mass = tonnes(stream)
            worth = facts.money(stream, "material_value", "RUB/t", "p")
            if mass.value is None or worth.value is None or mass.unit != "t/a":
                return None
            value = mass.value * worth.value
            lost.append(computed(value, facts.unit("RUB/a"), "F-40", "m·p", (mass, worth)))
    return total(lost, facts.unit("RUB/a"), "F-41", "Σ m_loss·p") if lost else None


def _material_in_loss(
    facts: Facts, inputs: list[Stream], material: Quantity, lam: Quantity
) -> Quantity:
    """By the stated share of each material in the product; λ for those that have none."""
    if material.value is None or lam.value is None:
        return Quantity(None, facts.unit("RUB/a"), gap=material.gap or lam.gap)
    value, used, symbols = 0.0, [lam], ["λ"]
    for stream in inputs:
        cost = _material_cost(facts, stream)
        if cost.value is None:
            continue
        kept = field(stream, "in_product_share", unit="1", symbol="s")
        value += cost.value * (lam.value if kept.value is None else 1 - kept.value)
        used.append(cost)
        symbols.append("C")
    return computed(
        value, facts.unit("RUB/a"), "F-41", "Σ C·λ", used, symbols=symbols, gap=material.gap
    )


def _cost(
    facts: Facts, process: str | None, groups: frozenset[str], besides: Collection[str] = ()
) -> Quantity:
    """Booked costs of some groups; those of the streams ``besides`` are counted with their streams."""
    items = [
        c
        for c in facts.snapshot.costs
        if _group(facts, c) in groups
        and (process is None or c.process_id == process)
        and c.properties.get("stream_id") not in besides
    ]
    if not items:
        return Quantity(None, facts.unit("RUB/a"))
    return total([_item(facts, c) for c in items], facts.unit("RUB/a"), "F-41", "ΣC")


def _group(facts: Facts, item: CostItem) -> str | None:
    entry = facts.pack.entry("cost_kinds", item.kind)
    return str(entry.data["group"]) if entry and "group" in entry.data else item.kind


def _item(facts: Facts, item: CostItem) -> Quantity:
    return facts.money(item, "amount", "RUB/a")


def _energy_cost(facts: Facts, process: str | None) -> Quantity:
    """Purchased carriers' costs: at the site all, at a process those that go into it."""
    found = [
        facts.money(s, "cost", "RUB/a")
        for s in facts.into(process)
        if s.category is Category.ENERGY_CARRIER and s.direction is Direction.IN
    ]
    return (
        total(found, facts.unit("RUB/a"), "F-41", "ΣC")
        if found
        else Quantity(None, facts.unit("RUB/a"))
    )


def _waste_management(
    facts: Facts, process: str | None, wastes: Mapping[str, WasteRow]
) -> Quantity:
    booked = _cost(facts, process, WASTE_MANAGEMENT, wastes.keys())
    parts = [
        wastes[s.id].cost
        for s in facts.out_of(process)
        if s.id in wastes and wastes[s.id].cost.value is not None
    ]
    if booked.value is not None:
        parts.append(booked)
    return (
        total(parts, facts.unit("RUB/a"), "F-41", "ΣC_waste")
        if parts
        else Quantity(None, facts.unit("RUB/a"), gap=booked.gap)
    )


def _sum_known(
    facts: Facts,
    lam: Quantity,
    in_loss: Quantity,
    energy: Quantity,
    system: Quantity,
    waste: Quantity,
) -> Quantity:
    if lam.value is None or in_loss.value is None:
        return Quantity(None, facts.unit("RUB/a"), gap=in_loss.gap or lam.gap)
    value = f.loss_cost(
        in_loss.value, lam.value, energy.value or 0.0, system.value or 0.0, waste.value or 0.0
    )
    parts = {"C_M,loss": in_loss, "λ": lam, "C_E": energy, "C_S": system, "C_W": waste}
    return _booked(facts, value, "C_M,loss + λ·(C_E + C_S) + C_W", parts)


def _product(
    facts: Facts,
    lam: Quantity,
    material: Quantity,
    in_loss: Quantity,
    energy: Quantity,
    system: Quantity,
) -> Quantity:
    if lam.value is None or material.value is None or in_loss.value is None:
        return Quantity(None, facts.unit("RUB/a"), gap=material.gap or lam.gap)
    value = f.product_cost(
        material.value - in_loss.value, lam.value, energy.value or 0.0, system.value or 0.0
    )
    parts = {"C_M": material, "C_M,loss": in_loss, "λ": lam, "C_E": energy, "C_S": system}
    return _booked(facts, value, "C_M − C_M,loss + (1 − λ)·(C_E + C_S)", parts)


def _booked(
    facts: Facts, value: float | None, expression: str, parts: Mapping[str, Quantity]
) -> Quantity:
    """A sum of costs over those of its parts that are known."""
    known = {symbol: q for symbol, q in parts.items() if q.value is not None}
    unit = facts.unit("RUB/a")
    return computed(value, unit, "F-41", expression, tuple(known.values()), symbols=tuple(known))
