"""Money stays in the currency of the audit; carbonates give off what chemistry says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from symbioaudit.analysis.results import Quantity
from symbioaudit.model import records as r
from symbioaudit.model.enums import Category
from symbioaudit.units import parse
from tests.analysis.conftest import Plant


def share(text: str) -> object:
    return parse(text, dimension="fraction")


def lime(plant: Plant, **properties: object) -> Quantity:
    plant.stream("limestone", "1.87 t/a", Category.RAW_MATERIAL, properties=properties)
    return plant.results().ghg_scope1


def test_lime_gives_off_what_was_published_at_a_plausible_purity(shared: Path, plant: Plant) -> None:  # fmt: skip
    """1.87 kg of limestone per kg of lime gave off 0.768 kg of CO2: 93 % CaCO3 by stoichiometry."""
    data = json.loads((shared / "cases/published/uslci_quicklime.json").read_text("utf-8"))
    published = next(o["quantity"] for o in data["outputs"] if o["name"] == "Carbon dioxide")
    pure = lime(plant, caco3_share=share("100 %"), calcined_share=share("100 %"))
    assert pure.value == pytest.approx(1.87 * 0.440)
    assert pure.value is not None
    assert published < pure.value
    assert published / pure.value == pytest.approx(0.933, abs=0.001)


def test_dolomite_counts_both_carbonates(plant: Plant) -> None:
    found = lime(plant, caco3_share=share("54 %"), mgco3_share=share("46 %"), calcined_share=share("90 %"))  # fmt: skip
    assert found.value == pytest.approx(1.87 * 0.9 * (0.54 * 0.440 + 0.46 * 0.522))


def test_crushed_limestone_gives_off_nothing_and_an_unsaid_kiln_is_a_gap(new_plant: type[Plant]) -> None:  # fmt: skip
    crushed = lime(new_plant(), caco3_share=share("95 %"), calcined_share=share("0 %"))
    assert (crushed.value, crushed.gap) == (0, None)
    unsaid = lime(new_plant(), caco3_share=share("95 %"))
    assert unsaid.value is None
    assert unsaid.gap is not None


def test_a_carbonate_by_its_code_is_never_left_out_silently(plant: Plant) -> None:
    plant.stream("stone", "1000 t/a", Category.RAW_MATERIAL, okpd2="08.11.20.111")
    results = plant.results()
    assert results.ghg_scope1.value is None
    (row,) = results.ghg
    assert row.emission.gap is not None
    assert "карбоната" in row.emission.gap.render("ru")


def printing(plant: Plant, currency: str) -> None:
    plant.stream("paper", "100 t/a", Category.RAW_MATERIAL, price=f"6500 {currency}/t")
    plant.stream("trim", "30 t/a", Category.WASTE, cost=f"50000 {currency}/a", route="recycling")
    plant.product("print", "70 t/a")
    plant.add(r.CostItem, kind="energy", amount=f"50000 {currency}/a")
    plant.add(r.CostItem, kind="overhead", amount=f"250000 {currency}/a")
    plant.add(r.Opportunity, name="m", capex=f"1000 {currency}", saving_money=f"500 {currency}/a")


@pytest.mark.parametrize("currency", ["RUB", "USD", "EUR", "JPY", "AUD", "INR"])
def test_losses_and_finance_are_in_the_audits_own_currency(new_plant: type[Plant], currency: str) -> None:  # fmt: skip
    plant = new_plant(audit={"currency": currency})
    printing(plant, currency)
    results = plant.results()
    loss = results.losses[-1].loss_total
    assert (loss.value, loss.unit) == (pytest.approx(335_000), f"{currency}/a")
    (measure,) = results.opportunities
    assert (measure.payback.value, measure.capex.unit) == (2, currency)


def test_other_money_is_never_mixed_in(new_plant: type[Plant]) -> None:
    plant = new_plant(audit={"currency": "RUB"})
    plant.stream("gas", "1000 m3/a", Category.ENERGY_CARRIER, carrier="natural_gas", cost="7000 RUB/a")  # fmt: skip
    plant.stream("grid", "10 MWh/a", Category.ENERGY_CARRIER, carrier="electricity", cost="900 USD/a")  # fmt: skip
    plant.add(r.Opportunity, name="m", capex="1000 USD", saving_money="500 RUB/a")
    results = plant.results()
    cost = results.energy_total.cost
    assert (cost.value, cost.unit) == (7000, "RUB/a")
    assert cost.gap is not None
    (measure,) = results.opportunities
    assert measure.payback.value is None
    assert measure.capex.gap is not None
    assert "$" in measure.capex.gap.render("ru") or "USD" in measure.capex.gap.render("ru")


def test_a_payment_set_in_roubles_is_blank_in_another_currency(new_plant: type[Plant]) -> None:
    plant = new_plant(audit={"currency": "EUR"})
    plant.stream("ash", "100 t/a", Category.WASTE, fkko="61110001404", route="landfill_third_party")  # fmt: skip
    total = plant.results().nvos_total
    assert (total.value, total.unit) == (None, "EUR/a")


def test_a_price_per_volume_is_not_multiplied_by_tonnes(plant: Plant) -> None:
    plant.stream("oil", "100 t/a", Category.RAW_MATERIAL, price="500 RUB/m3")
    plant.stream("sludge", "10 t/a", Category.WASTE)
    plant.product("x", "90 t/a")
    assert plant.results().losses[-1].material.value is None
