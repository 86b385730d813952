"""Draws sheets of tick boxes, blank and filled, to train and to test the mark reader: `python -m ocr.mark_training`.

Every sheet has one printer (squares or circles, sizes, line widths, labels, table lines), one writer (a pen and a habit: cross,
tick, line, fill) and one scanner (blur, noise, grey or bilevel, shadows, ink showing through). What stands in each box is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.page import Image
from ocr.mark_features import PixelBox

HABITS = ("cross", "tick", "slash", "fill", "typed")
LABELS = ("Si", "No", "Altro", "Buono", "Ottimo", "Internet", "Mai", "Sempre", "consento", "nego", "M", "F", "Casa", "Auto", "Spesso")
FONTS = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_COMPLEX, cv2.FONT_HERSHEY_TRIPLEX)


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


@dataclass(frozen=True, slots=True)
class _Pen:
    darkness: float
    width: float
    shake: float


def draw_sheet(rng: np.random.Generator, size_px: int = 900) -> MarkSheet:
    """A sheet of 12 to 60 boxes."""
    side = int(rng.integers(17, 46))
    circle = bool(rng.random() < 0.4)
    blank, boxes = _print(rng, size_px, side, circle)
    filled = blank.copy()
    habit = str(rng.choice(HABITS, p=(0.36, 0.2, 0.18, 0.16, 0.1)))
    bilevel = bool(rng.random() < 0.22)
    darkness = rng.uniform(0.25, 0.55) if rng.random() < 0.45 and not bilevel else rng.uniform(0.6, 1.0)
    pen = _Pen(float(darkness), max(1.3, float(rng.uniform(0.045, 0.13)) * side), float(rng.uniform(0.01, 0.06)))
    rate = rng.uniform(0.12, 0.35)
    classes, own = [], []
    for box in boxes:
        before = filled.copy()
        classes.append(_write(rng, filled, box, habit, pen, rate))
        own.append(_added(before, filled, box))
    for i, box in enumerate(boxes):
        if _added(blank, filled, box) > own[i] + OVERRUN and classes[i] in ("empty", "doubtful"):
            classes[i] = "overrun"
    image, matrix = _scan(rng, filled, bilevel)
    placed = _misplace(rng, boxes, matrix)
    return MarkSheet(image, _soft(rng, blank), placed, tuple(boxes), (circle,) * len(boxes), tuple(classes))


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


def _write(rng: np.random.Generator, sheet: Image, box: PixelBox, habit: str, pen: _Pen, rate: float) -> str:
    chance = rng.random()
    if chance < rate:
        kind = habit if rng.random() < 0.93 else str(rng.choice(HABITS))
        _draw(rng, sheet, box, kind, pen)
        if rng.random() < 0.13:
            _blot(rng, sheet, box, pen)
            return "blackened"
        return "filled" if kind == "fill" else "stroke"
    if chance < rate + 0.03:
        _blot(rng, sheet, box, pen)
        return "blackened"
    if chance < rate + 0.06:
        _trifle(rng, sheet, box, pen)
        return "doubtful"
    if chance < rate + 0.14:
        _specks(rng, sheet, box)
    elif chance < rate + 0.22:
        _intrude(rng, sheet, box, pen)
    return "empty"


def _stroke(rng: np.random.Generator, sheet: Image, points: NDArray[np.float64], pen: _Pen, side: float) -> None:
    """A shaky line through `points`, its width and darkness varying along the way."""
    at = np.linspace(0, len(points) - 1, 6 * (len(points) - 1) + 1)
    path = np.stack([np.interp(at, range(len(points)), points[:, axis]) for axis in (0, 1)], axis=1)
    drift = cv2.GaussianBlur(rng.normal(0, pen.shake * side * 2.2, path.shape), (1, 5), 1.2)
    path = path + drift
    layer = np.zeros(sheet.shape, np.uint8)
    x0, y0 = (np.maximum(path.min(axis=0) - side, 0)).astype(int)
    x1, y1 = (path.max(axis=0) + side).astype(int)
    view = layer[y0:y1, x0:x1]
    for one, other in pairwise(path):
        width = max(1, round(pen.width * rng.uniform(0.75, 1.25)))
        strength = int(255 * pen.darkness * rng.uniform(0.75, 1.0))
        ends = [tuple(int(v * 8) for v in (p[0] - x0, p[1] - y0)) for p in (one, other)]
        cv2.line(view, ends[0], ends[1], strength, width, cv2.LINE_AA, 3)
    paper = sheet[y0:y1, x0:x1]
    if paper.size:
        paper[:] = np.minimum(paper, 255 - view)


def _draw(rng: np.random.Generator, sheet: Image, box: PixelBox, kind: str, pen: _Pen) -> None:
    x0, y0, x1, y1 = box
    side = x1 - x0
    reach = rng.uniform(0.72, 1.45)
    center = np.array([(x0 + x1) / 2, (y0 + y1) / 2]) + rng.normal(0, 0.07 * side, 2)
    half = side / 2 * reach

    def stroke(*shape: tuple[float, float]) -> None:
        points = center + np.array(shape) * half + rng.normal(0, 0.08 * side, (len(shape), 2))
        _stroke(rng, sheet, points, pen, side)

    if kind == "typed":
        scale = side / 30 * rng.uniform(0.7, 1.05)
        corner = (int(center[0] - 0.36 * side), int(center[1] + 0.34 * side))
        grey = int(255 * (1 - max(pen.darkness, 0.5)))
        cv2.putText(sheet, str(rng.choice(("X", "x"))), corner, int(rng.choice(FONTS)), scale, grey, 1, cv2.LINE_AA)
    elif kind == "cross":
        stroke((-1, -1), (1, 1))
        stroke((1, -1), (-1, 1))
    elif kind == "tick":
        drop = rng.uniform(-0.2, 0.45)
        start, tail = rng.uniform(0.45, 1.0), rng.uniform(0.7, 1.8)
        stroke((-start, -0.1 + drop), (rng.uniform(-0.5, 0.1), 0.75 + drop), (tail, drop - rng.uniform(0.8, 1.9)))
    elif kind == "slash":
        stroke((-0.85, 0.9), (0.9, -0.9))
        if rng.random() < 0.1:
            stroke((-0.85, 0.8), (0.9, -0.8))
    else:
        _zigzag(rng, sheet, center, side / 2 * rng.uniform(0.62, 1.0), rng.uniform(0.8, 1.35), pen, side)


def _zigzag(
    rng: np.random.Generator, sheet: Image, center: NDArray[np.float64], half: float, density: float, pen: _Pen, side: float
) -> None:
    turns = max(5, int(2 * half / max(pen.width, 1.0) * density))
    ys = np.linspace(-half, half, turns)
    xs = np.where(np.arange(turns) % 2, half, -half) * rng.uniform(0.8, 1.05, turns)
    angle = rng.uniform(-0.5, 0.5) + rng.choice((0.0, np.pi / 2, np.pi / 4))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    steady = _Pen(min(1.0, pen.darkness * 1.15), max(pen.width, side * 0.06), pen.shake * 0.6)
    _stroke(rng, sheet, center + np.stack([xs, ys], axis=1) @ turn.T, steady, side)


def _blot(rng: np.random.Generator, sheet: Image, box: PixelBox, pen: _Pen) -> None:
    x0, y0, x1, y1 = box
    side = x1 - x0
    center = np.array([(x0 + x1) / 2, (y0 + y1) / 2]) + rng.normal(0, 0.06 * side, 2)
    for _ in range(int(rng.integers(1, 3))):
        _zigzag(rng, sheet, center, side / 2 * rng.uniform(1.15, 1.75), rng.uniform(0.75, 1.3), pen, side)


def _trifle(rng: np.random.Generator, sheet: Image, box: PixelBox, pen: _Pen) -> None:
    """A rest of the pen: a dot or a bit of line of which nobody can say what it means."""
    x0, y0, x1, y1 = box
    side = x1 - x0
    start = np.array([rng.uniform(x0 + 0.25 * side, x1 - 0.25 * side), rng.uniform(y0 + 0.25 * side, y1 - 0.25 * side)])
    length = rng.uniform(0.12, 0.32) * side
    angle = rng.uniform(0, 2 * np.pi)
    _stroke(rng, sheet, np.array([start, start + length * np.array([np.cos(angle), np.sin(angle)])]), pen, side)


def _specks(rng: np.random.Generator, sheet: Image, box: PixelBox) -> None:
    x0, y0, x1, y1 = box
    for _ in range(int(rng.integers(1, 5))):
        x, y = rng.uniform(x0, x1), rng.uniform(y0, y1)
        radius = int(rng.uniform(0.3, 0.055 * (x1 - x0)) * 8)
        cv2.circle(sheet, (int(x * 8), int(y * 8)), radius, int(rng.integers(0, 160)), -1, cv2.LINE_AA, 3)


def _intrude(rng: np.random.Generator, sheet: Image, box: PixelBox, pen: _Pen) -> None:
    """The end of a neighbour's stroke, or writing, that reaches over the edge but not the middle."""
    x0, y0, x1, y1 = box
    side = x1 - x0
    center = np.array([(x0 + x1) / 2, (y0 + y1) / 2])
    angle = rng.uniform(0, 2 * np.pi)
    outward = np.array([np.cos(angle), np.sin(angle)])
    across = np.array([-outward[1], outward[0]])
    near = center + outward * side * rng.uniform(0.38, 0.75)
    if rng.random() < 0.6:
        points = np.array([near, near + outward * side * rng.uniform(1.2, 2.2) + across * side * rng.uniform(-0.6, 0.6)])
    else:
        points = np.array([near - across * side * rng.uniform(1, 2), near + across * side * rng.uniform(0.6, 2)]) + outward * 0.2 * side
    _stroke(rng, sheet, points, pen, side)


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
