"""received: the files are durable, the rows are committed, and only then is the sender told so and a worker woken."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from domain.errors import ConflictError, InputError
from storage.batches import BatchStatus
from storage.changes import News
from storage.clock import now
from storage.files import StoredFile
from storage.tables import Batch, Source, Task
from storage.tasks import PRIORITIES
from storage.unit_of_work import Work
from workflow.tools import Tools


@dataclass(frozen=True, slots=True)
class Upload:
    """A file already in the file store (`tools.files.put`), and how the sender called it."""

    name: str
    file: StoredFile


@dataclass(frozen=True, slots=True)
class Order:
    """What the sender asks for, besides the files."""

    client_id: str
    sender: str
    """Id of the person or key."""
    reference: str | None = None
    priority: str = "normal"
    due_at: datetime | None = None
    """None: as its client company was promised."""
    idempotency_key: str | None = None
    case_id: str | None = None
    """The case that all its papers belong to."""


@dataclass(frozen=True, slots=True)
class Received:
    """The batch, and whether this very call made it."""

    batch: Batch
    sources: list[Source]
    """Its files, in the order in which they were sent."""
    status: BatchStatus
    is_new: bool


def receive(tools: Tools, order: Order, uploads: Sequence[Upload]) -> Received:
    """Commits a batch; when it returns nothing of it can be lost any more.

    The same Idempotency-Key with the same content gives the batch it made before. Raises ConflictError `idempotency_conflict`
    when it was used for other content, InputError `no_files`, `unknown_priority`.
    """
    if not uploads:
        raise InputError("no_files", "Send at least one file.")
    if order.priority not in PRIORITIES:
        raise InputError("unknown_priority", f"Use one of these priorities: {', '.join(PRIORITIES)}.")
    try:
        with tools.database.work(frozenset({order.client_id})) as work:
            earlier = _earlier(work, order, uploads)
            if earlier:
                return earlier
            received, tasks = _write(work, order, uploads, tools.rules.audit_rate)
            work.after_commit(lambda: tools.wake_ups.send(tasks))
            return received
    except IntegrityError:  # the same key, at the same moment
        with tools.database.read(frozenset({order.client_id})) as work:
            earlier = _earlier(work, order, uploads)
        if earlier is None:
            raise
        return earlier


def new_source(
    work: Work, batch: Batch, upload: Upload, position: int, audit_rate: float, parent: str | None = None
) -> tuple[Source, Task]:
    """A file to be read, with its first task; the coin of its audits is drawn here, before anybody has looked at it."""
    source = work.sources.add(
        Source(
            client_id=batch.client_id,
            batch_id=batch.id,
            parent_id=parent,
            position=position,
            name=upload.name,
            sha256=upload.file.sha256,
            size_bytes=upload.file.size_bytes,
            qa_seed=secrets.token_hex(16),
            qa_rate=audit_rate,
        )
    )
    return source, new_task(work, batch, source, "open")


def new_task(work: Work, batch: Batch, source: Source, step: str, part: int = 0, pages: Sequence[int] | None = None) -> Task:
    """A piece of machine work with the urgency of its batch."""
    return work.tasks.add(
        Task(
            client_id=source.client_id,
            source_id=source.id,
            step=step,
            generation=source.generation,
            part=part,
            pages=list(pages) if pages is not None else None,
            priority=PRIORITIES[batch.priority],
            due_seconds=batch.due_at.timestamp() if batch.due_at else None,
        )
    )


def _earlier(work: Work, order: Order, uploads: Sequence[Upload]) -> Received | None:
    if order.idempotency_key is None:
        return None
    used = work.batches.earlier_with_key(order.client_id, order.idempotency_key)
    if used is None:
        return None
    if used.fingerprint != _fingerprint(order, uploads):
        raise ConflictError("idempotency_conflict", "This Idempotency-Key was used for other content: use a new key for a new batch.")
    batch = work.batches.get(used.batch_id)
    return Received(batch, work.sources.of_batch(batch.id), work.batches.status(batch.id), False)


def _write(work: Work, order: Order, uploads: Sequence[Upload], audit_rate: float) -> tuple[Received, list[str]]:
    batch = work.batches.add(
        Batch(
            client_id=order.client_id,
            reference=order.reference,
            priority=order.priority,
            due_at=order.due_at or work.clients.due(work.clients.get(order.client_id), now()),
            created_by=order.sender,
            case_id=order.case_id,
        )
    )
    if order.idempotency_key is not None:
        work.batches.remember_key(order.client_id, order.idempotency_key, _fingerprint(order, uploads), batch.id)
    made = [new_source(work, batch, upload, position, audit_rate) for position, upload in enumerate(uploads)]
    work.audit_log.note(order.client_id, order.sender, "batch.received", batch.id, files=[u.file.sha256 for u in uploads])
    work.changes.tell(order.client_id, News("batch.received", batch.id))
    received = Received(batch, [source for source, _ in made], BatchStatus.of_new(len(made)), True)
    return received, [task.id for _, task in made]


def _fingerprint(order: Order, uploads: Sequence[Upload]) -> str:
    files = [[upload.name, upload.file.sha256] for upload in uploads]
    content = [files, order.reference, order.priority, order.due_at.isoformat() if order.due_at else None]
    content += [order.case_id] if order.case_id else []
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()
