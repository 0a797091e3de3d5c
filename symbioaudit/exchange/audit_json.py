"""``audit.json``: one audit as canonical JSON; the same state always gives the same bytes.

Keys sorted, no spaces, UTF-8, shortest numbers, no NaN (the spirit of RFC 8785). ``full`` loses nothing
and is for moving an audit between laptops; ``package`` has no room for what never leaves the
enterprise (METHODOLOGY 4.3).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from symbioaudit.base.errors import ErrorCode
from symbioaudit.base.i18n import Message
from symbioaudit.exchange import errors as e
from symbioaudit.exchange import upgrades
from symbioaudit.model import records as r
from symbioaudit.model.codec import from_json, to_json
from symbioaudit.model.snapshot import COLLECTIONS, Snapshot

SCHEMA: Final = upgrades.CURRENT["audit"]
MAX_BYTES: Final = 96 * 1024 * 1024  # a hundred thousand streams take 69 MB
MAX_CONTAINERS: Final = 4_000_000  # objects and lists; those streams have some 1.2 million
MAX_DEPTH: Final = 40
_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"')
_BRACKETS = re.compile(rb"[\[\]{}]")
NEVER_PACKED: Final = frozenset({"interview", "claim"})


def dump(snapshot: Snapshot, *, scope: str = "full") -> bytes:
    """The audit as canonical bytes. ``scope`` is ``full``, or ``package`` for what
    :func:`symbioaudit.exchange.disclosure.disclosed` has left of it."""
    body: dict[str, Any] = {
        "schema": f"{SCHEMA[0]}.{SCHEMA[1]}",
        "scope": scope,
        "enterprise": to_json(snapshot.enterprise),
        "site": to_json(snapshot.site),
        "audit": to_json(snapshot.audit),
    }
    for entity, name in COLLECTIONS.items():
        if scope == "full" or entity not in NEVER_PACKED:
            body[name] = [to_json(record) for record in getattr(snapshot, name)]
    return canonical(body)


def canonical(value: Any) -> bytes:
    """Canonical JSON bytes with a line end."""
    text = json.dumps(
        _shortest(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text.encode("utf-8", "surrogatepass") + b"\n"


def _shortest(value: Any) -> Any:
    """Whole floats as integers (RFC 8785: 2.0 is written 2), so that equal states are equal bytes."""
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if isinstance(value, dict):
        return {key: _shortest(item) for key, item in value.items()}
    return [_shortest(item) for item in value] if isinstance(value, list) else value


def load(data: bytes) -> Snapshot:
    """Read an audit, verifying everything before anything is used.

    Raises:
        InputRefused: SA-7001…7004 with the place inside the file.
    """
    if len(data) > MAX_BYTES:
        raise e.TOO_LARGE(what="audit.json", limit=f"{MAX_BYTES >> 20} MiB")
    if data.startswith(b"PK"):
        raise e.NOT_JSON(reason=Message(e.IS_A_ZIP))
    return _snapshot(upgrades.upgraded("audit", parsed(data, e.NOT_JSON)))


def parsed(data: bytes, refusal: ErrorCode) -> dict[str, Any]:
    """A stranger's JSON object: no deep nesting, no key twice, no number that is none.

    Raises:
        InputRefused: ``refusal`` with the reason; SA-7002.
    """
    _check_depth(data, refusal)
    try:
        body = json.loads(
            data.decode("utf-8"),
            parse_constant=_no_constant,
            parse_float=_finite,
            object_pairs_hook=_unique,
        )
    except UnicodeDecodeError as fault:
        raise refusal(reason=Message(e.NOT_UTF8)) from fault
    except (ValueError, RecursionError) as fault:
        raise refusal(reason=str(fault)[:200]) from fault
    if not isinstance(body, dict):
        raise refusal(reason="not an object")
    return body


def scope_of(data: bytes) -> str:
    """``full`` or ``package``; of bytes that :func:`load` has accepted."""
    return str(json.loads(data).get("scope", "full"))


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:40]} is too big a number")
    return number


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) != len(pairs):
        raise ValueError("a key stands twice")
    return out


def _check_depth(data: bytes, refusal: ErrorCode) -> None:
    """Refuse deep nesting and heaps of empty containers before the parser sees them."""
    depth = 0
    if data.count(b"{") + data.count(b"[") > MAX_CONTAINERS:
        raise e.TOO_LARGE(what="audit.json", limit=f"{MAX_CONTAINERS} {{}} []")
    for bracket in _BRACKETS.finditer(_STRINGS.sub(b"", data)):
        depth += 1 if bracket[0] in b"[{" else -1
        if depth > MAX_DEPTH:
            raise refusal(reason=f"nested deeper than {MAX_DEPTH}")


@cache
def schema() -> Mapping[str, Any]:
    """The published JSON Schema."""
    text = Path(__file__).with_name("audit-1.0.schema.json").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = json.loads(text)
    return loaded


def _snapshot(body: Mapping[str, Any]) -> Snapshot:
    import jsonschema

    fault = jsonschema.exceptions.best_match(
        jsonschema.Draft202012Validator(schema()).iter_errors(body)
    )
    if fault:
        raise e.BAD_RECORD(
            path="/".join(map(str, fault.absolute_path)) or "/", reason=fault.message[:200]
        )
    parts: dict[str, Any] = {
        "enterprise": _record(r.Enterprise, body["enterprise"], "enterprise"),
        "site": _record(r.Site, body["site"], "site"),
        "audit": _record(r.Audit, body["audit"], "audit"),
    }
    for entity, name in COLLECTIONS.items():
        cls = r.ENTITIES[entity]
        parts[name] = tuple(
            _record(cls, item, f"{name}/{n}") for n, item in enumerate(body.get(name, []))
        )
    made = Snapshot(**parts)
    _check_references(made)
    return made


def _record(cls: type[Any], data: Mapping[str, Any], path: str) -> Any:
    try:
        return from_json(cls, data)
    except (ValueError, TypeError, KeyError, OverflowError) as fault:
        raise e.BAD_RECORD(path=path, reason=str(fault)[:200]) from fault


REFERENCES: Final = {
    "process_id": "process", "from_process": "process", "to_process": "process", "stream_id": "stream",
    "part_of": "stream", "linked_input": "stream", "want_id": "want",
}  # fmt: skip


def _check_references(made: Snapshot) -> None:
    """Every id once, every reference to a record of the right kind inside the file."""
    seen: dict[str, str] = {}
    for record in made.all_records():
        if record.id in seen:
            raise e.BAD_RECORD(path=record.id, reason="an id stands twice")
        seen[record.id] = record.entity
    for record in made.all_records():
        for name, wanted in _links(record, made):
            target = getattr(record, name)
            if target is not None and seen.get(target) != wanted:
                raise e.BAD_RECORD(
                    path=f"{record.entity}/{record.id}/{name}", reason=f"no {wanted} {target}"
                )


def _links(record: r.Record, made: Snapshot) -> Iterator[tuple[str, str]]:
    for name, wanted in REFERENCES.items():
        if hasattr(record, name):
            yield name, wanted
    if isinstance(record, r.AuditRecord) and record.audit_id != made.audit.id:
        raise e.BAD_RECORD(path=f"{record.entity}/{record.id}/audit_id", reason=record.audit_id)
