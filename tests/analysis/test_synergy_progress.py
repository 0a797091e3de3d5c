"""Readiness of synergies, exit criteria of the pipeline, nine metrics over the years, failure analysis of risks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symbioaudit.analysis.facts import Facts
from symbioaudit.analysis.formulas.priority import kendall
from symbioaudit.analysis.opportunities.ladder import Ladder, ladders
from symbioaudit.analysis.opportunities.monitoring import Monitoring, monitoring
from symbioaudit.analysis.opportunities.pipeline import Standing, measure_standings, standings
from symbioaudit.methodology import load_pack
from symbioaudit.model import records as r
from symbioaudit.model.enums import Category
from tests.analysis.conftest import Plant

SIX = [f"isrl_{name}" for name in ("technology", "business", "organisation", "legal", "society", "environment")]  # fmt: skip


def match(plant: Plant, **properties: Any) -> None:
    status = properties.pop("status", None)
    score = properties.pop("score", None)
    plant.add(r.Match, partner="Цементный завод", status=status, score=score, properties=properties)


def ladder(plant: Plant) -> Ladder:
    return ladders(Facts(plant.snapshot(), load_pack()))[0]


def standing(plant: Plant) -> Standing:
    return standings(Facts(plant.snapshot(), load_pack()))[0]


MARKS = st.lists(st.integers(1, 9), min_size=6, max_size=6)


@settings(deadline=None)
@given(MARKS, st.none() | MARKS)
def test_the_level_is_the_lowest_mark_of_either_partner(
    own: list[int], partner: list[int] | None
) -> None:
    plant = Plant()
    theirs = {f"partner_{code}": m for code, m in zip(SIX, partner or [], strict=False)}
    match(plant, **dict(zip(SIX, own, strict=True)), **theirs)
    found = ladder(plant)
    lowest = min([*own, *(partner or [])])
    assert found.level == found.at_most == lowest
    assert found.own == min(own)
    assert found.partner == (min(partner) if partner else None)
    if lowest == 9:
        assert found.blocking is None
    else:
        assert found.blocking is not None
        assert found.blocking.level == lowest
        assert found.action == found.blocking.action
    apart = {c for c, a, b in zip(SIX, own, partner or own, strict=True) if abs(a - b) >= 2}
    assert set(found.disputed) == apart


def test_the_next_action_is_that_of_the_next_level_in_the_words_of_the_pack(plant: Plant) -> None:
    match(plant, **{**dict.fromkeys(SIX, 5), "isrl_legal": 3, "partner_isrl_legal": 2})
    found = ladder(plant)
    rules = next(p for p in load_pack().risks["perspectives"] if p["field"] == "isrl_legal")
    assert found.blocking is not None
    assert found.blocking.field == "isrl_legal"
    assert found.who == "partner"
    assert found.action.render("ru") == rules["levels"][2]["do"]["ru"]
    assert found.blocking.state is not None
    assert found.blocking.state.render("ru") == rules["levels"][1]["is"]["ru"]
    assert found.level is None  # the partner has not rated everything
    assert found.at_most == 2


def test_what_is_not_rated_leaves_the_level_open(plant: Plant) -> None:
    match(plant, isrl_technology=6)
    found = ladder(plant)
    assert found.level is None
    assert found.at_most == 6
    assert set(found.unrated) == set(SIX[1:])
    bare = Plant()
    match(bare)
    empty = ladder(bare)
    assert (empty.level, empty.blocking, empty.who) == (None, None, None)
    assert "Rate the six perspectives" in empty.action.render("en")


def test_the_ladder_of_the_pack_is_whole_in_both_languages() -> None:
    rules = load_pack().risks
    for one in rules["perspectives"]:
        assert len(one["levels"]) == 9
        texts = [level[key][lang] for level in one["levels"] for key in ("is", "do") for lang in ("ru", "en")]  # fmt: skip
        assert len(set(texts)) == 36


# The pipeline

STEPS: list[tuple[str, dict[str, Any]]] = [
    ("idea", {"score": 55.0, "gate_legal": "pass", "gate_safety": "unknown", "gate_quality": "pass"}),
    ("discussion", {"meetings": ({"subject": "x"},), "sample_sent": "2026-02-01", "spec_agreed": "влажность"}),
    ("negotiation", {"sample_result": "ok", "price_agreed": "x", "gate_legal": "pass", "gate_safety": "pass", "gate_quality": "pass"}),
    ("trial", {"trial_result": "conditional", "trial_spec": "x"}),
    ("implementation", {"contract": "12", "first_transfer": "2026-05-01"}),
    ("operating", {"metrics": ({"year": 2026},), "attribution": "decisive", "persistence": "constant", "verified_by": "x"}),
]  # fmt: skip


@pytest.mark.parametrize(("status", "filled"), STEPS)
def test_a_status_is_left_when_its_criteria_are_met_and_each_of_them_counts(
    status: str, filled: dict[str, Any]
) -> None:
    plant = Plant()
    match(plant, status=status, **filled)
    found = standing(plant)
    assert found.ready, [c.text.render("en") for c in found.missing]
    for code in filled:
        bare = Plant()
        match(bare, status=status, **{k: v for k, v in filled.items() if k != code})
        less = standing(bare)
        assert not less.ready, code
        assert any(code in c.fields for c in less.missing)


def test_a_shut_gate_or_a_failed_trial_is_known_to_be_unmet(plant: Plant) -> None:
    match(plant, status="idea", score=80.0, gate_legal="fail", gate_safety="pass", gate_quality="pass")  # fmt: skip
    assert [c.met for c in standing(plant).missing] == [False]
    other = Plant()
    match(other, status="trial", trial_result="failed")
    assert [c.met for c in standing(other).missing] == [False, False]


def test_the_last_status_and_those_aside_have_no_next(plant: Plant) -> None:
    match(plant, status="verified")
    match(plant, status="on_hold")
    match(plant)
    last, held, fresh = standings(Facts(plant.snapshot(), load_pack()))
    assert (last.next, last.ready) == (None, False)
    assert (held.next, held.aside) == (None, True)
    assert (fresh.status, fresh.next) == ("idea", "discussion")
    assert fresh.exit is not None


def test_a_measure_goes_on_when_its_own_criteria_are_met(plant: Plant) -> None:
    plant.add(
        r.Opportunity, name="x", status="proposed", description="x", capex="1 RUB", complexity=1,
        saving_money="1 RUB/a",
    )  # fmt: skip
    plant.add(r.Opportunity, name="y", status="selected", properties={"status_on": "2026-03-01"})
    plant.add(r.Opportunity, name="z", status="done")
    first, second, done = measure_standings(Facts(plant.snapshot(), load_pack()))
    assert first.ready
    assert first.next == "selected"
    assert second.since is not None
    assert [c.fields for c in second.missing] == [("owner",), ("life_years",), ("risk_id",)]
    assert done.next is None


# Monitoring: the nine metrics


def watched(plant: Plant) -> Monitoring:
    return monitoring(Facts(plant.snapshot(), load_pack()))


def year(number: int, **values: Any) -> dict[str, Any]:
    return {"year": number, "donor_signed": True, "receiver_signed": True, **values}


def test_the_published_figures_of_nisp_lie_between_the_two_models(plant: Plant) -> None:
    """6 038 059 t in the year, 30 Mt over the lifetime, 65 p/t against 13–22 p/t (edie.net, NISP)."""
    match(plant, status="verified", metrics=(year(2012, co2=6038059),), persistence="constant", attribution="decisive")  # fmt: skip
    match(plant, status="verified", metrics=(year(2012, co2=6038059),), persistence="declining", attribution="decisive")  # fmt: skip
    match(plant, status="verified", metrics=(year(2012, co2=6038059),))
    constant, declining, open_ = (c.metrics[1] for c in watched(plant).chains)
    assert constant.lifetime.value == pytest.approx(30.19e6, rel=1e-3)
    assert round((constant.lifetime.value or 0) / 1e6) == 30
    cost = 0.65 * 6038059  # pounds of the programme
    assert cost / (constant.lifetime.value or 1) == pytest.approx(0.13)
    assert cost / (declining.lifetime.value or 1) == pytest.approx(0.22, rel=0.02)
    assert open_.lifetime.value is None
    assert (open_.lifetime.low, open_.lifetime.high) == (declining.lifetime.value, constant.lifetime.value)  # fmt: skip
    assert open_.attributed.value is None
    assert open_.attributed.gap is not None


def test_attribution_takes_the_part_of_the_facilitator(plant: Plant) -> None:
    match(plant, status="verified", metrics=(year(2025, landfill=100),), persistence="constant", attribution="supported")  # fmt: skip
    found = watched(plant).chains[0].metrics[0]
    assert found.lifetime.value == 500
    assert found.attributed.value == pytest.approx(150)


def test_measured_years_stand_beside_the_model_and_are_not_added_to_it(plant: Plant) -> None:
    years = (year(2027, water=500, jobs=6, investment=0), year(2026, water=1000, jobs=4, investment=2500))  # fmt: skip
    match(plant, status="verified", metrics=years, persistence="declining", attribution="decisive")
    by_id = {m.id: m for m in watched(plant).chains[0].metrics}
    water = by_id["water"]
    assert water.first.value == 1000
    assert water.measured.value == 1500
    assert water.expected.value == pytest.approx(1800)  # 1 + 0.8
    assert water.lifetime.value == pytest.approx(3000)
    assert by_id["jobs"].lifetime.value == 6
    assert by_id["investment"].lifetime.value == 2_500_000
    assert by_id["co2"].first.value is None
    assert by_id["co2"].first.gap is not None


def test_only_what_both_have_signed_counts_as_verified(plant: Plant) -> None:
    match(plant, status="operating", metrics=(year(2026, landfill=10),), persistence="constant")
    match(plant, status="operating", metrics=(year(2026, landfill=7) | {"donor_signed": False},), persistence="constant")  # fmt: skip
    found = watched(plant)
    assert found.totals[0].lifetime.value == 85
    assert found.verified[0].lifetime.value == 50
    assert [chain.verified for chain in found.chains] == [True, False]


def test_an_audit_without_chains_watches_nothing(plant: Plant) -> None:
    match(plant)
    found = watched(plant)
    assert found.chains == ()
    assert all(m.first.value is None for m in found.totals)


# Risks


def test_the_failure_analysis_asks_for_a_measure_by_number_or_by_severity(plant: Plant) -> None:
    marks = [(10, 1, 1, "low", True), (5, 4, 4, "medium", False), (8, 5, 6, "high", True)]
    for severity, occurrence, detection, _band, _needs in marks:
        properties = {"sfmea_severity": severity, "sfmea_occurrence": occurrence, "sfmea_detection": detection}  # fmt: skip
        plant.add(r.Risk, name="x", probability=1, impact=1, properties=properties)
    plant.add(r.Risk, name="x", probability=1, impact=1, properties={"sfmea_severity": 10})
    rows = plant.results().outlook.risks  # type: ignore[union-attr]
    for row, (severity, occurrence, detection, band, needs) in zip(rows, marks, strict=False):
        assert row.failure.value == severity * occurrence * detection
        assert row.failure_band == band
        assert row.needs_measure is needs
    assert rows[3].failure.value is None
    assert rows[3].failure_band is None
    items = plant.records["risk"]
    items[0] = replace(items[0], measure="a guard")
    assert not plant.results().outlook.risks[0].needs_measure  # type: ignore[union-attr]


# Agreement of two rankings

RANKED = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=2, max_size=12)


@given(RANKED)
def test_tau_is_symmetric_and_turns_with_the_order(pairs: list[tuple[int, int]]) -> None:
    first, second = [a for a, _b in pairs], [b for _a, b in pairs]
    tau = kendall(first, second)
    assert tau == kendall(second, first)
    if tau is None:
        assert len(set(first)) == 1 or len(set(second)) == 1
        return
    assert -1 <= tau <= 1 + 1e-12
    assert kendall(first, [-b for b in second]) == pytest.approx(-tau)
    assert kendall(first, first) == pytest.approx(1)


def test_priority_and_topsis_tell_how_far_they_agree(plant: Plant) -> None:
    plant.stream("gas", "1000000 m3/a", Category.ENERGY_CARRIER, carrier="natural_gas")
    risk = plant.add(r.Risk, name="x", probability=1, impact=2)
    plant.add(r.Readiness, properties={f"s{n}": 3 for n in range(1, 13)})
    for n, capex in enumerate(("100 RUB", "300 RUB", "700 RUB")):
        plant.add(
            r.Opportunity, name=f"m{n}", capex=capex, saving_money="100 RUB/a",
            saving_energy=f"{100 * (n + 1)} MWh/a", complexity=n + 1, properties={"risk_id": risk},
        )  # fmt: skip
    found = plant.results().outlook
    assert found is not None
    both = [(m.priority.total.value, m.closeness.value) for m in found.measures]
    assert all(a is not None and b is not None for a, b in both)
    assert found.agreement.value == pytest.approx(kendall(*map(list, zip(*both, strict=True))))  # type: ignore[arg-type]
    assert Plant().results().outlook.agreement.gap is not None  # type: ignore[union-attr]
