"""Writes the published JSON Schema of ``audit.json`` from the records' own type hints.

``--check`` compares instead of writing and exits 1 when the schema is stale.
"""

from __future__ import annotations

import json
import sys
import types
import typing
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

from symbioaudit.model import records as r
from symbioaudit.model.amount import Amount, Span, Via
from symbioaudit.model.codec import field_types
from symbioaudit.model.snapshot import COLLECTIONS

TARGET = Path(__file__).resolve().parents[1] / "symbioaudit/exchange/audit-1.0.schema.json"
NUMBERED: dict[type, str] = {float: "number", int: "integer", bool: "boolean", str: "string"}


def schema_of(hint: Any) -> dict[str, Any]:  # noqa: PLR0911 (one kind of hint, one answer)
    """JSON Schema of one type hint."""
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        arms = [arm for arm in typing.get_args(hint) if arm is not type(None)]
        return schema_of(arms[0]) if len(arms) == 1 else {"$ref": "#/$defs/property"}
    if origin is tuple:
        return {"type": "array", "items": schema_of(typing.get_args(hint)[0])}
    if origin is not None:
        return {"type": "object", "additionalProperties": schema_of(typing.get_args(hint)[1])}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"enum": [member.value for member in hint]}
    if hint is date:
        return {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
    if hint in (Amount, Span, Via):
        return {"$ref": f"#/$defs/{hint.__name__}"}
    return {"type": NUMBERED[hint]}


def object_of(cls: type) -> dict[str, Any]:
    """JSON Schema of one dataclass; what has no default is required."""
    import dataclasses

    needed = [
        f.name
        for f in dataclasses.fields(cls)
        if f.default is dataclasses.MISSING
        and f.default_factory is dataclasses.MISSING
        and cls is not Span
    ]
    return {
        "type": "object",
        "description": (cls.__doc__ or "").splitlines()[0],
        "properties": {name: schema_of(hint) for name, hint in field_types(cls).items()},
        "required": needed,
        "additionalProperties": False,
    }


def build() -> str:
    """The whole schema as text."""
    defs = {cls.__name__: object_of(cls) for cls in (Span, Via, Amount, *r.ENTITIES.values())}
    defs["property"] = {
        "description": "A scalar, a tagged amount, a list of texts or rows of a sub-table.",
        "type": ["string", "number", "integer", "boolean", "null", "array", "object"],
    }
    plural = {
        name: {"type": "array", "items": {"$ref": f"#/$defs/{r.ENTITIES[entity].__name__}"}}
        for entity, name in COLLECTIONS.items()
    }
    single = {
        name: {"$ref": f"#/$defs/{r.ENTITIES[name].__name__}"}
        for name in ("enterprise", "site", "audit")
    }
    body = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "SymbioAudit audit.json 1.0",
        "type": "object",
        "properties": {
            "schema": {"const": "1.0"},
            "scope": {"enum": ["full", "package"]},
            **single,
            **plural,
        },
        "required": ["schema", "scope", "enterprise", "site", "audit"],
        "additionalProperties": False,
        "$defs": defs,
    }
    return json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main() -> int:
    """Write or check."""
    text = build()
    if "--check" in sys.argv:
        stale = not TARGET.is_file() or TARGET.read_text(encoding="utf-8") != text
        print("stale: python -m tools.make_schema" if stale else "the schema follows the records")
        return int(stale)
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
