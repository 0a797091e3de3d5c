"""The file under a workspace: making one, looking into one, the engine to talk to it."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from symbioaudit.storage import cipher
from symbioaudit.storage import errors as e
from symbioaudit.storage.mark import APPLICATION_ID, SCHEMA
from symbioaudit.storage.schema import alembic_version, metadata

PATIENCE: Final = 5.0  # seconds to wait for another program
BEGIN: Final = "begin"  # key of a connection's info: how its next transaction begins
SIDES: Final = ("", "-journal", "-wal", "-shm")  # what SQLite may leave beside a file


def version_number(schema: tuple[int, int] | None = None) -> int:
    """PRAGMA user_version of a schema."""
    major, minor = schema or SCHEMA
    return major * 1000 + minor


def version_text(number: int | None = None) -> str:
    """``major.minor`` of a PRAGMA user_version; also the name of Alembic's revision."""
    number = version_number() if number is None else number
    return f"{number // 1000}.{number % 1000}"


def raw_connection(path: Path, *, read_only: bool, like: Path | None = None) -> Any:
    """A plain connection to an existing file; it never creates one.

    An encrypted file needs to be unlocked first; an empty one gets the key of the file ``like``.

    Raises:
        SymbioError: SA-5050, the file is encrypted and no password was given.
    """
    mode = "ro" if read_only else "rw"
    if read_only and not os.access(path.parent, os.W_OK) and not _side(path, "-wal").exists():
        mode = "ro&immutable=1"  # a medium that nobody can write needs no log beside the file
    address = f"{path.resolve().as_uri()}?mode={mode}"
    options: dict[str, Any] = {
        "uri": True,
        "timeout": PATIENCE,
        "isolation_level": None,
        "check_same_thread": False,
    }
    key = cipher.key_for(like or path)
    if key:
        return cipher.connect(address, key, **options)
    return sqlite3.connect(address, **options)


def engine_over(path: Path, connect: Callable[[], Any]) -> sa.Engine:
    """An engine over one connection of the driver that the file needs."""
    module = cipher.driver() if cipher.is_encrypted(path) else None
    return sa.create_engine(
        "sqlite://", creator=connect, poolclass=sa.pool.StaticPool, module=module
    )


def open_engine(path: Path, *, read_only: bool) -> sa.Engine:
    """An engine over one connection with the settings that make a commit durable."""

    def connect() -> Any:
        raw = raw_connection(path, read_only=read_only)
        raw.execute("PRAGMA foreign_keys=ON")
        if not read_only:
            raw.execute("PRAGMA journal_mode=WAL")
            raw.execute("PRAGMA synchronous=FULL")
        return raw

    engine = engine_over(path, connect)

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        # The driver begins only before some statements; one picture needs one transaction.
        # A reader takes no lock, so it waits for nobody and nobody waits for it.
        connection.exec_driver_sql(connection.info.get(BEGIN, "BEGIN"))

    return engine


def create_file(path: Path) -> None:
    """Write an empty workspace of the newest schema, readable only by its owner.

    It appears under its name only when it is whole: a crash leaves no half-made workspace.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    for stale in path.parent.glob(f".{globbed(path.name)}.*.new*"):
        stale.unlink(missing_ok=True)  # of a making that was killed; we hold the writer's lock
    draft.touch(mode=0o600)
    try:
        engine = open_engine(draft, read_only=False)
        try:
            with engine.begin() as connection:
                connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
                connection.exec_driver_sql(f"PRAGMA user_version={version_number()}")
                metadata.create_all(connection)
                connection.execute(alembic_version.insert(), {"version_num": version_text()})
        finally:
            engine.dispose()
        draft.replace(path)
        sync_folder(path.parent)
    finally:
        discard(draft)


def inspect_file(path: Path, *, thorough: bool = False) -> int:
    """Check that ``path`` is a sound workspace; return its schema number.

    Raises:
        SymbioError: not a workspace, or damaged.
    """
    try:
        if path.stat().st_size == 0:
            raise e.DAMAGED(path=path, reason=e.EMPTY)
        _take_back(path)
        raw = raw_connection(path, read_only=True)
        try:
            mark = raw.execute("PRAGMA application_id").fetchone()[0]
            # A stranger is read in full: it may be a workspace with a damaged header.
            deep = thorough or mark != APPLICATION_ID
            check = "PRAGMA integrity_check" if deep else "PRAGMA quick_check"
            verdict = raw.execute(check).fetchall()
            version = int(raw.execute("PRAGMA user_version").fetchone()[0])
            broken = raw.execute("PRAGMA foreign_key_check").fetchone() if thorough else None
            short = _is_cut(raw, path)
        finally:
            raw.close()
    except cipher.faults() as fault:
        name = getattr(fault, "sqlite_errorname", "") or ""
        if "NOTADB" in name and not cipher.is_encrypted(path):
            raise e.NOT_A_WORKSPACE(path=path) from fault
        if any(kind in name for kind in ("CANTOPEN", "BUSY", "READONLY", "IOERR", "FULL")):
            raise e.STORAGE_FAULT(path=path, reason=str(fault)) from fault
        raise e.DAMAGED(path=path, reason=str(fault)) from fault
    except MemoryError as fault:  # so SQLCipher calls some pages whose seal does not fit
        raise e.DAMAGED(path=path, reason="SQLITE_NOMEM") from fault
    if short:
        raise e.DAMAGED(path=path, reason=e.CUT_OFF)
    if verdict != [("ok",)]:
        raise e.DAMAGED(path=path, reason=str(verdict[0][0]).splitlines()[-1])
    if mark != APPLICATION_ID:
        raise e.NOT_A_WORKSPACE(path=path)
    if broken:
        raise e.DAMAGED(path=path, reason=f"{broken[0]} → {broken[2]}")
    return version


def _take_back(path: Path) -> None:
    """Let SQLite undo what a killed process had half written outside the write-ahead log.

    That happens where a file that was restored or migrated is turned to the log at its first opening.
    Only a connection that may write can undo it; a reader would find a file it cannot read.
    """
    if _side(path, "-journal").exists() and os.access(path, os.W_OK):
        raw = raw_connection(path, read_only=False)
        try:
            raw.execute("PRAGMA schema_version").fetchone()
        finally:
            raw.close()


def _is_cut(raw: Any, path: Path) -> bool:
    """True for a file that ends before its last page does: SQLite itself takes what lacks for zeros."""
    pages, size = (
        int(raw.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("page_count", "page_size")
    )
    return not _side(path, "-wal").exists() and path.stat().st_size < pages * size


def refuse_newer(path: Path, found: int) -> None:
    """A newer minor opens; a newer major is refused.

    Raises:
        SymbioError: written by a program of a newer major.
    """
    if found // 1000 > SCHEMA[0]:
        raise e.NEWER(path=path, found=version_text(found), ours=version_text())


def sync_folder(folder: Path) -> None:
    """Make a rename durable (POSIX; Windows does it by itself)."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def discard(path: Path) -> None:
    """Remove a file, and what SQLite left beside it, if it is there."""
    for side in SIDES:
        _side(path, side).unlink(missing_ok=True)


def globbed(name: str) -> str:
    """A file's name as a pattern that matches just itself."""
    return re.sub(r"([\[\]*?])", r"[\1]", name)


def _side(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)
