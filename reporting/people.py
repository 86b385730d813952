"""Figures on people: of a team, in whole weeks of LEAST_TEAM persons or more; of each person only where that was agreed on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reporting.calendar_weeks import LEAST_TEAM, monday
from reporting.intervals import Interval, clopper_pearson
from storage.person_figures import PersonWork, merged


@dataclass(frozen=True, slots=True)
class WorkFigures:
    """What was done, and how surely."""

    people: int
    tasks: int
    fields: int
    seconds: float
    fields_an_hour: float | None
    """Of time at the screen; None without any."""
    known_errors: int
    """Shown and answered."""
    missed: int
    miss_rate: Interval


def together(work: Sequence[PersonWork]) -> WorkFigures:
    """Of all these people; or of one."""
    fields, seconds = sum(one.fields for one in work), sum(one.seconds for one in work)
    missed = sum(one.missed for one in work)
    known = missed + sum(one.caught for one in work)
    an_hour = 3600 * fields / seconds if seconds else None
    return WorkFigures(len(work), sum(one.tasks for one in work), fields, seconds, an_hour, known, missed, clopper_pearson(missed, known))


def team(days: Mapping[date, Sequence[PersonWork]]) -> tuple[WorkFigures | None, int]:
    """What people did in the weeks with LEAST_TEAM of them or more, and how many weeks had fewer.

    None: no week had so many. Nobody at all is no secret. `days`: of ended weeks.
    """
    weeks: dict[date, list[PersonWork]] = {}
    for day, work in days.items():
        weeks.setdefault(monday(day), []).extend(work)
    enough = [work for work in weeks.values() if len({one.person_id for one in work}) >= LEAST_TEAM]
    fewer = len(weeks) - len(enough)
    return (together(merged(one for work in enough for one in work)) if enough or not weeks else None), fewer
