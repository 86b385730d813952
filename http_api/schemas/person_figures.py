"""Figures on people, and the switch that lets them be shown."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from http_api.schemas import Incoming, Outgoing
from http_api.schemas.metrics import IntervalOut

_FIGURES: JsonDict = {
    "people": 7, "tasks": 840, "fields": 2520, "seconds": 9100.0, "fields_an_hour": 996.9, "known_errors": 60, "missed": 2,
    "miss_rate": {"value": 0.033, "low": 0.004, "high": 0.115, "level": 0.95},
}  # fmt: skip


class WorkFiguresOut(Outgoing):
    """What was done, and how surely."""

    people: int
    tasks: int
    fields: int
    seconds: float
    """At the screen, as the browsers measured it."""
    fields_an_hour: float | None
    """Null without any time."""
    known_errors: int
    """Shown and answered."""
    missed: int
    miss_rate: IntervalOut


class PersonFiguresOut(Outgoing):
    """One person's."""

    person_id: str
    name: str
    figures: WorkFiguresOut


class SwitchOut(Outgoing):
    """Whether figures on persons are shown."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "shown": True, "reason": "Agreement with the unions of 12 January 2026, no. 118", "changed_by": "Anna Bianchi",
                    "changed_at": "2026-01-15T09:00:00Z",
                }
            ]
        }
    )  # fmt: skip

    shown: bool
    reason: str
    """In the words of whoever switched; empty when nobody ever did."""
    changed_by: str | None
    """The name."""
    changed_at: datetime | None


class PeopleFigures(Outgoing):
    """Of the team, and of each person where that was agreed on."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "since": "2026-02-23", "until": "2026-03-30", "least_team": 5, "withheld": False, "weeks_withheld": 0,
                    "switch": {"shown": False, "reason": "", "changed_by": None, "changed_at": None}, "team": _FIGURES, "people": [],
                }
            ]
        }
    )  # fmt: skip

    since: date | None
    until: date | None
    """What was counted: whole weeks that have ended, unless figures on persons are shown."""
    switch: SwitchOut
    least_team: int
    """Fewer people than this are no team: theirs would be figures on persons."""
    withheld: bool
    """True: fewer people than `least_team` worked in every week, and figures on persons are not shown."""
    weeks_withheld: int
    """Weeks left out because fewer people worked in them."""
    team: WorkFiguresOut | None
    people: list[PersonFiguresOut]
    """By name; empty unless figures on persons are shown."""


class OwnFigures(Outgoing):
    """The caller's own."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"since": "2026-03-01", "until": None, "figures": {**_FIGURES, "people": 1}}]}
    )

    since: date | None
    until: date | None
    figures: WorkFiguresOut


class PersonFiguresSwitch(Incoming):
    """Shows figures on persons from now on, or no longer."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"shown": True, "reason": "Agreement with the unions of 12 January 2026, no. 118"}]}
    )

    shown: bool
    reason: Annotated[str, Field(min_length=10, max_length=500)]
    """Why: in Italy the agreement with the unions or the leave of the labour inspectorate. Stays in the audit chain."""
