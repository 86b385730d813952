"""From the frame probabilities of a recogniser to characters with places and alternatives."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ocr.engine import LineChar, LineReading

ALTERNATIVES = 5
FLOOR = 0.005
"""Alternatives below this probability are not worth keeping."""


def decode(frames: NDArray[np.float32], characters: str, alphabet: str | None = None) -> LineReading:
    """The most probable characters of a line, frame by frame.

    `frames`: frames x (1 + characters), blank first, over the whole width of the line. With an `alphabet` (the space always
    belongs to it) the probability of all other characters is taken away before anything is chosen.
    Source: connectionist temporal classification, Graves et al. 2006 (best path).
    """
    if not len(frames):
        return LineReading()
    if alphabet is not None:
        allowed = np.array([True, *(c in alphabet or c == " " for c in characters)])
        frames = np.where(allowed, frames, 0.0)
        frames = frames / np.maximum(frames.sum(axis=1, keepdims=True), 1e-9)
    best = frames.argmax(axis=1)
    starts = np.flatnonzero(np.diff(best, prepend=-1))
    ends = np.append(starts[1:], len(best))
    runs = [(int(best[s]), int(s), int(e)) for s, e in zip(starts, ends, strict=True) if best[s] != 0]
    peaks = [s + int(frames[s:e, c].argmax()) for c, s, e in runs]
    edges = _edges([(s + e) / 2 for _, s, e in runs], len(frames))
    return LineReading(
        tuple(
            LineChar(characters[c - 1], float(frames[peak, c]), x0, x1, _alternatives(frames[peak], c, characters))
            for (c, _, _), peak, (x0, x1) in zip(runs, peaks, edges, strict=True)
        )
    )


def _edges(centres: list[float], length: int) -> list[tuple[float, float]]:
    """Left and right edge of each character, fractions of the width: halfway to the neighbour, at most half an advance away."""
    if not centres:
        return []
    gaps = np.diff(centres)
    half = float(np.median(gaps)) / 2 if len(gaps) else min(centres[0], length - centres[0])
    left = [half, *np.minimum(gaps / 2, half * 1.3)]
    right = [*np.minimum(gaps / 2, half * 1.3), half]
    return [(max(0.0, c - a) / length, min(length, c + b) / length) for c, a, b in zip(centres, left, right, strict=True)]


def _alternatives(frame: NDArray[np.float32], chosen: int, characters: str) -> tuple[tuple[str, float], ...]:
    order = np.argsort(-frame, kind="stable")[: ALTERNATIVES + 2]
    found = [(characters[c - 1], float(frame[c])) for c in order if c not in (0, chosen) and frame[c] >= FLOOR]
    return tuple(found[:ALTERNATIVES])
