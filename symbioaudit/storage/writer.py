"""From the planned changes to the rows: read what is concerned, write what changed, keep the links."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final

import sqlalchemy as sa

from symbioaudit.model import records as r
from symbioaudit.model.codec import field_types
from symbioaudit.storage import direct
from symbioaudit.storage import errors as e
from symbioaudit.storage.edits import Key, State
from symbioaudit.storage.rows import columns, encode, to_data
from symbioaudit.storage.schema import LIST_REFERENCES, REFERENCES, TABLES

CHUNK: Final = 500


def load(connection: sa.Connection, keys: Iterable[Key]) -> State:
    """The present JSON objects of ``keys``; None for those that do not exist."""
    wanted: dict[str, list[str]] = defaultdict(list)
    state: State = {}
    for key in keys:
        state[key] = None
        wanted[key[0]].append(key[1])
    for entity, ids in wanted.items():
        if entity not in TABLES:
            raise e.NO_ENTITY(entity=entity)
        if len(ids) == 1:
            row = direct.one(connection, direct.by_id(entity), {"key": ids[0]})
            if row is not None:
                state[entity, ids[0]] = to_data(entity, row)
            continue
        for part in _chunks(ids):
            for row in connection.execute(_by_ids(entity), {"ids": part}):
                data = to_data(entity, row)
                state[entity, data["id"]] = data
    return state


def save(connection: sa.Connection, before: State, after: State, *, actor: str, at: str) -> None:
    """Write the difference of two states: one statement per table and kind of change."""
    inserts: dict[str, list[dict[str, Any]]] = defaultdict(list)
    updates: dict[str, list[dict[str, Any]]] = defaultdict(list)
    deletes: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for (entity, record_id), data in after.items():
        old = before.get((entity, record_id))
        if data is None:
            if old is not None:
                deletes[entity].append({"id_": record_id})
        elif data is not old:
            row = {**encode(entity, data), "edited_by": actor, "edited_at": at}
            (inserts if old is None else updates)[entity].append(row)
    for entity, rows in inserts.items():
        direct.many(connection, direct.insert(TABLES[entity], tuple(rows[0])), rows)
    for entity, rows in updates.items():
        query = direct.update(entity, tuple(name for name in rows[0] if name != "id"))
        direct.many(connection, query, [{**row, "id_": row["id"]} for row in rows])
    for entity, rows in deletes.items():
        table = TABLES[entity]
        connection.execute(table.delete().where(table.c.id == sa.bindparam("id_")), rows)


def check_links(connection: sa.Connection, before: State, after: State) -> None:
    """After the rows are written: every link leads to a living record of the same audit.

    Raises:
        SymbioError: a link to nothing, to another audit, or from a living record to a deleted one.
    """
    _check_targets(connection, {k: d for k, d in after.items() if _links_anew(k, before, d)})
    gone = [key for key, data in after.items() if data is None and before.get(key) is not None]
    for entity, ids in _by_entity(gone).items():
        _check_unused(connection, entity, ids)


def _links_anew(key: Key, before: State, data: Mapping[str, Any] | None) -> bool:
    """False where every link stands as it did: it was checked when it was made, and its target is not gone."""
    old = before.get(key)
    return old is None or list(links(key[0], old)) != list(links(key[0], data or {}))


def links(entity: str, data: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(field, entity it points to, id) for every link of a record."""
    for name in data.keys() & REFERENCES.keys():
        yield name, REFERENCES[name], data[name]
    for (owner, name), target in LIST_REFERENCES.items():
        if owner == entity:
            for one in data.get(name, ()):
                yield name, target, one


def _check_targets(connection: sa.Connection, after: State) -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for (entity, _id), data in after.items():
        for _name, target, one in links(entity, data or {}):
            found[target].add(one)
    home = {target: _audits_of(connection, target, sorted(ids)) for target, ids in found.items()}
    for (entity, _id), data in after.items():
        for name, target, one in links(entity, data or {}):
            if one not in home[target]:
                raise e.BROKEN_LINK(entity=entity, field=name, id=one)
            theirs = home[target][one]
            if data and theirs is not None and theirs != data.get("audit_id"):
                raise e.ONE_AUDIT(entity=entity, field=name, id=one)


def _audits_of(connection: sa.Connection, entity: str, ids: list[str]) -> dict[str, str | None]:
    """Existing ids → the audit they belong to (None for enterprises, sites and audits)."""
    found: dict[str, str | None] = {}
    for part in _chunks(ids):
        found.update((row[0], row[1]) for row in connection.execute(_homes(entity), {"ids": part}))
    return found


# Statements are built once: building one costs more than running it.
_IDS: Final[sa.BindParameter[Any]] = sa.bindparam("ids", expanding=True)


@cache
def _by_ids(entity: str) -> sa.Select[Any]:
    return sa.select(*columns(entity)).where(TABLES[entity].c.id.in_(_IDS))


@cache
def _homes(entity: str) -> sa.Select[Any]:
    table = TABLES[entity]
    audit = table.c.audit_id if "audit_id" in table.c else sa.null()
    return sa.select(table.c.id, audit).where(table.c.id.in_(_IDS))


def _check_unused(connection: sa.Connection, target: str, ids: list[str]) -> None:
    for entity, cls in r.ENTITIES.items():
        for name in field_types(cls):
            listed = LIST_REFERENCES.get((entity, name)) == target
            if listed or REFERENCES.get(name) == target:
                _refuse_users(connection, target, ids, TABLES[entity], name, listed=listed)


def _refuse_users(
    connection: sa.Connection,
    target: str,
    ids: list[str],
    table: sa.Table,
    name: str,
    *,
    listed: bool,
) -> None:
    column = table.c[name]
    value = (
        sa.func.json_each(column).table_valued("value", joins_implicitly=True).c.value
        if listed
        else column
    )
    for part in _chunks(ids):
        query = sa.select(value, sa.func.count()).select_from(table).where(value.in_(part))
        row = connection.execute(query.group_by(value).limit(1)).first()
        if row:
            users = f"{table.name}.{name} × {row[1]}"
            raise e.IN_USE(entity=target, id=row[0], users=users)


def _by_entity(keys: Iterable[Key]) -> dict[str, list[str]]:
    out: dict[str, list[str]] = defaultdict(list)
    for entity, record_id in keys:
        out[entity].append(record_id)
    return out


def _chunks(ids: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
