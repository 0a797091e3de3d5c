"""Signatures inside a package, beside the payload: ours is verified, qualified ones are kept and listed.

``signatures/ed25519.sig``: 64 bytes over ``tagmanifest-sha256.txt``; ``signatures/ed25519.pem``: the public
key. Who signs stands in ``bag-info.txt`` too, which the tag manifest covers: a signature that is taken away
or put in another's place is noticed. ``signatures/qualified/*.sig|.p7s``: CAdES over the same file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from symbioaudit.base.i18n import Message
from symbioaudit.exchange import errors as e
from symbioaudit.exchange.keys import PublicKey, SigningKey, public_from_text, verifies

FOLDER: Final = "signatures/"
SIG: Final = f"{FOLDER}ed25519.sig"
PEM: Final = f"{FOLDER}ed25519.pem"
QUALIFIED: Final = f"{FOLDER}qualified/"
MAX_SIGNATURE: Final = 1 << 20
MAX_QUALIFIED: Final = 8
_QUALIFIED = re.compile(r"signatures/qualified/[\w.-]{1,120}\.(?:sig|p7s)", re.ASCII)


def belongs(name: str) -> bool:
    """Whether a file of the bag is a signature in its place."""
    return name in (SIG, PEM) or bool(_QUALIFIED.fullmatch(name))


def qualified_name(file_name: str) -> str:
    """Where a qualified signature file goes.

    Raises:
        InputRefused: SA-7017, another kind of file.
    """
    name = QUALIFIED + re.sub(r"[^A-Za-z0-9_.-]", "_", file_name)
    if not _QUALIFIED.fullmatch(name):
        raise e.NOT_A_SIGNATURE(where=file_name)
    return name


def told(key: SigningKey | None) -> dict[str, str]:
    """The lines of ``bag-info.txt`` about the signer."""
    if key is None:
        return {}
    public = key.public
    return {
        "SymbioAudit-Signer": " ".join(public.name.split()) or "—",
        "SymbioAudit-Signer-Role": public.role,
        "SymbioAudit-Signer-Key": f"ed25519 {public.text}",
    }


def files(key: SigningKey | None, tag_manifest: bytes) -> dict[str, bytes]:
    """The signature over the tag manifest and the key that verifies it; same state and key, same bytes."""
    return {SIG: key.sign(tag_manifest), PEM: key.public.pem()} if key else {}


def check(
    info: Mapping[str, str], tag_manifest: bytes, found: Mapping[str, bytes]
) -> PublicKey | None:
    """Who signed, as the package itself says; None when nobody did.

    Whether that key is to be believed is another question: :mod:`symbioaudit.exchange.trust`.

    Raises:
        InputRefused: SA-7006, the signature is missing, foreign or wrong.
    """
    kind, _space, text = info.get("SymbioAudit-Signer-Key", "").partition(" ")
    ours = {name for name in found if name in (SIG, PEM)}
    if not text:
        if ours:
            raise e.BAD_PACKAGE(reason=Message(e.SIGNATURE_FOREIGN))
        return None
    if ours != {SIG, PEM}:
        raise e.BAD_PACKAGE(reason=Message(e.SIGNATURE_GONE))
    key = public_from_text(
        text, name=info.get("SymbioAudit-Signer", ""), role=info.get("SymbioAudit-Signer-Role", "")
    )
    if kind != "ed25519" or found[PEM] != key.pem():
        raise e.BAD_PACKAGE(reason=Message(e.SIGNATURE_FOREIGN))
    if not verifies(key, tag_manifest, found[SIG]):
        raise e.BAD_PACKAGE(reason=Message(e.SIGNATURE_WRONG))
    return key
