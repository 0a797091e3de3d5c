"""A material measured by volume counts in tonnes only through its own density."""

from __future__ import annotations

import pytest

from symbioaudit.model.enums import Category
from tests.analysis.conftest import Plant


def test_a_volume_with_a_density_is_a_mass_wherever_it_goes(plant: Plant) -> None:
    """80 million litres of ethanol at 0.789 kg/l, as Steelanol publishes: 63 120 t a year."""
    plant.stream("ethanol", "80000 m3/a", Category.WASTE, density="0.789 t/m3", route="sale")
    results = plant.results()
    balance = next(b for b in results.balances if b.layer == "mass" and b.process is None)
    (row,) = results.waste
    assert balance.total_out.value == pytest.approx(63_120)
    assert (row.quantity.value, row.quantity.unit) == (pytest.approx(63_120), "t/a")
    assert results.waste_by_route["sale"].value == pytest.approx(63_120)
    assert row.quantity.derivation is not None
    assert row.quantity.derivation.expression == "Q·ρ"


def test_a_volume_without_a_density_is_a_gap_and_never_so_many_tonnes(plant: Plant) -> None:
    plant.stream("sludge", "100 m3/a", Category.WASTE, fkko="72220002392", route="landfill_own")
    results = plant.results()
    (row,) = results.waste
    assert row.quantity.value is None
    assert row.quantity.gap is not None
    assert row.nvos.value is None
    assert results.landfill_share.value is None
    assert all(q.value is None for q in results.waste_by_class.values())
    assert results.nvos_total.value is None
