"""Balances: conservation, thresholds, stocks, loops, parts, and what is unknown or empty."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symbioaudit.analysis import Results
from symbioaudit.analysis.results import Balance, Light
from symbioaudit.model import records as r
from symbioaudit.model.amount import Amount, Span
from symbioaudit.model.enums import Category, Direction
from symbioaudit.units import parse
from tests.analysis.conftest import Plant


def of(results: Results, layer: str, process: str | None = None) -> Balance:
    return next(b for b in results.balances if b.layer == layer and b.process == process)


def tonnes(value: float) -> Amount:
    span = Span(value, value, value)
    return Amount(text=f"{value:g} т/год", value=span, unit="t", canonical=span, canonical_unit="t/a", dimension="mass_per_year")  # fmt: skip


@pytest.mark.parametrize(
    ("share", "light"),
    [(0.05, Light.GREEN), (0.0501, Light.YELLOW), (0.10, Light.YELLOW), (0.1001, Light.ORANGE), (0.20, Light.ORANGE), (0.2001, Light.RED)],
)  # fmt: skip
@pytest.mark.parametrize("whole", [1.0, 3.0, 7.0, 123.4, 1e6])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_threshold_belongs_to_the_better_light(
    plant: Plant, share: float, light: Light, whole: float, sign: int
) -> None:
    plant.stream("in", tonnes(whole), Category.RAW_MATERIAL)
    plant.stream("out", tonnes(whole * (1 - sign * share)), Category.WASTE)
    balance = of(plant.results(), "mass")
    assert balance.light is light
    assert balance.imbalance_share.value == pytest.approx(sign * share)


def test_stock_changes_and_the_unaccounted_rest(plant: Plant) -> None:
    """F-01, F-02: 100 bought, the stock grows by 20, 70 leave as product: 10 are unaccounted for."""
    plant.stream("ore", None, Category.RAW_MATERIAL, properties={"purchases": parse("100 т/год", dimension="mass_per_year")}, stock_open="30 т", stock_close="50 т")  # fmt: skip
    plant.product("metal", "70 t")
    balance = of(plant.results(), "mass")
    assert (balance.total_in.value, balance.stock_change.value) == (100, 20)
    assert balance.imbalance.value == pytest.approx(10)
    assert balance.light is Light.YELLOW


def test_water_with_evaporation_and_recirculation_closes(plant: Plant) -> None:
    """What is recirculated stays inside: it adds to neither side of the site."""
    evaporated = parse("300 м3/год", dimension="volume_per_year")
    plant.stream("river", "1000 m3/a", Category.WATER, properties={"evaporation": evaporated})
    plant.stream("loop", "9000 m3/a", Category.WATER, direction=Direction.INTERNAL)
    plant.stream("sewer", "700 m3/a", Category.WASTEWATER)
    balance = of(plant.results(), "water")
    assert (balance.total_in.value, balance.total_out.value) == (1000, 1000)
    assert balance.light is Light.GREEN


def test_a_loop_between_two_processes_closes_each_of_them(plant: Plant) -> None:
    mill = plant.add(r.Process, name="mill")
    press = plant.add(r.Process, name="press")
    plant.stream("wood", "100 t", Category.RAW_MATERIAL, to_process=mill)
    plant.stream("chips", "130 t", Category.RAW_MATERIAL, direction=Direction.INTERNAL, from_process=mill, to_process=press)  # fmt: skip
    plant.stream("trim back", "30 t", Category.WASTE, direction=Direction.INTERNAL, from_process=press, to_process=mill)  # fmt: skip
    plant.product("board", "100 t", process_id=press)
    results = plant.results()
    for process, through in ((mill, 130), (press, 130)):
        balance = of(results, "mass", process)
        assert (balance.total_in.value, balance.total_out.value) == (through, through)
        assert balance.light is Light.GREEN
    assert (of(results, "mass").total_in.value, of(results, "mass").total_out.value) == (100, 100)


def test_an_unknown_amount_makes_a_balance_incomplete_not_wrong(plant: Plant) -> None:
    plant.stream("ore", "100 t", Category.RAW_MATERIAL)
    plant.stream("coal", None, Category.RAW_MATERIAL)
    plant.product("metal", "60 t")
    results = plant.results()
    balance = of(results, "mass")
    assert balance.total_in.value == 100
    assert balance.total_in.gap is not None
    assert "1" in balance.total_in.gap.render("en")
    assert balance.light is Light.GREY
    assert any(p.code == "P-BAL-02" for p in results.problems)
    assert not any(p.code == "P-BAL-01" for p in results.problems)


def test_energy_without_recorded_outputs_has_a_blank_not_a_zero(plant: Plant) -> None:
    plant.stream("grid", "1000 MWh/a", Category.ENERGY_CARRIER, carrier="electricity")
    balance = of(plant.results(), "energy")
    assert balance.total_in.value == pytest.approx(3600)
    assert (balance.total_out.value, balance.imbalance.value) == (None, None)
    assert balance.light is Light.GREY
    assert balance.total_out.gap is not None
    assert balance.total_out.gap.render("ru") == "ничего не записано"


TOTALS = {
    "energy": lambda x: x.energy_total.energy,
    "tce": lambda x: x.energy_total.tce,
    "energy cost": lambda x: x.energy_total.cost,
    "scope 1": lambda x: x.ghg_scope1,
    "scope 2": lambda x: x.ghg_scope2,
    "payments": lambda x: x.nvos_total,
    "landfill": lambda x: x.landfill_share,
    "cost of losses": lambda x: x.losses[-1].loss_total,
    "material in losses": lambda x: x.losses[-1].material,
    "loss ratio": lambda x: x.losses[-1].loss_ratio,
    "mass in": lambda x: of(x, "mass").total_in,
    "mass out": lambda x: of(x, "mass").total_out,
    "water in": lambda x: of(x, "water").total_in,
    "water out": lambda x: of(x, "water").total_out,
}


@pytest.mark.parametrize("name", sorted(TOTALS))
def test_an_empty_audit_has_blanks_with_a_reason(plant: Plant, name: str) -> None:
    quantity = TOTALS[name](plant.results())
    assert quantity.value is None
    assert quantity.gap is not None
    assert quantity.gap.render("ru") != quantity.gap.render("en")


def full(plant: Plant, amount: str, unknown: Amount | None = None) -> None:
    """One of everything, all with ``amount`` of its unit, and a second of each that may be unknown."""
    for quantity in (amount, unknown):
        n = 0.0 if amount == "0" else 1.0

        def text(unit: str, q: Any = quantity) -> Any:
            return q if not isinstance(q, str) else f"{q} {unit}"

        plant.stream(
            "gas", text("m3/a"), Category.ENERGY_CARRIER, carrier="natural_gas", cost=f"{n} RUB/a"
        )
        plant.stream(
            "grid", text("MWh/a"), Category.ENERGY_CARRIER, carrier="electricity", cost=f"{n} RUB/a"
        )
        plant.stream("river", text("m3/a"), Category.WATER)
        plant.stream("sewer", text("m3/a"), Category.WASTEWATER)
        plant.stream(
            "ash", text("t/a"), Category.WASTE, fkko="61110001404", route="landfill_third_party"
        )
        plant.stream("ore", text("t/a"), Category.RAW_MATERIAL, price="10 RUB/t")  # fmt: skip


@pytest.mark.parametrize("name", ["energy", "tce", "scope 1", "scope 2", "payments", "mass in", "water in", "water out"])  # fmt: skip
def test_a_typed_zero_is_a_zero(plant: Plant, name: str) -> None:
    full(plant, "0", parse("0 т/год", dimension="mass_per_year"))
    plant.records["stream"] = plant.records["stream"][:6]
    quantity = TOTALS[name](plant.results())
    assert (quantity.value, quantity.gap) == (0, None)


@pytest.mark.parametrize("name", ["energy", "tce", "scope 1", "scope 2", "payments", "mass in", "water in", "water out"])  # fmt: skip
def test_a_known_part_stands_beside_the_number_of_unknowns(plant: Plant, name: str) -> None:
    full(plant, "100")
    quantity = TOTALS[name](plant.results())
    assert quantity.value
    assert quantity.value > 0
    assert quantity.gap is not None
    # One unknown beside each known one; energy adds two carriers.
    assert quantity.gap.render("en").startswith("2 of 4" if name in {"energy", "tce"} else "1 of 2")


flows = st.lists(st.floats(0.01, 1e6), min_size=1, max_size=6)


@settings(max_examples=40)
@given(flows, st.floats(0, 1), st.integers(1, 4))
def test_what_goes_in_comes_out_however_it_is_cut(
    amounts: list[float], kept: float, stages: int
) -> None:
    """A chain that only hands on: every process and the site close, whatever is split off on the way."""
    plant = Plant()
    units = [plant.add(r.Process, name=f"u{n}") for n in range(stages)]
    for n, amount in enumerate(amounts):
        plant.stream(f"in{n}", tonnes(amount), Category.RAW_MATERIAL, to_process=units[0])
    flow = sum(amounts)
    for here, there in zip(units, [*units[1:], None], strict=True):
        on, off = flow * kept, flow * (1 - kept)
        plant.stream("waste", tonnes(off), Category.WASTE, from_process=here)
        if there:
            plant.stream("on", tonnes(on), Category.RAW_MATERIAL, direction=Direction.INTERNAL, from_process=here, to_process=there)  # fmt: skip
        else:
            plant.stream("end", tonnes(on), Category.BY_PRODUCT, from_process=here)
        flow = on
    results = plant.results()
    for process in (None, *units):
        balance = of(results, "mass", process)
        assert balance.total_out.value is not None
        assert balance.total_in.value == pytest.approx(balance.total_out.value, rel=1e-9, abs=1e-12)
        assert balance.light in (Light.GREEN, Light.GREY)


@settings(max_examples=40)
@given(flows, st.data())
def test_parts_never_change_the_sum_of_their_whole(amounts: list[float], data: st.DataObject) -> None:  # fmt: skip
    plain, with_parts = Plant(), Plant()
    for n, amount in enumerate(amounts):
        for plant in (plain, with_parts):
            whole = plant.stream(f"w{n}", tonnes(amount), Category.WASTE)
        for share in data.draw(st.lists(st.floats(0, 1), max_size=3)):
            with_parts.stream("part", tonnes(amount * share), Category.WASTE, part_of=whole)
    assert of(plain.results(), "mass").total_out.value == pytest.approx(
        of(with_parts.results(), "mass").total_out.value
    )
