"""What machines ask of the service: is it alive, is it ready, how much waits; and its limits."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from domain.errors import SetupError, TransientError
from http_api.admission import Known, ToolsOfCall
from http_api.frame import SMALL_BODY_BYTES
from http_api.limit_codes import CODES
from http_api.routes import PROBLEMS
from http_api.schemas.links import LONGEST_HOURS
from http_api.schemas.metrics import Health, LimitsOut
from http_api.tools import Tools
from storage import EVERY_CLIENT, Work
from storage.figures import Period
from storage.migrate import check_migrated

MINUTE = timedelta(minutes=1)
router = APIRouter(tags=["service"])


@router.get("/healthz", summary="Alive")
def healthz() -> Health:
    """The process answers; asks nothing of others."""
    return Health(status="ok", checks={})


@router.get("/readyz", summary="Ready", responses={503: {"model": Health, "description": "Not ready."}})
def readyz(response: Response, tools: ToolsOfCall) -> Health:
    """200 when uploads can be taken: the database answers and has the tables of this version."""
    try:
        tools.database.check()
        check_migrated(tools.database)
        with tools.database.read(EVERY_CLIENT) as work:
            work.tasks.count_by_state()
    except (TransientError, SetupError) as error:
        response.status_code = 503
        return Health(status="unavailable", checks={"database": error.code})
    queue = "ok" if tools.life.wake_ups.answers() else "away"  # workers then look into the database by themselves
    return Health(status="ok", checks={"database": "ok", "queue": queue})


@router.get("/metrics", summary="Prometheus", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def metrics(tools: ToolsOfCall) -> Response:
    """Counts of tasks, documents, fields and audits, computed at each scrape; no client names, no content."""
    registry = CollectorRegistry()
    registry.register(_Counts(tools))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


@router.get("/v1/limits", summary="Every limit with its number and code", responses=PROBLEMS)
def limits(_: Known, tools: ToolsOfCall) -> LimitsOut:
    """Calls, uploads, signed links, files, pages, pictures; sizes in bytes, times in seconds unless the name says otherwise."""
    per_minute = round(tools.calls.limit * MINUTE / tools.calls.window)
    found: dict[str, int | float] = {f"upload_{name}": number for name, number in asdict(tools.limits).items()}
    found |= {"other_body_bytes": SMALL_BODY_BYTES, "free_bytes": tools.least_free_bytes, "tasks_waiting": tools.most_waiting}
    found |= {"uploads_at_once": tools.turnstile.places, "calls_at_once": tools.most_at_once, "calls_per_minute": per_minute}
    found |= {"sign_ins_per_minute": tools.sign_in_tries.tries, "link_hours": LONGEST_HOURS, "calls_of_a_link_per_minute": per_minute}
    found |= tools.other_limits
    return LimitsOut(limits=found, codes={name: CODES[name] for name in found if name in CODES})


class _Counts(Collector):
    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def describe(self) -> list[Metric]:
        return []

    def collect(self) -> list[Metric]:
        with self._tools.database.read(EVERY_CLIENT) as work:
            return [
                _family("spunta_tasks", "Machine tasks by state.", "state", work.tasks.count_by_state()),
                _family("spunta_review_tasks_open", "Review tasks that wait, by kind.", "kind", work.reviews.count_open()),
                _family("spunta_oldest_task_seconds", "Age of the oldest task that waits.", "", {"": work.tasks.oldest_waiting_seconds()}),
                *_fields(work),
            ]


def _fields(work: Work) -> list[Metric]:
    counts = work.figures.fields("type", Period())
    audits = work.figures.audits("type", Period())
    fields = GaugeMetricFamily("spunta_fields", "Fields by document type and decision.", labels=["type", "decision"])
    for type_, count in counts.items():
        for decision, number in (("auto", count.auto), ("review", count.waiting), ("person", count.person)):
            fields.add_metric([type_, decision], number)
    audited = GaugeMetricFamily("spunta_audited_fields", "Accepted fields checked by a person.", labels=["type", "outcome"])
    for type_, (checked, right) in audits.items():
        audited.add_metric([type_, "right"], right)
        audited.add_metric([type_, "wrong"], checked - right)
    return [fields, audited]


def _family(name: str, text: str, label: str, values: dict[str, int] | dict[str, float]) -> Metric:
    family = GaugeMetricFamily(name, text, labels=[label] if label else [])
    for value, number in values.items():
        family.add_metric([value] if label else [], number)
    return family
