"""The consultant's signature key: made at first use, kept closed, moved, restored from paper.

It lies in the user's own folder, never in a workspace, a log or a support bundle. A password closes it,
or a secret that the keyring of the system keeps where that is installed and works.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from symbioaudit.base import recovery
from symbioaudit.base.errors import EXISTS, NOT_FOUND, NOT_READABLE, reason_of
from symbioaudit.base.paths import user_data_dir
from symbioaudit.base.writing import write_private
from symbioaudit.exchange import keys, trust
from symbioaudit.exchange.keys import PublicKey, SigningKey
from symbioaudit.services import errors as e
from symbioaudit.services import keyrings

PASSWORD: Final = "password"  # noqa: S105 (the name of a way)
KEYRING: Final = "keyring"
SHORTEST: Final = 8
_SERVICE: Final = "SymbioAudit signature"


@dataclass(frozen=True, slots=True)
class Identity:
    """What is known of the key without opening it."""

    key: PublicKey
    protection: str
    path: Path


def identity_file() -> Path:
    """Where the key lies; ``SYMBIOAUDIT_IDENTITY`` names another place."""
    named = os.environ.get("SYMBIOAUDIT_IDENTITY")
    return Path(named) if named else user_data_dir() / "identity.key"


def trust_file() -> Path:
    """The file of trusted keys that is used when nobody names one."""
    return user_data_dir() / "trusted.keys"


def new(name: str, password: str | None, *, role: str = "consultant") -> Identity:
    """Make a key; without a password the keyring of the system closes it.

    Raises:
        SymbioError: SA-1004, there is one already; SA-8061, a short password; SA-8062, no keyring.
    """
    return _keep(keys.new_key(" ".join(name.split()), role), password)


def show(path: Path | None = None) -> Identity:
    """Whose key is here.

    Raises:
        SymbioError: SA-8060, there is none; SA-7011, the file is damaged.
    """
    path = path or identity_file()
    if not path.is_file():
        raise e.NO_IDENTITY(path=path)
    public, protection = keys.public_of(_read(path))
    return Identity(public, protection, path)


def unlock(password: str | None) -> SigningKey:
    """The key, opened with its password or by the keyring.

    Raises:
        SymbioError: SA-8060, no key; SA-7012, the password is wrong; SA-8062, no keyring.
    """
    found = show()
    if found.protection == KEYRING:
        return keys.unlocked(_read(found.path), _from_keyring(found.key))
    return keys.unlocked(_read(found.path), (password or "").encode())


def export(key: SigningKey, target: Path, password: str) -> None:
    """Write the key to a file that a password closes, for another computer."""
    if target.exists():
        raise EXISTS(path=target)
    _check(password)
    write_private(target, keys.locked(key, password.encode()))


def import_key(source: Path, opener: str, password: str | None) -> Identity:
    """Take a key over from a file that :func:`export` has written.

    Raises:
        SymbioError: SA-1001, SA-7011, SA-7012; SA-1004, there is a key here already.
    """
    if not source.is_file():
        raise NOT_FOUND(path=source)
    return _keep(keys.unlocked(_read(source), opener.encode()), password)


def recovery_lines(key: SigningKey) -> tuple[str, ...]:
    """What to print and put into a safe: it is the key itself."""
    return recovery.kit("identity", key.seed)


def restore(typed: str, name: str, password: str | None) -> Identity:
    """Make the key anew from its recovery kit.

    Raises:
        SymbioError: SA-1006, a slip in a line; SA-1007, another kit; SA-1004.
    """
    key = SigningKey(recovery.key_of("identity", typed), " ".join(name.split()))
    return _keep(key, password)


def public_line(key: PublicKey) -> str:
    """The line for the trusted keys of those who receive our packages."""
    return trust.line(key)


def load_trust(path: Path | None) -> trust.TrustStore:
    """The trusted keys of a file; without a name those of this user, or none at all."""
    if path is None:
        path = trust_file()
        if not path.is_file():
            return trust.TrustStore()
    if not path.is_file():
        raise NOT_FOUND(path=path)
    return trust.load(_read(path), where=path.name)


def _keep(key: SigningKey, password: str | None) -> Identity:
    path = identity_file()
    if path.exists():
        raise EXISTS(path=path)
    if password is None:
        secret, by = secrets.token_hex(32), KEYRING
        keyrings.keep(_SERVICE, key.public.text, secret)
    else:
        _check(password)
        secret, by = password, PASSWORD
    write_private(path, keys.locked(key, secret.encode(), by=by))
    return show()


def _check(password: str) -> None:
    if len(password) < SHORTEST:
        raise e.SHORT_PASSWORD(least=SHORTEST)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as handle:
            return handle.read(trust.MAX_BYTES + 1)
    except OSError as fault:
        raise NOT_READABLE(path=path, reason=reason_of(fault)) from fault


def _from_keyring(key: PublicKey) -> bytes:
    secret = keyrings.recall(_SERVICE, key.text)
    if secret is None:
        raise e.KEYRING_LOST(name=KEYRING)
    return secret.encode()
