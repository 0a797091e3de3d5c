"""Receipts: what the platform answers to a package, signed by the key of its hub.

A receipt is canonical JSON ``{"receipt": …, "signature": {"alg", "key", "value"}}``; the signature is
Ed25519 over the canonical bytes of ``receipt``. It names our package by its hash, counts the records and
gives their root hash, so that what the hub holds can be compared with what was sent.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from symbioaudit.base.i18n import Message, language
from symbioaudit.exchange import audit_json, upgrades
from symbioaudit.exchange import errors as e
from symbioaudit.exchange.keys import PublicKey, SigningKey, public_from_text, verifies
from symbioaudit.exchange.trust import TrustStore
from symbioaudit.model.codec import to_json
from symbioaudit.model.snapshot import Snapshot

MAX_BYTES: Final = 16 * 1024 * 1024
MAX_PROBLEMS: Final = 10_000
LONGEST: Final = 2000
VERDICTS: Final = ("accepted", "rejected")
_HASH = re.compile(r"[0-9a-f]{64}")
_FIELDS: Final[Mapping[str, type]] = {
    "schema": str, "id": str, "package": str, "audit": str, "revision": int, "verdict": str,
    "counts": dict, "root": str, "received_at": str, "hub": str, "problems": list,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one record was not taken: linked to its field, told in both languages."""

    entity: str
    id: str
    code: str
    text_ru: str
    text_en: str
    field: str | None = None

    @property
    def text(self) -> str:
        """The reason in the reader's language."""
        return self.text_ru if language() == "ru" else self.text_en


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the hub says of one package."""

    id: str
    package: str  # SHA-256 of the tag manifest
    audit: str
    revision: int
    verdict: str
    counts: Mapping[str, int]
    root: str
    received_at: str  # ISO 8601 with an offset
    hub: str
    problems: tuple[Problem, ...] = ()

    @property
    def accepted(self) -> bool:
        """True when the platform took the package in."""
        return self.verdict == "accepted"


def counts_of(shown: Snapshot) -> dict[str, int]:
    """How many records of each kind a package carries."""
    counts: dict[str, int] = {}
    for record in shown.all_records():
        counts[record.entity] = counts.get(record.entity, 0) + 1
    return counts


def root_of(shown: Snapshot) -> str:
    """One hash over all records: SHA-256 of the sorted lines ``entity id sha256(canonical record)``."""
    lines = sorted(
        f"{record.entity} {record.id} "
        f"{hashlib.sha256(audit_json.canonical(to_json(record))).hexdigest()}\n"
        for record in shown.all_records()
    )
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def dump(receipt: Receipt, key: SigningKey) -> bytes:
    """The receipt signed by the hub; the same receipt and key give the same bytes."""
    body = _body(receipt)
    signed = base64.b64encode(key.sign(audit_json.canonical(body))).decode()
    mark = {"alg": "Ed25519", "key": key.public.text, "value": signed}
    return audit_json.canonical({"receipt": body, "signature": mark})


def load(data: bytes, store: TrustStore) -> tuple[Receipt, PublicKey]:
    """Verify a receipt against the trusted keys of hubs; the key is the trusted one, with its name.

    Raises:
        InputRefused: SA-7020, no receipt or a damaged one; SA-7021, signed by a stranger;
            SA-7004, of a newer schema; SA-7002, too large.
    """
    if len(data) > MAX_BYTES:
        raise e.TOO_LARGE(what="receipt", limit=f"{MAX_BYTES >> 20} MiB")
    whole = _parsed(data)
    key, value = _signature(whole["signature"])
    trusted = store.find(key.raw, ("hub",))
    if not verifies(key, audit_json.canonical(whole["receipt"]), value):
        raise e.BAD_RECEIPT(reason=Message(e.SIGNATURE_WRONG))
    if trusted is None:
        raise e.STRANGE_HUB(fingerprint=key.fingerprint)
    return _receipt(upgrades.upgraded("receipt", whole["receipt"])), trusted


def stored(data: bytes) -> Receipt:
    """A receipt that was verified when it was taken in."""
    return _receipt(upgrades.upgraded("receipt", _parsed(data)["receipt"]))


def check_ours(
    receipt: Receipt, package: str, revision: int, counts: Mapping[str, int], root: str
) -> None:
    """The sanity exchange: the hub speaks of our package and holds what we sent.

    Raises:
        InputRefused: SA-7022 with what differs.
    """
    differing = [
        name
        for name, ours, theirs in (
            ("package", package, receipt.package),
            ("revision", revision, receipt.revision),
            ("counts", dict(counts), dict(receipt.counts)),
            ("root", root, receipt.root),
        )
        if ours != theirs
    ]
    if differing:
        raise e.OTHER_RECEIPT(what=", ".join(differing))


def _body(receipt: Receipt) -> dict[str, Any]:
    return {
        "schema": upgrades.text(upgrades.CURRENT["receipt"]),
        "id": receipt.id,
        "package": receipt.package,
        "audit": receipt.audit,
        "revision": receipt.revision,
        "verdict": receipt.verdict,
        "counts": dict(receipt.counts),
        "root": receipt.root,
        "received_at": receipt.received_at,
        "hub": receipt.hub,
        "problems": [
            {
                "entity": p.entity,
                "id": p.id,
                "field": p.field,
                "code": p.code,
                "text": {"ru": p.text_ru, "en": p.text_en},
            }
            for p in receipt.problems
        ],
    }


def _parsed(data: bytes) -> dict[str, Any]:
    """The document, when it is written as we write it: every byte has its meaning."""
    body = audit_json.parsed(data, e.BAD_RECEIPT)
    if set(body) != {"receipt", "signature"} or not isinstance(body["receipt"], dict):
        raise e.BAD_RECEIPT(reason=Message(e.NO_RECEIPT))
    if audit_json.canonical(body) != data:
        raise e.BAD_RECEIPT(reason=Message(e.NOT_CANONICAL))
    return body


def _signature(mark: Any) -> tuple[PublicKey, bytes]:
    if not isinstance(mark, dict) or set(mark) != {"alg", "key", "value"}:
        raise e.BAD_RECEIPT(reason=Message(e.NO_RECEIPT))
    try:
        value = base64.b64decode(mark["value"], validate=True)
    except (binascii.Error, TypeError, ValueError) as fault:
        raise e.BAD_RECEIPT(reason=Message(e.SIGNATURE_WRONG)) from fault
    if mark["alg"] != "Ed25519" or base64.b64encode(value).decode() != mark["value"]:
        raise e.BAD_RECEIPT(reason=Message(e.SIGNATURE_WRONG))
    return public_from_text(str(mark["key"]), role="hub"), value


def _receipt(body: Mapping[str, Any]) -> Receipt:
    if set(body) != set(_FIELDS):
        raise e.BAD_RECEIPT(reason=", ".join(sorted(set(body) ^ set(_FIELDS)))[:200])
    for name, kind in _FIELDS.items():
        if type(body[name]) is not kind:
            raise e.BAD_RECEIPT(reason=name)
    _check_values(body)
    kept = {n: body[n] for n in _FIELDS if n not in ("schema", "problems")}
    return Receipt(**kept, problems=_problems(body["problems"]))


def _check_values(body: Mapping[str, Any]) -> None:
    good = {
        "package": bool(_HASH.fullmatch(body["package"])),
        "root": bool(_HASH.fullmatch(body["root"])),
        "revision": body["revision"] >= 0,
        "verdict": body["verdict"] in VERDICTS,
        "counts": all(type(n) is int and n >= 0 for n in body["counts"].values()),
        "received_at": _is_moment(body["received_at"]),
        "problems": len(body["problems"]) <= MAX_PROBLEMS,
    }
    wrong = [name for name, fits in good.items() if not fits]
    if wrong:
        raise e.BAD_RECEIPT(reason=", ".join(wrong))


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _problems(items: Sequence[Any]) -> tuple[Problem, ...]:
    found = []
    for n, item in enumerate(items):
        try:
            texts = item["text"]
            words = (item["entity"], item["id"], item["code"], texts["ru"], texts["en"])
            field = item["field"]
        except (KeyError, TypeError, IndexError) as fault:
            raise e.BAD_RECEIPT(reason=f"problems/{n}") from fault
        if not all(isinstance(w, str) and len(w) <= LONGEST for w in (*words, field or "")):
            raise e.BAD_RECEIPT(reason=f"problems/{n}")
        found.append(Problem(*words, field=field))
    return tuple(found)
