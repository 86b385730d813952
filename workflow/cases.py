"""compared: what the papers of a case say of the same thing; where they disagree, people look, delivered or not."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from decision.cases import MOST_SURE, check_case
from domain.case import DISAGREEMENT, CasePaper, CaseWarning
from domain.document import DecisionKind, DocumentState
from storage.documents import StoredDocument
from storage.tables import Document
from storage.unit_of_work import Work
from workflow.deliver import tell
from workflow.questions import ask_waiting
from workflow.tools import Tools

UNKNOWN = "unknown"


def compare_case(work: Work, tools: Tools, batch_id: str) -> None:
    """The documents of the batch's case, all batches of that case together, compared by the rules; nothing where it has no case.

    A field accepted by the machine that disagrees goes back to a person, and a completed document with it; what a person decided
    stays, with the warning. Documents held for their cut or type are left out until they are let go.
    """
    batch = work.batches.get(batch_id)
    if batch.case_id is None:
        return
    work.changes.lock(batch.client_id)  # of two transactions that end papers of one case, the second sees the first
    documents = list(work.documents.of_case(batch.client_id, batch.case_id))
    compared = [d for d in documents if not d.row.held and d.result.state is not DocumentState.FAILED]
    complete = compared == documents and work.batches.is_case_read(batch.client_id, batch.case_id)
    complete = complete and all(d.result.type != UNKNOWN for d in documents)
    found: dict[str, list[CaseWarning]] = defaultdict(list)
    for warning in check_case(tools.case_rules, [_paper(d) for d in compared], complete):
        for document in warning.documents:
            found[document].append(warning)
    for stored in compared:
        _apply(work, stored, found[stored.row.id])


def _paper(stored: StoredDocument) -> CasePaper:
    values = {key: field.value for key, field in stored.result.fields.items()}
    return CasePaper(stored.row.id, stored.result.type, stored.result.form, values)


def _apply(work: Work, stored: StoredDocument, warnings: list[CaseWarning]) -> None:
    kept = [_kept(warning) for warning in warnings]
    here = {place.key for warning in warnings for place in warning.places if place.document == stored.row.id}
    doubted = [key for key, field in stored.result.fields.items() if key in here and field.decision is DecisionKind.AUTO]
    if kept == stored.row.case_warnings and not doubted:
        return
    document = work.documents.new_version(stored.row.id, None)
    document.case_warnings = kept
    reopened = _doubt(work, document, doubted)
    work.session.flush()
    tell(work, document, "document.needs_review" if reopened else "document.changed")
    if doubted:
        work.audit_log.note(document.client_id, "machine", "document.compared", document.id, keys=doubted)
        ask_waiting(work, document)


def _doubt(work: Work, document: Document, keys: list[str]) -> bool:
    """These fields wait for a person; whether the document was complete before."""
    if not keys:
        return False
    work.documents.doubt(document, keys, MOST_SURE, DISAGREEMENT)
    reopened = document.state == DocumentState.COMPLETED.value
    document.state = DocumentState.NEEDS_REVIEW.value
    return reopened


def _kept(warning: CaseWarning) -> dict[str, Any]:
    """A warning as it is stored: without values, which are looked up where they stand, so that they are erased in one place."""
    return {
        "code": warning.code, "rule": warning.rule, "subject": warning.subject, "label": dict(warning.label),
        "places": [{"document_id": place.document, "key": place.key} for place in warning.places],
    }  # fmt: skip
