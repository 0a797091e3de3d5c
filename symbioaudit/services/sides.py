"""What can be compared: an audit now, on a day, after an operation, or as it was signed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from symbioaudit.model import records as r
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


@dataclass(frozen=True, slots=True)
class Side:
    """One thing to compare: what :func:`side` reads, its kind (audit, revision, start, day), what people read."""

    text: str
    kind: str
    label: str


def offered(workspace: Workspace, audit_id: str) -> tuple[Side, ...]:
    """The audit now, other audits of its plant, its signed revisions and the days it was worked on."""
    from symbioaudit.storage import reader

    audits = {audit.id: audit for audit in reader.records(workspace, "audit")}
    own = audits[audit_id]
    visits = [a for a in audits.values() if a.site_id == own.site_id and a.id != audit_id]
    out = [Side(audit_id, "audit", _named(own))]
    out += [Side(a.id, "audit", _named(a)) for a in reversed(visits)]
    steps = history.steps_of(workspace, audit_id)
    signed = {
        int(item.new["revision"])
        for step in steps
        for item in step.changes
        if item.entity == "signoff" and item.field == "*" and item.new
    }
    out += [Side(f"{audit_id}@r{n}", "revision", str(n)) for n in sorted(signed, reverse=True)]
    born = timemachine.born(steps, audit_id)
    out.append(Side(f"{audit_id}@{born}", "start", ""))
    days = dict.fromkeys(step.at[:10] for step in steps if step.seq >= born)
    out += [Side(f"{audit_id}@{day}", "day", day) for day in reversed(days)]
    return tuple(out)


def _named(audit: r.Audit) -> str:
    period = (
        f"{audit.period_start:%d.%m.%Y}–{audit.period_end:%d.%m.%Y}"
        if audit.period_start and audit.period_end
        else ""
    )
    return " · ".join(part for part in (audit.number, audit.title, period) if part) or audit.id
