"""What an operation wants to change, and what that means field by field. Pure: no database here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from symbioaudit.model import records as r
from symbioaudit.model.changes import FieldChange
from symbioaudit.model.codec import (
    field_types,
    from_json,
    property_to_json,
    to_json,
    value_from_json,
)
from symbioaudit.storage import errors as e
from symbioaudit.storage.rows import dumps
from symbioaudit.storage.schema import is_optional, plain_type

WHOLE: Final = "*"  # the field of a record that appeared or went to the bin
KEYED: Final = ("properties", "reasons")  # changed key by key: "properties.shape"
FIXED: Final = ("id", "audit_id")  # never changed after creation
MAX_INTEGER: Final = 2**63

Key = tuple[str, str]  # (entity, id)
State = dict[Key, dict[str, Any] | None]  # JSON objects; None: there is no such record


@dataclass(frozen=True, slots=True)
class Create:
    """Add a record."""

    record: r.Record


@dataclass(frozen=True, slots=True)
class Update:
    """Set fields of a record; None blanks a field. Paths ``properties.x`` and ``reasons.x``."""

    entity: str
    id: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Delete:
    """Move a record to the bin."""

    entity: str
    id: str


Edit = Create | Update | Delete


def key_of(edit: Edit) -> Key:
    """Which record an edit concerns."""
    if isinstance(edit, Create):
        return (edit.record.entity, edit.record.id)
    return (edit.entity, edit.id)


def plan(edits: Iterable[Edit], state: State) -> list[FieldChange]:
    """The field changes of ``edits`` against ``state``, which is brought forward on the way.

    Raises:
        SymbioError: no such record, an id twice, an unknown field, a value that does not fit.
    """
    changes: list[FieldChange] = []
    for edit in edits:
        for item in _changes_of(edit, state):
            apply(item, state)
            changes.append(item)
    return changes


def apply(item: FieldChange, state: State) -> None:
    """Bring one change into the state."""
    key = (item.entity, item.id)
    if item.field == WHOLE:
        state[key] = None if item.new is None else dict(item.new)
        return
    data = dict(state[key] or {})
    head, _dot, tail = item.field.partition(".")
    if tail:
        data[head] = _with(data.get(head, {}), tail, item.new)
        data = _with(data, head, data[head] or None)
    else:
        data = _with(data, head, item.new)
    state[key] = data


def inverse(changes: Iterable[FieldChange]) -> list[FieldChange]:
    """The changes that take ``changes`` back, in the order in which to apply them."""
    return [FieldChange(c.entity, c.id, c.field, c.new, c.old) for c in reversed(list(changes))]


def normal(entity: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The one written form of a record; proves that it can be stored and read again.

    Raises:
        SymbioError: a field is unknown, blank where it must not be, or of the wrong type.
    """
    cls = _class(entity)
    try:
        clean: dict[str, Any] = to_json(from_json(cls, data))
        dumps(clean).encode()
    except (ValueError, TypeError, KeyError, RecursionError) as fault:
        raise _blame(entity, data, fault) from fault
    for name, hint in field_types(cls).items():
        value = clean.get(name)
        if value is None:
            if not is_optional(hint):
                raise e.BAD_FIELD(entity=entity, field=name, reason=e.MUST_BE_FILLED)
        elif plain_type(hint) is int and abs(value) >= MAX_INTEGER:
            raise e.BAD_FIELD(entity=entity, field=name, reason=e.TOO_BIG)
    return clean


