"""The certificates are exact, hold as often as they promise, and the alarm rings when the risk rises."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mapie.risk_control import BinaryClassificationController
from scipy.stats import binom

from decision.certificate import (
    Alarm,
    certified_by_betting,
    certify,
    log_wealth,
    needed,
    p_value,
    thresholds,
    upper_bound,
)


@pytest.mark.parametrize(
    ("ceiling", "wrong", "audits"), [(0.005, 0, 598), (0.005, 1, 947), (0.005, 3, 1549), (0.01, 0, 299), (0.001, 0, 2995)]
)
def test_the_fewest_audits_are_those_of_the_binomial_table(ceiling: float, wrong: int, audits: int) -> None:
    assert needed(ceiling, 0.05, wrong) == audits
    assert p_value(audits, wrong, ceiling) <= 0.05 < p_value(audits - 1, wrong, ceiling)


@given(st.integers(1, 3000), st.integers(0, 30))
@settings(max_examples=60, deadline=None)
def test_the_upper_bound_is_the_share_at_which_so_few_errors_have_probability_delta(audited: int, wrong: int) -> None:
    bound = upper_bound(audited, wrong, 0.05)
    if wrong >= audited:
        assert bound == 1.0
    else:
        assert binom.cdf(wrong, audited, bound) == pytest.approx(0.05, rel=1e-6)


@given(st.integers(0, 10_000), st.floats(0, 0.05), st.integers(1, 3000))
@settings(max_examples=60, deadline=None)
def test_a_certificate_is_never_given_without_its_proof(seed: int, risk: float, fields: int) -> None:
    rng = np.random.default_rng(seed)
    confidences, right = rng.beta(9, 1, fields), rng.random(fields) >= risk
    proved = certify(confidences, right)
    if proved is not None:
        accepted = confidences >= proved.threshold
        assert proved.audited == accepted.sum()
        assert proved.wrong == (~right[accepted]).sum()
        assert p_value(proved.audited, proved.wrong, 0.005) <= 0.05


def test_the_sequence_depends_on_the_confidences_alone_and_falls() -> None:
    confidences = np.random.default_rng(1).beta(8, 1, 4000)
    sequence = thresholds(confidences)
    assert (np.diff(sequence) < 0).all()
    assert (confidences >= sequence[0]).sum() >= needed()


def _stream(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Fields whose true risk at confidence c is 1 - c**1.2: confidences a little too proud."""
    confidences = 1 - rng.exponential(0.02, n).clip(0, 1)
    return confidences, rng.random(n) < confidences**1.2


def test_a_false_certificate_comes_no_oftener_than_promised() -> None:
    rng = np.random.default_rng(7)
    every, _ = _stream(rng, 400_000)
    false = 0
    for _ in range(200):
        proved = certify(*_stream(rng, 2500))
        if proved is not None:
            accepted = every[every >= proved.threshold]
            false += float(np.mean(1 - accepted**1.2)) > 0.005
    assert false <= binom.ppf(0.999, 200, 0.05)


@pytest.mark.filterwarnings("ignore:No predict parameters", "ignore:All provided predict_params")
@pytest.mark.parametrize("threshold", [0.9, 0.98, 0.99, 0.994, 0.997])
def test_mapie_proves_the_same_thresholds(threshold: float) -> None:
    rng = np.random.default_rng(3)
    confidences = 1 - rng.exponential(0.006, 5000).clip(0, 1)
    right = rng.random(5000) < confidences
    controller = BinaryClassificationController(
        predict_function=lambda rows: np.column_stack([1 - rows[:, 0], rows[:, 0]]),
        risk="precision",
        target_level=0.995,
        confidence_level=0.95,
        list_predict_params=np.array([threshold]),
    )
    controller.calibrate(confidences[:, None], right.astype(int))
    accepted = confidences >= threshold
    ours = p_value(int(accepted.sum()), int((~right[accepted]).sum()), 0.005) <= 0.05
    assert (len(controller.valid_predict_params) == 1) is ours


def test_the_bet_certifies_a_good_stream_and_not_one_at_the_ceiling() -> None:
    rng = np.random.default_rng(5)
    assert certified_by_betting(rng.random(6000) < 0.001)
    false = sum(certified_by_betting(rng.random(3000) < 0.005) for _ in range(200))
    assert false <= binom.ppf(0.999, 200, 0.05)


def test_the_bet_starts_with_a_capital_of_about_one() -> None:
    assert log_wealth([0])[0] == pytest.approx(math.log(1 + np.mean([0.1, 0.25, 0.5, 0.75, 0.9]) * 0.005 / 0.995), abs=1e-4)


def test_the_alarm_rings_soon_after_the_risk_has_risen_and_rarely_before() -> None:
    rng = np.random.default_rng(11)
    alarm = Alarm()
    assert not any(alarm.add(bool(x)) for x in rng.random(3000) < 0.002)
    rung = next(i for i, x in enumerate(rng.random(3000) < 0.05) if alarm.add(bool(x)))
    assert rung < 300
