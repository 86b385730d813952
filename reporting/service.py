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
