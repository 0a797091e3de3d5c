"""Merging a file into an audit: what it holds, what would change, and doing it as one operation."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from symbioaudit.base.i18n import N_
from symbioaudit.exchange import package
from symbioaudit.model.changes import Changes
from symbioaudit.model.codec import from_json
from symbioaudit.model.records import ENTITIES, Claim, Evidence
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services import errors as e
from symbioaudit.services import merging, packages
from symbioaudit.services.merge_claims import Authors, claim_key, claim_of, digest_of
from symbioaudit.services.merge_sources import (
    Other,
    adopted,
    authors_of,
    base_of,
    once_of,
    read,
    state_of,
    with_deleted,
)  # fmt: skip
from symbioaudit.services.merging import Conflict, Plan, Slot
from symbioaudit.services.operations import Create, Delete, Edit, Update
from symbioaudit.services.snapshots import load_snapshot
from symbioaudit.services.wording import Words, code_of
from symbioaudit.storage import chronicle, evidence_files
from symbioaudit.storage import operations as store
from symbioaudit.storage.edits import WHOLE, State, difference
from symbioaudit.storage.store import Workspace

MERGE: Final = N_("Merge another copy of the audit")


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


def look_at(
    workspace: Workspace, path: Path, audit_id: str | None = None, *, as_equals: bool = False
) -> Proposal:
    """Read a file (workspace, package, audit.json) and plan its merge; nothing is written.

    ``audit_id`` is where it goes; without it the audit with the same id. ``as_equals``: ours was only just
    taken in, so that we did not change a field says nothing; each difference is a question.

    Raises:
        SymbioError: the file is none of these or damaged, or no audit of it fits.
    """
    other = read(workspace, path, audit_id)
    target = audit_id or other.snapshot.audit.id
    mine = load_snapshot(workspace, target)
    theirs = other.snapshot
    foreign = theirs.audit.id != target
    if foreign:
        other = replace(other, snapshot=adopted(theirs, mine), steps=(), shared=0)
    steps = chronicle.steps(workspace, target)
    base = base_of(steps, other)
    plan = merging.merge(
        base,
        with_deleted(mine, steps),
        with_deleted(other.snapshot, other.steps) if other.steps else state_of(other.snapshot),
        partial=other.partial,
        once=None if foreign or as_equals or base is not None else once_of(steps),
    )
    return Proposal(
        target,
        other,
        plan,
        base is not None,
        mine,
        authors_of(steps, mine),
        authors_of(other.steps, other.snapshot),
        frozenset(_kept_already(plan, mine)),
    )


def is_here(workspace: Workspace, path: Path) -> bool:
    """Whether the audit of a package or an audit.json is in this workspace.

    Raises:
        SymbioError: the file is neither, or damaged.
    """
    from symbioaudit.storage import reader

    audit_id = read(workspace, path, None).snapshot.audit.id
    return bool(reader.records(workspace, "audit", id=audit_id))


def take_first(workspace: Workspace, path: Path) -> None:
    """Take the first of two copies in, so that the second can be merged into it.

    Raises:
        SymbioError: the file is no package and no audit.json, or damaged.
    """
    if path.suffix.lower() == ".json":
        snapshot, whole = packages.read_audit(path)
        packages.take_in(workspace, packages.arrival(workspace, snapshot, whole=whole))
        return
    verdict = packages.verify_package(path)
    packages.take_in(workspace, packages.package_arrival(workspace, path, verdict))


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
    edits = edits_between(state_of(proposal.mine), outcome.state)
    known = {claim_key(claim) for claim in proposal.mine.claims}
    known |= {
        claim_key(from_json(Claim, data))
        for (entity, _id), data in outcome.state.items()
        if entity == "claim" and data is not None
    }
    for kept in outcome.kept:
        claim = claim_of(proposal.audit_id, proposal.other.name, proposal.their_authors, kept)
        if claim_key(claim) not in known:
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


def shown(slot: Slot, entity: str, path: str, words: Words, data: Mapping[str, Any] | None) -> str:
    """One side of a conflict in words."""
    value, reason = slot
    if path == WHOLE:
        return words.name(entity, value) if value else words.value(entity, "name", None)
    if value is None and reason:
        return words.value(entity, f"reasons.{code_of(path)}", reason)
    return words.value(entity, path, value, data)


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


def _kept_already(plan: Plan, mine: Snapshot) -> list[tuple[str, str]]:
    """Conflicts whose other value stands beside ours as a claim: asked and answered."""
    known = {claim_key(claim) for claim in mine.claims}
    return [c.key for c in plan.conflicts if (c.id, c.path, digest_of(c.theirs)) in known]


def _unchanged(one: Snapshot, two: Snapshot) -> bool:
    return tuple(one.all_records()) == tuple(two.all_records())
