"""Batches: what a client sends at once and follows as one."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, ConfigDict, Field

from http_api.schemas import Incoming, Outgoing
from http_api.schemas.documents import ErrorOut


class Priority(StrEnum):
    """Higher ones are read and reviewed first."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


class FileOut(Outgoing):
    """A file that is safe, and not yet in a batch."""

    name: str
    sha256: str
    size_bytes: int
    sent_before: bool
    """A file with the same bytes was in an earlier batch."""


class FilesOut(Outgoing):
    """Files that are safe, in the order sent."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"files": [{"name": "scan-0012.pdf", "sha256": "9f" * 32, "size_bytes": 81233, "sent_before": False}]}]
        }
    )

    files: list[FileOut]


class FileOfBatch(Incoming):
    """A file sent ahead, and how the sender calls it."""

    name: Annotated[str, Field(max_length=4_000)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class BatchOfFiles(Incoming):
    """A batch of files sent ahead."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"files": [{"name": "scan-0012.pdf", "sha256": "9f" * 32}], "reference": "2026-118"}]},
    )

    files: Annotated[list[FileOfBatch], Field(min_length=1, max_length=2_000)]
    reference: Annotated[str, Field(max_length=200)] | None = None
    case: Annotated[str, Field(max_length=200)] | None = None
    """The case (pratica) that all its papers belong to."""
    priority: Priority = Priority.NORMAL
    due_at: AwareDatetime | None = None
    client: str | None = None
    """For people who see several client companies."""


class SourceOut(Outgoing):
    """One file of a batch."""

    id: str
    name: str
    """As sent, for display only."""
    size_bytes: int
    sha256: str
    state: str
    """`received`, `reading`, `unpacked` (an archive), `structure_review`, `done`, `failed` or `erased`."""
    pages: int | None
    """Null until the file has been opened."""
    pages_read: int
    parent_id: str | None
    """The archive it came in."""
    duplicate_of: str | None
    """An earlier file with the same bytes."""
    error: ErrorOut | None


class BatchCounts(Outgoing):
    """How far a batch is."""

    sources: dict[str, int]
    """Files by state."""
    documents: dict[str, int]
    """Logical documents by state: `completed`, `needs_review`, `failed`."""
    fields: dict[str, int]
    """Fields by decision: `auto`, `review`, `person`."""
    pages_read: int
    pages_total: int
    """Of the files opened so far."""


class BatchOut(Outgoing):
    """A batch."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={
            "examples": [
                {
                    "id": "01959d0a-3c51-7a3e-8f6e-0c4d3f1b9a11", "client_id": "9a4e1f", "reference": "2026-118", "case": None,
                    "priority": "normal",
                    "due_at": "2026-03-02T16:00:00Z", "created_at": "2026-03-01T09:12:44Z", "completed_at": None, "state": "processing",
                    "counts": {
                        "sources": {"received": 3, "reading": 1, "done": 8}, "documents": {"completed": 6, "needs_review": 3},
                        "fields": {"auto": 158, "review": 11, "person": 2}, "pages_read": 14, "pages_total": 16,
                    },
                    "sources": None,
                }
            ]
        },
    )  # fmt: skip

    id: str
    client_id: str
    reference: str | None
    case: str | None
    """The case whose papers are compared with each other; null: none."""
    priority: Priority
    due_at: datetime | None
    created_at: datetime
    completed_at: datetime | None
    state: str
    """`received`, `processing`, `needs_review` or `completed`."""
    counts: BatchCounts
    sources: list[SourceOut] | None = None
    """The files, when one batch is asked for."""
    etag: str = ""
    """For If-Match: changes with what can be edited."""


class BatchChange(Incoming):
    """Only the members given are changed."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"priority": "high", "due_at": "2026-03-02T16:00:00Z"}]})

    priority: Priority | None = None
    due_at: AwareDatetime | None = None


class BatchPage(Outgoing):
    """Batches, newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"batches": [], "next": None}]})

    batches: list[BatchOut]
    next: str | None
    """Give it as `before` to get older ones; null at the end."""
