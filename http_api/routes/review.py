"""Reviewing: the next task under a lease, keeping it, giving it back, answering it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from fastapi import APIRouter, Header, Path, Query, Response

from auth.principals import Principal
from domain.document import DecisionKind
from domain.errors import ConflictError, InputError
from domain.geometry import Box
from http_api import answers
from http_api.admission import Known, ToolsOfCall
from http_api.page_images import page_answer
from http_api.review_payload import FieldLabel, box_out, labels_for, lease_out, renew_every, review_task
from http_api.routes import also
from http_api.schemas.documents import RescanOut
from http_api.schemas.review import (
    ComparedOut,
    FieldAnswer,
    Grid,
    GridCell,
    Keyed,
    Lease,
    LeaseToken,
    Queue,
    QueueRow,
    Rescan,
    ReviewAnswer,
    ReviewDone,
    ReviewTask,
    TaskChange,
    TaskKind,
)
from http_api.tools import Tools
from storage import Work
from storage.documents import Setting
from storage.reviews import KINDS, QueueFilter
from storage.reviews import Lease as StoredLease
from storage.tables import FieldRow
from storage.tables import ReviewTask as TaskRow
from storage.tasks import PRIORITIES
from workflow import adjudicate, audit, review, second_keying, supervise
from workflow.answers import Answer

GRID_KINDS = ("boolean", "signature", "choice", "integer")
"""Kinds for which a small picture is enough; never names or amounts."""
LEVELS = {number: name for name, number in PRIORITIES.items()}

router = APIRouter(tags=["review"], responses=also(s409="The lease was lost, or the document has changed meanwhile."))


@router.get(
    "/v1/review/next", summary="The next task", response_model=ReviewTask, responses={204: {"description": "Nothing waits for you."}}
)
def next_task(
    principal: Known,
    tools: ToolsOfCall,
    kind: Annotated[list[TaskKind] | None, Query(description="Only tasks of these kinds.")] = None,
    batch: Annotated[str | None, Query(description="Only tasks of this batch.")] = None,
    resume: Annotated[bool, Query(description="First what the caller holds and no window of theirs shows.")] = False,
    shown: Annotated[list[str] | None, Query(max_length=100, description="With `resume`: the tasks the caller's windows show.")] = None,
) -> ReviewTask | Response:
    """Leases the most urgent task to the caller; ask again while holding it to have the following one ready.

    A page that was loaded again or died asks with `resume`, and gets its own task back at once.
    """
    kinds = tuple(k.value for k in kind) if kind else KINDS
    held = tuple(shown or ()) if resume else None
    lease = review.next_task(tools.life, principal.clients, principal.id, kinds, batch, held)
    if lease is None:
        return Response(status_code=204)
    with tools.database.read(principal.clients) as work:
        return review_task(work, tools, lease, principal.id)


@router.get("/v1/review/queue", summary="What waits for people")
def queue(
    principal: Known,
    tools: ToolsOfCall,
    kind: Annotated[list[TaskKind] | None, Query(description="Only tasks of these kinds.")] = None,
    client: Annotated[str | None, Query(description="One client company.")] = None,
    type_: Annotated[str | None, Query(alias="type", description="One document type.")] = None,
    state: Annotated[Literal["open", "parked"] | None, Query(description="One state.")] = None,
    assigned_to: Annotated[str | None, Query(description="Given to this person; `nobody`: to nobody.")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 200,
) -> Queue:
    """Open and parked tasks, most urgent first; the counts are of the whole queue."""
    only = QueueFilter(client, type_, state, "" if assigned_to == "nobody" else assigned_to)
    with tools.database.read(principal.clients) as work:
        rows = work.reviews.queue(limit, tuple(k.value for k in kind) if kind else KINDS, only)
        tasks = [_queue_row(work, row) for row in rows]
        late = work.reviews.count_late(tools.clock())
        return Queue(tasks=tasks, open=work.reviews.count_open(), parked=work.reviews.count_parked(), late=late)


def _queue_row(work: Work, row: TaskRow) -> QueueRow:
    document = work.documents.get(row.document_id) if row.document_id else None
    asked = document or next(iter(work.documents.of_source(row.source_id)), None)
    rescan = RescanOut(message=asked.rescan_message, at=asked.rescan_at) if asked and asked.rescan_message and asked.rescan_at else None
    return QueueRow(
        id=row.id, kind=TaskKind(row.kind), document_id=row.document_id, batch_id=row.batch_id, client_id=row.client_id,
        due_at=work.batches.get(row.batch_id).due_at, priority=LEVELS[row.priority], state=row.state, parked_reason=row.parked_reason,
        holder=row.holder, assigned_to=row.assigned_to, source=work.sources.get(row.source_id).name,
        type=document.type if document else None, fields=len(row.keys), created_at=row.created_at, rescan=rescan,
    )  # fmt: skip


@router.post("/v1/review/{task}/take", summary="Take a certain task")
def take(task: str, principal: Known, tools: ToolsOfCall) -> ReviewTask:
    """Leases that task to the caller, parked ones too."""
    lease = review.take_task(tools.life, principal.clients, principal.id, task)
    with tools.database.read(principal.clients) as work:
        return review_task(work, tools, lease, principal.id)


@router.post("/v1/review/{task}/take-back", summary="Take a task back from one's other window")
def take_back(task: str, principal: Known, tools: ToolsOfCall) -> ReviewTask:
    """For a window that was told `held_elsewhere`: what it typed is answered under the new lease, and the other window is told in turn.

    Also while nobody holds the task; not what somebody else holds, was given, or has closed.
    """
    lease = review.take_back(tools.life, principal.clients, principal.id, task)
    with tools.database.read(principal.clients) as work:
        return review_task(work, tools, lease, principal.id)


@router.get("/v1/review/grid", summary="One kind of field from many documents")
def grid(
    principal: Known,
    tools: ToolsOfCall,
    kind: Annotated[Literal["boolean", "signature", "choice", "integer"], Query(description="The value kind.")] = "boolean",
    limit: Annotated[int, Query(ge=1, le=48)] = 24,
    without: Annotated[list[str] | None, Query(max_length=100, description="Documents the caller has left to the review screen.")] = None,
) -> Grid:
    """Leases the tasks of these fields; answer each task with its cells alone, and its other fields become a new task."""
    leases = review.next_alike(tools.life, principal.clients, principal.id, kind, limit, without or ())
    with tools.database.read(principal.clients) as work:
        cells = [cell for lease in leases for cell in _cells(work, tools, lease, kind)]
        waiting = work.reviews.count_alike(GRID_KINDS)
    return Grid(kind=kind, renew_every_seconds=renew_every(tools), cells=sorted(cells, key=lambda cell: cell.confidence), waiting=waiting)


def _cells(work: Work, tools: Tools, lease: StoredLease, kind: str) -> Iterator[GridCell]:
    document = work.documents.get(str(lease.task.document_id))
    labels, source = labels_for(work, tools, document), work.sources.get(document.source_id).name
    for row in work.documents.fields(document.id):
        if row.key in lease.task.keys and row.kind == kind and row.box and row.decision == DecisionKind.REVIEW.value:
            label = labels.get(row.key, FieldLabel({"it": row.key}, ()))
            yield GridCell(
                task=lease.task.id, lease=str(lease.token), version=document.version, document_id=document.id, key=row.key,
                label=dict(label.label), options=list(label.options), value=row.value, confidence=round(row.confidence, 4),
                crop=f"/v1/documents/{document.id}/fields/{row.key}/crop", page=row.page or 1, box=box_out(Box(*row.box)),
                source=source,
            )  # fmt: skip


@router.patch("/v1/review/{task}", status_code=204, summary="Order and assign a task")
def change_task(task: str, body: TaskChange, principal: Known, tools: ToolsOfCall) -> None:
    """A supervisor's hand in the queue. Whoever has the task open loses it when it is given to somebody else."""
    to = (body.assigned_to or "") if "assigned_to" in body.model_fields_set else None
    supervise.change_task(tools.life, principal.clients, principal.id, task, supervise.Change(body.priority, to, body.unpark))


