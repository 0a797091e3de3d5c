"""How surely a measure pays: closed forms, laws of the simulation, published projects, flows with several roots."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbioaudit.analysis.formulas import finance
from symbioaudit.analysis.opportunities.cashflow import Case, paid_back
from symbioaudit.analysis.opportunities.sensitivity import Span, sensitivity, tornado
from symbioaudit.model import records as r
from symbioaudit.units import parse
from tests.analysis.conftest import Plant

BASE = Case(capex=1000.0, saving=300.0, running=0.0, life=5.0, rate=0.1)


def simulate(case: Case = BASE, runs: int = 20000, seed: int = 7, **spans: tuple[float, float]) -> Any:  # fmt: skip
    given = {name: Span(getattr(case, name), low, high) for name, (low, high) in spans.items()}
    return sensitivity(case, given, runs=runs, seed=seed)


def test_the_same_seed_gives_the_same_figures_and_another_one_others() -> None:
    one, two, three = (simulate(capex=(800, 1300), seed=seed) for seed in (7, 7, 8))
    assert one == two
    assert one != three


def test_a_triangle_of_the_investment_alone_is_met_by_its_closed_form() -> None:
    """NPV = PV − I: its distribution is that of the investment turned round."""
    low, best, high = 800.0, 1000.0, 1500.0
    worth = 300 * (1 - 1.1**-5) / 0.1
    found = simulate(capex=(low, high))

    def inverse(u: float) -> float:  # of the triangle
        cut = (best - low) / (high - low)
        if u < cut:
            return low + math.sqrt(u * (high - low) * (best - low))
        return high - math.sqrt((1 - u) * (high - low) * (high - best))

    assert found.p5 == pytest.approx(worth - inverse(0.95), abs=8)
    assert found.p50 == pytest.approx(worth - inverse(0.5), abs=8)
    assert found.p95 == pytest.approx(worth - inverse(0.05), abs=8)
    assert found.mean == pytest.approx(worth - (low + best + high) / 3, abs=5)
    below = 1 - (high - worth) ** 2 / ((high - low) * (high - best))  # P(I < worth)
    assert found.probability == pytest.approx(below, abs=0.015)


def test_nothing_entered_nothing_simulated() -> None:
    assert simulate() is None
    assert simulate(capex=(1000, 1000)) is None
    assert simulate(Case(1000.0, 300.0, 0.0, 5.0, None), capex=(800, 1300)) is None


SPANS = st.fixed_dictionaries(
    {
        "capex": st.tuples(st.floats(0, 0.9), st.floats(0, 2)),
        "saving": st.tuples(st.floats(0, 0.9), st.floats(0, 2)),
        "life": st.tuples(st.floats(0, 0.7), st.floats(0, 1)),
        "rate": st.tuples(st.floats(0, 0.5), st.floats(0, 0.5)),
        "price": st.tuples(st.floats(0, 0.5), st.floats(0, 0.5)),
    }
)


@given(SPANS)
def test_draws_lie_between_the_worst_and_the_best_corner(
    parts: dict[str, tuple[float, float]],
) -> None:
    spans = {
        name: (getattr(BASE, name) * (1 - down), getattr(BASE, name) * (1 + up))
        for name, (down, up) in parts.items()
    }
    found = simulate(runs=200, **spans)
    if found is None:
        return
    worst = Case(spans["capex"][1], spans["saving"][0], 0.0, spans["life"][0], spans["rate"][1], spans["price"][0])  # fmt: skip
    best = Case(spans["capex"][0], spans["saving"][1], 0.0, spans["life"][1], spans["rate"][0], spans["price"][1])  # fmt: skip
    assert worst.npv() - 1e-6 <= found.p5 <= found.p50 <= found.p95 <= best.npv() + 1e-6
    assert 0 <= found.probability <= 1
    swings = [bar.swing for bar in found.tornado]
    assert swings == sorted(swings, reverse=True)


def test_the_tornado_moves_one_input_at_a_time() -> None:
    spans = {"capex": Span(1000, 900, 1200), "saving": Span(300, 200, 400), "rate": Span(0.1, 0.1, 0.1)}  # fmt: skip
    bars = tornado(BASE, spans)
    assert [bar.input for bar in bars] == ["saving", "capex"]
    assert bars[1].npv_low == pytest.approx(BASE.npv() + 100)
    assert bars[1].npv_high == pytest.approx(BASE.npv() - 200)
    factor = (1 - 1.1**-5) / 0.1
    assert bars[0].swing == pytest.approx(200 * factor)


# Cash flows


def test_a_broken_last_year_brings_its_part_and_prices_grow_from_the_second_year() -> None:
    assert Case(100, 50, 10, 2.5).flows() == [-100, 40, 40, 20]
    assert Case(100, 50, 10, 3, growth=0.1).flows() == pytest.approx([-100, 40, 45, 50.5])
    assert Case(100, 50, 10, 2, price=0.8).flows() == pytest.approx([-100, 30, 30])
    assert Case(100, 50, 0, 2, one_off=((1, 5), (3, 70))).flows() == [-100, 45, 50, -70]


@given(st.lists(st.floats(0, 500), min_size=1, max_size=12), st.floats(1, 2000), st.floats(0, 0.5))
def test_payback_of_plain_flows_is_the_published_one(
    flows: list[float], capex: float, rate: float
) -> None:
    ours = paid_back([-capex, *flows], rate)
    known = finance.discounted_payback(rate, flows, capex)
    assert ours == (None if known is None else pytest.approx(known, rel=1e-9, abs=1e-9))


def test_a_later_overhaul_can_undo_the_payback() -> None:
    assert paid_back([-100, 60, 60, -30, 15]) == pytest.approx(4.0 - 5 / 15)
    assert paid_back([-100, 60, 60, -30, 5]) is None
    assert paid_back([0, 10]) == 0
    assert paid_back([0, -10, 5]) is None


def annual(plant: Plant, **values: Any) -> Any:
    plant.audit["properties"] = {
        "discount_rate": parse("10–14 %", locale="point", dimension="fraction")
    }
    plant.add(r.Opportunity, name="x", **values)
    return plant.results().opportunities[0]


def test_flows_with_two_roots_say_that_the_rate_is_not_unique(plant: Plant) -> None:
    """The pump of J.H. Lorie and L.J. Savage, J. Business 28 (1955) 229: −1 600, 10 000, −10 000: 25 % and 400 %."""
    cost = parse("20000 RUB", locale="point", dimension="money")
    row = annual(
        plant, capex="1600 RUB", saving_money="10000 RUB/a", life_years=2.0,
        properties={"one_off_costs": ({"year": 2, "cost": cost},)},
    )  # fmt: skip
    assert row.irr.value is None
    assert row.irr_roots == pytest.approx((0.25, 4.0))
    assert "not unique" in row.irr_note.render("en")
    assert "25\xa0%" in row.irr_note.render("en")


def test_npv_as_an_equal_sum_a_year(plant: Plant) -> None:
    row = annual(plant, capex="13350.88 RUB", saving_money="13350.88 RUB/a", life_years=10.0)
    crf = finance.capital_recovery_factor(0.12, 10)
    assert row.annuity.value == pytest.approx(13350.88 - 13350.88 * crf)


def test_without_a_life_or_a_rate_the_gap_says_which(plant: Plant) -> None:
    row = annual(plant, capex="100 RUB", saving_money="50 RUB/a")
    assert "how many years" in row.npv.gap.render("en")
    plant.audit["properties"] = {}
    again = plant.results().opportunities[0]
    assert "discount rate" in again.npv.gap.render("en")
