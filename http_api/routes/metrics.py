"""Figures: automation, accuracy with its interval, service level, human time; and what is certified."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query

from decision.backtest import Evidence, backtest, together
from domain.errors import NotFoundError
from http_api.admission import Known, ToolsOfCall
from http_api.routes import PROBLEMS
from http_api.schemas.metrics import (
    AutomationOut,
    BacktestOut,
    BacktestPoint,
    BacktestRow,
    CertificateOut,
    Certificates,
    FiguresRow,
    GroupBy,
    IntervalOut,
    ServiceBy,
    ServiceDay,
    ServiceOut,
    ServiceRow,
)
from http_api.tools import Tools
from reporting.automation import Counts, Figures, figures
from reporting.calendar_weeks import ended_weeks
from reporting.intervals import trials_for_ceiling
from reporting.service import WITHHELD, Delivery, PeopleTime, backlog, people_time, service_level, team_time
from storage import Work
from storage.figures import DocumentCounts, FieldCounts, Period
from workflow.certify import evidence, standings, words_of

router = APIRouter(tags=["figures"], responses=PROBLEMS)

Since = Annotated[date | None, Query(description="Documents received on this day (UTC) or later.")]
Until = Annotated[date | None, Query(description="Documents received before this day (UTC).")]
OfClient = Annotated[str | None, Query(description="One client company.")]
OfType = Annotated[str | None, Query(alias="type", description="One document type.")]
_COUNT_DOCUMENTS = frozenset({GroupBy.CLIENT, GroupBy.TYPE, GroupBy.BATCH, GroupBy.DAY})


@router.get("/v1/metrics/automation", summary="Automation and accuracy")
def automation(
    principal: Known,
    tools: ToolsOfCall,
    by: GroupBy = GroupBy.TYPE,
    since: Since = None,
    until: Until = None,
    client: OfClient = None,
    type_: OfType = None,
) -> AutomationOut:
    """In all and by group. Accuracy is that of the fields accepted by the machine, from the audited sample alone."""
    within = period(since, until)
    with tools.database.read(principal.clients) as work:
        if client is not None and not principal.sees(client):
            raise NotFoundError("unknown_client", "There is no such client company.")
        groups = _counts(work, by.value, within, client, type_, by in _COUNT_DOCUMENTS)
        total = sum(_counts(work, "client", within, client, type_, True).values(), Counts())
    rows = [_row({by.value: key}, figures(counts)) for key, counts in sorted(groups.items())]
    return AutomationOut(since=since, until=until, by=by, total=_row({}, figures(total)), rows=rows)


def _counts(work: Work, by: str, period: Period, client: str | None, type_: str | None, with_documents: bool) -> dict[str, Counts]:
    fields = work.figures.fields(by, period, client, type_)
    audits = work.figures.audits(by, period, client, type_)
    documents = work.figures.documents(by, period, client, type_) if with_documents else {}
    none, nothing = FieldCounts(0, 0, 0, 0, 0), DocumentCounts(0, 0)
    result = {}
    for key in fields.keys() | documents.keys():
        f, d, (audited, right) = fields.get(key, none), documents.get(key, nothing), audits.get(key, (0, 0))
        result[key] = Counts(d.documents, d.untouched, f.fields, f.auto, f.waiting, f.person, f.confirmed, audited, right)
    return result


def _row(group: dict[str, str], of_group: Figures) -> FiguresRow:
    c = of_group.counts
    return FiguresRow(
        group=group, documents=c.documents, documents_untouched=c.documents_untouched, fields=c.fields, auto=c.auto, waiting=c.waiting,
        person=c.person, confirmed=c.confirmed, audited=c.audited, audited_right=c.audited_right,
        automation_fields=of_group.automation_fields, automation_documents=of_group.automation_documents,
        accuracy=IntervalOut.model_validate(of_group.accuracy), over_review=of_group.over_review,
    )  # fmt: skip


@router.get("/v1/metrics/service", summary="Service level, backlog and human time")
def service(
    principal: Known,
    tools: ToolsOfCall,
    since: Since = None,
    until: Until = None,
    client: OfClient = None,
    type_: OfType = None,
    by: Annotated[ServiceBy | None, Query(description="What one row stands for; no rows when left out.")] = None,
    hourly_rate: Annotated[Decimal | None, Query(ge=0, le=1000, description="Euro an hour of people's time; else the setting's.")] = None,
) -> ServiceOut:
    """Promises kept, late and at risk; what waits; the seconds people spent on a document, and what they cost.

    Time and cost are those of ended calendar weeks in which five people or more worked on documents of that company and type, and null
    where there is none, and for a day or a batch; of the period as asked once figures on persons are shown (`PUT /v1/metrics/people`).
    """
    within, rate = period(since, until), tools.hourly_rate if hourly_rate is None else hourly_rate
    with tools.database.read(principal.clients) as work:
        if client is not None and not principal.sees(client):
            raise NotFoundError("unknown_client", "There is no such client company.")
        deliveries = work.figures.deliveries(within, client, type_)
        agreed = work.person_figures.shown()
        weeks = None if agreed else _weeks(work, tools, since, until, client, type_)
        time = _times(work, weeks, rate, None, within, client, type_, {"": len(deliveries)})[""]
        rows = _service_rows(work, tools, weeks, rate, by.value, within, client, type_) if by else []
        completed = work.figures.completed_by_day(within, client, type_)
        received = work.figures.documents("day", within, client, type_)
        open_tasks = work.reviews.count_open()
        waiting = work.tasks.count_by_state()
        oldest = work.tasks.oldest_waiting_seconds()
    promises = [Delivery(due, done, tools.expected_work) for _, due, done in deliveries]
    level, documents = service_level(promises, tools.clock()), len(deliveries)
    return ServiceOut(
        promised=level.promised, in_time=level.in_time, late=level.late, at_risk=level.at_risk, share_in_time=level.share_in_time,
        documents=documents, human_seconds=time.seconds, human_seconds_per_document=time.seconds_per_document,
        cost_per_document=_euro(time), withheld=time.seconds is None, hourly_rate=str(rate) if rate is not None else None,
        backlog=backlog(promises, tools.clock()), rows=rows,
        review_tasks_open=open_tasks, machine_tasks=waiting, oldest_task_seconds=oldest,
        days=[
            ServiceDay(day=day, received=received[day].documents if day in received else 0, completed=completed.get(day, 0))
            for day in sorted(received.keys() | completed.keys())
        ],
    )  # fmt: skip


Weeks = dict[tuple[str, str], tuple[float, int]]
"""(client, type) -> seconds and documents of the weeks whose time may be shown."""


def _weeks(work: Work, tools: Tools, since: date | None, until: date | None, client: str | None, type_: str | None) -> Weeks:
    within = period(*ended_weeks(since, until, tools.clock().date()))
    return team_time(work.figures.person_days(within, client, type_), work.figures.received(within, client, type_))


def _times(
    work: Work, weeks: Weeks | None, rate: Decimal | None, by: str | None, within: Period, client: str | None, type_: str | None,
    documents: Mapping[str, int],
) -> dict[str, PeopleTime]:  # fmt: skip
    """Of each group of `documents` (group -> how many). `weeks`: None where figures on persons are shown."""
    spent = work.figures.person_work(within, client, type_, by)
    found = {}
    for group, count in documents.items():
        seconds, people = spent.get(group, (0.0, 0))
        if weeks is None or not people:
            found[group] = people_time(seconds, count, rate)
            continue
        place = {"client": 0, "type": 1}.get(by or "")
        shown = [] if by in ("day", "batch") else [cell for key, cell in weeks.items() if place is None or key[place] == group]
        found[group] = people_time(sum(s for s, _ in shown), sum(n for _, n in shown), rate) if shown else WITHHELD
    return found


def _service_rows(
    work: Work, tools: Tools, weeks: Weeks | None, rate: Decimal | None, by: str, within: Period, client: str | None, type_: str | None
) -> list[ServiceRow]:
    groups: dict[str, list[Delivery]] = {}
    for key, due, done in work.figures.deliveries(within, client, type_, by):
        groups.setdefault(key, []).append(Delivery(due, done, tools.expected_work))
    now = tools.clock()
    times = _times(work, weeks, rate, by, within, client, type_, {key: len(promises) for key, promises in groups.items()})
    rows = []
    for key, promises in sorted(groups.items()):
        level, documents = service_level(promises, now), len(promises)
        time = times[key]
        rows.append(
            ServiceRow(
                group={by: key}, documents=documents, open=sum(p.completed_at is None for p in promises),
                in_time=level.in_time, late=level.late, at_risk=level.at_risk, share_in_time=level.share_in_time,
                human_seconds_per_document=time.seconds_per_document,
                cost_per_document=_euro(time), withheld=time.seconds is None,
            )
        )  # fmt: skip
    return rows


def _euro(time: PeopleTime) -> str | None:
    return str(time.cost_per_document) if time.cost_per_document is not None else None


@router.get("/v1/certificates", summary="What may be accepted without a person")
def certificates(_: Known, tools: ToolsOfCall) -> Certificates:
    """How every risk class stands in every stratum: proved by audits here, on the models' own rule, withdrawn, or not yet proved."""
    with tools.database.read(None) as work:
        rows = [(standing, words_of(work, standing)) for standing in standings(work, tools.life)]
    return Certificates(
        certificates=[
            CertificateOut(
                risk_class=s.risk_class, stratum=s.stratum, ceiling=s.ceiling, threshold=s.threshold, audited=s.audited, wrong=s.wrong,
                bound=s.bound, needed=trials_for_ceiling(s.ceiling), more=s.more, state=s.state, text=words, made_at=s.since,
            )
            for s, words in rows
        ]
    )  # fmt: skip


