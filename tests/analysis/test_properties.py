"""What holds for any plant: MFCA adds up, blank is not zero, splitting changes nothing, time is linear."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symbioaudit.analysis import analyse
from symbioaudit.analysis.formulas import FORMULAS, finance, reconcile
from symbioaudit.analysis.results import Light, Results
from symbioaudit.methodology import load_pack
from symbioaudit.model import records as r
from symbioaudit.model.amount import Amount, Span
from symbioaudit.model.enums import AmountKind, Category, Direction, Kind, Missing
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.units import parse

Plant = Any
amounts = st.floats(0.001, 1e6, allow_nan=False)
money = st.floats(0, 1e9, allow_nan=False)
shares = st.floats(0, 1, allow_nan=False)


@settings(max_examples=100)
@given(money, amounts, shares, money, money, money)
def test_w30_product_and_loss_make_the_total(
    material: float, mass: float, lost: float, energy: float, system: float, waste: float
) -> None:
    out = FORMULAS["F-41"](
        material=material, input_mass=mass, loss_mass=mass * lost, energy=energy, system=system,
        waste_management=waste, material_loss=None,
    )  # fmt: skip
    total = material + energy + system + waste
    assert out["loss"] + out["product"] == pytest.approx(total, rel=1e-9, abs=1e-6)
    assert out["loss_ratio"] == round(out["loss_ratio"], 3)
    assert out["loss"] >= waste


@settings(max_examples=60)
@given(
    st.lists(amounts, min_size=3, max_size=3), st.lists(st.floats(0.1, 100), min_size=3, max_size=3)
)
def test_reconciled_flows_close(measured: list[float], deviations: list[float]) -> None:
    fitted = reconcile.reconciled(measured, deviations, [[1, -1, -1]])
    assert fitted[0] - fitted[1] - fitted[2] == pytest.approx(0, abs=1e-6 * max(measured))


@settings(max_examples=60)
@given(st.floats(1, 1e6), st.lists(st.floats(1, 1e6), min_size=1, max_size=12))
def test_the_one_rate_makes_npv_zero(investment: float, flows: list[float]) -> None:
    rate = finance.irr([-investment, *flows])
    if rate is not None:
        assert finance.npv(rate, [-investment, *flows]) == pytest.approx(0, abs=1e-6 * investment + 1e-3 * max(flows))  # fmt: skip


def waste_total(results: Results) -> Any:
    return next(b for b in results.balances if b.layer == "mass" and b.process is None).total_out


@settings(max_examples=15, deadline=None)
@given(st.floats(1, 1e5), st.floats(0.05, 0.95))
def test_splitting_a_stream_changes_no_sum(amount: float, share: float) -> None:
    whole, parts = (_plant([amount]), _plant([amount * share, amount * (1 - share)]))
    a, b = (analyse(s, load_pack()) for s in (whole, parts))
    assert waste_total(a).value == pytest.approx(waste_total(b).value)
    assert a.landfill_share.value == pytest.approx(b.landfill_share.value)
    assert a.nvos_total.value == pytest.approx(b.nvos_total.value)
    assert a.losses[-1].loss_ratio.value == pytest.approx(b.losses[-1].loss_ratio.value, abs=0.001)


def exact(value: float, unit: str, dimension: str) -> Amount:
    span = Span(value, value, value)
    return Amount(str(value), AmountKind.EXACT, span, unit, dimension=dimension, canonical=span, canonical_unit=unit)  # fmt: skip


def _plant(wastes: list[float], inputs: int = 1) -> Snapshot:
    pack = load_pack()
    streams = [
        r.Stream(
            id=f"in-{n}", audit_id="a", direction=Direction.IN, kind=Kind.MATERIAL,
            category=Category.RAW_MATERIAL, name=f"in {n}",
            quantity=exact(1e6 / inputs, "t/a", "mass_per_year"),
        )
        for n in range(inputs)
    ] + [
        r.Stream(
            id=f"w-{n}", audit_id="a", direction=Direction.OUT, kind=Kind.MATERIAL,
            category=Category.WASTE, name=f"waste {n}", fkko="61140002205", route="landfill_own",
            quantity=exact(value, "t/a", "mass_per_year"),
        )
        for n, value in enumerate(wastes)
    ]  # fmt: skip
    return Snapshot(
        r.Enterprise(id="e"),
        r.Site(id="s", enterprise_id="e"),
        r.Audit(id="a", enterprise_id="e", site_id="s", pack_id=pack.id, pack_version=pack.version),
        streams=tuple(streams),
    )


def test_blank_is_not_zero(new_plant: type[Plant]) -> None:
    def outputs(quantity: Amount | str | None) -> Results:
        plant = new_plant()
        plant.stream("ore", "100 t", Category.RAW_MATERIAL)
        plant.product("metal", "100 t")
        plant.stream("slag", quantity, Category.WASTE, route="landfill_own", fkko="35121021204")
        results: Results = plant.results()
        return results

    zero, blank = outputs("0 t"), outputs(None)
    refused = outputs(Amount("—", missing=Missing.REFUSED))
    assert waste_total(zero).gap is None
    for unknown in (blank, refused):
        gap = waste_total(unknown).gap
        assert gap is not None
        assert "1 of 2" in gap.render("en")
        assert unknown.nvos_total.value is None
        assert unknown.waste[0].quantity.value is None
    assert zero.nvos_total.value == 0
    assert any(p.code == "P-QTY-01" for p in blank.problems)
    assert not any(p.code == "P-QTY-01" for p in zero.problems)


def test_one_unknown_side_is_not_judged(plant: Plant) -> None:
    plant.stream("ore", "100 t", Category.RAW_MATERIAL)
    plant.stream("slag", None, Category.WASTE)
    balance = next(b for b in plant.results().balances if b.layer == "mass")
    assert balance.light is Light.GREY
    assert balance.total_out.value is None
    assert balance.unquantified == (("stream", "stream-000002"),)


def test_estimates_stay_visible_in_the_sums(plant: Plant) -> None:
    plant.stream("a", "75 t", Category.RAW_MATERIAL)
    plant.stream("b", "~25 t", Category.RAW_MATERIAL)
    total = next(b for b in plant.results().balances if b.layer == "mass").total_in
    assert total.estimated_share == pytest.approx(0.25)
    assert total.rests_on_estimates(0.1)
    assert not total.rests_on_estimates(0.25)


def test_ranges_give_bounds(plant: Plant) -> None:
    plant.stream("a", "10-14 t", Category.RAW_MATERIAL)
    plant.stream("b", parse("5 t", dimension="mass_per_year"), Category.RAW_MATERIAL)
    total = next(b for b in plant.results().balances if b.layer == "mass").total_in
    assert (total.low, total.value, total.high) == (15, 17, 19)


def test_every_sum_names_what_was_typed(plant: Plant) -> None:
    plant.stream("ore", "100 t", Category.RAW_MATERIAL)
    total = next(b for b in plant.results().balances if b.layer == "mass").total_in
    assert total.derivation is not None
    (source,) = total.derivation.inputs
    assert source.record == ("stream", "stream-000001", "quantity")
    assert source.citation == "100 t"


def test_same_snapshot_gives_the_same_results() -> None:
    snapshot = _plant([1.0, 2.0])
    assert analyse(snapshot, load_pack()) == analyse(replace(snapshot), load_pack())


def test_time_grows_no_faster_than_the_streams() -> None:
    def seconds(count: int) -> float:
        snapshot = _plant([1.0] * (count // 2), inputs=count // 2)
        start = time.process_time()
        analyse(snapshot, load_pack())
        return time.process_time() - start

    seconds(100)
    small, large = seconds(1500), seconds(6000)
    assert large < 12 * small  # four times the streams; a quadratic pass would take sixteen
