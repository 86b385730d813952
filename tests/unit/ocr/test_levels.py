"""Percentiles that are counted are those that numpy sorts for."""

from __future__ import annotations

import numpy as np
import pytest

from ocr.levels import percentile, percentile_of_counts


@pytest.mark.parametrize("percent", [1, 10, 60, 85, 99.5])
@pytest.mark.parametrize("shape", [(1, 1), (3, 7), (64, 64), (300, 501)])
def test_the_same_number_as_numpy_to_the_last_bit(percent: float, shape: tuple[int, int]) -> None:
    random = np.random.default_rng(7)
    grey, ink = random.integers(0, 256, shape).astype(np.uint8), random.random(shape).astype(np.float32)
    for values in (grey, grey[::2], ink, ink.T):
        assert percentile(values, percent) == float(np.percentile(values, percent))
    assert percentile_of_counts(np.bincount(grey.ravel()), percent) == float(np.percentile(grey, percent))
