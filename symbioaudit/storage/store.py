"""The workspace file itself: opening, checking, transactions, reading and changing records.

WAL and ``synchronous=FULL``: what a transaction has committed survives a killed process and a
power cut. Foreign keys are on. One writer; everybody else reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Self

import sqlalchemy as sa

from symbioaudit.base.errors import NOT_FOUND
from symbioaudit.model import records as r
from symbioaudit.model.changes import FieldChange
from symbioaudit.storage import errors as e
from symbioaudit.storage.faults import translated
from symbioaudit.storage.file import create_file, inspect_file, open_engine, version_number
from symbioaudit.storage.journal import WHOLE
from symbioaudit.storage.lock import Holder, WriterLock
from symbioaudit.storage.rows import decode, encode_field, row_to_json
from symbioaudit.storage.schema import SCHEMA, TABLES

CHUNK: Final = 900  # ids per IN (…), below SQLite's limit of variables


class Store:
    """An open workspace file. Use as a context manager, or call :meth:`close`."""

    def __init__(
        self, path: Path, engine: sa.Engine, lock: WriterLock | None, holder: Holder | None
    ) -> None:
        self.path = path
        self.holder = holder  # who writes, when we only read
        self._engine = engine
        self._lock = lock
        self._connection = engine.connect()

    @property
    def read_only(self) -> bool:
        """True when this opener may not write."""
        return self._lock is None

    @classmethod
    def open(cls, path: Path, *, create: bool = True, read_only: bool = False) -> Self:
        """Open ``path``; a second opener gets it for reading and ``holder`` says who writes.

        Raises:
            SymbioError: not there, not ours, damaged, newer, no rights, no room.
        """
        path = Path(path)
        with translated(path):
            exists = path.exists() and path.stat().st_size > 0
            if not exists and (read_only or not create):
                raise NOT_FOUND(path=path)
            if not exists:
                path.parent.mkdir(parents=True, exist_ok=True)
            lock = None if read_only else WriterLock(path)
            holder = lock.acquire() if lock else None
            writer = lock if lock and holder is None else None
            try:
                _prepare(path, exists=exists, writable=writer is not None)
                return cls(path, open_engine(path, read_only=writer is None), writer, holder)
            except BaseException:
                if writer:
                    writer.release()
                raise

    def close(self) -> None:
        """Close the file and let the next writer in."""
        with translated(self.path):
            self._connection.close()
            self._engine.dispose()
        if self._lock:
            self._lock.release()
            self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """All or nothing.

        Raises:
            SymbioError: read-only, disk full, damaged …; nothing is changed then.
        """
        if self.read_only:
            raise e.READ_ONLY(path=self.path)
        with translated(self.path):
            if self._connection.in_transaction():
                self._connection.rollback()
            with self._connection.begin():
                yield self._connection

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """One consistent picture of the file."""
        with translated(self.path):
            if self._connection.in_transaction():
                yield self._connection
                return
            try:
                yield self._connection
            finally:
                self._connection.rollback()

    # Reading ---------------------------------------------------------------------------------

    def records(self, entity: str, **equal: object) -> list[Any]:
        """All records of an entity, oldest first, with the given column values; the bin is left out."""
        table = TABLES[entity]
        query = sa.select(*_columns(entity)).where(table.c.deleted.is_(None)).order_by(table.c.id)
        for name, value in equal.items():
            query = query.where(table.c[name] == value)
        with self.reading() as connection:
            return [decode(entity, tuple(row)) for row in connection.execute(query)]

    def json_of(
        self, connection: sa.Connection, entity: str, record_id: str
    ) -> dict[str, Any] | None:
        """The JSON object of one record, or None when there is none or it lies in the bin."""
        table = TABLES[entity]
        row = connection.execute(
            sa.select(table).where(table.c.id == record_id, table.c.deleted.is_(None))
        ).first()
        return row_to_json(entity, dict(row._mapping)) if row else None  # noqa: SLF001

    def existing_ids(self, connection: sa.Connection, entity: str, ids: Sequence[str]) -> set[str]:
        """Which of ``ids`` exist and are not in the bin."""
        table, found = TABLES[entity], set[str]()
        for start in range(0, len(ids), CHUNK):
            part = ids[start : start + CHUNK]
            query = sa.select(table.c.id).where(table.c.id.in_(part), table.c.deleted.is_(None))
            found |= set(connection.execute(query).scalars())
        return found

    # Writing ---------------------------------------------------------------------------------

    def apply(self, connection: sa.Connection, changes: Sequence[FieldChange], mark: str) -> None:
        """Bring field changes into the tables; ``mark`` is the journal entry for the bin."""
        inserts: dict[str, list[dict[str, Any]]] = {}
        for item in changes:
            if item.field == WHOLE and item.new is not None:
                inserts.setdefault(item.entity, []).append(_row(item.entity, item.new))
        for entity in r.ENTITIES:
            if entity in inserts:
                self._insert(connection, entity, inserts[entity])
        for item in changes:
            if item.field != WHOLE:
                self._update(connection, item)
        for item in reversed(changes):
            if item.field == WHOLE and item.new is None:
                table = TABLES[item.entity]
                connection.execute(table.update().where(table.c.id == item.id).values(deleted=mark))

    def _insert(self, connection: sa.Connection, entity: str, rows: list[dict[str, Any]]) -> None:
        table = TABLES[entity]
        known = set[str]()
        ids = [row["id"] for row in rows]
        for start in range(0, len(ids), CHUNK):
            query = sa.select(table.c.id).where(table.c.id.in_(ids[start : start + CHUNK]))
            known |= set(connection.execute(query).scalars())
        fresh = [row for row in rows if row["id"] not in known]
        if fresh:
            connection.execute(table.insert(), fresh)
        for row in rows:
            if row["id"] in known:  # back from the bin
                connection.execute(table.update().where(table.c.id == row["id"]).values(**row))

    def _update(self, connection: sa.Connection, item: FieldChange) -> None:
        table = TABLES[item.entity]
        value = encode_field(item.entity, item.field, item.new)
        connection.execute(table.update().where(table.c.id == item.id).values({item.field: value}))


def _row(entity: str, data: dict[str, Any]) -> dict[str, Any]:
    from symbioaudit.model.codec import from_json
    from symbioaudit.storage.rows import encode

    return {**encode(from_json(r.ENTITIES[entity], data)), "deleted": None}


def _columns(entity: str) -> list[sa.Column[Any]]:
    return [column for column in TABLES[entity].c if column.name != "deleted"]


def _prepare(path: Path, *, exists: bool, writable: bool) -> None:
    """Create, check, and bring up to date, on a plain connection of its own."""
    if not exists:
        create_file(path)
        return
    found = inspect_file(path)
    ours = version_number()
    if found // 1000 > SCHEMA[0]:
        raise e.NEWER(
            path=path, found=f"{found // 1000}.{found % 1000}", ours=f"{SCHEMA[0]}.{SCHEMA[1]}"
        )
    if found < ours and writable:
        from symbioaudit.storage.migrate import migrate

        migrate(path, found)
