"""F-60…F-65 take weights, scales and breakpoints from the pack; an overlay's weights reach the score."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from symbioaudit.base.errors import SymbioError
from symbioaudit.methodology import Pack, load_pack
from symbioaudit.services.calc import run


def one(pack: Pack, formula: str, **inputs: str) -> float:
    """The first result of a formula."""
    value = run(pack, formula, inputs).outputs[-1].value
    assert isinstance(value, float)
    return value


def test_potential_weighs_its_seven_parts() -> None:
    assert one(load_pack(), "F-60", scores="100; 0; 0; 0; 0; 0; 0") == pytest.approx(25)
    assert one(load_pack(), "F-60", scores="100; 100; 100; 100; 100; 100; 100") == pytest.approx(
        100
    )


def test_readiness_is_a_share_of_the_scale() -> None:
    assert one(load_pack(), "F-61", answers="4; 2; 0") == pytest.approx(50)
    with pytest.raises(SymbioError):
        run(load_pack(), "F-61", {"answers": "5; 2"})


def test_priority_reads_the_payback_line_of_the_pack() -> None:
    rest = {"environment": "0", "feasibility": "0", "risk": "9", "readiness": "0"}
    found = {
        years: run(load_pack(), "F-63", {"payback": f"{years} years", **rest}).outputs[0].value
        for years in ("1", "2.5", "4", "8", "20")
    }
    assert found == {"1": 100, "2.5": 70, "4": 45, "8": 0, "20": 0}


def test_weights_of_the_pack_reach_the_score() -> None:
    pack = load_pack()
    weights = {"economy": 0, "environment": 100, "feasibility": 0, "risk": 0, "readiness": 0}
    scoring = {**pack.scoring, "priority": {**pack.scoring["priority"], "weights": weights}}
    given = {"payback": "20 years", "environment": "60", "feasibility": "0", "risk": "9", "readiness": "0"}  # fmt: skip
    assert one(replace(pack, scoring=scoring), "F-63", **given) == pytest.approx(60)
    assert one(pack, "F-63", **given) == pytest.approx(15)


def test_a_shut_gate_ends_a_match() -> None:
    parts = "1; 1; 1; 1; 1; 1; 1"
    assert one(load_pack(), "F-65", parts=parts) == pytest.approx(100)
    assert one(load_pack(), "F-65", parts="1; 0; 0; 0; 0; 0; 0") == pytest.approx(25)
    assert one(load_pack(), "F-65", parts=parts, gates="1; 0; 1") == 0
    with pytest.raises(SymbioError):
        run(load_pack(), "F-65", {"parts": "2; 0; 0; 0; 0; 0; 0"})


def test_nearness_falls_with_the_distance() -> None:
    assert one(load_pack(), "F-65.distance", distance="60 km", d0="60 km") == pytest.approx(
        math.exp(-1)
    )
    assert one(load_pack(), "F-65.distance", distance="0 km", d0="3 km") == 1
