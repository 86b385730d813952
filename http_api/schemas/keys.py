"""API keys of programs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from auth.principals import Scope
from http_api.schemas import Incoming, Outgoing
from http_api.schemas.people import Name

ERP: JsonDict = {
    "id": "k3vq7mzt2ahw",
    "client_id": "01959d09-11aa-7b3c-9d10-77c1a9b2f1d6",
    "name": "ERP",
    "scopes": ["documents:write"],
    "created_at": "2026-03-01T09:00:00Z",
    "expires_at": "2027-03-02T09:00:00Z",
    "revoked_at": None,
    "last_used_at": None,
}
"""The key of the examples."""


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

    model_config = ConfigDict(json_schema_extra={"examples": [ERP | {"key": "spk_k3vq7mzt2ahw_…"}]})

    key: str
    """Shown once, never stored."""


class Keys(Outgoing):
    """API keys, newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"keys": [ERP]}]})

    keys: list[KeyOut]
