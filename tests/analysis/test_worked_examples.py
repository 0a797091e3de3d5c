"""Every published worked example of the pack is recomputed through the command line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from symbioaudit.analysis.formulas import FORMULAS
from symbioaudit.cli import program
from symbioaudit.cli.run import run
from symbioaudit.methodology import load_pack
from symbioaudit.model.enums import Category
from symbioaudit.units import convert, parse_number

TOLERANCE = 0.005
# Worked examples of the methodology that a formula alone can recompute …
IN_SCOPE = {
    *(f"W0{n}" for n in (1, 2, 3, 4, 6, 8, 9)),
    *(f"W{n}" for n in (11, 13, 15, 16, 17, 18, 21, 22, 23, 25, 27, 28, 29, 30, 31, 32, 34, 35, 36, 38, 39)),
    *(f"W{n}" for n in (40, 41, 42, 45, 46, 49, 51, 53, 55, 56, 57, 58, 59)),
}  # fmt: skip


# … and those that are no computation of one formula: where they are tested instead.
ELSEWHERE = {
    "W12": "thresholds of closure: test_balance_laws, the lights at exactly 5, 10 and 20 %",
    "W48": "totals of a network of two currencies: below",
}
# Formulas of the issue that must each be callable alone.
CALLABLE = {
    *(f"F-0{n}" for n in range(1, 9)),
    *(f"F-{n}" for n in (*range(20, 29), *range(30, 36), *range(40, 51), *range(53, 59), 62, 66, 70, 71, 72)),
}  # fmt: skip


def examples() -> Iterator[Any]:
    for formula in load_pack().formulas.values():
        for example in formula.examples:
            for symbol, text in example["expected"].items():
                case = (formula.id, example, symbol, text)
                yield pytest.param(*case, id=f"{example['id']}-{formula.id}-{symbol}")


def unit_of(text: str) -> str:
    return parse_number(text, "en").rest.strip()


def calculated(
    capsys: pytest.CaptureFixture[str], formula: str, inputs: Mapping[str, str], to: str
) -> dict[str, Any]:
    pairs = [f"{symbol}={value}" for symbol, value in inputs.items()]
    assert run(program, ["calc", formula, *pairs, "--json", *(["--to", to] if to else [])]) == 0
    outputs: dict[str, Any] = json.loads(capsys.readouterr().out)["outputs"]
    return outputs


@pytest.mark.parametrize(("formula", "example", "symbol", "text"), list(examples()))
def test_published_example(
    capsys: pytest.CaptureFixture[str],
    formula: str,
    example: dict[str, Any],
    symbol: str,
    text: str,
) -> None:
    items = [item.strip() for item in text.split(";")]
    unit = unit_of(items[0])
    found = calculated(capsys, formula, example["inputs"], "" if unit == "%" else unit)[symbol]
    got = found["value"] if isinstance(found["value"], list) else [found["value"]]
    wanted = [parse_number(item, "en").span.best for item in items]  # type: ignore[union-attr]
    if unit == "%":
        got = [convert(value, found["unit"], "%") for value in got]
    elif unit:
        assert found["unit"] == unit
    assert got == pytest.approx(wanted, rel=example.get("tolerance", TOLERANCE))


def test_every_worked_example_in_scope_is_there(shared: Path) -> None:
    ids = [x["id"] for f in load_pack().formulas.values() for x in f.examples]
    there = {name[:3] for name in ids if name.startswith("W")}  # X: published elsewhere
    assert there == IN_SCOPE
    text = (shared / "METHODOLOGY.md").read_text("utf-8")
    printed = set(re.findall(r"^\| (W\d\d) \|", text, re.MULTILINE))
    assert printed == IN_SCOPE | set(ELSEWHERE)


def test_every_formula_that_must_be_callable_alone_is() -> None:
    pack = load_pack()
    assert set(FORMULAS) >= CALLABLE
    for formula in pack.formulas.values():
        for symbol in (*formula.inputs.values(), *formula.outputs.values()):
            assert symbol["unit"], formula.id


def test_w48_totals_in_two_currencies_are_not_added(plant: Any) -> None:
    """DKK 182 million a year beside a sum in roubles: the sum keeps to its currency and counts the other."""
    plant.stream("network", "1 t/a", Category.ENERGY_CARRIER, carrier="coal", cost="182 million DKK/a")  # fmt: skip
    plant.stream("own", "1 t/a", Category.ENERGY_CARRIER, carrier="coal", cost="106 RUB/a")
    cost = plant.results().energy_total.cost
    assert (cost.value, cost.unit) == (106, "RUB/a")
    assert cost.gap is not None


def test_w46_an_undiminished_lifetime_is_five_times_the_year_t7() -> None:
    """NISP printed 2,104,145 t hazardous and 70,565,805 t water: five times the year is not that."""
    from symbioaudit.services.calc import run as calc

    for yearly, printed in ((420_739, 2_104_145), (14_114_161, 70_565_805)):
        done = calc(load_pack(), "F-52", {"first_year": f"{yearly} t"})
        lifetime = next(f.value for f in done.outputs if f.symbol == "lifetime")
        assert lifetime == pytest.approx(5 * yearly)
        assert lifetime != pytest.approx(printed, rel=1e-6)


def test_every_formula_of_the_pack_has_its_function_and_the_other_way() -> None:
    assert set(load_pack().formulas) == set(FORMULAS)


def test_w51_scores_give_their_factors_by_the_table_of_the_pack() -> None:
    table = load_pack().thresholds["quality"]["pedigree"]
    published = {
        "W51a": (2, 2, 2, 2, 2),
        "W51b": (4, 4, 2, 3, 2),
        "W51c": (3, 4, 3, 1, 2),
        "W51d": (5, 5, 5, 5, 5),
        "W51e": (1, 1, 1, 1, 1),
    }
    names = ("reliability", "completeness", "temporal", "geographical", "technological")
    by_id = {x["id"]: x for x in load_pack().formulas["F-70"].examples}
    for example, scores in published.items():
        factors = [table[name][score - 1] for name, score in zip(names, scores, strict=True)]
        typed = [float(x) for x in by_id[example]["inputs"]["factors"].split(";")]
        assert typed == factors
