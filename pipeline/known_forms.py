"""A page of a known form without reading it: its picture is laid on the blanks, and the printed words are then known.

Corners of the print (ORB) that two pictures share give the homography, or for a page with little print the similarity; it holds only
when a scanner could have made it, nearly all of the blank's print is found on every part of the page, no other blank fits as well, and
three lines of it read as the blank has them. Whatever is in doubt is read in full.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from domain.geometry import Box
from domain.page import Image, ReadPage, RenderedPage, TextLine, Word
from ocr.cleanup import even_light, shrink, to_grey, whiten_borders
from ocr.engine import load_engine
from ocr.geometry import rotate, turn
from ocr.levels import percentile
from ocr.page_reader import LEVEL, PageReader
from ocr.quality import judge
from ocr.words import number_lines

LONG_SIDE = 1100
"""Pixels of the pictures that are laid on each other."""
CORNERS = 1200
FEW = 300
"""The strongest corners of each blank, with which it is judged whether it is worth the comparison of all."""
CANDIDATES = 2
"""So many blanks are compared in full."""
LIKE = 2.5
"""A blank with so many times fewer corners of its own on the page than another is not compared."""
RATIO = 0.8
"""A corner's best partner must be so much nearer than its second best. Source: Lowe 2004."""
LEAST_CORNERS = 40
FEWER_CORNERS = 20
"""Corners that tell a similarity, of half as many unknowns as a homography."""
LEAST_PRINT, LEAST_PART = 0.9, 0.75
"""Share of the blank's print that must be found on the page, and on each part of it: another revision has moved a part."""
PARTS = (6, 3)
"""Parts of a page, down and across."""
WORTH = 0.008
"""A part of which less than this is print says nothing."""
CLEARLY = 0.03
"""So much less of another form's print may be found."""
FAINT = 25.0
"""Grey levels below the paper from which print on a page counts: copies and toner that runs out are faint."""
MOST_TILT = 0.05
"""Radians off a quarter turn; a page that lies otherwise is read in full."""
WITNESSES = 3
"""So many lines of print are read: they say how legible the page is, and that it is the form."""
LEAST_LETTERS, MOST_LETTERS = 6, 40
MOST_LEGIBLE = 0.985
"""Lines of print read more surely than what else stands on a page: its words are not believed more than those of pages read in full."""
SAME_TEXT = 75
"""Likeness of two texts, 0 to 100."""
NEAR_PIXELS = 3
"""How far print may lie from its place."""

Matrix = NDArray[np.float64]
_Corners = tuple[NDArray[np.float32], NDArray[np.uint8]]


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
        """The page upright and level with the words of its blank; None when it is in doubt whether it is a page of a known form."""
        if page.text_layer is not None or not self._blanks:
            return None
        grey = to_grey(page.image)
        bare, _ = shrink(grey, LONG_SIDE)
        small = even_light(whiten_borders(bare))
        fit = self._best_fit(small)
        if fit is None:
            return None
        image = grey if small is bare else even_light(whiten_borders(grey))
        rotation = _quarter_turn(fit.to_page)
        image, small = turn(image, rotation), turn(small, rotation)
        to_page = _turned(bare.shape[:2], rotation) @ fit.to_page
        skew = _tilt(to_page, fit.blank.small)
        if abs(skew) > LEVEL:
            image, small = rotate(image, skew), rotate(small, skew)
            height, width = small.shape
            to_page = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), -skew, 1.0), [0.0, 0.0, 1.0]]) @ to_page
        words = number_lines(_printed_words(fit.blank.page, _fractions(fit.blank.small, to_page, small)), image.shape[0] / image.shape[1])
        legible = self._legibility(image, words)
        if legible is None:
            return None
        words = tuple(replace(word, score=legible) for word in words)
        quality = judge(image, page.dpi, words)
        return ReadPage(page.number, image, page.dpi, words, quality=quality, source="form", rotation=rotation, notes=page.notes)

    def _legibility(self, image: Image, words: Sequence[Word]) -> float | None:
        """How surely some lines of the print are read; None when they are not read as the blank has them."""
        lines = _witnesses(words)
        crops = [image[y0:y1, x0:x1] for x0, y0, x1, y1 in (line.box.pixels(image.shape[1], image.shape[0]) for line in lines)]
        readings = load_engine(self._page_reader.engine).read_lines(crops)
        if any(fuzz.ratio(_bare(r.text), _bare(line.text)) < SAME_TEXT for r, line in zip(readings, lines, strict=True)):
            return None
        return min(MOST_LEGIBLE, sum(r.score for r in readings) / len(readings)) if readings else None

    def _best_fit(self, small: Image) -> _Fit | None:
        """The blank that the page is, when it is one for sure."""
        found = _corners(small)
        if len(found[0]) < LEAST_CORNERS:
            return None
        few = found[1][: 2 * FEW]
        agreeing = [len(_pairs(blank.descriptors[:FEW], few)) for blank in self._blanks]
        order = sorted(range(len(agreeing)), key=lambda i: -agreeing[i])[:CANDIDATES]
        likest = [self._blanks[i] for i in order if agreeing[i] * LIKE >= agreeing[order[0]]]
        fits = sorted((fit for blank in likest if (fit := _fit(blank, found, small))), key=lambda fit: -fit.printed)
        return None if not fits or (len(fits) > 1 and fits[0].printed - fits[1].printed < CLEARLY) else fits[0]


