"""Where a page bears anything, in blocks of 4 x 4 pixels: what is white need not be computed, and what is print need not be searched.

On a born-digital page the place of every letter is known. Blocks that hang together and bear letters of ordinary words alone are print:
no line, tick box or dot is among them, so the outlines of their letters are not followed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.geometry import Box
from domain.page import Image, Word

SIDE = 4
"""Pixels of a block's side."""
ACROSS = np.array([[0.75, 0, 0], [0.25, 0.5, 0], [0, 0.5, 0.25], [0, 0, 0.75]], np.float32) / 4
"""What each of four pixels in a row gives to the three that they become, over the four that the rows were weighed with."""
THREE = np.dtype("V3")
FEW = 0.3
"""Share of inked blocks up to which it is faster to reduce each by itself."""
ALL_WHITE = np.uint32(0xFFFFFFFF)
POINT = set(".,:;'’/()%€&+°ªº")
"""What may stand in an ordinary word beside letters and digits."""
LOWEST_WORD = 16
"""Pixels; lower print may be as small as the dots of a line."""
THIN, GAP = 8, 12
"""Pixels: thin letters, one above the other with a gap of at most so much, may chain into an upright line."""
REACH = 9
"""Blocks around anything else in which print is searched with it: what is further away cannot be joined to it."""
ROUND = set("OoDQ0bdpqg")
LARGEST_ROUND, LARGEST_LETTER = 16, 28
"""Pixels of the shorter side from which a letter may enclose an area as large as a tick box; letters that are not round, half of it."""