@router.post("/v1/review/{task}/rescan", status_code=204, summary="Ask the client to scan again")
def ask_rescan(task: str, body: Rescan, principal: Known, tools: ToolsOfCall) -> None:
    """Sets the task aside; the client sees the message on the document and in the changes."""
    supervise.ask_rescan(tools.life, principal.clients, principal.id, task, body.message)


@router.post("/v1/review/{task}/reopen", summary="Open again what you just saved")
def reopen(task: str, principal: Known, tools: ToolsOfCall) -> ReviewTask:
    """Within a minute, by the same person; the document stays as it is until the new answer."""
    lease = review.reopen(tools.life, principal.clients, principal.id, task)
    with tools.database.read(principal.clients) as work:
        return review_task(work, tools, lease, principal.id)


@router.post("/v1/review/{task}/compare", summary="Key first, then see the others' entries")
def compare(task: str, body: Keyed, principal: Known, tools: ToolsOfCall) -> ComparedOut:
    """For a third person between two: the entry is kept before anything is shown."""
    with tools.database.read(principal.clients) as work:
        row = work.reviews.get(task)
    rows, labels = _shown(tools, principal, row)
    answer = FieldAnswer.model_validate({"action": body.action, "value": body.value})
    values, unreadable = answers.keyed_values(rows, labels, {body.key: answer})
    outcome = "unreadable" if unreadable else body.action.value
    keyed = Setting(body.key, values.get(body.key), outcome)
    compared = second_keying.compare(tools.life, principal.clients, principal.id, task, _token(body.lease), keyed)
    return ComparedOut(agrees=compared.agrees, entries=list(compared.entries))


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
def get_page(
    task: str, page: Annotated[int, Path(ge=1)], principal: Known, tools: ToolsOfCall, accept: Annotated[str, Header()] = ""
) -> Response:
    """Every page of the file, also those of no document: needed to move a cut. WebP where the browser accepts it."""
    with tools.database.work(principal.clients) as work:
        row = work.reviews.get(task)
        of_page = work.sources.page(row.source_id, page)
        work.audit_log.note(row.client_id, principal.id, "page.viewed", row.source_id, page=page)
    return page_answer(tools.files, row.client_id, of_page.image_sha256, accept)


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
    missed = _answer_fields(tools, principal, answer, row, body)
    with tools.database.read(principal.clients) as work:
        document = work.documents.get(str(row.document_id))
    return ReviewDone(document_id=document.id, version=document.version, state=document.state, missed_seeds=missed)


