"""Brings an older workspace to the newest schema: verified backup first, then Alembic on a copy.

The copy takes the place of the file only when it has proved sound, so a migration that fails
leaves every byte as it was. Alembic is imported only here, and only when a migration is due.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from symbioaudit.base.errors import SymbioError
from symbioaudit.storage import errors as e
from symbioaudit.storage.backup import backup, copy_file, swap_in
from symbioaudit.storage.file import (
    discard,
    engine_over,
    inspect_file,
    raw_connection,
    version_text,
)

SCRIPTS = Path(__file__).with_name("migrations")


def config_for(connection: sa.Connection) -> Any:
    """Alembic's configuration bound to an open connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def migrate(path: Path, found: int) -> None:
    """Upgrade ``path``; on any failure the file stays as it was.

    Raises:
        SymbioError: the backup or the migration failed.
    """
    backup(path, label=f"schema-{version_text(found)}")
    draft = path.with_name(f".{path.name}.migrating")
    try:
        copy_file(path, draft)
        run(draft, "head")
        inspect_file(draft, thorough=True)
        swap_in(draft, path)
    except SymbioError:
        raise
    except Exception as fault:
        reason = str(fault).splitlines()[0] if str(fault) else type(fault).__name__
        raise e.MIGRATION_FAILED(path=path, ours=version_text(), reason=reason) from fault
    finally:
        discard(draft)


def run(path: Path, revision: str) -> None:
    """Move a file up or down to ``revision`` in one transaction; the version mark moves with it."""
    from alembic import command
    from alembic.script import ScriptDirectory

    engine = engine_over(path, lambda: raw_connection(path, read_only=False))
    try:
        with engine.connect() as connection:
            config = config_for(connection)
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            now = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
            scripts = ScriptDirectory.from_config(config)
            upward = _place(scripts, revision) >= _place(scripts, version_text(now))
            (command.upgrade if upward else command.downgrade)(config, revision)
            connection.commit()
    finally:
        engine.dispose()


def _place(scripts: Any, revision: str) -> int:
    """How many steps a revision lies above the empty file."""
    order = [script.revision for script in scripts.walk_revisions()][::-1]
    if revision == "head":
        return len(order)
    return order.index(revision) + 1 if revision in order else 0
