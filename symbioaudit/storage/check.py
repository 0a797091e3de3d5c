"""The full check of a workspace: pages, links, records, the journal's chain, where undo stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import sqlalchemy as sa

from symbioaudit.base.errors import SymbioError
from symbioaudit.storage import evidence_files, journal, reader
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
        if entry.kind == "do":
            states = {k: "dropped" if v == "undone" else v for k, v in states.items()}
            states[entry.seq], found[entry.seq] = "done", entry.state
        elif entry.target is not None:
            states[entry.target] = "undone" if entry.kind == "undo" else "done"
    wrong = [seq for seq, state in states.items() if found.get(seq) != state]
    return f"№ {wrong[0]}" if wrong else None
