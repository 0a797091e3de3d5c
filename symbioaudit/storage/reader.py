"""Reading: one audit as a snapshot, the list of audits, the bin, the history of a field, the state's hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from symbioaudit.base.memory import no_collection
from symbioaudit.model import records as r
from symbioaudit.model.codec import from_json
from symbioaudit.model.snapshot import COLLECTIONS, Snapshot
from symbioaudit.storage import direct
from symbioaudit.storage import errors as e
from symbioaudit.storage.edits import WHOLE
from symbioaudit.storage.rows import columns, decode, dumps, to_data
from symbioaudit.storage.schema import TABLES, change, operation
from symbioaudit.storage.store import Workspace


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One change of a field: who, when, in which operation, why, from what to what (JSON values)."""

    seq: int
    operation: str
    name: str
    kind: str  # do, undo, redo
    actor: str
    at: str
    reason: str | None
    entity: str
    id: str
    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Binned:
    """A deleted record as it was."""

    entity: str
    id: str
    operation: str
    actor: str
    at: str
    record: r.Record


def load_snapshot(workspace: Workspace, audit_id: str) -> Snapshot:
    """One audit in one consistent picture, a single select per table.

    Raises:
        SymbioError: there is no such audit.
    """
    with workspace.reading() as connection, no_collection():
        authors: dict[str, str] = {}
        audit = _one(connection, "audit", audit_id, authors)
        site = _one(connection, "site", audit.site_id, authors)
        enterprise = _one(connection, "enterprise", audit.enterprise_id, authors)
        parts: dict[str, Any] = {
            name: tuple(_of_audit(connection, entity, audit_id, authors))
            for entity, name in COLLECTIONS.items()
        }
    return Snapshot(enterprise=enterprise, site=site, audit=audit, authors=authors, **parts)


def records(workspace: Workspace, entity: str, **equal: object) -> list[Any]:
    """All records of an entity, oldest first, with the given column values."""
    table = TABLES.get(entity)
    if table is None:
        raise e.NO_ENTITY(entity=entity)
    query = sa.select(*columns(entity)).order_by(table.c.id)
    for name, value in equal.items():
        query = query.where(table.c[name] == value)
    with workspace.reading() as connection:
        return [_decoded(entity, row) for row in connection.execute(query)]


def record(workspace: Workspace, entity: str, record_id: str) -> Any:
    """One record.

    Raises:
        SymbioError: there is none.
    """
    found = records(workspace, entity, id=record_id)
    if not found:
        raise e.NO_RECORD(entity=entity, id=record_id)
    return found[0]


def ids_of_audit(connection: sa.Connection, audit_id: str) -> list[tuple[str, str]]:
    """(entity, id) of everything that belongs to an audit, without the audit itself."""
    return [
        (entity, record_id)
        for entity in COLLECTIONS
        for record_id in connection.execute(
            sa.select(TABLES[entity].c.id).where(TABLES[entity].c.audit_id == audit_id)
        ).scalars()
    ]


def sizes(workspace: Workspace) -> dict[str, tuple[int, str]]:
    """Audit id → (number of streams, time of the last edit of the audit or its streams)."""
    audit, stream = TABLES["audit"], TABLES["stream"]
    query = (
        sa.select(
            audit.c.id,
            sa.func.count(stream.c.id),
            sa.func.max(audit.c.edited_at, sa.func.coalesce(sa.func.max(stream.c.edited_at), "")),
        )
        .select_from(audit.outerjoin(stream, stream.c.audit_id == audit.c.id))
        .group_by(audit.c.id)
    )
    with workspace.reading() as connection:
        return {row[0]: (row[1], row[2]) for row in connection.execute(query)}


def history(
    workspace: Workspace, entity: str, record_id: str, field: str | None = None
) -> list[HistoryEntry]:
    """The changes of a record or of one of its fields, oldest first.

    A whole record that appeared or went counts for each of its fields.
    """
    query = _journal().where(change.c.entity == entity, change.c.record_id == record_id)
    if field is not None:
        query = query.where(change.c.field.in_([field, WHOLE]))
    with workspace.reading() as connection:
        found = [_history_entry(row, field) for row in connection.execute(query)]
    return [entry for entry in found if entry.field == WHOLE or entry.old != entry.new]


