"""Alembic's environment: the caller hands over an open connection and owns the transaction."""

from __future__ import annotations

from alembic import context

from symbioaudit.storage.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()
