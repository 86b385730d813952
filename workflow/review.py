"""reviewed: people decide what the machine doubts; first cuts and types, then fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from domain.errors import ConflictError, InputError
from storage.clock import now
from storage.documents import Setting
from storage.reviews import KINDS, Lease
from storage.tables import Document, ReviewTask, Source
from storage.unit_of_work import Scope, Work
from workflow.answers import Answer, open_answer, remember
from workflow.cases import compare_case
from workflow.conclude import let_go, settle
from workflow.deliver import close_batch, tell
from workflow.questions import about_document, ask_waiting, urgency_of
from workflow.receive import new_task
from workflow.second_keying import holding
from workflow.seeds import grade, seed
from workflow.tools import Structure, Tools

REOPEN_FOR = timedelta(seconds=60)
RISK_CLASSES = ("checksum", "typed", "dictionary", "text", "mark", "hand")
OUTCOMES = ("confirmed", "corrected", "empty", "unreadable", "as_written")


@dataclass(frozen=True, slots=True)
class Saved:
    """What an answer led to."""

    version: int | None
    """Of the document; None for an answer about a whole file."""
    again: bool = False
    """True when this very answer had been saved before."""
    missed: int = 0
    """Known errors that were overlooked."""


def next_task(
    tools: Tools,
    scope: Scope,
    person_id: str,
    kinds: Sequence[str] = KINDS,
    batch_id: str | None = None,
    shown: Sequence[str] | None = None,
) -> Lease | None:
    """The next task for this person, leased; None when nothing waits.

    `shown`: the tasks that the person's windows show; what else the person holds was left by a window that is gone, and comes
    first. None: it is left alone until its lease ends.
    """
    seconds = tools.rules.review_lease_seconds
    with tools.database.work(scope) as work:
        left = None if shown is None else work.reviews.lease_again(person_id, seconds, kinds, shown)
        lease = left or work.reviews.lease_next(person_id, seconds, kinds, batch_id)
        if lease:
            _opened(work, lease.task, person_id)
        return lease


def take_task(tools: Tools, scope: Scope, person_id: str, task_id: str) -> Lease:
    """That task for this person, parked ones too. Raises ConflictError `task_taken`, `task_closed`."""
    with tools.database.work(scope) as work:
        lease = work.reviews.lease(task_id, person_id, tools.rules.review_lease_seconds)
        _opened(work, lease.task, person_id)
        return lease


def take_back(tools: Tools, scope: Scope, person_id: str, task_id: str) -> Lease:
    """That task, which the person's other window has, for this window. Raises ConflictError `task_taken`, `task_closed`."""
    with tools.database.work(scope) as work:
        lease = work.reviews.lease_back(task_id, person_id, tools.rules.review_lease_seconds)
        _opened(work, lease.task, person_id)
        return lease


def next_alike(tools: Tools, scope: Scope, person_id: str, kind: str, limit: int, without: Sequence[str] = ()) -> list[Lease]:
    """Up to `limit` tasks with doubtful fields of one value kind whose values may be shown, least certain first, all leased.

    `without`: documents that are left out.
    """
    with tools.database.work(scope) as work:
        rules = work.second_readings.rules()
        shown = [name for name in RISK_CLASSES if name not in rules or rules[name].mode == "confirm"]
        leases = work.reviews.lease_alike(person_id, tools.rules.review_lease_seconds, kind, shown, limit, without)
        for lease in leases:
            _opened(work, lease.task, person_id, plant=False)
        return leases


def reopen(tools: Tools, scope: Scope, person_id: str, task_id: str) -> Lease:
    """The fields a person decided less than a minute ago, once more: a slip is mended by whoever made it.

    The document stays as it is until the new answer. Raises ConflictError `too_late`.
    """
    with tools.database.work(scope) as work:
        task = work.reviews.get(task_id)
        is_own = task.kind == "fields" and task.state == "done" and task.done_by == person_id
        if not is_own or task.done_at is None or task.done_at < now() - REOPEN_FOR or task.document_id is None:
            raise ConflictError("too_late", "Only what you saved less than a minute ago can be opened again.")
        blind = {keying.key for keying in work.second_readings.keyings(task.document_id)}
        decided = {row.key for row in work.documents.fields(task.document_id) if row.decided_by == person_id}
        keys = [key for key in task.keys if key in decided - blind]
        if not keys:
            raise ConflictError("too_late", "Nothing of it can be opened again: blind keyings stay as they are.")
        again = about_document(work.documents.get(task.document_id), "fields", keys, urgency_of(work.batches.get(task.batch_id)))
        again.assigned_to = person_id
        lease = work.reviews.lease(work.reviews.add(again).id, person_id, tools.rules.review_lease_seconds)
        _opened(work, lease.task, person_id, plant=False)
        return lease


def _opened(work: Work, task: ReviewTask, person_id: str, plant: bool = True) -> None:
    work.audit_log.note(task.client_id, person_id, "review.opened", task.document_id or task.source_id, task=task.id)
    if task.kind == "fields" and task.document_id is not None:
        work.reviews.bar(task.document_id, person_id)
        if plant:
            seed(work, task)


def renew(tools: Tools, scope: Scope, person_id: str, task_id: str, token: int) -> None:
    """The page is still open. Raises ConflictError `lost_lease`, `held_elsewhere`, `answered_elsewhere`."""
    with tools.database.work(scope) as work:
        work.reviews.renew(task_id, person_id, token, tools.rules.review_lease_seconds)


