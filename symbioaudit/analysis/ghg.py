"""F-50: greenhouse gases, scope 1 (fuels, carbonates) and scope 2 (electricity, heat), location-based."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from symbioaudit.analysis import energy
from symbioaudit.analysis.facts import (
    Facts,
    computed,
    consumed,
    factor_source,
    field,
    label_of,
    name_of,
    text_property,
)
from symbioaudit.analysis.results import Derivation, GhgRow, Quantity, Source
from symbioaudit.base.i18n import N_, Message, Text
from symbioaudit.methodology import Factor
from symbioaudit.model.amount import Amount
from symbioaudit.model.enums import Direction, Kind
from symbioaudit.model.records import Stream

NO_FACTOR = N_("no emission factor for {carrier}")
NO_CARBONATE = N_("“{name}”: the carbonate content is not stated")
NO_CALCINED = N_("“{name}”: it is not stated how much of the carbonate is decomposed")
NO_LEAK = N_("the leak of the refrigerant is not stated")


def rows(facts: Facts) -> tuple[GhgRow, ...]:
    """One row per source; avoided emissions are never here."""
    out = []
    for stream in energy.carriers(facts):
        if stream.direction is Direction.IN:
            scope2 = stream.carrier == "electricity" or stream.carrier in _heat(facts)
            out.append(_scope2(facts, stream) if scope2 else _scope1(facts, stream))
    for stream in facts.counted_streams:
        out.extend(_carbonates(facts, stream))
        out.extend(_leaks(facts, stream))
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
    own = _supplier_factor(stream)
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


def _supplier_factor(stream: Stream) -> Quantity:
    """The supplier's factor: an amount, or a plain number in kg CO₂/kWh as form F07 asks for."""
    stated = stream.properties.get("supplier_ef")
    if isinstance(stated, bool) or not isinstance(stated, int | float):
        return field(stream, "supplier_ef", unit="tCO2e/GJ", symbol="EF")
    source = Source(
        "EF",
        float(stated),
        "kgCO2e/kWh",
        label_of(stream),
        record=(stream.entity, stream.id, "supplier_ef"),
        citation=str(stated),
    )
    return Quantity(stated / KWH_IN_MJ, "tCO2e/GJ", Derivation("", "EF", (source,)))


KWH_IN_MJ = 3.6


def _leaks(facts: Facts, stream: Stream) -> Iterator[GhgRow]:
    """Refrigerant refilled is refrigerant leaked: m·GWP."""
    table = stream.properties.get("refrigerants")
    for row in table if isinstance(table, tuple) else ():
        name = str(row.get("refrigerant") or "?") if isinstance(row, Mapping) else "?"
        leak = row.get("leak") if isinstance(row, Mapping) else None
        mass = leak.number if isinstance(leak, Amount) else None
        factor = facts.factor(f"gwp.ar5.{_key(name)}")
        activity = Quantity(mass, "t/a", gap=None if mass is not None else Message(NO_LEAK))
        value = None if factor is None or mass is None else mass * factor.value
        emission = computed(
            value,
            "tCO2e/a",
            "F-50",
            "m·GWP",
            (activity,),
            sources=(factor_source(factor, "GWP"),) if factor else (),
            gap=None if factor else Message(NO_FACTOR, {"carrier": name}),
        )
        yield GhgRow(1, Text(name, name), activity, emission, (stream.entity, stream.id))


def _key(name: str) -> str:
    """``HFC-134a``, ``фреон R134A`` → ``R134a``; blends of the 400s and 500s end in a capital (ASHRAE 34)."""
    found = re.search(r"(\d{2,4})\s*([a-zA-Z]{0,3})", name)
    if found is None:
        return name.strip()
    blend = len(found[1]) == 3 and found[1][0] in "45"
    return f"R{found[1]}{found[2].upper() if blend else found[2].lower()}"


def grid_factor(facts: Facts) -> Factor | None:
    """The factor of the region, else of its energy system, else of the country."""
    own = facts.factor(f"grid_ef.region.{facts.region}")
    systems = facts.pack.data.get("energy_systems") or {}
    system = next((name for name, regions in systems.items() if facts.region in regions), None)
    return own or facts.factor(f"grid_ef.{system}") or facts.factor("grid_ef.russia")


CARBONATES = {"caco3_share": "CaCO3", "mgco3_share": "MgCO3"}  # field of F06 → factor of the pack


def _carbonates(facts: Facts, stream: Stream) -> Iterator[GhgRow]:
    """CO2 of carbonates that are decomposed: m·s·c·EF, one row per carbonate whose share is stated.

    ``calcined`` is the share that is decomposed (1 in a kiln, 0 where limestone is only crushed).
    """
    if stream.kind is not Kind.MATERIAL or stream.direction is not Direction.IN:
        return
    stated = [code for code in CARBONATES if isinstance(stream.properties.get(code), Amount)]
    for code in stated:
        share = field(stream, code, unit="1", symbol="s")
        if share.value != 0:
            yield _carbonate(facts, stream, share, CARBONATES[code])
    if not stated and _is_carbonate(facts, stream):
        gap = Message(NO_CARBONATE, {"name": name_of(stream)})
        unknown = Quantity(None, "tCO2e/a", gap=gap)
        yield GhgRow(1, label_of(stream), consumed(stream), unknown, (stream.entity, stream.id))


def _is_carbonate(facts: Facts, stream: Stream) -> bool:
    code = getattr(stream, "okpd2", None) or text_property(stream, "okpd2") or ""
    return any(code.startswith(known) for known in facts.pack.data.get("carbonate_okpd2") or ())


def _carbonate(facts: Facts, stream: Stream, share: Quantity, formula: str) -> GhgRow:
    mass = consumed(stream)
    calcined = field(stream, "calcined_share", unit="1", symbol="c")
    factor = facts.factor(f"carbonate.{formula}")
    if calcined.value is None:
        calcined = replace(calcined, gap=Message(NO_CALCINED, {"name": name_of(stream)}))
    parts = (mass, share, calcined)
    known = factor is not None and all(q.value is not None for q in parts) and mass.unit == "t/a"
    value = math.prod(q.value or 0.0 for q in parts) * (factor.value if factor else 0.0)
    emission = computed(
        value if known else None,
        "tCO2e/a",
        "F-50",
        "m·s·c·EF",
        parts,
        sources=(factor_source(factor, "EF"),) if factor else (),
    )
    label = Text(f"{name_of(stream)} ({formula})", f"{name_of(stream)} ({formula})")
    return GhgRow(1, label, mass, emission, (stream.entity, stream.id))
