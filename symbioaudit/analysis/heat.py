"""Waste heat: F-20 by flow and temperatures, F-21 for gases, F-22 for steam, usability by F-27."""

from __future__ import annotations

from symbioaudit.analysis.facts import Facts, computed, factor_source, field, name_of, text_property
from symbioaudit.analysis.formulas import heat as f
from symbioaudit.analysis.results import HeatRow, Quantity, Source
from symbioaudit.base.i18n import N_, Message, Text
from symbioaudit.model.enums import Category
from symbioaudit.model.records import Process, Stream

# medium of form F12 → (heat capacity, density of gas, recovery, reference temperature)
MEDIA = {
    "flue_gas": ("flue_gas", "flue_gas", "gas_liquid", "flue_gas"),
    "exhaust_air": ("air", "air", "gas_liquid", "air"),
    "hot_water": ("water", None, "liquid", "water"),
    "wastewater": ("water", None, "liquid", "water"),
    "condensate": ("water", None, "steam", "water"),
    "steam": ("steam", None, "steam", "water"),
    "oil": ("thermal_oil", None, "liquid", "other"),
}
NO_HOURS = N_("the hours of work are not stated")
NO_CP = N_("no heat capacity for this medium")
UNKNOWN_CLASS = Text("температура не указана", "temperature not stated")


def sources(facts: Facts) -> tuple[Stream, ...]:
    """Waste heat streams."""
    return tuple(s for s in facts.counted_streams if s.category is Category.WASTE_HEAT)


def year_energy(facts: Facts, stream: Stream) -> Quantity:
    """GJ/a of a heat stream: as stated, else computed by F-20."""
    stated = field(stream, "quantity", unit="GJ/a", symbol="Q")
    if stated.value is not None and stated.unit == "GJ/a":
        return stated
    energy = _energy(facts, stream, _power(facts, stream))
    return computed(
        None if energy.value is None else energy.value * 3.6, "GJ/a", "F-20", "Q̇·h", (energy,)
    )


def rows(facts: Facts) -> tuple[HeatRow, ...]:
    """One row per source."""
    out = []
    for stream in sources(facts):
        power = _power(facts, stream)
        energy = _energy(facts, stream, power)
        temperature = _temperature(stream)
        usability, label = _usability(facts, temperature.value)
        out.append(
            HeatRow(
                stream.id,
                name_of(stream),
                text_property(stream, "medium"),
                temperature,
                power,
                energy,
                _recoverable(facts, stream, energy),
                usability,
                label,
            )
        )
    return tuple(out)


def _temperature(stream: Stream) -> Quantity:
    own = field(stream, "temperature", unit="degC", symbol="T₁")
    return own if own.value is not None else field(stream, "t_available", unit="degC", symbol="T₁")


def _medium(stream: Stream) -> tuple[str | None, str | None, str | None, str]:
    return MEDIA.get(text_property(stream, "medium") or "", (None, None, None, "other"))


def _power(facts: Facts, stream: Stream) -> Quantity:
    stated = field(stream, "q_power", unit="kW", symbol="Q̇")
    if stated.value is not None:
        return stated
    steam = _steam_power(facts, stream)
    if steam is not None:
        return steam
    cp_name, rho_name, _recovery, ref_name = _medium(stream)
    cp = facts.factor(f"cp.{cp_name}")
    temperature = _temperature(stream)
    flow = field(stream, "flow", unit="t/h", symbol="ṁ")
    if cp is None:
        return Quantity(None, "kW", gap=Message(NO_CP))
    inputs: list[Source] = [factor_source(cp, "cp")]
    reference = field(stream, "t_ref", unit="degC", symbol="T₀")
    if reference.value is None:
        default = facts.factor(f"t_ref.{ref_name}")
        if default is None:
            return reference
        reference = Quantity(default.value, "degC")
        inputs.append(factor_source(default, "T₀"))
    mass = _mass_flow(facts, stream, flow, rho_name, inputs)
    if mass is None or temperature.value is None or reference.value is None:
        return computed(None, "kW", "F-20", "ṁ·cp·(T₁ − T₀)", (flow, temperature))
    value = f.heat_power(mass, cp.value, temperature.value, reference.value)
    return computed(value, "kW", "F-20", "ṁ·cp·(T₁ − T₀)", (flow, temperature), sources=inputs)


