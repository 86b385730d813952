"""Logical documents: their result, history, page images and crops, and reading a zone again."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from math import exp
from typing import Annotated, Any, Literal

import cv2
import numpy as np
from fastapi import APIRouter, Header, Path, Query, Request, Response
from fastapi.responses import JSONResponse

from domain.document import DecisionKind, DocumentState
from domain.document_type import KINDS
from domain.errors import ConflictError, InputError, NotFoundError, TransientError
from domain.geometry import Box
from domain.page import Image, ZoneReading
from extraction.values import parse
from http_api import answers
from http_api.admission import Known, ToolsOfCall
from http_api.page_images import form_etag, page_answer
from http_api.review_payload import box_out, labels_for, page_words
from http_api.routes import PROBLEMS, also
from http_api.schemas.documents import (
    CandidateOut,
    DocumentPage,
    DocumentRow,
    DocumentWithHistory,
    ErrorOut,
    EventOut,
    PageOut,
    PageWords,
    TickBoxOut,
    VersionOut,
    ZoneIn,
    ZoneOut,
)
from http_api.schemas.review import Amended, Amendment
from http_api.tools import Tools
from storage import Work
from storage.documents import Find, StoredDocument
from storage.read_pages import decode_page, decode_reading
from storage.tables import Document, Page
from workflow.amend import amend

router = APIRouter(tags=["documents"], responses=PROBLEMS)

PNG: dict[int | str, dict[str, Any]] = {200: {"content": {"image/png": {}}, "description": "PNG, grey, upright."}}
DOUBTFUL = 0.9
"""Characters the engine is less sure of are shown as doubtful."""
CANDIDATES = 5
MARGIN = 0.01
"""What a crop shows around its box, as a fraction of the page."""


@router.get("/v1/documents", summary="Find documents")
def list_documents(
    principal: Known,
    tools: ToolsOfCall,
    client: Annotated[str | None, Query(description="One client company.")] = None,
    type_: Annotated[str | None, Query(alias="type", description="One document type.")] = None,
    form: Annotated[str | None, Query(description="One form.")] = None,
    state: Annotated[DocumentState | None, Query(description="One state.")] = None,
    field: Annotated[str | None, Query(description="With a field of this key; see `decision` and `outcome`.")] = None,
    decision: Annotated[DecisionKind | None, Query(description="With a field decided so.")] = None,
    outcome: Annotated[str | None, Query(description="With a field that a person `confirmed`, `corrected`, ...")] = None,
    audit: Annotated[Literal["checked", "wrong"] | None, Query(description="With a field of the audited sample; found wrong.")] = None,
    since: Annotated[date | None, Query(description="Received on this day (UTC) or later.")] = None,
    until: Annotated[date | None, Query(description="Received before this day (UTC).")] = None,
    before: Annotated[str | None, Query(description="`next` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> DocumentPage:
    """Newest first: the documents behind a figure."""
    find = Find(
        client, type_, form, state.value if state else None, field, decision.value if decision else None, outcome, before,
        audit, midnight(since), midnight(until),
    )  # fmt: skip
    with tools.database.read(principal.clients) as work:
        found = work.documents.newest(find, limit + 1)
    shown = found[:limit]
    return DocumentPage(documents=[document_row(stored) for stored in shown], next=shown[-1].row.id if len(found) > limit else None)


def midnight(day: date | None) -> datetime | None:
    """Where a day begins, UTC."""
    return datetime.combine(day, time(), UTC) if day else None


def document_row(stored: StoredDocument) -> DocumentRow:
    """A document without its fields."""
    decisions = [field.decision.value for field in stored.result.fields.values()]
    error = stored.result.error
    return DocumentRow(
        id=stored.row.id, version=stored.row.version, source=stored.result.source, pages=list(stored.result.pages),
        type=stored.result.type, form=stored.result.form, state=stored.result.state.value, held=stored.row.held,
        error=ErrorOut(code=error.code, message=error.message) if error else None,
        fields={decision: decisions.count(decision) for decision in sorted(set(decisions))},
    )  # fmt: skip


@router.get("/v1/documents/{document}", summary="One result", response_model=DocumentWithHistory)
def get_document(document: str, principal: Known, tools: ToolsOfCall, request: Request) -> Response:
    """results.md with id, version and history; its ETag is the version."""
    with tools.database.work(principal.clients) as work:
        stored = work.documents.load(document)
        body = _with_history(work, stored)
        work.audit_log.note(stored.row.client_id, principal.id, "document.viewed", document, version=stored.row.version)
    etag = f'"{stored.row.version}"'
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers={"ETag": etag})
    return JSONResponse(DocumentWithHistory(**body).model_dump(mode="json"), headers={"ETag": etag})


def _with_history(work: Work, stored: StoredDocument) -> dict[str, Any]:
    row = stored.row
    history = [
        VersionOut(
            version=v.version, at=v.at, field=v.key, value=v.value, confidence=v.confidence, decision=v.decision, reasons=v.reasons, by=v.by
        )
        for v in work.documents.history(row.id)
    ]
    events = [
        EventOut(at=e.at, actor=e.actor, action=e.action, details=e.details) for e in work.audit_log.of_subject(row.client_id, row.id)
    ]
    return stored.as_result() | {
        "replaced": row.replaced_at is not None,
        "erased": row.erased_at is not None,
        "history": history,
        "events": events,
        "page_images": page_images(work, row),
    }


def page_images(work: Work, row: Document) -> list[PageOut]:
    """The pages of the document that have been read."""
    asked = set(row.pages)
    return [page_out(row.id, page) for page in work.sources.pages(row.source_id) if page.number in asked]


def page_out(document_id: str, page: Page) -> PageOut:
    """A page's size and address; the address changes with its content."""
    url = f"/v1/documents/{document_id}/pages/{page.number}?v={page.image_sha256[:12]}"
    return PageOut(number=page.number, width=page.width_px, height=page.height_px, url=url)


