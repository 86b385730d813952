"""Hands and pens that mark drawn tick boxes: every hand has its own way of crossing, ticking, filling and taking back.

A quarter of the hands and of the pens is kept for proving thresholds and another quarter for measuring: strangers to the model.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.page import Image
from ocr.mark_features import PixelBox

HABITS = ("cross", "tick", "slash", "fill", "typed", "dot")
HABIT_SHARES = (0.34, 0.2, 0.16, 0.16, 0.09, 0.05)
FONTS = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_COMPLEX, cv2.FONT_HERSHEY_TRIPLEX)
HANDS = PENS = 80
Use = Literal["train", "prove", "measure"]

Path = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pen:
    """What somebody writes with."""

    darkness: float
    """0 to 1 of black."""
    width: float
    """In sides of the box."""
    grain: float
    """How much the paper's grain shows in a stroke: pencils."""


@dataclass(frozen=True, slots=True)
class Hand:
    """How somebody marks boxes."""

    bend: float
    """How far the middle of a stroke lies off its chord, in sides of the box."""
    lean: float
    """Radians by which marks are turned."""
    reach: float
    """Size of a mark, 1 for that of the box."""
    spread: float
    """How much the size differs from mark to mark."""
    shake: float
    aside: float
    """How far marks lie off the middle of their box, in sides."""
    spiral: bool
    """Whether boxes are filled in circles rather than to and fro."""


def pick_hand(rng: np.random.Generator, use: Use) -> Hand:
    """One of the hands kept for that use."""
    own = np.random.default_rng(7000 + _pick(rng, HANDS, use))
    return Hand(
        float(own.normal(0, 0.09)), float(own.normal(0, 0.16)), float(own.uniform(0.75, 1.35)), float(own.uniform(0.05, 0.2)),
        float(own.uniform(0.01, 0.06)), float(own.uniform(0.03, 0.09)), bool(own.random() < 0.3),
    )  # fmt: skip


def pick_pen(rng: np.random.Generator, use: Use, bilevel: bool) -> Pen:
    """One of the pens kept for that use; a scan in black and white keeps no faint pencil."""
    while True:
        own = np.random.default_rng(8000 + _pick(rng, PENS, use))
        pencil = own.random() < 0.4
        darkness = own.uniform(0.25, 0.55) if pencil else own.uniform(0.6, 1.0)
        pen = Pen(float(darkness), float(own.uniform(0.045, 0.13)), float(own.uniform(0.1, 0.5)) if pencil else 0.0)
        if not (bilevel and pencil):
            return pen


def _pick(rng: np.random.Generator, count: int, use: Use) -> int:
    kept = {"measure": (0,), "prove": (1,), "train": (2, 3)}[use]
    return int(rng.choice([n for n in range(count) if n % 4 in kept]))