def _steam_power(facts: Facts, stream: Stream) -> Quantity | None:
    """F-22 with F-25 for saturated steam of a stated pressure; None where they do not apply."""
    pressure = field(stream, "pressure", unit="kPa", symbol="p")
    flow = field(stream, "flow", unit="t/h", symbol="ṁ")
    water, t_ref = facts.factor("cp.water"), facts.factor("t_ref.water")
    dry = facts.factor("steam.dryness")
    if text_property(stream, "medium") != "steam" or pressure.value is None or flow.unit != "t/h":
        return None
    boiling = f.saturation_temperature(pressure.value) if f.boils(pressure.value) else None
    if flow.value is None or water is None or t_ref is None or dry is None or boiling is None:
        return None
    if not f.in_range(boiling):
        return None
    stated = field(stream, "dryness", unit="1", symbol="x")
    dryness = dry.value if stated.value is None else stated.value
    liquid, vapour = f.saturated_liquid_enthalpy(boiling), f.saturated_vapour_enthalpy(boiling)
    h = f.wet_enthalpy(liquid, vapour, dryness)
    value = f.steam_power(flow.value / 3.6, h, water.value * t_ref.value)
    parts = (flow, pressure) if stated.value is None else (flow, pressure, stated)
    used = [factor_source(water, "cp"), factor_source(t_ref, "T₀")]
    used += [factor_source(dry, "x")] if stated.value is None else []
    return computed(value, "kW", "F-22", "ṁ·(h(p, x) − cp·T₀)", parts, sources=used)


def _mass_flow(
    facts: Facts, stream: Stream, flow: Quantity, rho_name: str | None, inputs: list[Source]
) -> float | None:
    """kg/s from t/h, from m³/h of a liquid by its density, from Nm³/h and m³/h of a gas (F-21)."""
    if flow.value is None:
        return None
    if flow.unit == "t/h":
        return flow.value / 3.6
    density = facts.factor(f"rho_n.{rho_name}")
    if density is not None and flow.unit in {"Nm3/h", "m3/h"}:
        inputs.append(factor_source(density, "ρ"))
        normal = f.normal_volume(flow.value, _temperature(stream).value or 0.0)
        return f.gas_mass_flow(flow.value if flow.unit == "Nm3/h" else normal, density.value)
    own = field(stream, "density", unit="t/m3", symbol="ρ")
    if flow.unit == "m3/h" and own.value is not None and own.derivation:
        inputs.extend(own.derivation.inputs)
        return flow.value * own.value / 3.6
    liquid = facts.factor(f"rho.{_medium(stream)[0]}")
    if flow.unit == "m3/h" and liquid is not None:
        inputs.append(factor_source(liquid, "ρ"))
        return flow.value * liquid.value / 3.6
    return None


def _hours(facts: Facts, stream: Stream) -> tuple[float | None, Source | None]:
    value = stream.properties.get("hours_year")
    number = value if isinstance(value, int | float) else getattr(value, "number", None)
    owner: Stream | Process = stream
    if number is None and stream.from_process:
        process = facts.snapshot.by_id.get(stream.from_process)
        if isinstance(process, Process):
            number, owner = process.hours_year, process
    if number is None:
        return None, None
    label = Text(name_of(owner), name_of(owner))
    return float(number), Source(
        "h", float(number), "h/a", label, record=(owner.entity, owner.id, "hours_year")
    )


def _energy(facts: Facts, stream: Stream, power: Quantity) -> Quantity:
    stated = field(stream, "quantity", unit="GJ/a", symbol="Q")
    if stated.value is not None and stated.unit == "GJ/a":
        return computed(stated.value / 3.6, "MWh/a", "F-20", "Q", (stated,))
    hours, source = _hours(facts, stream)
    if hours is None or power.value is None:
        gap = power.gap if power.value is None else Message(NO_HOURS)
        return Quantity(None, "MWh/a", gap=gap)
    return computed(
        f.heat_energy(power.value, hours),
        "MWh/a",
        "F-20",
        "Q̇·h/1000",
        (power,),
        sources=(source,) if source else (),
    )


def _recoverable(facts: Facts, stream: Stream, energy: Quantity) -> Quantity:
    recovery = facts.factor(f"eta_rec.{_medium(stream)[2]}")
    if recovery is None or energy.value is None:
        return Quantity(None, "MWh/a", gap=energy.gap)
    return computed(
        energy.value * recovery.value,
        "MWh/a",
        "F-20",
        "Q·η",
        (energy,),
        sources=(factor_source(recovery, "η"),),
    )


def _usability(facts: Facts, temperature: float | None) -> tuple[str, Text]:
    """F-27: what heat of this temperature is good for."""
    if temperature is None:
        return "unknown", UNKNOWN_CLASS
    classes = facts.pack.thresholds["heat_classes"]
    found = next((c for c in classes if "below" not in c or temperature < c["below"]), classes[-1])
    return found["id"], Text(found["title"]["ru"], found["title"]["en"])
