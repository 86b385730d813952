"""Working hours by the clocks of Rome."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from domain.working_calendar import ROME, WorkingCalendar, is_public_holiday


def rome(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ROME)


@pytest.mark.parametrize(
    ("arrives", "hours", "due"),
    [
        ("2026-11-24T10:00", 4, "2026-11-24T14:00"),
        ("2026-11-24T16:00", 4, "2026-11-25T11:00"),
        ("2026-11-24T22:15", 1, "2026-11-25T10:00"),
        ("2026-11-27T17:30", 1, "2026-11-30T09:30"),
        ("2026-11-24T09:00", 9, "2026-11-24T18:00"),
        ("2026-12-24T17:00", 2, "2026-12-28T10:00"),
    ],
)
def test_hours_run_only_while_the_office_is_open(arrives: str, hours: float, due: str) -> None:
    assert WorkingCalendar().after(rome(arrives), hours) == rome(due)


def test_wall_clocks_hold_across_the_change_to_summer_time() -> None:
    assert WorkingCalendar().after(rome("2026-03-27T17:00"), 2) == datetime(2026, 3, 30, 8, 0, tzinfo=UTC)


def test_an_office_has_its_own_days_hours_and_closures() -> None:
    shop = WorkingCalendar(frozenset({6, 7}), time(8), time(12), closed=frozenset({date(2026, 11, 28)}))
    assert shop.after(rome("2026-11-27T10:00"), 5) == rome("2026-12-05T09:00")


def test_an_office_that_never_opens_is_refused() -> None:
    with pytest.raises(ValueError, match="never open"):
        WorkingCalendar(frozenset({1}), time(9), time(9)).after(rome("2026-11-24T10:00"), 1)


@pytest.mark.parametrize("day", ["2026-04-06", "2027-03-29", "2028-04-17", "2038-04-26", "2026-06-02", "2026-10-04"])
def test_italy_rests_on_its_public_holidays(day: str) -> None:
    assert is_public_holiday(date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2026-04-07", "2025-10-04", "2026-11-24"])
def test_italy_works_on_other_days(day: str) -> None:
    assert not is_public_holiday(date.fromisoformat(day))
