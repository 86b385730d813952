"""keyed again: fields whose class is reviewed blind or by two people; a third person decides where two do not agree.

`blind`: one person keys the value without seeing it; equal to the machine's, it holds. `double`: two people key it; equal to each
other, it holds. Whoever decides between them keys first, and sees the others' entries after.
Source: Barchard et al., Behav. Res. Methods 2019: two entries are made to match when the same person does both.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.comparison import same_value
from domain.document import DecisionKind, Value
from domain.errors import ConflictError, NotFoundError
from storage.documents import Setting
from storage.tables import ClassRule, Document, FieldRow, Keying, ReviewTask
from storage.unit_of_work import Scope, Work
from workflow.questions import about_document
from workflow.tools import Tools

MODES = ("confirm", "blind", "double")


@dataclass(frozen=True, slots=True)
class Compared:
    """What a third person learns after keying."""

    agrees: bool
    """The entry equals one of the others."""
    entries: tuple[Value, ...]
    """The others' entries in random order, without names; empty when it agrees."""


def mode_of(rules: Mapping[str, ClassRule], row: FieldRow) -> str:
    """How the field is reviewed: `confirm`, `blind` or `double`."""
    rule = rules.get(row.risk_class)
    return rule.mode if rule else "confirm"


def holding(work: Work, document: Document, task: ReviewTask, settings: Sequence[Setting], person_id: str) -> list[Setting]:
    """The settings that hold now. For the others new tasks are opened: a second keying, or a third person between two."""
    rules, rows = work.second_readings.rules(), {row.key: row for row in work.documents.fields(document.id)}
    held, again, disputed = [], [], []
    for setting in settings:
        row = rows.get(setting.key)
        if row is None:
            raise NotFoundError("unknown_field", f"The document has no field {setting.key}.")
        mode = mode_of(rules, row)
        if mode == "confirm" or row.decision != DecisionKind.REVIEW.value:
            held.append(setting)
            continue
        others = [k for k in work.second_readings.keyings(document.id, row.key) if k.person_id != person_id]
        work.second_readings.key(document.client_id, document.id, row.key, person_id, setting.value, setting.outcome)
        if mode == "double" and not others:
            again.append(row.key)
        elif _agrees(row, mode, setting, others):
            held.append(Setting(row.key, setting.value, _outcome(row, setting), setting.page, setting.box))
        else:
            disputed.append(row.key)
    urgency = task.priority, task.due_seconds
    if again:
        work.reviews.add(about_document(document, "fields", again, urgency, [*task.not_by, person_id]))
    if disputed:
        keyed_by = {k.person_id for key in disputed for k in work.second_readings.keyings(document.id, key)}
        work.reviews.add(about_document(document, "adjudicate", disputed, urgency, sorted({*task.not_by, *keyed_by, person_id})))
    return held


def compare(tools: Tools, scope: Scope, person_id: str, task_id: str, token: int, keyed: Setting) -> Compared:
    """What a third person keyed, kept, and then the others' entries. Raises ConflictError `lost_lease`, `wrong_kind`."""
    with tools.database.work(scope) as work:
        work.reviews.renew(task_id, person_id, token, tools.rules.review_lease_seconds)
        task = work.reviews.get(task_id)
        if task.kind != "adjudicate" or task.document_id is None or keyed.key not in task.keys:
            raise ConflictError("wrong_kind", "Only a field on which two do not agree can be compared.")
        row = next(r for r in work.documents.fields(task.document_id) if r.key == keyed.key)
        mine = work.second_readings.key(task.client_id, task.document_id, keyed.key, person_id, keyed.value, keyed.outcome)
        others = entries(work, row, person_id)
        agrees = any(same_value(row.kind, other, mine.value) for other in others)
        work.audit_log.note(task.client_id, person_id, "review.compared", task.document_id, task=task_id, key=row.key, agrees=agrees)
        shown = [] if agrees else random.sample(others, len(others))
        return Compared(agrees, tuple(shown))


def entries(work: Work, row: FieldRow, not_of: str) -> list[Value]:
    """What the two who do not agree have: two people, or one and the machine."""
    audit = work.reviews.open_dispute(row.document_id, row.key)
    if audit is not None:
        return [audit.machine_value, audit.keyed_value]
    keyed = [k.value for k in work.second_readings.keyings(row.document_id, row.key) if k.person_id != not_of]
    return keyed if len(keyed) > 1 else [*keyed, row.machine_value]


def _agrees(row: FieldRow, mode: str, setting: Setting, others: Sequence[Keying]) -> bool:
    if mode == "blind":
        return setting.outcome != "unreadable" and same_value(row.kind, row.machine_value, setting.value)
    unreadable = setting.outcome == "unreadable"
    return any(
        (k.outcome == "unreadable") == unreadable and (unreadable or same_value(row.kind, k.value, setting.value)) for k in others
    )


def _outcome(row: FieldRow, setting: Setting) -> str:
    if setting.outcome == "unreadable":
        return setting.outcome
    return "confirmed" if same_value(row.kind, row.machine_value, setting.value) else "corrected"
