"""Whether figures on persons may be shown, and what each person did: counted by the database, judged in reporting/."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

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
    def work(self, period: Period, person_id: str | None = None) -> list[PersonWork]:
        """Of each person (or that one) who answered in the period, or met a known error in it; by id."""
        found: dict[str, PersonWork] = {}
        for who, seconds, fields in self._answers(period, person_id):
            one = found.get(who, PersonWork(who))
            found[who] = replace(one, tasks=one.tasks + 1, fields=one.fields + fields, seconds=one.seconds + seconds)
        for who, caught, missed in self._seeds(period, person_id):
            found[who] = replace(found.get(who, PersonWork(who)), caught=caught, missed=missed)
        return [found[who] for who in sorted(found)]

    def _answers(self, period: Period, person_id: str | None) -> Iterator[tuple[str, float, int]]:
        query = select(ReviewAnswer.person_id, ReviewAnswer.seconds, ReviewAnswer.answer)
        query = _within(query, ReviewAnswer.at, period)
        if person_id is not None:
            query = query.where(ReviewAnswer.person_id == person_id)
        for who, seconds, answer in self._session.execute(query.execution_options(yield_per=1000)).tuples():
            yield who, seconds, len(answer.get("fields", ()))

    def _seeds(self, period: Period, person_id: str | None) -> Iterator[tuple[str, int, int]]:
        query = select(ReviewTask.done_by, Seed.state, func.count()).join(ReviewTask, ReviewTask.id == Seed.task_id)
        query = query.where(Seed.state != "shown", ReviewTask.done_by.is_not(None)).group_by(ReviewTask.done_by, Seed.state)
        query = _within(query, Seed.closed_at, period)
        if person_id is not None:
            query = query.where(ReviewTask.done_by == person_id)
        counts: dict[str, dict[str, int]] = {}
        for who, state, number in self._session.execute(query).tuples():
            counts.setdefault(str(who), {})[state] = number
        for who, by_state in counts.items():
            yield who, by_state.get("caught", 0), by_state.get("missed", 0)


def _within(query: Q, moment: InstrumentedAttribute[Any], period: Period) -> Q:
    if period.start is not None:
        query = query.where(moment >= period.start)
    return query if period.end is None else query.where(moment < period.end)
