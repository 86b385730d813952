"""Tasks for people, not stored yet: about a file, or about fields of a document."""

from __future__ import annotations

from collections.abc import Sequence

from storage.tables import Batch, Document, ReviewTask, Source
from storage.tasks import PRIORITIES

Urgency = tuple[int, float | None]
"""Priority and, where there is one, the time it is due (seconds since 1970)."""


def urgency_of(batch: Batch) -> Urgency:
    """A task is as urgent as its batch."""
    return PRIORITIES[batch.priority], batch.due_at.timestamp() if batch.due_at else None


def about_file(source: Source, kind: str, urgency: Urgency) -> ReviewTask:
    """A task about a whole file, for anybody."""
    priority, due_seconds = urgency
    return ReviewTask(
        client_id=source.client_id, batch_id=source.batch_id, source_id=source.id, document_id=None, kind=kind, keys=[], not_by=[],
        priority=priority, due_seconds=due_seconds,
    )  # fmt: skip


def about_document(document: Document, kind: str, keys: list[str], urgency: Urgency, not_by: Sequence[str] = ()) -> ReviewTask:
    """A task about some fields of a document, for anybody but the people `not_by`."""
    priority, due_seconds = urgency
    return ReviewTask(
        client_id=document.client_id, batch_id=document.batch_id, source_id=document.source_id, document_id=document.id, kind=kind,
        keys=keys, not_by=list(not_by), priority=priority, due_seconds=due_seconds,
    )  # fmt: skip
