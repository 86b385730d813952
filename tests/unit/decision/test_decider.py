"""A field is accepted only above a proved threshold, and every decision says why."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from decision.decider import SHIPPED, Decider, Rule, read_rules
from decision.risk import CLASSES, risk_class, stratum
from domain.document import DecisionKind, FieldReading, LogicalDocument
from domain.document_type import KINDS
from domain.errors import SetupError
from domain.page import PageQuality, ReadPage


class FixedConfidence:
    """A calibrator that gives a reading's score as its confidence."""

    def confidences(self, readings: list[FieldReading]) -> np.ndarray:
        return np.array([r.score for r in readings])


def reading(score: float, must_review: bool = False, page: int | None = 1) -> FieldReading:
    return FieldReading("applicant.city", "place", "Ameglia", "Ameglia", page, None, score, must_review=must_review)


def decider(threshold: float | None) -> Decider:
    rule = Rule("unseen", CLASSES, threshold, SHIPPED, 900, 0, 0.0033, 0.005)
    return Decider(FixedConfidence(), {(c, "unseen"): rule for c in CLASSES})  # type: ignore[arg-type]


def page(readable: bool = True) -> ReadPage:
    return ReadPage(1, np.full((20, 10), 255, np.uint8), 200.0, (), quality=PageQuality(0.9, (), readable))


DOCUMENT = LogicalDocument((1,), "loan_application", 0.99)


@pytest.mark.parametrize(
    ("threshold", "score", "must_review", "readable", "type_confidence", "decision", "reason"),
    [
        (0.95, 0.97, False, True, 0.99, DecisionKind.AUTO, "certificate_shipped: at most 0.5% wrong"),
        (0.95, 0.94, False, True, 0.99, DecisionKind.REVIEW, "below_threshold"),
        (None, 0.99, False, True, 0.99, DecisionKind.REVIEW, "not_yet_proved"),
        (0.95, 0.97, True, True, 0.99, DecisionKind.REVIEW, "rule_asks_for_a_person"),
        (0.95, 0.97, False, False, 0.99, DecisionKind.REVIEW, "page_unreadable"),
        (0.95, 0.97, False, True, 0.5, DecisionKind.REVIEW, "type_uncertain"),
    ],
)
def test_each_doubt_sends_the_field_to_a_person_with_its_reason(
    threshold: float | None, score: float, must_review: bool, readable: bool, type_confidence: float, decision: DecisionKind, reason: str
) -> None:
    document = LogicalDocument((1,), "loan_application", type_confidence)
    field = decider(threshold).decide([reading(score, must_review)], document, [page(readable)])["applicant.city"]
    assert (field.decision, field.reasons[-1]) == (decision, reason)
    assert field.confidence == score


@pytest.mark.parametrize("note", ["repaired", "missing_object", "second_renderer"])
def test_a_page_that_may_show_less_than_was_sent_is_for_a_person(note: str) -> None:
    doubtful = ReadPage(1, np.full((20, 10), 255, np.uint8), 200.0, (), notes=(note,))
    field = decider(0.5).decide([reading(0.99)], DOCUMENT, [page(), doubtful])["applicant.city"]
    assert (field.decision, field.reasons[-1]) == (DecisionKind.REVIEW, "page_incomplete")


def test_a_field_whose_page_was_not_sent_is_never_taken_for_blank() -> None:
    missing = replace(reading(0.99, page=None), value=None, raw="", reasons=("doubtful_mark", "page_missing"))
    field = decider(0.5).decide([missing], DOCUMENT, [page()])["applicant.city"]
    assert (field.decision, field.reasons) == (DecisionKind.REVIEW, ("doubtful_mark", "page_missing"))


def test_what_is_wrong_on_the_paper_stays_as_written_and_is_flagged() -> None:
    code = "RSSMRA80A01H501X"
    as_written = FieldReading("applicant.tax_code", "tax_code", code, code, 1, None, 0.99, reasons=("check_failed",), must_review=True)
    field = decider(0.5).decide([as_written], DOCUMENT, [page()])["applicant.tax_code"]
    assert (field.value, field.raw, field.decision) == (code, code, DecisionKind.REVIEW)
    assert "check_failed" in field.reasons


def test_a_stratum_without_a_rule_is_reviewed() -> None:
    seen = LogicalDocument((1,), "loan_application", 0.99, form="some_form")
    field = decider(0.5).decide([reading(0.99)], seen, [page()])["applicant.city"]
    assert field.decision is DecisionKind.REVIEW
    assert field.stratum == "known_form"


def test_every_kind_has_a_risk_class() -> None:
    assert {risk_class(kind) for kind in KINDS} == set(CLASSES)


def test_a_layout_is_known_after_three_reviewed_documents() -> None:
    assert [stratum(DOCUMENT, seen) for seen in (0, 1, 2, 3, 9)] == ["unseen", "new_layout", "new_layout", "known_layout", "known_layout"]


def test_damaged_certificates_stop_the_start(tmp_path: Path) -> None:
    file = tmp_path / "certificates.json"
    file.write_text('{"rules": [{"stratum": "elsewhere"}]}', encoding="utf-8")
    with pytest.raises(SetupError, match="bad_certificates"):
        read_rules(file)
    with pytest.raises(SetupError, match="model_missing"):
        read_rules(tmp_path / "missing.json")
