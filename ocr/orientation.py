"""Which way up a page stands: from the direction of its words, or from how well an engine reads its widest lines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from domain.page import Image, Word
from ocr.engine import Engine, EngineLine
from ocr.geometry import cut_line, quad_size, stands_upright, turn

WITNESSES = 8
"""So many of the widest lines are asked."""
SURE = 0.93
"""Lines that read so well stand the right way up: nothing else is tried."""
CROP_HEIGHT = 48


def rotation_of_lines(image: Image, lines: Sequence[EngineLine], engine: Engine) -> int:
    """Degrees (0, 90, 180, 270) to turn the image clockwise so that its lines stand upright.

    The form of the line boxes says whether the page lies on its side; the widest lines, read as they are and turned by half,
    say which of the two ways is up.
    """
    if not lines:
        return 0
    lengths = np.array([max(quad_size(line.quad)) for line in lines])
    on_side = np.array([stands_upright(line.quad) for line in lines])
    sideways = float(lengths[on_side].sum()) > float(lengths[~on_side].sum())
    alike = [line for line, side in zip(lines, on_side, strict=True) if bool(side) == sideways]
    widest = sorted(alike, key=lambda line: -max(quad_size(line.quad)))[:WITNESSES]
    score = _legibility([line.reading.score for line in widest], [len(line.reading.text) for line in widest])
    if score < SURE:
        crops = [turn(cut_line(image, line.quad, CROP_HEIGHT), 180) for line in widest]
        turned = engine.read_lines(crops)
        if _legibility([r.score for r in turned], [len(r.text) for r in turned]) > score + 0.05:
            return 270 if sideways else 180
    return 90 if sideways else 0


def _legibility(scores: Sequence[float], lengths: Sequence[int]) -> float:
    """The mean score over all characters."""
    total = sum(lengths)
    return sum(s * n for s, n in zip(scores, lengths, strict=True)) / total if total else 0.0


def rotation_of_words(words: Sequence[Word], aspect: float) -> int:
    """The same for a text layer: the direction in which the words of a line follow one another. `aspect` is height over width."""
    votes = {0: 0, 90: 0, 180: 0, 270: 0}
    for before, after in pairwise(words):
        if before.line != after.line:
            continue
        dx = after.box.center[0] - before.box.center[0]
        dy = (after.box.center[1] - before.box.center[1]) * aspect
        if abs(dx) > 2 * abs(dy):
            votes[0 if dx > 0 else 180] += 1
        elif abs(dy) > 2 * abs(dx):
            votes[270 if dy > 0 else 90] += 1
    return max(votes, key=lambda degrees: (votes[degrees], degrees == 0))
