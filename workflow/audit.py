"""audited: of the fields whose confidence decides, some drawn by a coin are keyed again by a person who does not see the machine's value.

Accepted ones tell how right the machine is; those that wait for a proof are what a class is proved with, at first or again.
The coin is drawn when the file arrives, so the sample does not depend on any score; at most one field of a document is drawn, so
that errors that come together in one bad document do not make the sample look larger than it is.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping, Sequence

from decision.standing import hinges_on_confidence
from domain.comparison import same_value
from domain.document import DocumentResult, Value
from domain.errors import InputError
from storage.clock import now
from storage.tables import Audit, Document, FieldRow, Source
from storage.unit_of_work import Scope, Work
from workflow.answers import Answer, open_answer, remember
from workflow.certify import weigh
from workflow.questions import Urgency, about_document
from workflow.tools import Tools


def drawn_key(source: Source, result: DocumentResult) -> tuple[str, float] | None:
    """The field of a document that the coin of its file chose, with the chance it had; None when the document was not drawn.

    Looks at the names of the fields alone, never at their values, scores or decisions.
    """
    keys = sorted(result.fields)
    if not keys or not result.pages:
        return None
    seed = hashlib.sha256(f"{source.qa_seed}/{result.pages[0]}".encode()).digest()
    coin = random.Random(seed)
    if coin.random() >= source.qa_rate * len(keys):
        return None
    return coin.choice(keys), min(source.qa_rate, 1 / len(keys))


def open_audit(work: Work, source: Source, document: Document, fields: Sequence[FieldRow], urgency: Urgency) -> None:
    """A blind audit task, if the field that was drawn was accepted by the machine, or only lacks a proof to be."""
    undecided = [f for f in fields if f.audited and f.decision == f.machine_decision]
    drawn = [f for f in undecided if hinges_on_confidence(f.machine_decision, f.reasons)]
    for field in drawn:
        work.reviews.add_audit(
            Audit(
                client_id=document.client_id,
                document_id=document.id,
                key=field.key,
                kind=field.kind,
                type=document.type,
                risk_class=field.risk_class,
                stratum=field.stratum,
                confidence=field.machine_confidence,
                rate=min(source.qa_rate, 1 / len(fields)),
                machine_value=field.machine_value,
            )
        )
    if drawn:
        work.reviews.add(about_document(document, "audit", [f.key for f in drawn], urgency))


def answer_audit(tools: Tools, scope: Scope, answer: Answer, keyed: Mapping[str, Value], unreadable: Sequence[str] = ()) -> None:
    """The values of a blind audit, as a person keyed them. A difference goes to somebody else for adjudication."""
    with tools.database.work(scope) as work:
        task = open_answer(work, answer, "audit")
        if task is None:
            return
        work.reviews.close(task.id, answer.person_id, answer.token)
        document = work.documents.get(str(task.document_id))
        disputed = []
        for key in task.keys:
            audit = work.reviews.audit(document.id, key)
            audit.keyed_by = answer.person_id
            if key in unreadable:
                audit.state, audit.closed_at = "unreadable", now()
                continue
            audit.keyed_value = required(keyed, key)
            if same_value(audit.kind, audit.machine_value, audit.keyed_value):
                audit.state, audit.closed_at, audit.final_value = "agreed", now(), audit.machine_value
            else:
                audit.state = "disputed"
                disputed.append(key)
        if disputed:
            urgency = task.priority, task.due_seconds
            work.reviews.add(about_document(document, "adjudicate", disputed, urgency, [*task.not_by, answer.person_id]))
        remember(work, task, answer, {"keys": list(task.keys), "disputed": disputed}, document.version)
    weigh(tools)


def required(values: Mapping[str, Value], key: str) -> Value:
    """The value of a key that an answer must have. Raises InputError `answer_incomplete`."""
    if key not in values:
        raise InputError("answer_incomplete", f"The answer lacks the field {key}.")
    return values[key]
