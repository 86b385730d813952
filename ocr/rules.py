"""Printed straight lines: table rules, frames, underlines, dotted fill-in lines."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.geometry import Box
from domain.page import Image

RESOLUTION = 150.0
"""Pixels per inch at which lines and ink are looked for."""
SHORTEST_INCH = 0.4
PIECE_INCH = 0.22
"""A line may be broken into pieces of this length."""
THICKEST_INCH = 0.045
DOT_GAP_INCH = 0.05


Piece = NDArray[np.int32]
"""Points of an outline."""


def ink_mask(image: Image) -> Image:
    """1 where there is ink, darker than the paper around it; else 0."""
    block = max(15, (min(image.shape) // 30) | 1)
    mask: Image = cv2.adaptiveThreshold(image, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, 18)
    return mask


def looked_at(image: Image, dpi: float) -> tuple[Image, float]:
    """A page as lines and ink are looked for in it, and its pixels per inch."""
    scale = min(1.0, RESOLUTION / max(dpi, 1.0))
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else image
    return small, dpi * scale


def find_rules(image: Image, dpi: float, small: tuple[Image, float] | None = None) -> tuple[Box, ...]:
    """The printed lines of a level page, from the top; each a thin box in fractions of the page. `small`: the page by `looked_at`."""
    sized, pitch = looked_at(image, dpi) if small is None else small
    ink = ink_mask(sized)
    level, upright = _dots(ink, pitch)
    found = _runs(ink, level, pitch, False) + _runs(ink, upright, pitch, True)
    return tuple(sorted(found, key=lambda b: (b.y0, b.x0)))


def _runs(ink: Image, dots: Image, pitch: float, are_upright: bool) -> list[Box]:
    """Level or upright lines, solid or dotted, thin and long enough."""

    def bar(length: int, thickness: int = 1) -> Image:
        return np.ones((length, thickness) if are_upright else (thickness, length), np.uint8)

    gap, piece = max(3, round(DOT_GAP_INCH * pitch)), bar(max(6, round(PIECE_INCH * pitch)))
    lines = cv2.morphologyEx(ink, cv2.MORPH_OPEN, piece)
    if dots.any():
        lines |= cv2.morphologyEx(cv2.morphologyEx(dots, cv2.MORPH_CLOSE, bar(gap)), cv2.MORPH_OPEN, piece)
    if not lines.any():
        return []
    lines = cv2.morphologyEx(cv2.dilate(lines, bar(1, 2)), cv2.MORPH_CLOSE, bar(3 * gap))
    height, width = ink.shape
    found = []
    for x, y, w, h in map(cv2.boundingRect, pieces_of(lines)):
        length, thickness = (h, w) if are_upright else (w, h)
        if thickness <= max(3.0, THICKEST_INCH * pitch) and length >= SHORTEST_INCH * pitch:
            found.append(Box(float(x / width), float(y / height), float((x + w) / width), float((y + h) / height)))
    return found


def _dots(ink: Image, pitch: float) -> tuple[Image, Image]:
    """Only what is too small for a letter: the dots and dashes of a level fill-in line, and of an upright one."""
    thin, short = max(3.0, 0.03 * pitch), 0.12 * pitch
    sized = [(piece, *cv2.boundingRect(piece)[2:]) for piece in pieces_of(ink)]
    level = [piece for piece, width, height in sized if height <= thin and width <= short]
    upright = [piece for piece, width, height in sized if width <= thin and height <= short]
    return only(level, ink), only(upright, ink)


def pieces_of(ink: Image) -> Sequence[Piece]:
    """The outer outline of each piece of ink; pieces that touch at a corner are one."""
    outlines, hierarchy = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if not outlines:
        return ()
    return [outline for outline, parent in zip(outlines, hierarchy[0, :, 3].tolist(), strict=True) if parent < 0]


def only(pieces: Sequence[Piece], ink: Image) -> Image:
    """The ink of some of its pieces, which are smaller than the gaps in any other."""
    kept = np.zeros_like(ink)
    if pieces:
        cv2.drawContours(kept, pieces, -1, 1, cv2.FILLED)
        kept &= ink
    return kept
