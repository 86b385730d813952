"""Combs on a page whose form nobody knows: rows of upright lines at one pitch, one cell for each character."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.page import Image
from ocr.combs import Comb
from ocr.rules import ink_mask

RESOLUTION = 200.0
"""Pixels per inch at which separators are looked for."""
HEIGHT_INCHES = (0.11, 0.5)
PITCH_INCHES = (0.09, 0.45)
THICKEST_INCHES = 0.035
LEAST_CELLS = 5
LEAST_COVER = 0.9
"""The level line is there over such a share of a comb's length."""
UNEVEN = 0.047
LEAST_ASPECT = 0.8
"""Largest unevenness of the separators, and least height of a cell, both in pitches."""
PITCH_TOLERANCE = 0.13
"""By what share of the pitch a separator may stand off its place."""


@dataclass(frozen=True, slots=True)
class _Upright:
    x: float
    top: int
    bottom: int


def find_combs(image: Image, dpi: float) -> list[Comb]:
    """The combs of a level page, in its pixels, from the top: at least five cells of one width between lines of one height."""
    scale = min(1.0, RESOLUTION / max(dpi, 1.0))
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else image
    pitch = dpi * scale
    ink = ink_mask(small)
    uprights = _uprights(ink, pitch)
    combs = []
    while uprights:
        row = [u for u in uprights if _same_row(uprights[0], u, 0.05 * pitch)]
        uprights = [u for u in uprights if u not in row]
        runs = _runs(sorted(row, key=lambda u: u.x), pitch)
        combs += [_comb(run, scale) for run in runs if _is_even(run) and _has_level_line(ink, run)]
    return sorted(combs, key=lambda c: (c.top, c.separators[0]))


def _uprights(ink: NDArray[np.uint8], pitch: float) -> list[_Upright]:
    """Thin upright lines as high as a cell, from the top of the page."""
    low, high = (round(h * pitch) for h in HEIGHT_INCHES)
    lines = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((max(8, low), 1), np.uint8))
    _, _, stats, centres = cv2.connectedComponentsWithStats(lines, connectivity=8)
    found = [
        _Upright(float(cx), int(y), int(y + h))
        for (_, y, w, h, _), (cx, _) in zip(stats[1:], centres[1:], strict=True)
        if h <= high and w <= max(3.0, THICKEST_INCHES * pitch)
    ]
    return sorted(found, key=lambda u: (u.top, u.x))


def _same_row(one: _Upright, other: _Upright, tolerance: float) -> bool:
    return abs(one.top - other.top) <= tolerance and abs(one.bottom - other.bottom) <= tolerance


def _runs(row: list[_Upright], pitch: float) -> list[list[_Upright]]:
    """Stretches of a row whose lines stand at one pitch; strokes between two separators are left out, a missing one is put in."""
    runs = []
    rest = row
    while len(rest) > LEAST_CELLS:
        run = max((_run_from(rest, start, pitch) for start in range(len(rest) - LEAST_CELLS)), key=len, default=[])
        if len(run) <= LEAST_CELLS:
            break
        runs.append(run)
        rest = [u for u in rest if u.x > run[-1].x + 1]
    return runs


def _run_from(row: list[_Upright], start: int, pitch: float) -> list[_Upright]:
    """The longest run that begins at one line, over the possible distances to the next."""
    best: list[_Upright] = []
    for second in row[start + 1 : start + 4]:
        step = second.x - row[start].x
        if PITCH_INCHES[0] * pitch <= step <= PITCH_INCHES[1] * pitch:
            run = _follow(row, row[start], step)
            best = max(best, run, key=len)
    return best


def _follow(row: list[_Upright], first: _Upright, step: float) -> list[_Upright]:
    run, missing = [first], 0
    while missing < 2:
        expected = run[-1].x + step
        near = min(row, key=lambda u: abs(u.x - expected))
        if abs(near.x - expected) <= PITCH_TOLERANCE * step:
            run.append(near)
            step += 0.2 * (near.x - expected)
            missing = 0
        else:
            run.append(_Upright(expected, first.top, first.bottom))
            missing += 1
    return run[:-missing] if sum(u in row for u in run) >= 0.8 * (len(run) - missing) else []


def _is_even(run: list[_Upright]) -> bool:
    """Whether the lines stand at one pitch as only print does, in cells that are not much wider than high."""
    number = np.arange(len(run))
    x = np.array([u.x for u in run])
    step, start = np.polyfit(number, x, 1)
    uneven = float(np.abs(start + step * number - x).max()) / step
    return bool(uneven <= UNEVEN and (run[0].bottom - run[0].top) >= LEAST_ASPECT * step)


def _has_level_line(ink: NDArray[np.uint8], run: list[_Upright]) -> bool:
    """Whether a printed line runs along the top or the bottom of the cells; letters leave it open."""
    left, right = round(run[0].x), round(run[-1].x)
    top, bottom = (round(float(np.median([getattr(u, end) for u in run]))) for end in ("top", "bottom"))
    for y in (top, bottom):
        strip = ink[max(0, y - 4) : y + 4, left:right]
        if strip.size and float(strip.any(axis=0).mean()) > LEAST_COVER and float(strip.mean(axis=1).max()) > 0.5:
            return True
    return False


def _comb(run: list[_Upright], scale: float) -> Comb:
    top = float(np.median([u.top for u in run])) / scale
    bottom = float(np.median([u.bottom for u in run])) / scale
    return Comb(tuple(u.x / scale for u in run), round(top), round(bottom))