def recent(workspace: Workspace, limit: int) -> list[HistoryEntry]:
    """The changes of the newest ``limit`` operations, newest operation first."""
    newest = sa.select(operation.c.seq).order_by(operation.c.seq.desc()).limit(limit)
    query = _journal().where(change.c.seq.in_(newest)).order_by(None)
    query = query.order_by(change.c.seq.desc(), change.c.n)
    with workspace.reading() as connection:
        return [_history_entry(row, None) for row in connection.execute(query)]


def bin_of(workspace: Workspace) -> list[Binned]:
    """Deleted records that can be restored, the newest first."""
    query = (
        _journal()
        .where(change.c.field == WHOLE, change.c.new.is_(None))
        .where(operation.c.kind == "do", operation.c.state == "done")
        .order_by(None)
        .order_by(change.c.seq.desc(), change.c.n)
    )
    out: dict[tuple[str, str], Binned] = {}
    with workspace.reading() as connection:
        for row in connection.execute(query):
            key = (row.entity, row.record_id)
            if key in out or _exists(connection, *key):
                continue
            lost = from_json(r.ENTITIES[row.entity], json.loads(row.old))
            out[key] = Binned(row.entity, row.record_id, row.id, row.actor, row.at, lost)
    return list(out.values())


def state_hash(workspace: Workspace) -> str:
    """SHA-256 over all living records in their written form, independent of order of writing."""
    digest = hashlib.sha256()
    with workspace.reading() as connection:
        for entity in sorted(TABLES):
            query = sa.select(*columns(entity)).order_by(TABLES[entity].c.id)
            for row in connection.execute(query):
                digest.update(dumps([entity, to_data(entity, row)]).encode())
    return digest.hexdigest()


def _one(connection: sa.Connection, entity: str, record_id: str, authors: dict[str, str]) -> Any:
    table = TABLES[entity]
    query = sa.select(*columns(entity), table.c.edited_by).where(table.c.id == record_id)
    row = connection.execute(query).first()
    if row is None:
        raise e.NO_RECORD(entity=entity, id=record_id)
    authors[record_id] = row[-1]
    return _decoded(entity, row[:-1])


def _of_audit(
    connection: sa.Connection, entity: str, audit_id: str, authors: dict[str, str]
) -> Iterator[Any]:
    rows = direct.rows(connection, direct.of_audit(entity), {"audit": audit_id})
    for row in rows:
        authors[row[0]] = row[-1]
        yield _decoded(entity, row[:-1])


def _decoded(entity: str, row: Any) -> Any:
    try:
        return decode(entity, row)
    except (ValueError, TypeError, KeyError) as fault:
        raise e.STRANGE_RECORD(entity=entity, id=row[0], reason=str(fault)) from fault


def _journal() -> sa.Select[Any]:
    return (
        sa.select(change, operation)
        .join(operation, operation.c.seq == change.c.seq)
        .order_by(change.c.seq, change.c.n)
    )


def _history_entry(row: Any, field: str | None) -> HistoryEntry:
    old = None if row.old is None else json.loads(row.old)
    new = None if row.new is None else json.loads(row.new)
    if field is not None and row.field == WHOLE:
        old, new = _at(old, field), _at(new, field)
    return HistoryEntry(
        seq=row[0],
        operation=row.id,
        name=row.name,
        kind=row.kind,
        actor=row.actor,
        at=row.at,
        reason=row.reason,
        entity=row.entity,
        id=row.record_id,
        field=row.field,
        old=old,
        new=new,
    )


def _at(data: Any, path: str) -> Any:
    for step in path.split(".", maxsplit=1):
        data = data.get(step) if isinstance(data, dict) else None
    return data


def _exists(connection: sa.Connection, entity: str, record_id: str) -> bool:
    table = TABLES[entity]
    return (
        connection.execute(sa.select(table.c.id).where(table.c.id == record_id)).first() is not None
    )
