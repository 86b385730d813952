"""Figures, certificates, limits, health."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from pydantic import ConfigDict

from http_api.schemas import Outgoing


class IntervalOut(Outgoing):
    """A proportion and its exact 95 % interval; `value` is null when nothing was checked."""

    value: float | None
    low: float
    high: float
    level: float


class FiguresRow(Outgoing):
    """The figures of one group."""

    group: dict[str, str]
    """What the group is; empty for the total."""
    documents: int
    """0 where rows are parts of documents (by field, kind, risk class, stratum)."""
    documents_untouched: int
    fields: int
    auto: int
    waiting: int
    person: int
    confirmed: int
    audited: int
    audited_right: int
    automation_fields: float | None
    automation_documents: float | None
    accuracy: IntervalOut
    over_review: float | None


class GroupBy(StrEnum):
    """What one row stands for."""

    CLIENT = "client"
    TYPE = "type"
    FIELD = "field"
    KIND = "kind"
    RISK_CLASS = "risk_class"
    STRATUM = "stratum"
    BATCH = "batch"
    DAY = "day"


class AutomationOut(Outgoing):
    """Automation and accuracy, in all and by the group asked for."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={
            "examples": [
                {
                    "since": "2026-02-01", "until": "2026-03-01", "by": "type",
                    "total": {
                        "group": {}, "documents": 9, "documents_untouched": 6, "fields": 171, "auto": 158, "waiting": 11, "person": 2,
                        "confirmed": 1, "audited": 40, "audited_right": 40, "automation_fields": 0.924, "automation_documents": 0.667,
                        "accuracy": {"value": 1.0, "low": 0.912, "high": 1.0, "level": 0.95}, "over_review": 0.5,
                    },
                    "rows": [],
                }
            ]
        },
    )  # fmt: skip

    since: date | None
    until: date | None
    by: GroupBy
    total: FiguresRow
    rows: list[FiguresRow]


class ServiceBy(StrEnum):
    """What one row of the service figures stands for."""

    CLIENT = "client"
    TYPE = "type"
    BATCH = "batch"
    DAY = "day"


class ServiceRow(Outgoing):
    """The promises of one group of documents, and what people spent on it."""

    group: dict[str, str]
    documents: int
    open: int
    in_time: int
    late: int
    at_risk: int
    share_in_time: float | None
    human_seconds_per_document: float | None
    cost_per_document: str | None
    withheld: bool
    """True: in no ended week five people worked on it, so that time and cost would be figures on persons."""


class ServiceDay(Outgoing):
    """Throughput of one day (UTC)."""

    day: str
    received: int
    completed: int


class ServiceOut(Outgoing):
    """Promises, backlog and human time."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "promised": 9,
                    "in_time": 8,
                    "late": 0,
                    "at_risk": 1,
                    "share_in_time": 1.0,
                    "documents": 9,
                    "human_seconds": 61.5,
                    "human_seconds_per_document": 6.83,
                    "cost_per_document": "0.0418",
                    "withheld": False,
                    "hourly_rate": "22",
                    "backlog": {"overdue": 0, "4h": 1, "24h": 2, "72h": 0, "later": 0, "no_promise": 0},
                    "rows": [],
                    "days": [{"day": "2026-03-01", "received": 9, "completed": 6}],
                    "review_tasks_open": {"fields": 3},
                    "machine_tasks": {"done": 27},
                    "oldest_task_seconds": 0.0,
                }
            ]
        }
    )

    promised: int
    in_time: int
    late: int
    at_risk: int
    share_in_time: float | None
    documents: int
    human_seconds: float | None
    """Null where it is withheld."""
    human_seconds_per_document: float | None
    cost_per_document: str | None
    """Euro, people's time alone; null without a rate or without documents."""
    withheld: bool
    """True: in no ended week five people worked on it, so that time and cost would be figures on persons."""
    hourly_rate: str | None
    backlog: dict[str, int]
    """Open documents by time left: `overdue`, `4h`, `24h`, `72h`, `later`, `no_promise`."""
    rows: list[ServiceRow]
    days: list[ServiceDay]
    """Received and completed."""
    review_tasks_open: dict[str, int]
    """By kind."""
    machine_tasks: dict[str, int]
    """By state."""
    oldest_task_seconds: float


