"""amended: a delivered value was wrong, and everybody who has it is told by a new version."""

from __future__ import annotations

from collections.abc import Sequence

from domain.errors import InputError
from storage.documents import Setting
from storage.tables import Document
from storage.unit_of_work import Scope, Work
from workflow.cases import compare_case
from workflow.deliver import tell
from workflow.tools import Tools


def amend(tools: Tools, scope: Scope, document_id: str, expected: int, settings: Sequence[Setting], person_id: str) -> int:
    """Fields of a document as a person corrects them outside a review task. Gives the new version.

    Raises ConflictError `version_conflict`, NotFoundError, InputError `nothing_to_amend`.
    """
    with tools.database.work(scope) as work:
        document = amend_in(work, document_id, expected, settings, person_id)
        compare_case(work, tools, document.batch_id)
        return document.version


def amend_in(work: Work, document_id: str, expected: int | None, settings: Sequence[Setting], person_id: str) -> Document:
    """As `amend`, inside another transition."""
    if not settings:
        raise InputError("nothing_to_amend", "Say which fields to change.")
    document = work.documents.new_version(document_id, expected)
    work.documents.set_by_person(document, settings, person_id)
    work.documents.complete_if_decided(document)
    work.audit_log.note(document.client_id, person_id, "document.amended", document.id, keys=[s.key for s in settings])
    tell(work, document, "document.amended")
    return document
