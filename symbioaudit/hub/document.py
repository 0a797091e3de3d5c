"""The published OpenAPI 3.1 document, made without a hub: it follows the code, not a folder."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from symbioaudit.exchange.keys import SigningKey
from symbioaudit.hub.app import application
from symbioaudit.hub.database import Database
from symbioaudit.hub.hub import Hub
from symbioaudit.hub.settings import HubSettings
from symbioaudit.hub.uploads import Uploads


def openapi() -> dict[str, Any]:
    """The document."""
    with tempfile.TemporaryDirectory() as folder:
        settings = HubSettings(Path(folder), "sqlite://")
        uploads = Uploads(settings.uploads, life=settings.upload_life, spare=settings.spare)
        key = SigningKey(bytes(32), "hub", "hub")
        hub = Hub(settings, key, None, Database(settings.database), uploads)
        return application(hub).openapi()


def openapi_text() -> str:
    """The document as it lies in ``docs``."""
    return json.dumps(openapi(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
