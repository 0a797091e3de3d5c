"""The registry: enterprises once, revisions in order, nothing overwritten, one receipt per package.

All that one package changes is one transaction, begun by the row that names the package: whoever puts it
there does the work, everybody else reads the receipt that came of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from symbioaudit.base import clock
from symbioaudit.base.ids import new_id
from symbioaudit.exchange.package import Verdict
from symbioaudit.exchange.receipts import Problem
from symbioaudit.hub import errors as e
from symbioaudit.hub import tables as t
from symbioaudit.hub.database import Database, put_if_absent
from symbioaudit.hub.judging import withdrawn
from symbioaudit.hub.listing import resource_rows
from symbioaudit.hub.reasons import refusal
from symbioaudit.model.snapshot import Snapshot


@dataclass(frozen=True)
class Taken:
    """A package that was read and judged."""

    content: str
    size: int
    sender: str
    verdict: Verdict
    root: str
    receipt: Callable[[tuple[Problem, ...]], bytes]
    accepted: bool

    @property
    def shown(self) -> Snapshot:
        """What the package discloses."""
        return self.verdict.snapshot


def receipt_by_content(database: Database, content: str, sender: str) -> bytes | None:
    """The receipt of a file that was taken in before from this sender."""
    taken = sa.select(t.packages.c.receipt).where(
        t.packages.c.content == content, t.packages.c.sender == sender
    )
    held = sa.select(t.quarantine.c.receipt).where(
        t.quarantine.c.content == content, t.quarantine.c.sender == sender
    )
    with database.reading() as connection:
        for query in (taken, held):
            found = connection.execute(query).scalars().first()
            if found is not None:
                return bytes(found)
    return None


def receipt_of(database: Database, named: str, sender: str | None) -> bytes | None:
    """The receipt of a package by its hash; ``sender`` None asks for anybody's."""
    query = sa.select(t.packages.c.receipt).where(t.packages.c.package == named)
    if sender is not None:
        query = query.where(t.packages.c.sender == sender)
    with database.reading() as connection:
        found = connection.execute(query).scalars().first()
    return bytes(found) if found is not None else None


def is_waiting(database: Database, sender: str) -> bool:
    """True while an upload of this sender is finished and not taken in yet."""
    query = sa.select(t.waiting.c.upload).where(t.waiting.c.sender == sender).limit(1)
    with database.reading() as connection:
        return connection.execute(query).first() is not None


def ping(database: Database) -> None:
    """Ask the database one question."""
    with database.reading() as connection:
        connection.execute(sa.select(sa.literal(1)))


def put_into_quarantine(
    database: Database, content: str, sender: str, size: int, problem: Problem, receipt: bytes
) -> bytes:
    """Note a file that could not be read; the first note of it stays."""
    row = {
        "content": content,
        "sender": sender,
        "size": size,
        "received_at": clock.now().isoformat(),
        "code": problem.code,
        "reason_ru": problem.text_ru,
        "reason_en": problem.text_en,
        "receipt": receipt,
    }
    database.write(lambda connection: put_if_absent(connection, t.quarantine, row))
    return receipt_by_content(database, content, sender) or receipt


def register(database: Database, taken: Taken) -> bytes:
    """Take the package into the registry, or refuse it, once; return its receipt."""
    database.write(lambda connection: _register(connection, taken))
    kept = receipt_of(database, taken.verdict.sha256, None)
    assert kept is not None
    return kept


def _register(connection: sa.Connection, taken: Taken) -> None:
    audit = taken.shown.audit
    row = {
        "package": taken.verdict.sha256,
        "content": taken.content,
        "size": taken.size,
        "sender": taken.sender,
        "audit": audit.id,
        "revision": audit.revision,
        "verdict": "rejected",
        "received_at": clock.now().isoformat(),
        "receipt": b"",
    }
    if not put_if_absent(connection, t.packages, row):
        return
    extra = tuple(_against_history(connection, taken)) if taken.accepted else ()
    accepted = taken.accepted and not extra
    if accepted:
        _accept(connection, taken)
    done = {"verdict": "accepted" if accepted else "rejected", "receipt": taken.receipt(extra)}
    named = t.packages.c.package == taken.verdict.sha256
    connection.execute(sa.update(t.packages).where(named).values(done))


