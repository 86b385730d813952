"""In a known form a field's value is what stands in its zone, with the reading's own probability."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from domain.document import FormField, FormMark, LogicalDocument
from domain.document_type import DocumentType, FormDefinition, FormFieldType, FormOption
from domain.geometry import Box
from domain.page import CharReading, MarkState, ReadPage, ZoneReading
from extraction.context import Context
from extraction.form_answers import of_form
from extraction.labels import shipped_lexicon

BOX = Box(0.1, 0.1, 0.5, 0.13)
OPTIONS = tuple(FormOption(v, {"it": v}, BOX) for v in ("1", "2", "3"))
FIELDS = {
    "q1": FormFieldType("q1", "choice", {"it": "?"}, 1, BOX, OPTIONS),
    "q2": FormFieldType("q2", "choices", {"it": "?"}, 1, BOX, OPTIONS),
    "code": FormFieldType("code", "tax_code", {"it": "CF"}, 1, BOX, (), 16),
    "visit.date": FormFieldType("visit.date", "date", {"it": "Data"}, 1, BOX, (), 8),
}
FORM = FormDefinition("survey", 1, "questionnaire", {"it": "Indagine"}, Path("blank.pdf"), FIELDS)
PAGE = ReadPage(1, np.full((100, 70), 255, np.uint8), 8.0, ())


def context(*read: FormField) -> Context:
    document = LogicalDocument((1,), "questionnaire", 0.999, form="survey")
    return Context(document, [PAGE], DocumentType("questionnaire", {"it": "Q"}, {}), shipped_lexicon(), FORM, read)


def marks(key: str, *states: tuple[MarkState, float]) -> FormField:
    return FormField(key, 1, BOX, None, tuple(FormMark(str(i), s, p, BOX) for i, (s, p) in enumerate(states, 1)))


def zone(key: str, text: str, score: float = 0.97) -> FormField:
    chars = tuple(CharReading(c, score, BOX) for c in text)
    return FormField(key, 1, BOX, ZoneReading(text, score, chars, BOX))


def test_a_marked_option_is_the_value_with_the_probability_of_all_its_marks() -> None:
    (best, *_) = of_form(context(marks("q1", (MarkState.EMPTY, 0.99), (MarkState.MARKED, 0.98), (MarkState.EMPTY, 0.99))))["q1"]
    assert best.candidate.value == "2"
    assert best.probability == pytest.approx(0.99 * 0.98 * 0.99)


def test_two_marks_or_a_doubtful_one_ask_for_a_person() -> None:
    two = of_form(context(marks("q1", (MarkState.MARKED, 0.99), (MarkState.MARKED, 0.99), (MarkState.EMPTY, 1.0))))["q1"][0]
    doubtful = of_form(context(marks("q1", (MarkState.AMBIGUOUS, 0.6), (MarkState.EMPTY, 0.99), (MarkState.EMPTY, 1.0))))["q1"][0]
    assert (two.candidate.value, two.candidate.reasons) == (None, ("two_marks",))
    assert (doubtful.candidate.value, doubtful.candidate.reasons) == (None, ("doubtful_mark",))


def test_all_that_apply_are_listed() -> None:
    best = of_form(context(marks("q2", (MarkState.MARKED, 0.99), (MarkState.EMPTY, 0.99), (MarkState.MARKED, 0.99))))["q2"][0]
    assert best.candidate.value == ["1", "3"]


def test_a_date_in_a_comb_is_read_by_its_kind() -> None:
    best = of_form(context(zone("visit.date", "21122022")))["visit.date"][0]
    assert best.candidate.value == "2022-12-21"
    assert best.probability == pytest.approx(0.97**8, abs=0.01)


def test_a_code_that_is_no_code_stays_as_written_for_a_person_to_see() -> None:
    best = of_form(context(zone("code", "PSNSM N73")))["code"][0]
    assert best.candidate.raw == "PSNSM N73"
    assert best.candidate.value in ("PSNSMN73", None)


def test_a_field_whose_page_is_missing_is_doubtful_and_every_field_is_answered() -> None:
    answers = of_form(context())
    assert list(answers) == list(FIELDS)
    assert all("page_missing" in group[0].candidate.reasons for group in answers.values())
