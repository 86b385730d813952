"""A person's answer to a review task: what all kinds have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from domain.errors import ConflictError, NotFoundError
from storage.tables import ReviewAnswer, ReviewTask
from storage.unit_of_work import Work


@dataclass(frozen=True, slots=True)
class Answer:
    """Who answers which task, under which lease."""

    task_id: str
    person_id: str
    token: int
    """Of the lease."""
    answer_id: str
    """Made by the browser: the same answer sent twice is one answer."""
    seconds: float = 0.0
    """Time at the screen."""

    def document_id(self, work: Work) -> str:
        """The document of the task. Raises NotFoundError for a task about a whole file."""
        task = work.reviews.get(self.task_id)
        if task.document_id is None:
            raise NotFoundError("unknown_document", "This task is about a whole file.")
        return task.document_id


def open_answer(work: Work, answer: Answer, kind: str) -> ReviewTask | None:
    """The task to be answered; None when this very answer was saved before.

    Raises NotFoundError `unknown_task`, ConflictError `wrong_kind`.
    """
    task = work.reviews.get(answer.task_id)
    if task.kind != kind:
        raise ConflictError("wrong_kind", f"This task is of the kind {task.kind}.")
    before = work.reviews.answer(task.client_id, answer.answer_id)
    if before is None:
        return task
    if before.task_id != task.id:
        raise ConflictError("answer_id_used", "This answer id was used for another task.")
    return None


def remember(work: Work, task: ReviewTask, answer: Answer, content: dict[str, Any], version: int | None) -> None:
    """Appends the answer to the events, and to the audit log without its values."""
    work.reviews.remember(
        ReviewAnswer(
            client_id=task.client_id,
            id=answer.answer_id,
            task_id=task.id,
            document_id=task.document_id,
            person_id=answer.person_id,
            kind=task.kind,
            answer=content,
            seconds=answer.seconds,
            version=version,
        )
    )
    work.audit_log.note(task.client_id, answer.person_id, f"review.{task.kind}", task.document_id or task.source_id, task=task.id)
