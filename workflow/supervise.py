"""supervised: what a supervisor does to the queue of people's work: order, assignment, rescans asked of the client."""

from __future__ import annotations

from dataclasses import dataclass

from domain.errors import ConflictError, InputError
from storage.clock import now
from storage.tables import ReviewTask
from storage.tasks import PRIORITIES
from storage.unit_of_work import Scope, Work
from workflow.deliver import tell
from workflow.tools import Tools

RESCAN = "rescan_asked"
"""The parked reason of a task whose document the client was asked to scan again."""


@dataclass(frozen=True, slots=True)
class Change:
    """What to change of a task; None leaves it."""

    priority: str | None = None
    assigned_to: str | None = None
    """A person's id; the empty text: anybody again."""
    unpark: bool = False


def change_task(tools: Tools, scope: Scope, person_id: str, task_id: str, change: Change) -> None:
    """Raises NotFoundError, ConflictError `task_closed`, `same_person`."""
    with tools.database.work(scope) as work:
        task = _open(work, task_id)
        if change.priority is not None:
            task.priority = PRIORITIES[change.priority]
        if change.assigned_to is not None:
            if change.assigned_to:
                work.people.get(change.assigned_to)
            if change.assigned_to in task.not_by:
                raise ConflictError("same_person", "This person has seen or keyed these values before: choose another one.")
            task.assigned_to = change.assigned_to or None
            _take_away(task)
        if change.unpark and task.state == "parked":
            task.state, task.parked_reason = "open", None
        work.session.flush()
        work.audit_log.note(task.client_id, person_id, "review.changed", task.document_id or task.source_id, task=task_id)


def ask_rescan(tools: Tools, scope: Scope, person_id: str, task_id: str, message: str) -> None:
    """Sets the task aside and tells the client what to scan again. Raises NotFoundError, ConflictError `task_closed`."""
    if not message.strip():
        raise InputError("message_needed", "Say what is to be scanned again.")
    with tools.database.work(scope) as work:
        task = _open(work, task_id)
        task.state, task.parked_reason = "parked", RESCAN
        _take_away(task)
        work.session.flush()
        documents = [task.document_id] if task.document_id else [d.id for d in work.documents.of_source(task.source_id)]
        for document_id in documents:
            document = work.documents.new_version(document_id, None)
            document.rescan_message, document.rescan_at = message.strip(), now()
            work.session.flush()
            work.audit_log.note(document.client_id, person_id, "document.rescan_asked", document.id, task=task_id)
            tell(work, document, "document.rescan_asked")


def _open(work: Work, task_id: str) -> ReviewTask:
    task = work.reviews.get(task_id)
    if task.state not in {"open", "parked"}:
        raise ConflictError("task_closed", "This task is done already.")
    return task


def _take_away(task: ReviewTask) -> None:
    """Whoever has it open loses it: what he typed is kept on his screen."""
    task.holder, task.lease_seconds, task.lease_token = None, None, task.lease_token + 1