def _corners(small: Image) -> _Corners:
    """Places and descriptors, the strongest first."""
    found, descriptors = cv2.ORB.create(nfeatures=CORNERS, fastThreshold=12).detectAndCompute(cv2.GaussianBlur(small, (0, 0), 1.0), None)
    if descriptors is None:
        return np.zeros((0, 2), np.float32), np.zeros((0, 32), np.uint8)
    order = np.argsort([-corner.response for corner in found], kind="stable")
    return np.array([found[i].pt for i in order], np.float32).reshape(-1, 2), np.asarray(descriptors[order], np.uint8)


def _blank(form: str, page: ReadPage) -> _Blank | None:
    small, _ = shrink(page.image, LONG_SIDE)
    corners, descriptors = _corners(small)
    return _Blank(form, page, small, corners, descriptors) if len(corners) >= LEAST_CORNERS else None


def _pairs(blank: NDArray[np.uint8], page: NDArray[np.uint8]) -> list[cv2.DMatch]:
    """Corners of the blank with their partners on the page, those that have a clear one."""
    pairs = cv2.BFMatcher(cv2.NORM_HAMMING).knnMatch(blank, page, k=2)
    return [pair[0] for pair in pairs if len(pair) == 2 and pair[0].distance < RATIO * pair[1].distance]


def _fit(blank: _Blank, found: _Corners, small: Image) -> _Fit | None:
    good = _pairs(blank.descriptors, found[1])
    if len(good) < LEAST_CORNERS:
        return None
    source, target = blank.corners[[m.queryIdx for m in good]], found[0][[m.trainIdx for m in good]]
    for to_page in _ways(source, target):
        share = _print_found(blank.small, to_page, small) if _is_plausible(to_page, blank.small, small) else 0.0
        if share:
            return _Fit(blank, to_page, share)
    return None


def _ways(source: NDArray[np.float32], target: NDArray[np.float32]) -> Iterator[Matrix]:
    """What may carry the blank's corners onto the page's: a homography, and a similarity for pages printed in one strip only."""
    matrix, inside = cv2.findHomography(source, target, cv2.USAC_MAGSAC, 2.5, maxIters=3000, confidence=0.999)
    if matrix is not None and int(inside.sum()) >= LEAST_CORNERS:
        yield np.asarray(matrix, np.float64)
    moved, inside = cv2.estimateAffinePartial2D(
        source, target, method=cv2.RANSAC, ransacReprojThreshold=2.5, maxIters=3000, confidence=0.999
    )
    if moved is not None and int(inside.sum()) >= FEWER_CORNERS:
        yield np.vstack([np.asarray(moved, np.float64), [0.0, 0.0, 1.0]])


