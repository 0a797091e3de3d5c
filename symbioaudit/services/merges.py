"""Merging a file into an audit: what it holds, what would change, and doing it as one operation."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from symbioaudit.base.errors import NOT_FOUND
from symbioaudit.base.i18n import N_
from symbioaudit.exchange import package
from symbioaudit.model.changes import Changes
from symbioaudit.model.codec import from_json, property_from_json, to_json
from symbioaudit.model.records import ENTITIES, Claim, Evidence
from symbioaudit.model.snapshot import COLLECTIONS, Snapshot
from symbioaudit.services import compare, merging, packages, timemachine
from symbioaudit.services import errors as e
from symbioaudit.services.merging import Conflict, Kept, Plan, Slot
from symbioaudit.services.operations import Create, Delete, Edit, Update
from symbioaudit.services.snapshots import load_snapshot
from symbioaudit.services.wording import Words, amount_of, code_of
from symbioaudit.storage import chronicle, evidence_files
from symbioaudit.storage import operations as store
from symbioaudit.storage.chronicle import Step
from symbioaudit.storage.edits import WHOLE, State, apply, difference
from symbioaudit.storage.store import Workspace

MERGE: Final = N_("Merge another copy of the audit")
VALUE: Final = "value"  # property of a claim: the value itself, where a text would lose something
PATH: Final = "path"  # property of a claim: where the value belongs
PLANT: Final = ("enterprise", "site", "audit")

Authors = Mapping[tuple[str, str], tuple[str, str]]  # (record id, field) → (who, when)


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


@dataclass(frozen=True)
class Proposal:
    """A merge to be looked at and decided. ``ancestor``: how the two copies parted is known."""

    audit_id: str
    other: Other
    plan: Plan
    ancestor: bool
    mine: Snapshot
    my_authors: Authors
    their_authors: Authors
    settled_before: frozenset[tuple[str, str]] = frozenset()  # conflicts kept as claims already

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """The questions that nobody has answered yet."""
        return tuple(c for c in self.plan.conflicts if c.key not in self.settled_before)

    @property
    def empty(self) -> bool:
        """True where nothing is to be done."""
        return not (self.plan.taken or self.conflicts)


def look_at(workspace: Workspace, path: Path, audit_id: str | None = None) -> Proposal:
    """Read a file (workspace, package, audit.json) and plan its merge; nothing is written.

    ``audit_id`` is where it goes; without it the audit with the same id.

    Raises:
        SymbioError: the file is none of these or damaged, or no audit of it fits.
    """
    other = _read(workspace, path, audit_id)
    target = audit_id or other.snapshot.audit.id
    mine = load_snapshot(workspace, target)
    theirs = other.snapshot
    foreign = theirs.audit.id != target
    if foreign:
        other = replace(other, snapshot=adopted(theirs, mine), steps=(), shared=0)
    steps = chronicle.steps(workspace, target)
    base = _base(steps, other)
    plan = merging.merge(
        base,
        _with_deleted(mine, steps),
        _with_deleted(other.snapshot, other.steps) if other.steps else _state(other.snapshot),
        partial=other.partial,
        once=None if foreign or base is not None else _once(steps),
    )
    return Proposal(
        target,
        other,
        plan,
        base is not None,
        mine,
        _authors(steps, mine),
        _authors(other.steps, other.snapshot),
        frozenset(_kept_already(plan, mine)),
    )


def merge_in(
    workspace: Workspace,
    proposal: Proposal,
    choices: Mapping[tuple[str, str], str] | None = None,
    default: str = merging.BOTH,
) -> Changes:
    """Do what was planned and chosen: one operation, one undo.

    Files of evidence that come in are kept in the same transaction.

    Raises:
        SymbioError: the audit changed meanwhile so that the plan no longer fits; nothing is written.
    """
    present = load_snapshot(workspace, proposal.audit_id)
    if not _unchanged(present, proposal.mine):
        raise e.MERGE_STALE(name=proposal.other.name)
    edits = edits_for(proposal, choices or {}, default)

    def make(connection: Any) -> list[Edit]:
        for content in _new_evidence(workspace, proposal, edits):
            evidence_files.put(connection, content)
        return edits

    return store.commit_with(workspace, MERGE, make, source=proposal.other.name)


def edits_for(
    proposal: Proposal, choices: Mapping[tuple[str, str], str], default: str = merging.BOTH
) -> list[Edit]:
    """The edits that bring our state to the merged one, and the claims for what is kept beside it."""
    outcome = merging.resolve(proposal.plan, choices, default)
    edits = edits_between(_state(proposal.mine), outcome.state)
    known = {_claim_key(claim) for claim in proposal.mine.claims}
    known |= {
        _claim_key(from_json(Claim, data))
        for (entity, _id), data in outcome.state.items()
        if entity == "claim" and data is not None
    }
    for kept in outcome.kept:
        claim = _claim(proposal, kept)
        if _claim_key(claim) not in known:
            edits.append(Create(claim))
    return edits


def edits_between(old: State, new: State) -> list[Edit]:
    """Creates, updates and deletions that turn one state into another."""
    edits: list[Edit] = []
    for key, data in new.items():
        present = old.get(key)
        if data is None:
            if present is not None:
                edits.append(Delete(*key))
        elif present is None:
            edits.append(Create(from_json(ENTITIES[key[0]], data)))
        else:
            fields = {c.field: c.new for c in difference(*key, present, data)}
            if fields:
                # A reason that stays is written too, or filling the field would drop it.
                edits.append(Update(*key, fields))
    return edits


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


def shown(slot: Slot, entity: str, path: str, words: Words, data: Mapping[str, Any] | None) -> str:
    """One side of a conflict in words."""
    value, reason = slot
    if path == WHOLE:
        return words.name(entity, value) if value else words.value(entity, "name", None)
    if value is None and reason:
        return words.value(entity, f"reasons.{code_of(path)}", reason)
    return words.value(entity, path, value, data)


def who(authors: Authors, record_id: str, path: str) -> tuple[str, str]:
    """Who typed this side last and when; empty texts where nobody knows."""
    return authors.get((record_id, path)) or authors.get((record_id, WHOLE)) or ("", "")


def _read(workspace: Workspace, path: Path, audit_id: str | None) -> Other:
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


def _new_evidence(
    workspace: Workspace, proposal: Proposal, edits: Sequence[Edit]
) -> Iterator[bytes]:
    """The bytes of evidence that the edits bring in and this workspace does not hold, one by one."""
    named = {
        value
        for edit in edits
        for value in (
            edit.record.sha256
            if isinstance(edit, Create) and isinstance(edit.record, Evidence)
            else edit.fields.get("sha256")
            if isinstance(edit, Update) and edit.entity == "evidence"
            else None,
        )
        if value
    }
    wanted = named - evidence_files.sizes(workspace).keys()
    path = proposal.other.path
    if not wanted or path.suffix.lower() == ".json":
        return
    if path.suffix.lower() == ".zip":
        for content in package.evidence_of(path, packages.verify_package(path)):
            if hashlib.sha256(content).hexdigest() in wanted:
                yield content
        return
    with Workspace.open(path, create=False, read_only=True) as theirs:
        for sha256 in sorted(wanted):
            found = evidence_files.get(theirs, sha256)
            if found is not None:
                yield found


def _base(steps: tuple[Step, ...], other: Other) -> State | None:
    """The state at the last operation that both journals share, where the audit was there already."""
    if not other.shared:
        return None
    state, _authors_then = timemachine.state_at(steps, other.shared)
    audit = state.get(("audit", other.snapshot.audit.id))
    return state if audit is not None else None


def _state(snapshot: Snapshot) -> State:
    return {(record.entity, record.id): to_json(record) for record in snapshot.all_records()}


def _with_deleted(snapshot: Snapshot, steps: tuple[Step, ...]) -> State:
    """The state, with None for the records of the audit that lie in the bin."""
    state = _state(snapshot)
    for step in steps:
        for item in step.changes:
            if item.field == WHOLE and item.entity in COLLECTIONS:
                state.setdefault((item.entity, item.id), None)
    return state


def _once(steps: tuple[Step, ...]) -> dict[tuple[str, str], list[Slot]]:
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


def _authors(steps: tuple[Step, ...], snapshot: Snapshot) -> Authors:
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


def _kept_already(plan: Plan, mine: Snapshot) -> list[tuple[str, str]]:
    """Conflicts whose other value stands beside ours as a claim: asked and answered."""
    known = {_claim_key(claim) for claim in mine.claims}
    return [c.key for c in plan.conflicts if (c.id, c.path, _digest(c.theirs)) in known]


def _claim(proposal: Proposal, kept: Kept) -> Claim:
    name, at = who(proposal.their_authors, kept.id, kept.path)
    source = ", ".join(part for part in (name, at[:10], proposal.other.name) if part)
    value, reason = kept.slot
    amount = amount_of(kept.entity, kept.path, value)
    text = amount.text if amount else str(value) if value is not None else str(reason or "")
    raw: Any = amount if amount is not None else property_from_json(value)
    own: dict[str, Any] = {PATH: kept.path, "digest": _digest(kept.slot)}
    if reason is not None and value is None:
        own["reason"] = reason
    elif raw is not None:
        own[VALUE] = raw
    return Claim(
        id=_claim_id(proposal.audit_id, kept),
        audit_id=proposal.audit_id,
        target_entity=kept.entity,
        target_id=kept.id,
        field_code=code_of(kept.path),
        text=text,
        source=source,
        properties=own,
    )


def _claim_id(audit_id: str, kept: Kept) -> str:
    """The same answer kept twice, on two laptops too, is one claim: a UUID made from what it says."""
    import uuid

    from symbioaudit.storage.rows import dumps

    what = dumps([audit_id, kept.entity, kept.id, kept.path, kept.slot[0], kept.slot[1]])
    digest = bytearray(hashlib.sha256(what.encode()).digest()[:16])
    digest[:6] = uuid.UUID(kept.id).bytes[:6]  # sorts beside its record
    digest[6] = 0x70 | digest[6] & 0x0F
    digest[8] = 0x80 | digest[8] & 0x3F
    return str(uuid.UUID(bytes=bytes(digest)))


def _claim_key(claim: Claim) -> tuple[str, str, str]:
    own = claim.properties
    path = str(own.get(PATH) or merging.path_of(claim.target_entity, claim.field_code))
    return claim.target_id, path, str(own.get("digest") or claim.text)


def _digest(slot: Slot) -> str:
    from symbioaudit.storage.rows import dumps

    return hashlib.sha256(dumps([slot[0], slot[1]]).encode()).hexdigest()[:16]


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


def _unchanged(one: Snapshot, two: Snapshot) -> bool:
    return tuple(one.all_records()) == tuple(two.all_records())
