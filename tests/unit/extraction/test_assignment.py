"""One place on the paper is not the value of two fields."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from document_types import load_types
from domain.document import Candidate
from domain.geometry import Box
from extraction.assignment import assign
from extraction.features import NAMES, Codes, FeatureMaker, merged
from extraction.neighbourhood import NeighbourCounts, NeighbourWords
from extraction.scoring import Scored, softmax
from tests.unit.extraction.sheet import context, page

FIELDS = load_types()["loan_application"].fields
HERE, THERE = Box(0.1, 0.1, 0.3, 0.12), Box(0.5, 0.1, 0.7, 0.12)


def scored(key: str, value: str | None, box: Box | None, probability: float) -> Scored:
    return Scored(Candidate(key, value, value or "", 1 if box else None, box, "typed"), 0.0, probability)


def test_the_field_that_is_surer_keeps_the_place_and_the_other_takes_its_second_choice() -> None:
    result = assign(
        {
            "applicant.birth_date": [
                scored("applicant.birth_date", "1980-01-01", HERE, 0.9),
                scored("applicant.birth_date", None, None, 0.1),
            ],
            "applicant.hired_on": [
                scored("applicant.hired_on", "1980-01-01", HERE, 0.6),
                scored("applicant.hired_on", "2010-05-01", THERE, 0.4),
            ],
        },
        FIELDS,
    )
    assert result["applicant.birth_date"][0].candidate.value == "1980-01-01"
    assert [(s.candidate.value, s.probability) for s in result["applicant.hired_on"]] == [("2010-05-01", 0.4)]


def test_fields_that_want_different_places_are_left_alone() -> None:
    given_ = {
        "applicant.birth_date": [scored("applicant.birth_date", "1980-01-01", HERE, 0.9)],
        "applicant.hired_on": [scored("applicant.hired_on", "2010-05-01", THERE, 0.9)],
    }
    assert assign(given_, FIELDS) == given_


@given(st.lists(st.floats(-40, 40), min_size=1, max_size=20))
def test_probabilities_of_a_field_sum_to_one(logits: list[float]) -> None:
    assert softmax(np.array(logits)).sum() == pytest.approx(1.0)


def test_the_same_value_at_the_same_place_is_one_candidate_with_both_sources() -> None:
    one = Candidate("applicant.city", "Ameglia", "Ameglia", 1, HERE, "label", 0.9, features={"dir_right": 1.0})
    other = Candidate("applicant.city", "Ameglia", "Ameglia", 1, HERE, "segment", 0.9)
    (together,) = merged([one, other])
    assert (together.features["by_label"], together.features["by_segment"], together.features["dir_right"]) == (1.0, 1.0, 1.0)


def test_a_candidate_has_one_number_for_each_feature_and_a_blank_has_no_place() -> None:
    from extraction.candidates import propose_all

    made = context([page([(0.05, 0.1, "Cognome Ravelli"), (0.5, 0.1, "Nome Nadia")])])
    candidates = merged(propose_all(made))
    rows = FeatureMaker(made, Codes(tuple(FIELDS), ("name",)), NeighbourWords()).rows(candidates)
    assert rows.shape == (len(candidates), len(NAMES))
    surname = next(i for i, c in enumerate(candidates) if (c.key, c.value) == ("applicant.surname", "Ravelli"))
    assert rows[surname, NAMES.index("left_own")] > 0
    assert np.isnan(rows[next(i for i, c in enumerate(candidates) if c.value is None), NAMES.index("x")])


def test_words_seen_beside_right_values_speak_for_the_field() -> None:
    counts = NeighbourCounts()
    for _ in range(5):
        counts.add("applicant.city", "left", ["comune"], True)
        counts.add("applicant.city", "left", ["filiale"], False)
    words = counts.log_odds()
    assert words.score("applicant.city", "left", ["comune"]) > 0 > words.score("applicant.city", "left", ["filiale"])
    assert np.isnan(words.score("applicant.phone", "left", ["comune"]))
