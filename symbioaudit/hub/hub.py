"""A hub at work: its folder, keys, database, uploads, and the worker that takes packages in."""

from __future__ import annotations

import logging
import queue
import threading
from dataclasses import dataclass, field
from typing import Final

import sqlalchemy as sa

from symbioaudit.base import clock
from symbioaudit.exchange.keys import SigningKey
from symbioaudit.hub import tables as t
from symbioaudit.hub.database import Database, put_if_absent
from symbioaudit.hub.ingest import Ingest
from symbioaudit.hub.metrics import Metrics
from symbioaudit.hub.rates import Rates
from symbioaudit.hub.settings import HubSettings
from symbioaudit.hub.uploads import Upload, Uploads

log = logging.getLogger("symbioaudit.hub")
WORKERS: Final = 2


@dataclass
class Hub:
    """Everything that the routes lean on."""

    settings: HubSettings
    key: SigningKey
    identities: bytes | None
    database: Database
    uploads: Uploads
    public_keys: str = ""
    metrics: Metrics = field(default_factory=Metrics)
    _queue: queue.Queue[str | None] = field(default_factory=queue.Queue)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rates = Rates(self.settings.requests_per_minute)
        self.ingest = Ingest(self.settings, self.database, self.key, self.identities)

    def start(self) -> None:
        """Begin to work; what was finished before a stop and not taken in yet comes first."""
        with self.database.reading() as connection:
            left = connection.execute(
                sa.select(t.waiting.c.upload)
                .where(t.waiting.c.content.is_(None))
                .order_by(t.waiting.c.finished_at)
            ).scalars()
            for upload_id in left:
                self._queue.put(upload_id)
        for number in range(WORKERS):
            thread = threading.Thread(target=self._work, name=f"ingest-{number}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Finish what is being taken in, leave the rest for the next start."""
        for _thread in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join()
        self.database.close()

    def finished(self, upload: Upload) -> None:
        """All bytes of an upload are on the disk: remember it, then take it in."""
        row = {
            "upload": upload.id,
            "sender": upload.owner,
            "finished_at": clock.now().isoformat(),
        }
        if self.database.write(lambda connection: put_if_absent(connection, t.waiting, row)):
            self._queue.put(upload.id)

    def waiting(self) -> int:
        """Uploads that are finished and not taken in."""
        return self._queue.qsize()

    def _work(self) -> None:
        while (upload_id := self._queue.get()) is not None:
            try:
                self._take(upload_id)
            except Exception:
                self.metrics.count("ingest_failures")
                log.exception("an upload could not be taken in", extra={"upload": upload_id})

    def _take(self, upload_id: str) -> None:
        upload = self.uploads.read(upload_id)
        if upload is None:
            return
        with self.metrics.timed("ingest"):
            self.ingest.take(
                self.uploads.data(upload), upload.owner, upload.metadata.get("package")
            )
        done = sa.delete(t.waiting).where(t.waiting.c.upload == upload_id)
        self.database.write(lambda connection: connection.execute(done))
        self.uploads.forget(upload)
