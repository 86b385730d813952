"""Which known form a page is, and where the form lies on it: words in common, then their constellation.

A page is compared with every blank page of every known form: first by its vocabulary (TF-IDF, so that words which all forms
share count little), then, for the few that are alike, by the places of the words: RANSAC finds the homography that carries
the blank onto the page. A form is recognised only when many words agree and the homography is one a scanner or a hand-held
camera could make.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from domain.page import ReadPage

Homography = NDArray[np.float64]
"""3 x 3; carries a point of the blank page onto the read page, both as fractions of width and height: `[x', y', w'] = H [x, y, 1]`."""

SHORTLIST = 8
MIN_INLIERS = 12
MIN_RATIO = 0.45
"""Share of the words that could be paired whose places must agree."""
MIN_COVERAGE = 0.30
"""Share of the blank's words that must be found in their places; a filled form keeps its printed words."""
TOLERANCE = 0.006
"""How far, in page widths, a word may lie from where the homography puts it (10 px at 200 dpi)."""
FUZZY_SCORE = 84
MAX_REPEATS = 4
"""A word that stands more often than this on a page says nothing of its place."""


@dataclass(frozen=True, slots=True)
class FormMatch:
    """A page recognised as a page of a known form."""

    form: str
    """Key of the form definition."""
    form_page: int
    """1-based page of the form."""
    homography: Homography
    """3 x 3, carries fractions of the blank page onto fractions of the read page."""
    inliers: int
    """Words whose places agree."""
    score: float
    """0 to 1: share of the blank's words found in their places."""


@dataclass(frozen=True, slots=True)
class _Anchor:
    token: str
    x: float
    y: float
    """In page widths, both axes."""


class FormIndex:
    """The known forms, ready to be compared with pages. Holds words only, no images."""

    def __init__(self, blanks: Mapping[str, Sequence[ReadPage]], types: Mapping[str, str] | None = None) -> None:
        """`blanks`: for each form's key its blank pages, read, in the form's order; `types`: its type, `questionnaire` if untold."""
        self.types: dict[str, str] = {key: (types or {}).get(key, "questionnaire") for key in blanks}
        self._pages = [(key, number) for key, pages in blanks.items() for number, _ in enumerate(pages, 1)]
        self._anchors = [_anchors(page) for pages in blanks.values() for page in pages]
        self._aspects = [page.aspect for pages in blanks.values() for page in pages]
        self.page_counts: dict[str, int] = {key: len(pages) for key, pages in blanks.items()}
        seen = Counter(token for anchors in self._anchors for token in {a.token for a in anchors})
        self._idf = {token: math.log((1 + len(self._anchors)) / (1 + count)) + 1 for token, count in seen.items()}
        self._vectors = [self._vector(a.token for a in anchors) for anchors in self._anchors]

    def match(self, page: ReadPage) -> FormMatch | None:
        """The form page this page is, or None when it is none of the known ones. Takes milliseconds."""
        anchors = _anchors(page)
        if len(anchors) < MIN_INLIERS // 2:
            return None
        vector = self._vector(a.token for a in anchors)
        ranked = sorted(range(len(self._pages)), key=lambda i: -_cosine(vector, self._vectors[i]))[:SHORTLIST]
        matches = [m for i in ranked if (m := self._register(i, anchors, page.aspect))]
        return max(matches, key=lambda m: (m.score, m.inliers), default=None)

    def _vector(self, tokens: Iterable[str]) -> dict[str, float]:
        counts = Counter(token for token in tokens if token in self._idf)
        weights = {token: (1 + math.log(n)) * self._idf[token] for token, n in counts.items()}
        norm = math.sqrt(sum(w * w for w in weights.values()))
        return {token: w / norm for token, w in weights.items()} if norm else {}

    def _register(self, index: int, anchors: Sequence[_Anchor], aspect: float) -> FormMatch | None:
        blank = self._anchors[index]
        pairs = _pairs(blank, anchors)
        needed = min(MIN_INLIERS, max(6, round(0.6 * len(blank))))
        if len({i for i, _ in pairs}) < needed:
            return None
        source = np.array([(blank[i].x, blank[i].y) for i, _ in pairs])
        target = np.array([(anchors[j].x, anchors[j].y) for _, j in pairs])
        found = _homography(source, target)
        if found is None:
            return None
        matrix, inside = found
        agreeing = {i for (i, _), good in zip(pairs, inside, strict=True) if good}
        pairable = {i for i, _ in pairs}
        score = len(agreeing) / len(blank)
        enough = len(agreeing) >= max(needed, MIN_RATIO * len(pairable)) and score >= MIN_COVERAGE
        if not enough or not _is_plausible(matrix, self._aspects[index]):
            return None
        to_width, from_width = np.diag([1.0, self._aspects[index], 1.0]), np.diag([1.0, 1 / aspect, 1.0])
        homography = from_width @ matrix @ to_width
        form, number = self._pages[index]
        return FormMatch(form, number, homography / homography[2, 2], len(agreeing), min(1.0, score))