@router.get("/v1/certificates/backtest", summary="What another ceiling would mean")
def certificates_backtest(
    _: Known, tools: ToolsOfCall, days: Annotated[int, Query(ge=1, le=366, description="Mail of so many days.")] = 28
) -> BacktestOut:
    """The audited fields decided again under each of several ceilings: share automatic, fields a day to people, observed and allowed."""
    with tools.database.read(None) as work:
        every = evidence(work, tools.clock() - timedelta(days=days))
    rows = [_curve(None, None, every)] if every else []
    rows += [_curve(name, None, [e for e in every if e.risk_class == name]) for name in sorted({e.risk_class for e in every})]
    rows += [_curve(e.risk_class, e.stratum, [e]) for e in every]
    return BacktestOut(ceiling=tools.life.rules.error_ceiling, days=days, rows=rows)


def _curve(risk_class: str | None, stratum: str | None, every: list[Evidence]) -> BacktestRow:
    points = backtest(every[0]) if stratum else together(every)
    return BacktestRow(
        risk_class=risk_class, stratum=stratum, audited=sum(len(e.labels) for e in every), fields_a_day=sum(e.fields_a_day for e in every),
        points=[BacktestPoint.model_validate(point) for point in points],
    )  # fmt: skip


def period(since: date | None, until: date | None) -> Period:
    """From midnight to midnight, UTC."""

    def midnight(day: date | None) -> datetime | None:
        return datetime.combine(day, time(), UTC) if day else None

    return Period(midnight(since), midnight(until))
