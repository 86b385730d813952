"""Figures on people: the team's, one's own; each person's only once an administrator has said why that is allowed.

Source: Italian law 300/1970, article 4 (remote monitoring of work).
"""

from __future__ import annotations

from fastapi import APIRouter

from http_api.admission import Known, ToolsOfCall
from http_api.routes import PROBLEMS
from http_api.routes.metrics import Since, Until, period
from http_api.routes.people import of_installation
from http_api.schemas.person_figures import (
    OwnFigures,
    PeopleFigures,
    PersonFiguresOut,
    PersonFiguresSwitch,
    SwitchOut,
    WorkFiguresOut,
)
from reporting.calendar_weeks import LEAST_TEAM, ended_weeks
from reporting.people import WorkFigures, team, together
from storage import EVERY_CLIENT, Work
from storage.clients import INSTALLATION
from storage.people import People
from storage.person_figures import PersonWork
from storage.tables import PersonFiguresLine

router = APIRouter(tags=["figures"], responses=PROBLEMS)


@router.get("/v1/metrics/people", summary="What people did")
def people(principal: Known, tools: ToolsOfCall, since: Since = None, until: Until = None) -> PeopleFigures:
    """Of the team, in the ended calendar weeks that the period touches and in which at least five people worked.

    Of each person, and then of the period as asked, only where that was switched on, and looking is recorded.
    """
    every: list[PersonFiguresOut] = []
    with tools.database.read(principal.clients) as work:
        line, fewer = work.person_figures.newest(), 0
        if line is not None and line.shown:
            done = work.person_figures.work(period(since, until))
            every = sorted((_of_person(work.people, one) for one in done), key=lambda one: one.name)
            of_team: WorkFigures | None = together(done)
        else:
            since, until = ended_weeks(since, until, tools.clock().date())
            of_team, fewer = team(work.person_figures.by_day(period(since, until)))
        switched = _switch(work, line)
    if every:
        with tools.database.work(EVERY_CLIENT) as work:
            _note(work, principal.id, "person_figures.viewed", people=len(every))
    return PeopleFigures(
        since=since, until=until, switch=switched, least_team=LEAST_TEAM, withheld=of_team is None, weeks_withheld=fewer,
        team=WorkFiguresOut.model_validate(of_team) if of_team else None, people=every,
    )  # fmt: skip


@router.get("/v1/metrics/people/me", summary="What you did")
def own(principal: Known, tools: ToolsOfCall, since: Since = None, until: Until = None) -> OwnFigures:
    """The caller's own figures, which nobody else is shown by this."""
    with tools.database.read(principal.clients) as work:
        figures = together(work.person_figures.work(period(since, until), principal.id) or [PersonWork(principal.id)])
    return OwnFigures(since=since, until=until, figures=WorkFiguresOut.model_validate(figures))


@router.put("/v1/metrics/people", summary="Show figures on persons, or no longer")
def switch(body: PersonFiguresSwitch, principal: Known, tools: ToolsOfCall) -> SwitchOut:
    """By an administrator of the whole installation, with the reason, which stays in the audit chain."""
    of_installation(principal)
    with tools.database.work(EVERY_CLIENT) as work:
        line = work.person_figures.switch(body.shown, body.reason.strip(), principal.id)
        _note(work, principal.id, "person_figures.switched", shown=line.shown, reason=line.reason)
        return _switch(work, line)


def _note(work: Work, who: str, action: str, **details: object) -> None:
    work.audit_log.note(INSTALLATION, who, action, INSTALLATION, **details)


def _switch(work: Work, line: PersonFiguresLine | None) -> SwitchOut:
    if line is None:
        return SwitchOut(shown=False, reason="", changed_by=None, changed_at=None)
    return SwitchOut(shown=line.shown, reason=line.reason, changed_by=work.people.get(line.changed_by).name, changed_at=line.changed_at)


def _of_person(people: People, done: PersonWork) -> PersonFiguresOut:
    figures = WorkFiguresOut.model_validate(together([done]))
    return PersonFiguresOut(person_id=done.person_id, name=people.get(done.person_id).name, figures=figures)
