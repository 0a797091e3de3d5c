"""A signed audit stays as it was signed until somebody gives a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from symbioaudit.base.errors import SymbioError
from symbioaudit.model.enums import AuditStatus
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services import operations
from symbioaudit.services.signoff import sign, signoffs, verify
from symbioaudit.services.snapshots import load_snapshot
from symbioaudit.services.workspace import Workspace, open_workspace


def test_signing_freezes_and_can_be_recomputed_after_a_restart(
    workspace: Workspace, audit: Snapshot, path: Path
) -> None:
    sign(workspace, audit.audit.id, "Анна")
    workspace.close()
    with open_workspace(path) as again:
        (signed,) = signoffs(again, audit.audit.id)
        assert (signed.revision, signed.signed_by) == (1, "Анна")
        assert verify(again, audit.audit.id, signed).same
        with pytest.raises(SymbioError, match="SA-8090"):
            sign(again, audit.audit.id, "Анна")


def test_a_signed_audit_refuses_a_change_without_a_reason(
    workspace: Workspace, audit: Snapshot
) -> None:
    stream, audit_id = audit.streams[0], audit.audit.id
    sign(workspace, audit_id, "Анна")
    (signed,) = signoffs(workspace, audit_id)
    with pytest.raises(SymbioError, match="SA-5090"):
        operations.record(workspace, "stream", stream.id, {"name": "Другое"})
    assert verify(workspace, audit_id, signed).same
    operations.record(workspace, "stream", stream.id, {"name": "Другое"}, reason="опечатка")
    now = load_snapshot(workspace, audit_id).audit
    assert (now.status, now.revision) == (AuditStatus.DRAFT, 1)
    assert not verify(workspace, audit_id, signed).state
    operations.undo(workspace)
    assert verify(workspace, audit_id, signed).same
    assert load_snapshot(workspace, audit_id).audit.status is AuditStatus.SIGNED
    operations.record(workspace, "stream", stream.id, {"name": "Другое"}, reason="опечатка")
    sign(workspace, audit_id, "Анна")
    assert [s.revision for s in signoffs(workspace, audit_id)] == [1, 2]
