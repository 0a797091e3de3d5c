"""The folder of a hub: made once, opened at every start.

``hub.json`` says where the database is; ``hub.key`` (Ed25519, signs receipts) and ``hub.age`` (opens packages
that were closed for this hub) can be read by their owner only.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from symbioaudit.base.writing import write_bytes
from symbioaudit.exchange import trust
from symbioaudit.exchange.keys import SigningKey, locked, new_key, unlocked
from symbioaudit.hub import errors as e
from symbioaudit.hub.database import Database
from symbioaudit.hub.hub import Hub
from symbioaudit.hub.settings import HubSettings, default_settings
from symbioaudit.hub.uploads import Uploads

CONFIG: Final = "hub.json"
KEY: Final = "hub.key"
AGE: Final = "hub.age"
SECRET: Final = "hub.secret"  # noqa: S105 (the name of a file)
SETTABLE: Final = (
    "name",
    "database",
    "max_package",
    "max_sealed",
    "max_open_uploads",
    "spare",
    "upload_life",
    "requests_per_minute",
    "least_in_aggregate",
    "catalogue_life",
    "pack",
)


def init(folder: Path, *, name: str, database: str | None = None) -> str:
    """Make a hub and return its public keys as a file of trusted keys.

    Raises:
        InputRefused: SA-9511, there is one already.
    """
    import secrets

    import pyrage

    if (folder / CONFIG).exists():
        raise e.FOLDER_TAKEN(folder=folder)
    folder.mkdir(parents=True, exist_ok=True)
    settings = default_settings(folder)
    if database:
        settings = replace(settings, database=database)
    secret = secrets.token_bytes(32)
    _private(folder / SECRET, secret)
    key = new_key(name, "hub")
    _private(folder / KEY, locked(key, secret, by="file"))
    identity = pyrage.x25519.Identity.generate()
    _private(folder / AGE, f"{identity}\n".encode())
    config = {"name": name, "database": settings.database}
    opened = Database(settings.database)
    try:
        opened.migrate()
    finally:
        opened.close()
    write_bytes(folder / CONFIG, json.dumps(config, ensure_ascii=False, indent=1).encode())
    return _public(key, str(identity.to_public()))


def open_hub(folder: Path) -> Hub:
    """The hub of a folder, its database brought up to date.

    Raises:
        InputRefused: SA-9510, there is no hub in it.
    """
    settings = settings_of(folder)
    key = signing_key(folder)
    identities = (folder / AGE).read_bytes()
    database = Database(settings.database)
    database.migrate()
    uploads = Uploads(settings.uploads, life=settings.upload_life, spare=settings.spare)
    return Hub(settings, key, identities, database, uploads, public_keys(folder))


def settings_of(folder: Path) -> HubSettings:
    """What ``hub.json`` says over the defaults."""
    try:
        raw: dict[str, Any] = json.loads((folder / CONFIG).read_bytes())
    except (OSError, ValueError) as fault:
        raise e.NO_FOLDER(folder=folder) from fault
    known = {name: raw[name] for name in SETTABLE if name in raw}
    return replace(default_settings(folder), **known)


def signing_key(folder: Path) -> SigningKey:
    """The key that signs receipts."""
    return unlocked((folder / KEY).read_bytes(), (folder / SECRET).read_bytes())


def public_keys(folder: Path) -> str:
    """The file of keys that laptops put among their trusted ones."""
    import pyrage

    text = (folder / AGE).read_text(encoding="utf-8").strip()
    return _public(signing_key(folder), str(pyrage.x25519.Identity.from_str(text).to_public()))


def _public(key: SigningKey, recipient: str) -> str:
    return trust.line(key.public) + f"age {recipient} hub {key.name}\n"


def _private(path: Path, content: bytes) -> None:
    """A file for its owner's eyes only, from the first moment."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
