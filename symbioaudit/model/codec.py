"""Records ↔ plain JSON values, driven by the dataclasses' own type hints.

One codec serves the database's JSON columns, the journal, the package and the
workbook, so that a record has one written form. Blank fields are left out.
"""

from __future__ import annotations

import math
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any, TypeVar

from symbioaudit.model.amount import Amount

T = TypeVar("T")
AMOUNT_KEY = "amount"  # a property that is an Amount is written {"amount": {...}}


def to_json(value: object) -> Any:
    """Return the plain JSON value of a record, an amount, an enum, a date or a container."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return _record_to_json(value)
    if isinstance(value, Mapping):
        return {str(key): property_to_json(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [property_to_json(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("a number of a record must be finite")
    return value


def property_to_json(value: object) -> Any:
    """Like :func:`to_json`, but an amount is tagged so that it can be told from a row."""
    return {AMOUNT_KEY: to_json(value)} if isinstance(value, Amount) else to_json(value)


def property_from_json(value: Any) -> Any:
    """Inverse of :func:`property_to_json`; lists come back as tuples."""
    if isinstance(value, dict):
        if set(value) == {AMOUNT_KEY} and isinstance(value[AMOUNT_KEY], dict):
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
    hints = field_types(cls)
    unknown = set(data) - set(hints)
    if unknown:
        raise ValueError(f"unknown fields of {cls.__name__}: {', '.join(sorted(unknown))}")
    return cls(**{name: value_from_json(hints[name], value) for name, value in data.items()})


def field_types(cls: type) -> Mapping[str, Any]:
    """Field names of a dataclass with their resolved type hints, in order."""
    known = _FIELD_TYPES.get(cls)
    if known is None:
        hints = typing.get_type_hints(cls)
        known = _FIELD_TYPES[cls] = {f.name: hints[f.name] for f in fields(cls)}
    return known


_FIELD_TYPES: dict[type, Mapping[str, Any]] = {}


def value_from_json(hint: Any, value: Any) -> Any:
    """Turn one JSON value into what ``hint`` says."""
    if value is None:
        return None
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        arms = [arm for arm in typing.get_args(hint) if arm is not type(None)]
        return value_from_json(arms[0], value) if len(arms) == 1 else property_from_json(value)
    if origin is tuple:
        return tuple(value_from_json(typing.get_args(hint)[0], item) for item in value)
    if origin is not None and issubclass(origin, Mapping):
        arm = typing.get_args(hint)[1]
        return {key: value_from_json(arm, item) for key, item in value.items()}
    return _plain(hint, value)


def _plain(hint: Any, value: Any) -> Any:
    if not isinstance(hint, type):
        return property_from_json(value)
    if is_dataclass(hint):
        return from_json(hint, value)
    if issubclass(hint, Enum):
        return hint(value)
    if issubclass(hint, date):
        return date.fromisoformat(value)
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not hint:
        raise TypeError(f"{value!r} is not {hint.__name__}")
    return value


def _record_to_json(record: Any) -> dict[str, Any]:
    """Blanks are left out; an amount also leaves out its defaults, an entity states them."""
    terse = not hasattr(record, "entity")
    out: dict[str, Any] = {}
    for item in fields(record):
        value = getattr(record, item.name)
        if value is None or value in ((), {}):
            continue
        if terse and item.default is not MISSING and value == item.default:
            continue
        out[item.name] = to_json(value)
    return out
