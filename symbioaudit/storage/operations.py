"""Every write: one transaction that holds the rows, the journal entry and its field changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from symbioaudit.base import clock
from symbioaudit.model.changes import Changes, FieldChange
from symbioaudit.storage import edits as ed
from symbioaudit.storage import errors as e
from symbioaudit.storage import journal, signed, writer
from symbioaudit.storage.store import Workspace


def commit(
    workspace: Workspace, name: str, edits: Sequence[ed.Edit], *, reason: str | None = None
) -> Changes:
    """Write ``edits`` as one operation; nothing is journaled when nothing changes.

    Raises:
        SymbioError: an edit does not fit, or the file cannot be written; then nothing is changed.
    """
    return commit_with(workspace, name, lambda _connection: edits, reason=reason)


def commit_with(
    workspace: Workspace,
    name: str,
    make: Callable[[sa.Connection], Sequence[ed.Edit]],
    *,
    reason: str | None = None,
) -> Changes:
    """Like :func:`commit`, with edits that are made from what the transaction sees."""
    with workspace.transaction() as connection:
        edits = make(connection)
        before = writer.load(connection, dict.fromkeys(ed.key_of(edit) for edit in edits))
        after = dict(before)
        changes = tuple(ed.plan(edits, after))
        if not changes:
            return Changes("", name)
        reopened = tuple(signed.reopening(connection, changes, before, after, reason))
        changes += tuple(ed.plan(reopened, after))
        journal.drop_redo(connection)
        return _write(workspace, connection, before, after, _Entry(name, "do", changes, reason))


def undo(workspace: Workspace, seq: int | None = None) -> Changes:
    """Take back the newest operation that still stands; the undo itself is journaled.

    ``seq`` names an earlier one, of another audit than the newest: allowed while nothing that
    stands has touched its records since.

    Raises:
        SymbioError: there is none, or it cannot be taken back before later ones.
    """
    with workspace.transaction() as connection:
        entry = journal.to_undo(connection, seq)
        if entry is None:
            raise e.NOTHING_TO_UNDO(path=workspace.path)
        if seq is not None and journal.touched_since(connection, seq, "done"):
            raise e.UNDO_LATER_FIRST(name=entry.name)
        changes = tuple(ed.inverse(journal.changes_of(connection, entry.seq)))
        journal.set_state(connection, entry.seq, "undone")
        return _replay(workspace, connection, _Entry(entry.name, "undo", changes, None, entry.seq))


def redo(workspace: Workspace, seq: int | None = None) -> Changes:
    """Do again what was undone last, or the undone operation ``seq`` of one audit.

    Raises:
        SymbioError: nothing was undone, or something new was done since.
    """
    with workspace.transaction() as connection:
        entry = journal.to_redo(connection, seq)
        if entry is None:
            raise e.NOTHING_TO_REDO(path=workspace.path)
        if seq is not None and journal.touched_since(connection, seq, "undone", before=True):
            raise e.UNDO_LATER_FIRST(name=entry.name)
        changes = journal.changes_of(connection, entry.seq)
        journal.set_state(connection, entry.seq, "done")
        return _replay(workspace, connection, _Entry(entry.name, "redo", changes, None, entry.seq))


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    kind: str
    changes: tuple[FieldChange, ...]
    reason: str | None
    target: int | None = None


def _replay(workspace: Workspace, connection: sa.Connection, entry: _Entry) -> Changes:
    before = writer.load(connection, dict.fromkeys((c.entity, c.id) for c in entry.changes))
    after = dict(before)
    for item in entry.changes:
        ed.apply(item, after)
    return _write(workspace, connection, before, after, entry)


def _write(
    workspace: Workspace,
    connection: sa.Connection,
    before: ed.State,
    after: ed.State,
    entry: _Entry,
) -> Changes:
    at = clock.now().isoformat(timespec="milliseconds")
    writer.save(connection, before, after, actor=workspace.actor, at=at)
    writer.check_links(connection, before, after)
    written = journal.append(
        connection,
        name=entry.name,
        kind=entry.kind,
        actor=workspace.actor,
        at=at,
        changes=entry.changes,
        reason=entry.reason,
        target=entry.target,
    )
    return Changes(written.id, entry.name, entry.changes)
