"""Client companies and their calendars."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated

from pydantic import ConfigDict, Field, WithJsonSchema, field_validator

from domain.errors import InputError
from domain.working_calendar import WorkingCalendar
from http_api.schemas import Incoming, Outgoing
from http_api.schemas.people import Name


class ClientIn(Incoming):
    """A new client company."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"name": "Comune di Esempio"}]})

    name: Name


class CalendarIn(Incoming):
    """When people work for a company, by the clocks of Rome."""

    days: Annotated[set[Annotated[int, Field(ge=1, le=7)]], Field(min_length=1)]
    """Weekdays, Monday is 1."""
    opens: time
    closes: time
    public_holidays: bool = True
    """Closed on Italy's public holidays."""
    closed: Annotated[set[date], Field(max_length=200, default_factory=set)]
    """Other days on which nobody works."""

    def checked(self) -> WorkingCalendar:
        """Raises InputError `bad_calendar` when it closes before it opens."""
        if self.opens.tzinfo or self.closes.tzinfo or self.closes <= self.opens:
            raise InputError("bad_calendar", "An office closes after it opens, on the same day, by the clocks of Rome.")
        return WorkingCalendar(frozenset(self.days), self.opens, self.closes, self.public_holidays, frozenset(self.closed))


class CalendarOut(Outgoing):
    """When people work for a company, by the clocks of Rome."""

    days: list[int]
    opens: Annotated[time, WithJsonSchema({"type": "string"})]
    closes: Annotated[time, WithJsonSchema({"type": "string"})]
    public_holidays: bool
    closed: list[date]

    @field_validator("days", "closed", mode="before")
    @classmethod
    def _in_order(cls, value: object) -> object:
        return sorted(value) if isinstance(value, frozenset) else value


class ClientChange(Incoming):
    """Only the members given are changed."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"active": True, "retention_days": 30}]})

    name: Name | None = None
    active: bool | None = None
    """False: its keys and people are refused at once."""
    retention_days: Annotated[int, Field(ge=1, le=36_500)] | None = None
    """Days after completion until originals and data are erased; null: the installation's default."""
    promise_hours: Annotated[int, Field(ge=1, le=2_000)] | None = None
    """Working hours after arrival by which a batch without `due_at` is to be delivered; null: nothing is promised."""
    calendar: CalendarIn | None = None
    """Null: Monday to Friday, 9 to 18, closed on Italy's public holidays."""
    least_view: bool | None = None
    """True: reviewers see the pictures of fields first; opening a page is an act of its own, and recorded."""
    shares_corrections: bool | None = None
    """True: what people correct in its documents teaches how the documents of the other companies are read, too."""


class ClientOut(Outgoing):
    """A client company."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "01959d09-11aa-7b3c-9d10-77c1a9b2f1d6",
                    "name": "Comune di Esempio",
                    "active": True,
                    "retention_days": None,
                    "created_at": "2026-03-01T09:00:00Z",
                }
            ]
        }
    )

    id: str
    name: str
    active: bool
    retention_days: int | None
    """Null: the installation's default."""
    promise_hours: int | None
    """Working hours from arrival to delivery; null: nothing is promised."""
    calendar: CalendarOut
    due_now: datetime | None
    """When what arrives at this moment would be due."""
    least_view: bool = False
    """Reviewers see the pictures of fields first; opening a page is recorded."""
    shares_corrections: bool = False
    """What people correct in its documents teaches how the documents of the other companies are read, too."""
    created_at: datetime
    etag: str = ""
    """For If-Match: changes with what can be edited."""


class Clients(Outgoing):
    """Client companies, by name."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "clients": [
                        {
                            "id": "01959d09-11aa-7b3c-9d10-77c1a9b2f1d6",
                            "name": "Comune di Esempio",
                            "active": True,
                            "retention_days": None,
                            "promise_hours": 16,
                            "calendar": {
                                "days": [1, 2, 3, 4, 5],
                                "opens": "09:00:00",
                                "closes": "18:00:00",
                                "public_holidays": True,
                                "closed": [],
                            },
                            "due_now": "2026-03-03T16:00:00Z",
                            "created_at": "2026-03-01T09:00:00Z",
                        }
                    ]
                }
            ]
        }
    )

    clients: list[ClientOut]
