"""The registry: enterprises once, revisions in order, nothing overwritten, one receipt per package.

All that one package changes is one transaction, begun by the row that names the package: whoever puts it
there does the work, everybody else reads the receipt that came of it. Rows are locked in one order (package,
audit, enterprise, site), so that two transactions never wait for each other in a circle.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from symbioaudit.base import clock
from symbioaudit.exchange.package import Verdict
from symbioaudit.exchange.receipts import Problem
from symbioaudit.hub import errors as e
from symbioaudit.hub import tables as t
from symbioaudit.hub.database import Database, insert_many, put_if_absent
from symbioaudit.hub.judging import withdrawn
from symbioaudit.hub.listing import Row
from symbioaudit.hub.reasons import refusal
from symbioaudit.model.snapshot import Snapshot

Extra = tuple[Problem, ...]
_QUOTES: Final = re.compile(r"[\"'«»“”„.,]+")


@dataclass(frozen=True)
class Taken:
    """A package that was read and judged."""

    content: str
    size: int
    sender: str
    verdict: Verdict
    root: str
    receipt: Callable[[Extra], bytes]
    problems: Extra
    rows: tuple[tuple[Row, list[Row]], ...]  # of the catalogue, with their keys

    @property
    def shown(self) -> Snapshot:
        """What the package discloses."""
        return self.verdict.snapshot


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that goes into quarantine."""

    content: str
    sender: str
    named: str
    audit: str
    size: int
    code: str
    receipt: bytes


def receipt_by_content(database: Database, content: str, sender: str) -> bytes | None:
    """The receipt of a file that was taken in before from this sender."""
    return _receipt(database, sender, content=content)


def receipt_of(database: Database, named: str, sender: str | None) -> bytes | None:
    """The receipt of a package by its hash; ``sender`` None asks for anybody's."""
    return _receipt(database, sender, package=named)


def _receipt(database: Database, sender: str | None, **by: str) -> bytes | None:
    """From the registry, else from the quarantine: a package that came damaged first may come whole."""
    names = {"package": "named", "content": "content"}
    with database.reading() as connection:
        for table in (t.packages, t.quarantine):
            column, value = next(iter(by.items()))
            column = column if table is t.packages else names[column]
            query = sa.select(table.c.receipt).where(table.c[column] == value)
            if sender is not None:
                query = query.where(table.c.sender == sender)
            found = connection.execute(query.order_by(table.c.received_at.desc())).scalars().first()
            if found is not None:
                return bytes(found)
    return None


def is_waiting(database: Database, named: str, sender: str) -> bool:
    """True while this package, or an unnamed one of this sender, is finished and not taken in yet."""
    query = sa.select(t.waiting.c.upload).where(
        t.waiting.c.sender == sender, t.waiting.c.named.in_((named, ""))
    )
    with database.reading() as connection:
        return connection.execute(query.limit(1)).first() is not None


def put_into_quarantine(database: Database, refused: Refused) -> bytes:
    """Note a file that could not be read; the first note of it stays."""
    database.write(lambda connection: _quarantine(connection, refused))
    return receipt_by_content(database, refused.content, refused.sender) or refused.receipt


def _quarantine(connection: sa.Connection, refused: Refused) -> None:
    row = {name: getattr(refused, name) for name in Refused.__slots__}
    put_if_absent(connection, t.quarantine, {**row, "received_at": _now()})


def register(database: Database, taken: Taken) -> bytes:
    """Take the package into the registry, or refuse it, once; return its receipt."""
    database.write(lambda connection: _register(connection, taken))
    kept = receipt_of(database, taken.verdict.sha256, taken.sender)
    assert kept is not None
    return kept


def _register(connection: sa.Connection, taken: Taken) -> None:
    audit = taken.shown.audit
    row = {
        "package": taken.verdict.sha256,
        "sender": taken.sender,
        "content": taken.content,
        "size": taken.size,
        "audit": audit.id,
        "revision": audit.revision,
        "verdict": "rejected",
        "received_at": _now(),
        "receipt": b"",
    }
    if not put_if_absent(connection, t.packages, row):
        return
    problems = taken.problems or tuple(_against_history(connection, taken))
    if not problems:
        _accept(connection, taken)
    receipt = taken.receipt(problems)
    done = {"verdict": "rejected" if problems else "accepted", "receipt": receipt}
    mine = (t.packages.c.package == taken.verdict.sha256, t.packages.c.sender == taken.sender)
    connection.execute(sa.update(t.packages).where(*mine).values(done))
    if problems:
        named, code = taken.verdict.sha256, problems[0].code
        _quarantine(
            connection,
            Refused(taken.content, taken.sender, named, audit.id, taken.size, code, receipt),
        )


