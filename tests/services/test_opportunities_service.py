"""``opportunities`` and ``technologies`` from the terminal; time in each status by the journal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from benchmarks.synthetic import snapshot
from symbioaudit.base import clock
from symbioaudit.base.errors import Exit
from symbioaudit.base.ids import new_id
from symbioaudit.cli import program
from symbioaudit.cli.run import run
from symbioaudit.model import records as r
from symbioaudit.model.enums import Category, Direction, Kind
from symbioaudit.services import operations
from symbioaudit.services.history import replay
from symbioaudit.services.operations import Create, Update
from symbioaudit.services.opportunities import stays_of, studied, taken
from symbioaudit.services.snapshots import load_snapshot, save_snapshot
from symbioaudit.services.workspace import Workspace, open_workspace
from symbioaudit.units import parse

START = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def money(text: str, dimension: str = "money_per_year") -> Any:
    return parse(text, locale="point", dimension=dimension)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "w.symbio"


@pytest.fixture
def audit(file: Path) -> Iterator[str]:
    """A plant with a sludge, a measure that changes it, and a match."""
    made = snapshot(6)
    with open_workspace(file, actor="Анна") as workspace, clock.frozen(START):
        save_snapshot(workspace, made)
        audit_id = made.audit.id
        sludge = r.Stream(
            id=new_id(), audit_id=audit_id, name="Красный шлам", direction=Direction.OUT, kind=Kind.MATERIAL,
            category=Category.WASTE, quantity=parse("50000 t/a", locale="point"), cost=money("9000000 RUB/a"),
            route="landfill_own", properties={"hazard_class": 4},
        )  # fmt: skip
        changes = ({"stream_id": sludge.id, "change": parse("-40 %", locale="point", dimension="fraction")},)  # fmt: skip
        measure = r.Opportunity(
            id=new_id(), audit_id=audit_id, name="Фильтр-пресс", stream_id=sludge.id, life_years=10.0,
            capex=money("8–14 mln RUB", "money"), properties={"changes": changes},
        )  # fmt: skip
        match = r.Match(id=new_id(), audit_id=audit_id, partner="Цементный завод", status="idea", stream_id=sludge.id)  # fmt: skip
        operations.apply_batch(workspace, "x", [Create(sludge), Create(measure), Create(match)])
        rate = parse("10–14 %", locale="point", dimension="fraction")
        operations.apply_batch(workspace, "x", [Update("audit", audit_id, {"properties.discount_rate": rate})])  # fmt: skip
    yield audit_id


def cli(file: Path, *args: str) -> int:
    return run(program, ["--workspace", str(file), *args])


def printed(capsys: pytest.CaptureFixture[str], file: Path, *args: str) -> Any:
    capsys.readouterr()
    assert cli(file, *args, "--json") == Exit.DONE
    return json.loads(capsys.readouterr().out)


def test_the_study_as_json_holds_before_after_sensitivity_and_technologies(
    file: Path, audit: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = printed(capsys, file, "opportunities", audit)
    one = next(m for m in found["measures"] if m["name"] == "Фильтр-пресс")
    assert one["from_changes"] == ["energy", "ghg", "mass", "money", "water"]
    assert one["savings"]["mass"]["value"] == pytest.approx(20000)
    figures = {f["id"]: f for f in one["before_after"]["figures"]}
    assert figures["mass.out"]["difference"] == pytest.approx(-20000)
    paid = one["effect"]["nvos"]
    assert paid["difference"]["value"] == pytest.approx(-0.4 * paid["before"]["value"])
    assert figures["nvos"]["difference"] == pytest.approx(paid["difference"]["value"])
    sure = one["sensitivity"]
    assert sure["p5"] < sure["p50"] < sure["p95"]
    assert {bar["input"] for bar in sure["tornado"]} == {"capex", "rate"}
    assert 0 <= sure["probability"] <= 1
    assert found["joint"]["figures"]
    spots = {s["stream_id"]: s for s in found["hot_spots"]}
    assert spots[one_stream(found)]["settled"]
    assert any(t["technology"] == "red_mud_cement" for t in found["technologies"])
    stages = {one["record"][0]: one for one in found["pipeline"]}
    assert stages["match"]["missing"]
    assert stages["match"]["stays"][0]["status"] == "idea"
    assert stages["opportunity"]["next"] == "selected"
    assert any("described" in text for text in stages["opportunity"]["missing"])
    assert found["readiness"][0]["level"] is None
    again = printed(capsys, file, "opportunities", audit)
    assert again["measures"] == found["measures"]  # the same seed


def one_stream(found: Any) -> str:
    return str(next(t["stream_id"] for t in found["technologies"] if t["technology"] == "red_mud_cement"))  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("ru", ["Фильтр-пресс", "ЧДД", "Вместе", "дней в статусе"]),
        ("en", ["Фильтр-пресс", "NPV above zero in", "Together", "gate"]),
    ],
)
def test_the_terminal_tells_it_in_either_language(
    file: Path, audit: str, lang: str, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(program, ["--lang", lang, "--workspace", str(file), "opportunities", audit]) == Exit.DONE  # fmt: skip
    out = capsys.readouterr().out
    for word in words:
        assert word.casefold() in out.casefold(), word


def test_technologies_can_be_asked_for_one_stream(
    file: Path, audit: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = printed(capsys, file, "technologies", audit, "--stream", "красный шлам")
    assert {t["technology"] for t in found} >= {"red_mud_cement", "red_mud_metals"}
    assert all(t["verdict"] != "not" for t in found)
    assert all(t["for"] for t in found)
    assert printed(capsys, file, "technologies", audit, "--stream", "nothing") == []
    capsys.readouterr()
    assert cli(file, "technologies", audit) == Exit.DONE
    assert "red_mud_cement" in capsys.readouterr().out


def test_analyse_carries_effects_ladders_pipeline_and_monitoring(
    file: Path, audit: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = printed(capsys, file, "analyse", audit)
    assert set(found["extra"]) == {"effects", "ladders", "pipeline", "monitoring"}
    (lines,) = [effect["lines"] for effect in found["extra"]["effects"].values()]
    assert lines["waste"]["difference"]["value"] == pytest.approx(-20000)


def test_a_proposal_becomes_a_measure_that_names_its_technology(file: Path, audit: str) -> None:
    with open_workspace(file, actor="Анна") as workspace:
        before = studied(workspace, audit).study
        mud = next(p for p in before.proposals if p.technology.id == "red_mud_metals")
        assert mud.taken == ()
        operations.apply_batch(workspace, "x", [taken(mud, audit)])
        after = studied(workspace, audit)
    measure = next(o for o in after.snapshot.opportunities if o.technology_id == "red_mud_metals")
    assert measure.stream_id == mud.stream_id
    assert measure.trl == 6
    again = next(p for p in after.study.proposals if p.technology.id == "red_mud_metals")
    assert again.taken == (measure.id,)


# Time in status


def matches(workspace: Workspace, audit: str) -> r.Match:
    return load_snapshot(workspace, audit).matches[0]


def test_time_in_status_comes_from_the_journal(file: Path, audit: str) -> None:
    with open_workspace(file, actor="Борис") as workspace:
        match = matches(workspace, audit)
        for day, status in ((10, "discussion"), (10.5, "discussion"), (31, "negotiation")):
            with clock.frozen(START + timedelta(days=day)):
                operations.apply_batch(workspace, "x", [Update("match", match.id, {"status": status, "properties.note": str(day)})])  # fmt: skip
        with clock.frozen(START + timedelta(days=40)):
            found = stays_of(workspace, load_snapshot(workspace, audit))[match.id]
    assert [(s.status, round(s.days, 3)) for s in found] == [("idea", 10), ("discussion", 21), ("negotiation", 9)]  # fmt: skip
    assert [s.by for s in found] == ["Анна", "Борис", "Борис"]
    assert found[-1].until is None


def test_an_undone_step_gives_its_time_back_to_the_status_before(file: Path, audit: str) -> None:
    with open_workspace(file, actor="Анна") as workspace:
        match = matches(workspace, audit)
        with clock.frozen(START + timedelta(days=5)):
            operations.apply_batch(
                workspace, "x", [Update("match", match.id, {"status": "discussion"})]
            )
        with clock.frozen(START + timedelta(days=6)):
            replay(workspace, audit)
        with clock.frozen(START + timedelta(days=8)):
            found = studied(workspace, audit).stays[match.id]
    assert [(s.status, round(s.days, 3)) for s in found] == [("idea", 5), ("discussion", 1), ("idea", 2)]  # fmt: skip
