"""Alembic's environment: the caller hands over an open connection and owns the transaction."""

from __future__ import annotations

from typing import Any

from alembic import context

from symbioaudit.storage.mark import APPLICATION_ID
from symbioaudit.storage.schema import metadata


def _mark_version(ctx: Any, step: Any, heads: Any, run_args: Any) -> None:  # noqa: ARG001
    """Keep the file's own version mark in step, in the same transaction."""
    revision = next(iter(heads), "0.0")
    major, minor = (int(part) for part in revision.split("."))
    ctx.connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
    ctx.connection.exec_driver_sql(f"PRAGMA user_version={major * 1000 + minor}")


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=False,
    on_version_apply=_mark_version,
)
context.run_migrations()
