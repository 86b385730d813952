"""Boxes as fractions of a page, and the little arithmetic everybody needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """`x0 <= x1`, `y0 <= y1`, fractions of the page's width and height, origin at the top left."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def area(self) -> float:
        return max(0.0, self.width) * max(0.0, self.height)

    @property
    def center(self) -> tuple[float, float]:
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

    def contains(self, x: float, y: float) -> bool:
        return self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1

    def intersection(self, other: Box) -> float:
        """The common area, 0 when apart."""
        width = min(self.x1, other.x1) - max(self.x0, other.x0)
        height = min(self.y1, other.y1) - max(self.y0, other.y0)
        return width * height if width > 0 and height > 0 else 0.0

    def overlap(self, other: Box) -> float:
        """Intersection over union, 0 to 1."""
        common = self.intersection(other)
        return common / (self.area + other.area - common) if common else 0.0

    def grown(self, dx: float, dy: float) -> Box:
        """The box grown by `dx`, `dy` on each side, kept inside the page."""
        return Box(max(0.0, self.x0 - dx), max(0.0, self.y0 - dy), min(1.0, self.x1 + dx), min(1.0, self.y1 + dy))

    def pixels(self, width_px: int, height_px: int) -> tuple[int, int, int, int]:
        """`(x0, y0, x1, y1)` in whole pixels of an image of that size, clipped to it."""
        return (
            max(0, min(width_px, round(self.x0 * width_px))),
            max(0, min(height_px, round(self.y0 * height_px))),
            max(0, min(width_px, round(self.x1 * width_px))),
            max(0, min(height_px, round(self.y1 * height_px))),
        )

    def as_list(self) -> list[float]:
        """The box as results.md gives it, four decimals."""
        return [round(v, 4) for v in (self.x0, self.y0, self.x1, self.y1)]


def union(boxes: Iterable[Box]) -> Box:
    """The smallest box around all; raises ValueError for none."""
    every = list(boxes)
    return Box(min(b.x0 for b in every), min(b.y0 for b in every), max(b.x1 for b in every), max(b.y1 for b in every))