def fold(text: str) -> str:
    """Letters and digits of `text`, small, without accents."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in bare if c.isalnum() and not unicodedata.combining(c))


def _anchors(page: ReadPage) -> list[_Anchor]:
    """The words long enough to be told apart; numbers are what people fill in."""
    return [
        _Anchor(token, word.box.center[0], word.box.center[1] * page.aspect)
        for word in page.words
        if len(token := fold(word.text)) >= 3 and not token.isdigit()
    ]


def _pairs(blank: Sequence[_Anchor], page: Sequence[_Anchor]) -> list[tuple[int, int]]:
    """Indices of words that may be the same: equal, or nearly so where the engine misread a long word."""
    places: dict[str, list[int]] = {}
    for j, anchor in enumerate(page):
        places.setdefault(anchor.token, []).append(j)
    often = Counter(a.token for a in blank)
    pairs: list[tuple[int, int]] = []
    unmatched = [token for token in places if token not in often and len(token) >= 5]
    for i, anchor in enumerate(blank):
        if often[anchor.token] > MAX_REPEATS:
            continue
        found = places.get(anchor.token, [])
        if not found and len(anchor.token) >= 5:
            near = process.extractOne(anchor.token, unmatched, scorer=fuzz.ratio, score_cutoff=FUZZY_SCORE)
            found = places[near[0]] if near else []
        if len(found) <= MAX_REPEATS:
            pairs += [(i, j) for j in found]
    return pairs


def _homography(source: NDArray[np.float64], target: NDArray[np.float64]) -> tuple[Homography, NDArray[np.bool_]] | None:
    """An affine map first, which few wrong pairs can bend; then, inside it, the perspective the pairs really show."""
    affine, mask = cv2.estimateAffine2D(source, target, method=cv2.RANSAC, ransacReprojThreshold=4 * TOLERANCE, confidence=0.999)
    if affine is None or int(mask.sum()) < 4:
        return None
    near = mask.ravel().astype(bool)
    matrix: Homography = np.vstack([affine, [0.0, 0.0, 1.0]])
    if near.sum() >= 10:
        bent, _ = cv2.findHomography(source[near], target[near], cv2.USAC_MAGSAC, TOLERANCE / 2, maxIters=2000, confidence=0.999)
        if bent is not None:
            matrix = np.asarray(bent, dtype=np.float64)
    inside = _error(matrix, source, target) < TOLERANCE
    if inside.sum() >= 10:
        fitted, _ = cv2.findHomography(source[inside], target[inside], 0)
        if fitted is not None:
            matrix = np.asarray(fitted, dtype=np.float64)
            inside = _error(matrix, source, target) < TOLERANCE
    return matrix, inside


def _error(matrix: Homography, source: NDArray[np.float64], target: NDArray[np.float64]) -> NDArray[np.float64]:
    carried = cv2.perspectiveTransform(source[None], matrix)[0]
    distance: NDArray[np.float64] = np.hypot(carried[:, 0] - target[:, 0], carried[:, 1] - target[:, 1])
    return distance


def _is_plausible(matrix: Homography, aspect: float) -> bool:
    """No mirror, size from 0.55 to 1.6, little shear and perspective: what scanners, copies and hand-held cameras do."""
    corners = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, aspect], [0.0, aspect]])
    carried = cv2.perspectiveTransform(corners[None], matrix)[0]
    sides = np.roll(carried, -1, axis=0) - carried
    lengths = np.linalg.norm(sides, axis=1) / np.array([1.0, aspect, 1.0, aspect])
    if not np.isfinite(lengths).all() or lengths.min() < 0.55 or lengths.max() > 1.6 or lengths.max() > 1.4 * lengths.min():
        return False
    units = sides / np.linalg.norm(sides, axis=1, keepdims=True)
    after = np.roll(units, -1, axis=0)
    turns = units[:, 0] * after[:, 1] - units[:, 1] * after[:, 0]
    return float(turns.min()) > math.sin(math.radians(75))


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    return sum(weight * other.get(token, 0.0) for token, weight in one.items())
