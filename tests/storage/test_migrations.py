"""Migrations: the scripts lead to the tables of the code, up, down and with data."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from symbioaudit.base.errors import SymbioError
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services.backups import list_backups
from symbioaudit.services.snapshots import load_snapshot
from symbioaudit.services.workspace import Workspace, open_workspace
from symbioaudit.storage import file, migrate, schema

REVISIONS = [
    p.stem.removeprefix("v").replace("_", ".") for p in migrate.SCRIPTS.glob("versions/v*.py")
]
HEAD = file.version_number()  # before a test pretends to be the program of tomorrow
NEXT = """
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "1.4", "1.3", None, None
def upgrade():
    with op.batch_alter_table("stream") as batch:
        batch.create_index("ix_stream_fkko", ["fkko"])
    {more}
def downgrade():
    op.drop_index("ix_stream_fkko", "stream")
"""


def shape(path: Path) -> dict[str, str]:
    """Every table and index of a file as SQL."""
    raw = sqlite3.connect(path)
    found = raw.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    raw.close()
    return dict(found)


def number_of(revision: str) -> int:
    major, minor = (int(part) for part in revision.split("."))
    return file.version_number((major, minor))


def mark(path: Path) -> int:
    raw = sqlite3.connect(path)
    number = raw.execute("PRAGMA user_version").fetchone()[0]
    raw.close()
    return int(number)


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A file without tables."""
    (tmp_path / "empty.symbio").touch()
    return tmp_path / "empty.symbio"


@pytest.fixture
def next_schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program of tomorrow: one more script. Returns its place, to be written by the test."""
    scripts = tmp_path / "migrations"
    shutil.copytree(migrate.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(migrate, "SCRIPTS", scripts)
    monkeypatch.setattr(file, "SCHEMA", (1, 4))
    return scripts / "versions" / "v1_4.py"


def test_scripts_lead_to_the_tables_of_the_code(tmp_path: Path, empty: Path) -> None:
    file.create_file(tmp_path / "made.symbio")
    migrate.run(empty, "head")
    assert shape(empty) == shape(tmp_path / "made.symbio")
    assert mark(empty) == mark(tmp_path / "made.symbio") == file.version_number()


@pytest.mark.parametrize("revision", REVISIONS)
def test_each_script_goes_up(empty: Path, revision: str) -> None:
    migrate.run(empty, revision)
    assert file.version_text(mark(empty)) == revision
    assert file.inspect_file(empty, thorough=True) == mark(empty)


@pytest.mark.parametrize("revision", ["base", *REVISIONS])
def test_each_script_goes_down(empty: Path, revision: str) -> None:
    migrate.run(empty, "head")
    migrate.run(empty, revision)
    assert mark(empty) == (0 if revision == "base" else number_of(revision))
    assert (set(shape(empty)) == {"alembic_version"}) == (revision == "base")


def test_up_down_up_is_the_same(empty: Path) -> None:
    migrate.run(empty, "head")
    before = shape(empty)
    migrate.run(empty, "base")
    migrate.run(empty, "head")
    assert shape(empty) == before


def test_data_survive_a_migration_and_the_old_file_is_kept(
    workspace: Workspace, audit: Snapshot, next_schema: Path
) -> None:
    workspace.close()
    next_schema.write_text(NEXT.format(more="pass"), encoding="utf-8")
    with open_workspace(workspace.path) as opened:
        found = load_snapshot(opened, audit.audit.id)
        assert found.streams == audit.streams
    assert "ix_stream_fkko" in shape(workspace.path)
    assert mark(workspace.path) == HEAD + 1
    kept = [
        b for b in list_backups(workspace.path) if b.label == f"schema-{file.version_text(HEAD)}"
    ]
    assert len(kept) == 1
    assert mark(kept[0].path) == HEAD


def test_a_failing_migration_leaves_every_byte(workspace: Workspace, next_schema: Path) -> None:
    workspace.close()
    before = workspace.path.read_bytes()
    broken = "op.execute('DELETE FROM stream'); op.execute('SELECT * FROM nowhere')"
    next_schema.write_text(NEXT.format(more=broken), encoding="utf-8")
    with pytest.raises(SymbioError, match="SA-5019"):
        open_workspace(workspace.path)
    assert workspace.path.read_bytes() == before
    assert not list(workspace.path.parent.glob(".*"))


def test_a_reader_does_not_migrate(workspace: Workspace, next_schema: Path) -> None:
    workspace.close()
    with pytest.raises(SymbioError, match="SA-5016"):
        open_workspace(workspace.path, read_only=True)
    assert mark(workspace.path) == HEAD


@pytest.mark.parametrize(
    ("number", "opens"), [(1000, True), (1007, True), (2000, False), (9001, False)]
)
def test_newer_minor_opens_newer_major_is_refused(
    workspace: Workspace, audit: Snapshot, number: int, opens: bool
) -> None:
    workspace.close()
    raw = sqlite3.connect(workspace.path)
    raw.execute(f"PRAGMA user_version={number}")
    raw.close()
    before = workspace.path.read_bytes()
    if opens:
        with open_workspace(workspace.path) as opened:
            assert len(load_snapshot(opened, audit.audit.id).streams) == 12
    else:
        with pytest.raises(SymbioError, match="SA-5003"):
            open_workspace(workspace.path)
        assert workspace.path.read_bytes() == before


def test_every_field_of_the_records_has_its_column() -> None:
    for entity, cls in schema.r.ENTITIES.items():
        names = set(schema.field_types(cls))
        assert names <= set(schema.TABLES[entity].c.keys()), entity
