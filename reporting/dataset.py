"""The answers to a form as a table for statistics: variables with labels and codes, one row a sheet.

A choice is a number with a label for each option (the option's own number where all options are numbers, else its place from 1); a question
with several answers is one variable of 0 and 1 for each option. What is missing says why: NO_ANSWER or WAITING.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from domain.document import Value
from reporting.questionnaires import Answer, Sheet

NO_ANSWER, WAITING = -8.0, -9.0
"""Codes of a choice without an answer, and of one that still waits for a person. Numbers and texts have no code: they are left empty."""
Cell = float | str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the form's definition has it."""

    key: str
    kind: str
    label: str
    options: Mapping[str, str]
    """Value -> label, in the order of the form; empty where there are none."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A column."""

    name: str
    """At most 64 characters, letters, digits and underscores, unique without regard to case: fit for SPSS."""
    label: str
    question: str
    """The key of its question."""
    measure: str
    """`nominal`, `scale` or `text`."""
    codes: Mapping[float, str]
    """Code -> label; empty where values are not coded."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """A row has one cell for each variable."""

    variables: tuple[Variable, ...]
    rows: tuple[tuple[Cell, ...], ...]


def dataset(
    questions: Sequence[Asked], sheets: Sequence[Sheet], ids: Sequence[str], several: frozenset[str], numeric: frozenset[str]
) -> Dataset:
    """`ids`: of the sheets, the first column; `several`, `numeric`: the kinds whose answers are lists, numbers."""
    columns: list[tuple[Variable, list[Cell]]] = [(Variable("document", "document", "", "text", {}), list(ids))]
    taken = {"document"}
    for asked in questions:
        answers = [sheet.get(asked.key) for sheet in sheets]
        if asked.kind in several:
            for option, label in asked.options.items():
                name = _name(f"{asked.key}_{option}", taken)
                variable = Variable(name, f"{asked.label}: {label}", asked.key, "nominal", _with_missing({0.0: "no", 1.0: "sì"}))
                columns.append((variable, [_marked(answer, option) for answer in answers]))
        elif asked.options:
            codes = _codes(list(asked.options))
            labels = _with_missing({codes[value]: label for value, label in asked.options.items()})
            variable = Variable(_name(asked.key, taken), asked.label, asked.key, "nominal", labels)
            columns.append((variable, [_code(answer, codes) for answer in answers]))
        elif asked.kind in numeric:
            variable = Variable(_name(asked.key, taken), asked.label, asked.key, "scale", {})
            columns.append((variable, [_number(answer) for answer in answers]))
        else:
            variable = Variable(_name(asked.key, taken), asked.label, asked.key, "text", {})
            columns.append((variable, [_text(answer) for answer in answers]))
    return Dataset(tuple(v for v, _ in columns), tuple(zip(*(cells for _, cells in columns), strict=True)))


def _with_missing(codes: dict[float, str]) -> dict[float, str]:
    return codes | {NO_ANSWER: "nessuna risposta", WAITING: "attende una persona"}


def _codes(values: list[str]) -> dict[str, float]:
    if all(re.fullmatch(r"\d{1,6}", value) for value in values):
        return {value: float(value) for value in values}
    return {value: float(place) for place, value in enumerate(values, 1)}


def _plain(value: Value) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _code(answer: Answer | None, codes: Mapping[str, float]) -> Cell:
    if answer is not None and answer.waiting:
        return WAITING
    if answer is None or answer.value is None or answer.value == []:
        return NO_ANSWER
    first = answer.value[0] if isinstance(answer.value, list) else answer.value
    return codes.get(_plain(first), NO_ANSWER)


def _marked(answer: Answer | None, option: str) -> Cell:
    if answer is not None and answer.waiting:
        return WAITING
    if answer is None or answer.value in (None, []):
        return NO_ANSWER
    chosen = answer.value if isinstance(answer.value, list) else [_plain(answer.value)]
    return 1.0 if option in chosen else 0.0


def _number(answer: Answer | None) -> Cell:
    if answer is None or answer.waiting or answer.value is None:
        return None
    try:
        return float(Decimal(str(answer.value)))
    except InvalidOperation:  # kept as written on the paper: not a number
        return None


def _text(answer: Answer | None) -> Cell:
    if answer is None or answer.waiting or answer.value is None:
        return None
    return "; ".join(answer.value) if isinstance(answer.value, list) else _plain(answer.value)


_RESERVED = frozenset({"all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"})


def _name(key: str, taken: set[str]) -> str:
    """A name SPSS takes, unlike those `taken`, to which it is added."""
    plain = re.sub(r"[^A-Za-z0-9]+", "_", key).strip("_")[:58] or "v"
    plain = plain if plain[0].isalpha() and plain.lower() not in _RESERVED else f"v_{plain}"
    name, number = plain, 1
    while name.lower() in taken:
        number += 1
        name = f"{plain}_{number}"
    taken.add(name.lower())
    return name
