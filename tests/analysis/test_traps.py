"""Traps met in real sources, through the door a consultant comes by."""

from __future__ import annotations

from typing import Any

import pytest

from symbioaudit.analysis.results import Problem
from symbioaudit.base.errors import InputRefused
from symbioaudit.model.amount import Amount
from symbioaudit.model.enums import Category
from symbioaudit.units import parse
from tests.analysis.conftest import Plant

MONTHS = [1290, 1310, 1300, 1350, 1380, 1400, 1460, 1440, 1390, 1420, 1330, 1300]


def found(plant: Plant, code: str) -> list[Problem]:
    return [p for p in plant.results().problems if p.code == code]


def grid(plant: Plant, year: str) -> None:
    rows = tuple({"month": str(n), "value": parse(f"{v} MWh", dimension="energy_per_year", locale="en")} for n, v in enumerate(MONTHS, 1))  # fmt: skip
    plant.stream("grid", year, Category.ENERGY_CARRIER, carrier="electricity", properties={"monthly": rows})  # fmt: skip


def test_t2_thousand_or_million_cubic_feet_is_asked_with_both_choices() -> None:
    for text in ("500 Mcf", "500 MCF/year", "500 Mcf per month"):
        with pytest.raises(InputRefused, match="SA-2001") as asked:
            parse(text, dimension="volume_per_year")
        assert "kcf" in str(asked.value.params["choices"])
        assert "MMcf" in str(asked.value.params["choices"])


def test_t3_primary_energy_against_the_meter_is_flagged(new_plant: type[Plant]) -> None:
    """10,339 Btu a kWh is source energy: the year in MMBtu is 3.03 times its months in MWh."""
    year = sum(MONTHS) * 1000 * 0.010339
    plant = new_plant()
    grid(plant, f"{year:.0f} MMBtu/a")
    (problem,) = found(plant, "P-NRG-01")
    assert "3.03" in problem.text.render("en")
    metered = new_plant()
    grid(metered, f"{sum(MONTHS)} MWh/a")
    assert found(metered, "P-NRG-01") == []


def test_t6_twelve_maxima_of_kilowatts_are_no_energy() -> None:
    """A demand in kW is not an amount of a month: without working hours it converts to nothing."""
    assert parse("2791 кВт", dimension="energy_per_year").gap == "calendar"


def cost(plant: Plant, name: str, text: str) -> None:
    plant.stream(name, Amount(**_amount(text)), Category.RAW_MATERIAL)


def _amount(text: str) -> dict[str, Any]:
    made = parse(text, locale="ru", dimension="mass_per_year")
    return {name: getattr(made, name) for name in Amount.__dataclass_fields__}


def test_t9_separators_that_contradict_each_other_are_flagged(new_plant: type[Plant]) -> None:
    """3,6 and 635,000 and 150.000 of one topic: what was read stays, and is questioned."""
    plant = new_plant()
    for name, text in (("water", "3,6 т"), ("gypsum", "150.000 т")):
        cost(plant, name, text)
    (problem,) = found(plant, "P-NUM-01")
    assert "150.000" in problem.text.render("en")
    assert problem.record == ("stream", "stream-000002", "quantity")
    both = new_plant()
    for name, text in (("co2", "635,000 т"), ("gypsum", "150.000 т")):
        cost(both, name, text)
    assert len(found(both, "P-NUM-01")) == 2
    plain = new_plant()
    for name, text in (("a", "3,6 т"), ("b", "1 250,125 т"), ("c", "150 000 т")):
        cost(plain, name, text)
    assert found(plain, "P-NUM-01") == []


@pytest.mark.parametrize(("text", "factor"), [("1 GJ", 1.0), ("1 TJ", 1000.0), ("1 ГДж", 1.0)])
def test_t8_codes_of_rec20_do_not_change_energy(text: str, factor: float) -> None:
    assert parse(text, dimension="energy_per_year").number == pytest.approx(factor)


def test_t8_a_letter_that_is_gram_and_year_is_settled_by_the_field_or_asked() -> None:
    with pytest.raises(InputRefused, match="SA-2001"):
        parse("12 г")
    assert parse("12 г", dimension="mass").number == pytest.approx(12e-6)
    assert parse("12 т/г", dimension="mass_per_year").number == pytest.approx(12)


def test_t5_a_gallon_of_the_wrong_kingdom_shows() -> None:
    """A published table had the thousand gallons of the UK and the US swapped."""
    us, uk = (parse(f"1 kgal ({mark})", dimension="volume").number for mark in ("US", "UK"))
    assert us is not None
    assert uk is not None
    assert uk / us == pytest.approx(1.20095, rel=1e-5)
