"""Signing in: the first and the second factor, the session, the own password."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from auth.principals import Role
from http_api.schemas import Incoming, Outgoing
from http_api.schemas.people import Email


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
