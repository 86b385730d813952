"""What waits for people: tasks under a lease, and every answer as an event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from domain.errors import ConflictError, NotFoundError
from storage.clock import database_seconds, now
from storage.tables import Audit, Batch, Document, FieldRow, ReviewAnswer, ReviewTask

KINDS = ("structure", "fields", "adjudicate", "audit")
"""In the order in which people should see them: first what decides whether the rest makes sense."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A review task held by one person."""

    task: ReviewTask
    token: int


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which tasks of the queue; None: all."""

    client: str | None = None
    type: str | None = None
    """Of the document."""
    state: str | None = None
    """`open` or `parked`."""
    assigned_to: str | None = None
    """A person's id; the empty text: given to nobody."""


class Reviews:
    """Review tasks of the client companies of this unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, task: ReviewTask) -> ReviewTask:
        self._session.add(task)
        self._session.flush()
        return task

    def get(self, task_id: str) -> ReviewTask:
        """Raises NotFoundError `unknown_task`."""
        task = self._session.scalar(select(ReviewTask).where(ReviewTask.id == task_id))
        if task is None:
            raise NotFoundError("unknown_task", "There is no such review task.")
        return task

    def lease_next(self, person_id: str, lease_seconds: float, kinds: Sequence[str] = KINDS, batch_id: str | None = None) -> Lease | None:
        """The next open task nobody else holds, by priority, due time and age; None when there is none for this person.

        Leases of the same person are not given again while they last, so that a page can hold one and prefetch another.
        """
        free = or_(ReviewTask.lease_seconds.is_(None), ReviewTask.lease_seconds < database_seconds())
        query = select(ReviewTask).where(ReviewTask.state == "open", ReviewTask.kind.in_(kinds), free)
        query = query.where(or_(ReviewTask.assigned_to.is_(None), ReviewTask.assigned_to == person_id))
        if batch_id is not None:
            query = query.where(ReviewTask.batch_id == batch_id)
        due = func.coalesce(ReviewTask.due_seconds, 1e12)
        query = query.order_by(ReviewTask.assigned_to.is_(None), ReviewTask.priority.desc(), due, ReviewTask.created_at, ReviewTask.id)
        query = query.limit(50).with_for_update(skip_locked=True)
        for task in self._session.scalars(query):
            if person_id not in task.not_by:
                return self._taken(task, person_id, lease_seconds)
        return None

    def lease_again(self, person_id: str, lease_seconds: float, kinds: Sequence[str], shown: Sequence[str]) -> Lease | None:
        """A task this person holds that none of their windows shows (`shown`), leased anew, longest held first; None: there is none."""
        held = (ReviewTask.holder == person_id, ReviewTask.state == "open", ReviewTask.lease_seconds >= database_seconds())
        query = select(ReviewTask).where(*held, ReviewTask.kind.in_(kinds), ReviewTask.id.not_in(shown))
        task = self._session.scalars(query.order_by(ReviewTask.lease_seconds, ReviewTask.id).limit(1).with_for_update()).first()
        return self._taken(task, person_id, lease_seconds) if task else None

    def lease(self, task_id: str, person_id: str, lease_seconds: float) -> Lease:
        """That task, for this person. Raises ConflictError `task_taken` or `task_closed`, NotFoundError."""
        query = select(ReviewTask).where(ReviewTask.id == task_id).with_for_update()
        task = self._session.scalar(query)
        if task is None:
            raise NotFoundError("unknown_task", "There is no such review task.")
        if task.state not in {"open", "parked"}:
            raise ConflictError("task_closed", "This task is done already.")
        seconds = self._session.execute(select(database_seconds())).scalar_one()
        if person_id in task.not_by or (task.holder not in {None, person_id} and (task.lease_seconds or 0) > seconds):
            raise ConflictError("task_taken", "Somebody else is working on this task.")
        task.state = "open"
        return self._taken(task, person_id, lease_seconds)

    def lease_back(self, task_id: str, person_id: str, lease_seconds: float) -> Lease:
        """That task, for the person who holds it in another window or held it before it became free; the token of before is worth
        nothing from then on. Raises ConflictError `task_taken` or `task_closed`, NotFoundError."""
        task = self._session.scalar(select(ReviewTask).where(ReviewTask.id == task_id).with_for_update())
        if task is not None and (task.state == "parked" or task.assigned_to not in {None, person_id}):
            raise ConflictError("task_taken", "This task was set aside or given to somebody else meanwhile.")
        return self.lease(task_id, person_id, lease_seconds)

    def lease_alike(
        self, person_id: str, lease_seconds: float, kind: str, classes: Sequence[str], limit: int, without: Sequence[str] = ()
    ) -> list[Lease]:
        """Free tasks with a doubtful field of that value kind and of these risk classes, least certain first, leased to this person.

        Not those of the documents `without`.
        """
        free = or_(ReviewTask.lease_seconds.is_(None), ReviewTask.lease_seconds < database_seconds())
        query = (
            select(ReviewTask, FieldRow.key)
            .join(FieldRow, FieldRow.document_id == ReviewTask.document_id)
            .where(ReviewTask.state == "open", ReviewTask.kind == "fields", free, ReviewTask.assigned_to.is_(None))
            .where(FieldRow.decision == "review", FieldRow.kind == kind, FieldRow.box.is_not(None), FieldRow.risk_class.in_(classes))
            .where(ReviewTask.document_id.not_in(without))
            .order_by(FieldRow.confidence, ReviewTask.created_at)
            .limit(limit * 4)
        )
        leases: dict[str, Lease] = {}
        for task, key in self._session.execute(query).tuples():
            if key in task.keys and person_id not in task.not_by and task.id not in leases and len(leases) < limit:
                leases[task.id] = self._taken(task, person_id, lease_seconds)
        return list(leases.values())

    def count_alike(self, kinds: Sequence[str]) -> dict[str, int]:
        """Doubtful fields with a picture, by value kind."""
        waiting = (ReviewTask.document_id == FieldRow.document_id) & (ReviewTask.kind == "fields") & (ReviewTask.state == "open")
        query = (
            select(FieldRow.kind, func.count())
            .join(ReviewTask, waiting)
            .where(FieldRow.decision == "review", FieldRow.kind.in_(kinds), FieldRow.box.is_not(None))
            .group_by(FieldRow.kind)
        )
        return dict(self._session.execute(query).tuples().all())

    def bar(self, document_id: str, person_id: str) -> None:
        """Whoever sees a document's values may not key them blind: out of its open audits."""
        query = select(ReviewTask).where(ReviewTask.document_id == document_id, ReviewTask.kind == "audit", ReviewTask.state == "open")
        for task in self._session.scalars(query):
            if person_id not in task.not_by:
                task.not_by = [*task.not_by, person_id]
        self._session.flush()

    def renew(self, task_id: str, person_id: str, token: int, lease_seconds: float) -> None:
        """Raises ConflictError `lost_lease` when somebody else has it by now, `held_elsewhere` when this person's other window has it,
        `answered_elsewhere` when it was answered there: so do the three that follow."""
        until: Any = database_seconds() + lease_seconds
        self._held(task_id, person_id, token, lease_seconds=until)

    def release(self, task_id: str, person_id: str, token: int) -> None:
        """Gives it back to the queue. Raises ConflictError `lost_lease`."""
        self._held(task_id, person_id, token, holder=None, lease_seconds=None)

    def park(self, task_id: str, person_id: str, token: int, reason: str) -> None:
        """Aside, for a supervisor. Raises ConflictError `lost_lease`."""
        self._held(task_id, person_id, token, state="parked", holder=None, lease_seconds=None, parked_reason=reason)

    def close(self, task_id: str, person_id: str, token: int) -> None:
        """Done: the first statement of the transaction that writes the answer. Raises ConflictError `lost_lease`."""
        self._held(task_id, person_id, token, state="done", holder=None, lease_seconds=None, done_at=now(), done_by=person_id)

    def cancel_of_document(self, document_id: str) -> None:
        """The open questions about a document that is no longer a result."""
        gone = update(ReviewTask).where(ReviewTask.document_id == document_id, ReviewTask.state.in_(("open", "parked")))
        self._session.execute(gone.values(state="cancelled", holder=None, lease_seconds=None, lease_token=ReviewTask.lease_token + 1))

    def open_of_document(self, document_id: str) -> list[ReviewTask]:
        """Open or parked questions about a document."""
        query = select(ReviewTask).where(ReviewTask.document_id == document_id, ReviewTask.state.in_(("open", "parked")))
        return list(self._session.scalars(query.order_by(ReviewTask.created_at)))

    def queue(self, limit: int = 200, kinds: Sequence[str] = KINDS, only: QueueFilter | None = None) -> list[ReviewTask]:
        """Open and parked tasks as a supervisor sees them, most urgent first."""
        only = only or QueueFilter()
        query = select(ReviewTask).where(
            ReviewTask.state.in_((only.state,) if only.state else ("open", "parked")), ReviewTask.kind.in_(kinds)
        )
        if only.client is not None:
            query = query.where(ReviewTask.client_id == only.client)
        if only.type is not None:
            query = query.join(Document, Document.id == ReviewTask.document_id).where(Document.type == only.type)
        if only.assigned_to is not None:
            query = query.where(ReviewTask.assigned_to == only.assigned_to if only.assigned_to else ReviewTask.assigned_to.is_(None))
        due = func.coalesce(ReviewTask.due_seconds, 1e12)
        return list(self._session.scalars(query.order_by(ReviewTask.priority.desc(), due, ReviewTask.created_at).limit(limit)))

    def count_open(self) -> dict[str, int]:
        """Open tasks by kind."""
        query = select(ReviewTask.kind, func.count()).where(ReviewTask.state == "open").group_by(ReviewTask.kind)
        return dict(self._session.execute(query).tuples().all())

    def count_late(self, at: datetime) -> int:
        """Open and parked tasks whose batch was to be delivered before `at`."""
        query = select(func.count()).select_from(ReviewTask).join(Batch, Batch.id == ReviewTask.batch_id)
        return self._session.scalar(query.where(ReviewTask.state.in_(("open", "parked")), Batch.due_at < at)) or 0

    def count_parked(self) -> dict[str, int]:
        """Tasks set aside, by reason."""
        query = select(ReviewTask.parked_reason, func.count()).where(ReviewTask.state == "parked").group_by(ReviewTask.parked_reason)
        return {reason or "other": count for reason, count in self._session.execute(query).tuples()}

    # answers
    def answer(self, client_id: str, answer_id: str) -> ReviewAnswer | None:
        """An answer that was sent before, by the id the browser gave it."""
        return self._session.scalar(select(ReviewAnswer).where(ReviewAnswer.client_id == client_id, ReviewAnswer.id == answer_id))

    def remember(self, answer: ReviewAnswer) -> None:
        """Appends the event."""
        self._session.add(answer)
        self._session.flush()

    def answers_of(self, document_id: str) -> list[ReviewAnswer]:
        """Oldest first."""
        query = select(ReviewAnswer).where(ReviewAnswer.document_id == document_id)
        return list(self._session.scalars(query.order_by(ReviewAnswer.at)))

    def count_answers_of(self, person_id: str, start: datetime, end: datetime) -> int:
        """How many tasks a person answered at or after `start` and before `end`."""
        query = select(func.count()).select_from(ReviewAnswer)
        mine = query.where(ReviewAnswer.person_id == person_id, ReviewAnswer.at >= start, ReviewAnswer.at < end)
        return self._session.scalar(mine) or 0

    # audits
    def add_audit(self, audit: Audit) -> None:
        self._session.add(audit)

    def audit(self, document_id: str, key: str) -> Audit:
        """Raises NotFoundError `unknown_audit`."""
        audit = self._session.scalar(select(Audit).where(Audit.document_id == document_id, Audit.key == key))
        if audit is None:
            raise NotFoundError("unknown_audit", "This field was not drawn for an audit.")
        return audit

    def open_dispute(self, document_id: str, key: str) -> Audit | None:
        """The audit of a field on which machine and auditor do not agree, None when there is none."""
        disputed = (Audit.document_id == document_id, Audit.key == key, Audit.state == "disputed")
        return self._session.scalar(select(Audit).where(*disputed))

    def labels(self, risk_class: str | None = None, stratum: str | None = None) -> list[Audit]:
        """Closed audits in the order in which they were closed: what certificates are computed from."""
        query = select(Audit).where(Audit.state.in_(("agreed", "right", "wrong")))
        if risk_class is not None:
            query = query.where(Audit.risk_class == risk_class)
        if stratum is not None:
            query = query.where(Audit.stratum == stratum)
        return list(self._session.scalars(query.order_by(Audit.closed_at, Audit.document_id)))

    def _taken(self, task: ReviewTask, person_id: str, lease_seconds: float) -> Lease:
        until: Any = database_seconds() + lease_seconds
        task.holder, task.lease_token, task.lease_seconds = person_id, task.lease_token + 1, until
        self._session.flush()
        self._session.refresh(task)
        return Lease(task, task.lease_token)

    def _held(self, task_id: str, person_id: str, token: int, **values: Any) -> None:
        held = (
            update(ReviewTask)
            .where(
                ReviewTask.id == task_id,
                ReviewTask.holder == person_id,
                ReviewTask.lease_token == token,
                ReviewTask.state.in_(("open", "parked")),
            )
            .values(**values)
            .returning(ReviewTask.id)
        )
        if self._session.execute(held).first() is None:
            raise self._why_lost(task_id, person_id)

    def _why_lost(self, task_id: str, person_id: str) -> ConflictError:
        task = self.get(task_id)
        self._session.refresh(task)
        if task.state == "done" and task.done_by == person_id:
            return ConflictError("answered_elsewhere", "You answered this task in another window: what was typed here was not saved.")
        if task.state == "open" and task.holder == person_id:
            return ConflictError("held_elsewhere", "You opened this task in another window since: take it back to save.")
        return ConflictError("lost_lease", "This task was given to somebody else meanwhile: what you typed was not saved.")
