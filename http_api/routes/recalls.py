"""Recalls: which delivered documents a withdrawal puts in doubt, and what came of each."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from http_api.admission import Known, ToolsOfCall
from http_api.routes import PROBLEMS
from http_api.schemas.recalls import RecalledField, RecalledFields, RecallOut, Recalls
from storage import Work
from storage.recalls import Suspect, SuspectField
from storage.tables import Certificate

router = APIRouter(tags=["figures"], responses=PROBLEMS)
PAGE = 500
_STATES = {"agreed": "right", "right": "right", "wrong": "wrong", "unreadable": "unreadable"}


@router.get("/v1/recalls", summary="Withdrawals and the documents they put in doubt")
def list_recalls(principal: Known, tools: ToolsOfCall) -> Recalls:
    """A class whose accepted fields were wrong too often is withdrawn; what it had accepted since then is keyed again, blind."""
    with tools.database.read(principal.clients) as work:
        return Recalls(recalls=[_out(work, row) for row in work.certificates.withdrawals()])


@router.get("/v1/recalls/{recall}/fields", summary="The fields of a recall")
def list_recalled(
    recall: str,
    principal: Known,
    tools: ToolsOfCall,
    before: Annotated[str | None, Query(description="`next` of the page before.")] = None,
) -> RecalledFields:
    """Field by field, with the document that delivered it."""
    with tools.database.read(principal.clients) as work:
        row = work.certificates.withdrawal(recall)
        found = work.recalls.fields(Suspect.of(row), PAGE + 1, before)
        shown, more = _whole_documents(found)
        return RecalledFields(
            recall=_out(work, row), fields=[_field(field) for field in shown], next=shown[-1].document.id if more else None
        )


def _whole_documents(found: list[SuspectField]) -> tuple[list[SuspectField], bool]:
    """At most a page, never part of a document's fields, and whether there is more."""
    if len(found) <= PAGE:
        return found, False
    last = found[-1].document.id
    kept = [field for field in found if field.document.id != last]
    return (kept, True) if kept else (found[:PAGE], True)


def _out(work: Work, row: Certificate) -> RecallOut:
    suspect, counts = Suspect.of(row), work.recalls.counts(Suspect.of(row))
    return RecallOut(
        id=row.id, risk_class=row.risk_class, stratum=row.stratum, clean_at=suspect.after, withdrawn_at=row.made_at,
        audited=row.audited, wrong=row.wrong, text=row.details["reason"], documents=counts.documents, fields=counts.fields,
        waiting=counts.waiting, found_right=counts.right, found_wrong=counts.wrong, unreadable=counts.unreadable,
    )  # fmt: skip


def _field(field: SuspectField) -> RecalledField:
    document = field.document
    return RecalledField(
        document_id=document.id, client_id=document.client_id, batch_id=document.batch_id, source=field.source, type=document.type,
        key=field.key, state=_STATES.get(field.state or "", "waiting"), version=document.version,
    )  # fmt: skip
