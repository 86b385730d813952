"""The one place where a database connection is made."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoFreeConnectionError

from domain.errors import SetupError, TransientError
from storage.unit_of_work import ClientSession, Scope, Work

BUSY_SECONDS = 30
"""How long SQLite waits for another writer."""
Result = TypeVar("Result")


class Database:
    """Opens units of work. Safe to use after a fork (connections are not inherited) and from threads."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._reading = engine.execution_options(read_only=True)
        self.is_postgresql = engine.dialect.name == "postgresql"
        os.register_at_fork(after_in_child=lambda: engine.dispose(close=False))

    @contextmanager
    def work(self, clients: Scope) -> Iterator[Work]:
        """One transaction that sees and writes the rows of these client companies alone (EVERY_CLIENT: all).

        Commits at the end, rolls back at an exception; then runs what was left with `after_commit`. Raises TransientError
        `database_unavailable` when the database is away or stays locked.
        """
        work = Work(self._session(self.engine, clients), clients)
        with _translated():
            try:
                with work.session.begin():
                    yield work
                    work.flush()
            finally:
                work.session.close()
        work.committed()

    @contextmanager
    def read(self, clients: Scope) -> Iterator[Work]:
        """As `work`, for reading: on SQLite it does not wait for writers, and nothing is committed."""
        work = Work(self._session(self._reading, clients), clients)
        with _translated():
            try:
                yield work
            finally:
                work.session.close()

    def run(self, clients: Scope, step: Callable[[Work], Result]) -> Result:
        """`step` in one unit of work; tried again, three times in all, when the database says that two met (deadlock, restart)."""
        for _ in range(2):
            try:
                with self.work(clients) as work:
                    return step(work)
            except TransientError:
                continue
        with self.work(clients) as work:
            return step(work)

    def check(self) -> None:
        """Raises TransientError when the database does not answer, SetupError when its login could ignore the walls."""
        with _translated(), self._reading.connect() as connection:
            connection.execute(text("SELECT 1"))
            if self.is_postgresql:
                _refuse_powerful_role(connection)

    def close(self) -> None:
        """Gives all connections back."""
        self.engine.dispose()

    def _session(self, bind: Engine, clients: Scope) -> ClientSession:
        return ClientSession(bind, clients, self.is_postgresql)


def open_database(url: str) -> Database:
    """The database at an SQLAlchemy URL: `sqlite:////path/file.db` or `postgresql://user@host/name`. Makes no tables (migrate does)."""
    parsed = make_url(url)
    if parsed.drivername in {"postgresql", "postgres"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername.startswith("sqlite"):
        return Database(_sqlite(str(parsed.database), parsed.render_as_string(hide_password=False)))
    if parsed.drivername == "postgresql+psycopg":
        options = "-c statement_timeout=30s -c idle_in_transaction_session_timeout=60s"
        arguments = {"connect_timeout": 5, "options": options}
        return Database(create_engine(parsed, pool_pre_ping=True, pool_size=10, max_overflow=20, connect_args=arguments))
    raise SetupError("database_url", f"The database URL begins with `{parsed.drivername}`: use sqlite:/// or postgresql://.")


def _sqlite(file: str, url: str) -> Engine:
    Path(file).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, record: object) -> None:
        connection.isolation_level = None  # the driver would not BEGIN before a SELECT: two workers would claim one task
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        read_only = connection.get_execution_options().get("read_only")
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


def _refuse_powerful_role(connection: Connection) -> None:
    role = connection.execute(text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")).scalar_one()
    if role:
        raise SetupError(
            "database_role",
            "The database login is a superuser or has BYPASSRLS, so row level security would not hold: use an ordinary role.",
        )


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (OperationalError, NoFreeConnectionError) as error:
        raise TransientError("database_unavailable", "The database does not answer or is locked: try again in a moment.") from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise TransientError("database_unavailable", "The connection to the database broke: try again in a moment.") from error
        raise
