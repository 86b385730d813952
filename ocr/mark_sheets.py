"""Draws sheets of tick boxes, blank and filled, to train and to test the mark reader: `python -m ocr.mark_training`.

Every sheet has one printer (squares or circles, sizes, line widths, labels, table lines), one writer (a pen and a habit: cross,
tick, line, fill) and one scanner (blur, noise, grey or bilevel, shadows, ink showing through). What stands in each box is known.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.page import Image
from ocr.mark_features import PixelBox
from ocr.mark_strokes import FONTS, HABIT_SHARES, HABITS, Use, Writer, pick_hand, pick_pen

LABELS = ("Si", "No", "Altro", "Buono", "Ottimo", "Internet", "Mai", "Sempre", "consento", "nego", "M", "F", "Casa", "Auto", "Spesso")


DIRT = ("empty", "trifle", "ring", "specks", "intruded")
DIRT_SHARES = (0.76, 0.035, 0.005, 0.1, 0.1)
"""What is found in a box that nobody marked, and how often."""
OVERRUN = 0.02
"""Share of the inside of an empty box that its neighbours' marks may ink before nobody could call it empty."""


@dataclass(frozen=True, slots=True)
class MarkSheet:
    """A filled sheet, its blank, and what is in each box."""

    image: Image
    blank: Image
    boxes: tuple[PixelBox, ...]
    """Where a registration would put the boxes on `image`: a few pixels off."""
    blank_boxes: tuple[PixelBox, ...]
    circles: tuple[bool, ...]
    classes: tuple[str, ...]
    """For each box a key of `marks.CLASSES`, or `overrun` where a neighbour's mark runs through an empty box."""
    questions: tuple[int, ...]
    """For each box the number of its question, of which one answer was asked; empty where every box stood for itself."""


def draw_sheet(rng: np.random.Generator, size_px: int = 900, use: Use = "train") -> MarkSheet:
    """A sheet of 12 to 60 boxes, filled by somebody whose hand and pen are kept for that use."""
    side = int(rng.integers(17, 46))
    circle = bool(rng.random() < 0.4)
    blank, boxes = _print(rng, size_px, side, circle)
    filled = blank.copy()
    habit = str(rng.choice(HABITS, p=HABIT_SHARES))
    bilevel = bool(rng.random() < 0.22)
    writer = Writer(rng, filled, pick_hand(rng, use), pick_pen(rng, use, bilevel))
    questions = _questions(rng, len(boxes)) if rng.random() < 0.5 else ()
    kinds = _answers(rng, questions) if questions else _at_random(rng, len(boxes))
    classes, own = [], []
    for box, kind in zip(boxes, kinds, strict=True):
        before = filled.copy()
        classes.append(_write(writer, box, kind, habit))
        own.append(_added(before, filled, box))
    for i, box in enumerate(boxes):
        if _added(blank, filled, box) > own[i] + OVERRUN and classes[i] in ("empty", "doubtful"):
            classes[i] = "overrun"
    image, matrix = _scan(rng, filled, bilevel)
    placed = _misplace(rng, boxes, matrix)
    return MarkSheet(image, _soft(rng, blank), placed, tuple(boxes), (circle,) * len(boxes), tuple(classes), questions)


def _questions(rng: np.random.Generator, boxes: int) -> tuple[int, ...]:
    """The number of the question each box belongs to: two to six boxes a question."""
    numbers: list[int] = []
    while len(numbers) < boxes:
        numbers += [numbers[-1] + 1 if numbers else 0] * int(rng.integers(2, 7))
    return tuple(numbers[:boxes])


def _answers(rng: np.random.Generator, questions: tuple[int, ...]) -> list[str]:
    """What somebody does to each box who answers each question once, with the slips that people make."""
    kinds = ["empty"] * len(questions)
    for number in range(questions[-1] + 1):
        own = rng.permutation([i for i, q in enumerate(questions) if q == number])
        slip = rng.random()
        if slip > 0.04:
            kinds[own[0]] = "marked"
        if slip > 0.92 and len(own) > 1:
            kinds[own[1]] = "marked" if slip < 0.94 else "taken_back"
    return [str(rng.choice(DIRT, p=DIRT_SHARES)) if kind == "empty" else kind for kind in kinds]


def _at_random(rng: np.random.Generator, boxes: int) -> list[str]:
    rate = rng.uniform(0.12, 0.35)
    shares = (rate * 0.87, rate * 0.13, 0.03, *(s * (0.97 - rate) for s in DIRT_SHARES))
    return [str(kind) for kind in rng.choice(("marked", "taken_back", "blot", *DIRT), boxes, p=shares)]