def difference(
    entity: str, record_id: str, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[FieldChange]:
    """Field by field (properties and reasons key by key) from one JSON object to another."""
    for name in field_types(_class(entity)):
        if name not in KEYED:
            if not same(old.get(name), new.get(name)):
                yield FieldChange(entity, record_id, name, old.get(name), new.get(name))
            continue
        before, after = old.get(name, {}), new.get(name, {})
        for key in dict.fromkeys([*before, *after]):
            if not same(before.get(key), after.get(key)):
                path = f"{name}.{key}"
                yield FieldChange(entity, record_id, path, before.get(key), after.get(key))


def same(one: Any, two: Any) -> bool:
    """Equal as JSON: unlike in Python, 1, 1.0 and true differ."""
    return one is two or bool(one == two and dumps(one) == dumps(two))


def _changes_of(edit: Edit, state: State) -> Iterator[FieldChange]:
    entity, record_id = key = key_of(edit)
    present = state.get(key)
    if isinstance(edit, Create):
        if present is not None:
            raise e.ID_TAKEN(entity=entity, id=record_id)
        yield FieldChange(entity, record_id, WHOLE, None, normal(entity, _written(edit.record)))
        return
    if present is None:
        raise e.NO_RECORD(entity=entity, id=record_id)
    if isinstance(edit, Delete):
        yield FieldChange(entity, record_id, WHOLE, present, None)
    else:
        yield from difference(entity, record_id, present, _edited(edit, present))


def _edited(edit: Update, present: Mapping[str, Any]) -> dict[str, Any]:
    data = dict(present)
    for path, value in edit.fields.items():
        head, _dot, tail = path.partition(".")
        _check_path(edit.entity, head, tail, path)
        written = _value(edit.entity, path, value)
        if tail:
            data = _with(data, head, _with(data.get(head, {}), tail, written) or None)
        else:
            data = _with(data, head, written)
        code = tail if head == "properties" else head
        if _fills(written) and not {"reasons", f"reasons.{code}"} & edit.fields.keys():
            # A reason says why a field is blank: it goes when the field is filled.
            data = _with(data, "reasons", _with(data.get("reasons", {}), code, None) or None)
    return normal(edit.entity, data)


def _fills(written: Any) -> bool:
    """False for a blank, also for an amount that only says why it is blank."""
    return written is not None and not (isinstance(written, dict) and written.get("missing"))


def _check_path(entity: str, head: str, tail: str, path: str) -> None:
    hints = field_types(_class(entity))
    if head not in hints or ("." in path and (head not in KEYED or not tail)):
        raise e.BAD_FIELD(entity=entity, field=path, reason=e.UNKNOWN_FIELD)
    if head in FIXED:
        raise e.BAD_FIELD(entity=entity, field=path, reason=e.FIXED_FIELD)


def _value(entity: str, path: str, value: Any) -> Any:
    """JSON of a value; a blank container is a blank."""
    try:
        written = property_to_json(value) if path.startswith("properties.") else to_json(value)
    except (ValueError, TypeError, RecursionError) as fault:
        raise e.BAD_FIELD(entity=entity, field=path, reason=str(fault)) from fault
    return None if written in ([], {}) else written


def _written(record: r.Record) -> dict[str, Any]:
    try:
        data: dict[str, Any] = to_json(record)
    except (ValueError, TypeError, RecursionError) as fault:
        raise e.BAD_FIELD(entity=record.entity, field=WHOLE, reason=str(fault)) from fault
    return data


def _blame(entity: str, data: Mapping[str, Any], fault: Exception) -> Exception:
    """Name the field that does not fit."""
    cls = _class(entity)
    for name, value in data.items():
        hint = field_types(cls).get(name)
        if hint is None:
            return e.BAD_FIELD(entity=entity, field=name, reason=e.UNKNOWN_FIELD)
        try:
            dumps(to_json(value_from_json(hint, value))).encode()
        except (ValueError, TypeError, KeyError, RecursionError) as own:
            return e.BAD_FIELD(entity=entity, field=name, reason=str(own))
    return e.BAD_FIELD(entity=entity, field=WHOLE, reason=str(fault))


def _class(entity: str) -> type[r.Record]:
    try:
        return r.ENTITIES[entity]
    except KeyError:
        raise e.NO_ENTITY(entity=entity) from None


def _with(data: Mapping[str, Any], key: str, value: Any) -> dict[str, Any]:
    """A copy with ``key`` set, or without it when ``value`` is None."""
    rest = {name: item for name, item in data.items() if name != key}
    return rest if value is None else {**rest, key: value}
