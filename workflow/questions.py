"""Tasks for people, not stored yet: about a file, or about fields of a document."""

from __future__ import annotations

from collections.abc import Sequence

from storage.tables import Batch, Document, ReviewTask, Source
from storage.tasks import PRIORITIES
from storage.unit_of_work import Work

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


def ask_waiting(work: Work, document: Document, not_by: Sequence[str] = ()) -> None:
    """A task for the fields that wait for a person and that no open task asks."""
    others = [t for t in work.reviews.open_of_document(document.id) if t.kind in {"fields", "adjudicate"}]
    asked = {key for other in others for key in other.keys}
    rest = [key for key in work.documents.waiting_keys(document.id) if key not in asked]
    if rest:
        work.reviews.add(about_document(document, "fields", rest, urgency_of(work.batches.get(document.batch_id)), not_by))
