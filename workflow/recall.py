"""recalled: fields accepted since a class may have been wrong too often are keyed again, blind, in documents delivered already.

A field found wrong is amended, as after any audit, and everybody who has the document is told. Recalled fields were not drawn by the
coin: they are no labels of a certificate, and no part of the accuracy shown.
"""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from storage.recalls import Suspect
from storage.tables import Audit, Document, FieldRow
from storage.unit_of_work import EVERY_CLIENT, Work
from workflow.questions import about_document, urgency_of
from workflow.tools import Tools

_log = structlog.get_logger()
AT_ONCE = 200
"""Fields asked in one transaction."""


def recall(tools: Tools) -> int:
    """Asks for every suspect field that nobody is asked for yet, in steps; how many. Safe to call at any time, and twice."""
    asked = 0
    while step := tools.database.run(EVERY_CLIENT, _step):
        asked += step
    if asked:
        _log.info("fields_recalled", fields=asked)
    return asked


def _step(work: Work) -> int:
    work.certificates.lock()
    asked = 0
    for withdrawal in work.certificates.withdrawals():
        for document, fields in work.recalls.not_asked(Suspect.of(withdrawal), AT_ONCE - asked):
            _ask(work, document, fields)
            asked += len(fields)
        if asked >= AT_ONCE:
            break
    return asked


def _ask(work: Work, document: Document, fields: Sequence[FieldRow]) -> None:
    """One blind task for these fields, not for those who have worked on the document."""
    for field in fields:
        work.reviews.add_audit(
            Audit(
                client_id=document.client_id, document_id=document.id, key=field.key, kind=field.kind, type=document.type,
                risk_class=field.risk_class, stratum=field.stratum, confidence=field.machine_confidence, rate=0.0,
                machine_value=field.machine_value,
            )
        )  # fmt: skip
    known = sorted({answer.person_id for answer in work.reviews.answers_of(document.id)})
    urgency = urgency_of(work.batches.get(document.batch_id))
    work.reviews.add(about_document(document, "audit", [field.key for field in fields], urgency, known))
    work.audit_log.note(document.client_id, "machine", "document.recalled", document.id, keys=[field.key for field in fields])
