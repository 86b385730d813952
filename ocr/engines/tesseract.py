"""Tesseract with the Italian data, through pytesseract: the second opinion.

Each call is a process of its own, so an image that kills Tesseract kills nothing else; it is tried once more, then given up.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from xml.etree import ElementTree

import cv2
import numpy as np
import pytesseract

from domain.errors import SetupError, TransientError
from domain.page import Image
from ocr.engine import EngineLine, LineChar, LineReading

TIMEOUT_SECONDS = 60
ATTEMPTS = 2
MARGIN = 16
"""White pixels around a line crop, without which Tesseract loses its first and last letter."""
LEAST_CONTRAST = 25.0
"""In bare paper Tesseract sees letters."""
PAGE_MODE, LINE_MODE = 3, 7


def create() -> Tesseract:
    """The engine. Raises SetupError when the program or its Italian data is missing."""
    try:
        languages = pytesseract.get_languages()
    except pytesseract.TesseractNotFoundError as error:
        raise SetupError("tesseract_missing", "Install tesseract-ocr and tesseract-ocr-ita.") from error
    if "ita" not in languages:
        raise SetupError("tesseract_missing", "Tesseract has no Italian data: install tesseract-ocr-ita.")
    return Tesseract()


class Tesseract:
    """Tesseract 5, `ita`, LSTM only, one thread."""

    name = "tesseract"

    def read_page(self, image: Image) -> list[EngineLine]:
        """The lines of an upright, level page."""
        return [line for line in _lines(_hocr(image, PAGE_MODE, None)) if line.reading.chars]

    def read_lines(self, crops: Sequence[Image], alphabet: str | None = None) -> list[LineReading]:
        """Each crop with a white margin around it, as a single text line."""
        return [self._read_line(crop, alphabet) for crop in crops]

    def _read_line(self, crop: Image, alphabet: str | None) -> LineReading:
        if min(crop.shape) < 3 or float(np.ptp(crop)) < LEAST_CONTRAST:
            return LineReading()
        framed = cv2.copyMakeBorder(crop, MARGIN, MARGIN, MARGIN, MARGIN, cv2.BORDER_CONSTANT, value=255)
        lines = list(_lines(_hocr(framed, LINE_MODE, alphabet)))
        if not lines:
            return LineReading()
        best = max(lines, key=lambda line: len(line.reading.chars))
        left, right = best.quad[0][0] - MARGIN, best.quad[1][0] - MARGIN
        return LineReading(tuple(_moved(c, left, right - left, crop.shape[1]) for c in best.reading.chars))


def _moved(char: LineChar, left: float, width: float, total: int) -> LineChar:
    """A character's edges as fractions of the whole crop instead of the found line."""
    x0, x1 = (float(np.clip((left + x * width) / total, 0, 1)) for x in (char.x0, char.x1))
    return LineChar(char.char, char.score, x0, x1, char.alternatives)


def _hocr(image: Image, mode: int, alphabet: str | None) -> bytes:
    config = f"--oem 1 --psm {mode} -c hocr_char_boxes=1"
    if alphabet is not None:
        plain = "".join(c for c in alphabet if c.isalnum() or c in ".,/-:@_+€")
        config += f" -c tessedit_char_whitelist={plain}"
    os.environ["OMP_THREAD_LIMIT"] = "1"
    for attempt in range(1, ATTEMPTS + 1):
        try:
            hocr: bytes = pytesseract.image_to_pdf_or_hocr(image, lang="ita", config=config, extension="hocr", timeout=TIMEOUT_SECONDS)
            return hocr
        except (RuntimeError, pytesseract.TesseractError) as error:  # RuntimeError: timed out
            if attempt == ATTEMPTS:
                raise TransientError("tesseract_died", f"Tesseract could not read this image in {ATTEMPTS} attempts.") from error
    raise AssertionError("unreachable")


def _lines(hocr: bytes) -> Iterator[EngineLine]:
    """Lines with characters; Tesseract's choices are not probabilities and are left out.

    Source: hOCR 1.2, with Tesseract's own `ocrx_cinfo`.
    """
    root = ElementTree.fromstring(hocr)
    for line in root.iter():
        if line.get("class") not in ("ocr_line", "ocr_textfloat", "ocr_header", "ocr_caption"):
            continue
        x0, y0, x1, y1 = _numbers(line, "bbox")
        quad = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32)
        yield EngineLine(quad, LineReading(tuple(_chars(line, x0, max(x1 - x0, 1.0)))))


def _chars(line: ElementTree.Element, left: float, width: float) -> Iterator[LineChar]:
    previous: float | None = None
    for word in line.iter():
        if word.get("class") != "ocrx_word":
            continue
        infos = [c for c in word.iter() if c.get("class") == "ocrx_cinfo"]
        for n, info in enumerate(infos):
            x0, _, x1, _ = _numbers(info, "x_bboxes")
            start, end = (x0 - left) / width, (x1 - left) / width
            if n == 0 and previous is not None:
                yield LineChar(" ", 1.0, previous, start)
            yield LineChar((info.text or "?")[:1], min(1.0, _numbers(info, "x_conf")[0] / 100), start, end)
            previous = end


def _numbers(element: ElementTree.Element, name: str) -> list[float]:
    found = re.search(rf"{name} ([-\d. ]+)", element.get("title") or "")
    return [float(n) for n in found.group(1).split()] if found else [0.0, 0.0, 0.0, 0.0]
