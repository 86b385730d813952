"""Reading one zone of a page, a form's field, from the full resolution.

A zone is prepared in two ways: as it is, and cleaned (even light, printed lines taken out). Both are
read with the characters of the field's kind; the better reading wins and the other one adds its characters as alternatives.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import SequenceMatcher

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.geometry import Box, union
from domain.page import CharReading, Image, ReadPage, ZoneReading
from ocr.alphabets import alphabet_of, comb_alphabet_of
from ocr.comb_reader import read_comb
from ocr.combs import Comb, find_comb
from ocr.engine import Engine, LineReading, load_engine
from ocr.levels import percentile

DOUBTFUL = 0.9
"""A reading with a character below this probability is compared with a second one."""
SECOND_WEIGHT = 0.5
"""A character that only the second reading saw counts for so much of its probability among the alternatives."""
CLEAN_BONUS = 0.02
"""Lines are gone from the cleaned zone: at equal scores it is believed."""
LINE_INCHES = 0.45
"""A zone higher than this may hold more than one line."""


@dataclass(frozen=True)
class ZoneReader:
    """Reads zones with one engine; make one a process."""

    engine: str = "ppocr"

    def read_zone(self, page: ReadPage, box: Box, kind: str, comb: int | None = None) -> ZoneReading:
        """What is written in `box`, by the characters of the value `kind`; `comb`: the number of printed character cells.

        Boxes of the reading are fractions of the page. Raises SetupError or TransientError as the engine does.
        """
        area = box.pixels(page.image.shape[1], page.image.shape[0])
        x0, y0, x1, y1 = area
        crop = page.image[y0:y1, x0:x1]
        if min(crop.shape, default=0) < 5:
            return ZoneReading("", 0.0, empty=True, empty_score=0.5)
        if comb:
            return self._read_comb(page, area, kind, comb)
        zone = prepare(crop, page.dpi)
        if zone.empty_score > 0.5:
            return ZoneReading("", zone.empty_score, empty=True, empty_score=zone.empty_score)
        lines = [self._read_line(crop, zone, top, bottom, kind) for top, bottom in text_bands(zone.ink, page.dpi)]
        return self._assembled(lines, page, (x0, y0), zone.empty_score)

    def _read_comb(self, page: ReadPage, area: tuple[int, int, int, int], kind: str, cells: int) -> ZoneReading:
        """The cells of a known comb; a blank cell between two filled ones is a space."""
        x0, y0, x1, y1 = area
        margin = max(2, round(0.02 * page.dpi))
        left, top = max(0, x0 - margin), max(0, y0 - margin)
        found = find_comb(page.image[top : y1 + margin, left : x1 + margin], cells)
        comb = Comb(tuple(s + left for s in found.separators), found.top + top, found.bottom + top)
        reading = read_comb(load_engine(self.engine), page.image, comb, page.dpi, comb_alphabet_of(kind))
        filled = [n for n, cell in enumerate(reading.cells) if cell]
        if not filled:
            return ZoneReading("", 0.9, empty=True, empty_score=0.9)
        chars = []
        for before, cell in zip((None, *reading.cells[filled[0] :]), reading.cells[filled[0] : filled[-1] + 1], strict=False):
            if cell:
                chars.append(cell)
            elif before:
                chars.append(CharReading(" ", 1.0, before.box))
        return ZoneReading("".join(c.char for c in chars), reading.score, tuple(chars), union(c.box for c in chars))

    def _read_line(self, crop: Image, zone: Zone, top: int, bottom: int, kind: str) -> _Line:
        columns = np.flatnonzero(zone.ink[top:bottom].any(axis=0))
        margin = max(3, (bottom - top) // 6)
        left, right = max(0, int(columns[0]) - 2 * margin), min(crop.shape[1], int(columns[-1]) + 1 + 2 * margin)
        top, bottom = max(0, top - margin), min(crop.shape[0], bottom + margin)
        engine: Engine = load_engine(self.engine)
        alphabet = alphabet_of(kind)
        clean, raw = engine.read_lines([zone.clean[top:bottom, left:right], crop[top:bottom, left:right]], alphabet)
        first, second = (clean, raw) if clean.score + CLEAN_BONUS >= raw.score else (raw, clean)
        chars = tuple(c for c in merged(first, second))
        return _Line(chars, (left, top, right, bottom))

    def _assembled(self, lines: list[_Line], page: ReadPage, origin: tuple[int, int], empty_score: float) -> ZoneReading:
        height, width = page.image.shape
        texts, chars, boxes = [], [], []
        for line in lines:
            if not line.reading:
                continue
            left, top, right, bottom = (v + o for v, o in zip(line.area, (*origin, *origin), strict=True))
            scale = (right - left) / width
            for char in line.reading:
                x0, x1 = left / width + char.box.x0 * scale, left / width + char.box.x1 * scale
                chars.append(replace(char, box=Box(x0, top / height, x1, bottom / height)))
            texts.append("".join(c.char for c in line.reading))
            boxes.append(Box(left / width, top / height, right / width, bottom / height))
        if not texts:
            return ZoneReading("", 0.0, empty=True, empty_score=max(0.5, empty_score))
        scores = [c.score for c in chars if c.char != " "]
        return ZoneReading(" ".join(texts), sum(scores) / max(1, len(scores)), tuple(chars), union(boxes), False, empty_score)


@dataclass(frozen=True, slots=True)
class _Line:
    reading: tuple[CharReading, ...]
    """Boxes are fractions of the line's width; only x counts."""
    area: tuple[int, int, int, int]
    """Left, top, right, bottom in pixels of the zone."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone made ready to read."""

    clean: Image
    """Grey on even white paper, printed lines taken out."""
    ink: NDArray[np.bool_]
    """Where something is written."""
    empty_score: float
    """Probability that nothing is written."""


