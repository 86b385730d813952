"""Reviewing: the next task under a lease, keeping it, giving it back, answering it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from auth.principals import Principal
from domain.errors import ConflictError, InputError
from http_api import answers
from http_api.admission import Known, ToolsOfCall
from http_api.review_payload import labels_for, lease_out, review_task
from http_api.routes import also
from http_api.schemas.review import (
    Lease,
    LeaseToken,
    Queue,
    QueueRow,
    ReviewAnswer,
    ReviewDone,
    ReviewTask,
    TaskKind,
)
from http_api.tools import Tools
from storage import Work
from storage.reviews import KINDS
from storage.tables import FieldRow
from storage.tables import ReviewTask as TaskRow
from workflow import audit, review
from workflow.answers import Answer

router = APIRouter(tags=["review"], responses=also(s409="The lease was lost, or the document has changed meanwhile."))


@router.get(
    "/v1/review/next", summary="The next task", response_model=ReviewTask, responses={204: {"description": "Nothing waits for you."}}
)
def next_task(
    principal: Known,
    tools: ToolsOfCall,
    kind: Annotated[list[TaskKind] | None, Query(description="Only tasks of these kinds.")] = None,
    batch: Annotated[str | None, Query(description="Only tasks of this batch.")] = None,
) -> ReviewTask | Response:
    """Leases the most urgent task to the caller; ask again while holding it to have the following one ready."""
    kinds = tuple(k.value for k in kind) if kind else KINDS
    lease = review.next_task(tools.life, principal.clients, principal.id, kinds, batch)
    if lease is None:
        return Response(status_code=204)
    with tools.database.read(principal.clients) as work:
        return review_task(work, tools, lease, principal.id)


@router.get("/v1/review/queue", summary="What waits for people")
def queue(
    principal: Known,
    tools: ToolsOfCall,
    kind: Annotated[list[TaskKind] | None, Query(description="Only tasks of these kinds.")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 200,
) -> Queue:
    """Open and parked tasks, most urgent first."""
    with tools.database.read(principal.clients) as work:
        rows = work.reviews.queue(limit, tuple(k.value for k in kind) if kind else KINDS)
        batches = {row.batch_id: work.batches.get(row.batch_id) for row in rows}
        open_ = work.reviews.count_open()
    tasks = [
        QueueRow(
            id=row.id, kind=TaskKind(row.kind), document_id=row.document_id, batch_id=row.batch_id, client_id=row.client_id,
            due_at=batches[row.batch_id].due_at, priority=batches[row.batch_id].priority, state=row.state,
            parked_reason=row.parked_reason, holder=row.holder, fields=len(row.keys), created_at=row.created_at,
        )
        for row in rows
    ]  # fmt: skip
    return Queue(tasks=tasks, open=open_)


@router.post("/v1/review/{task}/take", summary="Take a certain task")
def take(task: str, principal: Known, tools: ToolsOfCall) -> ReviewTask:
    """Leases that task to the caller, parked ones too."""
    lease = review.take_task(tools.life, principal.clients, principal.id, task)
    with tools.database.read(principal.clients) as work:
        return review_task(work, tools, lease, principal.id)


@router.post("/v1/review/{task}/renew", summary="Keep a task")
def renew(task: str, body: LeaseToken, principal: Known, tools: ToolsOfCall) -> Lease:
    """Call it every `renew_every_seconds` while the page is open."""
    review.renew(tools.life, principal.clients, principal.id, task, _token(body.lease))
    with tools.database.read(principal.clients) as work:
        return lease_out(work.reviews.get(task), tools)


@router.post("/v1/review/{task}/release", status_code=204, summary="Give a task back")
def release(task: str, body: LeaseToken, principal: Known, tools: ToolsOfCall) -> None:
    """It goes to whoever asks next."""
    review.release(tools.life, principal.clients, principal.id, task, _token(body.lease))


@router.get(
    "/v1/review/{task}/pages/{page}", summary="A page of the task's file", response_class=Response,
    responses={200: {"content": {"image/png": {}}, "description": "PNG, grey, upright."}},
)  # fmt: skip
def get_page(task: str, page: Annotated[int, Path(ge=1)], principal: Known, tools: ToolsOfCall) -> Response:
    """Every page of the file, also those of no document: needed to move a cut."""
    with tools.database.work(principal.clients) as work:
        row = work.reviews.get(task)
        of_page = work.sources.page(row.source_id, page)
        work.audit_log.note(row.client_id, principal.id, "page.viewed", row.source_id, page=page)
    headers = {"Cache-Control": "private, max-age=3600", "ETag": f'"{of_page.image_sha256}"'}
    return Response(tools.files.read(row.client_id, of_page.image_sha256), media_type="image/png", headers=headers)


@router.post("/v1/review/{task}", summary="Answer a task")
def answer_task(task: str, body: ReviewAnswer, principal: Known, tools: ToolsOfCall) -> ReviewDone:
    """The same answer sent again (by its `answer_id`) is the same answer. Fields left out become a new task."""
    token = _token(body.lease)
    if body.park is not None:
        review.park(tools.life, principal.clients, principal.id, task, token, body.park.value)
        return ReviewDone(document_id=None, version=None, state="parked")
    with tools.database.read(principal.clients) as work:
        row = work.reviews.get(task)
    answer = Answer(task, principal.id, token, body.answer_id, body.seconds)
    if row.kind == "structure":
        return _answer_structure(tools, principal, answer, body)
    _answer_fields(tools, principal, answer, row, body)
    with tools.database.read(principal.clients) as work:
        document = work.documents.get(str(row.document_id))
    return ReviewDone(document_id=document.id, version=document.version, state=document.state)


def _answer_structure(tools: Tools, principal: Principal, answer: Answer, body: ReviewAnswer) -> ReviewDone:
    if body.documents is None:
        raise InputError("answer_incomplete", "Say with `documents` how the file is cut and what each piece is.")
    known = {*tools.types, "unknown"}
    if wrong := sorted({piece.type for piece in body.documents} - known):
        raise InputError("unknown_type", f"No document type: {', '.join(name[:80] for name in wrong)}.")
    pieces = [(tuple(piece.pages), piece.type) for piece in body.documents]
    review.answer_structure(tools.life, principal.clients, answer, pieces)
    return ReviewDone(document_id=None, version=None, state="structured")


def _answer_fields(tools: Tools, principal: Principal, answer: Answer, row: TaskRow, body: ReviewAnswer) -> None:
    with tools.database.read(principal.clients) as work:
        rows = _rows(work, row)
        labels = labels_for(work, tools, work.documents.get(str(row.document_id)))
    if row.kind == "fields":
        if body.version is None:
            raise InputError("answer_incomplete", "Name the `version` of the document you saw.")
        chosen = answers.settings(rows, labels, body.fields)
        review.answer_fields(tools.life, principal.clients, answer, body.version, chosen)
        return
    keyed, unreadable = answers.keyed_values(rows, labels, body.fields)
    if row.kind == "audit":
        audit.answer_audit(tools.life, principal.clients, answer, keyed, unreadable)
    else:
        audit.answer_adjudication(tools.life, principal.clients, answer, keyed)


def _rows(work: Work, task: TaskRow) -> dict[str, FieldRow]:
    return {row.key: row for row in work.documents.fields(str(task.document_id))}


def _token(lease: str) -> int:
    if not (lease.isascii() and lease.isdigit() and len(lease) < 18):
        raise ConflictError("lost_lease", "This is not a lease that you hold.")
    return int(lease)
