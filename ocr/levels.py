"""Percentiles of pictures: the numbers of `numpy.percentile`, counted instead of sorted and without its checks of every call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

COUNTABLE = 2**24
"""OpenCV counts in 32-bit floats, which are whole numbers up to here."""
SMALL = 4096
"""Pixels up to which numpy counts faster than OpenCV."""

Values = NDArray[np.uint8] | NDArray[np.float32]


def percentile(values: Values, percent: float) -> float:
    """The percentile of grey values or of 32-bit floats, linear between neighbours; at least one value."""
    if values.dtype == np.uint8:
        return percentile_of_counts(_counts(values), percent)
    flat = values.ravel()
    low, _ = _place(percent, flat.size)
    ordered = np.partition(flat, [low, min(low + 1, flat.size - 1)])
    return _between(percent, flat.size, lambda rank: ordered[rank])


def percentile_of_counts(counts: NDArray[np.int64], percent: float) -> float:
    """The percentile of whole numbers from 0, of which it is known how often each stands (`counts[n]`)."""
    below = np.cumsum(counts)
    return _between(percent, int(below[-1]), lambda rank: float(np.searchsorted(below, rank, side="right")))


def _counts(values: Values) -> NDArray[np.int64]:
    if values.size <= SMALL or values.ndim != 2 or values.size > COUNTABLE:
        return np.bincount(values.ravel(), minlength=256)
    return np.asarray(cv2.calcHist([values], [0], None, [256], [0, 256]).ravel(), np.int64)


def _place(percent: float, count: int) -> tuple[int, float]:
    at = (count - 1) * (percent / 100)
    return int(at), at - int(at)


def _between(percent: float, count: int, value_at: Callable[[int], Any]) -> float:
    low, share = _place(percent, count)
    a, b = value_at(low), value_at(min(low + 1, count - 1))
    step = b - a
    kind = type(step)  # numpy weighs 32-bit floats in 32 bits
    return float(b - step * kind(1 - share)) if share >= 0.5 else float(a + step * kind(share))
