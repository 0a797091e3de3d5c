"""What changed streams do to the totals of the site: computed by the same chapters of the analysis, over the
changed streams alone. Every total here is a sum over streams, so the difference is that of the whole site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from symbioaudit.analysis import energy, ghg, waste
from symbioaudit.analysis.facts import Facts, computed, consumed, field, name_of, total
from symbioaudit.analysis.opportunities.changes import Change, applied, grouped
from symbioaudit.analysis.results import Label, Quantity
from symbioaudit.base.i18n import N_, Message
from symbioaudit.model.enums import Category, Direction, Kind
from symbioaudit.model.records import Stream

FORMULA: Final = "Δ"
UNITS: Final[Mapping[str, str]] = {
    "materials": "t/a", "waste": "t/a", "landfill": "t/a", "energy": "GJ/a", "water": "m3/a",
    "wastewater": "m3/a", "ghg1": "tCO2e/a", "ghg2": "tCO2e/a", "bill": "RUB/a", "nvos": "RUB/a",
}  # fmt: skip
PART: Final = N_("“{name}” is part of another stream: change that one, the totals count it alone")
NO_PRICE: Final = N_("“{name}”: neither its cost nor its price is stated")
NO_CHANGE: Final = N_("it is not said which streams it changes")


@dataclass(frozen=True, slots=True)
class Line:
    """One total over the changed streams: today, afterwards, the difference."""

    kind: str
    before: Quantity
    after: Quantity
    difference: Quantity  # after − before


@dataclass(frozen=True, slots=True)
class Effect:
    """What changed streams do to the totals."""

    lines: Mapping[str, Line]
    gaps: tuple[Label, ...] = ()

    def saved(self, kind: str) -> Quantity:
        """mass, energy, water, ghg or money that is saved in a year; negative where more is used."""
        if kind == "mass":
            return self._matter()
        parts = {"ghg": ("ghg1", "ghg2"), "money": ("bill", "nvos")}.get(kind, (kind,))
        return self._less(parts)

    def _less(self, kinds: Sequence[str]) -> Quantity:
        lines = [self.lines[kind] for kind in kinds]
        met = [one for one in lines if one.before.value is not None or one.after.value is not None]
        gap = next((gap for one in lines for gap in (one.difference.gap, one.before.gap) if gap), None)  # fmt: skip
        known = [one.difference for one in met if one.difference.value is not None]
        if not known or len(known) < len(met):
            return Quantity(None, lines[0].difference.unit, gap=gap or Message(NO_CHANGE))
        value = 0.0 - sum(q.value or 0.0 for q in known)
        partly = next((one.difference.gap for one in met if one.difference.gap), None)
        return computed(value, known[0].unit, FORMULA, "−Σ Δ", known, gap=partly)

    def _matter(self) -> Quantity:
        """The larger of what is not bought and what is not thrown away: it is the same matter twice."""
        both = [self._less(("materials",)), self._less(("waste",))]
        known = [q for q in both if q.value is not None]
        return max(known, key=lambda q: abs(q.value or 0.0), default=both[0])


def effect(facts: Facts, changes: Iterable[Change], gaps: Sequence[Label] = ()) -> Effect:
    """Totals over the changed streams, today and afterwards."""
    by_stream = grouped(changes)
    counted = {s.id: s for s in facts.counted_streams}
    before = [counted[key] for key in by_stream if key in counted]
    parts = [key for key in by_stream if key not in counted]
    levels = levels_of(facts)
    after = [applied(s, by_stream[s.id], levels) for s in before]
    first, second = (_totals(facts, streams) for streams in (before, after))
    lines = {kind: _line(kind, first[kind], second[kind]) for kind in UNITS}
    lost = [Message(PART, {"name": _name(facts, key)}) for key in parts]
    return Effect(lines, (*gaps, *lost))


def levels_of(facts: Facts) -> Mapping[str, float]:
    """Place of each route in the hierarchy of the pack."""
    entries = facts.pack.enums.get("routes", ())
    return {entry.value: float(entry.data.get("hierarchy", 0)) for entry in entries}


def _name(facts: Facts, key: str) -> str:
    record = facts.snapshot.by_id.get(key)
    return name_of(record) if record else key


def _line(kind: str, before: Quantity, after: Quantity) -> Line:
    known = before.value is not None and after.value is not None
    value = (after.value or 0.0) - (before.value or 0.0) if known else None
    symbols = ("x₁", "x₀")
    made = computed(value, after.unit, FORMULA, "x₁ − x₀", (after, before), symbols=symbols)
    return Line(kind, before, after, made)


def _totals(facts: Facts, streams: Sequence[Stream]) -> dict[str, Quantity]:
    """The totals of a few streams, by the chapters that make those of the site."""
    few = Facts(facts.snapshot.with_records("stream", tuple(streams)), facts.pack)
    wastes = waste.rows(few)
    routes = waste.by_route(few, wastes)
    emitted = ghg.rows(few)
    money = facts.unit("RUB/a")
    parts: dict[str, Iterable[Quantity]] = {
        "materials": (consumed(s) for s in streams if _material_in(s)),
        "waste": (row.quantity for row in wastes),
        "landfill": (q for r, q in routes.items() if waste.is_placement(few, r)),
        "energy": (row.energy for row in energy.rows(few) if not row.sold),
        "water": (row.quantity for row in waste.water_in(few)),
        "wastewater": (row.quantity for row in waste.wastewater(few)),
        "ghg1": (row.emission for row in emitted if row.scope == 1),
        "ghg2": (row.emission for row in emitted if row.scope == 2),
        "bill": [_bill(few, stream) for stream in streams],
        "nvos": [w.nvos for w in wastes if not _stated_fee(few, w.stream_id)],
    }
    units = {kind: money if unit == "RUB/a" else unit for kind, unit in UNITS.items()}
    # Where every route is known and none is a placement, nothing is placed.
    empty = {"landfill": 0.0 if wastes and "unknown" not in routes else None}
    return {
        kind: total(found, units[kind], FORMULA, "Σ", nothing=empty.get(kind))
        for kind, found in parts.items()
    }


def _material_in(stream: Stream) -> bool:
    return stream.kind is Kind.MATERIAL and stream.direction is Direction.IN


def _stated_fee(facts: Facts, stream_id: str) -> bool:
    return field(facts.snapshot.by_id[stream_id], "fee_nvos", unit="RUB/a").value is not None


def _bill(facts: Facts, stream: Stream) -> Quantity:
    """What a stream costs in a year less what it brings: as booked, else price by amount."""
    spent = _spent(facts, stream)
    revenue = facts.money(stream, "revenue", "RUB/a", "V")
    if stream.direction is Direction.OUT and revenue.value is not None:
        if spent.value is None:
            return computed(-revenue.value, revenue.unit, "F-44", "−V", (revenue,))
        value = spent.value - revenue.value
        return computed(value, revenue.unit, "F-44", "C − V", (spent, revenue), symbols=("C", "V"))
    return spent


def _spent(facts: Facts, stream: Stream) -> Quantity:
    unit = facts.unit("RUB/a")
    stated = [facts.money(stream, code, "RUB/a") for code in waste.COST_FIELDS]
    known = [q for q in stated if q.value is not None]
    if known:
        return total(known, unit, "F-44", "ΣC")
    quantity = field(stream, "quantity", unit="t/a", symbol="m")
    price = field(stream, "price", unit="RUB/t", symbol="p")
    fits = price.unit == facts.unit(f"RUB/{quantity.unit.removesuffix('/a')}")
    if price.value is not None and quantity.value is not None and fits:
        sign = 1.0 if stream.direction is Direction.IN else -1.0
        value = sign * quantity.value * price.value
        return computed(value, unit, "F-40", "m·p", (quantity, price))
    if stream.category in {Category.EMISSION, Category.WASTE_HEAT, Category.LOSS}:
        return Quantity(0.0, unit)  # nobody is billed for it beside the payment
    return Quantity(None, unit, gap=Message(NO_PRICE, {"name": name_of(stream)}))
