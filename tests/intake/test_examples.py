"""The shipped workbooks are what the published cases say, and each loads without a finding."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services import intakes
from symbioaudit.services.workspace import open_workspace
from tools import make_examples

ROOT = Path(__file__).resolve().parents[2]
CASES = sorted((ROOT / "examples/cases").glob("*.yaml"))
PUBLISHED = {  # our case → the transcription beside the checkout
    "coke": "uslci_metallurgical_coke",
    "e_glass": "uslci_e_glass",
    "planer_mill": "uslci_planer_mill_pnw",
    "plywood_trim": "uslci_plywood_trim_se",
    "quicklime": "uslci_quicklime",
}


def loaded(path: Path, folder: Path) -> Snapshot:
    """The audit that a workbook makes."""
    from symbioaudit.services.snapshots import load_snapshot

    with open_workspace(folder / "w.symbio") as workspace:
        proposal = intakes.diff(workspace, intakes.stage(path))
        assert [f for f in proposal.plan.findings if "calendar" not in str(f.message)] == []
        assert not [row for row in proposal.plan.rows if row.reason]
        intakes.apply(workspace, proposal)
        assert intakes.diff(workspace, intakes.stage(path)).empty
        return load_snapshot(workspace, proposal.snapshot.audit.id)


def test_every_case_has_its_workbook() -> None:
    books = {path.stem for path in (ROOT / "examples").glob("*.xlsx")}
    assert books == {path.stem for path in CASES}
    assert len(books) == 12


@pytest.mark.parametrize("case", CASES, ids=lambda p: p.stem)
def test_a_case_loads_without_a_finding_and_names_its_source(case: Path, tmp_path: Path) -> None:
    facts = yaml.safe_load(case.read_text(encoding="utf-8"))
    snapshot = loaded(ROOT / "examples" / f"{case.stem}.xlsx", tmp_path)
    for record in (*snapshot.streams, *snapshot.products, *snapshot.opportunities, *snapshot.costs):
        note = str(record.properties.get("note") or record.note or "")
        assert facts["source"] in note, record


@pytest.mark.parametrize("name", PUBLISHED)
def test_scaled_cases_are_the_published_figures_times_the_output(
    name: str, tmp_path: Path, shared: Path
) -> None:
    source = shared / f"cases/published/{PUBLISHED[name]}.json"
    published = json.loads(source.read_text(encoding="utf-8"))
    case = yaml.safe_load((ROOT / f"examples/cases/{name}.yaml").read_text(encoding="utf-8"))
    printed = [(r["quantity"], r["unit"]) for r in (*published["inputs"], *published["outputs"])]
    used = [(float(s["amount"]), s["unit"]) for s in case["streams"]]
    assert not [row for row in used if row not in printed]
    snapshot = loaded(ROOT / "examples" / f"{name}.xlsx", tmp_path)
    scale = case["scaling"]["product"]
    masses = sorted(
        s.quantity.number
        for s in snapshot.streams
        if s.quantity and s.quantity.canonical_unit == "t/a" and s.quantity.number
    )
    wanted = sorted(amount * scale for amount, unit in used if unit == "kg")
    assert masses == pytest.approx(wanted, rel=1e-5)
    assert snapshot.products[0].output is not None
    assert snapshot.products[0].output.number == scale


def test_sums_of_stated_cases_are_the_printed_ones(tmp_path: Path) -> None:
    dairy = loaded(ROOT / "examples/dairy.xlsx", tmp_path)
    costs = [o.capex.number for o in dairy.opportunities if o.capex]
    savings = [o.saving_money.number for o in dairy.opportunities if o.saving_money]
    assert (sum(x or 0 for x in costs), sum(x or 0 for x in savings)) == (20_400, 54_180)
    assert dairy.audit.currency == "USD"


def test_a_year_of_bills_is_their_sum(tmp_path: Path, shared: Path) -> None:
    path = shared / "cases/published/verifi_peanuts.json"
    meters = json.loads(path.read_text(encoding="utf-8"))["meters"]
    totals = [meter["calendar_year_totals"]["2024"] for meter in meters]
    power, gas = loaded(ROOT / "examples/peanuts.xlsx", tmp_path).streams
    assert power.quantity is not None
    assert power.quantity.number == pytest.approx(totals[0]["energy"] * 0.0036)
    assert gas.quantity is not None
    assert gas.quantity.number == pytest.approx(totals[1]["volume"] * 100 * 0.3048**3)
    assert gas.cost is not None
    assert gas.cost.number == pytest.approx(totals[1]["cost"])


def test_conflicting_accounts_stay_side_by_side(tmp_path: Path) -> None:
    lines: Any = loaded(ROOT / "examples/kalundborg.xlsx", tmp_path).enterprise.properties[
        "existing_synergies"
    ]
    water = [line["quantity"].number for line in lines if "вода" in line["resource"]]
    assert water == [3e6, 3e6, 3.6e6, 4e6]


def test_the_workbooks_are_what_the_program_makes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {p.name: p.read_bytes() for p in (ROOT / "examples").glob("*.xlsx")}
    (tmp_path / "examples/cases").mkdir(parents=True)
    for case in CASES:
        (tmp_path / "examples/cases" / case.name).write_bytes(case.read_bytes())
    monkeypatch.setattr(make_examples, "ROOT", tmp_path)
    make_examples.main()
    after = {p.name: p.read_bytes() for p in (tmp_path / "examples").glob("*.xlsx")}
    assert after.keys() == before.keys()
    assert {name for name in after if after[name] != before[name]} == set()
