"""Two departments answer the same questions: nothing is added twice, nothing is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from symbioaudit.intake import questionnaire, reader
from symbioaudit.intake.plan import Outcome, Plan
from symbioaudit.intake.resolve import resolve
from symbioaudit.methodology import Pack
from symbioaudit.model.snapshot import Snapshot
from tests.intake.books import applied, fill

YEAR = {str(n): 100 + n for n in range(1, 13)}


def second(blank: Path, pack: Pack, known: Snapshot, grid: dict[str, list[Any]]) -> Plan:
    path = fill(blank, blank.with_name("второй.xlsx"), grid=grid)
    return resolve(reader.read(path, pack), pack, known)


def test_another_share_of_a_component_is_a_claim_not_a_second_line(
    blank: Path, pack: Pack, known: Snapshot
) -> None:
    lines = [
        {"@parent": "Шлак", "component": "CaO", "share": "45 %"},
        {"@parent": "Шлак", "component": "SiO2", "share": "35 %"},
        {"@parent": "Шлак", "component": "MgO", "share": "5 %"},
    ]
    plan = second(blank, pack, known, {"F09.composition": lines})
    (claim,) = plan.claims
    assert claim.field_code == "composition"
    assert "CaO, 45 %" in claim.text
    after = applied(known, plan)
    slag = next(s for s in after.streams if s.name == "Шлак")
    shares = {x["component"]: round(x["share"].number, 6) for x in slag.properties["composition"]}
    assert shares == {"CaO": 0.4, "SiO2": 0.35, "MgO": 0.05}
    assert plan.counts[Outcome.DISPUTED] == plan.counts[Outcome.ADDED] == 1
    assert second(blank, pack, after, {"F09.composition": lines}).empty


def test_equal_lines_are_two_things_where_the_file_has_two(
    blank: Path, pack: Pack, known: Snapshot
) -> None:
    pump = {"@parent": "Плавка", "name": "Насос", "power": "15 кВт"}
    plan = second(blank, pack, known, {"F05.equipment": [pump, pump]})
    after = applied(known, plan)
    assert len(after.processes[0].properties["equipment"]) == 2
    assert second(blank, pack, after, {"F05.equipment": [pump, pump]}).empty


def test_a_line_finds_its_record_among_namesakes_of_other_forms(
    blank: Path, pack: Pack, known: Snapshot
) -> None:
    rows = {
        "F06": [{}, {}, {"name": "Зола", "quantity": "1 т/год"}],
        "F09": [{}, {"name": "Зола", "quantity": "2 т/год"}],
        "F09.composition": [{"@parent": "Зола", "component": "C", "share": "9 %"}],
    }
    after = applied(known, second(blank, pack, known, rows))
    ash = [s for s in after.streams if s.name == "Зола"]
    assert [s.category for s in ash if "composition" in s.properties] == ["waste"]


@pytest.fixture
def monthly(blank: Path, pack: Pack, known: Snapshot) -> Snapshot:
    line = {"@parent": "Электроэнергия", "@unit": "МВт·ч", **YEAR}
    return applied(known, second(blank, pack, known, {"F07.monthly": [line]}))


def power(snapshot: Snapshot) -> Any:
    return next(s for s in snapshot.streams if s.name == "Электроэнергия")


def test_a_year_by_month_and_a_month_that_another_department_says_otherwise(
    blank: Path, pack: Pack, monthly: Snapshot
) -> None:
    assert sum(r["value"].number for r in power(monthly).properties["monthly"]) == pytest.approx(
        sum(YEAR.values()) * 3.6
    )
    line = {"@parent": "Электроэнергия", "@unit": "МВт·ч", "1": 101, "2": 999}
    plan = second(blank, pack, monthly, {"F07.monthly": [line]})
    (claim,) = plan.claims
    assert "Февраль: 999" in claim.text
    assert not plan.changes


def test_months_that_do_not_add_up_to_the_year_are_named(
    blank: Path, pack: Pack, known: Snapshot
) -> None:
    """The stream says 1 200 МВт·ч a year; the months come to 1 278."""
    line = {"@parent": "Электроэнергия", "@unit": "МВт·ч/мес", **YEAR}
    plan = second(blank, pack, known, {"F07.monthly": [line]})
    said = [f.render("ru") for f in plan.findings]
    assert any("Сумма по месяцам" in text for text in said), said
    eleven = {k: v for k, v in line.items() if k != "7"}
    plan = second(blank, pack, known, {"F07.monthly": [eleven]})
    said = [f.render("ru") for f in plan.findings]
    assert any("11 из 12" in text for text in said)
    assert not any("Сумма по месяцам" in text for text in said)


def test_months_are_sent_out_and_come_back(tmp_path: Path, pack: Pack, monthly: Snapshot) -> None:
    path = tmp_path / "out.xlsx"
    questionnaire.write(path, pack, lang="ru", snapshot=monthly)
    plan = resolve(reader.read(path, pack), pack, monthly)
    assert plan.empty
    assert plan.findings == ()