def release(tools: Tools, scope: Scope, person_id: str, task_id: str, token: int) -> None:
    """Not now: the task goes to whoever asks next. Raises ConflictError `lost_lease`."""
    with tools.database.work(scope) as work:
        work.reviews.release(task_id, person_id, token)


def park(tools: Tools, scope: Scope, person_id: str, task_id: str, token: int, reason: str) -> None:
    """Aside, for a supervisor, with the reason. Raises ConflictError `lost_lease`."""
    with tools.database.work(scope) as work:
        task = work.reviews.get(task_id)
        work.reviews.park(task_id, person_id, token, reason)
        work.audit_log.note(task.client_id, person_id, "review.parked", task.document_id or task.source_id, task=task_id)


def answer_fields(tools: Tools, scope: Scope, answer: Answer, version: int, settings: Sequence[Setting]) -> Saved:
    """The doubtful fields of a document as a person decides them; what stays open becomes a new task.

    `version`: of the document, as the person saw it. Raises ConflictError `version_conflict`, `lost_lease`, `task_closed`;
    InputError `unknown_outcome`; NotFoundError `unknown_field`.
    """
    if wrong := {s.outcome for s in settings} - set(OUTCOMES):
        raise InputError("unknown_outcome", f"No outcome of a field: {', '.join(sorted(wrong))}.")
    with tools.database.work(scope) as work:
        task = open_answer(work, answer, "fields")
        if task is None:
            return Saved(_saved_version(work, answer), again=True)
        work.reviews.close(task.id, answer.person_id, answer.token)
        graded, missed = grade(work, task, settings)
        document = work.documents.new_version(str(task.document_id), version)
        document.rescan_message = document.rescan_at = None
        before = {row.key: row.value for row in work.documents.fields(document.id)}
        held = holding(work, document, task, graded, answer.person_id)
        work.documents.set_by_person(document, held, answer.person_id)
        ask_waiting(work, document, task.not_by)
        settle(work, tools, document, amended=any(s.key in before and s.value != before[s.key] for s in held))
        content = {"fields": [{"key": s.key, "outcome": s.outcome, "value": s.value} for s in graded], "missed_seeds": missed}
        remember(work, task, answer, content, document.version)
        return Saved(document.version, missed=missed)


def answer_structure(tools: Tools, scope: Scope, answer: Answer, structure: Structure) -> Saved:
    """Where the documents of a file begin and end and what they are, as a person decides it.

    Documents that stay as they are keep their ids; the others are replaced by new ones, understood again by the machine.
    Raises InputError `wrong_structure` when a page is missing from the file or stands in two documents.
    """
    with tools.database.work(scope) as work:
        task = open_answer(work, answer, "structure")
        if task is None:
            return Saved(None, again=True)
        work.reviews.close(task.id, answer.person_id, answer.token)
        source = work.sources.lock(task.source_id)
        _check(source, structure)
        told = {(tuple(pages), type_) for pages, type_ in structure}
        present = {(tuple(d.pages), d.type): d for d in work.documents.of_source(source.id)}
        _keep(work, source, [document for key, document in present.items() if key in told], tools)
        _replace(work, [document for key, document in present.items() if key not in told])
        _understand_again(work, source, [part for part in structure if (tuple(part[0]), part[1]) not in present], tools)
        compare_case(work, tools, source.batch_id)
        content = {"documents": [{"pages": list(pages), "type": type_} for pages, type_ in structure]}
        remember(work, task, answer, content, None)
        close_batch(work, source.client_id, source.batch_id)
        return Saved(None)


def _saved_version(work: Work, answer: Answer) -> int | None:
    task = work.reviews.get(answer.task_id)
    saved = work.reviews.answer(task.client_id, answer.answer_id)
    return saved.version if saved else None


def _check(source: Source, structure: Structure) -> None:
    if source.state != "structure_review":
        raise ConflictError("task_closed", "The documents of this file are settled already.")
    numbers = [number for pages, _ in structure for number in pages]
    known = all(1 <= number <= (source.page_count or 0) for number in numbers)
    if not structure or not known or len(set(numbers)) != len(numbers) or not all(pages for pages, _ in structure):
        raise InputError("wrong_structure", "Each document needs pages of this file, and each page may stand in one document only.")


def _keep(work: Work, source: Source, documents: list[Document], tools: Tools) -> None:
    for document in documents:
        if document.held:
            let_go(work, source, document, tools)


def _replace(work: Work, documents: list[Document]) -> None:
    for document in documents:
        work.reviews.cancel_of_document(document.id)
        document = work.documents.new_version(document.id, None)
        document.replaced_at = now()
        work.session.flush()
        tell(work, document, "document.replaced")


def _understand_again(work: Work, source: Source, rest: Structure, tools: Tools) -> None:
    if not rest:
        source.state, source.finished_at = "done", now()
        return
    source.generation += 1
    source.structure = [{"pages": list(pages), "type": type_} for pages, type_ in rest]
    source.state = "reading"
    work.session.flush()
    task = new_task(work, work.batches.get(source.batch_id), source, "understand").id
    work.after_commit(lambda: tools.wake_ups.send([task]))
