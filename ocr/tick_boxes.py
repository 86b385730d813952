"""Finding tick boxes on layouts never seen: small squares and circles, whole or crossed by a mark, and brackets typed as boxes.

Whole outlines come first (a hole of the right size and form); they tell the sizes this form prints. Outlines that a mark has
broken, and boxes blacked over, are then looked for in ink of those sizes only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.geometry import union
from domain.page import Image, Word
from ocr.mark_features import PixelBox
from ocr.rules import ink_mask

RESOLUTION = 200.0
"""Pixels per inch at which boxes are looked for."""
SMALLEST, LARGEST = 14.0, 56.0
"""Sides of a box at that resolution: 1.8 to 7 mm."""
RING_INKED = 0.9
"""Share of an outline that must be inked where a mark crosses it."""
COLUMN_RING_INKED = 0.96
"""The same where only a column of boxes, not a row, speaks for a box."""
SIDE_INKED = 0.78
"""The same for each of its four sides or quarters."""
FRAME = 5
OUTSIDE_INKED = 0.55
"""Share of a frame FRAME pixels around the outline that may be inked: print and dark areas ink it all."""
THICKEST_CIRCLE, THICKEST_SQUARE = 0.235, 0.3
"""Outlines are thinner than this share of their side; the strokes of letters are not."""
SMALLEST_CIRCLE = 0.45
"""A circle is at least so high, in heights of the page's ordinary word; the letter o is lower."""
EDGE = 0.045
"""Share of the page's width at each side where holes are punched and boxes are not printed."""
SOLID = 0.6
"""Density of a piece of ink that is a box blacked over."""
BRACKETS = re.compile(r"[\[(]\s*[xXvV✓✗]?\s*[\])]")
GLYPHS = "☐☑☒□■▢◻◼❏❑❒⬜\uf0a8\uf06f\uf0fe\uf0fd\uf071\uf072"

Ink = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Outline:
    """A printed tick box, in pixels of the image it was looked for in."""

    box: PixelBox
    circle: bool

    @property
    def side(self) -> float:
        return (self.box[2] - self.box[0] + self.box[3] - self.box[1]) / 2

    @property
    def center(self) -> tuple[float, float]:
        return (self.box[0] + self.box[2]) / 2, (self.box[1] + self.box[3]) / 2


def find_outlines(image: Image, words: Sequence[Word], dpi: float) -> list[Outline]:
    """The tick boxes printed on a level grey page, from the top, in its pixels."""
    scale = RESOLUTION / max(dpi, 40.0)
    if 0.8 < scale < 1.25:
        scale = 1.0
    interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    sized = cv2.resize(image, None, fx=scale, fy=scale, interpolation=interpolation) if scale != 1.0 else image
    ink = ink_mask(sized)
    ink = _without_dark_areas(ink)
    whole = _without_letters(_without_cells(_whole(ink)), words, ink.shape)
    found = whole + _without_letters(_broken(ink, whole), words, ink.shape)
    found = [Outline(tuple(v / scale for v in o.box), o.circle) for o in found]  # type: ignore[arg-type]
    found += [o for o in _typed(words, image.shape) if not any(_overlaps(o, other) for other in found)]
    return sorted(found, key=lambda o: (o.box[1], o.box[0]))


