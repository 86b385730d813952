"""Time: leases by the clock of the database, everything else by this machine's, always aware UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Float, Text, TypeDecorator
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


class utc_day(FunctionElement[str]):  # noqa: N801 (reads as an SQL function)
    """The UTC day of a moment as text, YYYY-MM-DD."""

    type = Text()
    inherit_cache = True


@compiles(utc_day, "postgresql")
def _day_postgresql(element: utc_day, compiler: SQLCompiler, **kw: Any) -> str:
    return f"to_char({compiler.process(element.clauses, **kw)} AT TIME ZONE 'UTC', 'YYYY-MM-DD')"


@compiles(utc_day, "sqlite")
def _day_sqlite(element: utc_day, compiler: SQLCompiler, **kw: Any) -> str:
    return f"substr({compiler.process(element.clauses, **kw)}, 1, 10)"


@compiles(database_seconds, "postgresql")
def _postgresql(element: database_seconds, compiler: SQLCompiler, **kw: Any) -> str:
    return "extract(epoch from clock_timestamp())::double precision"


@compiles(database_seconds, "sqlite")
def _sqlite(element: database_seconds, compiler: SQLCompiler, **kw: Any) -> str:
    return "((julianday('now') - 2440587.5) * 86400.0)"
