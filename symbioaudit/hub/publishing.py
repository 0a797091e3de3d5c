"""Signed catalogue files: made from the registry now and then, given out as files that can be resumed."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Final

from symbioaudit.base.writing import write_bytes
from symbioaudit.exchange import market as signed
from symbioaudit.exchange.keys import SigningKey
from symbioaudit.hub.market import Filter, Showing
from symbioaudit.hub.settings import HubSettings

KEPT: Final = 24 * 3600  # seconds that an old file can still be resumed
MOST: Final = 500  # different files that are remembered


@dataclass
class Publishing:
    """Makes the files; the same registry gives the same file, whoever makes it."""

    settings: HubSettings
    showing: Showing
    key: SigningKey
    _made: dict[Filter, tuple[float, Path]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def file(self, wanted: Filter) -> Path:
        """The file of a catalogue; its name is the SHA-256 of its bytes."""
        with self._lock:
            moment, path = self._made.get(wanted, (0.0, Path()))
            fresh = time.monotonic() - moment < self.settings.catalogue_life
            if not moment or not fresh or not path.exists():
                path = self._make(wanted)
                if len(self._made) >= MOST:
                    self._made.clear()
                self._made[wanted] = (time.monotonic(), path)
            return path

    def _make(self, wanted: Filter) -> Path:
        body, as_of = self.showing.catalogue(wanted)
        data = signed.dump(body, as_of=as_of, hub=self.settings.name, key=self.key)
        folder = self.settings.catalogues
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{hashlib.sha256(data).hexdigest()}.json"
        if not path.exists():
            write_bytes(path, data)
        for old in folder.glob("*.json"):
            if old != path and time.time() - old.stat().st_mtime > KEPT:
                old.unlink(missing_ok=True)
        return path
