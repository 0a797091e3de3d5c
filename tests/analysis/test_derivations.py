"""A printed number can be computed again from its own derivation, down to what was typed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from symbioaudit.analysis import analyse
from symbioaudit.analysis.results import Derivation, Quantity, Results
from symbioaudit.methodology import load_pack
from symbioaudit.model import records as r
from symbioaudit.model.enums import Category
from symbioaudit.units import parse
from symbioaudit.units.convert import check_unit
from symbioaudit.units.dims import ONE, Dim
from tests.analysis.conftest import Plant

PRODUCT = re.compile(r"^[^Σ−+]*$")


def factory(plant: Plant) -> Results:
    """One of everything whose results are sums and products of typed fields and factors."""
    kiln = {"caco3_share": parse("93 %", dimension="fraction"), "calcined_share": parse("98 %", dimension="fraction")}  # fmt: skip
    plant.stream("gas", "2500 thousand m3/a", Category.ENERGY_CARRIER, carrier="natural_gas", cost="20 млн руб./год")  # fmt: skip
    plant.stream("coal", "900 t/a", Category.ENERGY_CARRIER, carrier="coal", ncv="5200 kcal/kg")
    plant.stream("grid", "4,2 млн кВт·ч/год".replace(",", "."), Category.ENERGY_CARRIER, carrier="electricity", cost="30 млн руб./год")  # fmt: skip
    plant.stream("heat", "1500 Gcal/a", Category.ENERGY_CARRIER, carrier="hot_water")
    plant.stream("stone", "1870 t/a", Category.RAW_MATERIAL, price="700 RUB/t", properties=kiln)
    plant.stream("ash", "120 t/a", Category.WASTE, fkko="61110001404", route="landfill_third_party", cost="90000 RUB/a")  # fmt: skip
    plant.stream("dust", "~30 t/a", Category.WASTE, fkko="61110001404", route="recycling")
    plant.product("lime", "1000 t/a", is_reference=True)
    plant.add(r.Opportunity, name="heat", capex="1 000 000 RUB".replace(" ", ""), saving_money="400000 RUB/a")  # fmt: skip
    return plant.results()


def quantities(value: Any) -> Iterator[Quantity]:
    if isinstance(value, Quantity):
        yield value
    elif is_dataclass(value):
        for item in fields(value):
            yield from quantities(getattr(value, item.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from quantities(item)
    elif hasattr(value, "values"):
        for item in value.values():
            yield from quantities(item)


def in_si(value: float, unit: str) -> tuple[float, Dim]:
    reading = check_unit(unit) if unit not in ("", "1") else None
    return (value, ONE) if reading is None else (value * reading.factor, reading.dim)


def again(made: Derivation, unit: str) -> float | None:
    """The value by the derivation's own expression and units; None for what is neither sum nor product."""
    values = [(s.symbol, *in_si(s.value or 0.0, s.unit)) for s in made.inputs]
    _one, dim = in_si(1.0, unit)
    if made.expression.endswith("·0"):
        return 0.0
    if "−" in made.expression or "+" in made.expression:
        return None
    if made.expression.startswith("Σ") and all(d == dim for _s, _v, d in values):
        total = sum(v for _s, v, _d in values)
    elif PRODUCT.match(made.expression) and "/S" in made.expression:
        return values[0][1] / values[1][1]
    elif PRODUCT.match(made.expression) and "/" not in made.expression.replace("/1000", ""):
        total = math.prod(v for _s, v, _d in values)
    else:
        return None
    return total / in_si(1.0, unit)[0]


def test_results_are_computed_again_from_their_own_derivations(plant: Plant) -> None:
    """At least twenty of them, every one that is a sum or a product; yearly rates keep their year."""
    checked = []
    for quantity in quantities(factory(plant)):
        made = quantity.derivation
        # Indicators of the pack name whole results in their expression; they are tested with the pack.
        if quantity.value is None or made is None or made.source:
            continue
        if not made.formula or not made.inputs:
            continue
        found = again(made, quantity.unit)
        if found is None:
            continue
        assert found == pytest.approx(quantity.value, rel=1e-9), made
        checked.append((made.formula, made.expression))
    assert len(checked) >= 20
    assert {"F-08", "F-50", "НВОС", "F-54", "F-35"} <= {formula for formula, _e in checked}


def test_every_derivation_ends_in_a_typed_field_or_a_cited_factor(plant: Plant) -> None:
    results = factory(plant)
    ends = [s for q in quantities(results) if q.derivation for s in q.derivation.leaves()]
    assert len(ends) > 50
    for end in ends:
        assert end.record or end.factor, end
        assert end.citation, end
        assert end.value is not None
        assert not math.isnan(end.value)


def test_a_result_keeps_the_results_that_it_is_made_of(plant: Plant) -> None:
    """A sum of products is a tree: each product, and under it what was typed and the factor."""
    results = factory(plant)
    made = results.ghg_scope1.derivation
    assert made is not None
    gas = next(r for r in results.ghg if r.label.render("en") == "Natural gas")
    inner = next(s for s in made.inputs if s.made is not None and s.made == gas.emission.derivation)
    assert inner.value == gas.emission.value
    (energy,) = (s for s in gas.emission.derivation.inputs if s.made is not None)  # type: ignore[union-attr]
    assert energy.symbol == "E"  # of E·EF·OF/1000, as the expression calls it
    assert energy.made is not None
    assert [s.symbol for s in energy.made.inputs] == ["Q", "NCV"]
    assert energy.label.render("en") == "gas"
    assert {s.record for s in made.leaves() if s.record} >= {("stream", s.record[1], "quantity") for s in energy.made.inputs if s.record}  # fmt: skip


def test_the_whole_is_named_by_its_expression_whatever_the_order(plant: Plant) -> None:
    """C_M,loss + λ·(C_E + C_S) + C_W: every part stands under its own symbol and gives the sum again."""
    results = factory(plant)
    made = results.losses[-1].loss_total.derivation
    assert made is not None
    part = {s.symbol: s.value or 0.0 for s in made.inputs}
    again_ = (
        part["C_M,loss"]
        + part["λ"] * (part.get("C_E", 0) + part.get("C_S", 0))
        + part.get("C_W", 0)
    )
    assert again_ == pytest.approx(results.losses[-1].loss_total.value)


def test_what_is_called_an_estimate_is_the_packs_to_say(plant: Plant) -> None:
    plant.stream("a", "75 t", Category.RAW_MATERIAL)
    plant.stream("b", "~25 t", Category.RAW_MATERIAL)
    results = plant.results()
    strict = replace(load_pack(), thresholds={**load_pack().thresholds, "estimated_mark": 0.3})
    ins = next(b for b in results.balances if b.layer == "mass").total_in
    assert ins.rests_on_estimates(results.estimated_mark)
    other = analyse(plant.snapshot(), strict)
    ins = next(b for b in other.balances if b.layer == "mass").total_in
    assert not ins.rests_on_estimates(other.estimated_mark)


def test_an_estimate_stays_one_through_every_derivation(plant: Plant) -> None:
    results = factory(plant)
    dust = next(w for w in results.waste if w.name == "dust")
    assert dust.quantity.rests_on_estimates(results.estimated_mark)
    assert results.waste_by_route["recycling"].rests_on_estimates(0.1)
    assert not results.waste_by_route["landfill_third_party"].rests_on_estimates(0.1)
