"""The balance helper over a plant in a file: what it finds, what it asks for, that it writes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from symbioaudit.cli import program
from symbioaudit.cli.run import run
from symbioaudit.services.balancing import balance_help
from symbioaudit.services.operations import Delete
from symbioaudit.services.snapshots import load_snapshot
from symbioaudit.services.workspace import open_workspace
from tests.services.test_flowmap import Plant


@pytest.fixture
def plant(tmp_path: Path) -> Iterator[Plant]:
    with open_workspace(tmp_path / "завод.symbio", actor="Анна") as workspace:
        yield Plant(workspace)


def test_one_loose_stream_leaves_only_the_site(plant: Plant) -> None:
    found = balance_help(plant.workspace, plant.audit_id).help
    mass = next(p for p in found.proposals if p.network.layer == "mass")
    assert len(mass.network.rows) == 1
    assert mass.network.note
    assert "1" in mass.network.note.render("en")


def test_each_process_is_a_check_and_the_slip_is_found(plant: Plant) -> None:
    plant.write([Delete("stream", plant.ids["Лом"])])
    before = load_snapshot(plant.workspace, plant.audit_id)
    found = balance_help(plant.workspace, plant.audit_id).help
    mass = next(p for p in found.proposals if p.network.layer == "mass")
    assert len(mass.network.rows) == 4
    fitted = {a.flow.key: a.value for a in mass.adjusted}
    for row in mass.network.rows:
        rest = sum(v * fitted[f.key] for v, f in zip(row, mass.network.flows, strict=True) if v)
        assert rest == pytest.approx(0, abs=1e-6 * 1e5)
    assert mass.objective > mass.limit  # slaking takes up water that the mass balance does not know
    suspects = {a.flow.name for a in mass.adjusted if a.suspect}
    assert suspects
    assert suspects <= {"Известь комовая", "Пыль возвратная", "Пушонка"}  # the flows of slaking
    assert found.next[0].worth >= found.next[-1].worth
    assert "Мешки бумажные" not in {m.flow.name for m in found.next}  # 250 t of 100 000 t
    assert load_snapshot(plant.workspace, plant.audit_id) == before


def test_the_command_prints_it_in_both_languages(
    plant: Plant, capsys: pytest.CaptureFixture[str]
) -> None:
    path, number = plant.workspace.path, plant.audit_id
    plant.workspace.close()
    assert run(program, ["--lang", "ru", "--workspace", str(path), "balance", number]) == 0
    said = capsys.readouterr().out
    assert "согласовать можно только баланс площадки" in said
    assert "Что измерить следующим:" in said
    assert run(program, ["--workspace", str(path), "balance", number, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {p["network"]["layer"] for p in found["proposals"]} >= {"mass"}
    assert all(0 < m["removes"] <= 1 for m in found["next"])
