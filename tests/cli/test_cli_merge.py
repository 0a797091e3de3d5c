"""``audit compare`` and ``merge`` at the door of the command line."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from symbioaudit.cli import program
from symbioaudit.cli.run import run
from symbioaudit.services import operations
from symbioaudit.services.snapshots import load_snapshot, save_snapshot
from symbioaudit.services.workspace import open_workspace
from tests.services.matching import plant, stream

AUDIT = plant(stream("Шлам", fkko="35111101204"), stream("Зола"))


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Our file and a colleague's copy, both edited."""
    mine, theirs = tmp_path / "mine.symbio", tmp_path / "Борис.symbio"
    with open_workspace(mine, actor="Анна") as workspace:
        save_snapshot(workspace, AUDIT)
    shutil.copy(mine, theirs)
    one, two = AUDIT.streams
    for path, name in ((mine, "Шлам Анны"), (theirs, "Шлам Бориса")):
        with open_workspace(path, actor=name.split()[1]) as workspace:
            operations.record(workspace, "stream", one.id, {"name": name})
    with open_workspace(theirs, actor="Борис") as workspace:
        operations.record(workspace, "stream", two.id, {"note": "видел"})
    return mine, theirs


def said(
    capsys: pytest.CaptureFixture[str], mine: Path, words: Sequence[object]
) -> tuple[int, str]:
    code = run(program, ["--lang", "ru", "--workspace", str(mine), *map(str, words)])
    return code, capsys.readouterr().out


def test_merge_shows_first_and_writes_on_yes(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    mine, theirs = files
    code, out = said(capsys, mine, ["merge", theirs])
    assert code == 0
    assert "Шлам Анны" in out
    assert "Шлам Бориса" in out
    assert "Зола, Примечание: — → видел" in out
    with open_workspace(mine, read_only=True) as workspace:
        assert load_snapshot(workspace, AUDIT.audit.id).streams[1].note is None
    code, out = said(capsys, mine, ["merge", theirs, "--yes", "--take", "theirs", "--json"])
    assert code == 0
    found: dict[str, Any] = json.loads(out)
    assert found["ancestor"] is True
    assert found["operation"]
    assert [c["field"] for c in found["conflicts"]] == ["name"]
    with open_workspace(mine, read_only=True) as workspace:
        streams = load_snapshot(workspace, AUDIT.audit.id).streams
    assert [s.name for s in streams] == ["Шлам Бориса", "Зола"]
    assert streams[1].note == "видел"


def test_compare_knows_operations_days_and_wrong_moments(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    mine, _theirs = files
    audit = AUDIT.audit.id
    code, out = said(capsys, mine, ["audit", "compare", f"{audit}@1", audit])
    assert code == 0
    assert "Шлам → Шлам Анны" in out
    code, out = said(capsys, mine, ["audit", "compare", f"{audit}@1", audit, "--json"])
    assert [d["kind"] for d in json.loads(out)] == ["changed"]
    code, _out = said(capsys, mine, ["audit", "compare", f"{audit}@1999-01-01", audit])
    assert code == 3


def test_a_missing_file_is_refused(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, _out = said(capsys, files[0], ["merge", tmp_path / "нет.symbio"])
    assert code == 3


@pytest.fixture
def packages(files: tuple[Path, Path], tmp_path: Path) -> tuple[Path, Path]:
    """The packages of two consultants of one audit."""
    from symbioaudit.services.packages import build_package

    made = []
    for path in files:
        with open_workspace(path) as workspace:
            made.append(tmp_path / f"{path.stem}.zip")
            build_package(workspace, AUDIT.audit.id, made[-1])
    return made[0], made[1]


@pytest.mark.parametrize("here", [False, True])
def test_two_packages_of_one_audit_are_merged(
    packages: tuple[Path, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    here: bool,
) -> None:
    """Into a workspace that may not know the audit; the preview leaves nothing behind."""
    target = tmp_path / "centre.symbio"
    if here:
        with open_workspace(target) as workspace:
            save_snapshot(workspace, plant(stream("Другое")))
    code, out = said(capsys, target, ["merge", *packages])
    assert code == 0
    assert "Шлам Анны" in out
    assert "Шлам Бориса" in out
    assert target.exists() is here
    code, out = said(capsys, target, ["merge", *packages, "--yes", "--json"])
    assert code == 0
    (merged,) = json.loads(out)
    assert [c["field"] for c in merged["conflicts"]] == ["name"]
    with open_workspace(target, read_only=True) as workspace:
        found = load_snapshot(workspace, AUDIT.audit.id)
    assert {s.id for s in found.streams} == {s.id for s in AUDIT.streams}
    values = {found.streams[0].name, *(c.properties.get("value") or c.text for c in found.claims)}
    assert values >= {"Шлам Анны", "Шлам Бориса"}  # nothing is dropped
