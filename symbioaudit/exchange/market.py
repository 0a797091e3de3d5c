"""The platform's catalogue on its way to a laptop: signed, and without anybody's own ids.

A signed catalogue is canonical JSON ``{"catalogue": …, "as_of", "hub", "signature": {"alg", "key", "value"}}``;
the signature is Ed25519 over the canonical bytes of the rest. ``catalogue`` is what
:mod:`symbioaudit.exchange.catalogue` reads from a file.
"""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Mapping
from typing import Any

from symbioaudit.exchange import audit_json
from symbioaudit.exchange import errors as e
from symbioaudit.exchange.keys import PublicKey, SigningKey, public_from_text, verifies
from symbioaudit.exchange.trust import TrustStore


def public_id(audit: str, record: str) -> str:
    """The id under which others see a record: its owner can make it again, nobody can turn it back."""
    digest = hashlib.sha256(f"resource\n{audit}\n{record}".encode()).digest()
    return str(uuid.UUID(bytes=digest[:16]))


def dump(catalogue: Mapping[str, Any], *, as_of: str, hub: str, key: SigningKey) -> bytes:
    """The signed catalogue; the same one and the same key give the same bytes."""
    body = {"catalogue": catalogue, "as_of": as_of, "hub": hub}
    signed = base64.b64encode(key.sign(audit_json.canonical(body))).decode()
    mark = {"alg": "Ed25519", "key": key.public.text, "value": signed}
    return audit_json.canonical({**body, "signature": mark})


def load(data: bytes, store: TrustStore) -> tuple[dict[str, Any], PublicKey]:
    """The catalogue inside, once a trusted hub's signature fits every byte.

    Raises:
        InputRefused: SA-7040, no signed catalogue; SA-7021, signed by a stranger.
    """
    body = audit_json.parsed(data, e.NOT_A_CATALOGUE)
    mark = body.pop("signature", None)
    try:
        assert mark["alg"] == "Ed25519"
        key = public_from_text(mark["key"], role="hub")
        value = base64.b64decode(mark["value"], validate=True)
    except (AssertionError, KeyError, TypeError, ValueError) as fault:
        raise e.NOT_A_CATALOGUE(where=None, reason="signature") from fault
    whole = audit_json.canonical({**body, "signature": mark})
    if whole != data or not verifies(key, audit_json.canonical(body), value):
        raise e.NOT_A_CATALOGUE(where=None, reason="signature")
    trusted = store.find(key.raw, ("hub",))
    if trusted is None:
        raise e.STRANGE_HUB(fingerprint=key.fingerprint)
    return dict(body["catalogue"]), trusted
