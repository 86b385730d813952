from __future__ import annotations

import random

import cv2
import numpy as np
import pytest

from samples import degrade

DOTS = ((0.2, 0.2), (0.8, 0.25), (0.5, 0.55), (0.25, 0.85), (0.78, 0.8))


def _page() -> degrade.Image:
    page = np.full((1100, 780, 3), 255, np.uint8)
    for x, y in DOTS:
        cv2.circle(page, (int(x * 780), int(y * 1100)), 14, (0, 0, 0), -1)
    return page


def _is_dark(scan: degrade.Scan, x: float, y: float) -> bool:
    """Whether the scan is darker at that point of the clean page than beside it."""
    at = scan.matrix @ np.array([x, y, 1.0])
    column, row = (int(value) for value in at[:2] / at[2])
    grey = scan.image if scan.image.ndim == 2 else scan.image.mean(axis=2)
    inner = np.median(grey[row - 3 : row + 4, column - 3 : column + 4])
    outer = np.median(grey[row - 40 : row + 41, column - 40 : column + 41])
    return bool(inner < outer - 40)


@pytest.mark.parametrize("device", [degrade.clean, degrade.office, degrade.fax, degrade.bilevel, degrade.photocopy, degrade.phone])
@pytest.mark.parametrize("seed", range(3))
def test_the_matrix_of_a_scan_says_where_each_point_of_the_page_went(device: degrade.Device, seed: int) -> None:
    page = _page()
    scan = device(page, np.eye(3), np.full_like(page, 255), random.Random(seed), 100)
    assert all(_is_dark(scan, x * 780, y * 1100) for x, y in DOTS)


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_turned_page_keeps_its_matrix(quarters: int) -> None:
    image, matrix = degrade.turn(_page(), np.eye(3), quarters)
    assert all(_is_dark(degrade.Scan(image, matrix, 100), x * 780, y * 1100) for x, y in DOTS)


def test_fax_and_bilevel_scans_have_two_values() -> None:
    for device in (degrade.fax, degrade.bilevel):
        scan = device(_page(), np.eye(3), _page(), random.Random(4), 100)
        assert set(np.unique(scan.image)) <= {0, 255}
        assert scan.is_bilevel