class CertificateOut(Outgoing):
    """What may be accepted without a person, class by class, and why."""

    risk_class: str
    stratum: str
    ceiling: float
    """The error rate promised at most."""
    threshold: float | None
    """Confidence from which fields are accepted; null: none are."""
    audited: int
    wrong: int
    bound: float
    """Exact upper limit of the share wrong among the audited, at 95 %."""
    needed: int
    """How many checked fields without an error show that the ceiling holds, with 95 % confidence."""
    more: int
    """Audits without an error that are still missing for the proof here; 0 when it is proved."""
    state: str
    """`certified`: proved by audits here; `shipped`: on the models' own rule; `warming_up`: nothing accepted yet; `withdrawn`."""
    text: dict[str, str]
    """The same in words, by language."""
    made_at: datetime | None
    """Since when; null for `shipped`."""


class Certificates(Outgoing):
    """The newest of every class."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "certificates": [
                        {
                            "risk_class": "checksum",
                            "stratum": "unseen",
                            "ceiling": 0.005,
                            "threshold": 0.93,
                            "audited": 3100,
                            "wrong": 6,
                            "bound": 0.0038,
                            "needed": 598,
                            "more": 0,
                            "state": "certified",
                            "text": {"en": "proved: at most 0.5% wrong at 95 %, 3100 audited, 6 wrong"},
                            "made_at": "2026-03-01T09:00:00Z",
                        }
                    ]
                }
            ]
        }
    )

    certificates: list[CertificateOut]


class BacktestOutcome(Outgoing):
    """The fields decided by thresholds."""

    threshold: float | None
    """Confidence from which fields would be accepted; null: none would, or each class by a threshold of its own."""
    automatic: float
    """Share of all fields that nobody would see."""
    people_a_day: float
    """Fields that people would see on a day with mail."""
    accepted: int
    """Audited fields that would have been accepted."""
    wrong: int
    """Of those."""
    observed: float | None
    """Share seen wrong; null when none would have been accepted."""
    bound: float
    """Exact upper limit of the share wrong, at 95 %."""


class BacktestPoint(Outgoing):
    """One ceiling: what the guarantee would accept, and what hindsight would."""

    ceiling: float
    guaranteed: BacktestOutcome
    """By the thresholds that the audits prove under this ceiling."""
    hindsight: BacktestOutcome
    """By the lowest thresholds at which no more than the ceiling was seen wrong: it promises nothing of tomorrow."""
    more: int
    """Audits without an error still needed before something is proved; 0 when something is."""


class BacktestRow(Outgoing):
    """The curve of a risk class."""

    risk_class: str | None
    """Null: everything together."""
    stratum: str | None
    """Null: all its strata together."""
    audited: int
    fields_a_day: float
    """On a day with mail."""
    points: list[BacktestPoint]
    """By rising ceiling."""


class BacktestOut(Outgoing):
    """What other ceilings would have meant for the audited fields."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "ceiling": 0.005,
                    "days": 28,
                    "rows": [
                        {
                            "risk_class": "checksum", "stratum": "unseen", "audited": 3100, "fields_a_day": 140.0,
                            "points": [
                                {
                                    "ceiling": 0.005,
                                    "guaranteed": {
                                        "threshold": 0.95, "automatic": 0.84, "people_a_day": 22.4, "accepted": 2604, "wrong": 3,
                                        "observed": 0.0012, "bound": 0.003,
                                    },
                                    "hindsight": {
                                        "threshold": 0.88, "automatic": 0.9, "people_a_day": 14.0, "accepted": 2790, "wrong": 12,
                                        "observed": 0.0043, "bound": 0.007,
                                    },
                                    "more": 0,
                                }
                            ],
                        }
                    ],
                }
            ]
        }
    )  # fmt: skip

    ceiling: float
    """The one in force."""
    days: int
    """The mail of so many days gives `fields_a_day`."""
    rows: list[BacktestRow]
    """Everything, then each class, then each class in each stratum."""


class LimitsOut(Outgoing):
    """Every limit with its number and its code."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "limits": {"upload_file_bytes": 26214400, "link_hours": 720},
                    "codes": {"upload_file_bytes": "too_large", "link_hours": "invalid_request"},
                }
            ]
        }
    )

    limits: dict[str, int | float]
    codes: dict[str, str]
    """What is answered beyond it: the `code` of the call, or of the file's `error`. A limit that is missing here refuses nothing."""


class Health(Outgoing):
    """How the service is."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"status": "ok", "checks": {"database": "ok", "queue": "ok"}}]})

    status: str
    checks: dict[str, str]
