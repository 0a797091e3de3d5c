"""Random records of every entity, made from the types of their own fields."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any

from hypothesis import strategies as st

from symbioaudit.model import records as r
from symbioaudit.model.amount import Amount, Span, Via
from symbioaudit.model.codec import field_types
from symbioaudit.storage.schema import LIST_REFERENCES, REFERENCES

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
NUMBER = st.floats(allow_nan=False, allow_infinity=False)
WHOLE = st.integers(-(2**53), 2**53)
CODE = st.text("abcdefgh_", min_size=1, max_size=6) | st.just("amount")


def of_type(hint: Any) -> st.SearchStrategy[Any]:
    """Values of one field's type."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return st.one_of([of_type(arm) for arm in arguments])
    if origin is tuple:
        return st.lists(of_type(arguments[0]), max_size=3).map(tuple)
    if origin is not None and issubclass(origin, Mapping):
        return st.dictionaries(CODE, of_type(arguments[1]), max_size=3)
    if issubclass(hint, Enum):
        return st.sampled_from(list(hint))
    simple = {
        str: TEXT, int: WHOLE, bool: st.booleans(), float: NUMBER, type(None): st.none(),
        date: st.dates(), Span: st.builds(Span, *[st.none() | NUMBER] * 3).filter(lambda s: s != Span()),
        Via: st.builds(Via, TEXT, NUMBER, TEXT, TEXT),
    }  # fmt: skip
    return AMOUNTS if hint is Amount else simple[hint]


AMOUNTS: st.SearchStrategy[Amount] = st.deferred(
    lambda: st.builds(Amount, **{n: of_type(hint) for n, hint in field_types(Amount).items()})
)


def record_of(entity: str, **fixed: Any) -> st.SearchStrategy[Any]:
    """Records of an entity; links are blank unless ``fixed``."""
    cls = r.ENTITIES[entity]
    values = {}
    for name, hint in field_types(cls).items():
        linked = name in REFERENCES or (entity, name) in LIST_REFERENCES
        if name in fixed:
            values[name] = st.just(fixed[name])
        elif name == "properties":
            # A property that is None is a blank one, and a blank one is left out.
            full = of_type(hint).map(lambda d: {k: v for k, v in d.items() if v is not None})
            values[name] = full
        elif not linked:
            values[name] = of_type(hint)
    return st.builds(cls, **values)
