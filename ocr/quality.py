"""How well a page can be read, and whether there is anything on it."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from domain.page import Image, PageQuality, Word
from ocr.cleanup import shrink
from ocr.levels import percentile, percentile_of_counts

FLOOR = 0.25
"""Below it a page is not readable."""
BLACK = 60.0
"""Brightness that four fifths of a failed scan stay below."""
EDGE = 0.004
"""A word so near to the edge of the page, a fraction of its width, is likely cut by it."""
CUT_LINES = 4
"""So many lines that end at one edge make a page that was cut: a stamp or a fax header at the edge is one or two."""
STEEPEST = 1024
"""More than a Laplacian of grey values can be."""
SPECKS = 60.0
"""Specks a square inch above which a page is noisy."""


def is_blank(image: Image, dpi: float) -> bool:
    """Whether a cleaned page bears no writing: empty, or only specks, punch holes, folds and what shines through from the other side.

    Ink counts when it is clearly darker than the paper, in pieces of the size of letters, away from the page's edges.
    """
    small, scale = shrink(image, 1200)
    pitch = dpi * scale
    paper = percentile(small, 60)
    ink = (small < paper - 70).astype(np.uint8)
    _, _, stats, centres = cv2.connectedComponentsWithStats(ink, connectivity=8)
    height, width = small.shape
    sizes = stats[1:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
    letter = (sizes.max(axis=1) >= 0.04 * pitch) & (sizes.max(axis=1) <= 0.6 * width) & (stats[1:, cv2.CC_STAT_AREA] >= 6)
    inner = (np.abs(centres[1:] / (width, height) - 0.5) < 0.46).all(axis=1)
    hole = (sizes.min(axis=1) >= 0.15 * pitch) & (stats[1:, cv2.CC_STAT_AREA] > 0.6 * sizes.prod(axis=1))
    return int((letter & inner & ~hole).sum()) < 8


def is_black(image: Image) -> bool:
    """Whether an image is so dark all over that nobody could read it: a failed scan, not an empty sheet."""
    return percentile(image, 80) < BLACK


def judge_bare(image: Image) -> PageQuality:
    """The quality of a page on which there is nothing: nothing is wrong with an empty sheet, a black one must be scanned again."""
    return PageQuality(0.0, ("too_dark",), False) if is_black(image) else PageQuality(1.0)


def judge(image: Image, dpi: float, words: Sequence[Word], source: str = "ocr") -> PageQuality:
    """A score from what was read and how the image looks, with a reason for each thing that is bad."""
    if source == "text_layer":
        return PageQuality(1.0)
    reasons = []
    paper = percentile(image, 80)
    if paper < 110:
        reasons.append("too_dark")
    if words and paper - _ink_level(image, words) < 60:
        reasons.append("low_contrast")
    if dpi < 100:
        reasons.append("low_resolution")
    if _is_blurred(image):
        reasons.append("blurred")
    long_words = [w.score for w in words if len(w.text) >= 3]
    reading = float(np.mean(long_words)) if long_words else 0.5
    score = float(np.clip((reading - 0.4) / 0.6, 0, 1)) * 0.85 ** len(reasons)
    reasons += [*(["cut"] if is_cut(words) else []), *(["noisy"] if is_noisy(image, dpi) else [])]  # told; how it reads is the score
    return PageQuality(round(score, 4), tuple(reasons), score >= FLOOR)


def is_cut(words: Sequence[Word]) -> bool:
    """Whether lines run off the page at its left or right edge: the scanner or the camera did not see all of the sheet."""
    left = {w.line for w in words if w.box.x0 <= EDGE and len(w.text) >= 2}
    right = {w.line for w in words if w.box.x1 >= 1 - EDGE and len(w.text) >= 2}
    lines = len({w.line for w in words})
    return max(len(left), len(right)) >= max(CUT_LINES, 0.15 * lines)


def is_noisy(image: Image, dpi: float) -> bool:
    """Whether the paper is strewn with specks: dark pieces smaller than a full stop, more than print has dots."""
    scale = min(1.0, 150.0 / max(dpi, 1.0))
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else image
    ink = (small < percentile(small, 60) - 60).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    specks = int((stats[1:, cv2.CC_STAT_AREA] <= 3).sum())
    return specks > SPECKS * ink.size / (dpi * scale) ** 2


def _ink_level(image: Image, words: Sequence[Word]) -> float:
    """The usual brightness of the darkest tenth of a word."""
    largest = sorted(words, key=lambda w: (-w.box.area, w.box.y0, w.box.x0))[:30]
    crops = (image[y0:y1, x0:x1] for x0, y0, x1, y1 in (w.box.pixels(image.shape[1], image.shape[0]) for w in largest))
    return float(np.median([percentile(crop, 10) for crop in crops if crop.size]))


def _is_blurred(image: Image) -> bool:
    """Whether the sharpest edges rise too slowly for letters."""
    small, _ = shrink(image, 1600)
    edges = np.abs(cv2.Laplacian(small, cv2.CV_16S)).astype(np.uint16)
    counts = cv2.calcHist([edges], [0], None, [STEEPEST], [0, STEEPEST]).ravel().astype(np.int64)
    contrast = percentile(small, 90) - percentile(small, 1)
    return percentile_of_counts(counts, 99.5) < 0.25 * max(contrast, 1.0)
