"""Batches and the Idempotency-Keys that made them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from domain.errors import NotFoundError
from storage.clock import now
from storage.tables import Batch, Document, FieldRow, IdempotencyKey, ReviewTask, Source, Task
from storage.tasks import PRIORITIES

FINAL_SOURCE_STATES = frozenset({"done", "failed", "unpacked", "erased"})


@dataclass(frozen=True, slots=True)
class BatchStatus:
    """A batch, counted."""

    state: str
    """`received` (nothing begun), `processing`, `needs_review` (machines are done, people are not), `completed`."""
    sources: Mapping[str, int] = field(default_factory=dict)
    """Files by state; archives are counted as their members."""
    documents: Mapping[str, int] = field(default_factory=dict)
    """Logical documents by state."""
    fields: Mapping[str, int] = field(default_factory=dict)
    """Fields by decision: auto, review, person."""
    pages_read: int = 0
    pages_total: int = 0
    """Of the files opened so far."""

    @classmethod
    def of_new(cls, files: int) -> BatchStatus:
        """Of a batch of so many files that has just been received."""
        return cls("received", {"received": files})


# asked at every call about a batch, so made once
_OF_BATCHES: BindParameter[str] = bindparam("batches", expanding=True)
_LIVING = (Document.batch_id.in_(_OF_BATCHES), Document.replaced_at.is_(None))
_BATCH = select(Batch).where(Batch.id == bindparam("batch"))
_COUNTED_SOURCES = (
    select(Source.batch_id, Source.state, func.count(), func.sum(Source.pages_read), func.sum(Source.page_count))
    .where(Source.batch_id.in_(_OF_BATCHES))
    .group_by(Source.batch_id, Source.state)
)
_COUNTED_DOCUMENTS = select(Document.batch_id, Document.state, func.count()).where(*_LIVING).group_by(Document.batch_id, Document.state)
_COUNTED_FIELDS = (
    select(Document.batch_id, FieldRow.decision, func.count())
    .join(FieldRow, FieldRow.document_id == Document.id)
    .where(*_LIVING)
    .group_by(Document.batch_id, FieldRow.decision)
)


class Batches:
    """Batches of the client companies of this unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, batch: Batch) -> Batch:
        self._session.add(batch)
        self._session.flush()
        return batch

    def get(self, batch_id: str) -> Batch:
        """Raises NotFoundError `unknown_batch`, also for a batch of another client company."""
        batch = self._session.scalar(_BATCH, {"batch": batch_id})
        if batch is None:
            raise NotFoundError("unknown_batch", "There is no such batch.")
        return batch

    def newest(self, limit: int = 50, before: str | None = None, reference: str | None = None) -> list[Batch]:
        """Newest first; `before`: the id of the last batch of the page before."""
        query = select(Batch).order_by(Batch.created_at.desc(), Batch.id.desc()).limit(limit)
        if before:
            last = self.get(before)
            older = or_(Batch.created_at < last.created_at, (Batch.created_at == last.created_at) & (Batch.id < last.id))
            query = query.where(older)
        if reference is not None:
            query = query.where(Batch.reference == reference)
        return list(self._session.scalars(query))

    def status(self, batch_id: str, files: Sequence[Source] | None = None) -> BatchStatus:
        """The batch counted, as it stands in this transaction; `files`: all of it, where they were read already, one query less."""
        return self.statuses([batch_id], files)[batch_id]

    def statuses(self, batch_ids: Sequence[str], files: Sequence[Source] | None = None) -> dict[str, BatchStatus]:
        """As `status`, for many in three queries at most: documents are counted where a file was opened, fields where documents are."""
        sources: dict[str, dict[str, int]] = {batch: {} for batch in batch_ids}
        documents: dict[str, dict[str, int]] = {batch: {} for batch in batch_ids}
        fields: dict[str, dict[str, int]] = {batch: {} for batch in batch_ids}
        pages = dict.fromkeys(batch_ids, (0, 0))
        counted: Iterable[Any] = (
            self._session.execute(_COUNTED_SOURCES, {"batches": batch_ids})
            if files is None
            else [(file.batch_id, file.state, 1, file.pages_read, file.page_count) for file in files]
        )
        for batch, state, count, read, total in counted:
            sources[batch][state] = sources[batch].get(state, 0) + count
            pages[batch] = (pages[batch][0] + (read or 0), pages[batch][1] + (total or 0))
        if opened := [batch for batch, states in sources.items() if states.keys() != {"received"}]:
            for batch, state, count in self._session.execute(_COUNTED_DOCUMENTS, {"batches": opened}):
                documents[batch][state] = count
        if read_batches := [batch for batch, states in documents.items() if states]:
            for batch, decision, count in self._session.execute(_COUNTED_FIELDS, {"batches": read_batches}):
                fields[batch][decision] = count
        return {
            batch: BatchStatus(_state(sources[batch], documents[batch]), sources[batch], documents[batch], fields[batch], *pages[batch])
            for batch in batch_ids
        }

    def close(self, batch_id: str) -> bool:
        """Marks the first time that nothing is left to do; False when it was marked before."""
        marked = update(Batch).where(Batch.id == batch_id, Batch.closed_at.is_(None)).values(closed_at=now()).returning(Batch.id)
        return self._session.execute(marked).first() is not None

    def is_case_read(self, client_id: str, case_id: str) -> bool:
        """Whether every file of a case is read and its cuts are settled."""
        of_case = select(Source.id).join(Batch, Batch.id == Source.batch_id).where(Batch.client_id == client_id, Batch.case_id == case_id)
        return self._session.scalar(of_case.where(Source.state.not_in(FINAL_SOURCE_STATES)).limit(1)) is None

    def set_urgency(self, batch: Batch, priority: str, due_at: datetime | None) -> None:
        """Of the batch and of every task of machines and people that is not done."""
        batch.priority, batch.due_at = priority, due_at
        urgency = {"priority": PRIORITIES[priority], "due_seconds": due_at.timestamp() if due_at else None}
        of_batch = select(Source.id).where(Source.batch_id == batch.id)
        self._session.execute(update(Task).where(Task.source_id.in_(of_batch), Task.state != "done").values(**urgency))
        self._session.execute(update(ReviewTask).where(ReviewTask.batch_id == batch.id, ReviewTask.state != "done").values(**urgency))

    def earlier_with_key(self, client_id: str, key: str) -> IdempotencyKey | None:
        """What this Idempotency-Key was used for before."""
        query = select(IdempotencyKey).where(IdempotencyKey.client_id == client_id, IdempotencyKey.key == key)
        return self._session.scalar(query)

    def remember_key(self, client_id: str, key: str, fingerprint: str, batch_id: str) -> None:
        """Raises sqlalchemy IntegrityError when another transaction used the key at the same time."""
        self._session.add(IdempotencyKey(client_id=client_id, key=key, fingerprint=fingerprint, batch_id=batch_id))
        self._session.flush()


def _state(sources: Mapping[str, int], documents: Mapping[str, int]) -> str:
    unfinished = {state for state in sources if state not in FINAL_SOURCE_STATES}
    if unfinished == {"received"} and not documents and set(sources) <= {"received", "unpacked"}:
        return "received"
    if unfinished - {"structure_review"}:
        return "processing"
    return "needs_review" if unfinished or documents.get("needs_review") else "completed"
