"""The evidence pack of a batch: hashes from the originals to the data, the audit sample, the models; signed."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from auth.principals import Principal
from domain.errors import SetupError
from http_api.admission import Known, ToolsOfCall
from http_api.routes import PROBLEMS
from http_api.tools import Tools
from workflow.evidence import evidence_of

router = APIRouter(tags=["batches"], responses=PROBLEMS)
Format = Literal["pdf", "json"]
TYPES: dict[Format, str] = {"pdf": "application/pdf", "json": "application/json"}
SIGNED: dict[int | str, dict[str, object]] = {
    200: {"content": {type_: {} for type_ in TYPES.values()}, "description": "PDF signed by PAdES, or JSON with its signature."}
}


@router.get("/v1/batches/{batch}/evidence", summary="The signed evidence of a batch", response_class=Response, responses=SIGNED)
def get_evidence(
    batch: str, principal: Known, tools: ToolsOfCall, format_: Annotated[Format, Query(alias="format", description="pdf or json.")] = "pdf"
) -> Response:
    """What proves how the batch was worked, without any of its values."""
    return evidence_answer(batch, principal, tools, format_)


def evidence_answer(batch: str, principal: Principal, tools: Tools, format_: Format) -> Response:
    """The pack as a file to be saved."""
    with tools.database.work(principal.clients) as work:
        row = work.batches.get(batch)
        if tools.evidence_seal is None or tools.versions is None:
            raise SetupError("no_evidence_key", "This installation has no key to sign evidence with.")
        work.audit_log.note(row.client_id, principal.id, "evidence.fetched", batch, format=format_)
    found, seal = evidence_of(tools.life, principal.clients, batch, tools.versions.files()), tools.evidence_seal()
    content = seal.as_pdf(found) if format_ == "pdf" else seal.as_json(found)
    headers = {"Content-Disposition": f'attachment; filename="evidence-{row.id}.{format_}"'}
    return Response(content, media_type=TYPES[format_], headers=headers)
