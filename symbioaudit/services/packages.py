"""Packages and audit files of the workspace: build, verify, take in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import symbioaudit
from symbioaudit.base.errors import NOT_FOUND, NOT_READABLE, reason_of
from symbioaudit.base.writing import write_bytes
from symbioaudit.exchange import audit_json, package
from symbioaudit.exchange.package import Verdict
from symbioaudit.model.changes import Changes, FieldChange
from symbioaudit.model.codec import field_types
from symbioaudit.model.snapshot import COLLECTIONS, Snapshot
from symbioaudit.services.evidence import Files
from symbioaudit.services.snapshots import load_snapshot, preview_snapshot, save_snapshot
from symbioaudit.services.workspace import Workspace
from symbioaudit.storage import reader


@dataclass(frozen=True)
class Arrival:
    """An audit that wants in: what would change here, and whether it touches what is here already."""

    snapshot: Snapshot
    changes: tuple[FieldChange, ...]
    files: Iterable[bytes] = ()

    @property
    def touches(self) -> bool:
        """True when a record that is here would be changed or binned."""
        return any(change.old is not None or change.field != "*" for change in self.changes)


def build_package(
    workspace: Workspace, audit_id: str, path: Path, *, reports: Mapping[str, Path] | None = None
) -> str:
    """Write the package of an audit with finished reports; return its name hash.

    What the forms or the owner keep private stays behind; reports go as they are.
    """
    from symbioaudit.methodology import load_pack

    snapshot = load_snapshot(workspace, audit_id)
    pack = load_pack(snapshot.audit.pack_id, overlay=snapshot.audit.overlay_id)
    return package.build(
        path,
        snapshot,
        tuple(pack.forms.values()),
        files={
            f"reports/{package.safe_name(n)}": partial(_read, file)
            for n, file in sorted((reports or {}).items())
        },
        evidence=Files(workspace),
        app=symbioaudit.__version__,
    )


def verify_package(path: Path) -> Verdict:
    """Check a package wholly without taking anything in."""
    if not path.is_file():
        raise NOT_FOUND(path=path)
    return package.verify(path)


def read_audit(path: Path) -> tuple[Snapshot, bool]:
    """Read and check an audit.json; True when it is a whole audit and not what a package carries."""
    if not path.is_file():
        raise NOT_FOUND(path=path)
    try:
        with path.open("rb") as handle:
            data = handle.read(audit_json.MAX_BYTES + 1)
    except OSError as fault:
        raise NOT_READABLE(path=path, reason=reason_of(fault)) from fault
    return audit_json.load(data), audit_json.scope_of(data) == "full"


def arrival(
    workspace: Workspace, snapshot: Snapshot, files: Iterable[bytes] = (), *, whole: bool
) -> Arrival:
    """What taking an audit in would change. A whole audit becomes exactly what the file says;
    what a package does not carry stays as it is here."""
    wanted = snapshot if whole else _merged(workspace, snapshot)
    return Arrival(wanted, preview_snapshot(workspace, wanted), files)


def package_arrival(workspace: Workspace, path: Path, verdict: Verdict) -> Arrival:
    """What taking a verified package in would change."""
    return arrival(workspace, verdict.snapshot, package.evidence_of(path, verdict), whole=False)


def take_in(workspace: Workspace, arrived: Arrival) -> Changes:
    """Take an arrival in, as one operation; the same one again changes nothing."""
    return save_snapshot(workspace, arrived.snapshot, files=arrived.files)


def export_audit(workspace: Workspace, audit_id: str, path: Path) -> int:
    """Write the whole audit as audit.json; return its size in bytes."""
    content = audit_json.dump(load_snapshot(workspace, audit_id), scope="full")
    write_bytes(path, content)
    return len(content)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as fault:
        raise NOT_READABLE(path=file, reason=reason_of(fault)) from fault


def _merged(workspace: Workspace, arrived: Snapshot) -> Snapshot:
    """The audit that is here with what a package brings; a package leaves much behind by design,
    so what it lacks is no deletion and a blank in it is no answer."""
    known = bool(reader.records(workspace, "audit", id=arrived.audit.id))
    here = load_snapshot(workspace, arrived.audit.id) if known else None
    parts: dict[str, Any] = {}
    for record in (arrived.enterprise, arrived.site, arrived.audit):
        present = reader.records(workspace, record.entity, id=record.id)
        parts[record.entity] = _overlaid(next(iter(present), None), record)
    for name in COLLECTIONS.values():
        brought = {record.id: record for record in getattr(arrived, name)}
        kept = {record.id: record for record in getattr(here, name, ())}
        ids = sorted({*brought, *kept})
        parts[name] = tuple(_overlaid(kept.get(i), brought.get(i)) for i in ids)
    return Snapshot(**parts)


def _overlaid(here: Any, arrived: Any) -> Any:
    """One record: what arrived wins where it says something."""
    if here is None or arrived is None:
        return arrived if here is None else here
    fields: dict[str, Any] = {}
    for name in field_types(type(here)):
        old, new = getattr(here, name), getattr(arrived, name)
        if isinstance(old, Mapping):
            fields[name] = {**old, **new}
        elif new is not None and new != ():
            fields[name] = new
    return replace(here, **fields)
