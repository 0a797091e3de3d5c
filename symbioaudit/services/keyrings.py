"""The keyring of the system, where it is installed and safe: small secrets by service and name."""

from __future__ import annotations

from typing import Any, Final

from symbioaudit.services import errors as e

NAME: Final = "keyring"


def works() -> bool:
    """Whether this system has a keyring that may be used."""
    return _found() is not None


def keep(service: str, name: str, secret: str) -> None:
    """Put a secret in and prove that it comes out again.

    Raises:
        SymbioError: SA-8062, there is no keyring, or it refuses.
    """
    ring = _ring()
    try:
        ring.set_password(service, name, secret)
        kept = ring.get_password(service, name)
    except ring.errors.KeyringError as fault:
        raise e.NO_KEYRING(name=NAME) from fault
    if kept != secret:
        raise e.NO_KEYRING(name=NAME)


def recall(service: str, name: str) -> str | None:
    """The secret, or None where the keyring does not know it.

    Raises:
        SymbioError: SA-8062.
    """
    ring = _ring()
    try:
        secret = ring.get_password(service, name)
    except ring.errors.KeyringError as fault:
        raise e.NO_KEYRING(name=NAME) from fault
    return None if secret is None else str(secret)


def _ring() -> Any:
    found = _found()
    if found is None:
        raise e.NO_KEYRING(name=NAME)
    return found


def _found() -> Any:
    try:
        import keyring
    except ImportError:
        return None
    return keyring if keyring.get_keyring().priority >= 1 else None
