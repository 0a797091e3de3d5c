"""Somebody changes the file past the program: the check says that, and where."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services import operations as op
from symbioaudit.services.workspace import Workspace, check_workspace, open_workspace
from symbioaudit.storage import journal
from symbioaudit.storage.schema import operation

LAST = 9


@pytest.fixture
def written(workspace: Workspace, audit: Snapshot) -> Path:
    """A closed workspace whose journal has nine entries: made, changed, binned, undone, redone."""
    one, two = audit.streams[1], audit.streams[2]
    op.record(workspace, "stream", one.id, {"name": "А"})
    op.record(workspace, "stream", one.id, {"name": "Б", "properties.shape": "лист"}, "уточнено")
    op.record(workspace, "stream", one.id, {"name": "В"})
    op.delete(workspace, "stream", two.id)
    op.undo(workspace)
    op.redo(workspace)
    op.record(workspace, "audit", audit.audit.id, {"title": "конец"})
    op.record(workspace, "audit", audit.audit.id, {"title": "конец 2"})
    with workspace.reading() as connection:
        assert [x.seq for x in journal.entries(connection)] == list(range(1, LAST + 1))
    assert all(check.ok for check in check_workspace(workspace))
    workspace.close()
    return workspace.path


@contextmanager
def past_the_program(path: Path) -> Iterator[sqlite3.Connection]:
    raw = sqlite3.connect(path)
    with raw:
        yield raw
    raw.close()


def verdict(path: Path) -> dict[str, str]:
    """The checks that fail, with their sentences."""
    with open_workspace(path, read_only=True) as opened:
        return {c.name: c.text.render("ru") for c in check_workspace(opened) if not c.ok}


FIELDS = ["id", "name", "kind", "target", "actor", "at", "reason", "prev_hash", "hash"]


@pytest.mark.parametrize("field", FIELDS)
def test_each_field_of_each_entry_is_guarded(written: Path, field: str) -> None:
    whole = written.read_bytes()
    for seq in range(1, LAST + 1):
        written.write_bytes(whole)
        value = 77 if field == "target" else f"подделка {seq}"
        with past_the_program(written) as raw:
            raw.execute(f"UPDATE operation SET {field} = ? WHERE seq = ?", (value, seq))
        assert f"№ {seq}" in verdict(written)["journal"], seq


def test_each_change_of_each_entry_is_guarded(written: Path) -> None:
    whole = written.read_bytes()
    with past_the_program(written) as raw:
        places = raw.execute("SELECT seq, max(n) FROM change GROUP BY seq").fetchall()
    assert len(places) == LAST
    for seq, n in places:
        for field, value in (("old", '"x"'), ("new", '"x"'), ("field", "note"), ("new", "{x")):
            written.write_bytes(whole)
            with past_the_program(written) as raw:
                query = f"UPDATE change SET {field} = ? WHERE seq = ? AND n = ?"
                raw.execute(query, (value, seq, n))
            assert f"№ {seq}" in verdict(written)["journal"], (seq, field)


def test_an_entry_that_was_taken_out_is_missed(written: Path) -> None:
    whole = written.read_bytes()
    for seq in range(1, LAST):
        written.write_bytes(whole)
        with past_the_program(written) as raw:
            raw.execute("DELETE FROM change WHERE seq = ?", (seq,))
            raw.execute("DELETE FROM operation WHERE seq = ?", (seq,))
        assert f"№ {seq + 1}" in verdict(written)["journal"], seq


def test_the_end_cut_off_the_journal_is_missed(written: Path, audit: Snapshot) -> None:
    """A chain alone cannot see that: the records say more than the journal."""
    with past_the_program(written) as raw:
        raw.execute("DELETE FROM change WHERE seq = ?", (LAST,))
        raw.execute("DELETE FROM operation WHERE seq = ?", (LAST,))
    found = verdict(written)
    assert "journal" not in found
    assert f"audit {audit.audit.id}" in found["history"]


def test_two_entries_that_changed_places_are_seen(written: Path) -> None:
    with past_the_program(written) as raw:
        for table in ("change", "operation"):
            for old, new in ((2, 100), (3, 2), (100, 3)):
                raw.execute(f"UPDATE {table} SET seq = ? WHERE seq = ?", (new, old))
    assert "№ 2" in verdict(written)["journal"]


def test_an_entry_put_in_between_is_seen(written: Path) -> None:
    with past_the_program(written) as raw:
        for seq in range(LAST, 4, -1):
            for table in ("change", "operation"):
                raw.execute(f"UPDATE {table} SET seq = ? WHERE seq = ?", (seq + 1, seq))
        names = [c.name for c in operation.columns if c.name not in {"seq", "id"}]
        listed = ", ".join(names)
        raw.execute(
            f"INSERT INTO operation (seq, id, {listed}) SELECT 5, 'x', {listed} FROM operation WHERE seq = 4"
        )
    assert "№ 5" in verdict(written)["journal"]


def test_a_record_changed_behind_the_journal_is_named(written: Path, audit: Snapshot) -> None:
    stream = audit.streams[3].id
    with past_the_program(written) as raw:
        raw.execute("UPDATE stream SET name = 'тихо' WHERE id = ?", (stream,))
    assert set(verdict(written)) == {"history"}
    assert f"stream {stream}" in verdict(written)["history"]


def test_a_record_put_in_or_taken_out_behind_the_journal_is_named(
    written: Path, audit: Snapshot
) -> None:
    whole, gone = written.read_bytes(), audit.streams[5].id
    with past_the_program(written) as raw:
        raw.execute("DELETE FROM stream WHERE id = ?", (gone,))
    assert f"stream {gone}" in verdict(written)["history"]
    written.write_bytes(whole)
    with past_the_program(written) as raw:
        columns = [r[1] for r in raw.execute("PRAGMA table_info(stream)") if r[1] != "id"]
        listed = ", ".join(f'"{c}"' for c in columns)
        raw.execute(
            f"INSERT INTO stream (id, {listed}) SELECT 'чужой', {listed} FROM stream WHERE id = ?",
            (gone,),
        )
    assert "stream чужой" in verdict(written)["history"]


def test_undo_that_stands_elsewhere_is_seen(written: Path) -> None:
    with past_the_program(written) as raw:
        raw.execute("UPDATE operation SET state = 'undone' WHERE seq = 3")
    assert "№ 3" in verdict(written)["undo"]


def test_a_damaged_journal_does_not_stop_the_reading_of_the_records(
    written: Path, audit: Snapshot
) -> None:
    from symbioaudit.services.snapshots import load_snapshot

    with past_the_program(written) as raw:
        raw.execute("UPDATE operation SET hash = 'x' WHERE seq = 2")
    with open_workspace(written, read_only=True) as opened:
        assert load_snapshot(opened, audit.audit.id).audit.title == "конец 2"
