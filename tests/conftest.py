"""Fixtures for everybody: the same tests on SQLite and on a real PostgreSQL, and a real Redis."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import text

from measurement.private_servers import PostgresServer, RedisServer, postgres_server, postgresql_programs, redis_server
from storage import Database, open_database
from storage.migrate import migrate
from storage.tables import Base

settings.register_profile("here", deadline=None)
"""No example is timed: a busy machine is not a defect."""
settings.register_profile("ci", deadline=None, derandomize=True)
"""The same examples in every run: new ones are looked for on developers' machines."""
settings.load_profile("ci" if "CI" in os.environ else "here")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server for the whole run."""
    if postgresql_programs() is None:
        pytest.skip("PostgreSQL is not installed")
    with postgres_server(durable=False) as server:
        yield server


@pytest.fixture(scope="session")
def redis() -> Iterator[RedisServer]:
    """A Redis server for the whole run."""
    with redis_server() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("template") / "spunta.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_database(postgres: PostgresServer) -> str:
    """The URL of a migrated database on the server."""
    url = postgres.database_url("spunta")
    _migrate(url)
    return url


def _migrate(url: str) -> None:
    database = open_database(url)
    migrate(database)
    database.close()


def _emptied(url: str) -> str:
    database = open_database(url)
    with database.engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {', '.join(Base.metadata.tables)}"))
    database.close()
    return url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database with all tables, on each of the two."""
    if request.param == "sqlite":
        url = f"sqlite:///{shutil.copy(request.getfixturevalue('sqlite_template'), tmp_path / 'spunta.db')}"
    else:
        url = _emptied(request.getfixturevalue("postgres_database"))
    opened = open_database(url)
    yield opened
    opened.close()
