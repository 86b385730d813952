"""Audits prove a class at any moment, no oftener falsely than promised; a withdrawn class takes only proof to come back."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from mapie.risk_control import BinaryClassificationController
from scipy.stats import binom

from decision.certificate import CEILING
from decision.standing import (
    CERTIFIED,
    SEQUENCE,
    SHIPPED,
    WARMING_UP,
    WITHDRAWN,
    Label,
    Standing,
    clean_until,
    decided_by,
    has_risen,
    in_words,
    more_needed,
    prove,
)
from domain.document import DecisionKind, Field


def field(confidence: float, decision: str, *reasons: str) -> Field:
    return Field("a", "text", "v", "v", confidence, DecisionKind(decision), reasons=reasons)


def standing(state: str, threshold: float | None = None, **numbers: object) -> Standing:
    given = {"ceiling": 0.005, "audited": 1200, "wrong": 1, "bound": 0.004, "more": 0} | numbers
    return Standing("typed", "unseen", state, threshold, **given)  # type: ignore[arg-type]


def test_what_is_still_needed_is_exactly_what_proves() -> None:
    for errors in (0, 2):
        labels = [Label(0.995, False)] * errors
        more = more_needed(labels)
        assert prove([*labels, *[Label(0.995, True)] * (more - 1)]) is None
        proved = prove([*labels, *[Label(0.995, True)] * more])
        assert proved is not None
        assert (proved.audited, proved.wrong, proved.ceiling) == (errors + more, errors, 0.005)
        assert proved.bound <= 0.005


def test_labels_below_the_first_threshold_prove_nothing_of_it() -> None:
    assert prove([Label(0.97, True)] * 5000) is None
    assert more_needed([Label(0.97, True)] * 5000) == more_needed([])


def test_a_lower_threshold_is_proved_only_after_those_above_it() -> None:
    proved = prove([*[Label(0.995, True)] * 1500, *[Label(0.975, True)] * 9, *[Label(0.96, False)] * 40, Label(0.9, True)])
    assert proved is not None
    assert (proved.threshold, proved.audited) == (0.97, 1509)


@pytest.mark.slow
def test_a_false_proof_comes_no_oftener_than_promised_though_it_is_looked_for_after_every_audit() -> None:
    rng = np.random.default_rng(2)
    false = 0
    for _ in range(200):
        labels = [Label(0.995, bool(right)) for right in rng.random(3000) >= CEILING]
        false += prove(labels) is not None
    assert false <= binom.ppf(0.999, 200, 0.05)


@pytest.mark.filterwarnings("ignore:No predict parameters", "ignore:All provided predict_params")
def test_what_the_bet_proves_mapie_proves_too() -> None:
    rng = np.random.default_rng(9)
    confidences = 1 - rng.exponential(0.004, 6000).clip(0, 1)
    right = rng.random(6000) < 1 - (1 - confidences) / 4
    proved = prove([Label(float(c), bool(r)) for c, r in zip(confidences, right, strict=True)])
    assert proved is not None
    controller = BinaryClassificationController(
        predict_function=lambda rows: np.column_stack([1 - rows[:, 0], rows[:, 0]]),
        risk="precision", target_level=1 - CEILING, confidence_level=0.95, list_predict_params=np.array([proved.threshold]),
    )  # fmt: skip
    controller.calibrate(confidences[:, None], right.astype(int))
    assert len(controller.valid_predict_params) == 1


def test_the_alarm_hears_the_accepted_alone() -> None:
    assert not has_risen([Label(0.5, False, accepted=False)] * 500, CEILING)
    assert has_risen([Label(0.99, False)] * 10, CEILING)
    assert not has_risen([Label(0.99, True)] * 3000, CEILING)


@pytest.mark.parametrize(
    ("given", "by", "decision", "reason"),
    [
        (field(0.99, "auto", "certificate_shipped: at most 2.0% wrong"), standing(WITHDRAWN), "review", "certificate_withdrawn"),
        (field(0.99, "review", "not_yet_proved"), standing(CERTIFIED, 0.98), "auto", "certificate_measured: at most 0.5% wrong"),
        (field(0.97, "auto", "certificate_shipped: at most 2.0% wrong"), standing(CERTIFIED, 0.98), "review", "below_threshold"),
        (field(0.99, "review", "page_missing"), standing(CERTIFIED, 0.5), "review", "page_missing"),
        (field(0.99, "review", "check_failed", "rule_asks_for_a_person"), standing(CERTIFIED, 0.5), "review", "rule_asks_for_a_person"),
        (field(0.99, "auto", "certificate_shipped: at most 2%"), standing(SHIPPED, 0.9), "auto", "certificate_shipped: at most 2%"),
        (field(0.99, "review", "not_yet_proved"), standing(WARMING_UP), "review", "not_yet_proved"),
        (field(0.99, "auto", "certificate_shipped: at most 2.0% wrong"), standing(WARMING_UP), "review", "not_yet_proved"),
    ],
)  # fmt: skip
def test_audits_overrule_the_confidence_and_no_other_doubt(given: Field, by: Standing, decision: str, reason: str) -> None:
    decided = decided_by(given, by)
    assert (decided.decision, decided.reasons[-1], decided.value) == (decision, reason, "v")
    assert len(decided.reasons) == len(given.reasons)


def test_the_manager_reads_what_is_proved_and_what_is_missing() -> None:
    assert in_words(standing(CERTIFIED, 0.99))["en"] == "proved: at most 0.5% wrong at 95 %, 1200 audited, 1 wrong"
    assert in_words(standing(WARMING_UP, more=512))["en"] == "not yet proved: 512 more"
    withdrawn = standing(WITHDRAWN, more=1020, since=datetime(2026, 3, 1, tzinfo=UTC), reason="6 of 70 audited were wrong")
    assert in_words(withdrawn)["en"].startswith("withdrawn on 2026-03-01 because 6 of 70 audited were wrong; 1020 more")
    assert "di fabbrica" in in_words(standing(SHIPPED, 0.97, ceiling=0.02))["it"]


def test_the_sequence_falls() -> None:
    assert list(SEQUENCE) == sorted(SEQUENCE, reverse=True)


def test_the_last_clean_audit_is_where_the_errors_begin() -> None:
    assert clean_until([False] * 300 + [True, False, True, True, False, True], CEILING) == 300
    assert clean_until([True, True, True], CEILING) == 0
    stray = [True] + [False] * 2000 + [True, True, True]
    assert clean_until(stray, CEILING) == 2001, "an early error that the good ones outweighed is not where it began"
    assert clean_until([], CEILING) == 0
