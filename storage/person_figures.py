"""Whether figures on persons may be shown, and what each person did: counted by the database, judged in reporting/."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from storage.clock import utc_day
from storage.figures import Period
from storage.tables import PersonFiguresLine, ReviewAnswer, ReviewTask, Seed

Q = TypeVar("Q", bound=Select[*tuple[Any, ...]])


@dataclass(frozen=True, slots=True)
class PersonWork:
    """What one person did in a period."""

    person_id: str
    tasks: int = 0
    fields: int = 0
    """Decided or keyed."""
    seconds: float = 0.0
    """At the screen, as the browser measured it."""
    caught: int = 0
    """Known errors that were corrected."""
    missed: int = 0
    """Known errors that were confirmed."""


def merged(work: Iterable[PersonWork]) -> list[PersonWork]:
    """One for each person, by id."""
    found: dict[str, PersonWork] = {}
    for one in work:
        all_ = found.get(one.person_id, PersonWork(one.person_id))
        found[one.person_id] = PersonWork(
            one.person_id, all_.tasks + one.tasks, all_.fields + one.fields, all_.seconds + one.seconds,
            all_.caught + one.caught, all_.missed + one.missed,
        )  # fmt: skip
    return [found[who] for who in sorted(found)]


class PersonFigures:
    """Answers of the client companies of this unit of work; the switch is the installation's."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # the switch
    def newest(self) -> PersonFiguresLine | None:
        """The line that holds; None: never switched, so they are not shown."""
        newest = (PersonFiguresLine.changed_at.desc(), PersonFiguresLine.id.desc())
        return self._session.scalar(select(PersonFiguresLine).order_by(*newest).limit(1))

    def shown(self) -> bool:
        """May they be shown?"""
        line = self.newest()
        return line is not None and line.shown

    def switch(self, shown: bool, reason: str, by: str) -> PersonFiguresLine:
        """From now on."""
        line = PersonFiguresLine(shown=shown, reason=reason, changed_by=by)
        self._session.add(line)
        self._session.flush()
        return line

    # what people did
    def by_day(self, period: Period, person_id: str | None = None) -> dict[date, list[PersonWork]]:
        """As `work`, for each day (UTC) on which anybody did anything."""
        found: dict[tuple[date, str], PersonWork] = {}
        for who, at, seconds, fields in self._answers(period, person_id):
            key = (at.date(), who)
            one = found.get(key, PersonWork(who))
            found[key] = replace(one, tasks=one.tasks + 1, fields=one.fields + fields, seconds=one.seconds + seconds)
        for who, day, caught, missed in self._seeds(period, person_id):
            found[day, who] = replace(found.get((day, who), PersonWork(who)), caught=caught, missed=missed)
        days: dict[date, list[PersonWork]] = {}
        for (day, _), one in sorted(found.items()):
            days.setdefault(day, []).append(one)
        return days

    def work(self, period: Period, person_id: str | None = None) -> list[PersonWork]:
        """Of each person (or that one) who answered in the period, or met a known error in it; by id."""
        return merged(one for day in self.by_day(period, person_id).values() for one in day)

    def _answers(self, period: Period, person_id: str | None) -> Iterator[tuple[str, datetime, float, int]]:
        query = select(ReviewAnswer.person_id, ReviewAnswer.at, ReviewAnswer.seconds, ReviewAnswer.answer)
        query = _within(query, ReviewAnswer.at, period)
        if person_id is not None:
            query = query.where(ReviewAnswer.person_id == person_id)
        for who, at, seconds, answer in self._session.execute(query.execution_options(yield_per=1000)).tuples():
            yield who, at, seconds, len(answer.get("fields", ()))

    def _seeds(self, period: Period, person_id: str | None) -> Iterator[tuple[str, date, int, int]]:
        day = utc_day(Seed.closed_at)
        query = select(ReviewTask.done_by, day, Seed.state, func.count()).join(ReviewTask, ReviewTask.id == Seed.task_id)
        query = query.where(Seed.state != "shown", Seed.closed_at.is_not(None), ReviewTask.done_by.is_not(None))
        query = query.group_by(ReviewTask.done_by, day, Seed.state)
        query = _within(query, Seed.closed_at, period)
        if person_id is not None:
            query = query.where(ReviewTask.done_by == person_id)
        counts: dict[tuple[str, str], dict[str, int]] = {}
        for who, on, state, number in self._session.execute(query).tuples():
            counts.setdefault((str(who), on), {})[state] = number
        for (who, on), by_state in counts.items():
            yield who, date.fromisoformat(on), by_state.get("caught", 0), by_state.get("missed", 0)


def _within(query: Q, moment: InstrumentedAttribute[Any], period: Period) -> Q:
    if period.start is not None:
        query = query.where(moment >= period.start)
    return query if period.end is None else query.where(moment < period.end)
