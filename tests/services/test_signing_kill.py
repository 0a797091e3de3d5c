"""Signing is whole or not at all, whenever the process is killed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from symbioaudit.model.enums import AuditStatus
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services.signoff import signoffs, verify
from symbioaudit.services.snapshots import load_snapshot
from symbioaudit.services.workspace import Workspace, open_workspace
from symbioaudit.storage import check

WRITER = """
import sys
from pathlib import Path
from symbioaudit.services.signoff import reopen, sign
from symbioaudit.services.workspace import open_workspace

with open_workspace(Path(sys.argv[1]), create=False) as workspace:
    while True:
        sign(workspace, sys.argv[2], "Анна")
        print("signed", flush=True)
        reopen(workspace, sys.argv[2], "снова")
        print("open", flush=True)
"""


@pytest.mark.parametrize("after", [1, 2, 3, 6])
def test_killed_while_signing(
    after: int, workspace: Workspace, audit: Snapshot, path: Path
) -> None:
    workspace.close()
    child = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), audit.audit.id], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    said = [child.stdout.readline().strip() for _ in range(after)]
    child.kill()
    said += child.stdout.read().split()
    child.wait()
    child.stdout.close()
    with open_workspace(path) as again:
        assert not [fault for _name, fault in check.run_checks(again) if fault]
        signed, now = signoffs(again, audit.audit.id), load_snapshot(again, audit.audit.id).audit
        assert len(signed) - said.count("signed") in (0, 1)
        assert [s.revision for s in signed] == list(range(1, len(signed) + 1))
        assert now.revision == len(signed)
        assert verify(again, audit.audit.id, signed[-1]).same
        if said[-1] == "signed" and len(signed) > said.count("signed"):
            assert now.status is AuditStatus.SIGNED