def _print(rng: np.random.Generator, size: int, side: int, circle: bool) -> tuple[Image, list[PixelBox]]:
    sheet = np.full((size, size), 255, np.uint8)
    ink = int(rng.integers(0, 110))
    line = int(np.clip(round(side * rng.uniform(0.03, 0.09)), 1, 4))
    table = rng.random() < 0.35
    across = int(side * rng.uniform(2.6, 6.5))
    down = int(side * rng.uniform(1.35, 3.2))
    font, scale = int(rng.choice(FONTS)), side / 34 * rng.uniform(0.8, 1.15)
    gap = int(side * rng.uniform(0.05, 0.45))
    boxes: list[PixelBox] = []
    for y in range(down, size - down - side, down):
        for x in range(side * 2, size - across, across):
            if len(boxes) >= 60:
                break
            if circle:
                cv2.circle(sheet, (x + side // 2, y + side // 2), side // 2, ink, line, cv2.LINE_AA)
            else:
                cv2.rectangle(sheet, (x, y), (x + side, y + side), ink, line)
            boxes.append((float(x), float(y), float(x + side), float(y + side)))
            label = str(rng.choice(LABELS))
            if not table and cv2.getTextSize(label, font, scale, 1)[0][0] < across - side - gap:
                cv2.putText(sheet, label, (x + side + gap, y + int(side * 0.85)), font, scale, ink, 1, cv2.LINE_AA)
        if table or rng.random() < 0.15:
            cv2.line(sheet, (0, y + side + (down - side) // 2), (size, y + side + (down - side) // 2), ink, 1)
    if table:
        for x in range(side * 2 - (across - side) // 2, size, across):
            cv2.line(sheet, (x, 0), (x, size), ink, 1)
    return sheet, boxes


def _added(before: Image, after: Image, box: PixelBox) -> float:
    """Share of the inside of the box that is darker after than before."""
    inset = 0.14 * (box[2] - box[0])
    x0, y0, x1, y1 = (round(v) for v in (box[0] + inset, box[1] + inset, box[2] - inset, box[3] - inset))
    return float((before[y0:y1, x0:x1].astype(np.int16) - after[y0:y1, x0:x1] > 25).mean())


def _soft(rng: np.random.Generator, blank: Image) -> Image:
    return np.asarray(cv2.GaussianBlur(blank, (0, 0), float(rng.uniform(0.3, 0.8))))


def _write(writer: Writer, box: PixelBox, kind: str, habit: str) -> str:
    """Does to a box what `kind` says; the class of what then stands in it."""
    rng = writer.rng
    if kind in ("marked", "taken_back"):
        shape = habit if rng.random() < 0.93 else str(rng.choice(HABITS))
        writer.mark(box, shape)
        if kind == "marked":
            return "filled" if shape == "fill" else "stroke"
    if kind in ("blot", "taken_back"):
        writer.blot(box)
        return "blackened"
    if kind in ("trifle", "ring"):
        (writer.trifle if kind == "trifle" else writer.ring)(box)
        return "doubtful"
    if kind == "specks":
        _specks(rng, writer.sheet, box)
    elif kind == "intruded":
        writer.intrude(box)
    return "empty"


def _specks(rng: np.random.Generator, sheet: Image, box: PixelBox) -> None:
    x0, y0, x1, y1 = box
    for _ in range(int(rng.integers(1, 5))):
        x, y = rng.uniform(x0, x1), rng.uniform(y0, y1)
        radius = int(rng.uniform(0.3, 0.055 * (x1 - x0)) * 8)
        cv2.circle(sheet, (int(x * 8), int(y * 8)), radius, int(rng.integers(0, 160)), -1, cv2.LINE_AA, 3)


def _scan(rng: np.random.Generator, sheet: Image, bilevel: bool) -> tuple[Image, NDArray[np.float64]]:
    height, width = sheet.shape
    if rng.random() < 0.25:
        through = cv2.GaussianBlur(sheet[:, ::-1], (0, 0), 2.0).astype(np.float32)
        sheet = np.clip(sheet - (255 - through) * rng.uniform(0.03, 0.14), 0, 255).astype(np.uint8)
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), float(rng.normal(0, 0.25)), float(rng.uniform(0.985, 1.015)))
    matrix[:, 2] += rng.normal(0, 1.5, 2)
    image = cv2.warpAffine(sheet, matrix, (width, height), borderValue=255).astype(np.float32)
    image = cv2.GaussianBlur(image, (0, 0), float(rng.uniform(0.3, 1.5)))
    paper = rng.uniform(185, 255)
    slope = np.linspace(0, rng.uniform(0, 0.3), width)[None, :] if rng.random() < 0.3 else 0.0
    image = image / 255 * paper * (1 - slope) + rng.normal(0, rng.uniform(0.5, 9), image.shape)
    image = np.clip(image, 0, 255).astype(np.uint8)
    if bilevel:
        small = cv2.resize(image, None, fx=0.75, fy=0.75, interpolation=cv2.INTER_AREA) if rng.random() < 0.5 else image
        cut = float(rng.uniform(0.7, 0.86)) * float(np.percentile(small, 80))
        small = np.where(small < cut, 0, 255).astype(np.uint8)
        salt = rng.random(small.shape)
        small[salt < rng.uniform(0, 0.002)] = 0
        image = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
    elif rng.random() < 0.7:
        _, coded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 92))])
        image = cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE)
    return np.asarray(image, np.uint8), matrix


def _misplace(rng: np.random.Generator, boxes: list[PixelBox], matrix: NDArray[np.float64]) -> tuple[PixelBox, ...]:
    """Where a registration that is a little off would put the boxes."""
    bias = rng.normal(0, 1.2, 2)
    placed = []
    for x0, y0, x1, y1 in boxes:
        (ax, ay), (bx, by) = (matrix @ np.array([x, y, 1]) for x, y in ((x0, y0), (x1, y1)))
        dx, dy = bias + rng.normal(0, 0.7, 2)
        placed.append((float(ax + dx), float(ay + dy), float(bx + dx), float(by + dy)))
    return tuple(placed)
