"""Does the text layer say what the picture shows? (inside the sandboxed process)"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from intake.raster import Pixels
from intake.text_layer import LayerWord, Rect

MOST_DOUBTFUL = 0.02
"""Share of characters without a meaning."""
MOST_INVISIBLE = 0.02
"""Share of characters drawn invisibly, or with no ink where they claim to be."""
CONTRAST = 40
"""Grey levels between a word's ink and its paper, at least."""
SCAN_SHARE = 0.5
"""A picture over more of the page than this makes the page a scan, whatever lies over or under it."""
LEAST_VOWELS = 0.15
"""Share of vowels among the letters of a page; any European language has more."""
ENOUGH_LETTERS = 60
LOW, TALL, DEEP = "acemnorsuvwxz", "bdhkl", "gpqy"
"""Small letters that are as high as an x, that rise above it, that go below the line: in nearly every face of print."""
RISE, DROP = 1.15, 0.15
"""A tall letter is at least so many times as high as a low one; a deep one ends at least so many x-heights below it."""
LEAST_SHAPED = 0.7
"""Share of the tall and deep letters of a page that must be drawn so."""
DARK = 150
CELL = 6
"""Pixels of a cell's side at 100 dpi: about 1.5 mm, the x-height of print."""
MOST_UNCLAIMED = 0.12
"""Text-like ink that no word claims, against all text-like ink, in cells."""
FEW_CELLS = 25
"""Cells of unclaimed ink that are never too many: ticks, a short stroke."""
RULE_PX = 40
"""Straight runs of ink longer than this (1 cm at 100 dpi) are rules."""


def distrust(words: Sequence[LayerWord], grey: Pixels, dpi: float, pictures: Sequence[Rect], explained: Sequence[Rect] = ()) -> str | None:
    """Why the words are not to be used, as a note's code, or None: they can be.

    `grey`: the rendered page; `pictures`: boxes of the embedded images on it; `explained`: boxes whose ink is known
    to be no text (tick boxes, lines to write on).
    """
    glyphs = [glyph for word in words for glyph in word.glyphs]
    if not glyphs:
        return None
    if sum(not glyph.visible for glyph in glyphs) > MOST_INVISIBLE * len(glyphs):
        return "text_layer_invisible"
    if any((x1 - x0) * (y1 - y0) > SCAN_SHARE for x0, y0, x1, y1 in pictures):
        return "text_layer_over_scan"
    if _is_garbled([glyph.char for glyph in glyphs], sum(glyph.doubtful for glyph in glyphs)) or _is_misnamed(words):
        return "text_layer_garbled"
    unseen = sum(len(word.glyphs) for word in words if not _is_seen(word.tight, grey))
    if unseen > MOST_INVISIBLE * len(glyphs):
        return "text_layer_off_picture"
    return "text_layer_incomplete" if _leaves_text(words, grey, dpi, explained) else None


def _is_garbled(chars: Sequence[str], doubtful: int) -> bool:
    if doubtful > MOST_DOUBTFUL * len(chars):
        return True
    letters = [unicodedata.normalize("NFD", c)[0].lower() for c in chars if c.isalpha()]
    if len(chars) > ENOUGH_LETTERS and len(letters) < 0.2 * len(chars):
        return True
    latin = [c for c in letters if "a" <= c <= "z"]
    return len(latin) > ENOUGH_LETTERS and sum(c in "aeiou" for c in latin) < LEAST_VOWELS * len(latin)


def _is_misnamed(words: Sequence[LayerWord]) -> bool:
    """Whether the letters that the layer names are drawn as others: a font may say `b` of a glyph that is an `e`.

    The boxes of glyphs come from their outlines, not from what the font says they mean. Words all in capitals say nothing.
    """
    told = [fits for word in words for fits in _shaped(word)]
    return len(told) >= ENOUGH_LETTERS // 2 and sum(told) < LEAST_SHAPED * len(told)


def _shaped(word: LayerWord) -> list[bool]:
    """For each tall and deep letter of a level word, whether it is drawn so beside the word's low letters."""
    low = [glyph.tight for glyph in word.glyphs if glyph.char in LOW]
    if not low:
        return []
    height = float(np.median([y1 - y0 for _, y0, _, y1 in low]))
    line = float(np.median([y1 for _, _, _, y1 in low]))
    tall = [glyph.tight[3] - glyph.tight[1] >= RISE * height for glyph in word.glyphs if glyph.char in TALL]
    deep = [glyph.tight[3] - line >= DROP * height for glyph in word.glyphs if glyph.char in DEEP]
    return tall + deep


