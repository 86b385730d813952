"""Ink that no word claims is counted as by looking at every row and column; straight runs of a centimetre are rules."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from intake.raster import Pixels, without_idle_colour
from intake.text_trust import CELL, DARK, RULE_PX, text_cells


def _strewn(seed: int) -> Pixels:
    """A page at 100 dpi of short strokes, and rules of every length around a centimetre, level and upright."""
    rng = np.random.default_rng(seed)
    page = np.full((1170, 827), 255, np.uint8)
    for x, y, w, h in zip(
        rng.integers(0, 800, 900), rng.integers(0, 1150, 900), rng.integers(1, 14, 900), rng.integers(1, 5, 900), strict=True
    ):
        page[y : y + h, x : x + w] = 0
    for n in range(30):
        at, length = rng.integers(0, 700), RULE_PX - 15 + n
        page[20 + 35 * n, at : at + length] = 0
        page[at : at + length, 10 + 25 * n] = 60
    page[:3] = page[:, -2:] = 0
    return page


def _runs_one_by_one(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    runs = np.zeros_like(ink)
    for y, row in enumerate(ink):
        start = 0
        for x in range(len(row) + 1):
            if x == len(row) or not row[x]:
                runs[y, start:x] = x - start >= RULE_PX
                start = x + 1
    return runs


def _cells_one_by_one(ink: NDArray[np.bool_]) -> int:
    height, width = ink.shape
    shares = [ink[y : y + CELL, x : x + CELL].mean() for y in range(0, height - CELL + 1, CELL) for x in range(0, width - CELL + 1, CELL)]
    return sum(0.06 < share < 0.85 for share in shares)


def test_unclaimed_ink_is_counted_without_its_rules() -> None:
    for seed in (1, 2):
        page = _strewn(seed)
        ink = page < DARK
        ink &= ~(_runs_one_by_one(ink) | _runs_one_by_one(ink.T).T)
        assert text_cells([], page, 100.0) == (0, _cells_one_by_one(ink))


def test_a_page_keeps_its_colours_when_some_of_it_is_coloured() -> None:
    page = np.full((900, 600, 3), 255, np.uint8)
    page[100:110, 100:400] = (20, 20, 20)
    assert without_idle_colour(page).shape == (900, 600)
    page[300:330, 100:400] = (200, 30, 30)
    assert np.array_equal(without_idle_colour(page), page)
