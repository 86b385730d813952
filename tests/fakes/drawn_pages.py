"""Pages drawn for tests, and an engine that reads nothing or what it is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from domain.page import Image
from ocr.engine import EngineLine, LineChar, LineReading

LINES = (
    "Comune di Abbiategrasso",
    "Il sottoscritto Mario Rossi nato a Milano",
    "chiede il rilascio del certificato di residenza",
    "Importo richiesto 12.500,00 euro",
)


def drawn_page(lines: Sequence[str] = LINES, width: int = 1240, height: int = 1754, size: int = 34) -> Image:
    """A white A4 page at 150 dpi with text from the top."""
    page = Pillow.new("L", (width, height), 255)
    draw = ImageDraw.Draw(page)
    font = ImageFont.load_default(size)
    for n, line in enumerate(lines):
        draw.text((110, 120 + n * 2 * size), line, font=font, fill=0)
    return np.array(page)


def drawn_comb(cells: int = 8, text: str = "", pitch: int = 36, left: int = 200, top: int = 300) -> tuple[Image, list[int]]:
    """A page with a comb, one character of `text` a cell, and the x of its separators."""
    page = Pillow.fromarray(drawn_page(LINES[:2]))
    draw = ImageDraw.Draw(page)
    xs = [left + n * pitch for n in range(cells + 1)]
    for x in xs:
        draw.line([(x, top), (x, top + 44)], fill=0, width=2)
    for y in (top, top + 44):
        draw.line([(xs[0], y), (xs[-1], y)], fill=0, width=2)
    font = ImageFont.load_default(30)
    for n, char in enumerate(text):
        draw.text((xs[n] + pitch / 2, top + 22), char, font=font, fill=0, anchor="mm")
    return np.array(page), xs


def photographed(page: Image, table: int = 60) -> tuple[Image, NDArray[np.float32]]:
    """The page lying askew on a dark table with a shadow over it, and where its corners are."""
    height, width = page.shape
    corners = np.array([[120, 150], [width + 40, 90], [width + 90, height + 140], [70, height + 60]], np.float32)
    frame = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(frame, corners)
    size = (width + 200, height + 250)
    photo = cv2.warpPerspective(page, matrix, size, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_CONSTANT, borderValue=table)
    shade = np.linspace(1.0, 0.7, size[0], dtype=np.float32)[None, :]
    return (photo * shade).astype(np.uint8), corners


class ToldEngine:
    """Reads what `tell` says of each crop; keeps the crops and the alphabets it was asked with."""

    name = "told"

    def __init__(self, tell: Callable[[Image], str]) -> None:
        self.tell = tell
        self.asked: list[tuple[Image, str | None]] = []

    def read_page(self, image: Image) -> list[EngineLine]:
        return []

    def read_lines(self, crops: Sequence[Image], alphabet: str | None = None) -> list[LineReading]:
        self.asked += [(crop, alphabet) for crop in crops]
        return [reading_of(self.tell(crop)) for crop in crops]


def reading_of(text: str, score: float = 0.9) -> LineReading:
    """A line whose characters stand side by side."""
    step = 1 / max(1, len(text))
    return LineReading(tuple(LineChar(c, score, n * step, (n + 1) * step) for n, c in enumerate(text)))
