"""Files that a platform signs: ``{"<kind>": …, "signature": {"alg", "key", "value"}}`` in canonical JSON.

The signature is Ed25519 over the canonical bytes of the body; a receipt is one of this shape.
"""

from __future__ import annotations

import base64
import binascii
from typing import Any, Final

from symbioaudit.base.i18n import Message
from symbioaudit.exchange import audit_json
from symbioaudit.exchange import errors as e
from symbioaudit.exchange.keys import PublicKey, SigningKey, public_from_text, verifies
from symbioaudit.exchange.trust import TrustStore

MAX_BYTES: Final = 256 << 20


def dump(kind: str, body: Any, key: SigningKey) -> bytes:
    """The signed file; the same body and key give the same bytes."""
    value = base64.b64encode(key.sign(audit_json.canonical(body))).decode()
    mark = {"alg": "Ed25519", "key": key.public.text, "value": value}
    return audit_json.canonical({kind: body, "signature": mark})


def load(kind: str, data: bytes, store: TrustStore) -> tuple[Any, PublicKey]:
    """The body of a file that a trusted platform signed.

    Raises:
        InputRefused: SA-7061, damaged or something else; SA-7021, signed by a stranger; SA-7002.
    """
    if len(data) > MAX_BYTES:
        raise e.TOO_LARGE(what=kind, limit=f"{MAX_BYTES >> 20} MiB")
    whole = audit_json.parsed(data, e.BAD_SIGNED_FILE)
    if not isinstance(whole, dict) or set(whole) != {kind, "signature"}:
        raise e.BAD_SIGNED_FILE(reason=Message(e.NOT_CANONICAL))
    key, value = _signature(whole["signature"])
    if audit_json.canonical(whole) != data or not verifies(
        key, audit_json.canonical(whole[kind]), value
    ):
        raise e.BAD_SIGNED_FILE(reason=Message(e.SIGNATURE_WRONG))
    trusted = store.find(key.raw, ("hub",))
    if trusted is None:
        raise e.STRANGE_HUB(fingerprint=key.fingerprint)
    return whole[kind], trusted


def _signature(mark: Any) -> tuple[PublicKey, bytes]:
    fault = e.BAD_SIGNED_FILE(reason=Message(e.SIGNATURE_WRONG))
    if not isinstance(mark, dict) or set(mark) != {"alg", "key", "value"}:
        raise fault
    try:
        value = base64.b64decode(mark["value"], validate=True)
    except (binascii.Error, TypeError, ValueError) as bad:
        raise fault from bad
    if mark["alg"] != "Ed25519":
        raise fault
    return public_from_text(str(mark["key"]), role="hub"), value
