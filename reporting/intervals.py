"""Intervals for proportions and means: what a sample lets us say, never a bare figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log, sqrt
from statistics import fmean, stdev

from scipy.special import stdtrit

from domain.shares import exact_interval


@dataclass(frozen=True, slots=True)
class Interval:
    """A proportion or a mean with its two-sided interval."""

    value: float | None
    """None when nothing was tried."""
    low: float
    high: float
    level: float


def clopper_pearson(successes: int, trials: int, level: float = 0.95) -> Interval:
    """The share with its exact binomial interval; 0 to 1 without trials. Raises ValueError unless 0 <= successes <= trials."""
    return Interval(successes / trials if trials else None, *exact_interval(successes, trials, level), level)


def mean_interval(numbers: Sequence[float], level: float = 0.95) -> Interval | None:
    """The mean of a sample with Student's interval; None for fewer than two numbers, which say nothing of their spread.

    Source: Student, Biometrika 6 (1908); about right for means of some dozens of numbers even where they are skewed.
    """
    if len(numbers) < 2:
        return None
    mean = fmean(numbers)
    half = float(stdtrit(len(numbers) - 1, 1 - (1 - level) / 2)) * stdev(numbers) / sqrt(len(numbers))
    return Interval(mean, mean - half, mean + half, level)


def trials_for_ceiling(ceiling: float, level: float = 0.95) -> int:
    """How many checked fields without an error show that the error rate is below `ceiling` (one-sided)."""
    if not 0 < ceiling < 1:
        raise ValueError(f"a ceiling is between 0 and 1, not {ceiling}")
    return ceil(log(1 - level) / log(1 - ceiling))