@router.get("/v1/documents/{document}/pages/{page}", summary="A page image", response_class=Response, responses=PNG)
def get_page(
    document: str,
    page: Annotated[int, Path(ge=1)],
    principal: Known,
    tools: ToolsOfCall,
    v: Annotated[str | None, Query(max_length=64, description="Part of the address; not needed.")] = None,
    if_none_match: Annotated[str | None, Header()] = None,
    accept: Annotated[str, Header()] = "",
) -> Response:
    """The page upright and deskewed, as every box refers to it: WebP where `Accept` names it. `page` counts in the file, from 1."""
    row, of_page = _page(tools, principal.clients, document, page, principal.id, "page.viewed")
    if if_none_match == form_etag(of_page.image_sha256, accept):
        return Response(status_code=304, headers={"ETag": if_none_match, "Vary": "Accept"})
    ending = "webp" if "image/webp" in accept else "png"
    name = {"Content-Disposition": f'inline; filename="page-{page}.{ending}"'}
    return page_answer(tools.files, row.client_id, of_page.image_sha256, accept, name)


@router.get("/v1/documents/{document}/pages/{page}/words", summary="What was read on a page")
def get_words(document: str, page: Annotated[int, Path(ge=1)], principal: Known, tools: ToolsOfCall) -> PageWords:
    """Words, tick boxes and printed lines with their places: to click a word, to draw a form."""
    row, of_page = _page(tools, principal.clients, document, page, principal.id, "words.viewed")
    reading = decode_reading(tools.files.read(row.client_id, of_page.reading_sha256))
    ticks = [
        TickBoxOut(box=box_out(Box(**tick["box"])), shape=tick["shape"], state=tick["state"]) for tick in reading.get("tick_boxes", [])
    ]
    rules = [box_out(Box(**rule)) for rule in reading.get("rules", [])]
    return PageWords(words=list(page_words(reading, page)), tick_boxes=ticks, rules=rules)


