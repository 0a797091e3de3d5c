"""The registry's database: opening, migrations, short transactions that may be tried again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, OperationalError

T = TypeVar("T")
TRIES: Final = 6
COPIED: Final = 200  # rows from which COPY pays
FIRST_PAUSE: Final = 0.02  # seconds, doubled each time
SERIALIZATION: Final = frozenset({"40001", "40P01", "55P03"})


class Database:
    """One engine; every use is one short transaction."""

    def __init__(self, address: str) -> None:
        self.engine = _engine(address)
        self.is_sqlite = self.engine.dialect.name == "sqlite"

    def migrate(self) -> None:
        """Bring the schema up to date."""
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
        with self.engine.connect() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection for questions."""
        with self.engine.connect() as connection:
            yield connection

    def write(self, work: Callable[[sa.Connection], T]) -> T:
        """Run ``work`` in one transaction; begun anew where the engine asks for that."""
        pause = FIRST_PAUSE
        for left in range(TRIES - 1, -1, -1):
            try:
                with self.engine.begin() as connection:
                    if self.is_sqlite:
                        connection.exec_driver_sql("BEGIN IMMEDIATE")
                    return work(connection)
            except DBAPIError as fault:
                if not left or not _again(fault):
                    raise
                time.sleep(pause)
                pause *= 2
        raise AssertionError

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def _again(fault: DBAPIError) -> bool:
    state = getattr(fault.orig, "sqlstate", None) or ""
    locked = isinstance(fault, OperationalError) and "locked" in str(fault.orig)
    return locked or state in SERIALIZATION or fault.connection_invalidated


def _engine(address: str) -> sa.Engine:
    if address.startswith("sqlite"):
        engine = sa.create_engine(address, connect_args={"timeout": 30, "check_same_thread": False})
        sa.event.listen(engine, "connect", _sqlite)
        return engine
    if address.startswith("postgresql://"):
        address = address.replace("postgresql://", "postgresql+psycopg://", 1)
    return sa.create_engine(address, pool_pre_ping=True, pool_size=8, max_overflow=8)


def _sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def insert(connection: sa.Connection, table: sa.Table) -> Any:
    """An INSERT of the dialect, so that it can say what to do about a row that is there."""
    make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    return make(table)


def put_if_absent(connection: sa.Connection, table: sa.Table, row: dict[str, Any]) -> bool:
    """Insert unless a row of that key is there; True when this call put it there."""
    query = insert(connection, table).values(row).on_conflict_do_nothing()
    key = next(iter(table.primary_key.columns))  # drivers do not agree on the number of rows
    return connection.execute(query.returning(key)).first() is not None


def insert_many(
    connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert many rows: by COPY where the engine speaks PostgreSQL's protocol and it pays."""
    if not rows:
        return
    if connection.dialect.name == "sqlite" or len(rows) < COPIED:
        connection.execute(sa.insert(table), rows)
        return
    names = [column.name for column in table.columns]
    quoted = ", ".join(f'"{name}"' for name in names)
    cursor: Any = connection.connection.cursor()
    with cursor, cursor.copy(f'COPY "{table.name}" ({quoted}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row([row.get(name) for name in names])
