"""Reading a page of a known form: the page is laid over its blank, then every zone is read where it stands.

The page is first carried into the frame of the blank by the homography of form matching. What is left of misplacement (a
few pixels: paper stretches, words are boxed roughly) is measured zone by zone against the print of the blank.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.document import FormField, FormMark
from domain.document_type import FormDefinition, FormFieldType
from domain.geometry import Box, union
from domain.page import CharReading, Image, ReadPage, Word, ZoneReading
from ocr.levels import percentile
from ocr.mark_features import PixelBox
from ocr.marks import MarkReading, fills_boxes, read_marks, resolve_marks
from ocr.signatures import PRINTED_WORD, signature_present

SEARCH_INCHES = 0.07
"""How far a zone may lie from where the homography puts it."""
LONGEST_INCHES = 2.5
"""A wider zone is found by its left and right parts."""
BELIEVED = 0.4
"""Correlation with the blank's print above which a zone's own shift is believed."""
OFF_COURSE_INCHES = 0.02
"""A shift that differs so much from those of the zones around it is not believed."""

FAINT = 12.0
"""Grey levels below the paper from which something may be written in a zone that seems empty."""
PRINT_INCHES = 0.025
"""So near to what the blank prints, ink is the print's."""
LETTER_INCHES = 0.05

LEGIBLE = 0.5
"""Score from which a word of the whole page is believed where its zone seems empty."""

Matrix = NDArray[np.float64]


class ReadsZones(Protocol):
    """What is asked of a zone reader (`ocr.zones.ZoneReader`)."""

    def read_zone(self, page: ReadPage, box: Box, kind: str, comb: int | None = None) -> ZoneReading:
        """What is written in `box` of `page`."""
        ...


def read_form_page(
    page: ReadPage,
    definition: FormDefinition,
    form_page: int,
    homography: Matrix,
    zone_reader: ReadsZones,
    blank: ReadPage,
    in_full: Callable[[], ReadPage] | None = None,
) -> list[FormField]:
    """Every field of page `form_page` (1-based) of the form, in the order of the definition.

    `homography` (3 x 3) carries fractions of the blank page onto fractions of `page`; `blank` is that blank page, read.
    Boxes of the answer are fractions of `page`. Marks are judged question by question: a cancelled one is told from its
    neighbour that counts, a doubtful one stays doubtful. `in_full` gives the same page with all its words; it is asked for zones
    in doubt when the words of `page` are the blank's alone. Raises what the zone reader and `in_full` raise.
    """
    fields = [field for field in definition.fields.values() if field.page == form_page]
    laid = _lay_over(page, homography, blank, in_full)
    marks = _read_all_marks(laid, [field for field in fields if _is_marked(field)])
    written = [field for field in fields if not _is_marked(field)]
    shifts = _zone_shifts(laid, [field.box for field in written])
    zones = {field.key: _read_zone(laid, field, shift, zone_reader) for field, shift in zip(written, shifts, strict=True)}
    return [
        FormField(f.key, page.number, laid.on_page(f.box), None, marks[f.key])
        if f.key in marks
        else FormField(f.key, page.number, laid.on_page(f.box), zones[f.key])
        for f in fields
    ]


@dataclass(frozen=True, slots=True)
class _Laid:
    """A page carried into the frame of its blank, both in one pixel size."""

    page: ReadPage
    """Image and words in the frame of the blank."""
    blank: Image
    printed: tuple[Word, ...]
    """The words of the blank."""
    to_page: Matrix
    """Carries fractions of the blank's frame onto fractions of the original page."""
    in_full: Callable[[], ReadPage] | None
    """Gives the original page with all its words; None when `page` has them."""

    def with_all_words(self) -> _Laid:
        """The same with every word of the page, written ones too."""
        if self.in_full is None:
            return self
        words = _words_in_frame(self.in_full(), self.to_page)
        return replace(self, page=replace(self.page, words=words), in_full=None)

    def on_page(self, box: Box) -> Box:
        """A box of the blank's frame on the original page: the smallest upright box around it."""
        corners = np.array([[[box.x0, box.y0], [box.x1, box.y0], [box.x1, box.y1], [box.x0, box.y1]]])
        carried = cv2.perspectiveTransform(corners, self.to_page)[0].clip(0, 1)
        return Box(*(float(v) for v in (*carried.min(axis=0), *carried.max(axis=0))))

    def pixels(self, box: Box) -> PixelBox:
        height, width = self.page.image.shape
        return box.x0 * width, box.y0 * height, box.x1 * width, box.y1 * height

    def fractions(self, box: PixelBox) -> Box:
        height, width = self.page.image.shape
        return Box(box[0] / width, box[1] / height, box[2] / width, box[3] / height)


