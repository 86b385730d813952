"""Where the columns of a run of rows stand: between upright rules, or between gaps that every row leaves free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from domain.geometry import Box
from domain.page import Word
from extraction.tables.lines import Line, is_upright

STEPS = 2000
"""Columns are looked for in so many places across the page."""
NARROWEST = 0.3
"""A gap between columns is at least so many line heights wide."""
RULED_SHARE = 0.6
"""An upright rule parts columns when it stands beside so much of the rows' height."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns as spans: where their writing stands, left to right, and whether rules part them."""

    spans: tuple[tuple[float, float], ...]
    ruled: bool

    def of(self, word: Word) -> int:
        """The column a word belongs to: the one it shares most width with, else the nearest."""

        def distance(span: tuple[float, float]) -> float:
            common = min(span[1], word.box.x1) - max(span[0], word.box.x0)
            return -common

        return min(range(len(self.spans)), key=lambda n: distance(self.spans[n]))

    def filled(self, line: Line) -> set[int]:
        """The columns in which the line has words."""
        return {self.of(word) for word in line.words}


def find_columns(rows: Sequence[Line], rules: Sequence[Box], aspect: float) -> Columns:
    """The columns of rows that follow each other."""
    edges = _ruled_edges(rows, rules, aspect)
    if len(edges) >= 2:
        return Columns(_between(rows, edges), True)
    return Columns(tuple(part for span in _between_gaps(rows, aspect) for part in _parted(span, rows)), False)


def _ruled_edges(rows: Sequence[Line], rules: Sequence[Box], aspect: float) -> list[float]:
    """The x of upright rules inside the rows."""
    top, bottom = rows[0].box.y0, rows[-1].box.y1
    left, right = min(r.box.x0 for r in rows), max(r.box.x1 for r in rows)
    tall: list[tuple[float, float]] = []
    for rule in sorted((r for r in rules if is_upright(r, aspect)), key=lambda r: r.center[0]):
        beside = max(0.0, min(rule.y1, bottom) - max(rule.y0, top))
        x = rule.center[0]
        if tall and x - tall[-1][0] < 0.006:
            tall[-1] = (tall[-1][0], tall[-1][1] + beside)
        else:
            tall.append((x, beside))
    return [x for x, beside in tall if beside >= RULED_SHARE * (bottom - top) and left < x < right]


def _between(rows: Sequence[Line], edges: Sequence[float]) -> tuple[tuple[float, float], ...]:
    left = min(min(r.box.x0 for r in rows), edges[0])
    right = max(max(r.box.x1 for r in rows), edges[-1])
    bounds = [left, *edges, right]
    spans = list(pairwise(bounds))
    middles = [w.box.center[0] for row in rows for w in row.words]
    return tuple(span for span in spans if any(span[0] <= x <= span[1] for x in middles))


def _between_gaps(rows: Sequence[Line], aspect: float) -> tuple[tuple[float, float], ...]:
    cover = np.zeros(STEPS + 1, int)
    for row in rows:
        taken = np.zeros(STEPS + 1, bool)
        for chunk in row.chunks:
            taken[int(chunk.box.x0 * STEPS) : int(chunk.box.x1 * STEPS) + 1] = True
        cover += taken
    free = cover <= int(0.04 * len(rows))
    narrowest = NARROWEST * float(np.median([row.height for row in rows])) * aspect * STEPS
    spans: list[tuple[float, float]] = []
    start: int | None = None
    for at in range(STEPS + 1):
        if not free[at] and start is None:
            start = at
        elif free[at] and start is not None:
            spans.append((start / STEPS, at / STEPS))
            start = None
    if start is not None:
        spans.append((start / STEPS, 1.0))
    joined: list[tuple[float, float]] = []
    for span in spans:
        if joined and (span[0] - joined[-1][1]) * STEPS < narrowest:
            joined[-1] = (joined[-1][0], span[1])
        else:
            joined.append(span)
    return tuple(joined)


def _parted(span: tuple[float, float], rows: Sequence[Line]) -> list[tuple[float, float]]:
    """The span, or two where most rows have two numbers in it that stand too close for a gap through all rows."""
    inside = [[c for c in row.chunks if span[0] <= c.box.center[0] <= span[1]] for row in rows]
    pairs = [chunks for chunks in inside if len(chunks) == 2 and all(c.is_figure for c in chunks)]
    if len(pairs) <= 0.5 * sum(bool(chunks) for chunks in inside):
        return [span]
    middle = float(np.median([(left.box.x1 + right.box.x0) / 2 for left, right in pairs]))
    return [(span[0], middle), (middle, span[1])]
