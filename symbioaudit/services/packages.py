"""Packages and audit files of the workspace: build, verify, take in."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import symbioaudit
from symbioaudit.base.errors import NOT_FOUND, NOT_READABLE, NOT_WRITABLE
from symbioaudit.exchange import audit_json, package
from symbioaudit.exchange.package import Verdict
from symbioaudit.model.changes import Changes
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services.snapshots import load_snapshot, save_snapshot
from symbioaudit.services.workspace import Workspace


def build_package(
    workspace: Workspace, audit_id: str, path: Path, *, reports: Mapping[str, Path] | None = None
) -> str:
    """Write the package of an audit with finished reports; return its name hash."""
    extra = {f"reports/{name}": file.read_bytes() for name, file in sorted((reports or {}).items())}
    return package.build(
        path, load_snapshot(workspace, audit_id), extra=extra, app=symbioaudit.__version__
    )


def verify_package(path: Path) -> Verdict:
    """Check a package wholly without taking anything in."""
    if not path.is_file():
        raise NOT_FOUND(path=path)
    return package.verify(path)


def import_package(workspace: Workspace, path: Path) -> tuple[Verdict, Changes]:
    """Take a verified package in, as one operation."""
    verdict = verify_package(path)
    return verdict, save_snapshot(workspace, verdict.snapshot)


def export_audit(workspace: Workspace, audit_id: str, path: Path) -> int:
    """Write the whole audit as audit.json; return its size in bytes."""
    content = audit_json.dump(load_snapshot(workspace, audit_id), scope="full")
    draft = path.with_name(f".{path.name}.part")
    try:
        with draft.open("wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        draft.replace(path)
    except OSError as fault:
        raise NOT_WRITABLE(path=path, reason=fault.strerror or str(fault)) from fault
    finally:
        draft.unlink(missing_ok=True)
    return len(content)


def import_audit(workspace: Workspace, path: Path) -> tuple[Snapshot, Changes]:
    """Take an audit.json in, as one operation; the same file again changes nothing."""
    if not path.is_file():
        raise NOT_FOUND(path=path)
    try:
        snapshot = audit_json.load(path.read_bytes())
    except OSError as fault:
        raise NOT_READABLE(path=path, reason=fault.strerror or str(fault)) from fault
    return snapshot, save_snapshot(workspace, snapshot)
