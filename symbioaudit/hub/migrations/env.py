"""Alembic's door to the registry: the connection comes from the hub itself."""

from alembic import context

from symbioaudit.hub.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, transaction_per_migration=True)
with context.begin_transaction():
    context.run_migrations()
connection.commit()
