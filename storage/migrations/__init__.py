"""The history of the tables, as Alembic revisions; `storage.migrate` applies them."""
