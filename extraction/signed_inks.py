"""Where a person may have signed and what stands there: the places that ask for a signature, and the inks round them in numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.geometry import Box, union
from extraction.candidates.contract_signature import blocks
from extraction.page_view import PageView, Token

NAMES = (
    "kind", "score", "width", "height", "right", "left", "above", "below", "level", "beside", "reach", "other_reach", "owner_gap",
    "label_score", "label_firma", "label_y", "places", "rank", "pair", "order",
    "line", "line_wide", "line_label", "row_left", "row_right", "row_words", "covered", "word_score", "letters", "tall", "stop_left",
    "stop_gap",
    "filled", "dark", "pieces", "tallest", "thick", "words_thick", "words_dark", "page_y", "inks", "contract", "stamped",
    "party", "turn", "turns", "pages_left",
)  # fmt: skip
"""The numbers of an ink at a place; lengths are in token heights, NaN where there is nothing to measure."""
KINDS = ("signature", "other", "stamp", "words", "strokes")
FAR_X, FAR_Y = 32.0, 9.0
"""No signature stands farther from its words, in token heights."""
PAIR_REACH = 14.0
"""How far from each other the blocks of two parties stand, in token heights."""
INLINE = 1.2
"""Words nearer than this beside an ink stand in one line of print with it, in token heights."""
LOOKED_AT = 700
"""Page width in pixels at which inks are measured."""
SURE = 0.85
DARK = 0.2
"""Ink is darker than the paper by this share."""
_WORD = re.compile(r"^(?:firma\w*|richiedente|dichiarante|delegante|fede|istante|firm|sottoscrizione)$")
NAN = float("nan")


class Hit(Protocol):
    """What is asked of a label hit (`extraction.labels.LabelHit`)."""

    @property
    def keys(self) -> tuple[str, ...]: ...
    @property
    def box(self) -> Box: ...
    @property
    def score(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Place:
    """Words that ask for a signature."""

    view: PageView
    box: Box
    score: float
    firma: bool
    """Whether they say "firma" or the like, not the role alone."""
    pair: float = NAN
    order: float = NAN


@dataclass(frozen=True, slots=True)
class Ink:
    """What may be a signature: a region of ink, or words that are no label's."""

    view: PageView
    box: Box
    kind: str
    score: float
    words: tuple[Token, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """An ink at the place of a field that is nearest to it."""

    key: str
    ink: Ink
    place: Place | None
    numbers: tuple[float, ...]


def choices(views: Sequence[PageView], labels: Sequence[Sequence[Hit]], keys: Sequence[str], is_contract: bool) -> list[Choice]:
    """For each signature field of a document the inks that may be its signature; none where nothing stands near a place."""
    places = {key: list(_places(views, labels, key, is_contract)) for key in keys}
    asking = {view.order: [p.box for ps in places.values() for p in ps if p.view is view] for view in views}
    sheets = {view.order: Sheet(view, () if is_contract else hits, asking[view.order]) for view, hits in zip(views, labels, strict=True)}
    found = []
    for key in keys:
        others = [p for k, ps in places.items() if k != key for p in ps]
        asked = {p.view.order for p in places[key]}
        for order, sheet in sheets.items():
            for ink in sheet.inks if order in asked else sheet.signatures:
                near = [p for p in places[key] if p.view is ink.view and reach(p, ink.box) < 1.0]
                best = min(near, key=lambda p: _near(p, ink.box), default=None)
                if best is not None or ink.kind == "signature":
                    facts = {"contract": float(is_contract), "party": float(keys.index(key)), "pages_left": float(len(views) - 1 - order)}
                    found.append(Choice(key, ink, best, _numbers(sheet, ink, best, places[key], others, facts)))
    return found


def _places(views: Sequence[PageView], labels: Sequence[Sequence[Hit]], key: str, is_contract: bool) -> Iterator[Place]:
    if is_contract:
        for block in blocks(views, PAIR_REACH):
            if key == ("signature.party_a", "signature.party_b")[block.order]:
                yield Place(block.view, block.box, 1.0, _says_firma(block.view, block.box), float(block.pair), float(block.order))
        return
    for view, hits in zip(views, labels, strict=True):
        own = [Place(view, h.box, h.score, _says_firma(view, h.box)) for h in hits if key in h.keys]
        yield from own
        for token in view.tokens:
            if _WORD.match(token.folded) and not any(p.box.overlap(token.box) for p in own):
                yield Place(view, token.box, 0.7, token.folded.startswith("firm"))


def _says_firma(view: PageView, box: Box) -> bool:
    return any(t.folded.startswith(("firm", "sottoscrizion")) for t in view.within(box))


class Sheet:
    """A page with its inks, measured on a picture of LOOKED_AT pixels."""

    def __init__(self, view: PageView, hits: Sequence[Hit], asking: Sequence[Box]) -> None:
        self.view, self.hits, self.asking = view, hits, asking

    @cached_property
    def regions(self) -> list[Ink]:
        return [Ink(self.view, r.box, r.kind, r.score) for r in self.view.page.ink_regions]

    @cached_property
    def signatures(self) -> list[Ink]:
        """The regions that look like signatures, in reading order."""
        return sorted((r for r in self.regions if r.kind == "signature"), key=lambda r: (round(r.box.center[1] / 0.05), r.box.x0))

    @cached_property
    def inks(self) -> list[Ink]:
        view = self.view
        words = [Ink(view, union(t.box for t in run), "words", min(t.score for t in run), run) for run in self._runs()]
        return [*self.regions, *words, *(Ink(view, box, "strokes", 0.5) for box in self._strokes())]

    def _strokes(self) -> Iterator[Box]:
        """Ink that neither a word, a line nor a region accounts for: a pen so faint or fine that reading passed over it."""
        ink = (self.picture > DARK).astype(np.uint8)
        height, width = ink.shape
        em = max(4, round(self.view.em * height))
        page = self.view.page
        for box in [*(w.box for w in page.words), *(r.box for r in page.ink_regions), *(t.box for t in page.tick_boxes), *page.rules]:
            x0, y0, x1, y1 = box.pixels(width, height)
            ink[max(0, y0 - 1) : y1 + 1, max(0, x0 - 1) : x1 + 1] = 0
        joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((max(1, em // 3), em), np.uint8))
        count, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
        for x, y, w, h, _ in stats[1:count].tolist():
            if 1.5 * em < w < 0.5 * width and 0.4 * em < h < 8 * em:
                yield Box(x / width, y / height, (x + w) / width, (y + h) / height)

    def _runs(self) -> Iterator[tuple[Token, ...]]:
        """Words that no label phrase holds, in runs without a wide gap; those inside a region are the region's."""
        labelled = [h.box for h in self.hits] + list(self.asking)
        regions = [r.box for r in self.view.page.ink_regions]
        for row in self.view.rows:
            run: list[Token] = []
            for token in row:
                is_free = bool(token.folded) and not any(b.contains(*token.box.center) for b in labelled + regions)
                if run and (not is_free or token.box.x0 - run[-1].box.x1 > INLINE * self.view.em_x):
                    yield tuple(run)
                    run = []
                if is_free:
                    run.append(token)
            if run:
                yield tuple(run)

    @cached_property
    def picture(self) -> NDArray[np.float32]:
        """How dark the page is, 0 the paper to 1."""
        image = self.view.page.image
        if image.shape[1] != LOOKED_AT:
            image = cv2.resize(image, (LOOKED_AT, round(image.shape[0] * LOOKED_AT / image.shape[1])), interpolation=cv2.INTER_AREA)
        quarter = cv2.resize(image, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
        paper = cv2.GaussianBlur(cv2.dilate(quarter, np.ones((9, 9))), (0, 0), 4)
        paper = np.maximum(cv2.resize(paper, (image.shape[1], image.shape[0])), 1).astype(np.float32)
        darkness: NDArray[np.float32] = np.clip(1 - image.astype(np.float32) / paper, 0, 1)
        return darkness

    def look(self, box: Box) -> tuple[float, float, float, float, float]:
        """`(filled, dark, pieces, tallest, thick)`: of a box what share is inked and how dark, its pieces for each token height of width,
        the tallest of them, and how thick its strokes are, in token heights."""
        height, width = self.picture.shape
        x0, y0, x1, y1 = box.pixels(width, height)
        crop = self.picture[y0:y1, x0:x1]
        ink = (crop > DARK).astype(np.uint8)
        if not ink.any():
            return 0.0, 0.0, 0.0, 0.0, NAN
        em = self.view.em * height
        count, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
        edge = cv2.morphologyEx(cv2.copyMakeBorder(ink, 1, 1, 1, 1, cv2.BORDER_CONSTANT), cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8))
        area = float(crop[ink > 0].sum())
        return (
            float(ink.mean()), area / float(ink.sum()), (count - 1) / max(1.0, (x1 - x0) / em),
            float(stats[1:, cv2.CC_STAT_HEIGHT].max()) / em, 2 * area / max(1.0, float(edge.sum())) / em,
        )  # fmt: skip

    @cached_property
    def usual(self) -> tuple[float, float]:
        """How thick and dark the surely read words of the page are."""
        sure = [w for w in self.view.page.words if w.score >= SURE and len(w.text) > 2][::3][:40]
        looks = [look for w in sure if (look := self.look(w.box))[1] > 0]
        return (float(np.median([k[4] for k in looks])), float(np.median([k[1] for k in looks]))) if looks else (NAN, NAN)


def reach(place: Place, ink: Box) -> float:
    """0 touching, 1 where nobody signs any more."""
    right, left, above, below = _apart(place, ink)
    return max(right / FAR_X, left / FAR_X, above / FAR_Y, below / FAR_Y)


def _near(place: Place, ink: Box) -> float:
    """How far an ink is from a label, in token heights; sideways counts less."""
    right, left, above, below = _apart(place, ink)
    return float(np.hypot(max(right, left) / 3, max(above, below)))


def _apart(place: Place, ink: Box) -> tuple[float, float, float, float]:
    em, em_x, label = place.view.em, place.view.em_x, place.box
    return (
        max(0.0, ink.x0 - label.x1) / em_x, max(0.0, label.x0 - ink.x1) / em_x,
        max(0.0, label.y0 - ink.y1) / em, max(0.0, ink.y0 - label.y1) / em,
    )  # fmt: skip


def _numbers(
    sheet: Sheet, ink: Ink, place: Place | None, own: Sequence[Place], others: Sequence[Place], facts: Mapping[str, float]
) -> tuple[float, ...]:
    view, box = sheet.view, ink.box
    look, (thick, dark) = sheet.look(box), sheet.usual
    numbers = {
        "kind": float(KINDS.index(ink.kind)), "score": ink.score, "width": box.width / view.em_x, "height": box.height / view.em,
        "places": float(len(own)), "covered": _covered(view, ink),
        "letters": float(sum(len(t.folded) for t in ink.words)) if ink.words else NAN,
        "word_score": ink.score if ink.words else NAN, "tall": max((t.box.height for t in ink.words), default=NAN) / view.em,
        "filled": look[0], "dark": look[1], "pieces": look[2], "tallest": look[3], "thick": look[4], "words_thick": look[4] / thick,
        "words_dark": look[1] / dark, "page_y": box.y1, "inks": float(len(sheet.inks)),
        "stamped": float(sum(r.kind == "stamp" and r.box is not box and r.box.intersection(box) > 0 for r in view.page.ink_regions)),
        "turns": float(len(sheet.signatures)), "turn": float(sheet.signatures.index(ink)) if ink in sheet.signatures else NAN,
        **facts, **_line(view, box, place), **_in_row(sheet, ink, place), **_stop_left(sheet, ink, own),
        **(_beside(ink, place, own, others) if place is not None else {}),
    }  # fmt: skip
    return tuple(numbers.get(name, NAN) for name in NAMES)


def _beside(ink: Ink, place: Place, own: Sequence[Place], others: Sequence[Place]) -> dict[str, float]:
    """How an ink stands to the words that ask for it, and to those that ask for another."""
    view, box, label = place.view, ink.box, place.box
    right, left, above, below = _apart(place, box)
    near = _near(place, box)
    rival = min((_near(p, box) for p in others if p.view is view), default=NAN)
    common = max(0.0, min(box.x1, label.x1) - max(box.x0, label.x0))
    return {
        "right": right, "left": left, "above": above, "below": below, "level": (box.center[1] - label.center[1]) / view.em,
        "beside": common / max(1e-6, min(box.width, label.width)), "reach": near, "other_reach": rival, "owner_gap": rival - near,
        "label_score": place.score, "label_firma": float(place.firma), "label_y": label.center[1],
        "rank": float(sum((p.view.order, p.box.y0) > (view.order, label.y0) for p in own)), "pair": place.pair, "order": place.order,
    }  # fmt: skip


def _line(view: PageView, ink: Box, place: Place | None) -> dict[str, float]:
    """The printed line nearest to the foot of an ink: how far below it is, how wide, and how far up or down from the label."""
    level = [r for r in view.page.rules if r.width > r.height and min(r.x1, ink.x1) - max(r.x0, ink.x0) > 0.5 * ink.width]
    near = [r for r in level if -2.0 * view.em < r.center[1] - ink.y1 < 1.5 * view.em]
    best = min(near, key=lambda r: abs(r.center[1] - ink.y1), default=None)
    if best is None:
        return {}
    facts = {"line": (best.center[1] - ink.y1) / view.em, "line_wide": best.width / view.em_x}
    return facts | ({"line_label": min(abs(r.center[1] - place.box.center[1]) for r in near) / view.em} if place else {})


def _in_row(sheet: Sheet, ink: Ink, place: Place | None) -> dict[str, float]:
    """The words that stand in one line with an ink: the gaps to them left and right, and how many there are."""
    view, box = sheet.view, ink.box
    level = [t for t in view.tokens if min(t.box.y1, box.y1) - max(t.box.y0, box.y0) > 0.5 * min(t.box.height, box.height)]
    level = [t for t in level if t.folded and not box.contains(*t.box.center) and not (place and place.box.contains(*t.box.center))]
    left = min((box.x0 - t.box.x1 for t in level if t.box.center[0] < box.center[0]), default=NAN)
    right = min((t.box.x0 - box.x1 for t in level if t.box.center[0] > box.center[0]), default=NAN)
    return {"row_left": left / view.em_x, "row_right": right / view.em_x, "row_words": float(len(level))}


def _stop_left(sheet: Sheet, ink: Ink, own: Sequence[Place]) -> dict[str, float]:
    """The nearest label of another field left of an ink in its line, or over it: its value may be what stands there."""
    view, box = sheet.view, ink.box
    mine = [p.box for p in own if p.view is view]
    level = [h.box for h in sheet.hits if abs(h.box.center[1] - box.center[1]) < view.em and h.box.center[0] < box.center[0]]
    gaps = [(box.x0 - b.x1) / view.em_x for b in level if not any(m.overlap(b) > 0.3 for m in mine)]
    return {"stop_left": float(len(gaps)), "stop_gap": min(gaps, default=NAN)}


def _covered(view: PageView, ink: Ink) -> float:
    """How much of an ink lies under surely read words."""
    if ink.words:
        return NAN
    return sum(w.box.intersection(ink.box) for w in view.page.words if w.score >= SURE) / max(1e-9, ink.box.area)
