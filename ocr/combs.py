"""Combs: the printed cells, one for each character, of a form's field. Their lines are found and taken out before reading."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.page import Image
from ocr.levels import percentile

PITCH_RANGE = 0.04
"""By what share the distance of the separators may differ from the box's width divided by the cells."""
LINE_INCHES = 0.03
"""Printed lines are at most so thick."""


@dataclass(frozen=True, slots=True)
class Comb:
    """Where a comb's lines are, in pixels of the crop it was looked for in."""

    separators: tuple[float, ...]
    """x of each upright line, the two ends included: cells + 1 numbers."""
    top: int
    bottom: int
    """y of the level lines at its edges."""

    def cell_of(self, x: float) -> int:
        """The 0-based cell a character centred at `x` stands in."""
        return int(np.clip(np.searchsorted(self.separators, x) - 1, 0, len(self.separators) - 2))


def find_comb(crop: Image, cells: int) -> Comb:
    """The comb of `cells` cells that best explains the upright lines of a grey crop cut to the comb's box with a little margin."""
    height, width = crop.shape
    dark = _darkness(crop)
    upright = cv2.erode(cv2.GaussianBlur(dark, (3, 1), 0), np.ones((max(3, height // 3), 1), np.uint8)).max(axis=0)
    upright = np.maximum(upright, 0.5 * dark.mean(axis=0))
    best, where = -1.0, (0.0, width / cells)
    for pitch in np.linspace((1 - PITCH_RANGE) * width / cells, (1 + PITCH_RANGE) * width / cells, 17):
        slack = max(0.03 * width, width - cells * pitch)
        starts = np.arange(-0.01 * width, slack + 0.5, 0.5)
        columns = starts[:, None] + pitch * np.arange(cells + 1)
        scores = np.interp(columns, np.arange(width), upright, left=0, right=0).sum(axis=1)
        if len(scores) and float(scores.max()) > best:
            best, where = float(scores.max()), (float(starts[int(scores.argmax())]), float(pitch))
    separators = tuple(float(where[0] + where[1] * k) for k in range(cells + 1))
    rows = dark.mean(axis=1)
    third = max(1, height // 3)
    return Comb(separators, int(rows[:third].argmax()), height - 1 - int(rows[-third:][::-1].argmax()))


def erased(crop: Image, comb: Comb, dpi: float) -> Image:
    """The crop with the comb's lines painted over from both sides; where ink goes on across a line, it stays."""
    dark = _darkness(crop) > 0.35
    thickness = max(1, round(LINE_INCHES * dpi))
    mask = np.zeros(crop.shape, np.uint8)
    for x in comb.separators:
        _mark_line(mask, dark, round(x), thickness)
    for y in (comb.top, comb.bottom):
        _mark_line(mask.T, dark.T, y, thickness)
    return np.asarray(cv2.inpaint(crop, mask, 2, cv2.INPAINT_TELEA))


def _mark_line(mask: NDArray[np.uint8], dark: NDArray[np.bool_], at: int, thickness: int) -> None:
    """Marks an upright printed line near column `at`: its dark run in each row, unless the row's ink reaches well beyond it."""
    width = dark.shape[1]
    low, high = max(0, at - thickness), min(width, at + thickness + 1)
    if high - low < 2:
        return
    columns = np.flatnonzero(dark[:, low:high].mean(axis=0) > 0.45) + low
    if not len(columns):
        return
    first, last = int(columns[0]) - 1, int(columns[-1]) + 1
    before = dark[:, max(0, first - 2) : max(0, first)].all(axis=1) if first > 1 else np.zeros(len(dark), bool)
    after = dark[:, last + 1 : last + 3].all(axis=1) if last + 2 < width else np.zeros(len(dark), bool)
    rows = ~(before & after)
    mask[rows, max(0, first) : last + 1] = 255


def _darkness(crop: Image) -> NDArray[np.float32]:
    paper = max(percentile(crop, 80), 1.0)
    ink = np.clip(1 - crop.astype(np.float32) / paper, 0, 1)
    dark: NDArray[np.float32] = ink / max(percentile(ink, 97), 0.2)
    return dark
