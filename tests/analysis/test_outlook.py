"""What closes an audit: potential and readiness with their gaps, priorities, sums after interactions, ranks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from symbioaudit.analysis.results import Outlook
from symbioaudit.model import records as r
from symbioaudit.model.enums import Category
from tests.analysis.conftest import Plant

PARTS = ("mass_offered", "cost_of_losses", "library_use", "waste_heat", "bat_gap", "wants", "other_resources")  # fmt: skip


def outlook(plant: Plant) -> Outlook:
    found = plant.results().outlook
    assert found is not None
    return found


def test_an_empty_audit_knows_nothing_and_says_so(plant: Plant) -> None:
    found = outlook(plant)
    assert tuple(p.id for p in found.potential.parts) == PARTS
    assert all(p.score.value is None and p.score.gap for p in found.potential.parts)
    assert (found.potential.low, found.potential.high) == (0, 100)
    assert (found.readiness.low, found.readiness.high) == (0, 100)
    assert found.potential.total.value is None
    assert found.quadrants == ()


def test_known_parts_narrow_the_potential_and_unknown_ones_stay_open(plant: Plant) -> None:
    plant.stream("slag", "1000 t/a", Category.BY_PRODUCT, properties={"offer": "now"})
    plant.add(r.Want, name="sand")
    parts = {p.id: p for p in outlook(plant).potential.parts}
    assert parts["mass_offered"].score.value == pytest.approx(50)  # the pack's line at 1 000 t/a
    assert parts["wants"].score.value == pytest.approx(30)
    low = 0.25 * 50 + 0.10 * 30
    found = outlook(plant).potential
    assert found.low == pytest.approx(low)
    assert found.high == pytest.approx(low + 65)  # 100 − 25 − 10 of weights are open
    assert found.total.value is None
    assert found.total.gap is not None


def test_refusing_to_offer_everything_is_a_known_zero(plant: Plant) -> None:
    plant.stream("slag", "1000 t/a", Category.WASTE, properties={"offer": "no"})
    part = next(p for p in outlook(plant).potential.parts if p.id == "mass_offered")
    assert (part.measure.value, part.score.value) == (0, 0)


def test_twelve_answers_make_readiness_and_fewer_make_bounds(plant: Plant) -> None:
    answers = {f"s{n}": 3 for n in range(1, 12)}
    plant.add(r.Readiness, properties=answers)
    found = outlook(plant).readiness
    assert found.low == pytest.approx(33 / 48 * 100)
    assert found.high == pytest.approx(37 / 48 * 100)
    plant.records["readiness"] = [r.Readiness(id="r", audit_id="audit-1", properties={**answers, "s12": 0})]  # fmt: skip
    results = plant.results()
    assert results.outlook is not None
    assert results.outlook.readiness.total.value == pytest.approx(33 / 48 * 100)
    assert results.readiness.value == pytest.approx(33 / 48 * 100)


def test_a_quadrant_is_named_only_when_the_bounds_settle_it(plant: Plant) -> None:
    plant.add(r.Readiness, properties={f"s{n}": 4 for n in range(1, 13)})
    plant.add(r.Want, name="sand")
    assert outlook(plant).quadrants == ("high_high", "low_high")
    plant.stream("slag", "200000 t/a", Category.WASTE, properties={"offer": "now"})
    for number in range(6):
        plant.add(r.Want, name=f"want {number}")
        plant.add(r.Resource, name=f"store {number}")
    found = outlook(plant)
    assert found.potential.low == pytest.approx(25 + 10 + 5)
    assert found.quadrants == ("high_high", "low_high")


def test_published_measures_of_a_dairy_add_up_as_printed(shared: Path, plant: Plant) -> None:
    """El-Haggar 2007, table 2.17: costs 20,400, savings 54,180, payback of the whole 4.5 months, printed 5."""
    data = json.loads((shared / "cases/published/eg_dairy_cp_measures.json").read_text("utf-8"))
    plant.audit["currency"] = "USD"
    for row in data["measures"]:
        costs = row["cost"] if isinstance(row["cost"], list) else [row["cost"]]
        cost = sum(float(c.replace(",", "")) for c in costs)
        plant.add(r.Opportunity, name=row["action"], capex=f"{cost} USD", saving_money=f"{row['saving'].replace(',', '')} USD/a", overlap=0.0)  # fmt: skip
    results = plant.results()
    assert results.outlook is not None
    sums = results.outlook.together.after
    assert sums["capex"].value
    assert sums["money"].value
    assert sums["capex"].value == pytest.approx(20400)
    assert sums["money"].value == pytest.approx(54180)
    months = 12 * sums["capex"].value / sums["money"].value
    assert months == pytest.approx(4.5, abs=0.05)
    assert sums["mass"].value is None  # nothing is stated, so nothing is claimed
    free = next(row for row in results.opportunities if row.name == "Reuse whey")
    assert free.payback.value == 0
    economy = [next(p for p in m.priority.parts if p.id == "economy") for m in results.outlook.measures]  # fmt: skip
    assert [p.score.value for p in economy] == [100] * 6  # all pay back within a year


def opportunity(plant: Plant, name: str, saving: str, **more: object) -> str:
    return plant.add(r.Opportunity, name=name, capex="1000 RUB", saving_money=saving, **more)


def test_of_two_that_exclude_each_other_one_is_counted(plant: Plant) -> None:
    soon = opportunity(plant, "soon", "1000 RUB/a")
    opportunity(plant, "late", "250 RUB/a", excludes=(soon,))
    found = outlook(plant)
    assert found.together.plain["money"].value == pytest.approx(1250)
    assert found.together.after["money"].value == pytest.approx(1000)
    late = next(c for c in found.together.counted if c.name == "late")
    assert late.share == 0
    assert late.why is not None
    assert "soon" in late.why.render("en")


def test_what_needs_another_goes_with_it_and_an_overlap_lowers_the_effect_only(plant: Plant) -> None:  # fmt: skip
    refused = opportunity(plant, "meter", "500 RUB/a", status="rejected")
    opportunity(plant, "control", "400 RUB/a", requires=(refused,))
    opportunity(plant, "insulation", "200 RUB/a", overlap=0.25)
    found = outlook(plant).together
    assert found.after["money"].value == pytest.approx(150)
    assert found.after["capex"].value == pytest.approx(1000)  # its cost stays whole
    assert found.plain["money"].value == pytest.approx(600)
    why = {c.name: c.why for c in found.counted}
    assert "meter" not in why  # rejected ones are not in any sum
    assert why["control"] is not None


def test_a_priority_is_the_weighed_sum_of_its_parts(plant: Plant) -> None:
    plant.stream("stone", "1000 t/a", Category.RAW_MATERIAL)
    plant.add(r.Readiness, properties={f"s{n}": 2 for n in range(1, 13)})
    risk = plant.add(r.Risk, name="stop", probability=3, impact=3, residual_probability=1, residual_impact=1)  # fmt: skip
    first = opportunity(plant, "first", "500 RUB/a", saving_mass="50 t/a", trl=9, complexity=1, properties={"risk_id": risk})  # fmt: skip
    second = opportunity(plant, "second", "100 RUB/a", saving_mass="10 t/a", trl=6, complexity=2, properties={"risk_id": risk})  # fmt: skip
    bare = opportunity(plant, "bare", "500 RUB/a")
    found = {m.record_id: m for m in outlook(plant).measures}
    one, two = found[first].priority, found[second].priority
    assert [p.score.value for p in one.parts] == pytest.approx([80, 70, 100, 100, 50])
    assert one.total.value == pytest.approx(0.30 * 80 + 0.25 * 70 + 0.20 * 100 + 0.15 * 100 + 0.10 * 50)  # fmt: skip
    assert [p.score.value for p in two.parts] == pytest.approx([0, 30, 45, 100, 50])
    assert found[bare].priority.total.value is None
    assert found[bare].priority.low == pytest.approx(24 + 5)
    # F-64 agrees where one is better in everything that differs; it says why it is silent elsewhere.
    assert (found[first].closeness.value, found[second].closeness.value) == pytest.approx((1, 0))
    assert found[bare].closeness.value is None
    assert found[bare].closeness.gap is not None


def test_a_measure_that_saves_no_money_scores_zero_and_an_unknown_one_stays_unknown(plant: Plant) -> None:  # fmt: skip
    opportunity(plant, "costly", "-10 RUB/a")
    plant.add(r.Opportunity, name="unknown", capex="1000 RUB")
    economy = {m.name: m.priority.parts[0].score.value for m in outlook(plant).measures}
    assert economy == {"costly": 0, "unknown": None}


def test_ranks_take_six_values_and_fall_into_the_bands_of_the_pack(plant: Plant) -> None:
    """W57: {1, 2, 3, 4, 6, 9} only."""
    for p in (1, 2, 3):
        for c in (1, 2, 3):
            plant.add(r.Risk, name=f"{p}{c}", probability=p, impact=c)
    plant.add(r.Risk, name="unrated")
    rows = outlook(plant).risks
    assert sorted({row.rank.value for row in rows if row.rank.value}) == [1, 2, 3, 4, 6, 9]
    assert {row.rank.value: row.band for row in rows} == {
        1: "low", 2: "low", 3: "medium", 4: "medium", 6: "high", 9: "high", None: None,
    }  # fmt: skip
    assert rows[0].name == "33"
    assert rows[-1].name == "unrated"
    assert {row.name for row in rows if row.needs_measure} == {"23", "32", "33"}
