"""Energy by carrier: as entered, in GJ, in t of coal equivalent by the chosen set, in money."""

from __future__ import annotations

from symbioaudit.analysis.facts import (
    TCE_GJ,
    Facts,
    computed,
    factor_source,
    field,
    in_tonnes,
    scaled,
    total,
)
from symbioaudit.analysis.formulas.flows import ratio
from symbioaudit.analysis.results import EnergyRow, Quantity
from symbioaudit.base.i18n import N_, Message, Text
from symbioaudit.methodology import Factor
from symbioaudit.model.enums import Category, Direction, Kind
from symbioaudit.model.records import Stream

NO_NCV = N_("no calorific value for {carrier}")
NO_TCE = N_("the set “{set}” has no coefficient for {carrier}")


def carriers(facts: Facts) -> tuple[Stream, ...]:
    """Streams of energy carriers (purchased, made, sold)."""
    return tuple(
        s
        for s in facts.counted_streams
        if s.kind is Kind.ENERGY
        and s.category is Category.ENERGY_CARRIER
        and s.direction is not Direction.INTERNAL
    )


def in_gj(facts: Facts, stream: Stream) -> Quantity:
    """F-08: energy of a carrier in GJ/a; fuels by their calorific value, own certificate first."""
    native = field(stream, "quantity", unit="GJ/a", symbol="Q")
    if native.value is None or native.unit == "GJ/a":
        return native
    own = field(stream, "ncv", unit="GJ/t", symbol="NCV")
    own_fits = own.unit.partition("/")[2] == native.unit.partition("/")[0]
    if own.value is not None and own.derivation and own_fits:
        return scaled(native, own.value, "GJ/a", "F-08", "Q·NCV", *own.derivation.inputs)
    factor = facts.factor(f"ncv.{stream.carrier}")
    if factor is not None and factor.unit == "GJ/t" and native.unit == "m3/a":
        native = _in_tonnes(facts, stream, native)
    if factor is None or not _fits(factor, native.unit):
        return Quantity(None, "GJ/a", gap=Message(NO_NCV, {"carrier": stream.carrier or "?"}))
    return scaled(
        native, per_canonical(factor), "GJ/a", "F-08", "Q·NCV", factor_source(factor, "NCV")
    )


def _in_tonnes(facts: Facts, stream: Stream, native: Quantity) -> Quantity:
    """A fuel measured by volume in tonnes: by its own density, else by the pack's for this fuel."""
    own = in_tonnes(stream, native)
    if own.value is not None:
        return own
    density = facts.factor(f"density.{stream.carrier}")
    return (
        scaled(native, density.value, "t/a", "F-08", "Q·ρ", factor_source(density, "ρ"))
        if density
        else native
    )


def _fits(factor: Factor, unit: str) -> bool:
    """A heat per tonne is for tonnes, one per volume for volumes: litres of diesel need a density first."""
    return unit == "t/a" if factor.unit == "GJ/t" else unit in ("m3/a", "Sm3/a")


def per_canonical(factor: Factor) -> float:
    """GJ per t or per m³: the pack states gases per thousand m³, as the order does."""
    return factor.value / 1000 if "thousand m3" in factor.unit else factor.value


def in_tce(facts: Facts, stream: Stream, native: Quantity, energy: Quantity) -> Quantity:
    """t of coal equivalent by the audit's coefficient set; energy content needs no factor."""
    chosen = facts.coefficient_set
    if chosen == "energy_content":
        return scaled(energy, 1 / TCE_GJ, "tce/a", "F-08", "E / 29.3076")
    heat = stream.carrier in (facts.pack.data.get("heat_carriers") or ())
    factor = facts.factor(f"tce.{chosen}.{'heat' if heat else stream.carrier}") or facts.factor(
        f"tce.statistics.{'heat' if heat else stream.carrier}"
    )
    if factor is None:
        return Quantity(
            None, "tce/a", gap=Message(NO_TCE, {"set": chosen, "carrier": stream.carrier or "?"})
        )
    divisor = {
        "tce/thousand kWh": 3.6,
        "tce/Gcal": 4.1868,
        "tce/thousand m3": 1000.0,
        "tce/t": 1.0,
    }[factor.unit]
    base = energy if factor.unit in {"tce/thousand kWh", "tce/Gcal"} else native
    if (factor.unit == "tce/t" and native.unit != "t/a") or (
        factor.unit == "tce/thousand m3" and native.unit not in ("m3/a", "Sm3/a")
    ):
        return Quantity(
            None, "tce/a", gap=Message(NO_TCE, {"set": chosen, "carrier": stream.carrier or "?"})
        )
    return scaled(base, factor.value / divisor, "tce/a", "F-08", "Q·k", factor_source(factor, "k"))


def rows(facts: Facts) -> tuple[EnergyRow, ...]:
    """One row per carrier stream, sold energy marked."""
    found = []
    for stream in carriers(facts):
        native = field(stream, "quantity", unit="GJ/a", symbol="Q")
        energy = in_gj(facts, stream)
        found.append((stream, native, energy, in_tce(facts, stream, native, energy)))
    bought = sum(e.value or 0.0 for s, _n, e, _t in found if s.direction is Direction.IN)
    return tuple(
        EnergyRow(
            carrier=stream.carrier or "other",
            label=facts.pack.text("carriers", stream.carrier)
            if stream.carrier
            else Text(stream.name or "?", stream.name or "?"),
            native=native,
            energy=energy,
            tce=tce,
            cost=facts.money(stream, "cost", "RUB/a"),
            share=computed(
                ratio(energy.value or 0.0, bought) if stream.direction is Direction.IN else None,
                "1",
                "F-07",
                "E / ΣE",
                (energy,),
            ),
            sold=stream.direction is Direction.OUT,
        )
        for stream, native, energy, tce in found
    )


def site_total(facts: Facts, energy_rows: tuple[EnergyRow, ...]) -> EnergyRow:
    """The site's purchased energy; sold energy is not subtracted here."""
    bought = [row for row in energy_rows if not row.sold]
    return EnergyRow(
        carrier="total",
        label=Message(TOTAL),
        native=Quantity(None, ""),
        energy=total((r.energy for r in bought), "GJ/a", "F-07"),
        tce=total((r.tce for r in bought), "tce/a", "F-07"),
        cost=total((r.cost for r in bought), facts.unit("RUB/a"), "F-35"),
        share=Quantity(1.0, "1") if bought else Quantity(None, "1"),
    )


TOTAL = N_("Total")
