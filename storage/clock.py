"""Time: leases by the clock of the database, everything else by this machine's, always aware UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Float, TypeDecorator
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


def now() -> datetime:
    """This moment, aware, UTC."""
    return datetime.now(UTC)


class Moment(TypeDecorator[datetime]):
    """An aware moment; SQLite, which knows no zones, keeps it in UTC."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class database_seconds(FunctionElement[float]):  # noqa: N801 (reads as an SQL function)
    """Seconds since 1970 by the database's clock, at this statement: workers' clocks do not decide who holds a lease."""

    type = Float()
    inherit_cache = True


@compiles(database_seconds, "postgresql")
def _postgresql(element: database_seconds, compiler: SQLCompiler, **kw: Any) -> str:
    return "extract(epoch from clock_timestamp())::double precision"


@compiles(database_seconds, "sqlite")
def _sqlite(element: database_seconds, compiler: SQLCompiler, **kw: Any) -> str:
    return "((julianday('now') - 2440587.5) * 86400.0)"
