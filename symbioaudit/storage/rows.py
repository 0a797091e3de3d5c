"""Records ↔ rows: encoders and decoders prepared once per entity, so that reading stays linear."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Final

import sqlalchemy as sa

from symbioaudit.model import records as r
from symbioaudit.model.codec import decoder, field_types
from symbioaudit.storage.schema import TABLES, is_json, plain_type

Decoder = Callable[[Any], Any]
_WRITE: Final = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False
).encode
_READ: Final = json.JSONDecoder().raw_decode


def dumps(value: Any) -> str:
    """Compact JSON with Cyrillic kept readable and keys in order."""
    return _WRITE(value)


@cache
def columns(entity: str) -> tuple[sa.Column[Any], ...]:
    """The columns that hold the fields of a record, in the order of the fields."""
    return tuple(TABLES[entity].c[name] for name in field_types(r.ENTITIES[entity]))


@cache
def _fields(entity: str) -> tuple[tuple[str, bool], ...]:
    hints = field_types(r.ENTITIES[entity])
    return tuple((name, is_json(hint)) for name, hint in hints.items())


def encode(entity: str, data: dict[str, Any]) -> dict[str, Any]:
    """A record's JSON object → values of every field column."""
    return {
        name: dumps(data[name]) if packed and name in data else data.get(name)
        for name, packed in _fields(entity)
    }


def to_data(entity: str, row: Sequence[Any]) -> dict[str, Any]:
    """A row (columns in the order of the fields) → the record's JSON object, blanks left out."""
    return {
        name: decode(value) if decode else value
        for (name, decode), value in zip(_data_plan(entity), row, strict=True)
        if value is not None
    }


def decode(entity: str, row: Sequence[Any]) -> Any:
    """A row (columns in the order of the fields) → the record."""
    values = {
        name: decode(value) if decode else value
        for (name, decode), value in zip(_record_plan(entity), row, strict=True)
        if value is not None
    }
    return r.ENTITIES[entity](**values)


@cache
def _data_plan(entity: str) -> tuple[tuple[str, Decoder | None], ...]:
    def step(hint: Any) -> Decoder | None:
        return json.loads if is_json(hint) else bool if plain_type(hint) is bool else None

    return tuple((name, step(hint)) for name, hint in field_types(r.ENTITIES[entity]).items())


@cache
def _record_plan(entity: str) -> tuple[tuple[str, Decoder | None], ...]:
    """(field, decoder); None where the column value is the field value."""
    hints = field_types(r.ENTITIES[entity])
    return tuple((name, _column_decoder(hint)) for name, hint in hints.items())


def _column_decoder(hint: Any) -> Decoder | None:
    kind = plain_type(hint)
    if kind in (str, int, float):
        return None
    if kind is bool:
        return bool
    build = decoder(hint)
    return (lambda text: build(_loaded(text))) if is_json(hint) else build


def _loaded(text: str) -> Any:
    """What our own :func:`dumps` wrote, without looking for space around it."""
    value, end = _READ(text)
    return value if end == len(text) else json.loads(text)
