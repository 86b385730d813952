"""The answers to a form, counted."""

from __future__ import annotations

from pydantic import ConfigDict

from http_api.schemas import Outgoing
from http_api.schemas.documents import Value
from http_api.schemas.metrics import IntervalOut


class ShareOut(Outgoing):
    """How often one option was chosen."""

    value: str
    label: dict[str, str]
    count: int
    share: IntervalOut
    """Its interval holds the sample's uncertainty and the misreadings to be expected."""


class NumbersOut(Outgoing):
    """A question answered by numbers."""

    count: int
    mean: float
    median: float
    low: float
    high: float
    interval: IntervalOut | None
    """Of the mean, reading errors included; null for fewer than two numbers."""


class QuestionOut(Outgoing):
    """One question: answered + blank + waiting are the sheets."""

    key: str
    kind: str
    label: dict[str, str]
    answered: int
    blank: int
    """Item non-response."""
    waiting: int
    """Doubtful, no person has decided yet; not among the answers."""
    shares: list[ShareOut]
    numbers: NumbersOut | None


class AnswerOut(Outgoing):
    """What one sheet says to one question."""

    document_id: str
    value: Value
    confidence: float
    decision: str
    """`auto`, `review` or `person`."""
    on_paper: bool
    """True: there is a picture of it."""


class Answers(Outgoing):
    """The answers to one question, oldest sheet first."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "total": 84,
                    "answers": [
                        {
                            "document_id": "01959d0a-4f10-7c1a-9b2f-1d6a55e7f0d5",
                            "value": "PIÙ SPORTELLI APERTI",
                            "confidence": 0.97,
                            "decision": "auto",
                            "on_paper": True,
                        }
                    ],
                }
            ]
        }
    )

    total: int
    answers: list[AnswerOut]


class CrossOut(Outgoing):
    """A cross tabulation: `counts[i][j]` sheets chose option i of `row` and option j of `column`."""

    row: str
    column: str
    rows: list[str]
    columns: list[str]
    counts: list[list[int]]


class FormStatistics(Outgoing):
    """The answers to one form, counted."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={
            "examples": [
                {
                    "form": "customer_satisfaction",
                    "sheets": 1350,
                    "questions": [
                        {
                            "key": "q1",
                            "kind": "choice",
                            "label": {"it": "Quanto è soddisfatto?"},
                            "answered": 1330,
                            "blank": 15,
                            "waiting": 5,
                            "shares": [
                                {
                                    "value": "1",
                                    "label": {"it": "Molto"},
                                    "count": 412,
                                    "share": {"value": 0.31, "low": 0.284, "high": 0.337, "level": 0.95},
                                }
                            ],
                            "numbers": None,
                        }
                    ],
                    "cross": None,
                }
            ]
        },
    )

    form: str
    sheets: int
    questions: list[QuestionOut]
    cross: CrossOut | None
