"""What Alembic runs: the upgrade joins the transaction `storage.migrate` opened."""

from alembic import context

from storage.schema.columns import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
