"""Rules come only from proof: pooled with strata read no better, signatures by themselves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from decision.calibration import Calibrator
from decision.risk import CLASSES
from domain.document import FieldReading
from learning.calibrate import Calibration, Judged, certified_rules, continued, figures, train_calibrator
from learning.certify import one_per_document
from learning.write import learning_curve


def judged(kind: str, right: bool, seen: float, blank: bool = False) -> Judged:
    reading = FieldReading("k", kind, None if blank else "x", "", None, None, 0.9, {"layout_seen": seen, "form": 0.0})
    return Judged(reading, right, "x.pdf", "L", "office", blank, True)


def test_a_stratum_without_enough_fields_is_proved_with_those_read_no_better_but_never_with_unseen_layouts() -> None:
    every = [judged("date", True, 1.0) for _ in range(1500)] + [judged("date", True, 5.0) for _ in range(20)]
    rules = {(c, r.stratum): r for r in certified_rules(every, np.linspace(0.99, 0.9, len(every))) for c in r.classes}
    assert rules["typed", "new_layout"].ceiling == 0.005
    assert rules["typed", "known_layout"].threshold is not None
    assert rules["typed", "unseen"].threshold is None
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


def test_one_field_of_each_document_is_drawn_so_that_a_bad_scan_counts_once() -> None:
    clean = [replace(judged("date", True, 0.0), source=f"{i}.pdf") for i in range(1000) for _ in range(2)]
    bad = [replace(judged("date", False, 0.0), source="bad.pdf") for _ in range(3)]
    every, confidences = clean + bad, np.array([0.999] * 2000 + [0.98] * 3)
    rules = [replace(r, threshold=0.5) for r in certified_rules(every, confidences)]
    drawn = one_per_document(every, confidences, rules)["unseen"]
    assert (drawn["documents"], drawn["wrong"]) == (1001, 1)
    assert 0.004 < drawn["bound"] < 0.005


def test_the_learning_curve_counts_documents_by_what_was_learned_of_their_layout() -> None:
    every = [judged("date", seen > 0, seen) for seen in (0.0, 1.0, 2.0, 2.0)]
    calibration = Calibration(Calibrator(None), np.full(4, 0.9), ())  # type: ignore[arg-type]
    curve = learning_curve(every, calibration)
    assert {k: (v["fields"], v["accuracy_filled"]) for k, v in curve.items()} == {0: (1, 0.0), 1: (1, 1.0), 2: (2, 1.0)}


def test_a_calibrator_that_goes_on_learns_what_it_did_not_know_and_keeps_its_order_of_scores() -> None:
    rng = np.random.default_rng(3)

    def papers(count: int, worse: bool) -> list[Judged]:
        every = []
        for i in range(count):
            score, kind = float(rng.uniform(0.5, 1.0)), ("date", "name")[i % 2]
            right = rng.random() < (score - 0.4 if worse and kind == "name" else score)
            blank = judged(kind, bool(right), 0.0)
            reading = replace(blank.reading, evidence={**blank.reading.evidence, "score": score})
            every.append(replace(blank, reading=reading, layout=f"L{i % 40}"))
        return every

    old = train_calibrator([], papers(2000, worse=False)).calibrator
    new = continued(old, papers(2000, worse=True)).calibrator
    names = [j.reading for j in papers(600, worse=True) if j.reading.kind == "name"]
    names.sort(key=lambda r: r.evidence["score"])
    assert old.confidences(names).mean() - new.confidences(names).mean() > 0.2
    assert (np.diff(new.confidences(names)) >= 0).all()


def test_a_calibrator_tells_fields_of_one_kind_apart_where_it_has_met_them_often() -> None:
    rng = np.random.default_rng(4)
    every = []
    for i in range(3000):
        key, right = ("applicant.birth_date", rng.random() < 0.95) if i % 2 else ("request.date", rng.random() < 0.7)
        one = judged("date", bool(right), 0.0)
        every.append(replace(one, reading=replace(one.reading, key=key), layout=f"L{i % 40}"))
    calibrator = train_calibrator([], every).calibrator
    birth, request, other = (
        calibrator.confidences([replace(every[0].reading, key=key)])[0] for key in ("applicant.birth_date", "request.date", "q1")
    )
    assert birth - request > 0.15
    assert 0.6 < other < 1.0
