"""Trains the calibrator and certifies thresholds from judged readings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import lightgbm as lgb
import numpy as np
from numpy.typing import NDArray

from decision.calibration import CATEGORICAL, MONOTONE, NAMES, Calibrator, evidence_rows
from decision.certificate import CEILING, DELTA, Certificate, certify, upper_bound
from decision.decider import SHIPPED, Rule
from decision.risk import CLASSES, ENOUGH_SEEN, risk_class
from domain.document import FieldReading
from domain.shares import calibration_error

FOLDS = 5
PARAMS: dict[str, Any] = {
    "objective": "binary",
    "learning_rate": 0.05,
    "num_leaves": 12,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.6,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 10.0,
    "cat_smooth": 30.0,
    "num_threads": 1,
    "verbosity": -1,
    "seed": 11,
    "deterministic": True,
}
ROUNDS = 700
"""Trees, and trees added when a calibrator learns from more documents; chosen by log loss on documents left out (300 to 1,200 tried)."""
COMMON = 150
"""Readings of one field that are enough to tell it from others of its kind."""


@dataclass(frozen=True)
class Judged:
    """A reading held against the truth."""

    reading: FieldReading
    right: bool
    source: str
    layout: str
    quality: str
    blank: bool
    """The paper leaves the field blank."""
    reachable: bool
    """The true value was among the candidates."""

    @property
    def risk_class(self) -> str:
        return risk_class(self.reading.kind)

    @property
    def stratum(self) -> str:
        """How well the page design was known (`decision.risk.stratum`)."""
        if self.reading.evidence.get("form", 0.0) > 0:
            return "known_form"
        seen = self.reading.evidence.get("layout_seen", 0.0)
        return "known_layout" if seen >= ENOUGH_SEEN else "new_layout" if seen > 0 else "unseen"


@dataclass(frozen=True)
class Calibration:
    """A trained calibrator with the confidences of the held-out readings, none of which it was fitted on, and the rules they prove."""

    calibrator: Calibrator
    confidences: NDArray[np.float64]
    rules: tuple[Rule, ...]


def train_calibrator(inside: Sequence[Judged], outside: Sequence[Judged]) -> Calibration:
    """The calibrator from cross-fitted readings of training layouts and of held-out ones.

    The confidence of each held-out reading comes from a model that has not seen its layout; certificates are drawn from those.
    """

    keys = _common_keys([*inside, *outside])

    def fitted(rest: Sequence[Judged]) -> Calibrator:
        return Calibrator(_boost([*inside, *rest], keys), keys=keys)

    confidences = _left_out(outside, fitted)
    return Calibration(fitted(outside), confidences, tuple(certified_rules(outside, confidences)))


def continued(calibrator: Calibrator, judged: Sequence[Judged]) -> Calibration:
    """The calibrator with trees added for what it has not seen: layouts that neither it nor the scorer was trained on.

    As in `train_calibrator`, the confidence of each reading comes from a model that has not seen its layout.
    """

    def fitted(rest: Sequence[Judged]) -> Calibrator:
        booster = _boost(rest, calibrator.keys, calibrator.columns, calibrator.booster)
        return Calibrator(booster, calibrator.columns, calibrator.keys)

    confidences = _left_out(judged, fitted)
    return Calibration(fitted(judged), confidences, tuple(certified_rules(judged, confidences)))


def _left_out(judged: Sequence[Judged], fitted: Callable[[Sequence[Judged]], Calibrator]) -> NDArray[np.float64]:
    """The confidence of each reading by a calibrator `fitted` on the other folds: none has seen its layout."""
    fold = _folds(judged)
    confidences = np.zeros(len(judged))
    for f in range(FOLDS):
        part = [i for i, g in enumerate(fold) if g == f]
        if part:
            rest = [j for j, g in zip(judged, fold, strict=True) if g != f]
            confidences[part] = fitted(rest).confidences([judged[i].reading for i in part])
    return confidences


def _folds(judged: Sequence[Judged]) -> list[int]:
    layouts = {name: i % FOLDS for i, name in enumerate(dict.fromkeys(j.layout for j in judged))}
    return [layouts[j.layout] for j in judged]


def _common_keys(judged: Sequence[Judged]) -> tuple[str, ...]:
    """The fields judged often enough to be told apart from others of their kind."""
    return tuple(sorted(key for key, count in Counter(j.reading.key for j in judged).items() if count >= COMMON))


def _boost(
    every: Sequence[Judged], keys: Sequence[str], columns: Sequence[int] = range(len(NAMES)), before: lgb.Booster | None = None
) -> lgb.Booster:
    """Trees on these columns of the evidence, added to those of `before`."""
    data = lgb.Dataset(
        evidence_rows([j.reading for j in every], keys)[:, list(columns)],
        label=np.array([j.right for j in every], dtype=float),
        feature_name=[NAMES[c] for c in columns],
        categorical_feature=[name for name in CATEGORICAL if NAMES.index(name) in columns],
        free_raw_data=before is None,  # the trees of `before` predict on it
    )
    params = {**PARAMS, "monotone_constraints": [MONOTONE[c] for c in columns]}
    return lgb.train(params, data, num_boost_round=ROUNDS, init_model=before)


CEILINGS = (CEILING, 2 * CEILING)
"""A shipped rule names the lowest of these that its held-out fields prove; nothing above the last is accepted."""
POOLS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "unseen": (("unseen",),),
    "new_layout": (("new_layout",),),
    "known_layout": (("known_layout",), ("known_layout", "new_layout")),
    "known_form": (("known_form",), ("known_form", "known_layout", "new_layout")),
}
"""Stratum -> the strata whose fields prove its threshold: its own, else together with strata that are read no better. Unseen layouts
prove only themselves: the same held-out papers are met a second time with their layout learned."""


GROUPS = (tuple(c for c in CLASSES if c != "hand"), ("hand",))
"""Risk classes that prove their thresholds together: a signature fails for reasons of its own, and a missing one weighs more."""


def certified_rules(judged: Sequence[Judged], confidences: NDArray[np.float64], delta: float = DELTA) -> list[Rule]:
    """For each stratum the thresholds that held-out fields prove. Readings that a rule sends to a person are no part of the proof."""
    strata = np.array([j.stratum for j in judged])
    asked = np.array([not j.reading.must_review for j in judged], dtype=bool)
    right = np.array([j.right for j in judged], dtype=bool)
    rules = []
    for stratum, pools in POOLS.items():
        for group in GROUPS:
            mine = asked & np.array([j.risk_class in group for j in judged], dtype=bool)
            proved: Certificate | None = None
            for ceiling in CEILINGS:
                for pool in pools:
                    rows = mine & np.isin(strata, pool)
                    proved = proved or certify(confidences[rows], right[rows], ceiling, delta)
            rules.append(rule(stratum, group, proved, int((mine & (strata == stratum)).sum())))
    return rules


def rule(stratum: str, classes: Sequence[str], proved: Certificate | None, audited: int) -> Rule:
    """The rule a certificate makes; without one nothing is accepted and the rule tells how many fields were audited."""
    if proved is None:
        return Rule(stratum, tuple(classes), None, SHIPPED, audited, 0, upper_bound(0, 0), CEILING)
    return Rule(stratum, tuple(classes), proved.threshold, SHIPPED, proved.audited, proved.wrong, proved.bound, proved.ceiling)


def figures(judged: Sequence[Judged], confidences: NDArray[np.float64], rules: Sequence[Rule]) -> dict[str, float]:
    """Accuracy, automation and errors of readings under rules; the honest numbers of a manifest."""
    threshold = {(c, r.stratum): r.threshold for r in rules for c in r.classes}
    auto = [
        (t := threshold.get((j.risk_class, j.stratum))) is not None and not j.reading.must_review and c >= t
        for j, c in zip(judged, confidences, strict=True)
    ]
    filled = [i for i, j in enumerate(judged) if not j.blank]
    taken = [i for i in filled if auto[i]]
    blanks = [i for i, j in enumerate(judged) if j.blank]
    return {
        "fields": len(judged),
        "filled": len(filled),
        "reachable": _share([judged[i].reachable for i in filled]),
        "accuracy_filled": _share([judged[i].right for i in filled]),
        "accuracy_blank": _share([judged[i].right for i in blanks]),
        "automation_filled": _share([auto[i] for i in filled]),
        "auto_accuracy_filled": _share([judged[i].right for i in taken]),
        "silent_errors": float(sum(auto[i] and not judged[i].right for i in range(len(judged)))),
        "blanks_invented": _share([auto[i] and not judged[i].right for i in blanks]),
        "ece": calibration_error((float(c), j.right) for j, c in zip(judged, confidences, strict=True)),
    }


def _share(flags: Sequence[bool]) -> float:
    return float(np.mean(flags)) if flags else float("nan")


__all__ = ["Calibration", "Judged", "certified_rules", "continued", "figures", "rule", "train_calibrator"]
