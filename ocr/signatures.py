"""Whether somebody signed at a place: handwriting told from printed lines, printed names, stamps and ink showing through."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.geometry import Box
from domain.page import Image, ReadPage
from ocr.levels import percentile

PRINTED_WORD = 0.8
"""A word read so surely is print, not a signature."""
DARK = 0.28
"""Ink lighter than this share of black (after the paper) is showing through from the back."""
LENGTH_AT_HALF = 0.75
"""Inches of pen stroke at which a signature is as likely as not."""


def signature_present(page: ReadPage, box: Box, blank: Image | None = None) -> tuple[bool, float]:
    """Whether there is a signature in `box`, and the probability of that answer (0.5 to 1).

    `blank`: the blank form in the frame and size of `page.image`: what it prints does not count.
    """
    height, width = page.image.shape
    x0, y0, x1, y1 = box.pixels(width, height)
    crop = page.image[y0:y1, x0:x1]
    if min(crop.shape, default=0) < 8:
        return False, 0.5
    ink = _ink(crop)
    ink &= ~_rules(ink, page.dpi)
    if blank is not None:
        printed = _ink(blank[y0:y1, x0:x1])
        ink &= ~cv2.dilate(printed.astype(np.uint8), np.ones((5, 5), np.uint8)).astype(bool)
    for word in page.words:
        if word.score >= PRINTED_WORD and len(word.text) > 2 and word.box.intersection(box) > 0.5 * word.box.area:
            wx0, wy0, wx1, wy1 = word.box.pixels(width, height)
            ink[max(0, wy0 - y0 - 1) : max(0, wy1 - y0 + 1), max(0, wx0 - x0 - 1) : max(0, wx1 - x0 + 1)] = False
    length = _stroke_length(ink, page.dpi)
    present = 1 / (1 + np.exp(-2.2 * (np.log(length + 0.02) - np.log(LENGTH_AT_HALF))))
    return bool(present >= 0.5), float(max(present, 1 - present))


def _ink(crop: Image) -> NDArray[np.bool_]:
    paper = max(percentile(crop, 85), 1.0)
    ink: NDArray[np.bool_] = 1 - crop.astype(np.float32) / paper > DARK
    return ink


def _rules(ink: NDArray[np.bool_], dpi: float) -> NDArray[np.bool_]:
    """Level and upright printed lines, solid or dotted."""
    whole = ink.astype(np.uint8)
    gap, length = max(2, round(0.05 * dpi)), max(8, round(0.6 * dpi))
    closed = cv2.morphologyEx(whole, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    level = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    upright = cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones((max(8, round(0.5 * dpi)), 1), np.uint8))
    rules: NDArray[np.bool_] = cv2.dilate(level | upright, np.ones((3, 3), np.uint8)) > 0
    return rules


def _stroke_length(ink: NDArray[np.bool_], dpi: float) -> float:
    """Inches of pen stroke in pieces that are neither specks nor solid areas; strokes of a stamp are short and count little."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    total = 0.0
    for label in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[label])
        if max(w, h) < 0.12 * dpi:
            continue
        piece = (labels[y : y + h, x : x + w] == label).astype(np.uint8)
        thickness = 2 * float(cv2.distanceTransform(cv2.copyMakeBorder(piece, 1, 1, 1, 1, cv2.BORDER_CONSTANT), cv2.DIST_L2, 3).max())
        if thickness > 0.12 * dpi:
            continue
        total += area / max(1.0, 0.75 * thickness) / dpi
    return total
