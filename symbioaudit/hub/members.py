"""Keys of consultants and operators; a key is used by a token that only its owner has."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from symbioaudit.base import clock
from symbioaudit.hub.database import Database
from symbioaudit.hub.tables import keys

ROLES: Final = ("consultant", "operator")


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever sent a request."""

    fingerprint: str
    name: str
    role: str
    region: str | None = None


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key as the operator sees it."""

    fingerprint: str
    name: str
    role: str
    region: str | None
    made_at: str
    revoked_at: str | None


def token_hash(token: str) -> str:
    """What the hub keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def add_key(
    database: Database,
    *,
    public_key: str,
    fingerprint: str,
    name: str,
    role: str,
    region: str | None = None,
) -> str:
    """Register a public key, or give a known one a new token; return the token, shown only now."""
    token = secrets.token_urlsafe(32)
    row = {
        "fingerprint": fingerprint,
        "public_key": public_key,
        "name": name,
        "role": role,
        "region": region,
        "token_hash": token_hash(token),
        "made_at": clock.now().isoformat(),
        "revoked_at": None,
    }

    def write(connection: sa.Connection) -> None:
        connection.execute(sa.delete(keys).where(keys.c.fingerprint == fingerprint))
        connection.execute(sa.insert(keys).values(row))

    database.write(write)
    return token


def revoke_key(database: Database, fingerprint: str) -> bool:
    """Close a key; False when there is none like it that is open."""

    def write(connection: sa.Connection) -> int:
        found = keys.c.fingerprint.startswith(fingerprint, autoescape=True)
        done = sa.update(keys).where(found, keys.c.revoked_at.is_(None))
        return connection.execute(done.values(revoked_at=clock.now().isoformat())).rowcount

    return bool(database.write(write))


def all_keys(database: Database) -> list[KeyRow]:
    """Every key, the oldest first."""
    names = ("fingerprint", "name", "role", "region", "made_at", "revoked_at")
    query = sa.select(*(keys.c[name] for name in names)).order_by(keys.c.made_at)
    with database.reading() as connection:
        return [KeyRow(*row) for row in connection.execute(query)]


def public_key_of(database: Database, fingerprint: str) -> tuple[str, str] | None:
    """Public key and name of an open key."""
    query = sa.select(keys.c.public_key, keys.c.name).where(
        keys.c.fingerprint == fingerprint, keys.c.revoked_at.is_(None)
    )
    with database.reading() as connection:
        row = connection.execute(query).one_or_none()
    return (row[0], row[1]) if row else None


def caller_of(database: Database, token: str) -> Caller | None:
    """Whoever has this token and an open key."""
    query = sa.select(keys.c.fingerprint, keys.c.name, keys.c.role, keys.c.region).where(
        keys.c.token_hash == token_hash(token), keys.c.revoked_at.is_(None)
    )
    with database.reading() as connection:
        row = connection.execute(query).one_or_none()
    return Caller(*row) if row else None
