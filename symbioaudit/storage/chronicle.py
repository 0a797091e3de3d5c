"""Reading the journal as a whole: the steps that concern one audit, and what undo and redo would do next."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from symbioaudit.model.changes import FieldChange
from symbioaudit.storage.edits import WHOLE
from symbioaudit.storage.schema import TABLES, change, operation
from symbioaudit.storage.store import Workspace

PLANT: Final = ("enterprise", "site")
CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class Step:
    """One operation with its changes, those of one audit only where it was asked for by audit."""

    seq: int
    id: str
    name: str  # English text of the catalogue
    kind: str  # do, undo, redo
    target: int | None
    actor: str
    at: str  # ISO 8601
    reason: str | None
    hash: str
    state: str  # done, undone, dropped; empty for undo and redo themselves
    changes: tuple[FieldChange, ...]
    size: int  # how many changes there are, also when ``changes`` was cut


def steps(
    workspace: Workspace,
    audit_id: str,
    *,
    most: int | None = None,
    record_id: str | None = None,
) -> tuple[Step, ...]:
    """The operations on the records of an audit and its plant, oldest first.

    ``most`` cuts the changes of one operation (a loaded list of thousands); ``record_id`` asks for
    one record only.
    """
    with workspace.reading() as connection:
        query = _changes().where(_concerns(connection, audit_id))
        if record_id is not None:
            query = query.where(change.c.record_id == record_id)
        sizes: dict[int, int] = {}
        if most is not None:
            counted = query.with_only_columns(change.c.seq, sa.func.count()).order_by(None)
            rows = connection.execute(counted.group_by(change.c.seq))
            sizes = {row[0]: row[1] for row in rows}
            query = query.where(change.c.n < most)
        return _grouped(connection.execute(query), sizes)


def everything(workspace: Workspace) -> tuple[Step, ...]:
    """The whole journal, oldest first."""
    with workspace.reading() as connection:
        return _grouped(connection.execute(_changes()), {})


def shared_until(workspace: Workspace, other: Workspace) -> int:
    """The last sequence number up to which two files have the same journal; 0 when they share nothing."""
    mine, theirs = _hashes(workspace), _hashes(other)
    last = 0
    for (seq, digest), (seq2, digest2) in zip(mine, theirs, strict=False):
        if (seq, digest) != (seq2, digest2):
            break
        last = seq
    return last


def next_step(workspace: Workspace, audit_id: str | None, *, redo: bool = False) -> Step | None:
    """What undo (or ``redo``) would take: the newest of the audit, or of the file without an audit."""
    newest = _next(workspace, None, redo=redo)
    if audit_id is None or newest is None or _belongs(workspace, newest, audit_id):
        return newest
    return _next(workspace, audit_id, redo=redo)


def audits_of(workspace: Workspace, step: Step) -> frozenset[str]:
    """The audits whose own records a step touches; a plant's data count for none."""
    out, unknown = set[str](), set[str]()
    for item in step.changes:
        if item.entity == "audit":
            out.add(item.id)
        elif item.entity in PLANT:
            continue
        elif item.field == WHOLE:
            out.add((item.new or item.old)["audit_id"])
        else:
            unknown.add(item.id)
    return frozenset(out | set(_homes(workspace, unknown).values()))


def _next(workspace: Workspace, audit_id: str | None, *, redo: bool) -> Step | None:
    with workspace.reading() as connection:
        query = sa.select(operation.c.seq).where(
            operation.c.state == ("undone" if redo else "done")
        )
        if audit_id is not None:
            own = sa.select(change.c.seq).where(_concerns(connection, audit_id))
            query = query.where(operation.c.seq.in_(own))
        order = operation.c.seq if redo else operation.c.seq.desc()
        seq = connection.execute(query.order_by(order).limit(1)).scalar()
        if seq is None:
            return None
        found = _grouped(connection.execute(_changes().where(change.c.seq == seq)), {})
    return found[0] if found else None


def _belongs(workspace: Workspace, step: Step, audit_id: str) -> bool:
    """True where a step touches the audit; one on a plant only belongs to the audits of that plant."""
    homes = audits_of(workspace, step)
    if homes:
        return audit_id in homes
    with workspace.reading() as connection:
        table = TABLES["audit"]
        query = sa.select(table.c.enterprise_id, table.c.site_id).where(table.c.id == audit_id)
        plant = {one for row in connection.execute(query) for one in row}
    return any(item.id in plant for item in step.changes)


def _concerns(connection: sa.Connection, audit_id: str) -> sa.ColumnElement[bool]:
    """The changes of the audit, of its records, dead ones too, and of its enterprise and site."""
    home = sa.func.json_extract(sa.func.coalesce(change.c.new, change.c.old), "$.audit_id")
    whole = sa.and_(change.c.field == WHOLE, home == audit_id)
    own = sa.select(change.c.record_id).where(whole).distinct()
    table = TABLES["audit"]
    query = sa.select(table.c.enterprise_id, table.c.site_id).where(table.c.id == audit_id)
    plant = [one for row in connection.execute(query) for one in row]
    plant += _former_plant(connection, audit_id)
    return sa.or_(
        change.c.record_id.in_(own),
        change.c.record_id.in_([audit_id, *plant]),
    )


def _former_plant(connection: sa.Connection, audit_id: str) -> list[str]:
    """Enterprise and site with which the audit was made, also when it lies in the bin now."""
    query = sa.select(sa.func.coalesce(change.c.new, change.c.old)).where(
        change.c.record_id == audit_id, change.c.field == WHOLE
    )
    out: list[str] = []
    for text in connection.execute(query).scalars():
        data = json.loads(text)
        out += [data["enterprise_id"], data["site_id"]]
    return out


def _homes(workspace: Workspace, ids: set[str]) -> dict[str, str]:
    """Record id → the audit it was made in."""
    home = sa.func.json_extract(sa.func.coalesce(change.c.new, change.c.old), "$.audit_id")
    out: dict[str, str] = {}
    ordered = sorted(ids)
    with workspace.reading() as connection:
        for start in range(0, len(ordered), CHUNK):
            part = ordered[start : start + CHUNK]
            query = sa.select(change.c.record_id, home).where(
                change.c.record_id.in_(part), change.c.field == WHOLE
            )
            out.update((row[0], row[1]) for row in connection.execute(query))
    return out


def _changes() -> sa.Select[Any]:
    return (
        sa.select(change, operation)
        .join(operation, operation.c.seq == change.c.seq)
        .order_by(change.c.seq, change.c.n)
    )


def _hashes(workspace: Workspace) -> list[tuple[int, str]]:
    with workspace.reading() as connection:
        query = sa.select(operation.c.seq, operation.c.hash).order_by(operation.c.seq)
        return [(row[0], row[1]) for row in connection.execute(query)]


def _grouped(rows: Iterable[Any], sizes: Mapping[int, int]) -> tuple[Step, ...]:
    out: list[Step] = []
    head: Any = None
    found: list[FieldChange] = []

    def close() -> None:
        if head is not None:
            out.append(
                Step(
                    head[0], head.id, head.name, head.kind, head.target, head.actor, head.at, head.reason,
                    head.hash, head.state, tuple(found), sizes.get(head[0], len(found)),
                )
            )  # fmt: skip

    for row in rows:
        if head is None or row[0] != head[0]:
            close()
            head, found = row, []
        old = None if row.old is None else json.loads(row.old)
        new = None if row.new is None else json.loads(row.new)
        found.append(FieldChange(row.entity, row.record_id, row.field, old, new))
    close()
    return tuple(out)
