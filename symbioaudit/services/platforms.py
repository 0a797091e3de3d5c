"""The platform that this user hands over to: its address, token and keys.

The token lies in the keyring of the system, or in a file that only its owner may read; never in the
workspace, a log or on a command line.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from symbioaudit.base.errors import NOT_READABLE, reason_of
from symbioaudit.base.paths import user_data_dir
from symbioaudit.base.writing import write_private
from symbioaudit.exchange import trust
from symbioaudit.exchange.answers import checked_address
from symbioaudit.exchange.tusclient import Platform
from symbioaudit.services import errors as e
from symbioaudit.services import keyrings
from symbioaudit.services.identity import load_trust, trust_file

_SERVICE: Final = "SymbioAudit platform"
MOST_BYTES: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Connection:
    """Where to hand over. ``limit``: kilobytes a second, None without one; ``ca``: further authorities."""

    server: str
    token: str = ""
    ca: str | None = None
    limit: int | None = None

    @property
    def bytes_a_second(self) -> int | None:
        """The limit in bytes."""
        return self.limit * 1000 if self.limit else None


def connection_file() -> Path:
    """Where it is kept; ``SYMBIOAUDIT_PLATFORM`` names another place."""
    named = os.environ.get("SYMBIOAUDIT_PLATFORM")
    return Path(named) if named else user_data_dir() / "platform.json"


def connect(connection: Connection, *, in_file: bool = False) -> None:
    """Remember a platform. ``in_file``: keep the token in the file even where a keyring works.

    Raises:
        SymbioError: SA-7060, no address; SA-1003.
    """
    server = checked_address(connection.server)
    kept: dict[str, Any] = {"server": server, "ca": connection.ca, "limit": connection.limit}
    if connection.token and not in_file and keyrings.works():
        keyrings.keep(_SERVICE, server, connection.token)
    else:
        kept["token"] = connection.token
    write_private(connection_file(), json.dumps(kept, ensure_ascii=False, indent=1).encode())


def connected(server: str | None = None) -> Connection:
    """The platform that is set; ``server`` only makes sure that it is the one that is meant.

    Raises:
        SymbioError: SA-8080, none is set; SA-8082, another one without a token of its own.
    """
    kept = _read()
    if kept is None and server is None:
        raise e.NO_PLATFORM(where=None)
    if kept is None or (server is not None and checked_address(server) != kept["server"]):
        wanted = checked_address(server or "")
        token = _from_keyring(wanted)
        if not token:
            raise e.NO_TOKEN(server=wanted)
        return Connection(wanted, token)
    token = str(kept.get("token") or "") or _from_keyring(kept["server"])
    limit = kept.get("limit")
    return Connection(
        kept["server"], token, kept.get("ca") or None, limit if isinstance(limit, int) else None
    )


def is_connected() -> bool:
    """Whether a platform is set; nothing is opened for that."""
    return connection_file().is_file()


def platform(connection: Connection) -> Platform:
    """The way to it, to be closed again."""
    ca = Path(connection.ca) if connection.ca else None
    if ca is not None and not ca.is_file():
        raise NOT_READABLE(path=ca, reason="")
    return Platform(connection.server, connection.token, ca=ca)


def offered_keys(connection: Connection) -> trust.TrustStore:
    """The keys that the platform says are its own; a person compares the fingerprint before they are trusted."""
    with platform(connection) as there:
        return trust.load(there.keys(), where=connection.server)


def trust_keys(offered: trust.TrustStore) -> int:
    """Add a platform's keys to the trusted ones; how many were new."""
    path = trust_file()
    known = load_trust(None)
    lines = [
        trust.line(key)
        for key in offered.keys
        if key.role == "hub" and known.find(key.raw, ("hub",)) is None
    ]
    lines += [f"age {key} hub\n" for key in offered.recipients if key not in known.recipients]
    if lines:
        before = path.read_bytes() if path.is_file() else b""
        gap = b"" if not before or before.endswith(b"\n") else b"\n"
        write_private(path, before + gap + "".join(lines).encode())
    return len(lines)


def _from_keyring(server: str) -> str:
    return (keyrings.recall(_SERVICE, server) or "") if keyrings.works() else ""


def _read() -> dict[str, Any] | None:
    path = connection_file()
    if not path.is_file():
        return None
    try:
        with path.open("rb") as handle:
            found = json.loads(handle.read(MOST_BYTES))
        if isinstance(found, dict) and isinstance(found.get("server"), str):
            return {**found, "server": checked_address(found["server"])}
    except OSError as fault:
        raise NOT_READABLE(path=path, reason=reason_of(fault)) from fault
    except ValueError:
        pass
    raise e.NO_PLATFORM(where=None)
