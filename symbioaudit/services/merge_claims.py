"""A second answer kept beside ours after a merge: the claim that says it, and by which it is known again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from symbioaudit.model.codec import property_from_json
from symbioaudit.model.records import Claim
from symbioaudit.services import merging
from symbioaudit.services.merging import Kept, Slot
from symbioaudit.services.wording import amount_of, code_of
from symbioaudit.storage.edits import WHOLE

VALUE: Final = "value"  # property of a claim: the value itself, where a text would lose something
PATH: Final = "path"  # property of a claim: where the value belongs

Authors = Mapping[tuple[str, str], tuple[str, str]]  # (record id, field) → (who, when)


def who(authors: Authors, record_id: str, path: str) -> tuple[str, str]:
    """Who typed this side last and when; empty texts where nobody knows."""
    return authors.get((record_id, path)) or authors.get((record_id, WHOLE)) or ("", "")


def claim_of(audit_id: str, file: str, authors: Authors, kept: Kept) -> Claim:
    """The second answer that a person keeps beside ours, with who gave it and where it came from."""
    name, at = who(authors, kept.id, kept.path)
    source = ", ".join(part for part in (name, at[:10], file) if part)
    value, reason = kept.slot
    amount = amount_of(kept.entity, kept.path, value)
    text = amount.text if amount else str(value) if value is not None else str(reason or "")
    raw: Any = amount if amount is not None else property_from_json(value)
    own: dict[str, Any] = {PATH: kept.path, "digest": digest_of(kept.slot)}
    if reason is not None and value is None:
        own["reason"] = reason
    elif raw is not None:
        own[VALUE] = raw
    return Claim(
        id=_claim_id(audit_id, kept),
        audit_id=audit_id,
        target_entity=kept.entity,
        target_id=kept.id,
        field_code=code_of(kept.path),
        text=text,
        source=source,
        properties=own,
    )


def _claim_id(audit_id: str, kept: Kept) -> str:
    """The same answer kept twice, on two laptops too, is one claim: a UUID made from what it says."""
    import uuid

    from symbioaudit.storage.rows import dumps

    what = dumps([audit_id, kept.entity, kept.id, kept.path, kept.slot[0], kept.slot[1]])
    digest = bytearray(hashlib.sha256(what.encode()).digest()[:16])
    digest[:6] = uuid.UUID(kept.id).bytes[:6]  # sorts beside its record
    digest[6] = 0x70 | digest[6] & 0x0F
    digest[8] = 0x80 | digest[8] & 0x3F
    return str(uuid.UUID(bytes=bytes(digest)))


def claim_key(claim: Claim) -> tuple[str, str, str]:
    """Record, path and answer: the same answer is kept once."""
    own = claim.properties
    path = str(own.get(PATH) or merging.path_of(claim.target_entity, claim.field_code))
    return claim.target_id, path, str(own.get("digest") or claim.text)


def digest_of(slot: Slot) -> str:
    """A short name of a value and its reason."""
    from symbioaudit.storage.rows import dumps

    return hashlib.sha256(dumps([slot[0], slot[1]]).encode()).hexdigest()[:16]