def _is_seen(rect: Rect, grey: Pixels) -> bool:
    height, width = grey.shape
    x0, x1 = int(rect[0] * width) - 1, int(np.ceil(rect[2] * width)) + 1
    y0, y1 = int(rect[1] * height) - 1, int(np.ceil(rect[3] * height)) + 1
    inside = grey[max(0, y0) : y1, max(0, x0) : x1]
    return inside.size > 0 and int(inside.max()) - int(inside.min()) >= CONTRAST


def _leaves_text(words: Sequence[LayerWord], grey: Pixels, dpi: float, explained: Sequence[Rect]) -> bool:
    claimed, unclaimed = text_cells(words, grey, dpi, explained)
    return unclaimed > FEW_CELLS and unclaimed > MOST_UNCLAIMED * (claimed + unclaimed)


def text_cells(words: Sequence[LayerWord], grey: Pixels, dpi: float, explained: Sequence[Rect] = ()) -> tuple[int, int]:
    """`(claimed, unclaimed)`: cells with text-like ink inside and outside the words' boxes; rules and `explained` ink left out."""
    scale = 100.0 / dpi
    size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
    small = np.asarray(Image.fromarray(grey).resize(size, Image.Resampling.BOX))
    ink = small < DARK
    packed = np.packbits(ink, axis=1)
    level, upright = _rows_of_runs(packed), _columns_of_runs(packed, ink.shape[1])
    rules = np.zeros_like(ink)
    rules[level] = _long_runs(ink[level])
    rules[:, upright] |= _long_runs(ink[:, upright].T).T
    ink &= ~rules
    height, width = ink.shape
    inside = np.zeros_like(ink)
    for rects, mask in (([word.box for word in words], inside), (explained, known := np.zeros_like(ink))):
        for x0, y0, x1, y1 in rects:
            mask[max(0, int(y0 * height) - 2) : int(y1 * height) + 3, max(0, int(x0 * width) - 2) : int(x1 * width) + 3] = True
    ink &= inside | ~known
    return _count_cells(ink & inside), _count_cells(ink & ~inside)


def _rows_of_runs(packed: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The rows that may hold a run of RULE_PX: it fills four bytes of the packed pixels."""
    full = packed == 0xFF
    return np.flatnonzero((full[:, :-3] & full[:, 1:-2] & full[:, 2:-1] & full[:, 3:]).any(axis=1))


def _columns_of_runs(packed: NDArray[np.uint8], width: int) -> NDArray[np.int64]:
    """The columns that may hold one: it goes through all rows of some stretch of half its length."""
    step = RULE_PX // 2
    stretches = packed[: len(packed) // step * step].reshape(-1, step, packed.shape[1])
    through = np.bitwise_or.reduce(np.bitwise_and.reduce(stretches, axis=1), axis=0)
    return np.flatnonzero(np.unpackbits(through, count=width))


def _long_runs(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The ink that lies in horizontal runs of RULE_PX or more."""
    height, width = ink.shape
    padded = np.zeros((height, width + 1), dtype=np.int8)
    padded[:, :width] = ink
    edges = np.diff(np.concatenate(([0], padded.ravel())))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    long = ends - starts >= RULE_PX
    marks = np.zeros(padded.size + 1, dtype=np.int32)
    np.add.at(marks, starts[long], 1)
    np.add.at(marks, ends[long], -1)
    runs = np.cumsum(marks[:-1]).reshape(padded.shape)[:, :width] > 0
    return np.asarray(runs)


def _count_cells(ink: NDArray[np.bool_]) -> int:
    """Cells that hold some ink but are not filled with it."""
    height, width = (side // CELL * CELL for side in ink.shape)
    if not height or not width:
        return 0
    columns = ink[:height, :width].view(np.uint8).reshape(height // CELL, CELL, width).sum(axis=1, dtype=np.uint8)
    filled = columns.reshape(height // CELL, width // CELL, CELL).sum(axis=2, dtype=np.uint8) / CELL**2
    return int(((filled > 0.06) & (filled < 0.85)).sum())
