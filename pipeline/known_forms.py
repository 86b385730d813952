"""A page of a known form without reading it: its picture is laid on the blanks, and the printed words are then known.

Corners of the print (ORB) that two pictures share give the homography; it holds only when a scanner could have made it, when nearly all
of the blank's print is found on the page, and when no other blank fits as well. Whatever is in doubt is read in full.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.geometry import Box
from domain.page import Image, ReadPage, RenderedPage, Word
from ocr.cleanup import shrink, to_grey
from ocr.page_reader import PageReader, prepared
from ocr.quality import judge
from ocr.words import number_lines

LONG_SIDE = 1100
"""Pixels of the pictures that are laid on each other."""
CORNERS = 1500
RATIO = 0.8
"""A corner's best partner must be so much nearer than its second best. Source: Lowe 2004."""
LEAST_CORNERS = 40
LEAST_PRINT = 0.9
"""Share of the blank's print that must be found on the page."""
CLEARLY = 0.03
"""So much less of another form's print may be found."""
FAINT = 25.0
"""Grey levels below the paper from which print on a page counts: copies and toner that runs out are faint."""
MOST_TILT = 0.05
"""Radians; a page that lies otherwise is read in full."""
NEAR_PIXELS = 3
"""How far print may lie from its place."""

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class _Blank:
    form: str
    page: ReadPage
    small: Image
    corners: NDArray[np.float32]
    descriptors: NDArray[np.uint8]


@dataclass(frozen=True)
class _Fit:
    blank: _Blank
    to_page: Matrix
    """Carries pixels of the small blank onto pixels of the small page."""
    printed: float


class KnownFormReader:
    """Reads pages of known forms by their blanks, all others with the page reader."""

    def __init__(self, page_reader: PageReader, blanks: Mapping[str, Sequence[ReadPage]]) -> None:
        self._page_reader = page_reader
        self._blanks = [blank for key, pages in blanks.items() for page in pages if (blank := _blank(key, page))]

    def read(self, page: RenderedPage) -> ReadPage:
        """The page with the words of its blank where they stand on it, or read in full. Raises what the page reader raises."""
        return self.laid_on_a_blank(page) or self._page_reader.read(page)

    def laid_on_a_blank(self, page: RenderedPage) -> ReadPage | None:
        """The page with the words of its blank; None when it is in doubt whether it is a page of a known form."""
        if page.text_layer is not None or not self._blanks:
            return None
        image, dpi, notes = prepared(to_grey(page.image), page.dpi)
        small, _ = shrink(image, LONG_SIDE)
        corners, descriptors = _corners(small)
        found = [fit for blank in self._blanks if (fit := _fit(blank, corners, descriptors, small))]
        fits = sorted(found, key=lambda fit: -fit.printed)
        if not fits or (len(fits) > 1 and fits[0].printed - fits[1].printed < CLEARLY):
            return None
        words = number_lines(_printed_words(fits[0], small), image.shape[0] / image.shape[1])
        read = ReadPage(page.number, image, dpi, words, notes=(*page.notes, *notes, "known_form"))
        return replace(read, quality=judge(image, dpi, words))


def _corners(small: Image) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    found, descriptors = cv2.ORB.create(nfeatures=CORNERS, fastThreshold=12).detectAndCompute(cv2.GaussianBlur(small, (0, 0), 1.0), None)
    places = np.array([corner.pt for corner in found], np.float32).reshape(-1, 2)
    return places, descriptors if descriptors is not None else np.zeros((0, 32), np.uint8)


def _blank(form: str, page: ReadPage) -> _Blank | None:
    small, _ = shrink(page.image, LONG_SIDE)
    corners, descriptors = _corners(small)
    return _Blank(form, page, small, corners, descriptors) if len(corners) >= LEAST_CORNERS else None


def _fit(blank: _Blank, corners: NDArray[np.float32], descriptors: NDArray[np.uint8], small: Image) -> _Fit | None:
    if len(corners) < LEAST_CORNERS:
        return None
    pairs = cv2.BFMatcher(cv2.NORM_HAMMING).knnMatch(blank.descriptors, descriptors, k=2)
    good = [pair[0] for pair in pairs if len(pair) == 2 and pair[0].distance < RATIO * pair[1].distance]
    if len(good) < LEAST_CORNERS:
        return None
    source, target = blank.corners[[m.queryIdx for m in good]], corners[[m.trainIdx for m in good]]
    matrix, inside = cv2.findHomography(source, target, cv2.USAC_MAGSAC, 2.5, maxIters=3000, confidence=0.999)
    if matrix is None or int(inside.sum()) < LEAST_CORNERS or not _is_plausible(np.asarray(matrix, np.float64), blank.small, small):
        return None
    carried = cv2.warpPerspective(blank.small, matrix, small.shape[::-1], borderValue=255)
    printed, there = _ink(carried, 60), cv2.dilate(_ink(small, FAINT), np.ones((2 * NEAR_PIXELS + 1,) * 2, np.uint8))
    share = float((printed & there).sum()) / max(1.0, float(printed.sum()))
    return _Fit(blank, np.asarray(matrix, np.float64), share) if share >= LEAST_PRINT else None


def _ink(image: Image, darker: float) -> Image:
    """1 where the picture is so many grey levels darker than its paper."""
    return (image < float(np.percentile(image, 80)) - darker).astype(np.uint8)


def _is_plausible(matrix: Matrix, blank: Image, page: Image) -> bool:
    """Hardly tilted, nearly as large as the page, no perspective to speak of."""
    height, width = blank.shape
    corners = cv2.perspectiveTransform(np.array([[[0, 0], [width, 0], [width, height], [0, height]]], np.float64), matrix)[0]
    sides = np.roll(corners, -1, axis=0) - corners
    tilts = np.arctan2(sides[:, 1], sides[:, 0]) - np.array([0, np.pi / 2, np.pi, -np.pi / 2])
    tilts = np.abs((tilts + np.pi) % (2 * np.pi) - np.pi)
    area = float(cv2.contourArea(corners.astype(np.float32))) / page.size
    return bool(tilts.max() < MOST_TILT) and 0.7 < area < 1.3


def _printed_words(fit: _Fit, small: Image) -> list[Word]:
    """The words of the blank where they stand on the page, each with the likeness of its print as score."""
    height, width = fit.blank.small.shape
    page_height, page_width = small.shape
    to_fractions = np.diag([1 / page_width, 1 / page_height, 1.0]) @ fit.to_page @ np.diag([float(width), float(height), 1.0])
    carried = cv2.GaussianBlur(cv2.warpPerspective(fit.blank.small, fit.to_page, small.shape[::-1], borderValue=255), (0, 0), 1.5)
    seen = cv2.GaussianBlur(small, (0, 0), 1.5)
    words = []
    for word in fit.blank.page.words:
        box = _carried(word.box, to_fractions)
        x0, y0, x1, y1 = box.pixels(page_width, page_height)
        if x1 - x0 > 2 and y1 - y0 > 2:
            likeness = float(cv2.matchTemplate(seen[y0:y1, x0:x1], carried[y0:y1, x0:x1], cv2.TM_CCOEFF_NORMED)[0, 0])
            words.append(Word(word.text, box, float(np.clip(likeness, 0.0, 1.0))))
    return words


def _carried(box: Box, matrix: Matrix) -> Box:
    corners = np.array([[[box.x0, box.y0], [box.x1, box.y0], [box.x1, box.y1], [box.x0, box.y1]]])
    there = cv2.perspectiveTransform(corners, matrix)[0].clip(0, 1)
    return Box(*(float(v) for v in (*there.min(axis=0), *there.max(axis=0))))