@dataclass(frozen=True, slots=True)
class Writer:
    """One hand with one pen on one sheet, whose pixels it darkens."""

    rng: np.random.Generator
    sheet: Image
    hand: Hand
    pen: Pen

    def mark(self, box: PixelBox, kind: str) -> None:
        """A mark of one of the `HABITS`."""
        rng, hand = self.rng, self.hand
        x0, _, x1, _ = box
        side = x1 - x0
        center = _middle(box) + rng.normal(0, hand.aside * side, 2)
        half = side / 2 * float(np.clip(rng.normal(hand.reach, hand.spread), 0.66, 1.6))

        def stroke(*shape: tuple[float, float]) -> None:
            points = np.array(shape) @ _turn(hand.lean + float(rng.normal(0, 0.06))).T * half
            points = points + rng.normal(0, 0.08 * side, (len(shape), 2))
            self._stroke(center + self._bent(points, side), side)

        if kind == "typed":
            scale = side / 30 * rng.uniform(0.7, 1.05)
            corner = (int(center[0] - 0.36 * side), int(center[1] + 0.34 * side))
            grey = int(255 * (1 - max(self.pen.darkness, 0.5)))
            cv2.putText(self.sheet, str(rng.choice(("X", "x"))), corner, int(rng.choice(FONTS)), scale, grey, 1, cv2.LINE_AA)
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
        elif kind == "dot":
            self._scribble(center, side * rng.uniform(0.2, 0.34), 1.2, side)
        else:
            self._scribble(center, side / 2 * rng.uniform(0.62, 1.0), rng.uniform(0.8, 1.35), side)

    def blot(self, box: PixelBox) -> None:
        """A box blacked over, beyond its outline."""
        side = box[2] - box[0]
        center = _middle(box) + self.rng.normal(0, 0.06 * side, 2)
        for _ in range(int(self.rng.integers(1, 3))):
            self._scribble(center, side / 2 * self.rng.uniform(1.15, 1.75), self.rng.uniform(0.75, 1.3), side)

    def trifle(self, box: PixelBox) -> None:
        """A rest of the pen: a dot or a bit of line of which nobody can say what it means."""
        x0, y0, x1, y1 = box
        side = x1 - x0
        start = self.rng.uniform((x0 + 0.25 * side, y0 + 0.25 * side), (x1 - 0.25 * side, y1 - 0.25 * side))
        length = self.rng.uniform(0.12, 0.32) * side
        angle = self.rng.uniform(0, 2 * np.pi)
        self._stroke(np.array([start, start + length * np.array([np.cos(angle), np.sin(angle)])]), side)

    def ring(self, box: PixelBox) -> None:
        """A ring drawn around a box: chosen or wrong, nobody can say."""
        side = box[2] - box[0]
        angles = np.linspace(0, 2.1 * np.pi, 14) + self.rng.uniform(0, 6)
        radius = side * self.rng.uniform(0.75, 1.1)
        shape = np.stack([np.cos(angles) * radius * self.rng.uniform(0.95, 1.4), np.sin(angles) * radius], axis=1)
        self._stroke(_middle(box) + shape, side)

    def intrude(self, box: PixelBox) -> None:
        """The end of a neighbour's stroke, or writing, that reaches over the edge but not the middle."""
        rng, side = self.rng, box[2] - box[0]
        angle = rng.uniform(0, 2 * np.pi)
        outward = np.array([np.cos(angle), np.sin(angle)])
        across = np.array([-outward[1], outward[0]])
        center = _middle(box)
        near = center + outward * side * rng.uniform(0.38, 0.75)
        if rng.random() < 0.6:
            points = np.array([near, near + outward * side * rng.uniform(1.2, 2.2) + across * side * rng.uniform(-0.6, 0.6)])
        else:
            points = np.array([near - across * side * rng.uniform(1, 2), near + across * side * rng.uniform(0.6, 2)]) + outward * 0.2 * side
        self._stroke(points, side)

    def _bent(self, points: Path, side: float) -> Path:
        """A point more in the middle of a two-point stroke, off its chord as this hand bends."""
        if len(points) != 2:
            return points
        chord = points[1] - points[0]
        normal = np.array([-chord[1], chord[0]]) / max(float(np.hypot(*chord)), 1e-6)
        middle = points.mean(axis=0) + normal * side * self.hand.bend
        return np.array([points[0], middle, points[1]])

    def _scribble(self, center: Path, half: float, density: float, side: float) -> None:
        """An area filled to and fro, or round and round."""
        rng = self.rng
        width = max(self.pen.width, 0.06) * side
        turns = max(5, int(2 * half / max(width, 1.0) * density))
        if self.hand.spiral:
            at = np.linspace(0, 1, 5 * turns)
            angles = at * turns * np.pi + rng.uniform(0, 6)
            radius = half * (0.25 + 0.75 * at) * rng.uniform(0.9, 1.1, len(at))
            path = np.stack([np.cos(angles) * radius, np.sin(angles) * radius], axis=1)
        else:
            ys = np.linspace(-half, half, turns)
            xs = np.where(np.arange(turns) % 2, half, -half) * rng.uniform(0.8, 1.05, turns)
            path = np.stack([xs, ys], axis=1) @ _turn(rng.uniform(-0.5, 0.5) + rng.choice((0.0, np.pi / 2, np.pi / 4))).T
        self._stroke(center + path, side, width, min(1.0, self.pen.darkness * 1.15), 0.6)

    def _stroke(self, points: Path, side: float, width: float | None = None, darkness: float | None = None, steady: float = 1.0) -> None:
        """A shaky line through `points`, its width and darkness varying along the way."""
        rng = self.rng
        width = max(1.3, self.pen.width * side if width is None else width)
        darkness = self.pen.darkness if darkness is None else darkness
        at = np.linspace(0, len(points) - 1, 6 * (len(points) - 1) + 1)
        path = np.stack([np.interp(at, range(len(points)), points[:, axis]) for axis in (0, 1)], axis=1)
        path = path + cv2.GaussianBlur(rng.normal(0, self.hand.shake * steady * side * 2.2, path.shape), (1, 5), 1.2)
        x0, y0 = (np.maximum(path.min(axis=0) - side, 0)).astype(int)
        x1, y1 = (path.max(axis=0) + side).astype(int)
        paper = self.sheet[y0:y1, x0:x1]
        if not paper.size:
            return
        layer = np.zeros(paper.shape, np.uint8)
        for one, other in pairwise(path):
            thick = max(1, round(width * rng.uniform(0.75, 1.25)))
            ends = [tuple(int(v * 8) for v in (p[0] - x0, p[1] - y0)) for p in (one, other)]
            cv2.line(layer, ends[0], ends[1], int(255 * darkness * rng.uniform(0.75, 1.0)), thick, cv2.LINE_AA, 3)
        if self.pen.grain:
            layer = (layer * np.clip(1 - rng.normal(self.pen.grain / 2, self.pen.grain, layer.shape), 0, 1)).astype(np.uint8)
        paper[:] = np.minimum(paper, 255 - layer)


def _middle(box: PixelBox) -> Path:
    return np.array([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2])


def _turn(angle: float) -> Path:
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
