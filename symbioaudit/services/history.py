"""The journal for people: what was done, by whom, when, in words; what undo and redo would do next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from symbioaudit.base.i18n import N_, Message, translate
from symbioaudit.model.changes import Changes, FieldChange
from symbioaudit.services.wording import Words, code_of
from symbioaudit.storage import chronicle, reader
from symbioaudit.storage.chronicle import Step
from symbioaudit.storage.edits import WHOLE
from symbioaudit.storage.reader import HistoryEntry
from symbioaudit.storage.store import Workspace

__all__ = [
    "Line", "Operation", "Step", "Upcoming", "field_lines", "lines_of", "recent_operations", "replay",
    "spot_of", "step_of", "steps_of", "title_of", "upcoming", "who_and_when",
]  # fmt: skip

UNDONE: Final = N_("undone: {name}")
REDONE: Final = N_("done again: {name}")
MOST_SHOWN: Final = 60  # changes of one operation that the page lists; the rest is counted
FIELD_CHANGED: Final = N_("change the field “{field}”")
FIELDS_CHANGED: Final = N_("change {n} fields")
MANY_RECORDS: Final = N_("{name}: {n} records")


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation; ``name`` is an English text of the catalogue."""

    seq: int
    id: str
    name: str
    kind: str  # do, undo, redo
    actor: str
    at: str
    reason: str | None
    changes: tuple[HistoryEntry, ...]


@dataclass(frozen=True, slots=True)
class Upcoming:
    """What undo or redo would take. ``elsewhere``: it belongs to this other audit."""

    step: Step
    elsewhere: str = ""  # id of an audit; "?" where a plant without the open audit is meant


@dataclass(frozen=True, slots=True)
class Line:
    """One change in words. ``place`` is (entity, record id, field code)."""

    seq: int
    at: str
    actor: str
    operation: str  # its name, translated
    reason: str
    record: str  # name of the record
    field: str  # label
    what: str  # old → new as typed
    place: tuple[str, str, str]
    more: int = 0  # changes of the operation that are not listed


def recent_operations(workspace: Workspace, limit: int = 20) -> list[Operation]:
    """The newest operations, newest first."""
    out = []
    for _seq, group in groupby(reader.recent(workspace, limit), key=lambda entry: entry.seq):
        items = tuple(group)
        head = items[0]
        out.append(
            Operation(
                head.seq,
                head.operation,
                head.name,
                head.kind,
                head.actor,
                head.at,
                head.reason,
                items,
            )
        )
    return out


def steps_of(
    workspace: Workspace, audit_id: str, *, whole: bool = False, record_id: str | None = None
) -> tuple[Step, ...]:
    """The operations on an audit, oldest first; ``whole``: with every change, as the time machine needs."""
    most = None if whole else MOST_SHOWN
    return chronicle.steps(workspace, audit_id, most=most, record_id=record_id)


def upcoming(workspace: Workspace, audit_id: str | None) -> tuple[Upcoming | None, Upcoming | None]:
    """What undo and what redo would take: of this audit first, else the newest of the whole file."""
    return (_upcoming(workspace, audit_id, redo=False), _upcoming(workspace, audit_id, redo=True))


def replay(
    workspace: Workspace, audit_id: str | None, *, redo: bool = False, anywhere: bool = False
) -> Changes | Upcoming:
    """Undo (or ``redo``) what is next for an audit. What belongs to another audit is not done but
    returned, unless ``anywhere``.

    Raises:
        SymbioError: there is nothing to undo or to redo.
    """
    from symbioaudit.services import operations

    found = _upcoming(workspace, audit_id, redo=redo)
    if found is not None and found.elsewhere and not anywhere:
        return found
    seq = found.step.seq if found is not None and not found.elsewhere and audit_id else None
    return operations.redo(workspace, seq) if redo else operations.undo(workspace, seq)


def step_of(changes: Changes, actor: str) -> Step:
    """What has just been done, as the next thing to undo; its number is not known and not needed."""
    return Step(
        seq=0, id=changes.operation, name=changes.name, kind="do", target=None, actor=actor, at="", reason=None,
        hash="", state="done", changes=changes.fields, size=len(changes.fields),
    )  # fmt: skip


def title_of(step: Step, words: Words, known: Mapping[str, Mapping[str, Any]] | None = None) -> str:
    """``изменить поле «Образование» — Шлам``: an operation in a line.

    ``known`` are the records' JSON objects by id, for names that the step itself does not hold.
    """
    name = translate(step.name, words.lang)
    records = list(dict.fromkeys((c.entity, c.id) for c in step.changes))
    if len(records) != 1:
        shown = Message(MANY_RECORDS, {"name": name, "n": len(records)})
        return shown.render(words.lang) if records else name
    (entity, record_id), data = records[0], _data(step.changes, known or {})
    subject = words.name(entity, data, record_id)
    fields = _fields(step.changes)
    if WHOLE in fields:
        return f"{name} — {subject}"
    if len(fields) == 1:
        label = words.label(entity, fields[0], data)
        name = Message(FIELD_CHANGED, {"field": label}).render(words.lang)
    elif step.name == "Change a field":
        name = Message(FIELDS_CHANGED, {"n": len(fields)}).render(words.lang)
    return f"{name} — {subject}"


