"""Batches: sending files, following them, fetching results."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, BinaryIO
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from auth.principals import Principal
from delivery import exports
from domain.errors import InputError, NotFoundError, TransientError
from http_api.admission import Known, ToolsOfCall, client_of
from http_api.editing import IfMatch, check_unchanged, etag_of
from http_api.errors import RetryLaterError
from http_api.idempotency import IdempotencyKey
from http_api.routes import PROBLEMS, also
from http_api.routes.documents import document_row
from http_api.schemas.batches import BatchChange, BatchCounts, BatchOfFiles, BatchOut, BatchPage, FileOut, FilesOut, Priority, SourceOut
from http_api.schemas.documents import DocumentPage, ErrorOut
from http_api.tools import Tools
from http_api.uploads import Upload, multipart, received
from storage import Work
from storage.batches import BatchStatus
from storage.files import CHUNK_BYTES, StoredFile
from storage.tables import Batch, Source
from workflow import receive as receiving

router = APIRouter(tags=["batches"], responses=PROBLEMS)

ORIGINAL: dict[int | str, dict[str, Any]] = {200: {"content": {"application/octet-stream": {}}, "description": "The file."}}
FORMATS = "PDF, PNG, JPEG, TIFF, or ZIP of these."
LONGEST_NAME = 255
LONGEST_REFERENCE = 200
FIELDS = frozenset({"reference", "case", "priority", "due_at", "client"})
_OF_CLIENT = {"type": "string", "description": "For people who see several client companies."}
_BODY = multipart(
    FORMATS,
    {"files": ["scan-0012.pdf"], "reference": "2026-118", "priority": "normal", "due_at": "2026-03-02T16:00:00Z"},
    reference={"type": "string", "maxLength": LONGEST_REFERENCE, "description": "Your name for it."},
    case={
        "type": "string",
        "maxLength": LONGEST_REFERENCE,
        "description": "Your name of the case (pratica) that all its papers belong to: they are compared, with those of its other batches.",
    },
    priority={"type": "string", "enum": [p.value for p in Priority], "default": "normal"},
    due_at={"type": "string", "format": "date-time"},
    client=_OF_CLIENT,
)
_FILES = multipart(FORMATS, {"files": ["scan-0012.pdf"]}, client=_OF_CLIENT)


@router.post(
    "/v1/batches", status_code=202, summary="Send files", openapi_extra=_BODY,
    responses=also(
        s400="Not a well-formed upload.", s408="Too slow.", s409="The Idempotency-Key was used for other content.", s413="Too large.",
        s507="No room for files.",
    ),
)  # fmt: skip
async def send(
    principal: Known,
    tools: ToolsOfCall,
    request: Request,
    idempotency_key: IdempotencyKey = None,
) -> BatchOut:
    """Answers when every file is safe: from then on nothing of the batch is lost. A file that cannot be read does not stop the others.
    The same Idempotency-Key with the same content answers the same batch."""
    with tools.turnstile.passed():
        await run_in_threadpool(_check_room, tools, principal)
        async with received(request, tools.limits) as upload:
            return await run_in_threadpool(_receive, tools, principal, upload, idempotency_key)


@router.post(
    "/v1/files", status_code=201, summary="Send files ahead of their batch", openapi_extra=_FILES,
    responses=also(s400="Not a well-formed upload.", s408="Too slow.", s413="Too large.", s507="No room for files."),
)  # fmt: skip
async def send_files(principal: Known, tools: ToolsOfCall, request: Request) -> FilesOut:
    """The files are safe when this answers, and nothing is read yet: `POST /v1/batches/of-files` makes a batch of them. A sender whose
    line breaks sends again only what was not answered; the same bytes twice cost nothing."""
    with tools.turnstile.passed():
        await run_in_threadpool(_check_room, tools, principal)
        async with received(request, tools.limits) as upload:
            return await run_in_threadpool(_keep_files, tools, principal, upload)


@router.post(
    "/v1/batches/of-files", status_code=202, summary="Make a batch of files sent ahead",
    responses=also(s409="The Idempotency-Key was used for other content."),
)  # fmt: skip
def make_batch(
    body: BatchOfFiles,
    principal: Known,
    tools: ToolsOfCall,
    idempotency_key: IdempotencyKey = None,
) -> BatchOut:
    """As `POST /v1/batches`, with the hashes that `POST /v1/files` answered in place of the bytes. 404 `unknown_file`: send it again."""
    order = receiving.Order(
        client_id=client_of(principal, body.client), sender=principal.id, reference=body.reference or None, priority=body.priority.value,
        due_at=body.due_at, idempotency_key=idempotency_key, case_id=body.case or None,
    )  # fmt: skip
    with tools.database.read(principal.clients) as work:
        work.clients.get(order.client_id)
    files = []
    for file in body.files:
        with tools.files.local_copy(order.client_id, file.sha256) as path:
            files.append(receiving.Upload(display_name(file.name), StoredFile(file.sha256, path.stat().st_size)))
    return _received(tools, order, files)


def _keep_files(tools: Tools, principal: Principal, upload: Upload) -> FilesOut:
    if unknown := sorted(upload.fields.keys() - {"client"}):
        raise InputError("bad_multipart", f"There are no such fields: {', '.join(name[:40] for name in unknown)}.")
    client = client_of(principal, upload.fields.get("client") or None)
    with tools.database.read(principal.clients) as work:
        work.clients.get(client)
    kept = [(display_name(file.filename or ""), _store(tools, client, file.file)) for file in upload.files]
    with tools.database.read(principal.clients) as work:
        return FilesOut(
            files=[
                FileOut(name=name, sha256=f.sha256, size_bytes=f.size_bytes, sent_before=work.sources.was_sent(client, f.sha256))
                for name, f in kept
            ]
        )


def _check_room(tools: Tools, principal: Principal) -> None:
    if tools.free_bytes() < tools.least_free_bytes:
        raise TransientError("storage_full", "There is no room for more files at this moment: try again later.")
    if principal.clients is None:
        return
    with tools.database.read(principal.clients) as work:
        waiting = work.tasks.count_waiting(tools.most_waiting)
    if waiting >= tools.most_waiting:
        raise RetryLaterError("too_many_waiting", "Very many of your files wait already: send more when some have been read.", 30)


def _receive(tools: Tools, principal: Principal, upload: Upload, idempotency_key: str | None) -> BatchOut:
    order = _order(principal, upload, idempotency_key)
    if principal.clients is None:  # else admission knows the company
        with tools.database.read(principal.clients) as work:
            work.clients.get(order.client_id)
    files = [receiving.Upload(display_name(file.filename or ""), _store(tools, order.client_id, file.file)) for file in upload.files]
    return _received(tools, order, files)


def _received(tools: Tools, order: receiving.Order, files: list[receiving.Upload]) -> BatchOut:
    received = receiving.receive(tools.life, order, files)
    return _batch_out(received.batch, received.status, received.sources)


def _order(principal: Principal, upload: Upload, idempotency_key: str | None) -> receiving.Order:
    if unknown := sorted(upload.fields.keys() - FIELDS):
        raise InputError("bad_multipart", f"There are no such fields: {', '.join(name[:40] for name in unknown)}.")
    reference = upload.fields.get("reference") or None
    if reference is not None and len(reference) > LONGEST_REFERENCE:
        raise InputError("invalid_reference", f"A reference has at most {LONGEST_REFERENCE} characters.")
    case = upload.fields.get("case") or None
    if case is not None and len(case) > LONGEST_REFERENCE:
        raise InputError("invalid_reference", f"The name of a case has at most {LONGEST_REFERENCE} characters.")
    return receiving.Order(
        client_id=client_of(principal, upload.fields.get("client") or None), sender=principal.id, reference=reference,
        priority=upload.fields.get("priority") or "normal", due_at=_moment(upload.fields.get("due_at")), idempotency_key=idempotency_key,
        case_id=case,
    )  # fmt: skip


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise InputError("invalid_due_at", "due_at is a moment of ISO 8601 with its zone, such as 2026-03-02T16:00:00Z.")
    return moment


def _store(tools: Tools, client_id: str, file: BinaryIO) -> StoredFile:
    return tools.files.put(client_id, iter(lambda: file.read(CHUNK_BYTES), b""))


def display_name(untrusted_name: str) -> str:
    """A sender's file name made fit to be shown: no control or direction characters, at most 255 characters, never empty."""
    shown = "".join(c for c in unicodedata.normalize("NFC", untrusted_name) if unicodedata.category(c)[0] != "C")
    return shown.strip()[-LONGEST_NAME:] or "unnamed"


