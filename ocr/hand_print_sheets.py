"""Draws combs filled in capitals and digits by many hands, to teach and to measure the recognition of print by hand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from domain.page import Image
from ocr.combs import Comb
from ocr.hand_print import CHARACTERS

HELD_OUT_EVERY = 4
"""Of so many hands one never writes for training."""


@dataclass(frozen=True, slots=True)
class DrawnComb:
    """A filled comb as scanned."""

    image: Image
    comb: Comb
    """Its lines, as `combs.find_comb` would find them: a pixel off now and then."""
    dpi: float
    text: str


def hands(files: dict[str, Path], held_out: bool) -> list[Path]:
    """The fonts on this machine that write for training, or those kept for measuring."""
    return [path for n, (_, path) in enumerate(sorted(files.items())) if (n % HELD_OUT_EVERY == 0) is held_out and path.is_file()]


def draw_comb(rng: np.random.Generator, fonts: list[Path], text: str) -> DrawnComb:
    """`text` written one character a cell by one hand."""
    dpi = float(rng.choice((150, 200, 200, 300)))
    pitch = dpi * float(rng.uniform(0.15, 0.24))
    height = round(pitch * float(rng.uniform(1.1, 1.6)))
    margin = round(0.06 * dpi)
    canvas = np.full((height + 2 * margin, round(pitch * len(text)) + 2 * margin), 255, np.uint8)
    separators = [margin + pitch * n for n in range(len(text) + 1)]
    _rule(rng, canvas, separators, margin, height, dpi)
    font = _font(str(fonts[int(rng.integers(len(fonts)))]), round(pitch * float(rng.uniform(0.95, 1.35))))
    bold, ink = int(rng.choice((0, 0, 1)) if dpi < 300 else rng.integers(0, 3)), int(rng.integers(0, 120))
    slant, jitter = float(rng.normal(0, 0.12)), float(rng.uniform(0.02, 0.07))
    for n, char in enumerate(text):
        glyph = _elastic(rng, _glyph(font, char, bold), slant + float(rng.normal(0, 0.05)))
        limit = min(1.0, 1.0 * height / max(glyph.shape[0], 1), 1.05 * pitch / max(glyph.shape[1], 1)) * float(rng.uniform(0.88, 1.0))
        glyph = cv2.resize(glyph, None, fx=limit, fy=limit, interpolation=cv2.INTER_AREA)
        x = separators[n] + pitch / 2 - glyph.shape[1] / 2 + float(rng.normal(0, jitter)) * pitch
        y = margin + height / 2 - glyph.shape[0] / 2 + float(rng.normal(0, jitter)) * height
        _stamp(canvas, glyph, round(x), round(y), ink)
    off = rng.normal(0, 0.5, 2)
    comb = Comb(tuple(s + float(off[0]) for s in separators), round(margin + off[1]), round(margin + height + off[1]))
    return DrawnComb(_scan(rng, canvas), comb, dpi, text)


def random_text(rng: np.random.Generator) -> str:
    """Eight to sixteen characters, digits as often as letters."""
    digits = rng.random(int(rng.integers(8, 17))) < 0.45
    return "".join(CHARACTERS[int(rng.integers(0, 10) if d else rng.integers(10, 36))] for d in digits)


@cache
def _font(path: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)


def _glyph(font: ImageFont.FreeTypeFont, char: str, bold: int) -> NDArray[np.float32]:
    left, top, right, bottom = font.getbbox(char, stroke_width=bold)
    sheet = Pillow.new("L", (max(2, round(right - left) + 8), max(2, round(bottom - top) + 8)), 0)
    ImageDraw.Draw(sheet).text((4 - left, 4 - top), char, fill=255, font=font, stroke_width=bold)
    return np.asarray(np.asarray(sheet, np.float32) / 255, np.float32)


def _elastic(rng: np.random.Generator, glyph: NDArray[np.float32], slant: float) -> NDArray[np.float32]:
    """Leaned, turned, stretched, and bent as no two letters of a hand are alike."""
    height = glyph.shape[0]
    room = round(0.35 * height)
    glyph = np.pad(glyph, ((4, 4), (room, room)))
    rows, columns = glyph.shape
    turn = float(rng.normal(0, 0.06))
    stretch = np.exp(rng.normal(0, 0.09, 2))
    matrix = np.array([[stretch[0], -slant + turn], [-turn, stretch[1]]])
    middle = np.array([columns, rows]) / 2
    ys, xs = np.mgrid[0:rows, 0:columns].astype(np.float32)
    points = np.stack([xs - middle[0], ys - middle[1]], axis=-1) @ matrix.T.astype(np.float32)
    bend = rng.normal(0, 1, (2, 4, 4)).astype(np.float32)
    waves = [cv2.resize(b, (columns, rows), interpolation=cv2.INTER_CUBIC) * 0.035 * height for b in bend]
    places = [(points[..., axis] + middle[axis] + waves[axis]).astype(np.float32) for axis in (0, 1)]
    bent = cv2.remap(glyph, places[0], places[1], cv2.INTER_LINEAR)
    inked_rows, inked_columns = np.flatnonzero(bent.max(axis=1) > 0.1), np.flatnonzero(bent.max(axis=0) > 0.1)
    if not len(inked_rows):
        return glyph
    return np.asarray(bent[inked_rows[0] : inked_rows[-1] + 1, inked_columns[0] : inked_columns[-1] + 1], np.float32)


def _rule(rng: np.random.Generator, canvas: Image, separators: list[float], margin: int, height: int, dpi: float) -> None:
    """The printed lines: full cells or short teeth, black or grey."""
    grey, thick = int(rng.integers(0, 170)), max(1, round(dpi * float(rng.uniform(0.004, 0.012))))
    top = margin if rng.random() < 0.65 else margin + round(height * float(rng.uniform(0.4, 0.75)))
    for x in separators:
        cv2.line(canvas, (round(x), top), (round(x), margin + height), grey, thick)
    for y in (margin, margin + height) if top == margin else (margin + height,):
        cv2.line(canvas, (round(separators[0]), y), (round(separators[-1]), y), grey, thick)


def _stamp(canvas: Image, glyph: NDArray[np.float32], x: int, y: int, ink: int) -> None:
    x0, y0, x1, y1 = max(0, x), max(0, y), min(canvas.shape[1], x + glyph.shape[1]), min(canvas.shape[0], y + glyph.shape[0])
    if x1 <= x0 or y1 <= y0:
        return
    part = glyph[y0 - y : y1 - y, x0 - x : x1 - x]
    canvas[y0:y1, x0:x1] = np.minimum(canvas[y0:y1, x0:x1], 255 - part * (255 - ink)).astype(np.uint8)


def _scan(rng: np.random.Generator, canvas: Image) -> Image:
    image = cv2.GaussianBlur(canvas, (0, 0), float(rng.uniform(0.4, 1.2))).astype(np.float32) / 255 * float(rng.uniform(200, 255))
    image = np.clip(image + rng.normal(0, float(rng.uniform(0.5, 9)), image.shape), 0, 255).astype(np.uint8)
    if rng.random() < 0.15:
        return np.where(image < 0.75 * float(np.percentile(image, 80)), 0, 255).astype(np.uint8)
    _, coded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(30, 92))])
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE), np.uint8)
