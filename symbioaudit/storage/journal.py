"""The journal: every operation with its field changes, chained by hashes, in the same transaction as the data.

One journal gives undo and redo across restarts, the history of a field and the audit trail.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from symbioaudit.base.ids import new_id
from symbioaudit.model.changes import FieldChange
from symbioaudit.storage import direct
from symbioaudit.storage.rows import dumps
from symbioaudit.storage.schema import change, operation

GENESIS: Final = "0" * 64
SEAL: Final = "seal"  # kind of an operation that is never undone: signing, opening again
_LAST: Final = "SELECT seq, hash FROM operation ORDER BY seq DESC LIMIT 1"
_DROP: Final = "UPDATE operation SET state = 'dropped' WHERE state = 'undone'"


@dataclass(frozen=True, slots=True)
class Entry:
    """One operation as it stands in the journal."""

    seq: int
    id: str
    name: str
    kind: str
    target: int | None
    actor: str
    at: str
    reason: str | None
    prev_hash: str
    hash: str
    state: str


def entry_hash(row: dict[str, Any], changes: Iterable[FieldChange]) -> str:
    """SHA-256 over the entry before, this entry and its changes."""
    fields = ("seq", "id", "name", "kind", "target", "actor", "at", "reason", "prev_hash")
    body = {name: row[name] for name in fields}
    body["changes"] = [[c.entity, c.id, c.field, c.old, c.new] for c in changes]
    return hashlib.sha256(dumps(body).encode()).hexdigest()


def append(
    connection: sa.Connection,
    *,
    name: str,
    kind: str,
    actor: str,
    at: str,
    changes: tuple[FieldChange, ...],
    reason: str | None = None,
    target: int | None = None,
) -> Entry:
    """Write one entry and its changes."""
    last = direct.one(connection, _LAST)
    row: dict[str, Any] = {
        "seq": last[0] + 1 if last else 1,
        "id": new_id(),
        "name": name,
        "kind": kind,
        "target": target,
        "actor": actor,
        "at": at,
        "reason": reason,
        "prev_hash": last[1] if last else GENESIS,
        "state": "done" if kind == "do" else "",
    }
    row["hash"] = entry_hash(row, changes)
    direct.many(connection, direct.insert(operation, tuple(row)), (row,))
    if changes:
        rows = [_change_row(row["seq"], n, c) for n, c in enumerate(changes)]
        direct.many(connection, direct.insert(change, tuple(rows[0])), rows)
    return Entry(**row)


def _change_row(seq: int, n: int, item: FieldChange) -> dict[str, Any]:
    return {
        "seq": seq,
        "n": n,
        "entity": item.entity,
        "record_id": item.id,
        "field": item.field,
        "old": None if item.old is None else dumps(item.old),
        "new": None if item.new is None else dumps(item.new),
    }


def changes_of(connection: sa.Connection, seq: int) -> tuple[FieldChange, ...]:
    """The changes of one entry in their order."""
    rows = connection.execute(sa.select(change).where(change.c.seq == seq).order_by(change.c.n))
    return tuple(map(_change, rows))


def all_changes(connection: sa.Connection) -> Iterator[tuple[int, FieldChange]]:
    """(sequence number of the entry, change) for the whole journal in its order."""
    for row in connection.execute(sa.select(change).order_by(change.c.seq, change.c.n)):
        yield row.seq, _change(row)


def _change(row: Any) -> FieldChange:
    old = None if row.old is None else json.loads(row.old)
    new = None if row.new is None else json.loads(row.new)
    return FieldChange(row.entity, row.record_id, row.field, old, new)


def to_undo(connection: sa.Connection, seq: int | None = None) -> Entry | None:
    """The newest operation that still stands, or the one with this number if it stands."""
    query = sa.select(operation).where(operation.c.state == "done")
    if seq is not None:
        query = query.where(operation.c.seq == seq)
    return _first(connection, query.order_by(operation.c.seq.desc()))


def to_redo(connection: sa.Connection, seq: int | None = None) -> Entry | None:
    """The operation undone last, or the one with this number if it is undone."""
    query = sa.select(operation).where(operation.c.state == "undone")
    if seq is not None:
        query = query.where(operation.c.seq == seq)
    return _first(connection, query.order_by(operation.c.seq))


def is_last(connection: sa.Connection, seq: int) -> bool:
    """True when nothing that stands, and no signing, came after the operation ``seq``."""
    standing = sa.or_(operation.c.state == "done", operation.c.kind == SEAL)
    query = sa.select(operation.c.seq).where(operation.c.seq > seq, standing).limit(1)
    return connection.execute(query).first() is None


def touched_since(connection: sa.Connection, seq: int, state: str, *, before: bool = False) -> bool:
    """True when an operation in this state after ``seq`` (``before``: before it) has a record in common."""
    mine = sa.select(change.c.record_id).where(change.c.seq == seq)
    side = operation.c.seq < seq if before else operation.c.seq > seq
    query = (
        sa.select(change.c.seq)
        .join(operation, operation.c.seq == change.c.seq)
        .where(operation.c.state == state, side, change.c.record_id.in_(mine))
    )
    return connection.execute(query.limit(1)).first() is not None


def drop_redo(connection: sa.Connection) -> None:
    """A new operation ends the branch that could be redone; its entries stay in the journal."""
    direct.one(connection, _DROP)


def set_state(connection: sa.Connection, seq: int, state: str) -> None:
    """Move an entry between ``done`` and ``undone``."""
    connection.execute(operation.update().where(operation.c.seq == seq).values(state=state))


def entries(connection: sa.Connection) -> Iterator[Entry]:
    """All entries from the first."""
    for row in connection.execute(sa.select(operation).order_by(operation.c.seq)):
        yield Entry(**row._mapping)  # noqa: SLF001 (SQLAlchemy's public way to a row's names)


def first_break(connection: sa.Connection) -> int | None:
    """Sequence number of the first entry whose hash does not fit, or None."""
    before = GENESIS
    for place, entry in enumerate(entries(connection), start=1):
        fits = entry.seq == place and entry.prev_hash == before
        if not fits or _hash_of(connection, entry) != entry.hash:
            return entry.seq
        before = entry.hash
    return None


def _hash_of(connection: sa.Connection, entry: Entry) -> str | None:
    row = {name: getattr(entry, name) for name in Entry.__slots__}
    try:
        return entry_hash(row, changes_of(connection, entry.seq))
    except (ValueError, TypeError, RecursionError):
        return None  # no JSON any more


def _first(connection: sa.Connection, query: sa.Select[Any]) -> Entry | None:
    row = connection.execute(query.limit(1)).first()
    return Entry(**row._mapping) if row else None  # noqa: SLF001
