"""understood: what the machine found in a file becomes documents, questions for people, audits, and news for the client."""

from __future__ import annotations

from collections.abc import Sequence

from domain.document import DecisionKind, DocumentResult, DocumentState, ResultError
from domain.errors import InputError
from storage.clock import now
from storage.tables import Batch, Document, Source
from storage.unit_of_work import Work
from workflow.audit import drawn_key, open_audit
from workflow.cases import compare_case
from workflow.certify import decide_again, decide_by_audits
from workflow.deliver import close_batch, tell
from workflow.questions import about_document, about_file, urgency_of
from workflow.tools import Tools

UNKNOWN = "unknown"


def conclude(work: Work, source: Source, results: Sequence[DocumentResult], tools: Tools) -> None:
    """Stores the results of a file (of the documents a person told, when there is a structure) and what follows from them."""
    batch = work.batches.get(source.batch_id)
    doubtful = False
    for position, result in enumerate(decide_by_audits(work, results, tools)):
        held = source.structure is None and is_structure_doubtful(result, tools.rules.structure_threshold)
        doubtful = doubtful or held
        drawn = drawn_key(source, result)
        document = work.documents.add(source, position, result, [drawn[0]] if drawn else [], held)
        _note(work, document)
        tell(work, document)
        if not held:
            _ask(work, batch, source, document)
    source.state, source.finished_at = ("structure_review", None) if doubtful else ("done", now())
    if doubtful:
        work.reviews.add(about_file(source, "structure", urgency_of(batch)))
    compare_case(work, tools, batch.id)
    close_batch(work, source.client_id, source.batch_id)


def is_structure_doubtful(result: DocumentResult, threshold: float) -> bool:
    """Must a person look at the cut or the type before anybody looks at the fields?"""
    if result.state is DocumentState.FAILED:
        return False
    return result.type == UNKNOWN or min(result.type_confidence, result.cut_confidence) < threshold


def let_go(work: Work, source: Source, document: Document, tools: Tools) -> None:
    """A person confirmed cut and type: the machine's decisions on the fields now hold."""
    document = work.documents.new_version(document.id, None)
    document.held, document.type_confidence, document.cut_confidence = False, 1.0, 1.0
    for field in work.documents.fields(document.id):
        field.decision = field.machine_decision
        decide_again(work, field, tools)
    work.session.flush()
    work.documents.complete_if_decided(document)
    tell(work, document)
    _ask(work, work.batches.get(document.batch_id), source, document)


def fail(work: Work, source: Source, error: InputError) -> None:
    """The file cannot be read: one failed document says why, and the rest of its batch goes on. A second failure says nothing new."""
    if source.state == "failed":
        return
    source.state, source.finished_at, source.error_code, source.error_message = "failed", now(), error.code, error.message
    work.tasks.cancel_of(source.id)
    result = DocumentResult(
        source.name, (), UNKNOWN, 0.0, None, DocumentState.FAILED, error=ResultError(error.code, error.message), cut_confidence=0.0
    )
    document = work.documents.add(source, 0, result)
    _note(work, document)
    tell(work, document)
    close_batch(work, source.client_id, source.batch_id)


def settle(work: Work, tools: Tools, document: Document, amended: bool = False) -> None:
    """After a person's answer: completes the document when nothing waits any more, and tells the client.

    `amended`: a value is no longer what it was, so whoever had the document complete already has a wrong one.
    """
    delivered = document.state == DocumentState.COMPLETED.value
    completed = work.documents.complete_if_decided(document)
    tell(work, document, "document.completed" if completed else "document.amended" if delivered and amended else "document.changed")
    if completed:
        work.audit_log.note(document.client_id, "machine", "document.completed", document.id, version=document.version)
    compare_case(work, tools, document.batch_id)
    close_batch(work, document.client_id, document.batch_id)


def _ask(work: Work, batch: Batch, source: Source, document: Document) -> None:
    fields = work.documents.fields(document.id)
    waiting = [field.key for field in fields if field.decision == DecisionKind.REVIEW.value]
    if waiting:
        work.reviews.add(about_document(document, "fields", waiting, urgency_of(batch)))
    open_audit(work, source, document, fields, urgency_of(batch))


def _note(work: Work, document: Document) -> None:
    work.audit_log.note(document.client_id, "machine", f"document.{document.state}", document.id, version=document.version)
