"""Records ↔ rows: encoders and decoders prepared once per entity, so that reading stays linear and fast."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from symbioaudit.model import records as r
from symbioaudit.model.codec import field_types, to_json, value_from_json
from symbioaudit.storage.schema import is_json, plain_type

Decoder = Callable[[Any], Any]


def dumps(value: Any) -> str:
    """Compact JSON with Cyrillic kept readable and keys in order."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def encode_field(entity: str, name: str, value: Any) -> Any:
    """JSON value of one field → column value."""
    hint = field_types(r.ENTITIES[entity])[name]
    if value is None:
        return None
    return dumps(value) if is_json(hint) else value


def encode(record: r.Record) -> dict[str, Any]:
    """A record → column values, every column present."""
    data = to_json(record)
    hints = field_types(type(record))
    return {
        name: None
        if data.get(name) is None
        else (dumps(data[name]) if is_json(hint) else data[name])
        for name, hint in hints.items()
    }


def row_to_json(entity: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Column values → the record's JSON object (blanks left out)."""
    hints = field_types(r.ENTITIES[entity])
    out: dict[str, Any] = {}
    for name, hint in hints.items():
        value = row[name]
        if value is not None:
            out[name] = json.loads(value) if is_json(hint) else value
    return out


@cache
def _plan(entity: str) -> tuple[tuple[int, str, Decoder | None], ...]:
    """(position, field, decoder) of each column; None where the column value is the field value."""
    plan: list[tuple[int, str, Decoder | None]] = []
    for position, (name, hint) in enumerate(field_types(r.ENTITIES[entity]).items()):
        plan.append((position, name, _decoder(hint)))
    return tuple(plan)


def _decoder(hint: Any) -> Decoder | None:
    kind = plain_type(hint)
    if is_json(hint):
        return lambda text: value_from_json(hint, json.loads(text))
    if kind in (str, int, float):
        return None
    if kind is bool:
        return bool
    return lambda value: value_from_json(kind, value)


def decode(entity: str, row: tuple[Any, ...]) -> r.Record:
    """A row (columns in the order of the fields) → the record."""
    values = {}
    for position, name, decoder in _plan(entity):
        value = row[position]
        if value is not None:
            values[name] = decoder(value) if decoder else value
    return r.ENTITIES[entity](**values)
