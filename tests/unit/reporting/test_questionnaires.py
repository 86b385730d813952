"""Answers counted, with what the sample and the reader leave uncertain."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.intervals import clopper_pearson
from reporting.questionnaires import Answer, cross, question


def sheets(*values: Any, confidence: float = 1.0) -> list[dict[str, Answer]]:
    return [{"q": Answer(value, confidence)} for value in values]


def test_answered_blank_and_waiting_are_all_the_sheets() -> None:
    counted = question("q", ["1", "2"], [*sheets("1", "1", "2", None), {"q": Answer("2", 0.4, waiting=True)}, {"other": Answer("1", 1.0)}])
    assert (counted.answered, counted.blank, counted.waiting) == (3, 1, 1)
    assert [(share.value, share.count) for share in counted.shares] == [("1", 2), ("2", 1)]


def test_several_marks_count_for_each_option_and_none_is_blank() -> None:
    counted = question("q", ["a", "b", "c"], sheets(["a", "b"], ["b"], []))
    assert [share.count for share in counted.shares] == [1, 2, 0]
    assert (counted.answered, counted.blank) == (2, 1)


def test_yes_and_no_are_options_too() -> None:
    assert [share.count for share in question("q", ["true", "false"], sheets(True, True, False)).shares] == [2, 1]


def test_a_sure_reading_gives_the_interval_of_the_sample() -> None:
    share = question("q", ["1"], sheets(*["1"] * 30, *["2"] * 70)).shares[0].share
    exact = clopper_pearson(30, 100)
    assert (share.low, share.high) == pytest.approx((exact.low, exact.high))


@given(st.integers(0, 60), st.integers(0, 60), st.floats(0.5, 1))
def test_an_unsure_reading_widens_the_interval(inside: int, outside: int, confidence: float) -> None:
    values = [*["1"] * inside, *["2"] * outside]
    sure = question("q", ["1"], sheets(*values)).shares[0].share
    unsure = question("q", ["1"], sheets(*values, confidence=confidence)).shares[0].share
    assert 0 <= unsure.low <= sure.low + 1e-9
    assert sure.high - 1e-9 <= unsure.high <= 1


def test_numbers_are_summed_up_and_what_is_no_number_is_left_out() -> None:
    numbers = question("q", [], sheets(1, "2.5", "as written", None), numeric=True).numbers
    assert numbers is not None
    assert (numbers.count, numbers.mean, numbers.median, numbers.low, numbers.high) == (2, 1.75, 1.75, 1.0, 2.5)
    assert question("q", [], sheets(None), numeric=True).numbers is None


def test_the_interval_of_a_mean_holds_the_sample_s_spread_and_the_misreadings_expected() -> None:
    sure = question("q", [], sheets(10, 20, 30), numeric=True).numbers
    assert sure is not None
    assert sure.interval is not None
    assert (sure.interval.value, sure.interval.low, sure.interval.high) == pytest.approx((20, -4.84, 44.84), abs=0.01)  # Student, 2 degrees
    doubted = [{"q": Answer(value, 0.9)} for value in (10, 20, 30)]
    wider = question("q", [], doubted, numeric=True).numbers
    assert wider is not None
    assert wider.interval is not None
    # misread one time in ten: 0.1 × (0 + 10 + 20) / 3 down, and as much up
    assert (wider.interval.low, wider.interval.high) == pytest.approx((sure.interval.low - 1, sure.interval.high + 1))
    alone = question("q", [], sheets(10), numeric=True).numbers
    assert alone is not None
    assert alone.interval is None


def test_two_questions_crossed_count_pairs() -> None:
    both = [{"q": Answer("1", 1.0), "r": Answer(["a", "b"], 1.0)}, {"q": Answer("2", 1.0), "r": Answer("a", 1.0)}]
    waiting = {"q": Answer("1", 0.5, waiting=True), "r": Answer("a", 1.0)}
    assert cross("q", ["1", "2"], "r", ["a", "b"], [*both, waiting, {"q": Answer("1", 1.0)}]) == [[1, 1], [1, 0]]
