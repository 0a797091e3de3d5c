"""From older schemas to ours: pure dict → dict steps, one registry for every kind of file we exchange.

Each step leads from the version that is its key to the next one and says so in ``schema``. What is newer
than ours, be it a minor or a major, is refused: half-understood data are worse than none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from symbioaudit.exchange import errors as e

Version = tuple[int, int]
Step = Callable[[dict[str, Any]], dict[str, Any]]

CURRENT: Final[Mapping[str, Version]] = {"audit": (1, 0), "package": (1, 1), "receipt": (1, 0)}


def _package_1_0(body: dict[str, Any]) -> dict[str, Any]:
    """1.1 names the signer and carries its own note on disclosure; 1.0 had neither."""
    return {**body, "schema": "1.1", "signer": None, "signer_key": None, "note": False}


STEPS: Final[Mapping[str, Mapping[Version, Step]]] = {
    "audit": {},
    "package": {(1, 0): _package_1_0},
    "receipt": {},
}


def text(version: Version) -> str:
    """``major.minor``."""
    return f"{version[0]}.{version[1]}"


def upgraded(kind: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """The body in our schema; the one given stays as it is.

    Raises:
        InputRefused: SA-7003, no version; SA-7004, newer than ours or unknown.
    """
    found = dict(body)
    version = _version(found)
    while version in STEPS[kind]:
        found = STEPS[kind][version](found)
        version = _version(found)
    if version != CURRENT[kind]:
        raise e.NEWER_SCHEMA(found=str(body.get("schema"))[:20], ours=text(CURRENT[kind]))
    return found


def _version(body: Mapping[str, Any]) -> Version:
    found = str(body.get("schema", ""))
    try:
        major, minor = (int(part) for part in found.split("."))
    except ValueError as fault:
        raise e.BAD_RECORD(path="schema", reason=repr(found)[:40]) from fault
    return major, minor
