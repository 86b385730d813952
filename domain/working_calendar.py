"""Working time: when an office is open, and the moment at which a number of open hours has passed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")
_FIXED = ((1, 1), (1, 6), (4, 25), (5, 1), (6, 2), (8, 15), (11, 1), (12, 8), (12, 25), (12, 26))
_SAINT_FRANCIS = (10, 4)
"""A public holiday from 2026. Source: law 151 of 8 October 2025."""


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The hours of an office, by the clocks of Rome."""

    days: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    """Weekdays, Monday is 1; at least one."""
    opens: time = time(9)
    closes: time = time(18)
    """After `opens`, on the same day."""
    public_holidays: bool = True
    """Closed on Italy's public holidays."""
    closed: frozenset[date] = frozenset()
    """Other days on which nobody works: the patron saint, a company holiday."""

    def is_open(self, day: date) -> bool:
        """Whether anybody works on that day."""
        return day.isoweekday() in self.days and day not in self.closed and not (self.public_holidays and is_public_holiday(day))

    def after(self, moment: datetime, hours: float) -> datetime:
        """The moment, aware UTC, at which `hours` (more than 0) of open time have passed since `moment` (aware).

        Raises ValueError when the office is not open once within a year.
        """
        left, day, idle = timedelta(hours=hours), moment.astimezone(ROME).date(), 0
        while idle < 366:
            idle += 1
            if self.is_open(day):
                begin = max(datetime.combine(day, self.opens, ROME).astimezone(UTC), moment)
                end = datetime.combine(day, self.closes, ROME).astimezone(UTC)
                if begin < end:
                    if left <= end - begin:
                        return begin + left
                    left, idle = left - (end - begin), 0
            day += timedelta(days=1)
        raise ValueError("The office is never open.")


def is_public_holiday(day: date) -> bool:
    """Whether offices in all Italy are closed by law. Source: law 260 of 27 May 1949 and its later changes."""
    if (day.month, day.day) in _FIXED or ((day.month, day.day) == _SAINT_FRANCIS and day.year >= 2026):
        return True
    return day == _easter(day.year) + timedelta(days=1)


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar. Source: Meeus, Astronomical Algorithms, chapter 8 (the rule of Butcher, 1876)."""
    century, of_century = divmod(year, 100)
    golden = year % 19
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    late = (golden + 11 * epact + 22 * sunday) // 451
    month, day = divmod(epact + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)
