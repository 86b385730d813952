"""Service levels, human time and cost: what was promised, what it took, what it costs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from reporting.calendar_weeks import LEAST_TEAM, monday


@dataclass(frozen=True, slots=True)
class Delivery:
    """One document against its promise."""

    due_at: datetime | None
    completed_at: datetime | None
    expected_work: timedelta = timedelta(0)
    """What is still to do, as far as known."""


@dataclass(frozen=True, slots=True)
class ServiceLevel:
    """Deliveries counted by how they stand; those without a due time are left out."""

    promised: int
    in_time: int
    late: int
    """Delivered late, or not yet delivered and overdue."""
    at_risk: int
    """Open, not yet overdue, and less time left than work expected."""
    share_in_time: float | None
    """in_time / (in_time + late)"""


BACKLOG = {"4h": timedelta(hours=4), "24h": timedelta(hours=24), "72h": timedelta(hours=72), "later": timedelta.max}
"""Time left of an open document, at most."""


@dataclass(frozen=True, slots=True)
class PeopleTime:
    """What people spent on a group of documents; None where it may not be shown."""

    seconds: float | None
    seconds_per_document: float | None
    cost_per_document: Decimal | None
    """Euro, four decimals."""


def people_time(seconds: float, documents: int, hourly_rate: Decimal | None) -> PeopleTime:
    """What may be shown, for each document."""
    cost = cost_per_document(seconds, documents, hourly_rate) if hourly_rate is not None else None
    return PeopleTime(seconds, seconds / documents if documents else None, cost)


WITHHELD = PeopleTime(None, None, None)


def team_time(
    worked: Iterable[tuple[date, str, str, str, float]], received: Iterable[tuple[date, str, str, int]]
) -> dict[tuple[str, str], tuple[float, int]]:
    """(client, type) -> seconds people spent, and documents received, in the weeks in which LEAST_TEAM people or more worked on these.

    `worked`: day, client, type, person, seconds; `received`: day, client, type, documents; of ended weeks (reporting/calendar_weeks.py).
    """
    people: dict[tuple[date, str, str], dict[str, float]] = {}
    for day, client, type_, person, seconds in worked:
        cell = people.setdefault((monday(day), client, type_), {})
        cell[person] = cell.get(person, 0.0) + seconds
    enough = {cell: sum(spent.values()) for cell, spent in people.items() if len(spent) >= LEAST_TEAM}
    found: dict[tuple[str, str], tuple[float, int]] = {}
    for (_, client, type_), seconds in enough.items():
        before, documents = found.get((client, type_), (0.0, 0))
        found[client, type_] = before + seconds, documents
    for day, client, type_, count in received:
        if (monday(day), client, type_) in enough:
            seconds, documents = found[client, type_]
            found[client, type_] = seconds, documents + count
    return found


def backlog(deliveries: Iterable[Delivery], now: datetime) -> dict[str, int]:
    """Open documents by the time they have left: `overdue`, `4h`, `24h`, `72h`, `later`, `no_promise`."""
    counts = dict.fromkeys(["overdue", *BACKLOG, "no_promise"], 0)
    for delivery in deliveries:
        if delivery.completed_at is None:
            counts[_time_left(delivery.due_at, now)] += 1
    return counts


def _time_left(due_at: datetime | None, now: datetime) -> str:
    if due_at is None:
        return "no_promise"
    if due_at <= now:
        return "overdue"
    return next(name for name, most in BACKLOG.items() if due_at - now <= most)


def service_level(deliveries: Iterable[Delivery], now: datetime) -> ServiceLevel:
    """How the promises stand at `now`."""
    promised = in_time = late = at_risk = 0
    for delivery in deliveries:
        if delivery.due_at is None:
            continue
        promised += 1
        if (delivery.completed_at or now) > delivery.due_at:
            late += 1
        elif delivery.completed_at is not None:
            in_time += 1
        elif delivery.due_at - now < delivery.expected_work:
            at_risk += 1
    return ServiceLevel(promised, in_time, late, at_risk, in_time / (in_time + late) if in_time + late else None)


def cost_per_document(human_seconds: float, documents: int, hourly_rate: Decimal) -> Decimal | None:
    """Euro of people's time for one document, four decimals; `hourly_rate` is euro an hour; None without documents."""
    if not documents:
        return None
    return (Decimal(str(human_seconds)) * hourly_rate / 3600 / documents).quantize(Decimal("0.0001"), ROUND_HALF_UP)
