"""The currency of an audit on its report: the analysis counts money as RUB whatever it is."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, Final, TypeVar

OURS: Final = "RUB"
SIGN: Final = "₽"
RUSSIAN: Final = frozenset({"nvos"})  # columns in roubles by law, as are factors
T = TypeVar("T")


def in_currency(item: T, currency: str) -> T:
    """``item`` (a piece of the document tree) with its money in ``currency``."""
    return item if currency in {"", OURS} else _walk(item, currency)


def renamed(unit: str, currency: str) -> str:
    """A unit with its money in ``currency``."""
    return unit.replace(OURS, currency or OURS).replace(
        SIGN, SIGN if currency in {"", OURS} else currency
    )


def _walk(item: Any, currency: str) -> Any:
    if isinstance(item, tuple):
        return tuple(_walk(part, currency) for part in item)
    if not is_dataclass(item) or isinstance(item, type):
        return item
    if getattr(item, "key", "") in RUSSIAN or getattr(item, "factor", None):
        return item
    changes = {}
    for one in fields(item):
        value = getattr(item, one.name)
        if isinstance(value, str):
            if one.name == "unit" and (OURS in value or SIGN in value):
                changes[one.name] = renamed(value, currency)
        elif isinstance(value, tuple) or is_dataclass(value):
            new = _walk(value, currency)
            if new is not value:
                changes[one.name] = new
    return replace(item, **changes) if changes else item
