"""Webhooks: addresses that are told every change."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from http_api.schemas import Incoming, Outgoing

EXAMPLE: dict[str, Any] = {
    "id": "01959d0b-6c88-7e13-9d20-4f6e32c8b4d1",
    "client_id": "01959d09-11aa-7b3c-9d10-77c1a9b2f1d6",
    "url": "https://erp.example.org/hooks/spunta",
    "state": "active",
    "cursor": "1042",
    "failures": 0,
    "failing_since": None,
    "last_status": 204,
    "last_error": None,
    "created_at": "2026-03-01T09:00:00Z",
}


class WebhookIn(Incoming):
    """An address to be told; https on port 443."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"url": "https://erp.example.org/hooks/spunta"}]})

    url: Annotated[str, Field(min_length=1, max_length=2_000)]
    client: str | None = None
    """For people who see several client companies."""
    from_beginning: bool = False
    """True: everything the feed holds is told; false: what happens from now on."""


class WebhookOut(Outgoing):
    """An address and how it takes what it is told."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    id: str
    client_id: str
    url: str
    state: str
    """`active`, `stopped` (by a person), `gone` (it answered 410), `failed` (75 hours without success)."""
    cursor: str
    """The last change it took."""
    failures: int
    """Tries of the next one, all in vain."""
    failing_since: datetime | None
    last_status: int | None
    last_error: str | None
    created_at: datetime
    etag: str = ""
    """For If-Match: changes with what can be edited."""


class WebhookSecret(WebhookOut):
    """An address with the secret its calls are signed with."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE | {"secret": "whsec_…"}]})

    secret: str
    """Shown in this answer only; `webhook-signature` by the Standard Webhooks scheme."""


class Webhooks(Outgoing):
    """Webhooks, oldest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"webhooks": [EXAMPLE]}]})

    webhooks: list[WebhookOut]


class WebhookChange(Incoming):
    """Stops it, starts it again, or tells it again from an earlier change on."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"active": True, "after": "1000"}]})

    active: bool | None = None
    after: Annotated[str, Field(pattern=r"^[0-9]{1,18}$")] | None = None
    """A cursor of the change feed: what came after it is told, again where it was told before."""
