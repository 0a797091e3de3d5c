"""Every change of the workspace goes through here: one operation = one transaction, one journal
entry, one step of undo; what changed comes back as :class:`Changes`.

Names of operations are English texts of the catalogue; the history shows them translated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from symbioaudit.base.i18n import N_
from symbioaudit.model.changes import Changes
from symbioaudit.model.records import Record
from symbioaudit.storage import operations as store
from symbioaudit.storage import reader
from symbioaudit.storage.edits import Create, Delete, Edit, Update
from symbioaudit.storage.reader import Binned, HistoryEntry
from symbioaudit.storage.store import Workspace

__all__ = [
    "Binned", "Create", "Delete", "Edit", "HistoryEntry", "Update",
    "apply_batch", "bin_of", "create", "create_many", "delete", "get", "history", "record",
    "redo", "restore", "restore_many", "undo",
]  # fmt: skip

ADD = N_("Add a record")
ADD_MANY = N_("Add records")
CHANGE = N_("Change a record")
DELETE = N_("Delete a record")
RESTORE = N_("Restore from the bin")


def create(workspace: Workspace, record_: Record, name: str = ADD) -> Changes:
    """Add one record.

    Raises:
        SymbioError: the id is taken, a value does not fit, a link leads nowhere.
    """
    return store.commit(workspace, name, [Create(record_)])


def create_many(workspace: Workspace, records: Iterable[Record], name: str = ADD_MANY) -> Changes:
    """Add many records as one operation; they may refer to each other in any order."""
    return store.commit(workspace, name, [Create(item) for item in records])


def record(
    workspace: Workspace,
    entity: str,
    record_id: str,
    fields: Mapping[str, Any],
    reason: str | None = None,
    name: str = CHANGE,
) -> Changes:
    """Set fields of a record: values as in the record or as JSON; None blanks.

    Paths ``properties.<code>`` and ``reasons.<code>`` reach inside. Filling a field drops its
    reason for being blank. Nothing is journaled when nothing changes.

    Raises:
        SymbioError: no such record or field, a value that does not fit, a link to nothing.
    """
    return store.commit(workspace, name, [Update(entity, record_id, fields)], reason=reason)


def delete(workspace: Workspace, entity: str, record_id: str, name: str = DELETE) -> Changes:
    """Move a record to the bin.

    Raises:
        SymbioError: no such record, or others still refer to it (says which and how many).
    """
    return store.commit(workspace, name, [Delete(entity, record_id)])


def apply_batch(
    workspace: Workspace,
    name: str,
    edits: Sequence[Edit],
    reason: str | None = None,
    *,
    source: str | None = None,
    final: bool = False,
) -> Changes:
    """Many edits as one operation; links are checked when all are done.

    ``source`` says where the edits come from; ``final``: undo passes over it (signing).
    """
    return store.commit(workspace, name, edits, reason=reason, source=source, final=final)


def undo(workspace: Workspace, seq: int | None = None, *, reason: str | None = None) -> Changes:
    """Take back the newest operation that still stands, also after a restart.

    ``seq`` names an earlier one whose records nothing has touched since (another audit is newer).
    """
    return store.undo(workspace, seq, reason=reason)


def redo(workspace: Workspace, seq: int | None = None, *, reason: str | None = None) -> Changes:
    """Do again what was undone last, or the undone operation ``seq``."""
    return store.redo(workspace, seq, reason=reason)


def get(workspace: Workspace, entity: str, record_id: str) -> Any:
    """One record by its id.

    Raises:
        SymbioError: there is none.
    """
    return reader.record(workspace, entity, record_id)


def history(
    workspace: Workspace, entity: str, record_id: str, field: str | None = None
) -> list[HistoryEntry]:
    """The changes of a record or of one field, oldest first."""
    return reader.history(workspace, entity, record_id, field)


def bin_of(workspace: Workspace) -> list[Binned]:
    """Deleted records that can be restored, the newest first."""
    return reader.bin_of(workspace)


def restore(workspace: Workspace, entity: str, record_id: str) -> Changes:
    """Bring a record back from the bin; an audit brings what was deleted together with it.

    Raises:
        SymbioError: the bin does not hold it, or what it refers to is gone.
    """
    return restore_many(workspace, [(entity, record_id)])


def restore_many(workspace: Workspace, keys: Sequence[tuple[str, str]]) -> Changes:
    """Bring records back from the bin as one operation.

    Raises:
        SymbioError: the bin does not hold one of them, or what it refers to is gone.
    """
    from symbioaudit.storage import errors as e

    binned = bin_of(workspace)
    here = {(b.entity, b.id): b for b in binned}
    together: dict[str, Record] = {}
    for key in keys:
        found = here.get(key)
        if found is None:
            raise e.NOT_IN_BIN(entity=key[0], id=key[1])
        together[found.id] = found.record
        if found.entity == "audit":
            together |= {
                b.id: b.record
                for b in binned
                if b.operation == found.operation
                and getattr(b.record, "audit_id", None) == found.id
            }
    return create_many(workspace, together.values(), RESTORE)
