"""The hub with PostgreSQL: packages taken in, a registry of a hundred thousand enterprises, matches over it."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import random
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from statistics import quantiles
from typing import Any, Final

import sqlalchemy as sa

from benchmarks.postgres import cluster
from benchmarks.synthetic import snapshot
from benchmarks.timing import Found, Ratio
from symbioaudit.analysis.symbiosis.sides import Have, Party, SideCodes, Want
from symbioaudit.base.ids import new_id
from symbioaudit.exchange import package
from symbioaudit.exchange.keys import SigningKey, new_key
from symbioaudit.hub import members, registry
from symbioaudit.hub import tables as t
from symbioaudit.hub.database import Database
from symbioaudit.hub.folder import init, open_hub
from symbioaudit.hub.listing import Listing
from symbioaudit.hub.matching import candidates
from symbioaudit.hub.registry import Plant
from symbioaudit.methodology import load_pack
from symbioaudit.model.amount import Span
from symbioaudit.model.records import Consent
from symbioaudit.model.snapshot import Snapshot

PACKAGES: Final = 300
STREAMS: Final = 60  # of one audit
PROCESSES: Final = 2
ENTERPRISES: Final = 100_000
PER_PLANT: Final = 10  # streams: a million in all
MATCHED: Final = 100_000  # offers, and as many wants
SHARE: Final = 20  # one batch of so many is measured
REGIONS: Final = [f"{n:02}" for n in range(1, 86)]
CHUNK: Final = 500  # plants of one transaction
SETTINGS: Final = ("shared_buffers=512MB", "max_wal_size=4GB", "work_mem=64MB")


@dataclass(frozen=True, slots=True)
class Figures:
    """Named numbers of one measurement."""

    name: str
    numbers: dict[str, float]

    def line(self) -> str:
        """One line of the table."""
        each = "   ".join(f"{key} {value:,.4g}" for key, value in self.numbers.items())
        return f"{self.name:<42} {each}"

    def data(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


def run() -> Iterator[Found]:
    """Everything."""
    yield from ingest()
    yield from matching()
    yield from load()


# Packages


def ingest() -> Iterator[Found]:
    """Signed packages from files to receipts by two processes, against hashing and inserting their bytes."""
    folder = Path(tempfile.mkdtemp(prefix="hubbench-"))
    try:
        with cluster(SETTINGS) as address:
            home, key = folder / "hub", new_key("Bench")
            init(home, name="bench", database=address)
            paths = _packages(folder, home, key)
            floor = _timed(_floor, paths, address, key.public.fingerprint)
            ours = _timed(_take, paths, str(home), key.public.fingerprint)
            _check(home)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    against = "hash and insert of the same bytes, two processes"
    yield Ratio(f"{len(paths)} packages of {STREAMS} streams", ours[0], floor[0], against, "–")
    for name, (wall, each) in (("packages taken in", ours), ("hash and insert", floor)):
        yield Figures(name, _spread(wall, each))


def _packages(folder: Path, home: Path, key: SigningKey) -> list[str]:
    forms = tuple(load_pack("is-screening-ru", None).forms.values())
    hub = open_hub(home)
    public = key.public
    members.add_key(
        hub.database, public_key=public.text, fingerprint=public.fingerprint, name="Bench",
        role="consultant",
    )  # fmt: skip
    hub.database.close()
    paths = []
    for n in range(PACKAGES):
        path = folder / f"{n}.zip"
        package.build(path, _consented(snapshot(STREAMS, seed=n), n), forms, signer=key)
        paths.append(str(path))
    return paths


def _consented(made: Snapshot, n: int) -> Snapshot:
    audit = replace(
        made.audit, period_start=date(2025, 1, 1), period_end=date(2025, 12, 31), revision=1
    )
    consent = Consent(id=new_id(), audit_id=audit.id, given=True, scope="all")
    site = replace(made.site, name=f"Площадка {n}", lat=55 + n / 100, lon=37.6)
    return replace(made, audit=audit, site=site, consents=(consent,))


Times = list[tuple[float, float]]  # seconds on the wall and on the processor, of each


def _timed(work: Any, paths: Sequence[str], *args: str) -> tuple[float, Times]:
    """Wall time of all, and the times of each, shared by the processes."""
    context = multiprocessing.get_context("spawn")
    shares = [list(paths[n::PROCESSES]) for n in range(PROCESSES)]
    with context.Pool(PROCESSES) as pool:
        pool.starmap(work, [([], *args)] * PROCESSES)
        begun = time.perf_counter()
        each = pool.starmap(work, [(share, *args) for share in shares], chunksize=1)
        wall = time.perf_counter() - begun
    return wall, [times for part in each for times in part]


_HUBS: Final[dict[str, Any]] = {}


def _now() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def _since(begun: tuple[float, float]) -> tuple[float, float]:
    now = _now()
    return now[0] - begun[0], now[1] - begun[1]


def _take(paths: list[str], home: str, sender: str) -> Times:
    if home not in _HUBS:
        _HUBS[home] = open_hub(Path(home))
        _HUBS[home].listing.warm()
    hub, found = _HUBS[home], []
    for path in paths:
        begun = _now()
        hub.ingest.take(Path(path), sender, {})
        found.append(_since(begun))
    return found


def _floor(paths: list[str], address: str, sender: str) -> Times:
    """What nobody can do without: hash the file, insert its bytes, commit."""
    engine = Database(address).engine
    found = []
    with engine.connect() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE IF NOT EXISTS bare (hash text PRIMARY KEY, sender text, content bytea)"
        )
        connection.commit()
        for path in paths:
            begun = _now()
            data = Path(path).read_bytes()
            row = {"hash": hashlib.sha256(data).hexdigest(), "sender": sender, "content": data}
            connection.execute(sa.text("INSERT INTO bare VALUES (:hash, :sender, :content)"), row)
            connection.commit()
            found.append(_since(begun))
    return found


def _check(home: Path) -> None:
    hub = open_hub(home)
    with hub.database.reading() as connection:
        query = sa.select(t.packages.c.verdict, sa.func.count()).group_by(t.packages.c.verdict)
        verdicts = {row[0]: row[1] for row in connection.execute(query)}
    hub.database.close()
    if verdicts != {"accepted": PACKAGES}:
        raise AssertionError(verdicts)


def _spread(wall: float, each: Times) -> dict[str, float]:
    walls = [times[0] for times in each]
    cuts = quantiles(walls, n=100, method="inclusive")
    return {
        "per second": len(each) / wall,
        "p50 ms": cuts[49] * 1000,
        "p99 ms": cuts[98] * 1000,
        "max ms": max(walls) * 1000,
        "processor ms of each": sum(times[1] for times in each) / len(each) * 1000,
    }


# A registry of the size of a country


def load() -> Iterator[Found]:
    """A hundred thousand enterprises and a million streams through the registry's bulk path."""
    with cluster(SETTINGS) as address:
        database, listing = Database(address), Listing("is-screening-ru")
        database.migrate()
        begun = time.perf_counter()
        n = _fill(database, listing, ENTERPRISES, PER_PLANT)
        wall = time.perf_counter() - begun
        with database.engine.connect() as connection:
            _analyze(connection)
            size = connection.execute(
                sa.text("SELECT pg_database_size(current_database())")
            ).scalar()
            keys = connection.execute(
                sa.select(sa.func.count()).select_from(t.resource_keys)
            ).scalar()
            counted = connection.execute(
                sa.select(sa.func.count()).select_from(t.resources)
            ).scalar()
        database.close()
        if counted != n:
            raise AssertionError((counted, n))
    numbers = {"seconds": wall, "streams": n, "streams per second": n / wall}
    numbers |= {"keys": float(keys or 0), "GB": float(size or 0) / 1e9}
    yield Figures(f"{ENTERPRISES} enterprises loaded", numbers)


