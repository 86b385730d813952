"""Handwriting-like ink that is not a printed word: where a signature or a stamp may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.geometry import Box
from domain.page import Image, InkRegion, ReadPage, Word
from ocr.levels import percentile
from ocr.rules import looked_at, only, pieces_of
from ocr.signatures import signature_present

DARK = 0.25
"""Ink is darker than the paper by this share."""
SURE_WORD = 0.85
"""Ink under a word that was read so well is that word, unless it is written large with a thin pen."""
TALL, THIN = 1.4, 1.35
"""A word so much taller than the page's usual one, with strokes at most so much thicker, is written, not a printed heading."""
JOIN_INCHES = (0.06, 0.16)
"""Pieces of ink nearer than this (down, across) belong together."""


def find_ink_regions(page: ReadPage, small: tuple[Image, float] | None = None) -> tuple[InkRegion, ...]:
    """The regions of an upright page whose words, rules and tick boxes are known, from the top. `small`: its picture by `looked_at`."""
    sized, pitch = looked_at(page.image, page.dpi) if small is None else small
    ink = _without_specks(_ink(sized, pitch), pitch)
    page = replace(page, words=_printed(page.words, ink))
    boxes = [t.box.grown(0.3 * t.box.width, 0.3 * t.box.height) for t in page.tick_boxes]
    written = _without(ink, [*(w.box for w in page.words), *boxes], 0)
    written = _without(written, page.rules, max(1, round(0.012 * pitch)))
    if not written.any():
        return ()
    joined = cv2.morphologyEx(written, cv2.MORPH_CLOSE, np.ones([round(j * pitch) | 1 for j in JOIN_INCHES], np.uint8))
    height, width = ink.shape
    regions = []
    for outline in pieces_of(joined):
        x, y, w, h = cv2.boundingRect(outline)
        if w < 0.3 * pitch or h < 0.08 * pitch or w > 0.7 * width or h > 0.3 * height:
            continue
        _, labels = cv2.connectedComponents(joined[y : y + h, x : x + w], connectivity=8)
        own = labels == labels[outline[0, 0, 1] - y, outline[0, 0, 0] - x]
        piece = (own & (written[y : y + h, x : x + w] > 0)).astype(np.uint8)
        regions.append(_classified(page, Box(x / width, y / height, (x + w) / width, (y + h) / height), piece, pitch))
    return tuple(sorted(regions, key=lambda r: (r.box.y0, r.box.x0)))


def _ink(small: Image, pitch: float) -> NDArray[np.uint8]:
    """1 for ink, without filled dark areas."""
    paper = max(percentile(small, 85), 1.0)
    ink = (small < paper * (1 - DARK)).astype(np.uint8)
    side = max(3, round(0.1 * pitch))
    solid = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    if solid.any():
        ink[cv2.dilate(solid, np.ones((side, side), np.uint8)) > 0] = 0
    return ink


def _without_specks(ink: NDArray[np.uint8], pitch: float) -> NDArray[np.uint8]:
    return ink - only([piece for piece in pieces_of(ink) if max(cv2.boundingRect(piece)[2:]) < 0.04 * pitch], ink)


def _printed(words: Sequence[Word], ink: NDArray[np.uint8]) -> tuple[Word, ...]:
    """The words that are print, or writing that was read as print is."""
    sure = [w for w in words if w.score >= SURE_WORD and len(w.text) > 1]
    if not sure:
        return ()
    usual_height = float(np.median([w.box.height for w in sure]))
    if all(w.box.height < TALL * usual_height or not w.text.isalpha() for w in sure):
        return tuple(sure)
    strokes = [_stroke(ink, w.box) for w in sure]
    usual_stroke = float(np.median(strokes))
    return tuple(
        w
        for w, stroke in zip(sure, strokes, strict=True)
        if w.box.height < TALL * usual_height or stroke > THIN * usual_stroke or not w.text.isalpha()
    )


def _stroke(ink: NDArray[np.uint8], box: Box) -> float:
    """How thick the strokes in a box are, pixels: twice the area over the length of the edge."""
    x0, y0, x1, y1 = box.pixels(ink.shape[1], ink.shape[0])
    crop = ink[y0:y1, x0:x1]
    edge = cv2.morphologyEx(crop, cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8)) if crop.size else crop
    return 2.0 * float(crop.sum()) / max(1.0, float(edge.sum()))


def _without(ink: NDArray[np.uint8], boxes: Sequence[Box], margin: int) -> NDArray[np.uint8]:
    """The ink with the boxes, grown by `margin` pixels, blanked."""
    left = ink.copy()
    for box in boxes:
        x0, y0, x1, y1 = box.pixels(ink.shape[1], ink.shape[0])
        left[max(0, y0 - margin) : y1 + margin, max(0, x0 - margin) : x1 + margin] = 0
    return left


def _classified(page: ReadPage, box: Box, piece: NDArray[np.uint8], pitch: float) -> InkRegion:
    """A closed outline of some size is a stamp; strokes of a pen are a signature; the rest is other ink."""
    contours, _ = cv2.findContours(piece, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    enclosed = max(cv2.contourArea(c) for c in contours) / piece.size
    height, width = piece.shape
    if enclosed > 0.55 and min(height, width) > 0.35 * pitch:
        return InkRegion(box, "stamp", round(min(1.0, enclosed), 3))
    signed, score = signature_present(page, box)
    kind = "signature" if signed and width > 0.8 * height else "other"
    return InkRegion(box, kind, round(score, 3))
