"""Review: a task leased to one person, and the answer that closes it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from http_api.schemas import Box, Incoming, Outgoing
from http_api.schemas.documents import CandidateOut, CaseWarningOut, PageOut, RescanOut, Value, WordOut


class Action(StrEnum):
    """What a reviewer did with a field."""

    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    AS_WRITTEN = "as_written"
    """Fails its check, and stands so on the paper."""
    UNREADABLE = "unreadable"
    EMPTY = "empty"


class TaskKind(StrEnum):
    """What is asked of a person."""

    STRUCTURE = "structure"
    FIELDS = "fields"
    ADJUDICATE = "adjudicate"
    AUDIT = "audit"


class Parking(StrEnum):
    """Why a document is set aside."""

    WRONG_TYPE = "wrong_type"
    PAGE_MISSING = "page_missing"
    ASK_SUPERVISOR = "ask_supervisor"
    OTHER = "other"


class Lease(Outgoing):
    """The task is this person's until `expires_at`; renew it before, give it back when leaving."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"token": "3", "expires_at": "2026-03-01T10:07:00Z", "renew_every_seconds": 45}]}
    )

    token: str
    expires_at: datetime
    renew_every_seconds: int


class OptionOut(Outgoing):
    """One of the values of a choice."""

    value: str
    label: dict[str, str]
    box: Box | None = None


class PieceOut(Outgoing):
    """One document of a file."""

    pages: list[int]
    type: str
    type_confidence: float
    cut_confidence: float


class PieceIn(Incoming):
    """One document of a file, as a person says."""

    pages: Annotated[list[int], Field(min_length=1, max_length=2_000)]
    type: str
    """A key of the document types, or `unknown`."""


class ReviewField(Outgoing):
    """A field as the screen needs it."""

    key: str
    kind: str
    label: dict[str, str]
    options: list[OptionOut]
    value: Value
    """Null unless the mode is `confirm`."""
    raw: str
    """Empty unless the mode is `confirm`."""
    confidence: float
    ask: bool
    """True: this field is visited; false: sure, shown in one line."""
    decided: bool
    """False: it waits for a person, perhaps in another task."""
    mode: str
    """`confirm`; `blind` and `double`: keyed without seeing a value; `adjudicate`: keyed, then compared with two others."""
    reasons: list[str]
    doubtful: list[list[int]]
    """Half-open ranges of `raw` to put the cursor on."""
    candidates: list[CandidateOut]
    page: int | None
    box: Box | None
    checks: list[str]
    """Names of the checks the page can make while typing: `tax_code`, `iban`, `date`, ..."""
    warnings: list[CaseWarningOut] = Field(default_factory=list)
    """Other papers of its case that say something else, each with the places there; none unless the mode is `confirm`."""


