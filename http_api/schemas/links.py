"""Signed links."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from auth.links import Kind
from http_api.schemas import Incoming, Outgoing

LONGEST_HOURS = 24 * 30
"""The longest life of a link."""


class LinkIn(Incoming):
    """A link to be made for one thing."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"kind": "results", "id": "01959d0a-3c51", "format": "csv", "hours": 24}]}
    )

    kind: Kind
    id: Annotated[str, Field(min_length=1, max_length=64)]
    """Of the document, or of the batch."""
    format: Annotated[str, Field(max_length=10)] = ""
    """`json`, `jsonl`, `csv` or `xlsx` for results, `pdf` or `json` for evidence; nothing for a document."""
    hours: Annotated[int, Field(ge=1, le=LONGEST_HOURS)] = 24


class LinkOut(Outgoing):
    """A link just made."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"id": "9f2c6a1b0c3d4e5f", "url": "https://spunta.example.org/v1/links/eyJ…", "expires_at": "2026-03-02T09:00:00Z"}
            ]
        }
    )

    id: str
    """What the audit log calls it."""
    url: str
    """Whoever has it may fetch this one thing: send it as you would the thing itself."""
    expires_at: datetime
