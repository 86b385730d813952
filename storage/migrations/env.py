"""What Alembic runs: on the connection that storage.migrate gives it, in one transaction, with batch mode for SQLite's ALTERs."""

from alembic import context

from storage.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    user_module_prefix="storage.clock.",
    compare_type=True,
)
context.run_migrations()
