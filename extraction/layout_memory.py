"""Layout memory: recognises a page design seen in reviewed documents and says where its fields stood.

A page is recognised by its words: TF-IDF picks the likely layouts, then the constellation of words that stand once on both pages must fit
one similarity transform. A field's place is carried over by the transform and the median displacement of the nearest shared words.
Source: extraction notes, sections 1.2 and 1.3.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.document import LogicalDocument
from domain.geometry import Box
from domain.page import ReadPage
from extraction.page_view import fold

FILE = "layouts.json"
KEPT_SAMPLES = 5
"""Reviewed documents of one layout that are kept; older ones only count."""
_SHORTLIST = 12
_MIN_INLIERS = 12
_MIN_SHARE = 0.6
"""Of the words that stand once on both pages, the share that must fit the transform."""
_MIN_COVER = 0.3
"""Of the layout page's words, the share that must be found at its place."""

Constellation = Mapping[str, tuple[float, float]]
"""Folded words that stand once on a page -> centre `(x, y * aspect)`, in page widths."""


@dataclass(frozen=True, slots=True)
class SeenField:
    """Where a field stood on one reviewed document; `page` None: the paper left it blank."""

    page: int | None
    """Index of the page in the document, from 0."""
    box: tuple[float, float, float, float] | None
    """In page widths (y multiplied by the aspect)."""
    value: str | None = None
    """The option, for choices and consents: it tells which tick box the place belongs to."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One reviewed document of a layout: for each page its words, and where the fields stood."""

    pages: tuple[Constellation, ...]
    fields: Mapping[str, SeenField]


@dataclass(frozen=True, slots=True)
class Layout:
    """A learned page design."""

    key: str
    type: str
    seen: int
    samples: tuple[Sample, ...]


@dataclass(frozen=True, slots=True)
class PageMatch:
    """A page that fits a page of a learned layout."""

    layout: str
    type: str
    layout_page: int
    """Index of the page within the layout, from 0."""
    page_count: int
    """Pages of the layout's documents."""
    seen: int
    score: float
    """Share of shared words that fit, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field should stand on this document, from the samples of its layout."""

    page: int
    """1-based number of the page in the source."""
    box: Box
    value: str | None


@dataclass(frozen=True, slots=True)
class LayoutMatch:
    """A document that has a learned layout, with the places its fields should stand."""

    key: str
    type: str
    seen: int
    score: float
    places: Mapping[str, tuple[Place, ...]]
    blank_share: Mapping[str, float]
    """Field key -> share of the kept samples that left it blank."""


def constellation(page: ReadPage) -> dict[str, tuple[float, float]]:
    """The words of three or more letters that stand once on the page, with their centres in page widths."""
    counts = Counter(fold(w.text) for w in page.words)
    return {
        text: (w.box.center[0], w.box.center[1] * page.aspect)
        for w in page.words
        if len(text := fold(w.text)) >= 3 and counts[text] == 1 and not text.isdigit()
    }


@dataclass(frozen=True, slots=True)
class _Fit:
    share: float
    cover: float
    inliers: int
    matrix: NDArray[np.float64]
    source: NDArray[np.float64]
    target: NDArray[np.float64]


def _fit(layout: Constellation, page: Constellation) -> _Fit | None:
    """The similarity transform layout -> page by RANSAC over shared words, None when they do not agree."""
    shared = [w for w in layout if w in page]
    if len(shared) < _MIN_INLIERS:
        return None
    source = np.array([layout[w] for w in shared], dtype=np.float64)
    target = np.array([page[w] for w in shared], dtype=np.float64)
    matrix, mask = cv2.estimateAffinePartial2D(
        source, target, method=cv2.RANSAC, ransacReprojThreshold=0.012, maxIters=800, confidence=0.99
    )
    if matrix is None:
        return None
    scale = math.hypot(matrix[0, 0], matrix[1, 0])
    inside = mask.ravel().astype(bool)
    count = int(inside.sum())
    if count < _MIN_INLIERS or not 0.75 < scale < 1.35 or abs(math.atan2(matrix[1, 0], matrix[0, 0])) > 0.2:
        return None
    return _Fit(count / len(shared), count / max(1, len(layout)), count, matrix, source[inside], target[inside])