def prepare(crop: Image, dpi: float) -> Zone:
    """Even light, printed lines out, and what ink is left."""
    paper = np.float32(percentile(crop, 75))
    blur = cv2.medianBlur(crop, min(31, (min(crop.shape) // 2) * 2 - 1 | 1)).astype(np.float32)
    light = np.maximum(cv2.GaussianBlur(np.maximum(blur, 0.8 * paper), (0, 0), max(3.0, dpi / 20)), 40)
    even = np.clip(crop.astype(np.float32) * (245.0 / light), 0, 255).astype(np.uint8)
    dark = even < 190
    lines = line_mask(dark, dpi)
    clean = cv2.inpaint(even, lines.astype(np.uint8), 2, cv2.INPAINT_TELEA) if lines.any() else even
    ink = (clean < 170) & ~lines
    ink = _without_specks(ink, dpi)
    amount = float(ink.sum()) / max(1.0, (0.1 * dpi) ** 2)
    empty = float(np.clip(1.0 - amount / 0.25, 0.0, 1.0))
    return Zone(clean, ink, empty)


def line_mask(dark: NDArray[np.bool_], dpi: float) -> NDArray[np.bool_]:
    """Printed lines: long level runs, dotted baselines, upright runs as high as the zone."""
    ink = dark.astype(np.uint8)
    height, width = ink.shape
    level = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, max(2, round(0.04 * dpi))), np.uint8))
    level = cv2.morphologyEx(level, cv2.MORPH_OPEN, np.ones((1, max(8, min(width - 2, round(0.5 * dpi)))), np.uint8))
    upright = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((max(6, round(0.8 * height)), 1), np.uint8))
    thick = max(2, round(0.03 * dpi))
    level[_thicker_than(level, thick)] = 0
    upright[_thicker_than(upright.T, thick).T] = 0
    lines = cv2.dilate(level, np.ones((3, 1), np.uint8)) | cv2.dilate(upright, np.ones((1, 3), np.uint8))
    found: NDArray[np.bool_] = (lines > 0) & (cv2.dilate(ink, np.ones((3, 3), np.uint8)) > 0)
    return found


def _thicker_than(runs: NDArray[np.uint8], pixels: int) -> NDArray[np.bool_]:
    """Where level runs lie on one another more than so many rows high: writing or a filled area, not a line."""
    thick: NDArray[np.bool_] = cv2.morphologyEx(np.ascontiguousarray(runs), cv2.MORPH_OPEN, np.ones((pixels + 1, 1), np.uint8)) > 0
    return thick


def _without_specks(ink: NDArray[np.bool_], dpi: float) -> NDArray[np.bool_]:
    """Ink without pieces too small for a full stop."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    keep = stats[:, cv2.CC_STAT_AREA] >= max(4, (0.012 * dpi) ** 2)
    keep[0] = False
    kept: NDArray[np.bool_] = keep[labels]
    return kept


def text_bands(ink: NDArray[np.bool_], dpi: float) -> list[tuple[int, int]]:
    """Top and bottom (exclusive) of each line of writing in a zone, from the top; one band when the zone is low."""
    rows = np.flatnonzero(ink.any(axis=1))
    if not len(rows):
        return []
    if ink.shape[0] < LINE_INCHES * dpi:
        return [(int(rows[0]), int(rows[-1]) + 1)]
    profile = ink.sum(axis=1)
    filled = profile > max(1.0, 0.06 * float(profile.max()))
    edges = np.flatnonzero(np.diff(np.concatenate([[0], filled.astype(int), [0]])))
    bands = [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    merged_bands: list[tuple[int, int]] = []
    for top, bottom in bands:
        small = bottom - top < 0.06 * dpi
        if merged_bands and (top - merged_bands[-1][1] < 0.03 * dpi or (small and top - merged_bands[-1][1] < 0.06 * dpi)):
            merged_bands[-1] = (merged_bands[-1][0], bottom)
        else:
            merged_bands.append((top, bottom))
    return [(a, b) for a, b in merged_bands if b - a >= 0.05 * dpi] or [(int(rows[0]), int(rows[-1]) + 1)]


def merged(first: LineReading, second: LineReading) -> list[CharReading]:
    """The characters of `first`; where `second` differs its characters join the alternatives, and where it agrees the doubt shrinks."""
    chars = [CharReading(c.char, c.score, Box(c.x0, 0.0, c.x1, 1.0), c.alternatives) for c in first.chars]
    if not chars or (min(c.score for c in chars) >= DOUBTFUL and first.text == second.text):
        return chars
    for tag, a0, a1, b0, b1 in SequenceMatcher(None, first.text, second.text, autojunk=False).get_opcodes():
        if tag == "replace" and a1 - a0 == b1 - b0:
            for i, j in zip(range(a0, a1), range(b0, b1), strict=True):
                chars[i] = _with_alternative(chars[i], second.chars[j].char, second.chars[j].score * SECOND_WEIGHT)
    return chars


def _with_alternative(reading: CharReading, char: str, score: float) -> CharReading:
    scores = dict(reading.alternatives)
    scores[char] = max(scores.get(char, 0.0), score)
    return replace(reading, alternatives=tuple(sorted(scores.items(), key=lambda item: -item[1])))