def _against_history(connection: sa.Connection, taken: Taken) -> Iterable[Problem]:
    """Never backwards, never over another's work."""
    audit = taken.shown.audit
    query = sa.select(t.audits).where(t.audits.c.audit == audit.id)
    if connection.dialect.name != "sqlite":
        query = query.with_for_update()
    held = connection.execute(query).mappings().first()
    if held is None:
        return
    name = _name(connection, held["sender"])
    if held["revision"] > audit.revision:
        ours, theirs = held["revision"], audit.revision
        yield refusal(e.OLD_REVISION, "audit", audit.id, "revision", ours=ours, theirs=theirs)
    elif held["revision"] == audit.revision:
        _remember(connection, taken, current=False)
        about = {"revision": audit.revision, "name": name}
        yield refusal(e.CONFLICT, "audit", audit.id, "revision", **about)
    elif held["sender"] != taken.sender:
        yield refusal(e.FOREIGN_AUDIT, "audit", audit.id, name=name)


def _name(connection: sa.Connection, fingerprint: str) -> str:
    query = sa.select(t.keys.c.name).where(t.keys.c.fingerprint == fingerprint)
    return connection.execute(query).scalar() or "—"


def _accept(connection: sa.Connection, taken: Taken) -> None:
    shown = taken.shown
    region = (shown.site.region or shown.enterprise.region or "")[:2]
    plant = _enterprise(connection, region, shown)
    site = _site(connection, region, plant, shown)
    gone = withdrawn(shown)
    _head(connection, taken, region, plant, site, gone=gone)
    _remember(connection, taken, current=True)
    _tombstones(connection, taken)
    connection.execute(sa.delete(t.resources).where(t.resources.c.audit == shown.audit.id))
    rows = [] if gone else resource_rows(shown, region, plant, site)
    if rows:
        connection.execute(sa.insert(t.resources), rows)


def _enterprise(connection: sa.Connection, region: str, shown: Snapshot) -> str:
    """The id of the enterprise of this ИНН and КПП in the region, made at its first package."""
    plant = shown.enterprise
    key = {"region": region, "inn": plant.inn or "", "kpp": plant.kpp or ""}
    name = plant.name_short or plant.name_full or key["inn"]
    return _once(connection, t.enterprises, key, {"name": name, "okved": plant.okved_main})


def _site(connection: sa.Connection, region: str, plant: str, shown: Snapshot) -> str:
    """A site is told apart by its name, else by its place to 0.01°."""
    site = shown.site
    place = "" if site.lat is None or site.lon is None else f"{site.lat:.2f};{site.lon:.2f}"
    named = " ".join((site.name or "").casefold().split())
    key = {"region": region, "enterprise": plant, "key": named or place}
    return _once(connection, t.sites, key, {"name": site.name, "lat": site.lat, "lon": site.lon})


def _once(
    connection: sa.Connection, table: sa.Table, key: dict[str, Any], rest: dict[str, Any]
) -> str:
    """The id of the row with this natural key; made when there is none."""
    put_if_absent(connection, table, {**key, **rest, "id": new_id()})
    same = [table.c[name] == value for name, value in key.items()]
    found = connection.execute(sa.select(table.c.id).where(*same)).scalar_one()
    connection.execute(sa.update(table).where(*same).values(rest))
    return str(found)


def _head(
    connection: sa.Connection, taken: Taken, region: str, plant: str, site: str, *, gone: bool
) -> None:
    audit, moment = taken.shown.audit, clock.now().isoformat()
    row = {
        "audit": audit.id,
        "region": region,
        "enterprise": plant,
        "site": site,
        "sender": taken.sender,
        "revision": audit.revision,
        "package": taken.verdict.sha256,
        "root": taken.root,
        "pack": f"{audit.pack_id} {audit.pack_version}",
        "accepted_at": moment,
        "withdrawn_at": moment if gone else None,
    }
    if not put_if_absent(connection, t.audits, row):
        same = t.audits.c.audit == audit.id
        connection.execute(sa.update(t.audits).where(same).values(row))


def _remember(connection: sa.Connection, taken: Taken, *, current: bool) -> None:
    audit = taken.shown.audit
    row = {
        "audit": audit.id,
        "revision": audit.revision,
        "package": taken.verdict.sha256,
        "sender": taken.sender,
        "accepted_at": clock.now().isoformat(),
        "current": current,
    }
    put_if_absent(connection, t.revisions, row)


def _tombstones(connection: sa.Connection, taken: Taken) -> None:
    """Records that an earlier revision had and this one has not; and those that came back."""
    audit = taken.shown.audit
    there = {record.id for record in taken.shown.all_records()}
    query = sa.select(t.resources.c.id, t.resources.c.side).where(t.resources.c.audit == audit.id)
    before = {row.id: row.side for row in connection.execute(query)}
    sides = {"have": "stream", "want": "want"}
    for record in before.keys() - there:
        row = {"audit": audit.id, "record": record, "entity": sides[before[record]]}
        put_if_absent(connection, t.tombstones, {**row, "gone_in": audit.revision})
    back = sa.delete(t.tombstones).where(
        t.tombstones.c.audit == audit.id, t.tombstones.c.record.in_(there)
    )
    connection.execute(back)
