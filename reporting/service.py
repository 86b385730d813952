"""Service levels, human time and cost: what was promised, what it took, what it costs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal


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


LEAST_TEAM = 5
"""Time spent by fewer people than this would be a figure on a person: it is not shown unless that was agreed.
Source: Italian law 300/1970, article 4 (remote monitoring of work)."""
BACKLOG = {"4h": timedelta(hours=4), "24h": timedelta(hours=24), "72h": timedelta(hours=72), "later": timedelta.max}
"""Time left of an open document, at most."""


@dataclass(frozen=True, slots=True)
class PeopleTime:
    """What people spent on a group of documents; None where it may not be shown."""

    seconds: float | None
    seconds_per_document: float | None
    cost_per_document: Decimal | None
    """Euro, four decimals."""


def people_time(seconds: float, people: int, documents: int, hourly_rate: Decimal | None, agreed: bool) -> PeopleTime:
    """Withheld where fewer than LEAST_TEAM people stand behind it, unless figures on persons were `agreed`; no time at all is no secret."""
    if 0 < people < LEAST_TEAM and not agreed:
        return PeopleTime(None, None, None)
    cost = cost_per_document(seconds, documents, hourly_rate) if hourly_rate is not None else None
    return PeopleTime(seconds, seconds / documents if documents else None, cost)


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