@router.get("/v1/documents/{document}/fields/{field}/crop", summary="The picture of one field", response_class=Response, responses=PNG)
def get_crop(document: str, field: str, principal: Known, tools: ToolsOfCall) -> Response:
    """The evidence of a value: its box with a little around it. 404 where nothing was found on the page."""
    with tools.database.read(principal.clients) as work:
        result = work.documents.load(document).result.fields.get(field)
    if result is None or result.page is None or result.box is None:
        raise NotFoundError("unknown_field", "There is no such field, or nothing was found for it on the page.")
    row, of_page = _page(tools, principal.clients, document, result.page, principal.id, "crop.viewed")
    grey = _decoded(tools.files.read(row.client_id, of_page.image_sha256))
    x0, y0, x1, y1 = result.box.grown(MARGIN, MARGIN).pixels(grey.shape[1], grey.shape[0])
    _, png = cv2.imencode(".png", grey[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)])
    return Response(png.tobytes(), media_type="image/png", headers={"Cache-Control": "private, max-age=3600"})


@router.patch(
    "/v1/documents/{document}/fields", summary="Amend fields", response_model=Amended,
    responses=also(s409="The document has been replaced.", s412="It has changed since: load it again.", s428="If-Match is missing."),
)  # fmt: skip
def amend_fields(
    document: str,
    body: Amendment,
    principal: Known,
    tools: ToolsOfCall,
    response: Response,
    if_match: Annotated[str | None, Header()] = None,
) -> Amended:
    """Corrects fields outside a review task, delivered ones too: a new version that everybody who follows the changes sees."""
    if if_match is None:
        raise InputError("precondition_required", "Send If-Match with the ETag of the document you saw.")
    version = if_match.strip('"')
    with tools.database.read(principal.clients) as work:
        row = work.documents.get(document)
        rows = {field.key: field for field in work.documents.fields(document)}
        labels = labels_for(work, tools, row)
    if version != str(row.version):
        raise ConflictError("precondition_failed", "The document has changed since you loaded it: load it again.")
    settings = answers.settings(rows, labels, body.fields)
    new = amend(tools.life, principal.clients, document, row.version, settings, principal.id)
    response.headers["ETag"] = f'"{new}"'
    return Amended(document_id=document, version=new)


@router.post("/v1/documents/{document}/read-zone", summary="Read a zone again")
def read_zone(document: str, body: ZoneIn, principal: Known, tools: ToolsOfCall) -> ZoneOut:
    """What the engine reads inside a box: a candidate for the person, stored nowhere."""
    if tools.read_zone is None:
        raise TransientError("no_reader", "This process cannot read; type the value.")
    if body.kind not in KINDS:
        raise InputError("unknown_kind", f"The kind of a zone is one of: {', '.join(KINDS)}.")
    if body.box.width <= 0 or body.box.height <= 0:
        raise InputError("empty_zone", "Draw a zone with a width and a height.")
    row, of_page = _page(tools, principal.clients, document, body.page, principal.id, "zone.read")
    page = decode_page(tools.files.read(row.client_id, of_page.image_sha256), tools.files.read(row.client_id, of_page.reading_sha256))
    box = Box(body.box.x, body.box.y, min(1.0, body.box.x + body.box.width), min(1.0, body.box.y + body.box.height))
    return _zone_out(tools.read_zone(page, box, body.kind), body.kind)


def _zone_out(reading: ZoneReading, kind: str) -> ZoneOut:
    parsed = [] if reading.empty else parse(kind, reading.text, reading.chars)
    doubtful = (
        [[i, i + 1] for i, char in enumerate(reading.chars) if char.score < DOUBTFUL] if len(reading.chars) == len(reading.text) else []
    )
    return ZoneOut(
        text=reading.text, value=parsed[0].value if parsed else None, score=round(reading.score, 4), doubtful=doubtful, empty=reading.empty,
        candidates=[CandidateOut(value=p.value, score=round(exp(min(0.0, p.score)), 4)) for p in parsed[:CANDIDATES]],
    )  # fmt: skip


def _page(tools: Tools, clients: frozenset[str] | None, document: str, page: int, actor: str, action: str) -> tuple[Document, Page]:
    """The document and one of its own pages, the look noted in the audit log."""
    with tools.database.work(clients) as work:
        row = work.documents.get(document)
        if page not in row.pages:
            raise NotFoundError("unknown_page", "There is no such page, or it has not been read yet.")
        of_page = work.sources.page(row.source_id, page)
        work.audit_log.note(row.client_id, actor, action, document, page=page)
    return row, of_page


def _decoded(png: bytes) -> Image:
    return np.asarray(cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_GRAYSCALE), np.uint8)
