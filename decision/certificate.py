"""The guarantee: thresholds certified by exact tests, an anytime certificate by betting, an alarm when the risk rises.

A threshold is certified when, were the accepted fields wrong more often than the ceiling, audits as good as those seen would come with a
probability of at most `delta`. Source: extraction notes, sections 2.1 to 2.6; Learn then Test (Angelopoulos et al., arXiv 2110.01052);
betting (Waudby-Smith and Ramdas); e-detectors (Shin, Ramdas, Rinaldo).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr, betaincinv

CEILING = 0.005
DELTA = 0.05
LEAST_AUDITS = 2.1
"""The sequence of thresholds begins where so many times the fewest audits that can prove anything are accepted.

There the proof succeeds four times in five when the true risk is a fifth of the ceiling; one early error would stop a stricter one.
"""
HOPED = 0.5
"""It begins no lower than where the confidences themselves promise this part of the ceiling."""
STEPS = 60
BETS = (0.1, 0.25, 0.5, 0.75, 0.9)
RAISES = (0.02, 0.05, 0.1, 0.2, 0.4, 0.7)
_CAP = 1e12


@dataclass(frozen=True, slots=True)
class Certificate:
    """A proved threshold: of the fields accepted at `threshold` or above at most `ceiling` are wrong, with probability `1 - delta`."""

    threshold: float
    audited: int
    """Audited fields at or above the threshold."""
    wrong: int
    bound: float
    """Exact upper limit of the share wrong at `1 - delta`."""
    ceiling: float
    delta: float
    automation: float
    """Share of the audited fields at or above the threshold."""


def p_value(audited: int, wrong: int, ceiling: float) -> float:
    """The probability of at most `wrong` errors in `audited` fields when the true share is `ceiling` (exact binomial)."""
    return float(bdtr(wrong, audited, ceiling)) if audited else 1.0


def upper_bound(audited: int, wrong: int, delta: float = DELTA) -> float:
    """Clopper-Pearson upper limit of the share wrong at confidence `1 - delta`; 1 without audits."""
    if audited == 0 or wrong >= audited:
        return 1.0
    return float(betaincinv(wrong + 1, audited - wrong, 1 - delta))


def needed(ceiling: float = CEILING, delta: float = DELTA, wrong: int = 0) -> int:
    """The fewest audits with `wrong` errors that certify `ceiling` (598 for 0.5 % at 95 % without an error)."""
    n = max(1, math.floor(math.log(delta) / math.log(1 - ceiling)))
    while p_value(n, wrong, ceiling) > delta:
        n += 1
    return n


def thresholds(confidences: NDArray[np.float64], ceiling: float = CEILING, delta: float = DELTA, steps: int = STEPS) -> NDArray[np.float64]:
    """The fixed sequence, falling: it depends on the confidences alone, never on what was right.

    It begins at the most lenient share of which the confidences promise HOPED of the ceiling, or at the fewest fields that can
    prove anything, whichever accepts more; it ends where all are accepted.
    """
    ranked = np.sort(confidences)[::-1]
    promised = np.cumsum(1 - ranked) / np.arange(1, len(ranked) + 1)
    hoped = int(np.searchsorted(promised, HOPED * ceiling, side="right"))
    start = min(len(ranked), max(hoped, math.ceil(LEAST_AUDITS * needed(ceiling, delta))))
    counts = np.unique(np.linspace(start, len(ranked), steps).astype(int))
    return np.unique(ranked[counts - 1])[::-1]


def certify(
    confidences: NDArray[np.float64], right: NDArray[np.bool_], ceiling: float = CEILING, delta: float = DELTA
) -> Certificate | None:
    """The lowest threshold that fixed-sequence testing proves, None when not even the first can be. It stops at the first failure."""
    if len(confidences) < needed(ceiling, delta):
        return None
    proved: Certificate | None = None
    for threshold in thresholds(confidences, ceiling, delta):
        accepted = confidences >= threshold
        audited, wrong = int(accepted.sum()), int((~right[accepted]).sum())
        if p_value(audited, wrong, ceiling) > delta:
            break
        bound = upper_bound(audited, wrong, delta)
        proved = Certificate(float(threshold), audited, wrong, bound, ceiling, delta, audited / len(confidences))
    return proved


def log_wealth(wrong: Sequence[int] | NDArray[np.int_], ceiling: float = CEILING) -> NDArray[np.float64]:
    """Log capital after each audit of a bet that the risk is below `ceiling`: the mean over fixed stakes.

    Any time it reaches `log(1 / delta)` the risk is certified; looking every day costs nothing.
    """
    x = np.asarray(wrong, dtype=np.float64)
    stakes = np.array(BETS)[:, None] / (1 - ceiling)
    paths = np.cumsum(np.log1p(-stakes * (x - ceiling)), axis=1)
    return np.asarray(np.logaddexp.reduce(paths, axis=0) - math.log(len(BETS)), dtype=np.float64)


def certified_by_betting(wrong: Sequence[int] | NDArray[np.int_], ceiling: float = CEILING, delta: float = DELTA) -> bool:
    """Whether the bet ever won enough."""
    return bool(len(wrong)) and bool(log_wealth(wrong, ceiling).max() >= math.log(1 / delta))


@dataclass
class Alarm:
    """Shiryaev-Roberts e-detector: rings when the risk of the accepted fields has risen above the ceiling.

    While the risk stays at or below `ceiling`, it rings on average no sooner than after `run_length` audits.
    """

    ceiling: float = CEILING
    run_length: float = 20_000.0
    evidence: NDArray[np.float64] = field(default_factory=lambda: np.zeros(len(RAISES)))

    def add(self, wrong: bool) -> bool:
        """Counts one audited field that was accepted; answers whether the alarm rings."""
        steps = 1 + np.array(RAISES) / self.ceiling * (float(wrong) - self.ceiling)
        self.evidence = np.minimum((self.evidence + 1) * steps, _CAP)
        return self.rings

    @property
    def rings(self) -> bool:
        return bool(self.evidence.mean() >= self.run_length)
