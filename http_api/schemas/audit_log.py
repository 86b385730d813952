"""The audit log."""

from __future__ import annotations

from datetime import datetime

from pydantic import ConfigDict

from http_api.schemas import Outgoing


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