def _against_history(connection: sa.Connection, taken: Taken) -> Iterable[Problem]:
    """Never backwards, never over another's work. Whoever puts the row of the audit there owns it."""
    audit = taken.shown.audit
    if put_if_absent(connection, t.audits, _head(taken)):
        return
    query = sa.select(t.audits).where(t.audits.c.audit == audit.id)
    held = connection.execute(_locking(connection, query)).mappings().one()
    name = _name(connection, held["sender"])
    if held["revision"] > audit.revision:
        ours, theirs = held["revision"], audit.revision
        yield refusal(e.OLD_REVISION, "audit", audit.id, "revision", ours=ours, theirs=theirs)
    elif held["revision"] == audit.revision:
        _remember(connection, taken, current=False)
        about = {"revision": audit.revision, "name": name}
        yield refusal(e.CONFLICT, "audit", audit.id, "revision", **about)
    elif held["sender"] != taken.sender:
        _remember(connection, taken, current=False)
        yield refusal(e.FOREIGN_AUDIT, "audit", audit.id, name=name)


def _locking(connection: sa.Connection, query: sa.Select[Any]) -> sa.Select[Any]:
    return query if connection.dialect.name == "sqlite" else query.with_for_update()


def _name(connection: sa.Connection, fingerprint: str) -> str:
    query = sa.select(t.keys.c.name).where(t.keys.c.fingerprint == fingerprint)
    return connection.execute(query).scalar() or "—"


def _now() -> str:
    return clock.now().isoformat()


# Acceptance


def _accept(connection: sa.Connection, taken: Taken) -> None:
    shown, head = taken.shown, _head(taken)
    gone = withdrawn(shown)
    head["withdrawn_at"] = head["accepted_at"] if gone else None
    if not gone:
        _put_enterprise(connection, shown, head)
        _put_site(connection, shown, head)
    same = t.audits.c.audit == shown.audit.id
    before = connection.execute(sa.select(t.audits.c.region, t.audits.c.site).where(same)).one()
    connection.execute(sa.update(t.audits).where(same).values(head))
    _remember(connection, taken, current=True)
    rows = () if gone else taken.rows
    _tombstones(connection, shown.audit.id, shown.audit.revision, {row["id"] for row, _k in rows})
    clear(connection, shown.audit.id)
    put_rows(connection, head, rows)
    for region, site in sorted({(before.region, before.site), (head["region"], head["site"])}):
        settle_site(connection, region, site)
    _due(connection, shown.audit.id)


def _head(taken: Taken) -> dict[str, Any]:
    shown, audit = taken.shown, taken.shown.audit
    plant = enterprise_id(shown.enterprise.inn, shown.enterprise.kpp, shown.enterprise.id)
    return {
        "audit": audit.id,
        "region": (shown.site.region or shown.enterprise.region or "")[:2],
        "enterprise": plant,
        "site": site_id(plant, shown),
        "sender": taken.sender,
        "revision": audit.revision,
        "package": taken.verdict.sha256,
        "root": taken.root,
        "pack": f"{audit.pack_id} {audit.pack_version}",
        "period_end": audit.period_end.isoformat() if audit.period_end else "",
        "accepted_at": _now(),
        "withdrawn_at": None,
    }


def enterprise_id(inn: str | None, kpp: str | None, otherwise: str = "") -> str:
    """The id of the enterprise of this ИНН and КПП, the same wherever it is made."""
    return _made_of("enterprise", inn, kpp or "") if inn else _made_of("enterprise", otherwise)


def site_id(plant: str, shown: Snapshot) -> str:
    """A site is told apart by its folded name, else by its place to 0.01°."""
    site = shown.site
    place = "" if site.lat is None or site.lon is None else f"{site.lat:.2f};{site.lon:.2f}"
    named = " ".join(_QUOTES.sub(" ", (site.name or "").casefold()).replace("ё", "е").split())
    return _made_of("site", plant, named or place)


def _made_of(*parts: str) -> str:
    digest = hashlib.sha256("\n".join(parts).encode()).digest()
    return str(uuid.UUID(bytes=digest[:16]))


def _put_enterprise(connection: sa.Connection, shown: Snapshot, head: Row) -> None:
    plant = shown.enterprise
    rest = {
        "name": plant.name_short or plant.name_full or plant.inn or "",
        "okved": plant.okved_main,
        "region": (plant.region or head["region"])[:2],
    }
    key = {"id": head["enterprise"], "inn": plant.inn or "", "kpp": plant.kpp or ""}
    _put(connection, t.enterprises, {**key, **rest}, rest, t.enterprises.c.id == key["id"])