def _carry(fit: _Fit, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """`box` of the layout on the new page: transformed, then moved by the median residual of the five nearest shared words."""
    corners = np.array([[box[0], box[1]], [box[2], box[3]]])
    moved = corners @ fit.matrix[:, :2].T + fit.matrix[:, 2]
    center = corners.mean(axis=0)
    near = np.argsort(((fit.source - center) ** 2).sum(axis=1))[:5]
    residual = fit.target[near] - (fit.source[near] @ fit.matrix[:, :2].T + fit.matrix[:, 2])
    moved += np.median(residual, axis=0)
    return float(moved[0, 0]), float(moved[0, 1]), float(moved[1, 0]), float(moved[1, 1])


@dataclass(frozen=True)
class LayoutMemory:
    """The layouts of one home folder. `LayoutMemory()` knows none."""

    layouts: tuple[Layout, ...] = ()

    @classmethod
    def load(cls, home: Path | None) -> LayoutMemory:
        """What `home` has learned; empty when there is no home or nothing in it."""
        file = home / FILE if home else None
        if file is None or not file.exists():
            return cls()
        return cls(tuple(_read(entry) for entry in json.loads(file.read_text(encoding="utf-8"))))

    def save(self, home: Path) -> None:
        """Writes the memory into `home`, in place of what stood there, at once or not at all."""
        home.mkdir(parents=True, exist_ok=True)
        part = home / (FILE + ".part")
        part.write_text(json.dumps([_written(layout) for layout in self.layouts], ensure_ascii=False), encoding="utf-8")
        part.replace(home / FILE)

    def learned(self, type_: str, sample: Sample, known: LayoutMatch | None) -> tuple[LayoutMemory, Layout]:
        """The memory with one more reviewed document, and the layout it went to."""
        layouts = {layout.key: layout for layout in self.layouts}
        if known and known.key in layouts and layouts[known.key].type == type_:
            old = layouts[known.key]
            layout = replace(old, seen=old.seen + 1, samples=(*old.samples, sample)[-KEPT_SAMPLES:])
        else:
            number = 1 + max((int(k.rsplit("-", 1)[1]) for k in layouts if k.rsplit("-", 1)[0] == type_), default=0)
            layout = Layout(f"{type_}-{number}", type_, 1, (sample,))
        layouts[layout.key] = layout
        return LayoutMemory(tuple(layouts.values())), layout

    def beside(self, layouts: Iterable[Layout]) -> LayoutMemory:
        """This memory with more layouts, whose keys are none of its own."""
        return LayoutMemory((*self.layouts, *layouts))

    @cached_property
    def _pages(self) -> list[tuple[Layout, int, Constellation]]:
        """Every page of the last two samples of every layout."""
        return [(layout, i, words) for layout in self.layouts for sample in layout.samples[-2:] for i, words in enumerate(sample.pages)]

    @cached_property
    def _idf(self) -> dict[str, float]:
        counts = Counter(word for _, _, words in self._pages for word in words)
        return {word: math.log(1 + len(self._pages) / n) for word, n in counts.items()}

    def recognise_page(self, page: ReadPage) -> PageMatch | None:
        """The layout page this page fits best, None when it fits none."""
        fits = self._fits(constellation(page))
        if not fits:
            return None
        layout, index, fit = fits[0]
        return PageMatch(layout.key, layout.type, index, len(layout.samples[-1].pages), layout.seen, fit.share)

    def _fits(self, words: Constellation) -> list[tuple[Layout, int, _Fit]]:
        """The layout pages that fit, best first."""
        ranked = sorted(self._pages, key=lambda p: -self._likeness(p[2], words))[:_SHORTLIST]
        fits = [(layout, index, fit) for layout, index, known in ranked if (fit := _fit(known, words))]
        good = [f for f in fits if f[2].share >= _MIN_SHARE and f[2].cover >= _MIN_COVER]
        return sorted(good, key=lambda f: -f[2].share * f[2].cover)

    def _likeness(self, known: Constellation, words: Constellation) -> float:
        """Cosine of the two pages' TF-IDF vectors (every word counts once)."""
        shared = sum(self._idf.get(w, 0.0) ** 2 for w in known if w in words)
        norm = math.sqrt(sum(self._idf.get(w, 0.0) ** 2 for w in known) * sum(self._idf.get(w, 1.0) ** 2 for w in words))
        return shared / norm if norm else 0.0

    def recognise(self, pages: Sequence[ReadPage], type_: str | None = None) -> LayoutMatch | None:
        """The learned layout of a document from its pages, with the places of its fields; None when it has none.

        The first page decides the layout; every page that fits a page of it gives places.
        """
        if not self.layouts or not pages:
            return None
        words = [constellation(p) for p in pages]
        first = next((fits for w in words if (fits := [f for f in self._fits(w) if type_ in (None, f[0].type)])), None)
        if first is None:
            return None
        layout, _, fit = first[0]
        places: dict[str, list[Place]] = {}
        for page, seen in zip(pages, words, strict=True):
            for sample in layout.samples:
                for index, known in enumerate(sample.pages):
                    found = _fit(known, seen)
                    if found is None or found.share < _MIN_SHARE:
                        continue
                    for key, place in sample.fields.items():
                        if place.page == index and place.box:
                            x0, y0, x1, y1 = _carry(found, place.box)
                            places.setdefault(key, []).append(
                                Place(page.number, Box(x0, y0 / page.aspect, x1, y1 / page.aspect), place.value)
                            )
        blank = {
            key: sum(s.fields[key].page is None for s in layout.samples if key in s.fields)
            / max(1, sum(key in s.fields for s in layout.samples))
            for key in {k for s in layout.samples for k in s.fields}
        }
        return LayoutMatch(layout.key, layout.type, layout.seen, fit.share, {k: tuple(p) for k, p in places.items()}, blank)

    def place(self, document: LogicalDocument, pages: Sequence[ReadPage]) -> LogicalDocument:
        """`document` with its learned layout named, unchanged when it has none."""
        match = self.recognise(pages, document.type)
        return replace(document, layout=match.key, layout_seen=match.seen) if match else document


def read_sample(written: Mapping[str, Any]) -> Sample:
    """A sample as `written_sample` wrote it."""
    pages = tuple({word: (x, y) for word, x, y in page} for page in written["pages"])
    fields = {key: SeenField(page, tuple(box) if box else None, value) for key, (page, box, value) in written["fields"].items()}
    return Sample(pages, fields)


def written_sample(sample: Sample) -> dict[str, Any]:
    """A sample as plain values, for JSON."""

    def rounded(values: Iterable[float]) -> list[float]:
        return [round(v, 5) for v in values]

    return {
        "pages": [[[word, *rounded(at)] for word, at in page.items()] for page in sample.pages],
        "fields": {key: [f.page, rounded(f.box) if f.box else None, f.value] for key, f in sample.fields.items()},
    }


def _read(entry: dict[str, object]) -> Layout:
    samples = tuple(read_sample(sample) for sample in entry["samples"])  # type: ignore[attr-defined]
    return Layout(str(entry["key"]), str(entry["type"]), int(entry["seen"]), samples)  # type: ignore[call-overload]


def _written(layout: Layout) -> dict[str, object]:
    samples = [written_sample(sample) for sample in layout.samples]
    return {"key": layout.key, "type": layout.type, "seen": layout.seen, "samples": samples}