@dataclass(frozen=True)
class InkedBlocks:
    """The blocks of a page that are not all white."""

    whole: NDArray[np.uint8]
    """The page with white added to its right and below, so that it is made of whole blocks."""
    size: tuple[int, int]
    """Height and width of the page, pixels."""
    inked: NDArray[np.bool_]
    """One for each block."""
    at: NDArray[np.int64]
    """The inked ones by their number, row by row."""

    @classmethod
    def of(cls, image: Image) -> InkedBlocks:
        """The blocks of a grey page."""
        height, width = image.shape
        whole = np.full((-(-height // SIDE) * SIDE, -(-width // SIDE) * SIDE), 255, np.uint8)
        whole[:height, :width] = image
        inked = (whole.view(np.uint32) != ALL_WHITE).reshape(whole.shape[0] // SIDE, SIDE, -1).any(axis=1)
        return cls(whole, (height, width), inked, np.flatnonzero(inked))

    def three_quarters(self) -> Image | None:
        """The page at 0.75 of its size, by cv2.resize with INTER_AREA; None where that is faster, or the size does not come out.

        Each inked block of 4 x 4 pixels becomes 3 x 3; the weights and sums are exact in 32 bits.
        """
        height, width = (round(side * 0.75) for side in self.size)
        is_cut = any(round(side * 0.75) > side * 0.75 for side in self.size)  # the last row or column comes from less than it covers
        if len(self.at) > FEW * self.inked.size or min(height, width) < 1 or is_cut:
            return None
        rows, columns = self.inked.shape
        pixels = self._lines(self.whole).view(np.uint8).reshape(SIDE, -1, SIDE).astype(np.float32)
        upright = np.stack([3 * pixels[0] + pixels[1], 2 * (pixels[1] + pixels[2]), pixels[2] + 3 * pixels[3]])
        values = np.rint(upright @ ACROSS).astype(np.uint8)
        small = np.full((rows * 3, columns * 3), 255, np.uint8)
        threes = small.view(THREE).ravel()
        first = self.at // columns * 3 * columns + self.at % columns
        for n in range(3):
            threes[first + n * columns] = values[n].view(THREE).ravel()
        return np.ascontiguousarray(small[:height, :width])

    def _lines(self, whole: NDArray[np.uint8]) -> NDArray[np.uint32]:
        """The inked blocks, 4 lines x blocks, the four pixels of a line in one number."""
        columns = self.inked.shape[1]
        lines = whole.view(np.uint32).ravel()
        first = self.at // columns * SIDE * columns + self.at % columns
        return np.stack([lines[first + n * columns] for n in range(SIDE)])

    def print_among(self, words: Sequence[Word]) -> Print:
        """Which blocks are print. `words`: of a text layer, the boxes of their letters as tight as their ink."""
        height, _ = self.size
        chars = [char for word in words if _is_ordinary(word, LOWEST_WORD / height) for char in word.chars]
        if not chars:
            nothing = np.zeros_like(self.inked)
            return Print(self.size, nothing, nothing)
        boxes = self._in_pixels([c.box for c in chars])
        low, high = np.maximum(np.floor(boxes[:, :2]).astype(int) - 1, 0), np.ceil(boxes[:, 2:]).astype(int) + 1
        bare = self.whole.copy()
        for (x0, y0), (x1, y1) in zip(low.tolist(), high.tolist(), strict=True):
            bare[y0:y1, x0:x1] = 255
        foreign = self._among((self._lines(bare) != ALL_WHITE).any(axis=0))
        dotted = foreign | self._around(boxes[_stacked(boxes)])
        large = foreign | self._around(boxes[_may_enclose([c.char for c in chars], boxes)])
        _, labels = cv2.connectedComponents(self.inked.view(np.uint8), connectivity=8)
        own = labels.ravel()[self.at]
        return Print(self.size, self._apart(own, _near(dotted)), self._apart(own, large))

    def _apart(self, pieces: NDArray[np.int32], mixed: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """The inked blocks that do not hang together with any of `mixed`. `pieces`: which piece each inked block belongs to."""
        told = np.zeros(int(pieces.max(initial=0)) + 1, np.bool_)
        told[pieces[mixed.ravel()[self.at]]] = True
        return self._among(~told[pieces])

    def _in_pixels(self, boxes: Sequence[Box]) -> NDArray[np.float64]:
        height, width = self.size
        return np.array([(b.x0, b.y0, b.x1, b.y1) for b in boxes]).reshape(-1, 4) * (width, height, width, height)

    def _around(self, boxes: NDArray[np.float64]) -> NDArray[np.bool_]:
        """The blocks that some boxes, in pixels, touch."""
        touched = np.zeros_like(self.inked)
        for x0, y0, x1, y1 in (boxes // SIDE).astype(int).tolist():
            touched[y0 : y1 + 1, x0 : x1 + 1] = True
        return touched & self.inked

    def _among(self, wanted: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """All blocks, of which some of the inked ones are wanted."""
        grid = np.zeros(self.inked.size, np.bool_)
        grid[self.at] = wanted
        return grid.reshape(self.inked.shape)


@dataclass(frozen=True)
class Print:
    """Blocks of a page that bear nothing but letters of ordinary words, as do all blocks that hang together with them."""

    size: tuple[int, int]
    """Height and width of the page, pixels."""
    without_dots: NDArray[np.bool_]
    """No dot or dash of a line is among them or near them."""
    without_holes: NDArray[np.bool_]
    """Their letters are too small to enclose what could be a tick box."""

    def left_out(self, ink: Image, blocks: NDArray[np.bool_]) -> Image:
        """The ink outside of some blocks, on the page in its size or at 0.75 of it; with white to whole blocks at its right and below."""
        side = SIDE if ink.shape == self.size else SIDE - 1
        rows, columns = blocks.shape
        left = np.zeros((rows * side, columns * side), np.uint8)
        left[: ink.shape[0], : ink.shape[1]] = ink
        kept = np.repeat((~blocks).view(np.uint8), side, axis=1)
        left.reshape(rows, side, -1)[:] &= kept[:, None, :]
        return left


def _near(blocks: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.asarray(cv2.dilate(blocks.view(np.uint8), np.ones((2 * REACH + 1, 2 * REACH + 1), np.uint8)), np.bool_)


def _may_enclose(letters: Sequence[str], boxes: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which letters are large enough to enclose an area as large as a tick box; boxes in pixels."""
    sides = (boxes[:, 2:] - boxes[:, :2]).min(axis=1)
    is_round = np.array([letter in ROUND for letter in letters])
    return np.asarray(sides >= np.where(is_round, LARGEST_ROUND, LARGEST_LETTER))


def _stacked(boxes: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which letters are as thin as a stroke with another such close above or below: together they may look like an upright line."""
    thin = np.flatnonzero(boxes[:, 2] - boxes[:, 0] <= THIN)
    x0, y0, x1, y1 = boxes[thin].T
    meet = (x0[:, None] <= x1 + 1) & (x0 <= x1[:, None] + 1)
    below = y0[:, None] - y1
    pairs = meet & (below >= 0) & (below <= GAP)
    stacked = np.zeros(len(boxes), np.bool_)
    stacked[thin[pairs.any(axis=0) | pairs.any(axis=1)]] = True
    return stacked


def _is_ordinary(word: Word, least_height: float) -> bool:
    """Whether a word's letters cannot be taken for the dots or dashes of a line."""
    text = word.text
    return (
        word.box.height >= least_height
        and len(word.chars) == len(text)
        and any(c.isalnum() for c in text)
        and all(c.isalnum() or c in POINT for c in text)
    )
