"""Brings an older workspace to the newest schema: verified backup first, then Alembic in one transaction.

Alembic is imported only here, and this module only when a migration is due.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from symbioaudit.storage import errors as e

SCRIPTS = Path(__file__).with_name("migrations")


def config_for(connection: sa.Connection) -> Any:
    """Alembic's configuration bound to an open connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def migrate(path: Path, found: int) -> None:
    """Upgrade ``path`` in place; on any failure the file stays as it was.

    Raises:
        SymbioError: the backup or the migration failed.
    """
    from alembic import command

    from symbioaudit.storage.backup import backup
    from symbioaudit.storage.file import version_number

    backup(path, label=f"schema-{found // 1000}.{found % 1000}")
    engine = sa.create_engine(f"sqlite:///{path}")
    try:
        with engine.connect() as connection:
            # Schema changes and the version number belong to one transaction, which the
            # driver does not begin by itself before DDL.
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            command.upgrade(config_for(connection), "head")
            connection.exec_driver_sql(f"PRAGMA user_version={version_number()}")
            connection.commit()
    except Exception as fault:
        raise e.STORAGE_FAULT(path=path, reason=str(fault)) from fault
    finally:
        engine.dispose()
