"""Records ↔ plain JSON values, driven by the dataclasses' own type hints.

One codec serves the database's JSON columns, the journal, the package and the
workbook, so that a record has one written form. Blank fields are left out.
The hints are resolved once per type into small functions, so that reading an audit
of a hundred thousand streams stays a matter of seconds.
"""

from __future__ import annotations

import math
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from operator import attrgetter
from typing import Any, TypeVar

from symbioaudit.model.amount import Amount

T = TypeVar("T")
Decoder = Callable[[Any], Any]
AMOUNT_KEY = "amount"  # a property that is an Amount is written {"amount": {...}}


def to_json(value: object) -> Any:
    """Return the plain JSON value of a record, an amount, an enum, a date or a container."""
    kind = type(value)
    if kind in _AS_IS:
        return value
    writer = _WRITERS.get(kind)
    if writer is None:
        writer = _WRITERS[kind] = _writer(kind)
    return writer(value)


def property_to_json(value: object) -> Any:
    """Like :func:`to_json`, but an amount is tagged so that it can be told from a row."""
    return {AMOUNT_KEY: to_json(value)} if isinstance(value, Amount) else to_json(value)


def property_from_json(value: Any) -> Any:
    """Inverse of :func:`property_to_json`; lists come back as tuples."""
    if isinstance(value, dict):
        inner = value.get(AMOUNT_KEY)
        # A row of a sub-table may have a column of this name; only an amount has a text inside.
        if len(value) == 1 and isinstance(inner, dict) and "text" in inner:
            return from_json(Amount, value[AMOUNT_KEY])
        return {key: property_from_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return tuple(property_from_json(item) for item in value)
    return value


def from_json(cls: type[T], data: Mapping[str, Any]) -> T:
    """Build a dataclass from its JSON object.

    Raises:
        ValueError, TypeError, KeyError: the data do not fit ``cls``.
    """
    made: T = _builder(cls)(data)
    return made


def field_types(cls: type) -> Mapping[str, Any]:
    """Field names of a dataclass with their resolved type hints, in order."""
    known = _FIELD_TYPES.get(cls)
    if known is None:
        hints = typing.get_type_hints(cls)
        known = _FIELD_TYPES[cls] = {f.name: hints[f.name] for f in fields(cls)}
    return known


def value_from_json(hint: Any, value: Any) -> Any:
    """Turn one JSON value into what ``hint`` says."""
    return None if value is None else decoder(hint)(value)


def decoder(hint: Any) -> Decoder:
    """The function that turns a JSON value (not None) into what ``hint`` says."""
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        arms = [arm for arm in typing.get_args(hint) if arm is not type(None)]
        return decoder(arms[0]) if len(arms) == 1 else property_from_json
    if origin is tuple:
        return _tuple_decoder(decoder(typing.get_args(hint)[0]))
    if origin is not None and issubclass(origin, Mapping):
        return _mapping_decoder(decoder(typing.get_args(hint)[1]))
    return _plain_decoder(hint)


_AS_IS = frozenset({str, int, bool, type(None)})
_FIELD_TYPES: dict[type, Mapping[str, Any]] = {}
_BUILDERS: dict[type, Decoder] = {}
_WRITERS: dict[type, Decoder] = {}  # how the values of a type are written, made once


def _builder(cls: type) -> Decoder:
    """The function that builds a dataclass from its JSON object, made once."""
    known = _BUILDERS.get(cls)
    if known is None:
        known = _BUILDERS[cls] = _record_decoder(cls)
    return known


def _record_decoder(cls: type) -> Decoder:
    plan = {name: (as_is(hint), decoder(hint)) for name, hint in field_types(cls).items()}

    def decode(data: Any) -> Any:
        values: dict[str, Any] = {}
        for name, value in (data if type(data) is dict else dict(data)).items():
            try:
                plain, read = plan[name]
            except KeyError:
                unknown = ", ".join(sorted(set(data) - set(plan)))
                raise ValueError(f"unknown fields of {cls.__name__}: {unknown}") from None
            values[name] = value if value is None or type(value) is plain else read(value)
        return cls(**values)

    return decode


def as_is(hint: Any) -> type | None:
    """The type of JSON values that need no decoding under ``hint``; None where all need some."""
    arms = [arm for arm in typing.get_args(hint) if arm is not type(None)] or [hint]
    plain = arms[0] if len(arms) == 1 else None
    return plain if plain in (str, int, float, bool) else None


def _tuple_decoder(item: Decoder) -> Decoder:
    def decode(value: Any) -> Any:
        if not isinstance(value, list | tuple):
            raise TypeError(f"{value!r} is not a list")
        return tuple(None if one is None else item(one) for one in value)

    return decode


def _mapping_decoder(item: Decoder) -> Decoder:
    def decode(value: Any) -> Any:
        if not isinstance(value, Mapping):
            raise TypeError(f"{value!r} is not an object")
        return {key: None if one is None else item(one) for key, one in value.items()}

    return decode


def _plain_decoder(hint: Any) -> Decoder:
    if not isinstance(hint, type):
        return property_from_json
    if is_dataclass(hint):
        return _builder(hint)
    if issubclass(hint, Enum):
        return _enum_decoder(hint)
    if issubclass(hint, date):
        return date.fromisoformat
    return _scalar_decoder(hint)


def _enum_decoder(kind: type[Enum]) -> Decoder:
    members = {member.value: member for member in kind}

    def decode(value: Any) -> Any:
        found = members.get(value) if type(value) is str else None
        return kind(value) if found is None else found

    return decode


def _scalar_decoder(kind: type) -> Decoder:
    def decode(value: Any) -> Any:
        if type(value) is kind:
            return value
        if kind is float and type(value) is int:
            return float(value)
        raise TypeError(f"{value!r} is not {kind.__name__}")

    return decode


def _writer(kind: type) -> Decoder:
    """The function that turns values of this very type into JSON values."""
    if is_dataclass(kind):
        return _record_writer(kind)
    if issubclass(kind, Mapping):
        return _mapping_to_json
    if issubclass(kind, tuple | list):
        return _list_to_json
    if issubclass(kind, Enum):
        return attrgetter("value")
    return _scalar_to_json


def _record_writer(cls: Any) -> Decoder:
    """Blanks are left out; an amount leaves out its defaults too, an entity states them."""
    names = tuple(f.name for f in fields(cls))
    values_of = attrgetter(*names) if len(names) > 1 else lambda one: (getattr(one, names[0]),)
    defaults = None if hasattr(cls, "entity") else tuple(f.default for f in fields(cls))

    def write(record: Any) -> dict[str, Any]:
        values = values_of(record)
        out: dict[str, Any] = {}
        for n, value in enumerate(values):
            if value is None or (defaults is not None and value == defaults[n]):
                continue
            data = to_json(value)
            if data or data not in ([], {}):
                out[names[n]] = data
        return out

    return write


def _mapping_to_json(value: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(key): property_to_json(item) for key, item in value.items()}


def _list_to_json(value: Any) -> list[Any]:
    return [property_to_json(item) for item in value]


def _scalar_to_json(value: object) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("a number of a record must be finite")
    return value
