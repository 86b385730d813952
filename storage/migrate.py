"""Brings a database to the present tables. Run it by one process before the API and the workers start; two at once wait for each other."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text

from domain.errors import SetupError
from storage.engine import Database
from storage.tables import Base

FOLDER = Path(__file__).parent / "migrations"
_LOCK = 7_305_019
"""Any number nobody else on this PostgreSQL uses for pg_advisory_xact_lock."""


def migrate(database: Database, revision: str = "head") -> None:
    """All revisions that are missing up to `revision`, in one transaction. Raises SetupError `unknown_revision`."""
    with database.engine.begin() as connection:
        if database.is_postgresql:
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        try:
            command.upgrade(_config(connection), revision)
        except CommandError as error:
            raise SetupError("unknown_revision", f"This version does not know the revision {revision}: use a newer one.") from error


def check_migrated(database: Database) -> None:
    """Raises SetupError `not_migrated` when the database is not at the newest revision."""
    newest = ScriptDirectory.from_config(_config(None)).get_current_head()
    with database.engine.execution_options(read_only=True).connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    if present != newest:
        raise SetupError("not_migrated", "The tables are not those of this version: run `spunta migrate` first.")


def differences(database: Database) -> list[object]:
    """What the tables of the database lack or have too much compared with tables.py; empty when all is well."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


def write_revision(database: Database, message: str, revision: str) -> None:
    """For developers: a new revision file with what tables.py has and the migrated database has not."""
    with database.engine.begin() as connection:
        command.revision(_config(connection), message, autogenerate=True, rev_id=revision)


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config
