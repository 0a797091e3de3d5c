"""What the tests of handing over share: a hub in a process, packages of some size, an outbox that holds them."""

from __future__ import annotations

import contextlib
import hashlib
import random
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path

from benchmarks.synthetic import snapshot
from symbioaudit.base.ids import new_id
from symbioaudit.exchange import package, trust
from symbioaudit.exchange.keys import SigningKey, new_key
from symbioaudit.hub import members
from symbioaudit.hub.database import Database
from symbioaudit.hub.folder import init, public_keys, settings_of
from symbioaudit.methodology import load_pack
from symbioaudit.model.records import Consent
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services import deliveries
from symbioaudit.services.workspace import Workspace, open_workspace
from symbioaudit.storage import outbox as store
from symbioaudit.storage.outbox import Row

HERE = Path(__file__).parent
PIECE = 16 * 1024


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class HubProcess:
    """A hub that can be killed and started again at the same address."""

    folder: Path
    port: int
    token: str
    key: SigningKey
    trusted: trust.TrustStore
    process: subprocess.Popen[bytes] | None = None
    up: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "hub_process.py"), str(self.folder), str(self.port)]
        )
        ends = time.monotonic() + 60
        while time.monotonic() < ends:
            with contextlib.suppress(OSError, urllib.error.URLError):
                with urllib.request.urlopen(f"{self.url}/health", timeout=5) as answer:
                    answer.read()
                self.up.set()
                return
            time.sleep(0.05)
        raise TimeoutError("the hub does not start")

    def kill(self) -> None:
        """Kill it as a power cut would."""
        if self.process:
            self.up.clear()
            self.process.kill()
            self.process.wait()
            self.process = None

    @property
    def full(self) -> Path:
        """While this file is there its disk is full."""
        return self.folder / "full"

    def registered(self, package: str) -> int:
        """How often its registry has a revision from this package."""
        raw = sqlite3.connect(self.folder / "hub.sqlite")
        try:
            query = "SELECT count(*) FROM revisions WHERE package = ?"
            return int(raw.execute(query, (package,)).fetchone()[0])
        finally:
            raw.close()


def make_hub(folder: Path) -> HubProcess:
    """A hub with one consultant."""
    init(folder, name="Тестовая платформа")
    key = new_key("Иванова А. П.")
    database = Database(settings_of(folder).database)
    try:
        token = members.add_key(
            database,
            public_key=key.public.text,
            fingerprint=key.public.fingerprint,
            name=key.name,
            role="consultant",
        )
    finally:
        database.close()
    trusted = trust.load(public_keys(folder).encode())
    return HubProcess(folder, free_port(), token, key, trusted)


@contextmanager
def running(hub: HubProcess) -> Iterator[HubProcess]:
    """The hub at work until the block ends."""
    hub.start()
    try:
        yield hub
    finally:
        hub.kill()


def fit(streams: int, seed: int) -> Snapshot:
    """A synthetic audit as the platform takes it: consented, identified, placed."""
    made = snapshot(streams, seed)
    audit = replace(
        made.audit, revision=1, period_start=date(2025, 1, 1), period_end=date(2025, 12, 31)
    )
    plant = replace(made.enterprise, inn="7707083893", kpp="773601001", region="77")
    consent = Consent(id=new_id(), audit_id=audit.id, given=True, scope="all")
    return replace(
        made,
        audit=audit,
        enterprise=plant,
        site=replace(made.site, region="77", lat=55.75, lon=37.62),
        consents=(consent,),
    )


@cache
def _forms() -> tuple[object, ...]:
    return tuple(load_pack("is-screening-ru", None).forms.values())


@dataclass(frozen=True)
class Frozen:
    """A package as bytes with what the outbox knows of it."""

    shown: Snapshot
    sha256: str
    content: bytes


def packed(
    path: Path, seed: int, key: SigningKey | None, *, streams: int = 3, ballast: int = 0
) -> Frozen:
    """A package of a small audit; ``ballast`` bytes of a report make it larger."""
    shown = fit(streams, seed)
    report = {"reports/report.pdf": random.Random(seed).randbytes(ballast)} if ballast else {}
    bag = package.prepare(shown, _forms(), files=report, signer=key)  # type: ignore[arg-type]
    bag.write(path)
    content = path.read_bytes()
    path.unlink()
    return Frozen(bag.shown, bag.sha256, content)


def put_in(workspace: Workspace, frozen: Frozen, piece: int = PIECE) -> str:
    """Freeze a package into the outbox without an audit behind it; the id of the item."""
    deliveries.note_built(workspace, frozen.shown, frozen.sha256, "audit.zip")
    row_id = new_id()
    store.add(workspace, Row(row_id, frozen.shown.audit.id, "draft", "2026-01-01T00:00:00+00:00"))
    pieces = [frozen.content[at : at + piece] for at in range(0, len(frozen.content), piece)]
    values = {
        "package": frozen.sha256,
        "state": "frozen",
        "size": len(frozen.content),
        "piece": piece,
        "sha256": hashlib.sha256(frozen.content).hexdigest(),
    }
    store.freeze(workspace, row_id, pieces, values)
    return row_id


@contextmanager
def outbox_of(path: Path, *packages: Frozen, piece: int = PIECE) -> Iterator[Workspace]:
    """A new workspace with these packages in its outbox."""
    with open_workspace(path) as workspace:
        for one in packages:
            put_in(workspace, one, piece)
        yield workspace
