"""F-50: greenhouse gases, scope 1 (fuels, carbonates) and scope 2 (electricity, heat), location-based."""

from __future__ import annotations

from symbioaudit.analysis import energy
from symbioaudit.analysis.facts import (
    Facts,
    computed,
    factor_source,
    field,
    label_of,
    text_property,
)
from symbioaudit.analysis.results import GhgRow, Quantity
from symbioaudit.base.i18n import N_, Message
from symbioaudit.methodology import Factor
from symbioaudit.model.enums import Direction, Kind
from symbioaudit.model.records import Stream

NO_FACTOR = N_("no emission factor for {carrier}")


def rows(facts: Facts) -> tuple[GhgRow, ...]:
    """One row per source; avoided emissions are never here."""
    out = []
    for stream in energy.carriers(facts):
        if stream.direction is Direction.IN:
            scope2 = stream.carrier == "electricity" or stream.carrier in _heat(facts)
            out.append(_scope2(facts, stream) if scope2 else _scope1(facts, stream))
    out.extend(_carbonate(facts, s) for s in facts.counted_streams if _carbonate_of(s))
    return tuple(out)


def _heat(facts: Facts) -> list[str]:
    return list(facts.pack.data.get("heat_carriers") or ())


def _scope1(facts: Facts, stream: Stream) -> GhgRow:
    activity = energy.in_gj(facts, stream)
    label = facts.pack.text("carriers", stream.carrier or "other")
    renewable = stream.carrier in (facts.pack.data.get("renewable_carriers") or ())
    factor = facts.factor(f"ef.{stream.carrier}")
    if renewable:
        # Biogenic CO2 is a memo item, not part of scope 1 (GHG Protocol, chapter 9).
        emission = computed(0.0, "tCO2e/a", "F-50", "0", (activity,))
    elif factor is None or activity.value is None:
        gap = activity.gap or Message(NO_FACTOR, {"carrier": stream.carrier or "?"})
        emission = Quantity(None, "tCO2e/a", gap=gap)
    else:
        emission = _burnt(facts, stream, activity, factor)
    return GhgRow(1, label, activity, emission, (stream.entity, stream.id))


def _burnt(facts: Facts, stream: Stream, activity: Quantity, factor: Factor) -> Quantity:
    oxidation = facts.factor(f"of.{_phase(facts, stream)}")
    share = oxidation.value if oxidation else 1.0
    used = [factor_source(factor, "EF"), *([factor_source(oxidation, "OF")] if oxidation else [])]
    assert activity.value is not None
    value = activity.value * factor.value / 1000 * share
    return computed(value, "tCO2e/a", "F-50", "E·EF·OF/1000", (activity,), sources=used)


def _phase(facts: Facts, stream: Stream) -> str:
    phases = facts.pack.data.get("phases") or {}
    return next((name for name, carriers in phases.items() if stream.carrier in carriers), "solid")


def _scope2(facts: Facts, stream: Stream) -> GhgRow:
    activity = energy.in_gj(facts, stream)
    label = facts.pack.text("carriers", stream.carrier or "other")
    own = field(stream, "supplier_ef", unit="tCO2e/GJ", symbol="EF")
    factor = facts.factor("ef.heat") if stream.carrier in _heat(facts) else grid_factor(facts)
    if own.value is not None and own.unit == "tCO2e/GJ":
        value = None if activity.value is None else activity.value * own.value
        emission = computed(value, "tCO2e/a", "F-50", "E·EF", (activity, own))
    elif factor is None or activity.value is None:
        emission = Quantity(
            None,
            "tCO2e/a",
            gap=activity.gap or Message(NO_FACTOR, {"carrier": stream.carrier or "?"}),
        )
    else:
        per_gj = factor.value / 3.6 / 1000 if factor.unit == "kgCO2e/MWh" else factor.value
        emission = computed(
            activity.value * per_gj,
            "tCO2e/a",
            "F-50",
            "E·EF",
            (activity,),
            sources=(factor_source(factor, "EF"),),
        )
    return GhgRow(2, label, activity, emission, (stream.entity, stream.id))


def grid_factor(facts: Facts) -> Factor | None:
    """The factor of the region, else of its energy system, else of the country."""
    own = facts.factor(f"grid_ef.region.{facts.region}")
    systems = facts.pack.data.get("energy_systems") or {}
    system = next((name for name, regions in systems.items() if facts.region in regions), None)
    return own or facts.factor(f"grid_ef.{system}") or facts.factor("grid_ef.russia")


def _carbonate_of(stream: Stream) -> str | None:
    if stream.kind is not Kind.MATERIAL or stream.direction is not Direction.IN:
        return None
    return text_property(stream, "carbonate")


def _carbonate(facts: Facts, stream: Stream) -> GhgRow:
    mass = field(stream, "quantity", unit="t/a", symbol="m")
    factor = facts.factor(f"carbonate.{_carbonate_of(stream)}")
    value = None if factor is None or mass.value is None else mass.value * factor.value
    used = (factor_source(factor, "EF"),) if factor else ()
    emission = computed(value, "tCO2e/a", "F-50", "m·EF", (mass,), sources=used)
    return GhgRow(1, label_of(stream), mass, emission, (stream.entity, stream.id))
