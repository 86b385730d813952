"""Rules come only from proof: pooled with strata read no better, signatures by themselves."""

from __future__ import annotations

import numpy as np

from decision.risk import CLASSES
from domain.document import FieldReading
from learning.calibrate import Judged, certified_rules, figures


def judged(kind: str, right: bool, seen: float, blank: bool = False) -> Judged:
    reading = FieldReading("k", kind, None if blank else "x", "", None, None, 0.9, {"layout_seen": seen, "form": 0.0})
    return Judged(reading, right, "x.pdf", "L", "office", blank, True)


def test_a_stratum_without_enough_fields_is_proved_with_those_read_no_better() -> None:
    every = [judged("date", True, 0.0) for _ in range(1500)] + [judged("date", True, 1.0) for _ in range(20)]
    rules = {(c, r.stratum): r for r in certified_rules(every, np.linspace(0.99, 0.9, len(every))) for c in r.classes}
    assert rules["typed", "unseen"].ceiling == 0.005
    assert rules["typed", "new_layout"].threshold is not None
    assert rules["hand", "unseen"].threshold is None
    assert {c for c, stratum in rules if stratum == "known_form"} == set(CLASSES)


def test_errors_among_the_surest_fields_prove_nothing() -> None:
    every = [judged("date", i % 10 > 0, 0.0) for i in range(1500)]
    assert all(r.threshold is None for r in certified_rules(every, np.full(1500, 0.97)))


def test_figures_count_what_is_accepted_and_wrong() -> None:
    every = [judged("date", i > 0, 0.0, blank=i % 2 == 1) for i in range(1500)]
    confidences = np.linspace(0.999, 0.99, 1500)
    told = figures(every, confidences, certified_rules(every, confidences))
    assert (told["fields"], told["filled"], told["silent_errors"]) == (1500, 750, 1.0)
    assert told["auto_accuracy_filled"] == 749 / 750
