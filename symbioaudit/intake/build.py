"""Values of answers into the fields of records, and back into comparable form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from symbioaudit.intake.layout import Block
from symbioaudit.intake.staged import StagedCell
from symbioaudit.model.amount import Amount
from symbioaudit.model.codec import (
    field_types,
    from_json,
    property_to_json,
    to_json,
    value_from_json,
)
from symbioaudit.model.enums import Missing
from symbioaudit.model.records import ENTITIES, Record


def is_field(entity: str, code: str) -> bool:
    """True where the code is a field of the record, false where it is a property."""
    return code in field_types(ENTITIES[entity]) and code not in ("properties", "reasons", "id")


def path_of(entity: str, code: str) -> str:
    """``quantity`` or ``properties.hazard_class``: the name that an operation uses."""
    return code if is_field(entity, code) else f"properties.{code}"


def fitting(entity: str, code: str, value: Any) -> Any:
    """The value as the record holds it.

    Raises:
        ValueError, TypeError: it does not fit the field.
    """
    if not is_field(entity, code):
        return value.isoformat() if isinstance(value, date) else value
    hint = field_types(ENTITIES[entity])[code]
    return value_from_json(hint, to_json(value))


def fresh(entity: str, fields: Mapping[str, Any], reasons: Mapping[str, Missing]) -> Record:
    """A new record from values by field code; codes that are no fields become properties.

    Raises:
        ValueError, TypeError: a value does not fit or a needed one lacks.
    """
    own = {k: to_json(v) for k, v in fields.items() if k == "id" or is_field(entity, k)}
    rest = {k: property_to_json(v) for k, v in fields.items() if k != "id" and k not in own}
    data = {**own, **({"properties": rest} if rest else {})}
    if reasons:
        data["reasons"] = {code: missing.value for code, missing in reasons.items()}
    return from_json(ENTITIES[entity], data)


def edited(record: Record, changes: Mapping[str, Any]) -> Record:
    """The record with fields set by their paths (``quantity``, ``properties.x``, ``reasons.x``)."""
    parts: dict[str, dict[str, Any]] = {
        "properties": dict(record.properties),
        "reasons": dict(record.reasons),
    }
    own: dict[str, Any] = {}
    for path, value in changes.items():
        head, dot, code = path.partition(".")
        if dot:
            parts[head][code] = value
        else:
            own[head] = value
    whole: dict[str, Any] = {**own, **parts}
    return replace(record, **whole)


def defaults_of(block: Block) -> dict[str, Any]:
    """What a new record of a block is before its answers are set."""
    out = dict(block.defaults)
    for code, allowed in block.filter.items():
        if code not in out and len(allowed) == 1:
            out[code] = allowed[0]
    return out


def same_meaning(one: Any, two: Any) -> bool:
    """Equal for the audit: an amount by what it means, other values as they are written."""
    if isinstance(one, Amount) and isinstance(two, Amount):
        return _meaning(one) == _meaning(two)
    return bool(_plain(one) == _plain(two))


def _meaning(amount: Amount) -> tuple[Any, ...]:
    canonical = amount.canonical.best if amount.canonical else None
    number = amount.value.best if amount.value else None
    if canonical is not None:
        return (amount.missing, amount.kind, f"{canonical:.12g}", amount.canonical_unit)
    return (amount.missing, amount.kind, number, amount.unit, amount.per)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items() if item is not None}
    if isinstance(value, Amount):
        return _meaning(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return to_json(value)


def said(cell: StagedCell) -> str:
    """An answer in one line: as typed, with its unit."""
    return f"{cell.text} {cell.unit}".strip() if cell.text[-1:].isdigit() else cell.text
