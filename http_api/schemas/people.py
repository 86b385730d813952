"""People: those who work here, and those of client companies."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from auth.principals import Role
from http_api.schemas import Incoming, Outgoing

Name = Annotated[str, Field(min_length=1, max_length=200)]
Email = Annotated[str, Field(min_length=3, max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")]

ANNA: JsonDict = {
    "id": "01959d09-22bb-7c4d-8e21-88d2ba3c02e7",
    "email": "anna@example.org",
    "name": "Anna Bianchi",
    "role": "reviewer",
    "clients": None,
    "active": True,
    "second_factor": False,
    "created_at": "2026-03-01T09:00:00Z",
}
"""The person of the examples."""


class PersonIn(Incoming):
    """A new person; without a password one is made and shown once."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"email": "anna@example.org", "name": "Anna Bianchi", "role": "reviewer", "clients": None}]},
    )

    email: Email
    name: Name
    role: Role
    clients: list[str] | None = None
    """Must name exactly one company for the role `client`."""
    password: Annotated[str, Field(min_length=1, max_length=1_000)] | None = None


class PersonChange(Incoming):
    """Only the members given are changed."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"role": "manager", "active": True}]})

    name: Name | None = None
    role: Role | None = None
    clients: list[str] | None = None
    active: bool | None = None
    password: Annotated[str, Field(min_length=1, max_length=1_000)] | None = None


class PersonOut(Outgoing):
    """A person."""

    model_config = ConfigDict(json_schema_extra={"examples": [ANNA]})

    id: str
    email: str
    name: str
    role: Role
    clients: list[str] | None
    active: bool
    second_factor: bool
    """Is one asked for when this person signs in?"""
    created_at: datetime
    etag: str = ""
    """For If-Match: changes with what can be edited."""


class NewPersonOut(PersonOut):
    """A person just added."""

    model_config = ConfigDict(json_schema_extra={"examples": [ANNA | {"password": "Yx2kP-9qRt_Zw4mN8sVb"}]})

    password: str | None
    """Shown once, when it was made here."""


class ReviewerOut(Outgoing):
    """Somebody who can be given a task."""

    id: str
    name: str
    role: Role


class Reviewers(Outgoing):
    """Those who can be given a task, by name."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reviewers": [{"id": "5e0c2f6c", "name": "Anna", "role": "reviewer"}]}]})

    reviewers: list[ReviewerOut]


class People(Outgoing):
    """People, by name."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"people": [ANNA]}]})

    people: list[PersonOut]
