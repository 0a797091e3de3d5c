"""Signing an audit: freezes a revision by its state, its methodology and its results; opening it again."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from symbioaudit.analysis import Results
from symbioaudit.base import clock
from symbioaudit.base.i18n import N_
from symbioaudit.base.ids import new_id
from symbioaudit.methodology import Pack
from symbioaudit.model import ink
from symbioaudit.model.changes import Changes
from symbioaudit.model.codec import to_json
from symbioaudit.model.enums import AuditStatus
from symbioaudit.model.records import SignOff
from symbioaudit.model.signing import (
    AUDITOR,
    REMARKS,
    RESULTS,
    RESULTS_HASH,
    ROLE,
    STROKES,
    remarks_of,
)
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services import errors as e
from symbioaudit.services import operations
from symbioaudit.services.analyses import analyse_audit, results_json
from symbioaudit.services.snapshots import load_snapshot
from symbioaudit.services.workspace import Workspace

SIGN: Final = N_("Sign the audit")
REOPEN: Final = N_("Open a signed audit for corrections")
MOVING: Final = ("status", "revision")  # fields of the audit that signing itself changes
MOST: Final = 64 * 1024 * 1024  # bytes of unpacked frozen results


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Who takes the report and how: ``remarks`` one a line, ``strokes`` the signature as drawn."""

    by: str
    role: str = ""
    remarks: tuple[str, ...] = ()
    strokes: Sequence[Sequence[ink.Point]] = ()


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


def sign(
    workspace: Workspace, audit_id: str, accepted: Acceptance | str, reason: str | None = None
) -> Changes:
    """Freeze the present state as the next revision: one operation, which undo passes over.

    Raises:
        SymbioError: SA-8095 it is signed already; SA-8096 nobody signs; no such audit.
    """
    accepted = Acceptance(accepted) if isinstance(accepted, str) else accepted
    snapshot, pack, results = analyse_audit(workspace, audit_id)
    audit = snapshot.audit
    if audit.status is AuditStatus.SIGNED:
        raise e.SIGNED_ALREADY(audit=audit.number or audit.id, revision=audit.revision)
    if not accepted.by.strip():
        raise e.NOBODY_SIGNS(audit=audit.number or audit.id)
    revision = next_revision(snapshot)
    state, methodology, computed = hashes(snapshot, pack, results)
    record = SignOff(
        id=new_id(),
        audit_id=audit_id,
        revision=revision,
        signed_by=accepted.by.strip(),
        signed_at=clock.now().isoformat(timespec="seconds"),
        state_hash=state,
        pack_hash=methodology,
        reason=reason,
        properties=_properties(accepted, results, computed, workspace.actor),
    )
    fields = {"status": AuditStatus.SIGNED.value, "revision": revision}
    edits: list[operations.Edit] = [
        operations.Create(record),
        operations.Update("audit", audit_id, fields),
    ]
    return operations.apply_batch(workspace, SIGN, edits, reason=reason, final=True)


def reopen(workspace: Workspace, audit_id: str, reason: str) -> Changes:
    """Make a signed audit a draft of the next revision; its signatures stay. A draft stays as it is.

    Raises:
        SymbioError: SA-5090 the reason is blank; no such audit.
    """
    edit = operations.Update("audit", audit_id, {"status": AuditStatus.DRAFT.value})
    return operations.apply_batch(workspace, REOPEN, [edit], reason=reason.strip(), final=True)


def next_revision(snapshot: Snapshot) -> int:
    """The number that the next signature gets."""
    return max((snapshot.audit.revision, *(s.revision for s in snapshot.signoffs))) + 1


def signoffs(workspace: Workspace, audit_id: str) -> tuple[SignOff, ...]:
    """The signed revisions of an audit, oldest first."""
    return in_order(load_snapshot(workspace, audit_id))


def in_order(snapshot: Snapshot) -> tuple[SignOff, ...]:
    """The signatures of a snapshot, oldest first."""
    return tuple(sorted(snapshot.signoffs, key=lambda s: s.revision))


def verify(workspace: Workspace, audit_id: str, signed: SignOff) -> Verdict:
    """Compute everything anew and compare it with what was signed."""
    state, methodology, computed = hashes(*analyse_audit(workspace, audit_id))
    return Verdict(
        state == signed.state_hash,
        methodology == signed.pack_hash,
        computed == signed.properties.get(RESULTS_HASH),
    )


def frozen_results(signed: SignOff) -> Any:
    """The results as they were signed, as plain JSON; None where they are absent or not those of the hash."""
    packed = signed.properties.get(RESULTS)
    try:
        unpacker = zlib.decompressobj()
        data = unpacker.decompress(base64.b64decode(str(packed or ""), validate=True), MOST)
        found = json.loads(data)
    except (ValueError, zlib.error, RecursionError):
        return None
    return found if _sha(found) == signed.properties.get(RESULTS_HASH) else None


def hashes(snapshot: Snapshot, pack: Pack, results: Results) -> tuple[str, str, str]:
    """SHA-256 of the state without its sign-offs, of the methodology, of the results."""
    records = [_data(record) for record in snapshot.all_records() if record.entity != "signoff"]
    records.sort(key=lambda item: str(item["id"]))
    return _sha(records), pack.hash, _sha(results_json(results, "en"))


def as_data(signed: SignOff) -> dict[str, Any]:
    """A signature for programs: without its drawing and without the frozen results."""
    return {
        "revision": signed.revision,
        "signed_by": signed.signed_by,
        "role": signed.properties.get(ROLE),
        "auditor": signed.properties.get(AUDITOR),
        "signed_at": signed.signed_at,
        "remarks": list(remarks_of(signed.properties)),
        "drawn": bool(ink.read(signed.properties.get(STROKES))),
        "state_hash": signed.state_hash,
        "pack_hash": signed.pack_hash,
        "results_hash": signed.properties.get(RESULTS_HASH),
        "reason": signed.reason,
    }


def _properties(
    accepted: Acceptance, results: Results, computed: str, actor: str
) -> dict[str, Any]:
    found = {
        RESULTS_HASH: computed,
        RESULTS: base64.b64encode(zlib.compress(_text(results_json(results, "en")), 9)).decode(),
        AUDITOR: actor,
        ROLE: accepted.role.strip(),
        REMARKS: tuple(text for line in accepted.remarks if (text := line.strip())),
        STROKES: ink.written(accepted.strokes),
    }
    return {name: value for name, value in found.items() if value}


def _data(record: Any) -> dict[str, Any]:
    data: dict[str, Any] = {"entity": record.entity, **to_json(record)}
    return {k: v for k, v in data.items() if record.entity != "audit" or k not in MOVING}


def _text(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str).encode()


def _sha(value: Any) -> str:
    return hashlib.sha256(_text(value)).hexdigest()
