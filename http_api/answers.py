"""A reviewer's answer from the wire to workflow: values in normal form, outcomes by what was really changed."""

from __future__ import annotations

from collections.abc import Mapping

from domain.document import DecisionKind, Value
from domain.errors import InputError, NotFoundError
from domain.geometry import Box
from http_api.review_payload import FieldLabel
from http_api.schemas.review import Action, FieldAnswer
from http_api.typed_values import normal_form
from storage.documents import Setting
from storage.tables import FieldRow


def settings(rows: Mapping[str, FieldRow], labels: Mapping[str, FieldLabel], answers: Mapping[str, FieldAnswer]) -> list[Setting]:
    """What workflow stores of an answer to doubtful fields. Raises NotFoundError `unknown_field`, InputError `check_failed`, ..."""
    return [_setting(_row(rows, key), labels, answer) for key, answer in answers.items()]


def keyed_values(
    rows: Mapping[str, FieldRow], labels: Mapping[str, FieldLabel], answers: Mapping[str, FieldAnswer]
) -> tuple[dict[str, Value], list[str]]:
    """(values, keys that are unreadable) of fields keyed blind: there is nothing to confirm, only to key."""
    keyed: dict[str, Value] = {}
    unreadable = []
    for key, answer in answers.items():
        row = _row(rows, key)
        if answer.action is Action.CONFIRMED:
            raise InputError("nothing_to_confirm", f"{key}: this field is keyed without seeing a value.")
        if answer.action is Action.UNREADABLE:
            unreadable.append(key)
        else:
            keyed[key] = None if answer.action is Action.EMPTY else _normal(row, labels, answer)
    return keyed, unreadable


def _setting(row: FieldRow, labels: Mapping[str, FieldLabel], answer: FieldAnswer) -> Setting:
    box = Box(answer.box.x, answer.box.y, answer.box.x + answer.box.width, answer.box.y + answer.box.height) if answer.box else None
    if answer.action is Action.CONFIRMED:
        decided = row.outcome if row.decision == DecisionKind.PERSON.value and row.outcome else "confirmed"
        return Setting(row.key, row.value, decided, answer.page, box)
    if answer.action in {Action.EMPTY, Action.UNREADABLE}:
        return Setting(row.key, None, answer.action.value, answer.page, box)
    value = _normal(row, labels, answer)
    outcome = "confirmed" if value == row.value and answer.action is Action.CORRECTED else answer.action.value
    return Setting(row.key, value, outcome, answer.page, box)


def _normal(row: FieldRow, labels: Mapping[str, FieldLabel], answer: FieldAnswer) -> Value:
    known = [row.value, *(value for value, _ in row.alternatives)]
    if answer.value in known:
        return answer.value
    label = labels.get(row.key)
    options = [option.value for option in label.options] if label else []
    return normal_form(row.key, row.kind, answer.value, options, answer.action is Action.AS_WRITTEN)


def _row(rows: Mapping[str, FieldRow], key: str) -> FieldRow:
    if key not in rows:
        raise NotFoundError("unknown_field", f"The document has no field {key[:80]}.")
    return rows[key]
