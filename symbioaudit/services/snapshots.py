"""Whole audits in and out of the workspace."""

from __future__ import annotations

from collections.abc import Iterable

from symbioaudit.base.i18n import N_
from symbioaudit.model.changes import Changes, FieldChange
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.storage import reader, wholes
from symbioaudit.storage.store import Workspace

SAVE = N_("Take in an audit")


def load_snapshot(workspace: Workspace, audit_id: str) -> Snapshot:
    """One audit with its enterprise and site, frozen, in one consistent picture.

    Raises:
        SymbioError: there is no such audit.
    """
    return reader.load_snapshot(workspace, audit_id)


def save_snapshot(
    workspace: Workspace, snapshot: Snapshot, name: str = SAVE, files: Iterable[bytes] = ()
) -> Changes:
    """Make the workspace hold exactly this audit, in one operation that one undo takes back.

    ``files`` are the bytes of its evidence, each kept once.

    Ids stay. Records of the audit that the snapshot lacks go to the bin. The same snapshot
    twice changes nothing. See :func:`preview_snapshot` for asking first.
    """
    return wholes.save(workspace, snapshot, name, files)


def preview_snapshot(workspace: Workspace, snapshot: Snapshot) -> tuple[FieldChange, ...]:
    """What :func:`save_snapshot` would change."""
    return wholes.preview(workspace, snapshot)
