"""Signed links: made by somebody who may see the thing, opened by whoever has them, void when the company says so."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from auth import links
from auth.links import Kind, Link
from auth.principals import Principal, Scope
from delivery import exports
from domain.errors import InputError
from http_api.admission import Known, ToolsOfCall
from http_api.errors import RetryLaterError
from http_api.routes import PROBLEMS
from http_api.routes.batches import get_results
from http_api.routes.evidence import TYPES, evidence_answer
from http_api.routes.people import visible
from http_api.schemas.links import LinkIn, LinkOut
from http_api.tools import Tools
from storage import EVERY_CLIENT

router = APIRouter(tags=["links"], responses=PROBLEMS)
LINKED: dict[int | str, dict[str, object]] = {
    200: {"content": {"application/octet-stream": {}}, "description": "The thing, in the format the link was made for."}
}


@router.post("/v1/links", status_code=201, summary="Make a link to one thing")
def make_link(body: LinkIn, principal: Known, request: Request, tools: ToolsOfCall) -> LinkOut:
    """For a result, the results or the evidence of a batch; whoever has it needs no sign-in until it expires."""
    _check_format(body.kind, body.format)
    with tools.database.work(principal.clients) as work:
        row = work.documents.get(body.id) if body.kind is Kind.DOCUMENT else work.batches.get(body.id)
        client = work.clients.get(row.client_id)
        made = Link(client.id, body.kind, body.id, body.format, tools.clock() + timedelta(hours=body.hours))
        work.audit_log.note(client.id, principal.id, "link.made", body.id, link=made.id, kind=body.kind.value, hours=body.hours)
        text = links.write(made, links.key_of(tools.pepper, client.id, client.link_generation))
    base = tools.public_url.rstrip("/") or str(request.base_url).rstrip("/")
    return LinkOut(id=made.id, url=f"{base}/v1/links/{text}", expires_at=made.expires_at)


@router.get("/v1/links/{link}", summary="Open a link", response_class=Response, responses=LINKED)
def open_link(link: str, tools: ToolsOfCall) -> Response:
    """The one thing it was made for, as a file; the audit log names the link."""
    found = links.read(link, lambda client: _key(tools, client), tools.clock())
    who, now = Principal(f"link-{found.id}", frozenset({Scope.READ}), frozenset({found.client}), "link"), tools.clock()
    if wait := tools.calls.wait(who.id, now):
        raise RetryLaterError("too_many_requests", "Too many calls in a minute: slow down.", int(wait.total_seconds()) + 1)
    tools.calls.record(who.id, now)
    if found.kind is Kind.EVIDENCE:
        return evidence_answer(found.target, who, tools, "json" if found.format == "json" else "pdf")
    if found.kind is Kind.RESULTS:
        return get_results(found.target, who, tools, found.format)
    with tools.database.work(who.clients) as work:
        stored = work.documents.load(found.target)
        work.audit_log.note(found.client, who.id, "document.viewed", found.target)
        headers = {"Content-Disposition": f'attachment; filename="{stored.row.id}.json"'}
        return JSONResponse(stored.as_result(), headers=headers)


@router.post("/v1/clients/{client}/links/revoke", status_code=204, summary="Make every link of a company void")
def revoke_links(client: str, principal: Known, tools: ToolsOfCall) -> None:
    """At once, those under way included; links made afterwards are signed by the next key."""
    with tools.database.work(EVERY_CLIENT) as work:
        visible(work, principal.clients, client)
        row = work.clients.get(client)
        row.link_generation += 1
        work.audit_log.note(row.id, principal.id, "links.revoked", row.id)


def _key(tools: Tools, client: str) -> bytes | None:
    with tools.database.read(EVERY_CLIENT) as work:
        row = work.clients.find(client)
    return links.key_of(tools.pepper, row.id, row.link_generation) if row and row.active else None


def _check_format(kind: Kind, format_: str) -> None:
    if kind is Kind.RESULTS:
        exports.load(format_)
    elif format_ not in ({""} if kind is Kind.DOCUMENT else TYPES):
        raise InputError("unknown_format", "Evidence is pdf or json; a document needs no format.")
