"""Printed straight lines: table rules, frames, underlines, dotted fill-in lines.

Most of a page is paper, and most of its ink is letters. Rows (and columns) that hold a run of ink as long as a piece of a line are told
from packed bits; the lines are then looked for in those rows alone, with the outcome of looking everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.geometry import Box
from domain.page import Image
from ocr.inked_blocks import InkedBlocks, Print

RESOLUTION = 150.0
"""Pixels per inch at which lines and ink are looked for."""
SHORTEST_INCH = 0.4
PIECE_INCH = 0.22
"""A line may be broken into pieces of this length."""
THICKEST_INCH = 0.045
DOT_GAP_INCH = 0.05
DARKER = 18
"""Grey levels by which ink is darker than the paper around it."""
WHITE = 255


Piece = NDArray[np.int32]
"""Points of an outline."""
PixelRect = tuple[int, int, int, int]
"""x, y, width, height."""


def ink_mask(image: Image) -> Image:
    """1 where there is ink, darker than the mean of a square around it; else 0. Where all is white nothing is computed."""
    block = max(15, (min(image.shape) // 30) | 1)
    reach = block // 2
    mask = np.zeros_like(image)
    for top, bottom in _stretches(image.min(axis=1) < WHITE, reach):
        for left, right in _stretches(image[top:bottom].min(axis=0) < WHITE, reach):
            y, x = max(0, top - reach), max(0, left - reach)
            part = image[y : bottom + reach, x : right + reach]
            mean = cv2.boxFilter(part, -1, (block, block), borderType=cv2.BORDER_REPLICATE | cv2.BORDER_ISOLATED)
            _, ink = cv2.threshold(cv2.subtract(mean, part), DARKER - 1, 1, cv2.THRESH_BINARY)
            mask[top:bottom, left:right] = ink[top - y : bottom - y, left - x : right - x]
    return mask


def _stretches(inked: NDArray[np.bool_], reach: int) -> list[tuple[int, int]]:
    """The first row (or column), and the one after the last, of each stretch with ink, further apart than twice `reach`."""
    at = np.flatnonzero(inked)
    if not len(at):
        return []
    cuts = np.flatnonzero(np.diff(at) > 2 * reach)
    return list(zip(at[np.r_[0, cuts + 1]].tolist(), (at[np.r_[cuts, len(at) - 1]] + 1).tolist(), strict=True))


def looked_at(image: Image, dpi: float, blocks: InkedBlocks | None = None) -> tuple[Image, float]:
    """A page as lines and ink are looked for in it, and its pixels per inch. `blocks`: those of `image`, when they are known."""
    scale = min(1.0, RESOLUTION / max(dpi, 1.0))
    small = blocks.three_quarters() if blocks and scale == 0.75 else None
    if small is None:
        small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else image
    return small, dpi * scale


def find_rules(image: Image, dpi: float, small: tuple[Image, float] | None = None, letters: Print | None = None) -> tuple[Box, ...]:
    """The printed lines of a level page, from the top; each a thin box in fractions of the page.

    `small`: the page by `looked_at`; `letters`: where on it there is nothing but print.
    """
    sized, pitch = looked_at(image, dpi) if small is None else small
    ink = ink_mask(sized)
    height, width = ink.shape
    level, upright = _dots(ink if letters is None else letters.left_out(ink, letters.without_dots), pitch)
    packed, piece = np.packbits(ink, axis=1), _piece(pitch)
    rows, columns = _rows_of_runs(packed, height, piece), _columns_of_runs(packed, width, piece)
    rows |= _rows_of_dots([cv2.boundingRect(p) for p in level], height, pitch)
    columns |= _rows_of_dots([_turned(cv2.boundingRect(p)) for p in upright], width, pitch)
    found = _runs(ink, only(level, ink) if rows.any() else ink, rows, pitch) if rows.any() else []
    if columns.any():
        found += [_turned(rect) for rect in _runs(ink.T, only(upright, ink).T, columns, pitch)]
    boxes = [Box(float(x / width), float(y / height), float((x + w) / width), float((y + h) / height)) for x, y, w, h in found]
    return tuple(sorted(boxes, key=lambda b: (b.y0, b.x0)))


def _piece(pitch: float) -> int:
    return max(6, round(PIECE_INCH * pitch))


def _gap(pitch: float) -> int:
    return max(3, round(DOT_GAP_INCH * pitch))


def _turned(rect: Sequence[int]) -> PixelRect:
    x, y, w, h = rect
    return y, x, h, w


def _rows_of_runs(packed: NDArray[np.uint8], height: int, piece: int) -> NDArray[np.bool_]:
    """Which rows may hold a level run of `piece` pixels: it fills a byte, or two in a row, of the packed pixels."""
    if piece < 15:
        return np.ones(height, np.bool_)
    full = packed == 0xFF
    if piece >= 23:
        full = full[:, :-1] & full[:, 1:]
    return np.asarray(full.any(axis=1))


def _columns_of_runs(packed: NDArray[np.uint8], width: int, piece: int) -> NDArray[np.bool_]:
    """Which columns may hold an upright run of `piece` pixels: it goes through all rows of some stretch of half its length."""
    step = (piece + 1) // 2
    stretches = packed[: len(packed) // step * step].reshape(-1, step, packed.shape[1])
    through = np.bitwise_or.reduce(np.bitwise_and.reduce(stretches, axis=1), axis=0)
    return np.unpackbits(through, count=width).astype(np.bool_)


def _rows_of_dots(dots: Sequence[Sequence[int]], height: int, pitch: float) -> NDArray[np.bool_]:
    """Which rows may hold a dotted line: its dots, each with a gap behind it, are as long as a piece."""
    across = np.zeros(height + 1, np.int64)
    if dots:
        _, ys, widths, heights = np.array(dots).T
        np.add.at(across, ys, widths)
        np.add.at(across, ys + heights, -widths)
    return np.asarray(np.cumsum(across[:-1]) * _gap(pitch) >= _piece(pitch))


def _runs(ink: Image, dots: Image, rows: NDArray[np.bool_], pitch: float) -> list[PixelRect]:
    """Level lines, solid or dotted, thin and long enough, that are in some of the rows."""
    looked = np.flatnonzero(rows)
    piece, gap = np.ones((1, _piece(pitch)), np.uint8), _gap(pitch)
    lines = cv2.morphologyEx(np.ascontiguousarray(ink[looked]), cv2.MORPH_OPEN, piece)
    closed = cv2.morphologyEx(np.ascontiguousarray(dots[looked]), cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    lines |= cv2.morphologyEx(closed, cv2.MORPH_OPEN, piece)
    live = np.flatnonzero(lines.any(axis=1))
    if not len(live):
        return []
    lines, looked = _two_rows_thick(lines[live], looked[live], len(rows))
    lines = cv2.morphologyEx(lines, cv2.MORPH_CLOSE, np.ones((1, 3 * gap), np.uint8))
    return [
        (x, int(looked[y]), w, h)
        for x, y, w, h in map(cv2.boundingRect, pieces_of(lines))
        if h <= max(3.0, THICKEST_INCH * pitch) and w >= SHORTEST_INCH * pitch
    ]


def _two_rows_thick(lines: Image, numbers: NDArray[np.int64], height: int) -> tuple[Image, NDArray[np.int64]]:
    """The rows, each also in the row below it, and their numbers; an empty row where they do not follow one another."""
    below = numbers[numbers + 1 < height] + 1
    wanted = np.union1d(numbers, below)
    breaks = np.flatnonzero(np.diff(wanted) > 1) + 1
    placed = np.insert(wanted, breaks, -1)
    thick = np.zeros((len(placed), lines.shape[1]), np.uint8)
    at = {number: place for place, number in enumerate(placed.tolist())}
    thick[[at[n] for n in numbers.tolist()]] = lines
    thick[[at[n] for n in below.tolist()]] |= lines[: len(below)]
    return thick, placed


def _dots(ink: Image, pitch: float) -> tuple[list[Piece], list[Piece]]:
    """What is too small for a letter: the dots and dashes of a level fill-in line, and of an upright one."""
    thin, short = max(3.0, 0.03 * pitch), 0.12 * pitch
    sized = [(piece, *cv2.boundingRect(piece)[2:]) for piece in pieces_of(ink)]
    level = [piece for piece, width, height in sized if height <= thin and width <= short]
    upright = [piece for piece, width, height in sized if width <= thin and height <= short]
    return level, upright


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