def _put_site(connection: sa.Connection, shown: Snapshot, head: Row) -> None:
    site = shown.site
    rest = {"name": site.name, "lat": site.lat, "lon": site.lon}
    key = {"region": head["region"], "id": head["site"], "enterprise": head["enterprise"]}
    mine = (t.sites.c.region == key["region"], t.sites.c.id == key["id"])
    _put(connection, t.sites, {**key, **rest}, rest, *mine)


def _put(
    connection: sa.Connection, table: sa.Table, row: Row, rest: Row, *mine: sa.ColumnElement[bool]
) -> None:
    """Insert the row, or bring it up to date, locked either way until the end of the transaction."""
    if put_if_absent(connection, table, row):
        return
    held = connection.execute(_locking(connection, sa.select(table).where(*mine))).mappings().one()
    if any(held[name] != value for name, value in rest.items()):
        connection.execute(sa.update(table).where(*mine).values(rest))


def _remember(connection: sa.Connection, taken: Taken, *, current: bool) -> None:
    audit = taken.shown.audit
    row = {
        "audit": audit.id,
        "revision": audit.revision,
        "package": taken.verdict.sha256,
        "sender": taken.sender,
        "accepted_at": _now(),
        "current": current,
    }
    put_if_absent(connection, t.revisions, row)


# Rows of the catalogue


def clear(connection: sa.Connection, audit: str) -> None:
    """Take an audit's resources and the matches with them out; their partners' matches are due again."""
    for mine, other in (("have_audit", "want_audit"), ("want_audit", "have_audit")):
        partners = sa.select(t.matches.c[other]).where(t.matches.c[mine] == audit).distinct()
        for partner in connection.execute(partners).scalars().all():
            _due(connection, partner)
        connection.execute(sa.delete(t.matches).where(t.matches.c[mine] == audit))
    connection.execute(sa.delete(t.resource_keys).where(t.resource_keys.c.audit == audit))
    connection.execute(sa.delete(t.resources).where(t.resources.c.audit == audit))


def put_rows(connection: sa.Connection, head: Row, rows: Iterable[tuple[Row, list[Row]]]) -> None:
    """Insert the rows of one audit in bulk."""
    resources, keys = _placed(head, rows)
    insert_many(connection, t.resources, resources)
    insert_many(connection, t.resource_keys, keys)


@dataclass(frozen=True, slots=True)
class Plant:
    """Everything that one audit puts into the registry."""

    enterprise: Row
    site: Row
    head: Row
    rows: list[tuple[Row, list[Row]]]


def load(database: Database, plants: Sequence[Plant]) -> None:
    """Put many new plants in at once: a registry that moves house, or one that is measured."""
    placed = [_placed(plant.head, plant.rows) for plant in plants]

    def work(connection: sa.Connection) -> None:
        insert_many(connection, t.enterprises, [plant.enterprise for plant in plants])
        insert_many(connection, t.sites, [plant.site for plant in plants])
        insert_many(connection, t.audits, [plant.head for plant in plants])
        insert_many(connection, t.resources, [row for rows, _keys in placed for row in rows])
        insert_many(connection, t.resource_keys, [key for _rows, keys in placed for key in keys])

    database.write(work)


def _placed(head: Row, rows: Iterable[tuple[Row, list[Row]]]) -> tuple[list[Row], list[Row]]:
    """Rows of resources and of keys with what they share."""
    where = {name: head[name] for name in ("region", "audit", "site")}
    whole = {**where, "enterprise": head["enterprise"], "shown": True}
    whole["changed_at"] = head["accepted_at"]
    found = list(rows)
    resources = [{**row, **whole} for row, _keys in found]
    return resources, [{**key, **where} for _row, each in found for key in each]


def settle_site(connection: sa.Connection, region: str, site: str) -> None:
    """Of several audits of a site the one of the newest period speaks, so that nothing counts twice.

    The row of the site is locked by whoever put it there or changed it.
    """
    audits = (
        sa.select(t.audits.c.audit)
        .where(t.audits.c.site == site, t.audits.c.withdrawn_at.is_(None))
        .order_by(t.audits.c.period_end.desc(), t.audits.c.accepted_at.desc())
    )
    newest = connection.execute(audits.limit(1)).scalar() or ""
    mine = (t.resources.c.site == site, t.resources.c.region == region)
    speaks = t.resources.c.audit == newest
    changed = sa.select(t.resources.c.audit).where(*mine, t.resources.c.shown != speaks)
    for audit in set(connection.execute(changed).scalars()):
        _due(connection, audit)
    connection.execute(
        sa.update(t.resources).where(*mine, t.resources.c.shown != speaks).values(shown=speaks)
    )


