"""Ed25519 keys (RFC 8032): sign, verify, fingerprints, and the private key in a file behind a password.

The file is JSON: scrypt (RFC 7914) makes the key of ChaCha20-Poly1305 (RFC 8439), which holds the 32 bytes
of the private key; name, role and public key are bound to it as associated data.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from symbioaudit.exchange import audit_json
from symbioaudit.exchange import errors as e

KEY_SCHEMA: Final = "1.0"
MAX_KEY_FILE: Final = 64 * 1024
SCRYPT: Final = {"n": 2**15, "r": 8, "p": 1}  # 32 MiB, about a tenth of a second
SCRYPT_MOST: Final = {"n": 2**20, "r": 16, "p": 4}  # of a stranger's file
SEED: Final = 32


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Who signs: 32 bytes of key, the name and the role that a file of trusted keys gives to them."""

    raw: bytes
    name: str = ""
    role: str = ""

    @property
    def text(self) -> str:
        """The key in base 64, as files of keys carry it."""
        return base64.b64encode(self.raw).decode()

    @property
    def fingerprint(self) -> str:
        """What two people read to each other: SHA-256 of the key in groups of four."""
        digest = hashlib.sha256(self.raw).hexdigest()[:32].upper()
        return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))

    def pem(self) -> bytes:
        """The key as other programs read it (SubjectPublicKeyInfo, RFC 8410)."""
        from cryptography.hazmat.primitives import serialization as s
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        key = Ed25519PublicKey.from_public_bytes(self.raw)
        return key.public_bytes(s.Encoding.PEM, s.PublicFormat.SubjectPublicKeyInfo)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key in memory; it never shows itself in a log or a traceback."""

    seed: bytes
    name: str
    role: str = "consultant"

    def __repr__(self) -> str:
        return f"SigningKey({self.public.fingerprint})"

    @property
    def public(self) -> PublicKey:
        """The public half with the name."""
        from cryptography.hazmat.primitives import serialization as s

        raw = _private(self.seed).public_key().public_bytes(s.Encoding.Raw, s.PublicFormat.Raw)
        return PublicKey(raw, self.name, self.role)

    def sign(self, message: bytes) -> bytes:
        """64 bytes; the same message and key always give the same ones."""
        signed: bytes = _private(self.seed).sign(message)
        return signed


def new_key(name: str, role: str = "consultant") -> SigningKey:
    """A key from the system's generator of secrets."""
    return SigningKey(secrets.token_bytes(SEED), name, role)


def verifies(key: PublicKey, message: bytes, signature: bytes) -> bool:
    """Whether this key has signed this message."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(key.raw).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def public_from_text(text: str, *, name: str = "", role: str = "") -> PublicKey:
    """The key that a file carries in base 64.

    Raises:
        InputRefused: SA-7011, no key.
    """
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as fault:
        raise e.BAD_KEY_FILE(reason=e.NOT_BASE64) from fault
    if len(raw) != SEED or base64.b64encode(raw).decode() != text:
        raise e.BAD_KEY_FILE(reason=e.NOT_BASE64)
    return PublicKey(raw, name, role)


def locked(key: SigningKey, secret: bytes, *, by: str = "password") -> bytes:
    """The file of a private key, closed with ``secret``: a password, or what the keyring keeps."""
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    head: dict[str, Any] = {
        "schema": KEY_SCHEMA,
        "name": key.name,
        "role": key.role,
        "public": key.public.text,
        "by": by,
        "kdf": {"name": "scrypt", **SCRYPT, "salt": base64.b64encode(salt).decode()},
        "nonce": base64.b64encode(nonce).decode(),
    }
    box = _cipher(secret, head["kdf"]).encrypt(nonce, key.seed, audit_json.canonical(head))
    return audit_json.canonical({**head, "box": base64.b64encode(box).decode()})


def public_of(data: bytes) -> tuple[PublicKey, str]:
    """Whose key a file holds and what closes it (``password`` or ``keyring``), without opening it.

    Raises:
        InputRefused: SA-7011, the file is damaged or something else.
    """
    body = _parsed(data)
    return public_from_text(body["public"], name=body["name"], role=body["role"]), body["by"]


def unlocked(data: bytes, secret: bytes) -> SigningKey:
    """The private key of a file.

    Raises:
        InputRefused: SA-7011, no such file; SA-7012, the password does not open it.
    """
    from cryptography.exceptions import InvalidTag

    body = _parsed(data)
    head = {name: value for name, value in body.items() if name != "box"}
    try:
        nonce, box = (base64.b64decode(body[name], validate=True) for name in ("nonce", "box"))
        seed = _cipher(secret, body["kdf"]).decrypt(nonce, box, audit_json.canonical(head))
    except InvalidTag as fault:
        raise e.WRONG_KEY_PASSWORD(name=body["name"]) from fault
    except (binascii.Error, ValueError, KeyError, TypeError) as fault:
        raise e.BAD_KEY_FILE(reason=e.NOT_A_KEY_FILE) from fault
    return SigningKey(seed, body["name"], body["role"])


def _private(seed: bytes) -> Any:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(seed)


def _cipher(secret: bytes, kdf: Mapping[str, Any]) -> Any:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    costs = {name: kdf[name] for name in ("n", "r", "p")}
    if any(type(c) is not int or not 0 < c <= SCRYPT_MOST[name] for name, c in costs.items()):
        raise ValueError("a cost that no program of ours asks for")
    salt = base64.b64decode(kdf["salt"], validate=True)
    return ChaCha20Poly1305(Scrypt(salt=salt, length=32, **costs).derive(secret))


def _parsed(data: bytes) -> dict[str, Any]:
    wanted = {"schema", "name", "role", "public", "by", "kdf", "nonce", "box"}
    try:
        body = json.loads(data.decode("utf-8")) if len(data) <= MAX_KEY_FILE else None
    except (ValueError, RecursionError) as fault:
        raise e.BAD_KEY_FILE(reason=e.NOT_A_KEY_FILE) from fault
    if not isinstance(body, dict) or set(body) != wanted or not isinstance(body["kdf"], dict):
        raise e.BAD_KEY_FILE(reason=e.NOT_A_KEY_FILE)
    if not all(isinstance(body[name], str) for name in wanted - {"kdf"}):
        raise e.BAD_KEY_FILE(reason=e.NOT_A_KEY_FILE)
    if body["schema"] != KEY_SCHEMA:
        raise e.NEWER_SCHEMA(found=body["schema"][:20], ours=KEY_SCHEMA)
    return body
