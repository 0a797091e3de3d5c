"""Every published case from its workbook to paper; each of its printed checks reproduced, or its flaw flagged.

The table below names each check of each transcription; one that nobody wrote for fails the test.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from symbioaudit.analysis.results import Balance, Results
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services import intakes
from symbioaudit.services.analyses import analyse_audit
from symbioaudit.services.reporting import report_audit
from symbioaudit.services.workspace import open_workspace
from symbioaudit.units import convert, parse, parse_number

ROOT = Path(__file__).resolve().parents[2]
CASES = {
    "au_food_press_cases": "food_australia",
    "dk_kalundborg_published_totals": "kalundborg",
    "eg_dairy_cp_measures": "dairy",
    "ge_recp_programme_2017": "recp_georgia",
    "in_textile_oriental_dyeing": "textile",
    "jp_mfca_printing": "mfca_printing",
    "uslci_e_glass": "e_glass",
    "uslci_metallurgical_coke": "coke",
    "uslci_planer_mill_pnw": "planer_mill",
    "uslci_plywood_trim_se": "plywood_trim",
    "uslci_quicklime": "quicklime",
    "verifi_peanuts": "peanuts",
}


@dataclass(frozen=True)
class Case:
    """A transcription with what the program made of its workbook."""

    published: dict[str, Any]
    snapshot: Snapshot
    results: Results
    paper: Path

    @property
    def codes(self) -> set[str]:
        return {p.code for p in self.results.problems}

    def measure(self, start: str) -> Any:
        return next(o for o in self.snapshot.opportunities if (o.name or "").startswith(start))


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> dict[str, Case]:
    folder = tmp_path_factory.mktemp("published")
    made = {}
    with open_workspace(folder / "w.symbio") as workspace:
        for name, book in CASES.items():
            proposal = intakes.diff(workspace, intakes.stage(ROOT / "examples" / f"{book}.xlsx"))
            intakes.apply(workspace, proposal)
            audit = proposal.snapshot.audit.id
            snapshot, _pack, results = analyse_audit(workspace, audit)
            paper = folder / f"{book}.pdf"
            report_audit(workspace, audit, lang="ru", pdf=paper)
            text = (shared / f"cases/published/{name}.json").read_text("utf-8")
            made[name] = Case(json.loads(text), snapshot, results, paper)
    return made


def site(case: Case, layer: str = "mass") -> Balance:
    return next(b for b in case.results.balances if b.layer == layer and b.process is None)


def water_of_the_brewery(case: Case) -> None:
    """32,000 kL a month are 384,000 m³ a year; $348,000 a year make 0.906 $/m³."""
    measure = case.measure("South Australian")
    assert measure.saving_water.number == pytest.approx(384_000)
    assert measure.saving_money.number == pytest.approx(348_000)
    assert measure.saving_money.canonical_unit == "AUD/a"
    assert measure.saving_money.number / measure.saving_water.number == pytest.approx(0.906, abs=5e-4)  # fmt: skip


def megalitres(case: Case) -> None:
    measure = case.measure("Coca-Cola")
    assert convert(200, "ML", "m3") == measure.saving_water.number == 200_000
    assert measure.saving_money.number / measure.saving_water.number == 2


def four_accounts_stay_apart(case: Case) -> None:
    """Each row keeps its year and source; none of them is in any sum of the results."""
    rows = case.snapshot.enterprise.properties["existing_synergies"]
    assert len({row["partner"] for row in rows}) == 4
    assert all(str(row.get("since") or "без даты") in row["partner"] for row in rows)
    assert (site(case).total_in.value, site(case, "water").total_in.value) == (None, None)


def numbers_of_kalundborg(_case: Case) -> None:
    """3,6 is a decimal, 635,000 and 150.000 are thousands; who does not know is asked (T9)."""
    assert parse_number("3,6", "da").span.best == 3.6  # type: ignore[union-attr]
    assert parse_number("635,000", "en").span.best == 635_000  # type: ignore[union-attr]
    assert parse_number("150.000", "da").span.best == 150_000  # type: ignore[union-attr]
    for text in ("635,000", "150.000"):
        with pytest.raises(Exception, match="SA-2002") as asked:
            parse_number(text, "any")
        assert text[:3] + "000" in str(asked.value.params["choices"])  # type: ignore[attr-defined]


def dairy_sums(case: Case) -> None:
    rows = case.results.opportunities
    capex, saving = sum(o.capex.value or 0 for o in rows), sum(o.saving.value or 0 for o in rows)
    assert (capex, saving) == (20_400, 54_180)
    assert math.ceil(capex / saving * 12) == 5
    assert {o.capex.unit for o in rows} == {"USD"}


def dairy_months(case: Case) -> None:
    months = [round((o.payback.value or 0) * 12, 2) for o in case.results.opportunities]
    assert months == pytest.approx([1.30, 8.03, 0, 1.28, 2.45, 7.08], abs=0.01)
    assert math.ceil(months[4]) == 3


def dairy_at_once(case: Case) -> None:
    whey = next(o for o in case.results.opportunities if "сыворотки" in o.name)
    assert (whey.capex.value, whey.payback.value) == (0, 0)


def dairy_milk(_case: Case) -> None:
    """350 kg a day without a number of days is a gap, with 365 days 127.75 t."""
    from symbioaudit.units import Calendar

    assert parse("350 кг/сут", dimension="mass_per_year").gap == "calendar"
    yearly = parse("350 кг/сут", dimension="mass_per_year", calendar=Calendar(days_per_week=7, weeks_per_year=365 / 7))  # fmt: skip
    assert yearly.number == pytest.approx(127.75)


def implausible_programme(case: Case) -> None:
    (flagged,) = [p for p in case.results.problems if p.code == "P-GHG-02"]
    assert "0.040" in flagged.text.render("en")


def two_kinds_of_water(case: Case) -> None:
    """The saving of wastewater is not added to that of water."""
    (measure,) = case.snapshot.opportunities
    assert measure.saving_water.number == 136_000


def liquor_ratio(_case: Case) -> None:
    for ratio, wanted in ((10, 40), (8.5, 34)):
        assert convert(4000 * ratio, "kg", "t") == wanted


def drying(_case: Case) -> None:
    price = parse("0,60 INR/kg", locale="ru", dimension="price")
    assert price.canonical_unit == "INR/t"
    assert convert(4000, "kg", "t") * (price.number or 0) == pytest.approx(2400)


def printing_total(case: Case) -> None:
    loss = case.results.losses[-1]
    assert loss.loss_total.value == pytest.approx(270_000)
    assert loss.product_total.value == pytest.approx(730_000)
    assert {loss.loss_total.unit, loss.product_total.unit} == {"USD/a"}


def printing_splits(case: Case) -> None:
    """λ by mass is 0.3, the material in it 130,000 of 650,000 by its price."""
    loss = case.results.losses[-1]
    assert loss.loss_ratio.value == 0.3
    assert loss.material.value == pytest.approx(130_000)
    assert loss.energy.value is not None
    assert loss.system.value is not None
    assert 0.3 * (loss.energy.value + loss.system.value) == pytest.approx(90_000)


def printing_waste(case: Case) -> None:
    loss = case.results.losses[-1]
    rest = (loss.loss_total.value or 0) - (loss.material.value or 0) - 90_000
    assert rest == pytest.approx(50_000) == loss.waste_management.value


def closes(case: Case, *, flagged: bool, disposal: float = 0.0) -> None:
    """Outputs over inputs as published, from the rows that are materials; flagged where it does not close.

    ``disposal`` is the waste that the source counts among its inputs, as a service, per kg of product.
    """
    balance = site(case)
    assert balance.total_in.value
    assert balance.total_out.value
    (product,) = case.snapshot.products
    moved = disposal * (product.output.number or 0)
    ratio = (balance.total_out.value - moved) / (balance.total_in.value + moved)
    if flagged:
        assert "P-BAL-01" in case.codes
    else:
        published = case.published["published_results"]["ratio_out_in"]
        assert ratio == pytest.approx(published, abs=1e-3)


def meters(case: Case) -> None:
    """Twelve bills of 2024 make the year; a CCF keeps its 0.1027 MMBtu."""
    for row, meter in zip(case.results.energy, case.published["meters"], strict=True):
        year = meter["calendar_year_totals"]["2024"]
        unit = "kWh" if row.carrier == "electricity" else "MMBtu"
        assert row.energy.value == pytest.approx(convert(year["energy"], unit, "GJ"), rel=1e-4)
        assert row.cost.value == pytest.approx(year["cost"], rel=1e-6)  # fmt: skip
        assert row.cost.unit == "USD/a"


Check = Callable[[Case], None]
CHECKS: dict[str, list[Check]] = {
    "au_food_press_cases": [water_of_the_brewery, megalitres],
    "dk_kalundborg_published_totals": [four_accounts_stay_apart, numbers_of_kalundborg],
    "eg_dairy_cp_measures": [dairy_sums, dairy_months, dairy_at_once, dairy_milk],
    "ge_recp_programme_2017": [implausible_programme, two_kinds_of_water],
    "in_textile_oriental_dyeing": [liquor_ratio, drying],
    "jp_mfca_printing": [printing_total, printing_splits, printing_waste],
    # No list of checks is printed with these: the ratio of their README stands for one.
    "uslci_e_glass": [partial(closes, flagged=True)],
    "uslci_metallurgical_coke": [partial(closes, flagged=False, disposal=0.004)],
    "uslci_planer_mill_pnw": [partial(closes, flagged=False)],
    "uslci_plywood_trim_se": [partial(closes, flagged=False)],
    "uslci_quicklime": [partial(closes, flagged=True)],
    "verifi_peanuts": [meters],
}


def test_no_published_check_is_skipped(shared: Path) -> None:
    files = {p.stem: json.loads(p.read_text("utf-8")) for p in (shared / "cases/published").glob("*.json")}  # fmt: skip
    assert set(files) == set(CASES) == set(CHECKS)
    assert {n: len(d.get("checks") or [1]) for n, d in files.items()} == {n: len(c) for n, c in CHECKS.items()}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "number"), [(name, n) for name, checks in CHECKS.items() for n in range(len(checks))]
)
def test_a_published_check_is_reproduced_or_its_flaw_flagged(
    cases: dict[str, Case], name: str, number: int
) -> None:
    CHECKS[name][number](cases[name])


def test_every_case_reaches_paper(cases: dict[str, Case]) -> None:
    for case in cases.values():
        assert case.paper.read_bytes()[:5] == b"%PDF-"
        assert case.paper.stat().st_size > 50_000
