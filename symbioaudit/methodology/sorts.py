"""What names mean to the expressions of a pack: from the fields of forms and the attributes of records."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from typing import Any, Final

from symbioaudit.formula.sorts import ANY, BOOL, NUMBER, TEXT, Kind, Sort
from symbioaudit.model.codec import field_types
from symbioaudit.model.records import ENTITIES

Node = Mapping[str, Any]
KINDS: Final[Mapping[str, Kind]] = {
    "int": Kind.NUMBER, "num": Kind.NUMBER, "amount": Kind.NUMBER, "money": Kind.NUMBER, "bool": Kind.BOOL,
    "text": Kind.TEXT, "code": Kind.TEXT, "ref": Kind.TEXT, "enum": Kind.TEXT, "date": Kind.DATE,
    "daterange": Kind.LIST, "multi": Kind.LIST, "files": Kind.LIST, "refs": Kind.LIST, "table": Kind.TABLE,
    "months": Kind.TABLE, "auto": Kind.ANY,
}  # fmt: skip
# Types of a form's field that can hold what a record's attribute holds.
HOLDS: Final[Mapping[str, frozenset[str]]] = {
    "str": frozenset({"text", "enum", "code", "ref", "auto", "date"}),
    "int": frozenset({"int", "auto"}),
    "float": frozenset({"num", "amount", "auto", "int"}),
    "bool": frozenset({"bool", "auto"}),
    "date": frozenset({"date", "auto"}),
    "Amount": frozenset({"amount", "money", "auto"}),
    "tuple": frozenset({"multi", "refs", "text", "code", "date", "files", "auto", "table", "enum"}),
    "StrEnum": frozenset({"enum", "auto"}),
}


@cache
def kept(entity: str) -> Mapping[str, str]:
    """Attributes of a record with a word for their type."""
    return {
        name: _word(hint)
        for name, hint in field_types(ENTITIES[entity]).items()
        if name not in {"properties", "reasons"}
    }


def _word(hint: Any) -> str:
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        hint = next(arm for arm in typing.get_args(hint) if arm is not type(None))
    if typing.get_origin(hint) is tuple:
        return "tuple"
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return "StrEnum"
    return str(getattr(hint, "__name__", hint))


_ATTRIBUTES: Final[Mapping[str, Sort]] = {
    "str": TEXT, "int": NUMBER, "float": NUMBER, "bool": BOOL, "date": Sort(Kind.DATE), "Amount": NUMBER,
    "tuple": Sort(Kind.LIST), "StrEnum": TEXT,
}  # fmt: skip


def attribute_sorts(entity: str) -> dict[str, Sort]:
    """Sorts of a record's own attributes."""
    return {name: _ATTRIBUTES.get(word, ANY) for name, word in kept(entity).items()}


def field_sort(field: Node, enums: Mapping[str, Any]) -> Sort:
    """Sort of a form's field."""
    if field.get("many"):
        return Sort(Kind.LIST)
    kind = KINDS[field["type"]]
    if kind is Kind.TABLE:
        columns = {c["code"]: field_sort(c, enums) for c in field.get("columns") or ()}
        if field["type"] == "months":
            columns = {"month": ANY, "value": NUMBER}
        return Sort(kind, columns=columns)
    if field["type"] == "enum" and field.get("enum") in enums:
        return Sort(kind, frozenset(str(x["value"]) for x in enums[field["enum"]]))
    return Sort(kind)


def entity_sorts(
    entity: str, forms: Iterable[Node], enums: Mapping[str, Any]
) -> Mapping[str, Sort]:
    """Sorts of all that is known of an entity; a code that differs between its forms is of any sort."""
    names = attribute_sorts(entity)
    seen: set[str] = set()
    for form in forms:
        for field in form["fields"] if form["entity"] == entity else ():
            code, sort = field["code"], field_sort(field, enums)
            same_kind = code in seen and names[code].kind == sort.kind
            if code not in seen:
                names[code] = sort
            elif names[code] != sort:
                names[code] = Sort(sort.kind, columns=sort.columns) if same_kind else ANY
            seen.add(code)
    return names
