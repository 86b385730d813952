"""Printed straight lines: table rules, frames, underlines, dotted fill-in lines."""

from __future__ import annotations

import cv2
import numpy as np

from domain.geometry import Box
from domain.page import Image

RESOLUTION = 150.0
"""Pixels per inch at which lines are looked for."""
SHORTEST_INCH = 0.4
PIECE_INCH = 0.22
"""A line may be broken into pieces of this length."""
THICKEST_INCH = 0.045
DOT_GAP_INCH = 0.05


def ink_mask(image: Image) -> Image:
    """1 where there is ink, darker than the paper around it; else 0."""
    block = max(15, (min(image.shape) // 30) | 1)
    mask: Image = cv2.adaptiveThreshold(image, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, 18)
    return mask


def find_rules(image: Image, dpi: float) -> tuple[Box, ...]:
    """The printed lines of a level page, from the top; each a thin box in fractions of the page."""
    scale = min(1.0, RESOLUTION / max(dpi, 1.0))
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else image
    pitch = dpi * scale
    ink = ink_mask(small)
    found = _runs(ink, pitch) + [_transposed(b) for b in _runs(np.ascontiguousarray(ink.T), pitch)]
    return tuple(sorted(found, key=lambda b: (b.y0, b.x0)))


def _runs(ink: Image, pitch: float) -> list[Box]:
    """Level lines, solid or dotted, thin and long enough."""
    gap = max(3, round(DOT_GAP_INCH * pitch))
    pieces = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, max(6, round(PIECE_INCH * pitch))), np.uint8))
    dotted = cv2.morphologyEx(_dots(ink, pitch), cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    dotted = cv2.morphologyEx(dotted, cv2.MORPH_OPEN, np.ones((1, max(6, round(PIECE_INCH * pitch))), np.uint8))
    lines = cv2.dilate(pieces | dotted, np.ones((2, 1), np.uint8))
    lines = cv2.morphologyEx(lines, cv2.MORPH_CLOSE, np.ones((1, 3 * gap), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    height, width = ink.shape
    return [
        Box(float(x / width), float(y / height), float((x + w) / width), float((y + h) / height))
        for x, y, w, h, _ in stats[1:]
        if h <= max(3.0, THICKEST_INCH * pitch) and w >= SHORTEST_INCH * pitch
    ]


def _dots(ink: Image, pitch: float) -> Image:
    """Only what is too small for a letter: the dots and dashes of a fill-in line."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    small = (stats[:, cv2.CC_STAT_HEIGHT] <= max(3.0, 0.03 * pitch)) & (stats[:, cv2.CC_STAT_WIDTH] <= 0.12 * pitch)
    small[0] = False
    return np.asarray(small[labels], np.uint8)


def _transposed(box: Box) -> Box:
    return Box(box.y0, box.x0, box.y1, box.x1)
