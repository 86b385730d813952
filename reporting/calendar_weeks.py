"""Whole calendar weeks: what figures on people are made of, so that no two of them differ by one person's day.

A week is Monday to Monday, UTC. It counts once it has ended and only where LEAST_TEAM people worked in it; then the difference of any two
figures is again a sum of such weeks.
"""

from __future__ import annotations

from datetime import date, timedelta

LEAST_TEAM = 5
"""What fewer people than this did in a week would be a figure on a person: it is not shown unless that was agreed.
Source: Italian law 300/1970, article 4 (remote monitoring of work)."""


def monday(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def ended_weeks(since: date | None, until: date | None, today: date) -> tuple[date | None, date]:
    """(first Monday, Monday after the last week): the ended weeks that the period touches. `until`: the day after the last one."""
    this = monday(today)
    end = this if until is None else min(this, monday(until + timedelta(days=6)))
    return (monday(since) if since else None), end