def _print_found(blank: Image, to_page: Matrix, small: Image) -> float:
    """The share of the blank's print that is on the page; 0 when too little of it, or of a part of it, is there."""
    height, width = blank.shape
    seen = cv2.warpPerspective(small, to_page, (width, height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderValue=255)
    there = cv2.dilate(_ink(seen, FAINT), np.ones((2 * NEAR_PIXELS + 1,) * 2, np.uint8))
    printed = _ink(blank, 60)
    of_part, found = _by_part(printed), _by_part(printed & there)
    told = of_part > WORTH * blank.size / of_part.size
    share = float(found.sum() / max(1.0, float(of_part.sum())))
    return share if share >= LEAST_PRINT and bool((found[told] >= LEAST_PART * of_part[told]).all()) else 0.0


def _by_part(ink: Image) -> NDArray[np.float64]:
    """Inked pixels of each part of the page."""
    down, across = PARTS
    rows = np.add.reduceat(ink.astype(np.float64), np.arange(down) * ink.shape[0] // down, axis=0)
    return np.asarray(np.add.reduceat(rows, np.arange(across) * ink.shape[1] // across, axis=1), np.float64)


def _ink(image: Image, darker: float) -> Image:
    """1 where the picture is so many grey levels darker than its paper."""
    return (image < percentile(image, 80) - darker).astype(np.uint8)


def _quarter_turn(matrix: Matrix) -> int:
    """Degrees (0, 90, 180, 270) to turn the page clockwise so that the blank lies on it nearly upright."""
    angle = float(np.degrees(np.arctan2(matrix[1, 0], matrix[0, 0])))
    return round(-angle / 90) % 4 * 90


def _turned(shape: tuple[int, ...], degrees: int) -> Matrix:
    """Carries pixels of a picture of that shape onto those of the picture turned clockwise."""
    height, width = shape[:2]
    return {
        0: np.eye(3),
        90: np.array([[0.0, -1.0, height - 1.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]),
        180: np.array([[-1.0, 0.0, width - 1.0], [0.0, -1.0, height - 1.0], [0.0, 0.0, 1.0]]),
        270: np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, width - 1.0], [0.0, 0.0, 1.0]]),
    }[degrees]


def _sides(matrix: Matrix, blank: Image) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The blank's corners on the page, and by how many radians each side, from the top one clockwise, is off its direction."""
    height, width = blank.shape
    corners = cv2.perspectiveTransform(np.array([[[0, 0], [width, 0], [width, height], [0, height]]], np.float64), matrix)[0]
    sides = np.roll(corners, -1, axis=0) - corners
    off = np.arctan2(sides[:, 1], sides[:, 0]) - np.array([0, np.pi / 2, np.pi, -np.pi / 2])
    return corners, (off + np.pi) % (2 * np.pi) - np.pi


def _tilt(matrix: Matrix, blank: Image) -> float:
    """Degrees to turn the page clockwise to level it."""
    return -float(np.degrees(np.mean(_sides(matrix, blank)[1])))


def _is_plausible(matrix: Matrix, blank: Image, page: Image) -> bool:
    """Upright or turned by quarters but hardly tilted, nearly as large as the page, no perspective to speak of, no mirror."""
    upright = _turned(page.shape, _quarter_turn(matrix)) @ matrix
    corners, off = _sides(upright, blank)
    return bool(np.abs(off).max() < MOST_TILT) and 0.7 < float(cv2.contourArea(corners.astype(np.float32))) / page.size < 1.3


def _fractions(blank: Image, to_page: Matrix, small: Image) -> Matrix:
    """Carries fractions of the blank onto fractions of the page."""
    (height, width), (page_height, page_width) = blank.shape, small.shape
    return np.diag([1 / page_width, 1 / page_height, 1.0]) @ to_page @ np.diag([float(width), float(height), 1.0])


def _printed_words(blank: ReadPage, to_fractions: Matrix) -> list[Word]:
    """The words of the blank where they stand on the page."""
    there = [replace(word, box=_carried(word.box, to_fractions), chars=()) for word in blank.words]
    return [word for word in there if min(word.box.width, word.box.height) > 0]


def _witnesses(words: Sequence[Word]) -> list[TextLine]:
    """Some lines of print, neither short nor long, from the top, the middle and the bottom."""
    by_line: dict[int, list[Word]] = {}
    for word in words:
        by_line.setdefault(word.line, []).append(word)
    lines = [TextLine(number, tuple(sorted(group, key=lambda w: w.box.x0))) for number, group in sorted(by_line.items())]
    usable = [line for line in lines if LEAST_LETTERS <= len(_bare(line.text)) <= MOST_LETTERS]
    return [usable[len(usable) * n // (2 * WITNESSES)] for n in range(1, 2 * WITNESSES, 2)] if len(usable) >= WITNESSES else usable


def _bare(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _carried(box: Box, matrix: Matrix) -> Box:
    corners = np.array([[[box.x0, box.y0], [box.x1, box.y0], [box.x1, box.y1], [box.x0, box.y1]]])
    there = cv2.perspectiveTransform(corners, matrix)[0].clip(0, 1)
    return Box(*(float(v) for v in (*there.min(axis=0), *there.max(axis=0))))
