"""The text of a born-digital page: words with boxes, and whether they can be trusted (inside the sandboxed process).

A text layer is a claim. It is believed when its characters are characters, when each word is visible, when there is ink where a word
claims to be, and when hardly any text-like ink is left that no word claims. Otherwise the picture is read.
"""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

UNIT = 1_000_000
"""Boxes cross the pipe as millionths of the image's width and height."""
INVISIBLE_MODES = {pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium_c.FPDF_TEXTRENDERMODE_CLIP}
LEADERS = set("_.…·‥")
LEADER_RUN = 3
"""That many underscores or dots are a printed line to write on, not text."""
WORD_GAP_EM = 0.45
HYPHEN_AT_LINE_END = "\x02"

Rect = tuple[float, float, float, float]
"""x0, y0, x1, y1 as fractions of the image, y down."""


@dataclass
class Glyph:
    """One character as the page draws it."""

    char: str
    tight: Rect
    """Around its ink."""
    loose: Rect
    """Its line height and advance."""
    visible: bool
    doubtful: bool
    """The font does not say what it means."""


@dataclass
class LayerWord:
    """Glyphs without a space between."""

    line: int
    glyphs: list[Glyph] = field(default_factory=list)
    is_leader: bool = False
    """Dots or underscores to write on, no text."""

    @property
    def text(self) -> str:
        return "".join(glyph.char for glyph in self.glyphs)

    @property
    def tight(self) -> Rect:
        return _around([g.tight for g in self.glyphs])

    @property
    def box(self) -> Rect:
        """As wide as the ink, as high as the line."""
        tight, loose = self.tight, _around([g.loose for g in self.glyphs])
        sideways = loose[3] - loose[1] > 3 * (loose[2] - loose[0]) and len(self.glyphs) > 2
        return (loose[0], tight[1], loose[2], tight[3]) if sideways else (tight[0], loose[1], tight[2], loose[3])

    def as_json(self) -> list[object]:
        """`[text, box, line, [box of each character]]`, boxes in millionths."""
        return [self.text, _units(self.box), self.line, [_units(g.tight) for g in self.glyphs]]


def words_on(page: pypdfium2.PdfPage) -> list[LayerWord]:
    """Every word the page's content claims, in the order of the file."""
    text_page = page.get_textpage()
    affine = page_affine(page)
    words: list[LayerWord] = []
    line, open_word, last = 0, False, None
    visible_by_object: dict[int, bool] = {}
    for index in range(text_page.count_chars()):
        code = pdfium_c.FPDFText_GetUnicode(text_page, index)
        char = chr(code) if 0 < code < 0x110000 else "\ufffd"
        if char in "\r\n":
            line += char == "\n"
            open_word = False
            continue
        if char.isspace() or (pdfium_c.FPDFText_IsGenerated(text_page, index) == 1 and not char.strip()):
            open_word = False
            continue
        glyph = _glyph(text_page, index, "-" if char == HYPHEN_AT_LINE_END else char, affine, visible_by_object)
        if glyph is None:
            continue
        if not open_word or last is None or _apart(last, glyph):
            words.append(LayerWord(line))
            open_word = True
        _append(words[-1], glyph)
        last = glyph
    return [part for word in words for part in _without_leaders(word)]


def _glyph(
    text_page: pypdfium2.PdfTextPage, index: int, char: str, affine: NDArray[np.float64], visible_by_object: dict[int, bool]
) -> Glyph | None:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    if not pdfium_c.FPDFText_GetCharBox(text_page, index, left, right, bottom, top):
        return None
    loose = pdfium_c.FS_RECTF()
    pdfium_c.FPDFText_GetLooseCharBox(text_page, index, loose)
    tight_rect = to_image(affine, left.value, bottom.value, right.value, top.value)
    loose_rect = to_image(affine, loose.left, loose.bottom, loose.right, loose.top)
    return Glyph(
        char=char,
        tight=tight_rect,
        loose=_around([tight_rect, loose_rect]),
        visible=_is_visible(text_page, index, visible_by_object),
        doubtful=pdfium_c.FPDFText_HasUnicodeMapError(text_page, index) == 1 or _means_nothing(char),
    )


