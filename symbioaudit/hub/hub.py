"""A hub at work: its folder, keys, database, uploads, and the workers that take packages in and match them."""

from __future__ import annotations

import fcntl
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
from symbioaudit.hub.listing import Listing
from symbioaudit.hub.market import Showing
from symbioaudit.hub.matching import Matching
from symbioaudit.hub.metrics import Metrics
from symbioaudit.hub.publishing import Publishing
from symbioaudit.hub.rates import Rates
from symbioaudit.hub.settings import HubSettings
from symbioaudit.hub.uploads import Upload, Uploads

log = logging.getLogger("symbioaudit.hub")
WORKERS: Final = 2
LOOK: Final = 5.0  # seconds between looks for what a stopped process left behind


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
    _stopping: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.rates = Rates(self.settings.requests_per_minute)
        self.listing = Listing(self.settings.pack)
        listing = self.listing
        self.ingest = Ingest(self.settings, self.database, self.key, self.identities, listing)
        self.matching = Matching(self.database, listing)
        self.showing = Showing(self.database, listing)
        self.publishing = Publishing(self.settings, self.showing, self.key)

    def start(self) -> None:
        """Begin to work; what was finished before a stop and not taken in yet comes first."""
        self.find_left()
        work = [self._work] * WORKERS + [self._look]
        for number, target in enumerate(work):
            thread = threading.Thread(target=target, name=f"hub-{number}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Finish what is being taken in, leave the rest for the next start."""
        self._stopping.set()
        for _thread in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join()
        self.database.close()

    def find_left(self) -> None:
        """Queue finished uploads that nobody takes in: a process stopped between two steps."""
        for upload in self.uploads.all():
            if self.uploads.whole(upload):
                self._announce(upload)
        query = sa.select(t.waiting.c.upload).order_by(t.waiting.c.finished_at)
        with self.database.reading() as connection:
            for upload_id in connection.execute(query).scalars():
                self._queue.put(upload_id)

    def finished(self, upload: Upload) -> None:
        """All bytes of an upload are on the disk: remember it, then take it in."""
        self._announce(upload)
        self._queue.put(upload.id)

    def _announce(self, upload: Upload) -> None:
        row = {
            "upload": upload.id,
            "sender": upload.owner,
            "named": upload.metadata.get("package", "")[:64],
            "finished_at": clock.now().isoformat(),
        }
        self.database.write(lambda connection: put_if_absent(connection, t.waiting, row))

    def waiting(self) -> int:
        """Uploads that are finished and not taken in."""
        with self.database.reading() as connection:
            return int(
                connection.execute(sa.select(sa.func.count()).select_from(t.waiting)).scalar() or 0
            )

    def _work(self) -> None:
        while (upload_id := self._queue.get()) is not None:
            if self._stopping.is_set():
                continue
            try:
                self.take(upload_id)
            except Exception:
                self.metrics.count("ingest_failures")
                log.exception("an upload could not be taken in", extra={"upload": upload_id})

    def take(self, upload_id: str) -> None:
        """Take one finished upload in, unless another process is at it or has done it."""
        upload = self.uploads.read(upload_id)
        if upload is not None and not self.uploads.is_done(upload):
            with self.uploads.taking(upload) as mine:
                if not mine:
                    return
                with self.metrics.timed("ingest"):
                    self.ingest.take(self.uploads.data(upload), upload.owner, upload.metadata)
                self.uploads.taken(upload)
                self.metrics.count("ingested")
        elif upload is not None:
            self.uploads.drop(upload)
        done = sa.delete(t.waiting).where(t.waiting.c.upload == upload_id)
        self.database.write(lambda connection: connection.execute(done))

    def _look(self) -> None:
        """From time to time: matches that are due, uploads that were left, uploads that expired."""
        while not self._stopping.wait(LOOK if not self._match() else 0):
            if self._queue.empty():
                self._safely(self.find_left)
            self._safely(self.uploads.sweep)

    def _match(self) -> bool:
        """Match the audits that are due, one process at a time; True where some were."""
        with (self.settings.folder / "matching.lock").open("ab") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return False
            return bool(self._safely(self.matching.catch_up))

    def _safely(self, work: object) -> object:
        assert callable(work)
        try:
            return work()
        except Exception:
            self.metrics.count("chore_failures")
            log.exception("a chore failed")
            return None
