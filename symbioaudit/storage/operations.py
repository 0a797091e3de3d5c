"""Every write: one transaction that holds the rows, the journal entry and its field changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa

from symbioaudit.base import clock
from symbioaudit.model.changes import Changes, FieldChange
from symbioaudit.model.enums import AuditStatus
from symbioaudit.storage import edits as ed
from symbioaudit.storage import errors as e
from symbioaudit.storage import journal, signed, writer
from symbioaudit.storage.store import Workspace


def commit(
    workspace: Workspace,
    name: str,
    edits: Sequence[ed.Edit],
    *,
    reason: str | None = None,
    source: str | None = None,
    final: bool = False,
) -> Changes:
    """Write ``edits`` as one operation; nothing is journaled when nothing changes.

    ``reason`` is a person's, ``source`` says where the edits come from; both are journaled, only the
    reason opens a signed audit. ``final``: signing and opening again, which undo passes over.

    Raises:
        SymbioError: an edit does not fit, or the file cannot be written; then nothing is changed.
    """
    return commit_with(
        workspace, name, lambda _connection: edits, reason=reason, source=source, final=final
    )


def commit_with(
    workspace: Workspace,
    name: str,
    make: Callable[[sa.Connection], Sequence[ed.Edit]],
    *,
    reason: str | None = None,
    source: str | None = None,
    final: bool = False,
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
        told = ": ".join(part for part in (source, reason) if part) or None
        kind = journal.SEAL if final else "do"
        return _write(workspace, connection, before, after, _Entry(name, kind, changes, told))


def undo(workspace: Workspace, seq: int | None = None, *, reason: str | None = None) -> Changes:
    """Take back the newest operation that still stands; the undo itself is journaled.

    ``seq`` names an earlier one, of another audit than the newest: allowed while nothing that
    stands has touched its records since.

    Raises:
        SymbioError: there is none, it cannot be taken back before later ones, or it is part of a
            signed audit and there is no reason.
    """
    with workspace.transaction() as connection:
        entry = journal.to_undo(connection, seq)
        if entry is None:
            raise e.NOTHING_TO_UNDO(path=workspace.path)
        if seq is not None and journal.touched_since(connection, seq, "done"):
            raise e.UNDO_LATER_FIRST(name=entry.name)
        changes = tuple(ed.inverse(journal.changes_of(connection, entry.seq)))
        if not journal.is_last(connection, entry.seq):
            changes = signed.without_signing(changes)
        journal.set_state(connection, entry.seq, "undone")
        undone = _Entry(entry.name, "undo", changes, reason, entry.seq)
        return _replay(workspace, connection, undone)


def redo(workspace: Workspace, seq: int | None = None, *, reason: str | None = None) -> Changes:
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
        why = reason or entry.reason  # what opened a signed audit once opens it again
        return _replay(workspace, connection, _Entry(entry.name, "redo", changes, why, entry.seq))


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
    reopened = signed.reopening(connection, entry.changes, before, after, entry.reason)
    further = tuple(ed.plan([edit for edit in reopened if _is_signed(after, edit)], after))
    entry = replace(entry, changes=entry.changes + further)
    return _write(workspace, connection, before, after, entry)


def _is_signed(state: ed.State, edit: ed.Edit) -> bool:
    """False where the replayed changes make a draft of the audit themselves."""
    return (state.get(ed.key_of(edit)) or {}).get("status") == AuditStatus.SIGNED.value


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