class ReviewTask(Outgoing):
    """One document to look at, leased."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={
            "examples": [
                {
                    "id": "01959d0a-5b77-7d02-8c1f-3e5d21b7a3c0", "kind": "fields", "version": 1,
                    "lease": {"token": "3", "expires_at": "2026-03-01T10:07:00Z", "renew_every_seconds": 45},
                    "client": {"id": "9a4e1f", "name": "Comune di Esempio"}, "batch_id": "01959d0a-3c51-7a3e-8f6e-0c4d3f1b9a11",
                    "reference": "2026-118", "due_at": "2026-03-01T16:00:00Z", "waiting": 312, "decided_today": 148,
                    "document_id": "01959d0a-4f10-7c1a-9b2f-1d6a55e7f0d5", "source": "scan-0012.pdf", "type": "loan_application",
                    "type_label": {"it": "Domanda di finanziamento", "en": "Loan application"}, "form": None, "proposed": [],
                    "pages": [
                        {"number": 1, "width": 1654, "height": 2339, "url": "/v1/documents/01959d0a-4f10-7c1a-9b2f-1d6a55e7f0d5/pages/1"}
                    ],
                    "words": [{"text": "01/01/1980", "page": 1, "box": {"x": 0.1, "y": 0.2, "width": 0.1, "height": 0.01}}],
                    "fields": [
                        {
                            "key": "applicant.birth_date", "kind": "date", "label": {"it": "Data di nascita"}, "options": [],
                            "value": "1980-01-01", "raw": "01/0l/1980", "confidence": 0.83,
                            "ask": True, "decided": False, "mode": "confirm",
                            "reasons": ["doubtful character"], "doubtful": [[4, 5]],
                            "candidates": [{"value": "1980-07-01", "score": 0.11}], "page": 1,
                            "box": {"x": 0.1, "y": 0.2, "width": 0.1, "height": 0.01}, "checks": ["date"],
                        }
                    ],
                }
            ]
        },
    )  # fmt: skip

    id: str
    kind: TaskKind
    """`structure` (cuts and types of a file), `fields` (doubtful fields), `audit` or `adjudicate` (keyed blind)."""
    version: int | None
    """Of the document: the answer must name it; null for `structure`."""
    lease: Lease
    least_view: bool = False
    """The client company wants the pictures of fields shown first; opening the page is recorded, and `words` is empty."""
    client: dict[str, str]
    batch_id: str
    reference: str | None
    due_at: datetime | None
    waiting: int
    """Tasks that wait for somebody."""
    decided_today: int
    """Documents this person has answered today."""
    document_id: str | None
    """Null for `structure`."""
    source: str
    type: str
    type_label: dict[str, str]
    form: str | None
    proposed: list[PieceOut]
    """The documents of the file as the machine cut and named them, for `structure`; else empty."""
    pages: list[PageOut]
    words: list[WordOut]
    fields: list[ReviewField]


class FieldAnswer(Incoming):
    """What the reviewer decided on one field."""

    action: Action
    value: Value = None
    """In the form the reviewer typed it or in normal form; ignored for `unreadable` and `empty`."""
    shown_ms: int | None = Field(None, ge=0)
    """From shown to decided."""
    keys: int | None = Field(None, ge=0)
    """Keys pressed; never which."""
    page: int | None = Field(None, ge=1)
    box: Box | None = None
    """Where the reviewer found it, when not where the machine looked."""


class ReviewAnswer(Incoming):
    """Closes a task, or sets the document aside with `park`."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "answer_id": "2d7f8a52-4a3e-4b7c-8f6e-0c4d3f1b9a11", "lease": "3", "version": 1,
                    "fields": {"applicant.birth_date": {"action": "corrected", "value": "1980-01-01", "shown_ms": 2100, "keys": 2}},
                }
            ]
        },
    )  # fmt: skip

    answer_id: Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
    """Made by the page: the same answer sent again is the same answer."""
    lease: str
    """Of the holding in which it was typed: with `version` what an entity tag is elsewhere. One that ended: 409 `lost_lease`,
    `held_elsewhere` or `answered_elsewhere` where the caller's own other window has it or has answered it."""
    version: int | None = None
    """Of the document as it was shown; needed for `fields`. Amended meanwhile: 409 `version_conflict`, and the task stays yours."""
    fields: dict[str, FieldAnswer] = Field(default_factory=dict)
    documents: list[PieceIn] | None = None
    """How the file is cut and what each piece is: the answer to `structure`."""
    park: Parking | None = None
    seconds: float = Field(0, ge=0, le=86_400)
    """Time at the screen, as the page measured it."""


class ReviewDone(Outgoing):
    """The document after the answer."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={"examples": [{"document_id": "01959d0a-4f10-7c1a-9b2f-1d6a55e7f0d5", "version": 2, "state": "completed"}]},
    )

    document_id: str | None
    version: int | None
    state: str
    """Of the document; `parked`, or `structured` when the file is read again by its new cuts."""
    missed_seeds: int = 0
    """Known errors shown among the fields and overlooked: they measure, and are in no result."""


class Amendment(Incoming):
    """Fields corrected outside a review task."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"fields": {"applicant.birth_date": {"action": "corrected", "value": "1980-01-01"}}}]},
    )

    fields: Annotated[dict[str, FieldAnswer], Field(min_length=1)]


