"""People, sessions, client companies, API keys."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, WithJsonSchema, field_validator

from auth.principals import Role, Scope
from domain.errors import InputError
from domain.working_calendar import WorkingCalendar
from http_api.schemas import Incoming, Outgoing

Name = Annotated[str, Field(min_length=1, max_length=200)]
Email = Annotated[str, Field(min_length=3, max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")]


class SignIn(Incoming):
    """Who you are."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"email": "anna@example.org", "password": "correct horse battery"}]}
    )

    email: Email
    password: Annotated[str, Field(min_length=1, max_length=1_000)]


class SessionOut(Outgoing):
    """The person signed in; send `csrf_token` as `X-CSRF-Token` with every unsafe call."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={
            "examples": [
                {
                    "person_id": "5e0c2f6c", "name": "Anna Bianchi", "email": "anna@example.org", "role": "reviewer", "clients": None,
                    "second_factor": "on", "csrf_token": "9f2c…", "expires_at": "2026-03-01T21:12:44Z",
                }
            ]
        },
    )  # fmt: skip

    person_id: str
    name: str
    email: str
    role: Role
    clients: list[str] | None
    """Ids of the client companies this person sees; null: all."""
    second_factor: Literal["off", "on", "needed"]
    """`needed`: the role needs one and there is none; until it is added nothing else is answered."""
    csrf_token: str
    expires_at: datetime


class SignInWays(Outgoing):
    """What there is beside address and password."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"oidc_name": "Example S.p.A."}]})

    oidc_name: str | None
    """The company's own provider, as people call it; begin at `/v1/oidc/start`. Null: there is none."""


class CodeAwaited(Outgoing):
    """Address and password are right; the second factor is asked for."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"second_factor": "asked"}]})

    second_factor: Literal["asked"]


class CodeIn(Incoming):
    """Six digits of the app, or a recovery code; spaces and hyphens do not matter."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"code": "123456"}]})

    code: Annotated[str, Field(min_length=6, max_length=40)]


class FactorOut(Outgoing):
    """The second factor of the person signed in."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"is_on": True, "since": "2026-03-01T09:00:00Z", "required": False, "recovery_codes_left": 10}]}
    )

    is_on: bool
    since: datetime | None
    required: bool
    """By the person's role."""
    recovery_codes_left: int


class NewFactorOut(Outgoing):
    """A secret for an app: shown once."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
                    "address": "otpauth://totp/Spunta:anna%40example.org?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Spunta",
                    "qr_size": 41,
                    "qr_path": "M0 0h7v1h-7z…",
                }
            ]
        }
    )

    secret: str
    """Base 32, to be typed where no camera is at hand."""
    address: str
    """`otpauth://`, for the app."""
    qr_size: int
    """Modules along a side of the QR code of `address`."""
    qr_path: str
    """Its dark modules as an SVG path, one unit each."""


class RecoveryCodesOut(Outgoing):
    """Codes that stand in for the app, each once: shown once, never stored."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"recovery_codes": ["abcd-efgh-ijkl-mnop"]}]})

    recovery_codes: list[str]


class SignInRules(Incoming):
    """The roles whose people must have a second factor."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"second_factor_roles": ["admin", "manager"]}]})

    second_factor_roles: Annotated[list[Role], Field(max_length=4)]


class PasswordChange(Incoming):
    """A new password for the person signed in."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"old": "correct horse battery", "new": "battery staple correct"}]})

    old: Annotated[str, Field(min_length=1, max_length=1_000)]
    new: Annotated[str, Field(min_length=1, max_length=1_000)]


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

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "01959d09-22bb-7c4d-8e21-88d2ba3c02e7",
                    "email": "anna@example.org",
                    "name": "Anna Bianchi",
                    "role": "reviewer",
                    "clients": None,
                    "active": True,
                    "second_factor": False,
                    "created_at": "2026-03-01T09:00:00Z",
                }
            ]
        }
    )

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

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "01959d09-22bb-7c4d-8e21-88d2ba3c02e7",
                    "email": "anna@example.org",
                    "name": "Anna Bianchi",
                    "role": "reviewer",
                    "clients": None,
                    "active": True,
                    "second_factor": False,
                    "created_at": "2026-03-01T09:00:00Z",
                    "password": "Yx2kP-9qRt_Zw4mN8sVb",
                }
            ]
        }
    )

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

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "people": [
                        {
                            "id": "01959d09-22bb-7c4d-8e21-88d2ba3c02e7",
                            "email": "anna@example.org",
                            "name": "Anna Bianchi",
                            "role": "reviewer",
                            "clients": None,
                            "active": True,
                            "second_factor": False,
                            "created_at": "2026-03-01T09:00:00Z",
                        }
                    ]
                }
            ]
        }
    )

    people: list[PersonOut]


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


class KeyIn(Incoming):
    """A new API key of a client company."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"client_id": "9a4e1f", "name": "ERP", "scopes": ["documents:write", "documents:read"]}]},
    )

    client_id: str
    name: Name
    scopes: Annotated[list[Scope], Field(min_length=1)]
    days: Annotated[int, Field(ge=1, le=366)] = 366


class KeyOut(Outgoing):
    """An API key without its secret."""

    id: str
    client_id: str
    name: str
    scopes: list[Scope]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


class NewKeyOut(KeyOut):
    """An API key just made."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "k3vq7mzt2ahw",
                    "client_id": "01959d09-11aa-7b3c-9d10-77c1a9b2f1d6",
                    "name": "ERP",
                    "scopes": ["documents:write"],
                    "created_at": "2026-03-01T09:00:00Z",
                    "expires_at": "2027-03-02T09:00:00Z",
                    "revoked_at": None,
                    "last_used_at": None,
                    "key": "spk_k3vq7mzt2ahw_…",
                }
            ]
        }
    )

    key: str
    """Shown once, never stored."""


class Keys(Outgoing):
    """API keys, newest first."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "keys": [
                        {
                            "id": "k3vq7mzt2ahw",
                            "client_id": "01959d09-11aa-7b3c-9d10-77c1a9b2f1d6",
                            "name": "ERP",
                            "scopes": ["documents:write"],
                            "created_at": "2026-03-01T09:00:00Z",
                            "expires_at": "2027-03-02T09:00:00Z",
                            "revoked_at": None,
                            "last_used_at": None,
                        }
                    ]
                }
            ]
        }
    )

    keys: list[KeyOut]


class AuditEntry(Outgoing):
    """Who did or saw what; ids, codes and counts only."""

    number: int
    at: datetime
    actor: str
    action: str
    subject: str
    details: dict[str, object]
    hash: str
    """SHA-256 over the hash before and this entry."""


class AuditLog(Outgoing):
    """Entries of one chain, in order; ask again with `after` = the last number."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "entries": [
                        {
                            "number": 1,
                            "at": "2026-03-01T09:00:00Z",
                            "actor": "01959d09-22bb-7c4d-8e21-88d2ba3c02e7",
                            "action": "batch.received",
                            "subject": "01959d0a-3c51-7a3e-8f6e-0c4d3f1b9a11",
                            "details": {},
                            "hash": "9f2c…",
                        }
                    ],
                    "first_broken": None,
                }
            ]
        }
    )

    entries: list[AuditEntry]
    first_broken: int | None
