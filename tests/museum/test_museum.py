"""Files of every released schema open in this build and give what they gave when they were written."""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path

import pytest

from symbioaudit.exchange import audit_json
from symbioaudit.model.enums import Missing
from symbioaudit.services import operations as op
from symbioaudit.services.backups import list_backups
from symbioaudit.services.snapshots import load_snapshot
from symbioaudit.services.workspace import check_workspace, open_workspace
from symbioaudit.storage.file import version_text
from symbioaudit.storage.reader import records, state_hash
from symbioaudit.storage.schema import TABLES

HERE = Path(__file__).parent
EXHIBITS = sorted(p.name.removesuffix(".sql.gz") for p in HERE.glob("*.sql.gz"))


@pytest.fixture(params=EXHIBITS)
def exhibit(request: pytest.FixtureRequest) -> str:
    """Name of one exhibit."""
    return str(request.param)


@pytest.fixture
def old(exhibit: str, tmp_path: Path) -> Path:
    """The exhibit as the file it was."""
    path = tmp_path / "Ёжик d'Or.symbio"
    raw = sqlite3.connect(path)
    raw.executescript(gzip.decompress((HERE / f"{exhibit}.sql.gz").read_bytes()).decode())
    raw.close()
    return path


def test_the_museum_begins_with_the_first_schema() -> None:
    assert EXHIBITS[0] == "schema-1.0"


def test_it_opens_and_exports_what_it_did(exhibit: str, old: Path) -> None:
    told = audit_json.load((HERE / f"{exhibit}.json").read_bytes())
    with open_workspace(old) as opened:
        found = load_snapshot(opened, told.audit.id)
        assert audit_json.dump(found) == audit_json.dump(told)
        # Before 1.1 a file held the names of photos and not the photos: the check says so.
        assert {c.name for c in check_workspace(opened) if not c.ok} <= {"evidence_missing"}
    kept = [b for b in list_backups(old) if b.label]
    number = exhibit.removeprefix("schema-")
    assert [b.label for b in kept] == ([] if number == version_text() else [f"schema-{number}"])


def test_it_holds_something_of_every_entity(exhibit: str, old: Path) -> None:
    """Of every entity of its time: a table that came later is empty."""
    told = {
        line
        for line in gzip.decompress((HERE / f"{exhibit}.sql.gz").read_bytes()).decode().split()
        if line in TABLES
    }
    with open_workspace(old) as opened:
        assert all(records(opened, entity) for entity in told)
        missing = [s.quantity.missing for s in records(opened, "stream") if s.quantity]
        gaps = [s.quantity.gap for s in records(opened, "stream") if s.quantity]
        assert Missing.UNKNOWN in missing
        assert len([g for g in gaps if g]) + len(op.bin_of(opened)) >= 1


def test_its_history_and_undo_go_on(old: Path) -> None:
    with open_workspace(old, actor="Борис") as opened:
        assert [b.entity for b in op.bin_of(opened)] == ["stream"]
        before = state_hash(opened)
        op.redo(opened)
        assert records(opened, "audit")[0].title == "Отменено"
        op.undo(opened)
        assert state_hash(opened) == before
        op.undo(opened)
        assert op.bin_of(opened) == []
        named = next(s for s in records(opened, "stream") if s.name == "Опилки")
        entry = op.history(opened, "stream", named.id, "name")[-1]
        assert (entry.actor, entry.reason) == ("Анна", "уточнено на обходе")
        op.undo(opened)
        op.undo(opened)
        assert not any(records(opened, entity) for entity in TABLES)
        # Before 1.1 a file held the names of photos and not the photos: the check says so.
        assert {c.name for c in check_workspace(opened) if not c.ok} <= {"evidence_missing"}


def test_a_migration_that_fails_on_it_leaves_every_byte(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from symbioaudit.base.errors import SymbioError
    from symbioaudit.storage import file, migrate

    def broken(path: Path, _revision: str) -> None:
        raw = sqlite3.connect(path)
        raw.execute("DELETE FROM stream")
        raw.commit()
        raw.close()
        raise OSError(5, "Input/output error")

    before = old.read_bytes()
    later = (file.SCHEMA[0], file.SCHEMA[1] + 1)
    monkeypatch.setattr(file, "SCHEMA", later)
    monkeypatch.setattr(migrate, "run", broken)
    with pytest.raises(SymbioError, match="SA-5019"):
        open_workspace(old)
    assert old.read_bytes() == before