def _lay_over(page: ReadPage, homography: Matrix, blank: ReadPage, in_full: Callable[[], ReadPage] | None) -> _Laid:
    page_height, page_width = page.image.shape
    ends = cv2.perspectiveTransform(np.array([[[0.1, 0.4], [0.9, 0.4]]]), homography)[0] * (page_width, page_height)
    width = max(200, min(6000, round(float(np.linalg.norm(ends[1] - ends[0])) / 0.8)))
    height = max(200, min(9000, round(width * blank.aspect)))
    to_pixels = np.diag([float(page_width), float(page_height), 1.0]) @ homography @ np.diag([1 / width, 1 / height, 1.0])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    image = cv2.warpPerspective(page.image, to_pixels, (width, height), flags=flags, borderMode=cv2.BORDER_CONSTANT, borderValue=255)
    shrinks = width < blank.image.shape[1]
    clean = cv2.resize(blank.image, (width, height), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    dpi = page.dpi * width * blank.aspect / page_height if page.aspect < 0.9 else page.dpi * width / page_width
    words = _words_in_frame(page, homography)
    return _Laid(replace(page, image=image, dpi=dpi, words=words), clean, blank.words, homography, in_full)


def _words_in_frame(page: ReadPage, to_page: Matrix) -> tuple[Word, ...]:
    back = np.asarray(np.linalg.inv(to_page), np.float64)
    return tuple(replace(word, box=_carried(word.box, back)) for word in page.words)


def _carried(box: Box, matrix: Matrix) -> Box:
    ends = cv2.perspectiveTransform(np.array([[[box.x0, box.y0], [box.x1, box.y1], [box.x1, box.y0], [box.x0, box.y1]]]), matrix)[0]
    return Box(*(float(v) for v in (*ends.min(axis=0), *ends.max(axis=0))))


def _is_marked(field: FormFieldType) -> bool:
    return bool(field.options) or field.kind == "boolean"


def _read_all_marks(laid: _Laid, fields: Sequence[FormFieldType]) -> dict[str, tuple[FormMark, ...]]:
    """The marks of each question; all boxes of the page are read at once, since they have one printer and one writer."""
    printed = [(field.key, value, box) for field in fields for value, box in _option_boxes(field)]
    outlines = [_outline(laid.blank, laid.pixels(box)) for _, _, box in printed]
    boxes = [box for box, _ in outlines]
    readings = read_marks(laid.page.image, boxes, [circle for _, circle in outlines], laid.blank, boxes)
    fills = fills_boxes(readings)
    marks: dict[str, tuple[FormMark, ...]] = {}
    for field in fields:
        own = [i for i, (key, _, _) in enumerate(printed) if key == field.key]
        resolved = resolve_marks([readings[i] for i in own], field.kind != "choices", fills)
        marks[field.key] = tuple(_mark(laid, printed[i][1], reading) for i, reading in zip(own, resolved, strict=True))
    return marks


def _option_boxes(field: FormFieldType) -> list[tuple[str, Box]]:
    """The tick boxes of a field; a boolean without options is one box that says yes."""
    return [(option.value, option.box) for option in field.options] or [("true", field.box)]


def _mark(laid: _Laid, option: str, reading: MarkReading) -> FormMark:
    return FormMark(option, reading.state, reading.score, laid.on_page(laid.fractions(reading.box)))


def _outline(blank: Image, box: PixelBox) -> tuple[PixelBox, bool]:
    """The printed outline in or around a box drawn by hand, to the pixel, and whether it is round; the box itself where none is."""
    x0, y0, x1, y1 = box
    margin = 0.35 * max(x1 - x0, y1 - y0)
    left, top = max(0, int(x0 - margin)), max(0, int(y0 - margin))
    crop = blank[top : int(y1 + margin) + 1, left : int(x1 + margin) + 1]
    if not crop.size:
        return box, False
    ink = (crop < percentile(crop, 90) * 0.75).astype(np.uint8)
    contours, _ = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    best, best_overlap = None, 0.5
    for contour in contours:
        x, y, w, h = cv2.boundingRect(contour)
        found = (float(left + x), float(top + y), float(left + x + w), float(top + y + h))
        overlap = Box(*box).overlap(Box(*found))
        if overlap > best_overlap:
            best, best_overlap = (found, contour, w, h), overlap
    if best is None:
        return box, False
    found, contour, w, h = best
    return found, float(cv2.contourArea(contour)) < 0.88 * (w - 1) * (h - 1)


def _zone_shifts(laid: _Laid, boxes: Sequence[Box]) -> list[tuple[float, float]]:
    """How far each zone lies from its place, in pixels: by its own print where it is seen, by its neighbours' otherwise."""
    found = [_shift(laid, laid.pixels(box)) for box in boxes]
    centers = np.array([box.center for box in boxes]).reshape(-1, 2)
    good = [i for i, (_, _, fit) in enumerate(found) if fit >= BELIEVED]
    off = OFF_COURSE_INCHES * laid.page.dpi
    shifts = []
    for i, (dx, dy, fit) in enumerate(found):
        near = sorted(good, key=lambda j: float(np.hypot(*(centers[j] - centers[i]))))[:5]
        around = np.median([found[j][:2] for j in near], axis=0) if near else np.zeros(2)
        own = fit >= BELIEVED and (len(near) < 3 or max(abs(dx - around[0]), abs(dy - around[1])) <= off)
        shifts.append((dx, dy) if own else (float(around[0]), float(around[1])))
    return shifts


def _shift(laid: _Laid, box: PixelBox) -> tuple[float, float, float]:
    """`(dx, dy, fit)`: where the blank's print of the zone and a little around it is found on the page."""
    x0, y0, x1, y1 = box
    margin = max(4, round(SEARCH_INCHES * laid.page.dpi))
    height, width = laid.page.image.shape
    left, top = max(margin, int(x0) - margin), max(margin, int(y0) - margin)
    right, bottom = min(width - margin, int(x1) + margin), min(height - margin, int(y1) + margin)
    if right - left < 8 or bottom - top < 8:
        return 0.0, 0.0, 0.0
    template = _blurred(laid.blank[top:bottom, left:right])
    if float(template.std()) < 4:
        return 0.0, 0.0, 0.0
    around = _blurred(laid.page.image[top - margin : bottom + margin, left - margin : right + margin])
    fit = cv2.matchTemplate(around, template, cv2.TM_CCOEFF_NORMED)
    row, column = np.unravel_index(int(fit.argmax()), fit.shape)
    return float(column) - margin, float(row) - margin, float(fit[row, column])


def _blurred(image: Image) -> Image:
    return np.asarray(cv2.GaussianBlur(image, (0, 0), 1.2))


def _read_zone(laid: _Laid, field: FormFieldType, shift: tuple[float, float], zone_reader: ReadsZones) -> ZoneReading:
    height, width = laid.page.image.shape
    dx, dy = shift[0] / width, shift[1] / height
    box = Box(max(0.0, field.box.x0 + dx), max(0.0, field.box.y0 + dy), min(1.0, field.box.x1 + dx), min(1.0, field.box.y1 + dy))
    if field.kind == "signature":
        present, sure = signature_present(laid.page, box, laid.blank)
        if present and laid.in_full and zone_reader.read_zone(laid.page, box, "name").score >= PRINTED_WORD:
            present, sure = signature_present(laid.with_all_words().page, box, laid.blank)  # a typed name is no signature
        return ZoneReading("", sure, box=laid.on_page(box), empty=not present, empty_score=1 - sure if present else sure)
    reading = zone_reader.read_zone(laid.page, box, field.kind, field.comb)
    if reading.empty:
        whole = laid.with_all_words() if laid.in_full and _is_faintly_inked(laid, box) else laid
        reading = _from_words(whole, box) or reading
    chars: tuple[CharReading, ...] = tuple(replace(c, box=laid.on_page(c.box)) for c in reading.chars)
    return replace(reading, chars=chars, box=laid.on_page(reading.box) if reading.box else None)


def _is_faintly_inked(laid: _Laid, box: Box) -> bool:
    """Whether a zone that seems empty bears something darker than its paper that the blank does not print: pieces as large as letters."""
    x0, y0, x1, y1 = box.pixels(laid.page.image.shape[1], laid.page.image.shape[0])
    crop, printed = laid.page.image[y0:y1, x0:x1], laid.blank[y0:y1, x0:x1]
    if min(crop.shape, default=0) < 5:
        return True
    reach = max(3, 2 * round(PRINT_INCHES * laid.page.dpi) + 1)
    known = cv2.dilate((printed < percentile(printed, 75) - FAINT).astype(np.uint8), np.ones((reach, reach), np.uint8))
    dark = (_blurred(crop) < percentile(crop, 75) - FAINT).astype(np.uint8) & (1 - known)
    _, _, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    return int((stats[1:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) >= LETTER_INCHES * laid.page.dpi).sum()) >= 2


def _from_words(laid: _Laid, box: Box) -> ZoneReading | None:
    """What the reading of the whole page found in a zone that seemed empty, too faint to be told from the paper by itself."""
    printed = {word.text for word in laid.printed if word.box.intersection(box) > 0}
    words = [word for word in laid.page.words if box.contains(*word.box.center) and word.text not in printed]
    words = [word for word in words if word.score >= LEGIBLE and sum(c.isalnum() for c in word.text) >= 2]
    if not words:
        return None
    words.sort(key=lambda word: (word.line, word.box.x0))
    chars: list[CharReading] = []
    for word in words:
        gap = [CharReading(" ", 1.0, word.box)] if chars else []
        chars += [*gap, *(word.chars or tuple(CharReading(c, word.score, word.box) for c in word.text))]
    score = sum(word.score for word in words) / len(words)
    return ZoneReading(" ".join(word.text for word in words), score, tuple(chars), union(word.box for word in words), False, 0.5)
