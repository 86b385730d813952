"""Figures and their intervals."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from reporting.automation import Counts, figures, total
from reporting.intervals import clopper_pearson, trials_for_ceiling
from reporting.service import Delivery, cost_per_document, service_level

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_tails_beyond_an_exact_interval_hold_at_most_half_the_error(sample: tuple[int, int]) -> None:
    k, n = sample
    interval = clopper_pearson(k, n)
    assert interval.low <= k / n <= interval.high
    if k:
        assert binom.sf(k - 1, n, interval.low) == pytest.approx(0.025, abs=1e-6)
    if k < n:
        assert binom.cdf(k, n, interval.high) == pytest.approx(0.025, abs=1e-6)


def test_no_trials_say_nothing() -> None:
    interval = clopper_pearson(0, 0)
    assert (interval.value, interval.low, interval.high) == (None, 0.0, 1.0)
    with pytest.raises(ValueError, match="2 successes in 1 trials"):
        clopper_pearson(2, 1)


def test_six_hundred_clean_fields_show_less_than_half_a_percent() -> None:
    assert trials_for_ceiling(0.005) == 598
    with pytest.raises(ValueError, match="between 0 and 1"):
        trials_for_ceiling(0)


def test_figures_divide_what_there_is() -> None:
    one = Counts(documents=2, documents_untouched=1, fields=10, auto=8, waiting=0, person=2, confirmed=1, audited=4, audited_right=4)
    result = figures(total({"a": one, "b": one}))
    assert result.counts.fields == 20
    assert result.automation_fields == 0.8
    assert result.automation_documents == 0.5
    assert result.over_review == 0.5
    assert result.accuracy.value == 1.0
    assert 0.6 < result.accuracy.low < 0.7
    empty = figures(Counts())
    assert (empty.automation_fields, empty.automation_documents, empty.over_review) == (None, None, None)


def test_promises_are_kept_late_or_at_risk() -> None:
    hour = timedelta(hours=1)
    level = service_level(
        [
            Delivery(None, NOW),
            Delivery(NOW, NOW),
            Delivery(NOW - hour, NOW),
            Delivery(NOW - hour, None),
            Delivery(NOW + hour, None, 2 * hour),
            Delivery(NOW + 3 * hour, None, 2 * hour),
        ],
        NOW,
    )
    assert (level.promised, level.in_time, level.late, level.at_risk) == (5, 1, 2, 1)
    assert level.share_in_time == pytest.approx(1 / 3)
    assert service_level([], NOW).share_in_time is None


def test_cost_is_the_time_of_people_a_document() -> None:
    assert cost_per_document(3600, 100, Decimal("20")) == Decimal("0.2000")
    assert cost_per_document(1, 0, Decimal("20")) is None
