"""Signing an audit: freezes a revision by hashes of its state, its methodology and its results."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Final

from symbioaudit.analysis import Results
from symbioaudit.base import clock
from symbioaudit.base.i18n import N_
from symbioaudit.base.ids import new_id
from symbioaudit.methodology import Pack
from symbioaudit.model.changes import Changes
from symbioaudit.model.codec import to_json
from symbioaudit.model.enums import AuditStatus
from symbioaudit.model.records import SignOff
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services import errors as e
from symbioaudit.services import operations
from symbioaudit.services.analyses import analyse_audit, results_json
from symbioaudit.services.snapshots import load_snapshot
from symbioaudit.services.workspace import Workspace

SIGN: Final = N_("Sign the audit")
RESULTS_HASH: Final = "results_hash"  # property of the sign-off
MOVING: Final = ("status", "revision")  # fields of the audit that signing itself changes


@dataclass(frozen=True, slots=True)
class Verdict:
    """Does the present state give what was signed."""

    state: bool
    pack: bool
    results: bool

    @property
    def same(self) -> bool:
        """All three hashes are equal."""
        return self.state and self.pack and self.results


def sign(workspace: Workspace, audit_id: str, by: str, reason: str | None = None) -> Changes:
    """Freeze the present state as the next revision: one operation.

    Raises:
        SymbioError: SA-8090 it is signed already; no such audit.
    """
    snapshot, pack, results = analyse_audit(workspace, audit_id)
    audit = snapshot.audit
    if audit.status is AuditStatus.SIGNED:
        raise e.SIGNED_ALREADY(audit=audit.number or audit.id, revision=audit.revision)
    revision = max((audit.revision, *(s.revision for s in snapshot.signoffs))) + 1
    state, methodology, computed = hashes(snapshot, pack, results)
    record = SignOff(
        id=new_id(),
        audit_id=audit_id,
        revision=revision,
        signed_by=by,
        signed_at=clock.now().isoformat(timespec="seconds"),
        state_hash=state,
        pack_hash=methodology,
        reason=reason,
        properties={RESULTS_HASH: computed},
    )
    fields = {"status": AuditStatus.SIGNED.value, "revision": revision}
    edits = [operations.Create(record), operations.Update("audit", audit_id, fields)]
    return operations.apply_batch(workspace, SIGN, edits, reason=reason)


def signoffs(workspace: Workspace, audit_id: str) -> tuple[SignOff, ...]:
    """The signed revisions of an audit, oldest first."""
    return tuple(sorted(load_snapshot(workspace, audit_id).signoffs, key=lambda s: s.revision))


def verify(workspace: Workspace, audit_id: str, signed: SignOff) -> Verdict:
    """Compute everything anew and compare it with what was signed."""
    state, methodology, computed = hashes(*analyse_audit(workspace, audit_id))
    return Verdict(
        state == signed.state_hash,
        methodology == signed.pack_hash,
        computed == signed.properties.get(RESULTS_HASH),
    )


def hashes(snapshot: Snapshot, pack: Pack, results: Results) -> tuple[str, str, str]:
    """SHA-256 of the state without its sign-offs, of the methodology, of the results."""
    records = [_data(record) for record in snapshot.all_records() if record.entity != "signoff"]
    records.sort(key=lambda item: str(item["id"]))
    return _sha(records), pack.hash, _sha(results_json(results, "en"))


def _data(record: Any) -> dict[str, Any]:
    data: dict[str, Any] = {"entity": record.entity, **to_json(record)}
    return {k: v for k, v in data.items() if record.entity != "audit" or k not in MOVING}


def _sha(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
