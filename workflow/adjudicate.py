"""adjudicated: a third person decides where two do not agree, about an audited field or a doubtful one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.comparison import same_value
from domain.document import DecisionKind, Value
from storage.clock import now
from storage.documents import Setting
from storage.tables import Audit, Document, FieldRow, ReviewTask
from storage.unit_of_work import Scope, Work
from workflow.amend import amend_in
from workflow.answers import Answer, open_answer, remember
from workflow.audit import required
from workflow.cases import compare_case
from workflow.certify import weigh
from workflow.conclude import settle
from workflow.tools import Tools


def answer_adjudication(tools: Tools, scope: Scope, answer: Answer, decided: Mapping[str, Value], unreadable: Sequence[str] = ()) -> int:
    """What a third person says where two differ: of an audit, a wrong value is amended; of a doubtful field, it is decided.

    Gives the document's version.
    """
    with tools.database.work(scope) as work:
        task = open_answer(work, answer, "adjudicate")
        if task is None:
            return work.documents.get(answer.document_id(work)).version
        work.reviews.close(task.id, answer.person_id, answer.token)
        document = work.documents.get(str(task.document_id))
        audited = {key: audit for key in task.keys if (audit := work.reviews.open_dispute(document.id, key)) is not None}
        found = [setting for audit in audited.values() if (setting := _judge(audit, decided, unreadable)) is not None]
        rows = {row.key: row for row in work.documents.fields(document.id)}
        wrong = [s for s in found if not same_value(rows[s.key].kind, rows[s.key].value, s.value)]
        if wrong:
            document = amend_in(work, document.id, None, wrong, answer.person_id)
            compare_case(work, tools, document.batch_id)
        settled = [_decided(row, decided, unreadable) for row in _disputed(work, document, task, audited)]
        if settled:
            document = work.documents.new_version(document.id, None)
            work.documents.set_by_person(document, settled, answer.person_id)
            settle(work, tools, document)
        remember(work, task, answer, {"wrong": [s.key for s in wrong], "settled": [s.key for s in settled]}, document.version)
    weigh(tools)
    return document.version


def _judge(audit: Audit, decided: Mapping[str, Value], unreadable: Sequence[str]) -> Setting | None:
    """Closes an audit; the amendment, when the machine was wrong."""
    audit.closed_at = now()
    if audit.key in unreadable:
        audit.state = "unreadable"
        return None
    audit.final_value = required(decided, audit.key)
    right = same_value(audit.kind, audit.machine_value, audit.final_value)
    audit.state = "right" if right else "wrong"
    return None if right else Setting(audit.key, audit.final_value, "corrected")


def _disputed(work: Work, document: Document, task: ReviewTask, audited: Mapping[str, Audit]) -> list[FieldRow]:
    """The fields of the task that still wait, none of them an audit's."""
    rows = work.documents.fields(document.id)
    return [row for row in rows if row.key in task.keys and row.key not in audited and row.decision == DecisionKind.REVIEW.value]


def _decided(row: FieldRow, decided: Mapping[str, Value], unreadable: Sequence[str]) -> Setting:
    if row.key in unreadable:
        return Setting(row.key, None, "unreadable")
    value = required(decided, row.key)
    return Setting(row.key, value, "confirmed" if same_value(row.kind, row.machine_value, value) else "corrected")
