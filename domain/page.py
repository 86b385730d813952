"""A page on its way: rendered by intake, read by ocr."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from domain.geometry import Box, union

Image = NDArray[np.uint8]
"""Height x width (grey) or height x width x 3 (RGB), uint8, 255 is paper white."""


@dataclass(frozen=True, slots=True)
class CharReading:
    """One character of a reading, with what else it might be."""

    char: str
    score: float
    """The engine's probability, 0 to 1."""
    box: Box
    alternatives: tuple[tuple[str, float], ...] = ()
    """Other characters with their scores, best first, the chosen one left out."""


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without a space."""

    text: str
    box: Box
    score: float
    """The engine's mean probability over the characters; 1.0 for a born-digital text layer."""
    chars: tuple[CharReading, ...] = ()
    """One for each character of `text`, or empty where the engine cannot tell."""
    line: int = 0
    """Words of one text line share this number; lines are numbered in reading order from 0 on each page."""


class MarkState(StrEnum):
    """What a tick box shows."""

    EMPTY = "empty"
    MARKED = "marked"
    CANCELLED = "cancelled"
    """Marked, then blacked over or struck out to take it back."""
    AMBIGUOUS = "ambiguous"
    """Not to be guessed: a person looks."""


@dataclass(frozen=True, slots=True)
class TickBox:
    """A printed tick box or circle found on a page."""

    box: Box
    shape: str
    """`square` or `circle`."""
    state: MarkState
    score: float
    """The mark reader's probability that `state` is right."""


@dataclass(frozen=True, slots=True)
class InkRegion:
    """Handwriting-like ink that is not a word: where a signature or a stamp may be."""

    box: Box
    kind: str
    """`signature`, `stamp` or `other`."""
    score: float


@dataclass(frozen=True, slots=True)
class PageQuality:
    """How well a page can be read."""

    score: float
    """0 (unreadable) to 1 (a clean print)."""
    reasons: tuple[str, ...] = ()
    """Stable codes: `too_dark`, `blurred`, `low_resolution`, `cut`, `noisy`, `low_contrast`."""
    readable: bool = True
    """False below the floor: ask the client to scan again, accept nothing automatically."""


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A page as pixels, as intake hands it on: not yet upright."""

    number: int
    image: Image
    dpi: float
    """Effective resolution of `image`, pixels per inch of the sheet (an estimate for bare images)."""
    text_layer: tuple[Word, ...] | None = None
    """Born-digital words (boxes as fractions of `image`), or None where there is no trustworthy text."""
    notes: tuple[str, ...] = ()
    """Stable codes of what intake saw: `repaired`, `scaled_down`, `text_layer_unusable`, ..."""


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page upright and deskewed, with everything read on it."""

    number: int
    image: Image
    """Grey, upright, deskewed: all boxes are fractions of this image."""
    dpi: float
    words: tuple[Word, ...]
    tick_boxes: tuple[TickBox, ...] = ()
    ink_regions: tuple[InkRegion, ...] = ()
    rules: tuple[Box, ...] = ()
    """Printed straight lines (thin boxes): table rules, dotted fill-in lines, frames."""
    quality: PageQuality = field(default_factory=lambda: PageQuality(1.0))
    blank: bool = False
    source: str = "ocr"
    """`ocr`, `text_layer`, or `form`: the words are those that the blank form prints, what people wrote is not among them."""
    rotation: int = 0
    """Degrees (0, 90, 180, 270) the rendered image was turned clockwise to stand upright."""
    notes: tuple[str, ...] = ()

    @property
    def aspect(self) -> float:
        """Height over width in pixels: multiply a y fraction by it to compare with an x fraction."""
        return float(self.image.shape[0] / self.image.shape[1])

    def lines(self) -> list[TextLine]:
        """The words by text line, in reading order."""
        by_line: dict[int, list[Word]] = {}
        for word in self.words:
            by_line.setdefault(word.line, []).append(word)
        return [TextLine(n, tuple(sorted(words, key=lambda w: w.box.x0))) for n, words in sorted(by_line.items())]


@dataclass(frozen=True, slots=True)
class TextLine:
    """The words of one line from left to right."""

    number: int
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return " ".join(w.text for w in self.words)

    @property
    def box(self) -> Box:
        return union(w.box for w in self.words)


@dataclass(frozen=True, slots=True)
class ZoneReading:
    """What one zone of a page (a form's field) says."""

    text: str
    score: float
    chars: tuple[CharReading, ...] = ()
    box: Box | None = None
    """Where ink was found inside the zone, None when it is empty."""
    empty: bool = False
    empty_score: float = 0.0
    """Probability that nothing is written in the zone."""
