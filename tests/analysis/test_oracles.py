"""Independent tables: IAPWS-IF97 and the test values of the DOE's MEASUR library."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from symbioaudit.analysis.formulas import heat
from symbioaudit.methodology import load_pack
from symbioaudit.model.enums import Category
from symbioaudit.services.calc import run
from symbioaudit.units import parse

Plant = Any


def saturation(shared: Path) -> Iterator[dict[str, float]]:
    with (shared / "cases/oracles/iapws97_saturation.csv").open(encoding="utf-8") as table:
        for row in csv.DictReader(table):
            yield {name: float(value) for name, value in row.items()}


def test_polynomials_of_saturation_keep_their_promise(shared: Path) -> None:
    rows = [row for row in saturation(shared) if heat.in_range(row["t_C"])]
    assert len(rows) == 7
    for row in rows:
        assert heat.saturated_liquid_enthalpy(row["t_C"]) == pytest.approx(row["h_liquid_kJkg"], abs=0.21)  # fmt: skip
        assert heat.saturated_vapour_enthalpy(row["t_C"]) == pytest.approx(row["h_vapour_kJkg"], abs=0.31)  # fmt: skip


def test_boiling_point_follows_the_table(shared: Path) -> None:
    for row in saturation(shared):
        assert heat.saturation_temperature(row["p_sat_kPa"]) == pytest.approx(row["t_C"], abs=2e-4)


@pytest.mark.parametrize("pressure", [0.0, 0.5, 23_000])
def test_pressure_outside_the_line_is_refused(pressure: float) -> None:
    with pytest.raises(ValueError, match="kPa"):
        heat.saturation_temperature(pressure)


def measur(shared: Path, case: str) -> list[dict[str, Any]]:
    text = (shared / "cases/oracles/amo_measur_sample.json").read_text(encoding="utf-8")
    return [r for r in json.loads(text)["records"] if r["case"] == case]


def heat_of(inputs: dict[str, str], to: str) -> float:
    found = run(load_pack(), "F-20", inputs, to=to).outputs[0]
    assert isinstance(found.value, float)
    assert found.unit == to
    return found.value


def test_measur_gas_cooling(shared: Path) -> None:
    for record in measur(shared, "gasCoolingLosses"):
        x = record["inputs"]
        flow = x.get("inp.flowRate", x["flowRate"])
        final = x.get("inp.finalTemperature", x["finalTemperature"])
        found = heat_of(
            {
                "volume_flow": f"{flow} cfm",
                "density": f"{x['gasDensity']} lb/ft3",
                "cp": f"{x['specificHeat']} Btu/(lb*°F)",
                "t_available": f"{final} °F",
                "t_reference": f"{x['initialTemperature']} °F",
            },
            "Btu/h",
        )
        assert found * x["correctionFactor"] == pytest.approx(record["expected"], rel=1e-6)


def test_measur_fixture_and_slag_losses(shared: Path) -> None:
    names = {
        "fixtureLosses": ("feedRate", "finalTemperature", "initialTemperature"),
        "slagOtherMaterialLosses": ("weight", "outletTemperature", "inletTemperature"),
    }
    for case, (mass, high, low) in names.items():
        for record in measur(shared, case):
            x = record["inputs"]
            found = heat_of(
                {
                    "mass_flow": f"{x[mass]} lb/h",
                    "cp": f"{x['specificHeat']} Btu/(lb*°F)",
                    "t_available": f"{x[high]} °F",
                    "t_reference": f"{x[low]} °F",
                },
                "Btu/h",
            )
            assert found * x["correctionFactor"] == pytest.approx(record["expected"], rel=1e-6)


def test_measur_boiler_blowdown_and_payback(shared: Path) -> None:
    flows = {r["measured"]: r for r in measur(shared, "boiler")}
    x = flows["boilerEnergy"]["inputs"]
    # A blowdown of 2 % is κ_feed/κ_blowdown = 0.02: fifty cycles.
    inputs = {"steam": f"{x['steamMassFlow']} t/h", "feed_quality": "1", "make_up_quality": "1", "blowdown_quality": f"{100 / x['blowdownRate']}"}  # fmt: skip
    found = {f.symbol: f.value for f in run(load_pack(), "F-05.boiler", inputs).outputs}
    assert found["feed"] == pytest.approx(flows["boilerFeedwaterProperties.massFlow"]["expected"])
    assert found["blowdown"] == pytest.approx(
        flows["boilerBlowdownProperties.massFlow"]["expected"]
    )
    fuel = flows["fuelEnergy"]["expected"]
    assert flows["boilerEnergy"]["expected"] / fuel == pytest.approx(
        x["combustionEfficiency"] / 100
    )
    chp = {
        r["measured"]: r["expected"] for r in measur(shared, "CHP") if r["label"].endswith("-2)")
    }
    # The second case changes the avoided price: payback is the first case's investment over its saving.
    invested = 11890954.0
    years = run(load_pack(), "F-54", {"investment": str(invested), "saving": str(chp["result.annualOperationSavings"])}).outputs[0]  # fmt: skip
    assert years.value == pytest.approx(chp["result.simplePayback"], rel=0.02)


def source(plant: Plant, medium: str, flow: str, **more: str) -> Any:
    dims = {"flow": ("mass_flow", "volume_flow", "volume_normal_flow"), "t_ref": "temperature", "pressure": "pressure", "dryness": "fraction", "density": "density"}  # fmt: skip
    texts = {"flow": flow} | {k: v for k, v in more.items() if k != "temperature"}
    properties: dict[str, Any] = {k: parse(v, locale="point", dimension=dims[k]) for k, v in texts.items()}  # fmt: skip
    density = properties.pop("density", None)
    properties |= {"medium": medium, "hours_year": 8000}
    plant.stream("source", None, Category.WASTE_HEAT, temperature=more["temperature"], density=density, properties=properties)  # fmt: skip
    return plant.results().heat[0]


def test_heat_of_water_and_its_class(plant: Plant) -> None:
    row = source(plant, "hot_water", "36 m3/h", temperature="80 °C")
    assert row.power.value == pytest.approx(10 * 4.186 * 40)
    assert row.energy.value == pytest.approx(10 * 4.186 * 40 * 8)
    assert row.recoverable.value == pytest.approx(row.energy.value * 0.85)
    assert row.usability == "heating"


def test_oil_is_not_as_dense_as_water(plant: Plant) -> None:
    row = source(plant, "oil", "36 m3/h", temperature="200 °C", t_ref="100 °C", density="0.8 t/m3")
    assert row.power.value == pytest.approx(8 * 2.3 * 100)


def test_gas_at_working_temperature_is_brought_to_normal(new_plant: type[Plant]) -> None:
    normal = source(new_plant(), "flue_gas", "10000 Nm3/h", temperature="200 °C")
    hot = source(new_plant(), "flue_gas", f"{10000 * 473.15 / 273.15} m3/h", temperature="200 °C")
    assert hot.power.value == pytest.approx(normal.power.value)


def test_steam_gives_its_heat_of_condensation(plant: Plant) -> None:
    row = source(
        plant, "steam", "3.6 t/h", temperature="151.8 °C", pressure="0.5 MPa", dryness="100 %"
    )
    # h″(0.5 MPa) = 2748.11 kJ/kg (IF97), cooled to water of 40 °C.
    assert row.power.value == pytest.approx(2748.11 - 4.186 * 40, abs=0.5)
    assert row.power.derivation.formula == "F-22"
