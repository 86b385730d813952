"""Intervals for proportions: what a sample lets us say, never a bare percentage."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, log

from scipy.special import betaincinv


@dataclass(frozen=True, slots=True)
class Interval:
    """A proportion with its exact two-sided interval."""

    value: float | None
    """Right over tried; None when nothing was tried."""
    low: float
    high: float
    level: float


def clopper_pearson(successes: int, trials: int, level: float = 0.95) -> Interval:
    """The exact binomial interval; 0 to 1 without trials. Raises ValueError unless 0 <= successes <= trials.

    Source: Clopper, Pearson, Biometrika 26 (1934), by quantiles of the beta distribution.
    """
    return exact_interval(successes, trials, level)


def exact_interval(successes: float, trials: int, level: float = 0.95) -> Interval:
    """As `clopper_pearson`, for an expected number of successes, which need not be whole."""
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} successes in {trials} trials")
    tail = (1 - level) / 2
    low = float(betaincinv(successes, trials - successes + 1, tail)) if successes else 0.0
    high = float(betaincinv(successes + 1, trials - successes, 1 - tail)) if successes < trials else 1.0
    return Interval(successes / trials if trials else None, low, high, level)


def trials_for_ceiling(ceiling: float, level: float = 0.95) -> int:
    """How many checked fields without an error show that the error rate is below `ceiling` (one-sided)."""
    if not 0 < ceiling < 1:
        raise ValueError(f"a ceiling is between 0 and 1, not {ceiling}")
    return ceil(log(1 - level) / log(1 - ceiling))