def matching(share: int = SHARE) -> Iterator[Found]:
    """A hundred thousand offers against as many wants: candidates, scores, rows written.

    The offers go batch by batch (a class and some regions each), every ``share``-th batch is measured: the
    bare join first, then the same with everything that is done with its pairs.
    """
    from symbioaudit.hub.matching import BATCH, Matching

    with cluster(SETTINGS) as address:
        database, listing = Database(address), Listing("is-screening-ru")
        database.migrate()
        _fill(database, listing, MATCHED // 5, 10)
        work = Matching(database, listing)
        work.publish_relatives()
        with database.engine.connect() as connection:
            _analyze(connection)
        haves = work.haves()
        batches = [haves[at : at + BATCH] for at in range(0, len(haves), BATCH)][::share]
        work.match(batches[0])
        floor = ours = 0.0
        pairs = found = 0
        for batch in batches:
            begun = time.perf_counter()
            pairs += _joined(database, batch)
            floor += time.perf_counter() - begun
            begun = time.perf_counter()
            found += work.match(batch)
            ours += time.perf_counter() - begun
        database.close()
    name = f"{MATCHED} × {MATCHED}, {sum(map(len, batches))} offers"
    yield Ratio(name, ours, floor, "a SQL join to the same candidates", "–")
    numbers = {"candidates": float(pairs), "matches": float(found), "seconds": ours}
    yield Figures("matches written", {**numbers, "candidates per second": pairs / ours})


def _joined(database: Database, haves: list[str]) -> int:
    """The same candidates by a plain join, counted where they are."""
    query = f"SELECT COUNT(*) FROM ({candidates('h.id IN :chosen').text}) AS pairs"
    bound = sa.text(query).bindparams(sa.bindparam("chosen", expanding=True))
    with database.reading() as connection:
        return int(connection.execute(bound, {"chosen": haves}).scalar() or 0)


def _analyze(connection: sa.Connection) -> None:
    connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("ANALYZE")


def _fill(database: Database, listing: Listing, plants: int, each: int) -> int:
    """``plants`` enterprises with ``each`` resources, half offered, half wanted; how many resources."""
    dice, names = random.Random(plants), _names(listing)
    total = 0
    for start in range(0, plants, CHUNK):
        chunk = [
            _plant(n, dice, names, listing, each) for n in range(start, min(start + CHUNK, plants))
        ]
        registry.load(database, chunk)
        total += sum(len(plant.rows) for plant in chunk)
    return total


def _names(listing: Listing) -> list[str]:
    return [c.title.ru for c in listing.tools.library.resources.values()]


def _plant(n: int, dice: random.Random, names: list[str], listing: Listing, each: int) -> Plant:
    region = REGIONS[n % len(REGIONS)]
    number = REGIONS.index(region)
    lat = 44 + number % 17 * 1.4 + dice.random()
    lon = 30 + number // 17 * 22 + dice.random() * 8
    inn = f"{n:010}"
    plant = registry.enterprise_id(inn, None)
    audit, site = new_id(), new_id()
    party = Party(site, "", lat=lat, lon=lon)
    head = {
        "audit": audit, "region": region, "enterprise": plant, "site": site, "sender": f"{n % 500}",
        "revision": 1, "package": hashlib.sha256(inn.encode()).hexdigest(), "root": "0" * 64,
        "pack": "bench", "period_end": "2025-12-31", "accepted_at": "2026-01-01T00:00:00+00:00",
        "withdrawn_at": None,
    }  # fmt: skip
    rows = [_resource(k, dice, names, listing, party) for k in range(each)]
    return Plant(
        {
            "id": plant,
            "inn": inn,
            "kpp": "",
            "name": f"Plant {n}",
            "okved": "23.51",
            "region": region,
        },
        {"region": region, "id": site, "enterprise": plant, "name": "1", "lat": lat, "lon": lon},
        head,
        rows,
    )


def _resource(
    k: int, dice: random.Random, names: list[str], listing: Listing, party: Party
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    mass = round(dice.lognormvariate(5, 2), 1)
    shared: dict[str, Any] = {
        "id": new_id(), "party": party.id, "name": dice.choice(names), "codes": SideCodes(),
        "amount": Span(mass, mass * 0.9, mass * 1.1), "unit": "t/a", "record": ("stream", "x"),
    }  # fmt: skip
    if k % 2:
        return listing.row("want", Want(**shared, price=1000.0), party, "matchable")
    return listing.row("have", Have(**shared, disposal=500.0, hazard_class=5), party, "matchable")


if __name__ == "__main__":
    for item in run():
        print(item.line(), flush=True)
        print(json.dumps(item.data(), ensure_ascii=False), flush=True)
