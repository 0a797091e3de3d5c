"""The quick look into a workspace: the same list as the full one, or nothing at all."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from symbioaudit.services.audits import list_audits, new_audit
from symbioaudit.services.glance import glance
from symbioaudit.services.workspace import open_workspace
from symbioaudit.storage.mark import SCHEMA


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "Илья Ёж №1's %20.symbio"
    with open_workspace(path) as workspace:
        period = (date(2025, 1, 1), date(2025, 12, 31))
        new_audit(workspace, name="Завод извести", inn="7707083893", period=period)
        new_audit(workspace, name="Коксохим")
    return path


def test_it_is_the_list_that_opening_in_full_gives(file: Path) -> None:
    with open_workspace(file, read_only=True) as workspace:
        assert glance(file) == list_audits(workspace)


def test_it_sees_what_is_committed_while_somebody_writes(file: Path) -> None:
    with open_workspace(file) as workspace:
        new_audit(workspace, name="Третий")
        found = glance(file)
        assert found is not None
        assert found[0].enterprise == "Третий"
        assert found == list_audits(workspace)


def test_an_empty_workspace_is_an_empty_list(tmp_path: Path) -> None:
    with open_workspace(tmp_path / "new.symbio"):
        pass
    assert glance(tmp_path / "new.symbio") == []


@pytest.mark.parametrize("version", [0, (SCHEMA[0] - 1) * 1000, (SCHEMA[0] + 1) * 1000])
def test_another_schema_is_left_to_the_full_opening(file: Path, version: int) -> None:
    raw = sqlite3.connect(file)
    raw.execute(f"PRAGMA user_version={version}")
    raw.close()
    assert glance(file) is None


def test_a_newer_minor_is_read(file: Path) -> None:
    raw = sqlite3.connect(file)
    raw.execute(f"PRAGMA user_version={SCHEMA[0] * 1000 + 7}")
    raw.close()
    assert len(glance(file) or ()) == 2


@pytest.mark.parametrize(
    "kind", ["missing", "folder", "empty", "text", "foreign", "torn", "header"]
)
def test_what_is_no_sound_workspace_shows_nothing(file: Path, tmp_path: Path, kind: str) -> None:
    bad = tmp_path / "bad.symbio"
    whole = file.read_bytes()
    if kind == "folder":
        bad.mkdir()
    elif kind == "foreign":
        raw = sqlite3.connect(bad)
        raw.execute("CREATE TABLE audit (id)")
        raw.close()
    elif kind != "missing":
        damaged = {
            "empty": b"",
            "text": "не база".encode() * 100,
            "torn": whole[: len(whole) // 3],
            "header": b"\0" * 100 + whole[100:],
        }
        bad.write_bytes(damaged[kind])
    assert glance(bad) is None


def test_a_value_of_no_program_of_ours_shows_nothing(file: Path) -> None:
    raw = sqlite3.connect(file)
    raw.execute("UPDATE audit SET status = 'strange'")
    raw.commit()
    raw.close()
    assert glance(file) is None


def test_a_file_locked_by_another_program_shows_nothing_and_does_not_hang(file: Path) -> None:
    raw = sqlite3.connect(file, isolation_level=None)
    raw.execute("PRAGMA journal_mode=DELETE")
    raw.execute("BEGIN EXCLUSIVE")
    try:
        assert glance(file) is None
    finally:
        raw.close()


def test_it_changes_nothing_in_the_file(file: Path) -> None:
    before = file.read_bytes()
    glance(file)
    assert file.read_bytes() == before


def test_it_loads_no_engine(file: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from symbioaudit.services.glance import glance\n"
        f"assert len(glance(Path({str(file)!r}))) == 2\n"
        "assert not {'sqlalchemy', 'alembic', 'yaml', 'pint'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env=os.environ.copy())