class Amended(Outgoing):
    """The document's new version."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"document_id": "01959d0a-4f10-7c1a-9b2f-1d6a55e7f0d5", "version": 3}]})

    document_id: str
    version: int


class LeaseToken(Incoming):
    """Names the lease to renew or to give back."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"lease": "3"}]})

    lease: str


class QueueRow(Outgoing):
    """A task as a supervisor sees it."""

    id: str
    kind: TaskKind
    document_id: str | None
    batch_id: str
    client_id: str
    due_at: datetime | None
    priority: str
    state: str
    """`open` or `parked`."""
    parked_reason: str | None
    holder: str | None
    """Id of the person who has it."""
    assigned_to: str | None
    """Id of the person it was given to; nobody else is offered it."""
    source: str
    """Name of the file."""
    type: str | None
    """Of the document; null for a task about a whole file."""
    fields: int
    """How many are asked."""
    created_at: datetime
    rescan: RescanOut | None = None
    """What the client was asked to scan again."""


class Queue(Outgoing):
    """What waits, most urgent first."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "tasks": [
                        {
                            "id": "01959d0a-5b77-7d02-8c1f-3e5d21b7a3c0",
                            "kind": "fields",
                            "document_id": "01959d0a-4f10-7c1a-9b2f-1d6a55e7f0d5",
                            "batch_id": "01959d0a-3c51-7a3e-8f6e-0c4d3f1b9a11",
                            "client_id": "01959d09-11aa-7b3c-9d10-77c1a9b2f1d6",
                            "due_at": None,
                            "priority": "normal",
                            "state": "open",
                            "parked_reason": None,
                            "holder": None,
                            "assigned_to": None,
                            "source": "scan-0012.pdf",
                            "type": "loan_application",
                            "fields": 3,
                            "created_at": "2026-03-01T09:20:00Z",
                        }
                    ],
                    "open": {"fields": 1},
                    "parked": {"ask_supervisor": 1},
                    "late": 0,
                }
            ]
        }
    )

    tasks: list[QueueRow]
    open: dict[str, int]
    """Open tasks by kind."""
    parked: dict[str, int]
    """Tasks set aside, by reason."""
    late: int
    """Tasks, open or set aside, whose batch should have been delivered by now."""


class TaskChange(Incoming):
    """What a supervisor changes of a task; only the members given are changed."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"priority": "high", "assigned_to": None}]})

    priority: Literal["low", "normal", "high"] | None = None
    assigned_to: str | None = None
    """A person's id: nobody else is offered the task. Null: anybody again."""
    unpark: bool = False
    """Back to the queue."""


class Rescan(Incoming):
    """What the client is asked to scan again, and why."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"message": "Page 2 is missing: scan both sides."}]})

    message: Annotated[str, Field(min_length=3, max_length=500)]


class Keyed(Incoming):
    """What a third person keyed of one field, before seeing the others."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"lease": "3", "key": "applicant.iban", "action": "corrected", "value": "IT77X"}]}
    )

    lease: str
    key: str
    action: Action
    value: Value = None


class ComparedOut(Outgoing):
    """What the third person is shown after keying."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"agrees": False, "entries": ["IT77X05428", "IT77XO5428"]}]})

    agrees: bool
    """It equals one of the others: nothing more to decide."""
    entries: list[Value]
    """The others' entries in random order, without names; empty when it agrees."""


class GridCell(Outgoing):
    """One doubtful field among others of its kind."""

    task: str
    lease: str
    version: int
    document_id: str
    key: str
    label: dict[str, str]
    options: list[OptionOut]
    value: Value
    confidence: float
    crop: str
    """Address of its picture."""
    source: str
    """Name of the file."""
    page: int
    box: Box


class Grid(Outgoing):
    """Doubtful fields of one kind from many documents, least certain first; their tasks are leased to the caller."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"kind": "boolean", "renew_every_seconds": 45, "cells": [], "waiting": {"boolean": 0}}]}
    )

    kind: str
    renew_every_seconds: int
    cells: list[GridCell]
    waiting: dict[str, int]
    """Doubtful fields by kind."""