def changed_cells(
    fields: Iterable[FieldChange], entity: str, whole: str
) -> frozenset[tuple[str, str]]:
    """(record, field) of what changed in records of an entity; ``whole`` for one that came or went."""
    return frozenset(
        (item.id, whole if item.field == WHOLE else item.field.rpartition(".")[2])
        for item in fields
        if item.entity == entity
    )


def spot_of(changes: Iterable[FieldChange]) -> tuple[str, str, str] | None:
    """Where an operation changed something: (entity, record id, field code); the first that still is."""
    items = list(changes)
    alive = [c for c in items if not (c.field == WHOLE and c.new is None)]
    if not (alive or items):
        return None
    first = (alive or items)[0]
    return first.entity, first.id, "" if first.field == WHOLE else code_of(first.field)


def lines_of(
    steps: Iterable[Step], words: Words, known: Mapping[str, Mapping[str, Any]]
) -> list[Line]:
    """Every change in words, the newest operation first."""
    out: list[Line] = []
    for step in reversed(tuple(steps)):
        out += _lines(step, words, known)
    return out


def field_lines(
    workspace: Workspace,
    entity: str,
    record_id: str,
    code: str,
    words: Words,
    data: Mapping[str, Any],
) -> list[Line]:
    """The history of one field, the newest change first."""
    from symbioaudit.intake.build import path_of

    path = path_of(entity, code)
    paths = (path, f"reasons.{code}")
    found = {
        (e.seq, e.field, p): e
        for p in paths
        for e in reader.history(workspace, entity, record_id, p)
    }
    out = []
    for (seq, _field, path_), entry in sorted(found.items(), key=lambda item: -item[0][0]):
        if entry.old == entry.new:
            continue
        out.append(
            Line(
                seq=seq,
                at=entry.at,
                actor=entry.actor,
                operation=_named(entry.name, entry.kind, words.lang),
                reason=entry.reason or "",
                record=words.name(entity, data, record_id),
                field=words.label(entity, path_, data),
                what=words.step(entity, path_, entry.old, entry.new, data),
                place=(entity, record_id, code),
            )
        )
    return out  # fmt: skip


def who_and_when(step_at: str, actor: str) -> str:
    """``Анна, 14.05.2026 12:30``."""
    from datetime import datetime

    try:
        moment = datetime.fromisoformat(step_at).astimezone()
    except ValueError:
        return actor
    return f"{actor}, {moment:%d.%m.%Y %H:%M}"


def _upcoming(workspace: Workspace, audit_id: str | None, *, redo: bool) -> Upcoming | None:
    own = chronicle.next_step(workspace, audit_id, redo=redo)
    if own is not None:
        return Upcoming(own)
    step = chronicle.next_step(workspace, None, redo=redo) if audit_id else None
    return Upcoming(step, min(chronicle.audits_of(workspace, step), default="?")) if step else None


def _lines(step: Step, words: Words, known: Mapping[str, Mapping[str, Any]]) -> list[Line]:
    operation = _named(step.name, step.kind, words.lang)
    out = []
    rest = step.size - len(step.changes)
    for n, item in enumerate(step.changes):
        data = known.get(item.id) or (item.new or item.old if item.field == WHOLE else None)
        label = "" if item.field == WHOLE else words.label(item.entity, item.field, data)
        what = (
            words.change(item, data)
            if item.field == WHOLE
            else words.step(item.entity, item.field, item.old, item.new, data)
        )
        out.append(
            Line(
                seq=step.seq,
                at=step.at,
                actor=step.actor,
                operation=operation,
                reason=step.reason or "",
                record=words.name(item.entity, data, item.id),
                field=label,
                what=what,
                place=(item.entity, item.id, "" if item.field == WHOLE else code_of(item.field)),
                more=rest if n == len(step.changes) - 1 else 0,
            )
        )
    return out


def _named(name: str, kind: str, lang: str) -> str:
    own = translate(name, lang)
    pattern = {"undo": UNDONE, "redo": REDONE}.get(kind)
    return Message(pattern, {"name": own}).render(lang) if pattern else own


def _data(
    changes: Iterable[FieldChange], known: Mapping[str, Mapping[str, Any]]
) -> Mapping[str, Any] | None:
    for item in changes:
        if item.field == WHOLE:
            data: Mapping[str, Any] = item.new or item.old
            return data
        return known.get(item.id)
    return None


def _fields(changes: Iterable[FieldChange]) -> list[str]:
    """The fields of a step; a reason that goes or comes with its field is the same field."""
    paths = [c.field for c in changes]
    codes = {code_of(p) for p in paths if not p.startswith("reasons.")}
    return list(
        dict.fromkeys(p for p in paths if not (p.startswith("reasons.") and code_of(p) in codes))
    )