def _is_visible(text_page: pypdfium2.PdfTextPage, index: int, known: dict[int, bool]) -> bool:
    drawn = pdfium_c.FPDFText_GetTextObject(text_page, index)
    address = ctypes.cast(drawn, ctypes.c_void_p).value or 0
    if address not in known:
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        pdfium_c.FPDFText_GetFillColor(text_page, index, red, green, blue, alpha)
        known[address] = alpha.value > 0 and pdfium_c.FPDFTextObj_GetTextRenderMode(drawn) not in INVISIBLE_MODES
    return known[address]


def _means_nothing(char: str) -> bool:
    return char == "\ufffd" or unicodedata.category(char) in {"Co", "Cn", "Cs", "Cc"}


def _append(word: LayerWord, glyph: Glyph) -> None:
    """Adds a glyph: accents join their letter, ligatures become letters that share the width."""
    if unicodedata.combining(glyph.char) and word.glyphs:
        base = word.glyphs[-1]
        joined = unicodedata.normalize("NFC", base.char + glyph.char)
        if len(joined) == 1:
            base.char, base.tight = joined, _around([base.tight, glyph.tight])
            return
    letters = unicodedata.normalize("NFKC", glyph.char) if "\ufb00" <= glyph.char <= "\ufb06" else unicodedata.normalize("NFC", glyph.char)
    x0, y0, x1, y1 = glyph.tight
    width = (x1 - x0) / len(letters)
    for i, letter in enumerate(letters):
        part = (x0 + i * width, y0, x0 + (i + 1) * width, y1)
        word.glyphs.append(Glyph(letter, part, glyph.loose if len(letters) == 1 else part, glyph.visible, glyph.doubtful))


def _apart(last: Glyph, glyph: Glyph) -> bool:
    """True when a gap wide enough for a space, or a jump, lies between two neighbours in the file."""
    a, b = last.loose, glyph.loose
    em = max(a[3] - a[1], (a[2] - a[0]))
    gap_x = max(b[0] - a[2], a[0] - b[2])
    gap_y = max(b[1] - a[3], a[1] - b[3])
    back = a[0] - b[0] > 2 * em and gap_y > -0.3 * em
    return max(gap_x, gap_y) > WORD_GAP_EM * em or back


def _without_leaders(word: LayerWord) -> list[LayerWord]:
    """The word cut at its runs of dots or underscores, the runs marked as lines to write on."""
    parts: list[LayerWord] = []
    for is_run, glyphs in groupby(word.glyphs, lambda glyph: glyph.char in LEADERS):
        run = list(glyphs)
        is_leader = is_run and len(run) >= LEADER_RUN
        if not parts or is_leader or parts[-1].is_leader:
            parts.append(LayerWord(word.line, is_leader=is_leader))
        parts[-1].glyphs += run
    return parts


def page_affine(page: pypdfium2.PdfPage) -> NDArray[np.float64]:
    """The 2x3 matrix from page points to fractions of the page's picture (rotation and crop box included)."""

    def at(x: float, y: float) -> NDArray[np.float64]:
        device_x, device_y = ctypes.c_int(), ctypes.c_int()
        pdfium_c.FPDF_PageToDevice(page, 0, 0, UNIT, UNIT, 0, x, y, device_x, device_y)
        return np.array([device_x.value / UNIT, device_y.value / UNIT])

    width, height = page.get_size()
    origin = at(0, 0)
    return np.column_stack([(at(width, 0) - origin) / max(width, 1e-6), (at(0, height) - origin) / max(height, 1e-6), origin])


def to_image(affine: NDArray[np.float64], x0: float, y0: float, x1: float, y1: float) -> Rect:
    (a, b, c), (d, e, f) = affine.tolist()
    xs = (a * x0 + b * y0 + c, a * x1 + b * y1 + c)
    ys = (d * x0 + e * y0 + f, d * x1 + e * y1 + f)
    return min(xs), min(ys), max(xs), max(ys)


def _around(rects: Sequence[Rect]) -> Rect:
    return min(r[0] for r in rects), min(r[1] for r in rects), max(r[2] for r in rects), max(r[3] for r in rects)


def _units(rect: Rect) -> list[int]:
    return [round(min(1.0, max(0.0, value)) * UNIT) for value in rect]


def is_on_page(word: LayerWord) -> bool:
    """True when the middle of the word lies on the picture."""
    x0, y0, x1, y1 = word.tight
    return 0.0 <= (x0 + x1) / 2 <= 1.0 and 0.0 <= (y0 + y1) / 2 <= 1.0
