"""The exact interval of a share and the expected calibration error, beside what others compute."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from domain.shares import calibration_error, exact_interval


@given(st.integers(1, 2000).flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials))))
def test_the_interval_is_the_one_of_scipy(counted: tuple[int, int]) -> None:
    successes, trials = counted
    told = binomtest(successes, trials).proportion_ci(method="exact")
    assert exact_interval(successes, trials) == pytest.approx((told.low, told.high), abs=1e-9)


def test_nothing_tried_says_nothing_and_more_right_than_tried_is_refused() -> None:
    assert exact_interval(0, 0) == (0.0, 1.0)
    with pytest.raises(ValueError, match="3 successes in 2 trials"):
        exact_interval(3, 2)


def test_confidences_are_held_against_what_was_right() -> None:
    assert calibration_error([]) == 0.0
    assert calibration_error([(1.0, True)] * 9 + [(1.0, False)]) == pytest.approx(0.1)
    assert calibration_error([(0.75, True)] * 3 + [(0.75, False)]) == pytest.approx(0.0)
    assert calibration_error([(0.95, True), (0.05, True)]) == pytest.approx((0.05 + 0.95) / 2)  # each bin by itself
