"""Packages and audit files of the workspace: build, verify, take in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import symbioaudit
from symbioaudit.base.errors import NOT_FOUND, NOT_READABLE, reason_of
from symbioaudit.base.writing import write_bytes
from symbioaudit.exchange import audit_json, package
from symbioaudit.exchange.keys import PublicKey, SigningKey
from symbioaudit.exchange.package import Verdict
from symbioaudit.exchange.trust import TrustStore, check_revision, check_signer
from symbioaudit.model.changes import Changes, FieldChange
from symbioaudit.model.codec import field_types
from symbioaudit.model.snapshot import COLLECTIONS, Snapshot
from symbioaudit.services import errors as e
from symbioaudit.services.deliveries import note_built
from symbioaudit.services.evidence import Files
from symbioaudit.services.identity import load_trust
from symbioaudit.services.outgoing import own_again, stripped
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


@dataclass(frozen=True, slots=True)
class Built:
    """A package that was written: its name hash, who signed it, whether it was noted as handed over."""

    sha256: str
    signer: PublicKey | None
    noted: bool
    left_out: tuple[str, ...]  # pictures whose metadata cannot be taken out: their records go alone


def build_package(
    workspace: Workspace,
    audit_id: str,
    path: Path,
    *,
    reports: Mapping[str, Path] | None = None,
    signer: SigningKey | None = None,
    recipients: Sequence[str] = (),
) -> Built:
    """Write the package of an audit with finished reports, signed and closed as asked.

    What the forms or the owner keep private stays behind; reports go as they are; photos go without
    anything that a camera wrote into them.
    """
    made = prepare_package(workspace, audit_id, reports=reports, signer=signer)
    made.bag.write(path, recipients)
    if not workspace.read_only:
        note_built(workspace, made.bag.shown, made.bag.sha256, path.name)
    public = signer.public if signer else None
    return Built(made.bag.sha256, public, not workspace.read_only, made.left_out)


@dataclass(frozen=True)
class Prepared:
    """A package that is ready to be written, and the pictures whose records go alone."""

    bag: package.Bag
    left_out: tuple[str, ...]


def prepare_package(
    workspace: Workspace,
    audit_id: str,
    *,
    reports: Mapping[str, Path] | None = None,
    signer: SigningKey | None = None,
) -> Prepared:
    """Everything of :func:`build_package` but the writing."""
    from symbioaudit.methodology import load_pack

    snapshot = load_snapshot(workspace, audit_id)
    pack = load_pack(snapshot.audit.pack_id, overlay=snapshot.audit.overlay_id)
    photos = stripped(snapshot.evidence, Files(workspace))
    bag = package.prepare(
        replace(snapshot, evidence=photos.records),
        tuple(pack.forms.values()),
        files={
            f"reports/{package.safe_name(n)}": partial(_read, file)
            for n, file in sorted((reports or {}).items())
        },
        evidence=photos,
        app=symbioaudit.__version__,
        signer=signer,
    )
    going = {item.id for item in bag.shown.evidence}
    left = tuple(item.file_name or item.id for item in photos.left_out if item.id in going)
    return Prepared(bag, left)


def verify_package(
    path: Path,
    *,
    identities: Path | None = None,
    trusted: TrustStore | None = None,
    known: tuple[int, str | None] | None = None,
) -> Verdict:
    """Check a package wholly without taking anything in.

    ``identities``: file of the secret keys that open it. ``trusted``: who may have signed it.
    ``known``: the newest revision of its audit that was seen, and its hash.

    Raises:
        SymbioError: SA-70xx, what is wrong; SA-7018…7019, not signed by a trusted key; SA-7023…7024, old.
    """
    if not path.is_file():
        raise NOT_FOUND(path=path)
    verdict = package.verify(path, _read(identities) if identities else None)
    if trusted is not None:
        verdict = replace(verdict, signer=check_signer(verdict.signer, trusted))
    check_revision(verdict.snapshot.audit.revision, verdict.sha256, known)
    return verdict


def attach_signature(path: Path, out: Path, file: Path) -> Verdict:
    """Put a qualified signature file beside a package; it is kept and listed, not verified."""
    for each in (path, file):
        if not each.is_file():
            raise NOT_FOUND(path=each)
    return package.attach(path, out, file.name, _read(file))


def load_recipients(path: Path) -> tuple[str, ...]:
    """The keys that a package may be closed for.

    Raises:
        SymbioError: SA-8065, there is none in the file.
    """
    found = load_trust(path).recipients
    if not found:
        raise e.NOTHING_TO_CLOSE_FOR(path=path)
    return found


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


def package_arrival(
    workspace: Workspace, path: Path, verdict: Verdict, identities: Path | None = None
) -> Arrival:
    """What taking a verified package in would change.

    Raises:
        SymbioError: SA-7023, an older revision than the audit has here.
    """
    for here in reader.records(workspace, "audit", id=verdict.snapshot.audit.id):
        check_revision(verdict.snapshot.audit.revision, verdict.sha256, (here.revision, None))
    opener = _read(identities) if identities else None
    files = package.evidence_of(path, verdict, opener)
    return arrival(workspace, verdict.snapshot, files, whole=False)


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
        kept = {record.id: record for record in getattr(here, name, ())}
        brought = {x.id: own_again(x, kept.get(x.id)) for x in getattr(arrived, name)}
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
