"""Measures that change streams: totals by the same chapters, sums that do not count twice, in any order."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symbioaudit.analysis import Results, analyse
from symbioaudit.analysis.facts import Facts
from symbioaudit.analysis.opportunities.changes import Change, changes_of
from symbioaudit.analysis.opportunities.effects import Effect, effect
from symbioaudit.analysis.restating import compare, restated
from symbioaudit.methodology import load_pack
from symbioaudit.model import records as r
from symbioaudit.model.enums import Category
from symbioaudit.units import parse
from tests.analysis.conftest import Plant

KINDS = ("mass", "energy", "water", "ghg", "money")


def share(text: str) -> Any:
    return parse(text, locale="point", dimension="fraction")


def mass(text: str) -> Any:
    return parse(text, locale="point", dimension="mass_per_year")


def money(text: str) -> Any:
    return parse(text, locale="point", dimension="money_per_year")


def row(stream: str, **values: Any) -> dict[str, Any]:
    return {"stream_id": stream, **values}


def works(plant: Plant) -> dict[str, str]:
    """A plant with a bill for everything."""
    return {
        "gas": plant.stream("gas", "1000000 m3/a", Category.ENERGY_CARRIER, carrier="natural_gas", cost="8000000 RUB/a"),
        "power": plant.stream("power", "2000 MWh/a", Category.ENERGY_CARRIER, carrier="electricity", cost="12000000 RUB/a"),
        "sand": plant.stream("sand", "5000 t/a", Category.RAW_MATERIAL, price="900 RUB/t"),
        "water": plant.stream("water", "20000 m3/a", Category.WATER, cost="600000 RUB/a"),
        "drain": plant.stream("drain", "15000 m3/a", Category.WASTEWATER, cost="500000 RUB/a"),
        "dust": plant.stream(
            "dust", "400 t/a", Category.WASTE, cost="1200000 RUB/a", fkko="31291111394", route="landfill_third_party"
        ),
    }  # fmt: skip


def measure(plant: Plant, name: str, *rows: dict[str, Any], **values: Any) -> str:
    properties = {"changes": tuple(rows), **values.pop("properties", {})}
    return plant.add(r.Opportunity, name=name, properties=properties, **values)


def totals(results: Results) -> dict[str, float]:
    """Totals of the whole site."""
    site = {b.layer: b for b in results.balances if b.process is None}
    landfill = sum(
        q.value or 0.0 for k, q in results.waste_by_route.items() if k.startswith("landfill")
    )
    return {
        "materials": sum(
            line.quantity.value or 0.0
            for line in site["mass"].lines
            if line.group == "raw_material"
        ),
        "waste": sum(w.quantity.value or 0.0 for w in results.waste),
        "landfill": landfill,
        "energy": results.energy_total.energy.value or 0.0,
        "water": site["water"].total_in.value or 0.0,
        "wastewater": sum(f.quantity.value or 0.0 for f in results.wastewater),
        "ghg1": results.ghg_scope1.value or 0.0,
        "ghg2": results.ghg_scope2.value or 0.0,
        "nvos": results.nvos_total.value or 0.0,
    }


FACTORS = st.dictionaries(
    st.sampled_from(["gas", "power", "sand", "water", "drain", "dust"]),
    st.floats(0, 1.5, allow_subnormal=False),
    min_size=1,
)


@settings(max_examples=25, deadline=None)
@given(FACTORS, st.booleans())
def test_the_effect_is_the_difference_of_two_whole_analyses(
    factors: dict[str, float], recycled: bool
) -> None:
    plant = Plant()
    ids = works(plant)
    snapshot = plant.snapshot()
    changes = [Change(ids[name], factor) for name, factor in factors.items()]
    if recycled:
        changes.append(Change(ids["dust"], 1.0, route="recycling"))
    found = effect(Facts(snapshot, load_pack()), changes)
    before, after = (
        totals(analyse(snapshot, load_pack())),
        totals(analyse(restated(snapshot, load_pack(), changes), load_pack())),
    )
    for kind, value in before.items():
        line = found.lines[kind]
        if line.difference.value is not None:
            assert line.difference.value == pytest.approx(after[kind] - value, rel=1e-9, abs=1e-6)
        else:  # no stream of this kind is changed
            assert after[kind] == pytest.approx(value)


def test_a_measure_saves_what_its_streams_lose(plant: Plant) -> None:
    ids = works(plant)
    measure(
        plant, "recuperator", row(ids["gas"], change=share("-20 %")), capex="4000000 RUB",
        life_years=10.0,
    )  # fmt: skip
    plant.audit["properties"] = {"discount_rate": share("12 %")}
    results = plant.results()
    found = results.outlook.measures[0]  # type: ignore[union-attr]
    assert found.savings["money"].value == pytest.approx(0.2 * 8_000_000)
    assert found.savings["energy"].value == pytest.approx(
        0.2 * results.energy_total.energy.value - 0.2 * 7200
    )  # type: ignore[operator]
    assert found.savings["ghg"].value == pytest.approx(0.2 * (results.ghg_scope1.value or 0))
    assert found.from_changes == {"mass", "energy", "water", "ghg", "money"}
    row_ = results.opportunities[0]
    assert row_.from_changes
    assert row_.payback.value == pytest.approx(2.5)
    assert row_.npv.value == pytest.approx(1_600_000 * 5.650223 - 4_000_000, rel=1e-6)
    assert found.savings["water"].value is None


def test_what_is_typed_comes_before_what_is_computed(plant: Plant) -> None:
    ids = works(plant)
    measure(
        plant, "recuperator", row(ids["gas"], change=share("-20 %")),
        saving_money="1000000 RUB/a", saving_energy="100 MWh/a",
    )  # fmt: skip
    found = plant.results().outlook.measures[0]  # type: ignore[union-attr]
    assert found.savings["money"].value == 1_000_000
    assert found.savings["energy"].value == pytest.approx(360)
    assert found.from_changes == {"mass", "water", "ghg"}


def test_a_new_route_takes_the_payment_and_the_landfill_away(plant: Plant) -> None:
    ids = works(plant)
    item = measure(
        plant, "sell the dust",
        row(ids["dust"], route="sale", cost_after=money("200000 RUB/a"), revenue_after=money("300000 RUB/a")),
    )  # fmt: skip
    snapshot = plant.snapshot()
    record = snapshot.by_id[item]
    assert isinstance(record, r.Opportunity)
    changed = changes_of(record, snapshot.by_id)
    assert changed.whole
    found = effect(Facts(snapshot, load_pack()), changed.changes)
    paid = plant.results().nvos_total.value or 0.0
    assert paid > 0
    assert found.lines["landfill"].difference.value == -400
    assert found.lines["waste"].difference.value == 0
    assert found.lines["nvos"].difference.value == pytest.approx(-paid)
    assert found.lines["bill"].difference.value == pytest.approx(-1_000_000 - 300_000)
    assert found.saved("money").value == pytest.approx(1_300_000 + paid)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"after": "20 m3/a"}, "would be"),
        ({}, "not said what changes"),
        ({"change": "-120 %"}, "less than nothing"),
    ],
)
def test_what_cannot_be_read_is_said_and_saves_nothing(
    plant: Plant, values: dict[str, str], words: str
) -> None:
    ids = works(plant)
    typed = {
        code: share(text)
        if code == "change"
        else parse(text, locale="point", dimension="volume_per_year")
        for code, text in values.items()
    }
    item = measure(plant, "x", row(ids["sand"], **typed))
    snapshot = plant.snapshot()
    found = changes_of(snapshot.by_id[item], snapshot.by_id)  # type: ignore[arg-type]
    assert not found.changes
    assert words in found.gaps[0].render("en")
    saved = plant.results().outlook.measures[0].savings  # type: ignore[union-attr]
    assert all(saved[kind].value is None for kind in KINDS)


def test_a_part_of_another_stream_changes_no_total(plant: Plant) -> None:
    ids = works(plant)
    part = plant.stream(
        "gas of the dryer", "300000 m3/a", Category.ENERGY_CARRIER, carrier="natural_gas",
        part_of=ids["gas"],
    )  # fmt: skip
    found = effect(Facts(plant.snapshot(), load_pack()), [Change(part, 0.5)])
    assert found.saved("energy").value is None
    assert "part of another stream" in found.gaps[0].render("en")


# Several measures together


def two(plant: Plant, first: str, second: str, **values: Any) -> tuple[Effect, Effect]:
    ids = works(plant)
    measure(plant, "a", row(ids["gas"], change=share(first)), **values)
    measure(plant, "b", row(ids["gas"], change=share(second)))
    return ids  # type: ignore[return-value]


def test_two_measures_on_one_stream_save_less_than_their_sum(plant: Plant) -> None:
    two(plant, "-20 %", "-30 %")
    sums = plant.results().outlook.together  # type: ignore[union-attr]
    assert sums.plain["money"].value == pytest.approx(0.5 * 8_000_000)
    assert sums.after["money"].value == pytest.approx((1 - 0.8 * 0.7) * 8_000_000)


def test_an_overlap_softens_the_change(plant: Plant) -> None:
    two(plant, "-20 %", "-30 %", overlap=0.5)
    sums = plant.results().outlook.together  # type: ignore[union-attr]
    assert sums.after["money"].value == pytest.approx((1 - 0.9 * 0.7) * 8_000_000)


def test_new_running_costs_are_taken_off_together_as_alone(plant: Plant) -> None:
    two(plant, "-20 %", "-30 %", opex_change="100000 RUB/a")
    sums = plant.results().outlook.together  # type: ignore[union-attr]
    assert sums.plain["money"].value == pytest.approx(0.5 * 8_000_000 - 100_000)
    assert sums.after["money"].value == pytest.approx(0.44 * 8_000_000 - 100_000)


def test_levels_of_prices_count_together_as_alone(plant: Plant) -> None:
    ids = works(plant)
    for name, level in (("a", "50 %"), ("b", "50 %")):
        measure(
            plant,
            name,
            row(ids["gas"], change=share("-20 %")),
            properties={"price_level": share(level)},
        )
    sums = plant.results().outlook.together  # type: ignore[union-attr]
    assert sums.plain["money"].value == pytest.approx(0.5 * 0.4 * 8_000_000)
    assert sums.after["money"].value == pytest.approx(0.5 * 0.36 * 8_000_000)


CUTS = st.lists(
    st.tuples(
        st.sampled_from(["gas", "power", "sand", "water", "dust"]),
        st.integers(-100, 0),
        st.sampled_from([None, 0.0, 0.25, 1.0]),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=30, deadline=None)
@given(CUTS, st.randoms(use_true_random=False), st.data())
def test_sums_never_count_twice_and_do_not_hang_on_the_order(
    cuts: list[tuple[str, int, float | None]], shuffle: random.Random, data: st.DataObject
) -> None:
    plant = Plant()
    ids = works(plant)
    names = [
        measure(plant, f"m{n}", row(ids[name], change=share(f"{cut} %")), overlap=overlap)
        for n, (name, cut, overlap) in enumerate(cuts)
    ]
    items = plant.records["opportunity"]
    for n, item in enumerate(items):
        rest = [name for name in names if name != names[n]]
        excludes = data.draw(st.lists(st.sampled_from(rest), max_size=2)) if rest else []
        items[n] = replace(item, excludes=tuple(excludes))
    results = plant.results()
    first = results.outlook.together  # type: ignore[union-attr]
    shuffle.shuffle(items)
    again = plant.results().outlook.together  # type: ignore[union-attr]
    site = totals(results)
    for kind in KINDS:
        one, other, plain = first.after[kind].value, again.after[kind].value, first.plain[kind].value  # fmt: skip
        assert one == pytest.approx(other)  # the order of the records does not matter
        if one is not None and plain is not None:
            assert one <= plain + 1e-6 * abs(plain) + 1e-6  # together never more than the sum
            assert one >= -1e-6
    whole = {"energy": site["energy"], "water": site["water"], "ghg": site["ghg1"] + site["ghg2"]}
    for kind, most in whole.items():  # … and never more than there is
        assert (first.after[kind].value or 0.0) <= most * (1 + 1e-9)


def test_today_against_afterwards_shows_balances_indicators_money_and_gases(plant: Plant) -> None:
    ids = works(plant)
    plant.product("glass", "4500 t/a", is_reference=True)
    snapshot, pack = plant.snapshot(), load_pack()
    today = analyse(snapshot, pack)
    found = compare(snapshot, pack, today, [Change(ids["sand"], 0.9), Change(ids["gas"], 0.5)])
    figures = {one.id: one for one in found.figures}
    assert figures["mass.in"].difference.value == pytest.approx(-500)
    assert figures["ghg1"].after.value == pytest.approx(0.5 * (today.ghg_scope1.value or 0))
    assert figures["ghg2"].difference.value == 0
    assert figures["energy_cost"].difference.value == pytest.approx(-4_000_000)
    whole = totals(
        analyse(restated(snapshot, pack, [Change(ids["sand"], 0.9), Change(ids["gas"], 0.5)]), pack)
    )
    assert totals(found.after) == whole  # the short way of computing gives what the long one gives
    moved = {one.id for one in found.moved}
    assert any(key.startswith("indicator.") for key in moved)
    assert "water.in" not in moved
    assert [layer for layer, _a, _b in found.lights] == ["mass", "water", "energy"]


def test_what_cannot_stand_excludes_nothing(plant: Plant) -> None:
    """A excludes B but needs C, which is rejected: B counts, A does not, and says why."""
    third = plant.add(r.Opportunity, name="C", status="rejected", saving_money="1 RUB/a")
    second = plant.add(r.Opportunity, name="B", capex="900 RUB", saving_money="100 RUB/a")
    first = plant.add(
        r.Opportunity, name="A", capex="100 RUB", saving_money="100 RUB/a", requires=(third,),
        excludes=(second,),
    )  # fmt: skip
    counted = {c.record_id: c for c in plant.results().outlook.together.counted}  # type: ignore[union-attr]
    assert counted[second].share == 1
    assert counted[first].share == 0
    assert "needs “C”" in counted[first].why.render("en")  # type: ignore[union-attr]


LINKS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=8)


@settings(max_examples=40, deadline=None)
@given(LINKS, LINKS, st.sets(st.integers(0, 5), max_size=2))
def test_no_two_that_exclude_each_other_count_and_nothing_without_what_it_needs(
    excludes: list[tuple[int, int]], requires: list[tuple[int, int]], rejected: set[int]
) -> None:
    plant = Plant()
    ids = [f"opportunity-{n:06d}" for n in range(1, 7)]
    for n, key in enumerate(ids):
        plant.add(
            r.Opportunity, name=key, capex=f"{(n * 7) % 5 + 1} RUB", saving_money="1 RUB/a",
            status="rejected" if n in rejected else "proposed",
            excludes=tuple(ids[b] for a, b in excludes if a == n != b),
            requires=tuple(ids[b] for a, b in requires if a == n != b),
        )  # fmt: skip
    counted = plant.results().outlook.together.counted  # type: ignore[union-attr]
    taken = {c.record_id for c in counted if c.share}
    assert not any(ids[a] in taken and ids[b] in taken for a, b in excludes if a != b)
    assert all(ids[b] in taken for a, b in requires if a != b and ids[a] in taken)
    assert all(c.why is not None for c in counted if not c.share)
    assert not taken & {ids[n] for n in rejected}
