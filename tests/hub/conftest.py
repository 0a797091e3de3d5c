"""A hub that listens on a port of this machine, and packages to send to it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import psycopg
import pytest
import uvicorn

from benchmarks.postgres import cluster
from benchmarks.synthetic import snapshot
from symbioaudit.base.ids import new_id
from symbioaudit.exchange import package
from symbioaudit.exchange.keys import SigningKey, new_key
from symbioaudit.hub import members
from symbioaudit.hub.app import application
from symbioaudit.hub.folder import init, open_hub
from symbioaudit.hub.hub import Hub
from symbioaudit.methodology import load_pack
from symbioaudit.model.records import Consent
from symbioaudit.model.snapshot import Snapshot


@dataclass
class Running:
    """A hub at work with one consultant known to it."""

    hub: Hub
    url: str
    key: SigningKey
    token: str
    folder: Path

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A server of our own; databases in it are made by the test that wants one."""
    with cluster(("fsync=off", "full_page_writes=off", "shared_buffers=64MB")) as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def database_address(request: pytest.FixtureRequest) -> str | None:
    """None for the database that a hub brings itself; else a new one at the server."""
    if request.param == "sqlite":
        return None
    return new_database(request.getfixturevalue("postgres"))


def new_database(server: str) -> str:
    name = f"hub_{new_id().replace('-', '')}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return server.removesuffix("/postgres") + f"/{name}"


@pytest.fixture
def hub(tmp_path: Path, database_address: str | None) -> Iterator[Hub]:
    """A hub that nobody serves, on either database."""
    folder = tmp_path / "hub"
    init(folder, name="Тестовая платформа", database=database_address)
    made = open_hub(folder)
    yield made
    made.database.close()


@pytest.fixture
def hub_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "хаб"
    init(folder, name="Тестовая платформа")
    return folder


@pytest.fixture
def running(hub_folder: Path) -> Iterator[Running]:
    hub = open_hub(hub_folder)
    key = new_key("Иванова А. П.")
    token = add(hub, key)
    with Serving(hub) as url:
        yield Running(hub, url, key, token, hub_folder)


def add(hub: Hub, key: SigningKey, role: str = "consultant") -> str:
    public = key.public
    return members.add_key(
        hub.database,
        public_key=public.text,
        fingerprint=public.fingerprint,
        name=key.name,
        role=role,
    )


class Serving:
    """Serve a hub in a thread until the block ends."""

    def __init__(self, hub: Hub) -> None:
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        config = uvicorn.Config(application(hub), log_level="warning", lifespan="on")
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, args=([self.socket],))

    def __enter__(self) -> str:
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)
        return f"http://127.0.0.1:{self.socket.getsockname()[1]}"

    def __exit__(self, *_exc: object) -> None:
        self.server.should_exit = True
        self.thread.join()


def fit(made: Snapshot, *, revision: int = 1) -> Snapshot:
    """A synthetic audit as the platform takes it: consented, signed off, identified."""
    audit = replace(
        made.audit, revision=revision, period_start=date(2025, 1, 1), period_end=date(2025, 12, 31)
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


@pytest.fixture
def audit_shown() -> Snapshot:
    return fit(snapshot(12))


def built(path: Path, shown: Snapshot, key: SigningKey | None) -> str:
    """Write a package of an audit; its hash."""
    forms = tuple(load_pack("is-screening-ru", None).forms.values())
    return package.build(path, shown, forms, signer=key)