def _without_dark_areas(ink: Ink) -> Ink:
    """Without dark headings and the desk beside the sheet: wider and higher than any box blacked over."""
    small = cv2.resize(ink, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    dark = cv2.morphologyEx(small, cv2.MORPH_OPEN, np.ones((3, 27), np.uint8))
    if not dark.any():
        return ink
    dark = cv2.dilate(cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((11, 11), np.uint8)), np.ones((3, 3), np.uint8))
    return np.where(cv2.resize(dark, ink.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0, 0, ink).astype(np.uint8)


def _whole(ink: Ink) -> list[Outline]:
    """Holes of the size and form of a tick box, with a thin outline around each."""
    contours, hierarchy = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    found: list[Outline] = []
    for i, contour in enumerate(contours):
        if hierarchy[0][i][3] < 0:
            continue
        x, y, w, h = cv2.boundingRect(contour)
        if not (SMALLEST <= w <= LARGEST and SMALLEST <= h <= LARGEST and 0.72 <= w / h <= 1.38):
            continue
        circle = _form(contour, w, h)
        if circle is not None and _thickness(ink, x, y, w, h) <= (THICKEST_CIRCLE if circle else THICKEST_SQUARE) * (w + h) / 2:
            found.append(Outline((float(x), float(y), float(x + w), float(y + h)), circle))
    return _distinct(found)


def _form(contour: NDArray[np.int32], width: int, height: int) -> bool | None:
    """True for a circle, False for a square, None for neither."""
    area = float(cv2.contourArea(contour))
    extent = area / ((width - 1) * (height - 1))
    perimeter = float(cv2.arcLength(contour, True))
    roundness = 4 * np.pi * area / max(perimeter, 1.0) ** 2
    if 0.7 <= extent <= 0.86 and roundness > 0.78 and 0.85 <= width / height <= 1.18:
        return True
    return False if extent >= 0.88 else None


def _thickness(ink: Ink, x: int, y: int, w: int, h: int) -> int:
    """Pixels of ink beyond the middle of each side of a hole, the second least of the four: the outline without what touches it."""
    reach = 16
    row, column = y + h // 2, x + w // 2
    rays = (
        ink[row, max(0, x - reach) : x + 1][::-1],
        ink[row, x + w - 1 :][:reach],
        ink[max(0, y - reach) : y + 1, column][::-1],
        ink[y + h - 1 :, column][:reach],
    )
    return sorted(_run(ray) for ray in rays)[1]


def _run(ray: Ink) -> int:
    """Length of the first run of ink along a ray."""
    inked = np.flatnonzero(ray)
    if not len(inked):
        return 0
    after = np.flatnonzero(ray[inked[0] :] == 0)
    return int(after[0]) if len(after) else len(ray) - int(inked[0])


def _distinct(outlines: Sequence[Outline]) -> list[Outline]:
    kept: list[Outline] = []
    for outline in sorted(outlines, key=lambda o: -o.side):
        if not any(_overlaps(outline, other) for other in kept):
            kept.append(outline)
    return kept


def _overlaps(one: Outline, other: Outline) -> bool:
    (x, y), (u, v) = one.center, other.center
    reach = 0.6 * max(one.side, other.side)
    return abs(x - u) < reach and abs(y - v) < reach


def _without_cells(outlines: Sequence[Outline]) -> list[Outline]:
    """Without the cells of combs and tables: they share a line with a neighbour of their height."""
    return [o for o in outlines if not any(_shares_line(o, other) for other in outlines if other is not o)]


def _shares_line(one: Outline, other: Outline) -> bool:
    (x0, y0, x1, y1), (u0, v0, u1, v1) = one.box, other.box
    level = abs(y0 - v0) <= 4 and abs(y1 - v1) <= 4
    return level and min(abs(u0 - x1), abs(x0 - u1)) <= max(5.0, 0.2 * one.side)


def _without_letters(outlines: Sequence[Outline], words: Sequence[Word], shape: tuple[int, ...]) -> list[Outline]:
    """Without the letters of large print, which stand inside a word, and without punch holes at the edges of the sheet."""
    height, width = shape[:2]
    least = SMALLEST_CIRCLE * height * float(np.median([w.box.height for w in words])) if words else 0.0
    kept = []
    for outline in outlines:
        x, y, room = outline.center[0] / width, outline.center[1] / height, outline.side / width
        inside = next((w for w in words if len(w.text) >= 2 and w.box.contains(x, y)), None)
        at_edge = inside is None or x - inside.box.x0 < 0.9 * room or inside.box.x1 - x < 0.9 * room
        if inside is not None and sum(abs(c.box.center[0] - x) < 0.5 * room for c in inside.chars) >= 2:
            continue  # two letters have room in it
        if at_edge and EDGE < x < 1 - EDGE and (outline.side >= least or not outline.circle):
            kept.append(outline)
    return kept


def _broken(ink: Ink, whole: Sequence[Outline]) -> list[Outline]:
    """Outlines crossed by a mark, and boxes blacked over: of a size and in a row or column of boxes that are whole."""
    found: list[Outline] = []
    height, width = ink.shape
    for side, circle in _kinds(whole):
        alike = [o for o in whole if o.circle is circle and abs(o.side - side) <= 0.12 * side + 1]
        for y in _levels([o.center[1] for o in alike], 1, side):
            found += _in_strip(ink, (0, int(y - side), width, int(y + side) + 1), side, circle, RING_INKED)
        for x in _levels([o.center[0] for o in alike], 2, side):
            found += _in_strip(ink, (int(x - side), 0, int(x + side) + 1, height), side, circle, COLUMN_RING_INKED)
    return [o for o in _distinct(found) if not any(_overlaps(o, other) for other in whole)]


def _kinds(whole: Sequence[Outline]) -> list[tuple[float, bool]]:
    """The (inner side, circle) this page prints: the commonest, and others of nearly its size that are common too."""
    kinds: list[tuple[int, float, bool]] = []
    for circle in (False, True):
        sides = sorted(o.side for o in whole if o.circle is circle)
        while sides:
            alike = [s for s in sides if s <= sides[0] * 1.12 + 1]
            kinds.append((len(alike), float(np.median(alike)), circle))
            sides = sides[len(alike) :]
    most, size, _ = max(kinds, default=(0, 0.0, False))
    return [(side, circle) for count, side, circle in kinds if count >= max(1, most / 4) and 0.75 * size <= side <= 1.35 * size]


def _levels(centers: Sequence[float], least: int, side: float) -> list[float]:
    """The distinct rows (or columns) on which at least `least` boxes stand."""
    levels: list[list[float]] = []
    for center in sorted(centers):
        if levels and center - levels[-1][-1] < 0.4 * side:
            levels[-1].append(center)
        else:
            levels.append([center])
    return [float(np.mean(level)) for level in levels if len(level) >= least]


def _in_strip(ink: Ink, strip: tuple[int, int, int, int], side: float, circle: bool, inked: float) -> list[Outline]:
    """Where in a strip of the page, about as wide as a box, an outline is inked nearly all around, or a blot covers a box."""
    left, top = max(0, strip[0] - 2), max(0, strip[1] - 2)
    crop = ink[top : strip[3] + 2, left : strip[2] + 2]
    size = round(side) + 2
    if min(crop.shape) < size + 6:
        return []
    thick = cv2.dilate(crop, np.ones((3, 3), np.uint8)).astype(np.float32)
    quarters = _quarters(size, circle)
    ring, around = np.maximum.reduce(quarters), np.maximum.reduce(_quarters(size + 2 * FRAME, circle))
    score = cv2.matchTemplate(thick, ring, cv2.TM_CCORR) / float(ring.sum())
    framed = np.pad(crop, FRAME).astype(np.float32)
    found = []
    while score.max(initial=0) >= inked:
        row, column = (int(v) for v in np.unravel_index(int(score.argmax()), score.shape))
        patch = thick[row : row + size, column : column + size]
        sides = min(float((patch * q).sum() / q.sum()) for q in quarters)
        outside = float((framed[row : row + size + 2 * FRAME, column : column + size + 2 * FRAME] * around).sum() / around.sum())
        box = (float(left + column + 1), float(top + row + 1), float(left + column + size - 1), float(top + row + size - 1))
        if sides >= SIDE_INKED and outside <= OUTSIDE_INKED and _stands_alone(ink, box):
            found.append(Outline(box, circle))
            score[max(0, row - size // 2) : row + size // 2, max(0, column - size // 2) : column + size // 2] = 0
        else:
            score[max(0, row - 1) : row + 2, max(0, column - 1) : column + 2] = 0
    return found + _blots(crop, (left, top), side, circle)


def _blots(crop: Ink, origin: tuple[int, int], side: float, circle: bool) -> list[Outline]:
    """Solid pieces of a box's size or somewhat more, its outline no longer to be seen."""
    closed = cv2.morphologyEx(crop, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    solid = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((max(3, round(0.35 * side)),) * 2, np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=8)
    found = []
    for x, y, w, h, area in stats[1:]:
        if 0.8 * side <= w <= 2.3 * side and 0.8 * side <= h and area > SOLID * w * h:
            center = (origin[0] + x + w / 2, origin[1] + y + h / 2)
            found.append(Outline((center[0] - side / 2, center[1] - side / 2, center[0] + side / 2, center[1] + side / 2), circle))
    return found


def _quarters(size: int, circle: bool) -> list[NDArray[np.float32]]:
    """The four sides of a square outline, or the four quarters of a round one, as masks."""
    ys, xs = np.mgrid[0:size, 0:size].astype(np.float32) - (size - 1) / 2
    half = (size - 1) / 2
    if circle:
        ring = np.abs(np.hypot(xs, ys) - half) <= 0.8
        return [(ring & (a * xs >= 0) & (b * ys >= 0)).astype(np.float32) for a in (-1, 1) for b in (-1, 1)]
    edge = half - 0.5
    inner = [(xs <= -edge), (xs >= edge), (ys <= -edge), (ys >= edge)]
    return [side.astype(np.float32) for side in inner]


def _stands_alone(ink: Ink, box: PixelBox) -> bool:
    """Whether the outline ends at its corners: a table's or comb's lines run on."""
    x0, y0, x1, y1 = (int(v) for v in box)
    reach = int(0.45 * (x1 - x0)) + 3
    runs_on = 0
    for rows, columns in (
        (slice(y0 - 2, y0 + 1), slice(x1 + 4, x1 + reach)), (slice(y0 - 2, y0 + 1), slice(max(0, x0 - reach), max(0, x0 - 4))),
        (slice(y1, y1 + 3), slice(x1 + 4, x1 + reach)), (slice(y1, y1 + 3), slice(max(0, x0 - reach), max(0, x0 - 4))),
    ):  # fmt: skip
        strip = ink[max(0, rows.start) : rows.stop, columns]
        runs_on += bool(strip.size) and float(strip.max(axis=0).mean()) > 0.95
    return runs_on < 2


def _typed(words: Sequence[Word], shape: tuple[int, ...]) -> list[Outline]:
    """Boxes typed as characters: `[ ]`, `[X]`, box glyphs of a text layer."""
    height, width = shape[:2]
    found = []
    for word, after in zip_longest(words, words[1:]):
        box = None
        if BRACKETS.fullmatch(word.text) or (len(word.text) == 1 and word.text in GLYPHS):
            box = word.box
        elif after is not None and _is_pair(word, after):
            box = union((word.box, after.box))
        if box is not None:
            found.append(Outline((box.x0 * width, box.y0 * height, box.x1 * width, box.y1 * height), False))
    return found


def _is_pair(word: Word, after: Word) -> bool:
    """Whether two words are the brackets of one box, with room for a mark between them."""
    opens, closes = word.text in ("[", "("), after.text in ("]", ")")
    return opens and closes and after.line == word.line and after.box.x0 - word.box.x1 < 3 * word.box.height
