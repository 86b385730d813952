"""Figures on people: of a team, never of fewer than LEAST_TEAM persons; of each person only where that was agreed on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reporting.intervals import Interval, clopper_pearson
from reporting.service import LEAST_TEAM
from storage.person_figures import PersonWork


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


def team(work: Sequence[PersonWork], agreed: bool) -> WorkFigures | None:
    """None: fewer than LEAST_TEAM people worked, and figures on persons were not `agreed` on. Nobody at all is no secret."""
    return together(work) if agreed or not 0 < len(work) < LEAST_TEAM else None
