"""Handwriting-like ink that is not a word: where a signature or a stamp may be."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.geometry import Box
from domain.page import Image, InkRegion, Word
from ocr.rules import ink_mask

SURE_WORD = 0.85
"""Ink under a word that was read so well is that word."""


def find_ink_regions(image: Image, dpi: float, words: Sequence[Word], rules: Sequence[Box]) -> tuple[InkRegion, ...]:
    """Connected ink of at least a third of an inch that neither a word nor a printed line explains, from the top of the page."""
    scale = min(1.0, 100.0 / max(dpi, 1.0))
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else image
    pitch = dpi * scale
    ink = ink_mask(small)
    height, width = small.shape
    for box in [w.box for w in words if w.score >= SURE_WORD and len(w.text) > 1] + [_thicker(r, width, height) for r in rules]:
        x0, y0, x1, y1 = box.pixels(width, height)
        ink[y0:y1, x0:x1] = 0
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((round(0.06 * pitch) | 1, round(0.12 * pitch) | 1), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    regions = []
    for n, (x, y, w, h, _) in enumerate(stats[1:], start=1):
        if w < 0.35 * pitch or h < 0.08 * pitch or w > 0.6 * width or h > 0.3 * height:
            continue
        piece = (labels[y : y + h, x : x + w] == n) & (ink[y : y + h, x : x + w] > 0)
        regions.append(_classified(Box(float(x / width), float(y / height), float((x + w) / width), float((y + h) / height)), piece))
    return tuple(sorted(regions, key=lambda r: (r.box.y0, r.box.x0)))


def _thicker(rule: Box, width: int, height: int) -> Box:
    return rule.grown(1.5 / width, 1.5 / height)


def _classified(box: Box, piece: NDArray[np.bool_]) -> InkRegion:
    """A signature is wide, thin-stroked and sparse; a stamp is compact or dense."""
    height, width = piece.shape
    fill = float(piece.mean())
    if width >= 1.6 * height and fill < 0.35:
        return InkRegion(box, "signature", round(min(1.0, 0.5 + (0.35 - fill)), 3))
    if 0.5 <= width / height <= 3 and min(piece.shape) > 40:
        return InkRegion(box, "stamp", 0.5)
    return InkRegion(box, "other", 0.5)
