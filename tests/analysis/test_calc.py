"""The calculator's errors, units, lists and the answers that are not numbers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from symbioaudit.base.errors import SymbioError
from symbioaudit.cli import program
from symbioaudit.cli.run import run as run_command
from symbioaudit.methodology import load_pack
from symbioaudit.services.calc import run


def value(formula: str, symbol: str, *, to: str | None = None, **inputs: str) -> Any:
    done = run(load_pack(), formula, inputs, to=to)
    return next(f.value for f in done.outputs if f.symbol == symbol)


def note(formula: str, symbol: str, **inputs: str) -> str:
    done = run(load_pack(), formula, inputs)
    found = next(f for f in done.outputs if f.symbol == symbol)
    assert found.note is not None
    return found.note.render("en")


@pytest.mark.parametrize(
    ("formula", "inputs", "code"),
    [
        ("F-999", {}, "SA-4001"),
        ("F-20", {"cp": "4.19", "t_available": "80"}, "SA-4002"),
        ("F-20", {"colour": "red"}, "SA-4003"),
        ("F-54", {"investment": "10 t", "saving": "5 RUB/a"}, "SA-4004"),
        ("F-03", {"total_in": "100 t", "total_out": "90 m3"}, "SA-4004"),
        ("F-66", {"probability": "4", "consequence": "1"}, "SA-4005"),
        ("F-05.tower", {"evaporation": "10 m3/h", "blowdown_quality": "5", "make_up_quality": "5"}, "SA-4005"),
        ("F-30", {"product": "10 t", "use": "0 t"}, "SA-4005"),
        ("F-24", {"t_hot": "40", "t_cold": "40"}, "SA-4005"),
        ("F-23", {"t_hot_in": "50", "t_hot_out": "40", "t_cold_in": "60", "t_cold_out": "70"}, "SA-4005"),
        ("F-54", {"investment": "100 USD", "saving": "50 EUR/a"}, "SA-4006"),
        ("F-54", {"investment": "100-200", "saving": "50"}, "SA-4007"),
        ("F-54", {"investment": "<100", "saving": "50"}, "SA-4007"),
        ("F-08", {"quantity": "10 t/a", "calorific": "33 GJ/thousand m3"}, "SA-4009"),
        ("F-55", {"rate": "10 %", "cash_flows": "-40,000; 5"}, "SA-2002"),
        ("F-54", {"investment": "lots", "saving": "50"}, "SA-2006"),
        ("F-50.factor", {"activity": "1 t", "factor": "@ef.unobtainium"}, "SA-3103"),
    ],
)  # fmt: skip
def test_faults_are_typed(formula: str, inputs: dict[str, str], code: str) -> None:
    with pytest.raises(SymbioError) as fault:
        run(load_pack(), formula, inputs)
    assert fault.value.code == code
    assert fault.value.render("ru") != fault.value.render("en")


@pytest.mark.parametrize(
    ("words", "exit_code"),
    [(["F-999"], 2), (["F-20", "cp"], 2), (["F-20"], 3), (["F-54", "investment=0", "saving=1"], 0)],
)
def test_exit_codes_and_no_traceback(
    capsys: pytest.CaptureFixture[str], words: list[str], exit_code: int
) -> None:
    assert run_command(program, ["calc", *words]) == exit_code
    assert "Traceback" not in capsys.readouterr().err


def test_zero_cost_measure_pays_back_at_once() -> None:
    assert value("F-54", "payback", investment="0", saving="350") == 0
    assert "immediate" in note("F-54", "payback", investment="0", saving="350")


def test_measure_that_saves_nothing_is_never_paid_back() -> None:
    assert value("F-54", "payback", investment="100", saving="0") is None
    assert "not paid back" in note("F-54", "payback", investment="100", saving="0")


def test_irr_says_when_there_is_none_or_more_than_one() -> None:
    assert value("F-56", "irr", cash_flows="100; 50; 20") is None
    assert "none" in note("F-56", "irr", cash_flows="100; 50; 20")
    # Lorie & Savage's oil pump: 25 % and 400 %.
    assert value("F-56", "irr", cash_flows="-1600; 10000; -10000") is None
    assert "25\xa0%; 400\xa0%" in note("F-56", "irr", cash_flows="-1600; 10000; -10000")


def test_irr_of_a_long_life_does_not_overflow() -> None:
    flows = "-1000; " + "; ".join(["100"] * 300)
    assert value("F-56", "irr", cash_flows=flows) == pytest.approx(0.1, rel=1e-6)


def test_units_of_one_kind_may_be_mixed() -> None:
    share = value("F-03", "share", total_in="1 t/h", total_out="8322 t/a")  # 8760 t/a in
    assert share == pytest.approx(0.05)
    assert value("F-30", "productivity", product="10 t", use="2 MWh", to="t/MWh") == pytest.approx(
        5
    )
    assert value("F-07", "shares", energies="3.6 GJ; 1 MWh") == pytest.approx((0.5, 0.5))


def test_levelised_cost_of_heat_takes_yearly_amounts() -> None:
    inputs = {
        "investment": "100000 EUR",
        "rate": "0 %",
        "years": "10",
        "running": "5000 EUR/a",
        "quantity": "1000 MWh/a",
    }
    assert value("F-58.levelised", "cost", to="EUR/MWh", **inputs) == pytest.approx(15)


def test_the_same_currency_runs_through() -> None:
    done = run(load_pack(), "F-35", {"costs": "100 USD; 20 USD", "product": "10 t"})
    assert {f.symbol: (f.value, f.unit) for f in done.outputs}["index"] == (12.0, "USD/t")


def test_a_factor_of_the_pack_can_be_named_and_is_cited() -> None:
    done = run(
        load_pack(),
        "F-50",
        {
            "quantity": "1000 t/a",
            "calorific": "@ncv.fuel_oil",
            "factor": "@ef.fuel_oil",
            "oxidation": "@of.liquid",
        },
    )
    (emission,) = done.outputs
    assert emission.value == pytest.approx(1000 * 40.2 * 77.4 / 1000 * 0.99)
    assert all("371" in (g.source or "") for g in done.inputs if g.symbol != "quantity")


def test_two_materials_of_different_price_split_the_cost_80_to_20() -> None:
    inputs = {"inputs": "80 t; 20 t", "losses": "28 t; 2 t", "prices": "3000 USD/t; 20500 USD/t"}
    assert value("F-40", "loss_ratio", **inputs) == pytest.approx(0.3)
    assert value("F-40", "material", **inputs) == pytest.approx(650_000)
    assert value("F-40", "material_loss", **inputs) == pytest.approx(125_000)


@pytest.mark.parametrize("locale", ["ru", "en", "da", "point", "any"])
def test_defaults_of_the_pack_do_not_depend_on_the_locale(locale: str) -> None:
    done = run(load_pack(), "F-70", {"factors": "1; 1"}, locale=locale)
    assert done.outputs[0].value == pytest.approx(1.05)


def test_w57_every_risk_rank_is_one_of_six() -> None:
    ranks = {value("F-66", "rank", probability=str(p), consequence=str(c)) for p in (1, 2, 3) for c in (1, 2, 3)}  # fmt: skip
    assert ranks == {1, 2, 3, 4, 6, 9}


def test_priority_follows_the_scale_of_payback() -> None:
    common = {"environment": "0", "feasibility": "0", "risk": "9", "readiness": "0"}
    scores = [
        value("F-63", "economy", payback=f"{y} a", **common) for y in (0.5, 1, 2, 3, 4, 5, 8, 20)
    ]
    assert scores == pytest.approx([100, 100, 80, 60, 45, 30, 0, 0])


def test_topsis_puts_the_better_option_first() -> None:
    first, second, third = value(
        "F-64", "closeness", matrix="9; 9 | 5; 5 | 1; 1", weights="0.5; 0.5"
    )
    assert (first, second, third) == pytest.approx((1.0, 0.5, 0.0))


def test_reconciliation_points_at_the_gross_error() -> None:
    inputs = {"measured": "100; 60; 20", "deviations": "1; 1; 1", "balances": "1; -1; -1"}
    fitted = value("F-06", "reconciled", **inputs)
    assert fitted[0] == pytest.approx(fitted[1] + fitted[2])
    assert value("F-06", "gross_errors", **inputs) == (1.0, 2.0, 3.0)


def test_list_and_show_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(program, ["calc", "list", "--json"]) == 0
    ids = {item["formula"] for item in json.loads(capsys.readouterr().out)}
    assert {"F-01", "F-20", "F-41", "F-56", "F-70", "haversine"} <= ids
    assert run_command(program, ["calc", "show", "F-20", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["inputs"]["cp"]["unit"] == "kJ/(kg*K)"


def test_wrong_target_unit_is_refused() -> None:
    with pytest.raises(SymbioError) as fault:
        value("F-54", "payback", to="kg", investment="1", saving="1")
    assert fault.value.code == "SA-4010"
