"""A whole audit as edits: what must be added, changed and binned so that the file holds it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from symbioaudit.model import records as r
from symbioaudit.model.changes import Changes, FieldChange
from symbioaudit.model.codec import field_types
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.storage import edits as ed
from symbioaudit.storage import evidence_files, operations, writer
from symbioaudit.storage.reader import ids_of_audit
from symbioaudit.storage.store import Workspace


def save(
    workspace: Workspace, snapshot: Snapshot, name: str, files: Iterable[bytes] = ()
) -> Changes:
    """Make the file hold exactly ``snapshot`` and ``files`` of its evidence, in one operation; ids stay."""

    def make(connection: sa.Connection) -> list[ed.Edit]:
        for content in files:
            evidence_files.put(connection, content)
        return edits_for(connection, snapshot)

    return operations.commit_with(workspace, name, make)


def preview(workspace: Workspace, snapshot: Snapshot) -> tuple[FieldChange, ...]:
    """What :func:`save` would change."""
    with workspace.reading() as connection:
        edits = edits_for(connection, snapshot)
        state = writer.load(connection, dict.fromkeys(ed.key_of(edit) for edit in edits))
    return tuple(ed.plan(edits, state))


def delete(workspace: Workspace, audit_id: str, name: str) -> Changes:
    """Move an audit with all its records to the bin, in one operation."""

    def make(connection: sa.Connection) -> list[ed.Edit]:
        owned = ids_of_audit(connection, audit_id)
        return [ed.Delete("audit", audit_id), *(ed.Delete(*key) for key in owned)]

    return operations.commit_with(workspace, name, make)


def edits_for(connection: sa.Connection, snapshot: Snapshot) -> list[ed.Edit]:
    """Creates for new ids, updates for known ones, deletions for what the snapshot lacks."""
    wanted = {(record.entity, record.id): record for record in snapshot.all_records()}
    present = writer.load(connection, wanted)
    edits: list[ed.Edit] = [
        ed.Create(record) if present[key] is None else ed.Update(*key, _all_fields(record))
        for key, record in wanted.items()
    ]
    gone = [key for key in ids_of_audit(connection, snapshot.audit.id) if key not in wanted]
    return [*edits, *(ed.Delete(*key) for key in gone)]


def _all_fields(record: r.Record) -> dict[str, Any]:
    fixed = ("id", "audit_id")
    return {name: getattr(record, name) for name in field_types(type(record)) if name not in fixed}
