"""The full check of a workspace: pages, links, records, the journal's chain, where undo stands, and
whether the records are what the journal says: that finds an entry cut off the end of the chain, and
a record that was changed past the program.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import sqlalchemy as sa

from symbioaudit.base.errors import SymbioError
from symbioaudit.model.changes import FieldChange
from symbioaudit.storage import edits, evidence_files, journal, reader
from symbioaudit.storage.rows import columns, to_data
from symbioaudit.storage.schema import TABLES
from symbioaudit.storage.store import Workspace

HASH_SHOWN: Final = 12  # characters of a hash
NAMES_SHOWN: Final = 5


def run_checks(workspace: Workspace) -> Iterator[tuple[str, str | None]]:
    """Yield (name of the check, None or what is wrong)."""
    with workspace.reading() as connection:
        verdict = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        yield "pages", None if verdict == ["ok"] else str(verdict[0])
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        yield "links", None if broken is None else f"{broken[0]} → {broken[2]}"
        yield "records", _unreadable(workspace)
        seq = journal.first_break(connection)
        yield "journal", None if seq is None else f"№ {seq}"
        yield "undo", _out_of_step(connection)
        yield "evidence", _names(evidence_files.altered(connection))
        yield "evidence_missing", _names(evidence_files.missing(connection))
        yield "history", _unlike_history(connection)


def _names(hashes: Iterable[str]) -> str | None:
    found = [sha256[:HASH_SHOWN] for sha256 in hashes]
    return f"{len(found)}: {', '.join(found[:NAMES_SHOWN])}" if found else None


def _unreadable(workspace: Workspace) -> str | None:
    try:
        for entity in TABLES:
            reader.records(workspace, entity)
    except SymbioError as fault:
        return f"{fault.params.get('entity')} {fault.params.get('id')}"
    return None


def _out_of_step(connection: sa.Connection) -> str | None:
    """Compare the states with what the entries themselves say."""
    states: dict[int, str] = {}
    found: dict[int, str] = {}
    for entry in journal.entries(connection):
        if entry.kind in ("do", journal.SEAL):
            states = {k: "dropped" if v == "undone" else v for k, v in states.items()}
            states[entry.seq] = "done" if entry.kind == "do" else ""
            found[entry.seq] = entry.state
        elif entry.target is not None:
            states[entry.target] = "undone" if entry.kind == "undo" else "done"
    wrong = [seq for seq, state in states.items() if found.get(seq) != state]
    return f"№ {wrong[0]}" if wrong else None


def _unlike_history(connection: sa.Connection) -> str | None:
    """Play the whole journal from nothing and compare what comes out with the tables."""
    state: edits.State = {}
    try:
        for seq, item in journal.all_changes(connection):
            if _before(item, state) != item.old:
                return f"№ {seq}"
            edits.apply(item, state)
    except (ValueError, TypeError, LookupError, AttributeError) as fault:
        return str(fault)
    for entity, table in TABLES.items():
        for row in connection.execute(sa.select(*columns(entity)).order_by(table.c.id)):
            if state.pop((entity, row[0]), None) != to_data(entity, row):
                return f"{entity} {row[0]}"
    lost = next((key for key, data in state.items() if data is not None), None)
    return " ".join(lost) if lost else None


def _before(item: FieldChange, state: edits.State) -> object:
    data = state.get((item.entity, item.id))
    if item.field == edits.WHOLE or data is None:
        return data
    head, _dot, tail = item.field.partition(".")
    return (data.get(head) or {}).get(tail) if tail else data.get(head)
