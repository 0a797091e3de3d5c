"""The other copy of an audit: read from a file, brought to our ids, with the past that both share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from symbioaudit.base.errors import NOT_FOUND
from symbioaudit.model.codec import from_json, to_json
from symbioaudit.model.records import ENTITIES
from symbioaudit.model.snapshot import COLLECTIONS, Snapshot
from symbioaudit.services import compare, merging, packages, timemachine
from symbioaudit.services import errors as e
from symbioaudit.services.merge_claims import Authors
from symbioaudit.services.merging import Slot
from symbioaudit.services.snapshots import load_snapshot
from symbioaudit.services.wording import code_of
from symbioaudit.storage import chronicle
from symbioaudit.storage.chronicle import Step
from symbioaudit.storage.edits import WHOLE, State, apply
from symbioaudit.storage.store import Workspace

PLANT: Final = ("enterprise", "site", "audit")


@dataclass(frozen=True)
class Other:
    """What a file holds: an audit, and where it is a workspace, the journal behind it."""

    path: Path
    snapshot: Snapshot
    partial: bool = False
    steps: tuple[Step, ...] = ()
    shared: int = 0  # last operation that both journals have

    @property
    def name(self) -> str:
        """Name of the file."""
        return self.path.name


def read(workspace: Workspace, path: Path, audit_id: str | None) -> Other:
    """Read a workspace, a package or an audit.json.

    Raises:
        SymbioError: the file is none of these or damaged, or no audit of it fits.
    """
    if not path.is_file():
        raise NOT_FOUND(path=path)
    suffix = path.suffix.lower()
    if suffix == ".zip":
        return Other(path, packages.verify_package(path).snapshot, partial=True)
    if suffix == ".json":
        snapshot, whole = packages.read_audit(path)
        return Other(path, snapshot, partial=not whole)
    return _from_workspace(workspace, path, audit_id)


def _from_workspace(workspace: Workspace, path: Path, audit_id: str | None) -> Other:
    from symbioaudit.storage import reader

    with Workspace.open(path, create=False, read_only=True) as theirs:
        audits = [audit.id for audit in reader.records(theirs, "audit")]
        known = [audit.id for audit in reader.records(workspace, "audit")]
        found = audit_id if audit_id in audits else None
        if found is None:
            fitting = audits if audit_id else [one for one in audits if one in known]
            if len(fitting) != 1:
                raise e.NOTHING_TO_MERGE(path=path, n=len(fitting))
            found = fitting[0]
        return Other(
            path,
            load_snapshot(theirs, found),
            steps=chronicle.steps(theirs, found),
            shared=chronicle.shared_until(workspace, theirs),
        )


def adopted(theirs: Snapshot, mine: Snapshot) -> Snapshot:
    """Another consultant's own audit of the same visit, with our ids where a record is the same one."""
    pairs = {new: old for old, new in compare.match(mine, theirs).items()}
    records: dict[str, tuple[Any, ...]] = {
        entity: tuple(
            from_json(ENTITIES[entity], _renamed(to_json(record), pairs))
            for record in theirs.of(entity)
        )
        for entity in (*PLANT, *COLLECTIONS)
    }
    return Snapshot(
        enterprise=records["enterprise"][0],
        site=records["site"][0],
        audit=replace(records["audit"][0], number=mine.audit.number),
        authors={pairs.get(key, key): name for key, name in theirs.authors.items()},
        **{name: records[entity] for entity, name in COLLECTIONS.items()},
    )


def _renamed(value: Any, pairs: Mapping[str, str]) -> Any:
    """JSON with ids turned to ours, inside links such as ``stream/<id>/quantity`` too."""
    if isinstance(value, str):
        if "/" in value:
            return "/".join(pairs.get(part, part) for part in value.split("/"))
        return pairs.get(value, value)
    if isinstance(value, list):
        return [_renamed(item, pairs) for item in value]
    if isinstance(value, dict):
        return {key: _renamed(item, pairs) for key, item in value.items()}
    return value


def base_of(steps: tuple[Step, ...], other: Other) -> State | None:
    """The state at the last operation that both journals share, where the audit was there already."""
    if not other.shared:
        return None
    state, _authors_then = timemachine.state_at(steps, other.shared)
    audit = state.get(("audit", other.snapshot.audit.id))
    return state if audit is not None else None


def state_of(snapshot: Snapshot) -> State:
    """Every record as JSON by its key."""
    return {(record.entity, record.id): to_json(record) for record in snapshot.all_records()}


def with_deleted(snapshot: Snapshot, steps: tuple[Step, ...]) -> State:
    """The state, with None for the records of the audit that lie in the bin."""
    state = state_of(snapshot)
    for step in steps:
        for item in step.changes:
            if item.field == WHOLE and item.entity in COLLECTIONS:
                state.setdefault((item.entity, item.id), None)
    return state


def once_of(steps: tuple[Step, ...]) -> dict[tuple[str, str], list[Slot]]:
    """(id, path) → the values a field of ours had before its changes."""
    out: dict[tuple[str, str], list[Slot]] = {}
    state: State = {}
    for step in steps:
        for item in step.changes:
            key = (item.entity, item.id)
            old = merging.slots(item.entity, state.get(key) or {}) if item.field != WHOLE else {}
            apply(item, state)
            if item.field != WHOLE:
                path = merging.path_of(item.entity, code_of(item.field))
                out.setdefault((item.id, path), []).append(old.get(path, merging.BLANK))
    return out


def authors_of(steps: tuple[Step, ...], snapshot: Snapshot) -> Authors:
    """Who typed each field last and when."""
    out: dict[tuple[str, str], tuple[str, str]] = {
        (record_id, WHOLE): (name, "") for record_id, name in snapshot.authors.items()
    }
    for step in steps:
        for item in step.changes:
            path = item.field
            if path != WHOLE:
                path = merging.path_of(item.entity, code_of(path))
            out[item.id, path] = (step.actor, step.at)
    return out
