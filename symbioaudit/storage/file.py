"""The file under a workspace: making one, looking into one, the engine to talk to it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from symbioaudit.storage import errors as e
from symbioaudit.storage.schema import APPLICATION_ID, SCHEMA, metadata

HEAD: Final = "0001"  # revision of Alembic that equals SCHEMA


def version_number(schema: tuple[int, int] = SCHEMA) -> int:
    """PRAGMA user_version of a schema."""
    return schema[0] * 1000 + schema[1]


def open_engine(path: Path, *, read_only: bool) -> sa.Engine:
    """An engine over one connection with the settings that make a commit durable."""

    def connect() -> sqlite3.Connection:
        mode = "ro" if read_only else "rw"
        raw = sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, timeout=5)
        raw.execute("PRAGMA foreign_keys=ON")
        raw.execute("PRAGMA synchronous=FULL")
        return raw

    return sa.create_engine("sqlite://", creator=connect, poolclass=sa.pool.StaticPool)


def create_file(path: Path) -> None:
    """Write an empty workspace of the newest schema, readable only by its owner."""
    path.touch(mode=0o600)
    engine = open_engine(path, read_only=False)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
            connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version={version_number()}")
            metadata.create_all(connection)
            connection.exec_driver_sql(
                "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
                "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
            )
            connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (HEAD,))
            connection.commit()
    finally:
        engine.dispose()


def inspect_file(path: Path, *, thorough: bool = False) -> int:
    """Check that ``path`` is a sound workspace; return its schema number.

    Raises:
        SymbioError: not a workspace, or damaged.
    """
    try:
        raw = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=5)
        try:
            mark = raw.execute("PRAGMA application_id").fetchone()[0]
            verdict = raw.execute(
                "PRAGMA integrity_check" if thorough else "PRAGMA quick_check"
            ).fetchall()
            version = int(raw.execute("PRAGMA user_version").fetchone()[0])
            broken = raw.execute("PRAGMA foreign_key_check").fetchone() if thorough else None
        finally:
            raw.close()
    except sqlite3.DatabaseError as fault:
        name = getattr(fault, "sqlite_errorname", "") or ""
        if "NOTADB" in name:
            raise e.NOT_A_WORKSPACE(path=path) from fault
        if "CANTOPEN" in name or "BUSY" in name:
            raise e.STORAGE_FAULT(path=path, reason=str(fault)) from fault
        raise e.DAMAGED(path=path, reason=str(fault)) from fault
    if verdict != [("ok",)]:
        raise e.DAMAGED(path=path, reason=str(verdict[0][0]).splitlines()[-1])
    if mark != APPLICATION_ID:
        raise e.NOT_A_WORKSPACE(path=path)
    if broken:
        raise e.DAMAGED(path=path, reason=f"{broken[0]} → {broken[2]}")
    return version
