"""What can be compared: an audit now, on a day, after an operation, or as it was signed."""

from __future__ import annotations

import re

from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services import errors as e
from symbioaudit.services import history, timemachine
from symbioaudit.services.audits import find_audit
from symbioaudit.services.snapshots import load_snapshot
from symbioaudit.services.workspace import Workspace

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def side(workspace: Workspace, text: str) -> Snapshot:
    """The audit that ``AUDIT`` or ``AUDIT@MOMENT`` names.

    ``MOMENT`` is a day or a time in ISO 8601, the number of an operation, or ``r1`` for a signed revision.

    Raises:
        SymbioError: no such audit, or it was not there at the moment.
    """
    name, _at, moment = text.partition("@")
    audit_id = find_audit(workspace, name).id
    return at_moment(workspace, audit_id, moment) if moment else load_snapshot(workspace, audit_id)


def at_moment(workspace: Workspace, audit_id: str, moment: str) -> Snapshot:
    """The audit at a moment.

    Raises:
        SymbioError: it was not there then.
    """
    steps = history.steps_of(workspace, audit_id, whole=True)
    if moment.isdecimal():
        seq = int(moment)
    elif moment[:1] == "r" and moment[1:].isdecimal():
        seq = timemachine.seq_of_revision(steps, int(moment[1:]))
    elif _DAY.match(moment):
        seq = timemachine.seq_before(steps, moment)
    else:
        seq = 0
    found = timemachine.snapshot_at(steps, audit_id, seq)
    if found is None:
        raise e.NO_MOMENT(audit=audit_id, text=moment)
    return found