@router.get("/v1/batches", summary="List batches")
def list_batches(
    principal: Known,
    tools: ToolsOfCall,
    before: Annotated[str | None, Query(description="`next` of the page before.")] = None,
    reference: Annotated[str | None, Query(max_length=LONGEST_REFERENCE)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> BatchPage:
    """Newest first."""
    with tools.database.read(principal.clients) as work:
        rows = work.batches.newest(limit + 1, before, reference)
        statuses = work.batches.statuses([row.id for row in rows])
    shown = rows[:limit]
    out = [_batch_out(row, statuses[row.id]) for row in shown]
    return BatchPage(batches=out, next=shown[-1].id if len(rows) > limit else None)


@router.get("/v1/batches/{batch}", summary="One batch")
async def get_batch(batch: str, principal: Known, tools: ToolsOfCall) -> BatchOut:
    """State, counts, due time, and its files with their errors."""
    return await run_in_threadpool(_get_batch, batch, principal, tools)  # the answer itself is small: no thread for it


def _get_batch(batch: str, principal: Principal, tools: Tools) -> BatchOut:
    with tools.database.read(principal.clients) as work:
        return _counted(work, work.batches.get(batch))


@router.patch("/v1/batches/{batch}", summary="Change the urgency of a batch", responses=also(s412="It has changed since."))
def change_batch(batch: str, body: BatchChange, principal: Known, tools: ToolsOfCall, if_match: IfMatch = None) -> BatchOut:
    """Priority and due time, of the machine's work and of people's."""
    with tools.database.work(principal.clients) as work:
        row = work.batches.get(batch)
        work.hold(row)
        check_unchanged(if_match, _etag(row))
        due_at = body.due_at if "due_at" in body.model_fields_set else row.due_at
        work.batches.set_urgency(row, body.priority.value if body.priority else row.priority, due_at)
        work.audit_log.note(row.client_id, principal.id, "batch.changed", batch, members=sorted(body.model_fields_set))
        return _counted(work, row)


@router.get("/v1/batches/{batch}/sources/{source}", summary="A file as it was sent", response_class=Response, responses=ORIGINAL)
def get_source(batch: str, source: str, principal: Known, tools: ToolsOfCall) -> Response:
    """The bytes, unaltered, to be saved and never shown by a browser."""
    with tools.database.work(principal.clients) as work:
        row = work.sources.get(source)
        if row.batch_id != batch:
            raise NotFoundError("unknown_source", "There is no such file.")
        work.audit_log.note(row.client_id, principal.id, "original.fetched", source)
    name = f"attachment; filename=\"original\"; filename*=UTF-8''{quote(row.name, safe='')}"
    headers = {"Content-Disposition": name, "ETag": f'"{row.sha256}"'}
    return Response(tools.files.read(row.client_id, row.sha256), media_type="application/octet-stream", headers=headers)


@router.get(
    "/v1/batches/{batch}/results", summary="Results so far", response_class=Response,
    responses=also(s400="No such format.")
    | {200: {"content": {"application/json": {}, "application/x-ndjson": {}, "text/csv": {}}, "description": "The results in the format."}},
)  # fmt: skip
def get_results(
    batch: str,
    principal: Known,
    tools: ToolsOfCall,
    format_: Annotated[str, Query(alias="format", description="json, jsonl, csv or xlsx.")] = "json",
) -> StreamingResponse:
    """Every document read so far, in the order of the files; fields that wait for a person say so."""
    chosen = exports.load(format_)
    with tools.database.work(principal.clients) as work:
        row = work.batches.get(batch)
        work.audit_log.note(row.client_id, principal.id, "results.fetched", batch, format=format_)
    name = f"{batch}.{format_}"
    return StreamingResponse(
        chosen.write(_results(tools, principal, batch)), media_type=chosen.MEDIA_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )  # fmt: skip


def _results(tools: Tools, principal: Principal, batch: str) -> Iterator[dict[str, object]]:
    with tools.database.read(principal.clients) as work:
        for stored in work.documents.of_batch(batch):
            yield stored.as_result()


@router.get("/v1/batches/{batch}/documents", summary="The documents of a batch")
def list_documents(batch: str, principal: Known, tools: ToolsOfCall) -> DocumentPage:
    """In the order of its files, without their fields."""
    with tools.database.read(principal.clients) as work:
        work.batches.get(batch)
        rows = []
        for stored in work.documents.of_batch(batch):
            rows.append(document_row(stored))
    return DocumentPage(documents=rows, next=None)


def _counted(work: Work, row: Batch) -> BatchOut:
    files = work.sources.of_batch(row.id)
    return _batch_out(row, work.batches.status(row.id, files), files)


def _batch_out(row: Batch, status: BatchStatus, sources: list[Source] | None = None) -> BatchOut:
    return BatchOut(
        id=row.id, client_id=row.client_id, reference=row.reference, case=row.case_id, priority=Priority(row.priority), due_at=row.due_at,
        created_at=row.created_at, completed_at=row.closed_at, state=status.state,
        counts=BatchCounts(
            sources=dict(status.sources), documents=dict(status.documents), fields=dict(status.fields),
            pages_read=status.pages_read, pages_total=status.pages_total,
        ),
        sources=None if sources is None else [_source_out(source) for source in sources], etag=_etag(row),
    )  # fmt: skip


def _etag(row: Batch) -> str:
    return etag_of(row.priority, row.due_at)


def _source_out(row: Source) -> SourceOut:
    return SourceOut(
        id=row.id, name=row.name, size_bytes=row.size_bytes, sha256=row.sha256, state=row.state, pages=row.page_count,
        pages_read=row.pages_read, parent_id=row.parent_id, duplicate_of=row.duplicate_of,
        error=ErrorOut(code=row.error_code, message=row.error_message or "") if row.error_code else None,
    )  # fmt: skip
