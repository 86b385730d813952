"""What a count of right ones says: the exact interval of a share, and how true confidences are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from scipy.special import betaincinv

BINS = 10
"""Of equal width, over confidences from 0 to 1."""


def exact_interval(successes: float, trials: int, level: float = 0.95) -> tuple[float, float]:
    """The exact two-sided interval of a proportion; 0 to 1 without trials. `successes`, where only expected, need not be whole.

    Raises ValueError unless 0 <= successes <= trials.
    Source: Clopper, Pearson, Biometrika 26 (1934), by quantiles of the beta distribution.
    """
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} successes in {trials} trials")
    tail = (1 - level) / 2
    low = float(betaincinv(successes, trials - successes + 1, tail)) if successes else 0.0
    high = float(betaincinv(successes + 1, trials - successes, 1 - tail)) if successes < trials else 1.0
    return low, high


def calibration_error(judged: Iterable[tuple[float, bool]]) -> float:
    """The expected calibration error of (confidence, right) in BINS bins, 0 to 1; 0 for none.

    Source: Naeini, Cooper, Hauskrecht, AAAI 2015.
    """
    bins: dict[int, float] = defaultdict(float)
    count = 0
    for confidence, right in judged:
        bins[min(BINS - 1, int(confidence * BINS))] += confidence - right
        count += 1
    return sum(abs(difference) for difference in bins.values()) / max(1, count)
