"""The clean-up of a page in its parts, each of which can be left out, and steps that were tried and refused: for measuring them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import cv2
import numpy as np

from domain.page import Image, Word
from ocr.cleanup import even_light, find_sheet, find_skew, flatten_sheet, to_grey, whiten_borders
from ocr.engine import Engine, load_engine
from ocr.geometry import rotate, turn
from ocr.orientation import rotation_of_lines
from ocr.page_reader import LEVEL
from ocr.words import number_lines, words_of

Step = Callable[[Image], Image]


def _flat(image: Image) -> Image:
    sheet = find_sheet(image)
    return image if sheet is None else flatten_sheet(image, sheet)


def _level(image: Image) -> Image:
    skew = find_skew(image)
    return rotate(image, skew) if abs(skew) > LEVEL else image


KEPT: Mapping[str, Step] = {"perspective": _flat, "borders": whiten_borders, "shadows": even_light, "deskew": _level}
"""In the order of the page reader."""
UPRIGHT = "orientation"
"""The last step; it asks the engine."""


def _otsu(image: Image) -> Image:
    return np.asarray(cv2.threshold(image, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)[1], np.uint8)


def _local(image: Image) -> Image:
    block = max(15, (min(image.shape) // 40) | 1)
    return np.asarray(cv2.adaptiveThreshold(image, 255, cv2.ADAPTIVE_THRESH_GAUSSIAN_C, cv2.THRESH_BINARY, block, 15), np.uint8)


def _without_lines(image: Image) -> Image:
    """Long level and upright strokes painted as paper."""
    ink = (image < np.percentile(image, 80) - 50).astype(np.uint8)
    length = max(40, image.shape[1] // 25)
    lines = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    lines |= cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((length, 1), np.uint8))
    return np.where(cv2.dilate(lines, np.ones((3, 3), np.uint8)) > 0, np.uint8(np.percentile(image, 80)), image)


REFUSED: Mapping[str, Step] = {
    "binarise (Otsu)": _otsu,
    "binarise (local)": _local,
    "despeckle (median 3x3)": lambda image: np.asarray(cv2.medianBlur(image, 3), np.uint8),
    "sharpen": lambda image: np.asarray(cv2.addWeighted(image, 1.6, cv2.GaussianBlur(image, (0, 0), 2), -0.6, 0), np.uint8),
    "lines out": _without_lines,
}
"""Steps put behind the kept ones to see what they would bring."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What was read, and what the steps took."""

    words: tuple[Word, ...]
    seconds: Mapping[str, float]
    """Processor seconds of each step that was done."""


def read_cleaned(picture: Image, left_out: str | None = None, added: str | None = None, engine: str = "ppocr") -> Cleaned:
    """The words of a picture with one step left out, or one of the refused ones added. Raises KeyError for a step that there is not."""
    image, seconds = to_grey(picture), {}
    for name, step in {**KEPT, **({added: REFUSED[added]} if added else {})}.items():
        if name != left_out:
            started = time.process_time()
            image = step(image)
            seconds[name] = time.process_time() - started
    reader: Engine = load_engine(engine)
    lines = reader.read_page(image)
    if left_out != UPRIGHT:
        started = time.process_time()
        rotation = rotation_of_lines(image, lines, reader)
        if rotation:
            image = turn(image, rotation)
            lines = reader.read_page(image)
        seconds[UPRIGHT] = time.process_time() - started
    words = words_of(lines, image.shape[1], image.shape[0])
    return Cleaned(number_lines(words, image.shape[0] / image.shape[1]), seconds)
