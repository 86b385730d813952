"""seeded: now and then a sure field is shown with a known error in it, to measure how many errors people overlook.

The result is never touched: the error stands in the task alone, and its answer is graded, not stored.
Source: the known errors method of proofreading: the share of planted errors that is found estimates the share of all errors found.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from datetime import date

from domain.comparison import same_value
from domain.document import DecisionKind, Value
from storage.documents import Setting
from storage.tables import ClassRule, FieldRow, ReviewTask, Seed
from storage.unit_of_work import Work

ALIKE = {"0": "8", "1": "7", "2": "7", "3": "8", "4": "9", "5": "6", "6": "5", "7": "1", "8": "3", "9": "4"}
"""Digits that are taken for one another."""
ALIKE_LETTERS = {"a": "o", "o": "a", "e": "c", "n": "u", "u": "n", "i": "l", "m": "n", "r": "n", "c": "e", "l": "i"}
KINDS = frozenset({"date", "money", "integer", "phone", "postal_code", "name", "place", "text", "address"})
"""Kinds without a check of their own, which would give the error away."""


def seed(work: Work, task: ReviewTask) -> None:
    """Perhaps plants one known error in a task about fields. The coin belongs to the task: asked twice, it falls the same way."""
    if task.kind != "fields" or task.document_id is None or work.second_readings.seeds(task.id):
        return
    rules = work.second_readings.rules()
    if not any(rule.seed_rate for rule in rules.values()):
        return
    coin = random.Random(task.id)
    chosen = [row for row in _fit(work.documents.fields(task.document_id), task, rules) if coin.random() < rules[row.risk_class].seed_rate]
    for row in chosen[:1]:
        planted = plant(row.kind, row.value, coin)
        if planted is not None:
            work.second_readings.plant(
                Seed(
                    client_id=task.client_id,
                    task_id=task.id,
                    key=row.key,
                    document_id=task.document_id,
                    kind=row.kind,
                    planted=planted,
                    right=row.value,
                )
            )


def grade(work: Work, task: ReviewTask, settings: Sequence[Setting]) -> tuple[list[Setting], int]:
    """(the settings that are answers, how many known errors were overlooked)."""
    seeds, missed, kept = work.second_readings.seeds(task.id), 0, []
    for setting in settings:
        planted = seeds.get(setting.key)
        if planted is None:
            kept.append(setting)
            continue
        caught = not same_value(planted.kind, planted.planted, setting.value)
        work.second_readings.close_seed(planted, caught)
        missed += not caught
    return kept, missed


def plant(kind: str, value: Value, coin: random.Random) -> str | None:
    """The value with one character taken for another, still of its kind; None where no such error can be made."""
    if kind not in KINDS or not isinstance(value, str):
        return None
    alike = ALIKE if kind in {"date", "money", "integer", "phone", "postal_code"} else ALIKE | ALIKE_LETTERS
    places = [place for place, character in enumerate(value) if character in alike]
    coin.shuffle(places)
    for place in places:
        wrong = value[:place] + alike[value[place]] + value[place + 1 :]
        if _is_plausible(kind, wrong):
            return wrong
    return None


def _fit(rows: Sequence[FieldRow], task: ReviewTask, rules: Mapping[str, ClassRule]) -> list[FieldRow]:
    """Sure fields with a picture, of a class with seeds; none that is audited, since its auditor must not have seen it."""
    auto = DecisionKind.AUTO.value
    sure = [row for row in rows if row.decision == row.machine_decision == auto and row.box and not row.audited]
    return [row for row in sure if row.risk_class in rules and row.key not in task.keys]


def _is_plausible(kind: str, value: str) -> bool:
    if kind != "date":
        return not re.match(r"-?0\d", value)
    try:
        return 1900 <= date.fromisoformat(value).year <= 2100
    except ValueError:
        return False