def _answer_structure(tools: Tools, principal: Principal, answer: Answer, body: ReviewAnswer) -> ReviewDone:
    if body.documents is None:
        raise InputError("answer_incomplete", "Say with `documents` how the file is cut and what each piece is.")
    known = {*tools.types, "unknown"}
    if wrong := sorted({piece.type for piece in body.documents} - known):
        raise InputError("unknown_type", f"No document type: {', '.join(name[:80] for name in wrong)}.")
    pieces = [(tuple(piece.pages), piece.type) for piece in body.documents]
    review.answer_structure(tools.life, principal.clients, answer, pieces)
    return ReviewDone(document_id=None, version=None, state="structured")


def _answer_fields(tools: Tools, principal: Principal, answer: Answer, row: TaskRow, body: ReviewAnswer) -> int:
    rows, labels = _shown(tools, principal, row)
    if row.kind == "fields":
        if body.version is None:
            raise InputError("answer_incomplete", "Name the `version` of the document you saw.")
        chosen = answers.settings(rows, labels, body.fields)
        return review.answer_fields(tools.life, principal.clients, answer, body.version, chosen).missed
    keyed, unreadable = answers.keyed_values(rows, labels, body.fields)
    if row.kind == "audit":
        audit.answer_audit(tools.life, principal.clients, answer, keyed, unreadable)
    else:
        adjudicate.answer_adjudication(tools.life, principal.clients, answer, keyed, unreadable)
    return 0


def _shown(tools: Tools, principal: Principal, task: TaskRow) -> tuple[dict[str, FieldRow], dict[str, FieldLabel]]:
    """The document's fields as the task showed them, known errors included, and their labels."""
    with tools.database.read(principal.clients) as work:
        rows = _rows(work, task)
        seeds = work.second_readings.seeds(task.id)
        labels = labels_for(work, tools, work.documents.get(str(task.document_id)))
    for key, seed in seeds.items():  # the session is over: nothing of this is stored
        rows[key].value = seed.planted
    return rows, labels


def _rows(work: Work, task: TaskRow) -> dict[str, FieldRow]:
    return {row.key: row for row in work.documents.fields(str(task.document_id))}


def _token(lease: str) -> int:
    if not (lease.isascii() and lease.isdigit() and len(lease) < 18):
        raise ConflictError("lost_lease", "This is not a lease that you hold.")
    return int(lease)
