"""Recalls: what a withdrawn class of fields had accepted since it may have been wrong too often."""

from __future__ import annotations

from datetime import datetime

from pydantic import ConfigDict, JsonValue

from http_api.schemas import Outgoing

RECALL: dict[str, JsonValue] = {
    "id": "01959d0a-7c11-7a3e-8f6e-0c4d3f1b9a11", "risk_class": "typed", "stratum": "unseen", "clean_at": "2026-03-01T09:00:00Z",
    "withdrawn_at": "2026-03-04T15:20:00Z", "audited": 70, "wrong": 6, "text": {"en": "6 of 70 audited were wrong"},
    "documents": 41, "fields": 118, "waiting": 30, "found_right": 84, "found_wrong": 4, "unreadable": 0,
}  # fmt: skip


class RecallOut(Outgoing):
    """One withdrawal, and what came of the fields that it put in doubt."""

    id: str
    risk_class: str
    stratum: str
    clean_at: datetime | None
    """The last audit before the risk rose; null: what was accepted from the beginning is in doubt."""
    withdrawn_at: datetime
    audited: int
    """Audits that led to the withdrawal."""
    wrong: int
    text: dict[str, str]
    """Why it was withdrawn, by language."""
    documents: int
    """Delivered documents with such fields."""
    fields: int
    waiting: int
    """Fields not keyed again yet."""
    found_right: int
    found_wrong: int
    """Their documents were amended."""
    unreadable: int


class Recalls(Outgoing):
    """Newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"recalls": [RECALL]}]})

    recalls: list[RecallOut]


class RecalledField(Outgoing):
    """A field to be keyed again, or keyed."""

    document_id: str
    client_id: str
    batch_id: str
    source: str
    type: str
    key: str
    state: str
    """`waiting`, `right`, `wrong` (amended) or `unreadable`."""
    version: int
    """Of the document, now."""


class RecalledFields(Outgoing):
    """The recalled fields, newest documents first."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "recall": RECALL,
                    "fields": [
                        {
                            "document_id": "01959d0a-4f10-7c1a-9b2f-1d6a55e7f0d5", "client_id": "9a4e1f", "batch_id": "01959d0a",
                            "source": "scan-0012.pdf", "type": "contract", "key": "contract.amount", "state": "wrong", "version": 2,
                        }
                    ],
                    "next": None,
                }
            ]
        }
    )  # fmt: skip

    recall: RecallOut
    fields: list[RecalledField]
    next: str | None
    """`before` of the next page; null: there is none."""
