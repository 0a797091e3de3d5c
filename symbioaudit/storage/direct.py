"""The few statements that every operation runs, told to SQLite's driver itself.

They are compiled once from the tables of the schema. In between stand neither statement cache nor result
objects: for one field these cost more than SQLite does. The transaction is the one of ``connection``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import pysqlite

from symbioaudit.storage.rows import columns
from symbioaudit.storage.schema import TABLES

_DIALECT = pysqlite.dialect(paramstyle="named")


def driver(connection: sa.Connection) -> Any:
    """The driver's connection under an engine's one: sqlite3's, or its encrypting sister's."""
    return connection.connection.driver_connection


def written(statement: sa.ClauseElement, names: Sequence[str] | None = None) -> str:
    """A statement as text with ``:named`` places; ``names``: the columns that an insert fills."""
    return str(statement.compile(dialect=_DIALECT, column_keys=names))


def one(connection: sa.Connection, text: str, values: Mapping[str, Any] | None = None) -> Any:
    """The first row as a plain tuple, or None."""
    return driver(connection).execute(text, values or {}).fetchone()


def rows(connection: sa.Connection, text: str, values: Mapping[str, Any]) -> Any:
    """All rows as plain tuples, one after another."""
    return driver(connection).execute(text, values)


def many(connection: sa.Connection, text: str, each: Iterable[Mapping[str, Any]]) -> None:
    """Run a writing statement for every row."""
    driver(connection).executemany(text, each)


@cache
def by_id(entity: str) -> str:
    """Select the fields of the record ``:key``."""
    table = TABLES[entity]
    return written(sa.select(*columns(entity)).where(table.c.id == sa.bindparam("key")))


@cache
def of_audit(entity: str) -> str:
    """Select the fields of the records of the audit ``:audit`` by age, and who edited them last."""
    table = TABLES[entity]
    query = sa.select(*columns(entity), table.c.edited_by)
    return written(query.where(table.c.audit_id == sa.bindparam("audit")).order_by(table.c.id))


@cache
def insert(table: sa.Table, names: tuple[str, ...]) -> str:
    """Add a row with these columns."""
    return written(table.insert(), names)


@cache
def update(entity: str, names: tuple[str, ...]) -> str:
    """Set these columns of the record ``:id_``."""
    table = TABLES[entity]
    values: dict[str, Any] = {name: sa.bindparam(name) for name in names}
    return written(table.update().where(table.c.id == sa.bindparam("id_")).values(values))
