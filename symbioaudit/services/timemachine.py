"""The audit as it was at a moment, rebuilt from the journal. Pure: steps in, a frozen snapshot out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from symbioaudit.model.codec import from_json, to_json
from symbioaudit.model.records import ENTITIES, Audit, Enterprise, Site
from symbioaudit.model.snapshot import COLLECTIONS, Snapshot
from symbioaudit.services.compare import SILENT as HIDDEN
from symbioaudit.services.merging import slots
from symbioaudit.services.wording import Words
from symbioaudit.storage.chronicle import Step
from symbioaudit.storage.edits import WHOLE, State, apply


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time at which one may look: after one operation."""

    seq: int
    at: str
    actor: str
    name: str
    day: str  # ISO date


def moments(steps: Iterable[Step]) -> tuple[Moment, ...]:
    """The moments of an audit, oldest first."""
    return tuple(Moment(s.seq, s.at, s.actor, s.name, s.at[:10]) for s in steps)


def state_at(steps: Iterable[Step], seq: int) -> tuple[State, dict[str, str]]:
    """Records by (entity, id) after operation ``seq``, and who wrote in each last."""
    state: State = {}
    authors: dict[str, str] = {}
    for step in steps:
        if step.seq > seq:
            break
        for item in step.changes:
            apply(item, state)
            authors[item.id] = step.actor
    return state, authors


def snapshot_at(steps: Sequence[Step], audit_id: str, seq: int) -> Snapshot | None:
    """The audit after operation ``seq``; None before it was made and while it lay in the bin."""
    state, authors = state_at(steps, seq)
    return snapshot_of(state, audit_id, authors)


def snapshot_of(state: State, audit_id: str, authors: dict[str, str]) -> Snapshot | None:
    """The records of one audit in a state, frozen."""
    head = state.get(("audit", audit_id))
    if head is None:
        return None
    enterprise = state.get(("enterprise", head["enterprise_id"]))
    site = state.get(("site", head["site_id"]))
    if enterprise is None or site is None:
        return None
    found: dict[str, list[Any]] = {name: [] for name in COLLECTIONS.values()}
    shown = {audit_id, enterprise["id"], site["id"]}
    for (entity, record_id), data in sorted(state.items(), key=lambda item: item[0][1]):
        if data is not None and data.get("audit_id") == audit_id:
            found[COLLECTIONS[entity]].append(from_json(ENTITIES[entity], data))
            shown.add(record_id)
    return Snapshot(
        enterprise=from_json(Enterprise, enterprise),
        site=from_json(Site, site),
        audit=from_json(Audit, head),
        authors={record_id: name for record_id, name in authors.items() if record_id in shown},
        **{name: tuple(items) for name, items in found.items()},
    )


def seq_before(steps: Iterable[Step], moment: str) -> int:
    """The last operation not later than an ISO day or time; a day counts to its end. 0: none."""
    last = 0
    for step in steps:
        at = step.at[: len(moment)]
        if at <= moment:
            last = step.seq
    return last


def born(steps: Iterable[Step], audit_id: str) -> int:
    """The operation that made the audit; 0 when it is not among the steps."""
    for step in steps:
        for item in step.changes:
            if item.id == audit_id and item.field == WHOLE and item.old is None:
                return step.seq
    return 0


def seq_of_revision(steps: Iterable[Step], revision: int) -> int:
    """The operation that signed a revision; 0 when it was never signed."""
    for step in steps:
        for item in step.changes:
            made = item.entity == "signoff" and item.field == WHOLE and item.new
            if made and made.get("revision") == revision:
                return step.seq
    return 0


def table_of(snapshot: Snapshot, words: Words) -> list[tuple[str, str, str, str]]:
    """Form, record, field and value of everything that was answered."""
    out = []
    for record in snapshot.all_records():
        data = to_json(record)
        form = words.form_of(record.entity, data)
        title = form.title.render(words.lang) if form else words.entity(record.entity)
        name = words.name(record.entity, data)
        for path, (value, reason) in slots(record.entity, data).items():
            if path in HIDDEN:
                continue
            shown = (
                words.value(record.entity, f"reasons.{path}", reason, data)
                if value is None
                else words.value(record.entity, path, value, data)
            )
            out.append((title, name, words.label(record.entity, path, data), shown))
    return out