def _due(connection: sa.Connection, audit: str) -> None:
    """Matches of this audit are to be looked for anew."""
    if not put_if_absent(connection, t.due, {"audit": audit, "since": _now()}):
        connection.execute(sa.update(t.due).where(t.due.c.audit == audit).values(since=_now()))


def _tombstones(connection: sa.Connection, audit: str, revision: int, there: set[str]) -> None:
    """Resources that an earlier revision had and this one has not; and those that came back."""
    names = ("side", "class", "region", "level")
    query = sa.select(t.resources.c.id, *(t.resources.c[n] for n in names))
    for old in connection.execute(query.where(t.resources.c.audit == audit)).mappings().all():
        if old["id"] not in there:
            row = {name: old[name] for name in names} | {"audit": audit, "record": old["id"]}
            put_if_absent(connection, t.tombstones, {**row, "gone_in": revision, "gone_at": _now()})
    mine = t.tombstones.c.audit == audit
    for gone in connection.execute(sa.select(t.tombstones.c.record).where(mine)).scalars().all():
        if gone in there:
            connection.execute(sa.delete(t.tombstones).where(mine, t.tombstones.c.record == gone))


# Consent and owners


def withdraw(database: Database, audit: str, caller: str | None) -> str | None:
    """Take an audit out of the catalogue: the enterprise withdrew its consent.

    ``caller`` None is an operator. Returns when it was withdrawn, None where the caller has no such audit.
    """

    def work(connection: sa.Connection) -> str | None:
        held = _held(connection, audit)
        if held is None or caller not in (None, held["sender"]):
            return None
        if held["withdrawn_at"]:
            return str(held["withdrawn_at"])
        moment = _now()
        same = t.audits.c.audit == audit
        connection.execute(sa.update(t.audits).where(same).values(withdrawn_at=moment))
        _tombstones(connection, audit, held["revision"], set())
        clear(connection, audit)
        _forget_plant(connection, held["enterprise"], held["region"], held["site"])
        settle_site(connection, held["region"], held["site"])
        return moment

    return database.write(work)


def _held(connection: sa.Connection, audit: str) -> Any:
    query = sa.select(t.audits).where(t.audits.c.audit == audit)
    return connection.execute(_locking(connection, query)).mappings().one_or_none()


def _forget_plant(connection: sa.Connection, plant: str, region: str, site: str) -> None:
    """Names and places of an enterprise without an audit that it consented to are forgotten."""
    left = sa.select(t.audits.c.audit).where(t.audits.c.withdrawn_at.is_(None))
    if connection.execute(left.where(t.audits.c.site == site).limit(1)).first() is None:
        mine = (t.sites.c.region == region, t.sites.c.id == site)
        connection.execute(sa.delete(t.sites).where(*mine))
    if connection.execute(left.where(t.audits.c.enterprise == plant).limit(1)).first() is None:
        connection.execute(sa.delete(t.enterprises).where(t.enterprises.c.id == plant))


def packages_of(database: Database, audit: str) -> list[str]:
    """Hashes of the packages of an audit."""
    query = sa.select(t.packages.c.package).where(t.packages.c.audit == audit)
    with database.reading() as connection:
        return list(connection.execute(query).scalars())


def hand_over(database: Database, audit: str, fingerprint: str) -> bool:
    """Give an audit to another consultant; False where there is no such audit or no such open key."""

    def work(connection: sa.Connection) -> bool:
        known = sa.select(t.keys.c.fingerprint).where(
            t.keys.c.fingerprint == fingerprint, t.keys.c.revoked_at.is_(None)
        )
        if connection.execute(known).first() is None:
            return False
        same = t.audits.c.audit == audit
        return bool(
            connection.execute(sa.update(t.audits).where(same).values(sender=fingerprint)).rowcount
        )

    return database.write(work)


def settle(database: Database, content: str, who: str, how: str, *, again: bool) -> int:
    """Close the quarantine of a file; ``again``: it is judged anew when it is sent the next time."""

    def work(connection: sa.Connection) -> int:
        mine = t.quarantine.c.content == content
        if again:
            refused = (t.packages.c.content == content, t.packages.c.verdict == "rejected")
            connection.execute(sa.delete(t.packages).where(*refused))
            return connection.execute(sa.delete(t.quarantine).where(mine)).rowcount
        done = {"settled_at": _now(), "settled_by": who, "settled_how": how}
        return connection.execute(sa.update(t.quarantine).where(mine).values(done)).rowcount

    return database.write(work)
