"""From the lines an engine found to the words of a page, in reading order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from domain.geometry import Box, union
from domain.page import CharReading, Word
from ocr.engine import EngineLine, LineChar, Quad

WIDE_GAP = 2.2
"""A gap between two characters of so many usual advances is a space that the engine did not see."""
COMB_RUN = 3
"""So many single characters at one pitch are the cells of a comb."""


def words_of(lines: Sequence[EngineLine], width_px: int, height_px: int) -> list[Word]:
    """The words of all lines, split at spaces and wide gaps, rows of single characters at one pitch joined."""
    words: list[Word] = []
    for line in lines:
        runs = [_word(run, line.quad, width_px, height_px) for run in _runs(line.reading.chars)]
        words += join_cells(runs, height_px / width_px)
    return words


def _runs(chars: Sequence[LineChar]) -> list[list[LineChar]]:
    """The characters of a line in runs without a space."""
    inked = [c for c in chars if c.char != " "]
    steps = [b.x0 + b.x1 - a.x0 - a.x1 for a, b in pairwise(inked)]
    usual = float(np.median(steps)) if steps else 0.0
    runs: list[list[LineChar]] = []
    previous: LineChar | None = None
    for char in chars:
        if char.char == " ":
            previous = None
            continue
        far = previous is not None and char.x0 + char.x1 - previous.x0 - previous.x1 > WIDE_GAP * usual
        if previous is None or far:
            runs.append([])
        runs[-1].append(char)
        previous = char
    return runs


def _word(chars: Sequence[LineChar], quad: Quad, width_px: int, height_px: int) -> Word:
    readings = tuple(CharReading(c.char, c.score, box_on_quad(quad, c.x0, c.x1, width_px, height_px), c.alternatives) for c in chars)
    readings = _settled(readings)
    score = sum(c.score for c in readings) / len(readings)
    return Word("".join(c.char for c in readings), union(c.box for c in readings), score, readings)


def _settled(chars: tuple[CharReading, ...]) -> tuple[CharReading, ...]:
    """`I` and `l`, one glyph in many fonts, by their company: small after a small letter, a capital among three capitals or more."""
    others = [c.char for c in chars if c.char.isalpha() and c.char not in "Il"]
    settled: list[CharReading] = []
    before = ""
    for char in chars:
        wanted = char.char
        if char.char == "I" and before.islower():
            wanted = "l"
        elif char.char == "l" and len(others) >= 3 and all(c.isupper() for c in others):
            wanted = "I"
        settled.append(char if wanted == char.char else _taken(char, wanted))
        before = wanted if wanted.isalpha() else before
    return tuple(settled)


def _taken(char: CharReading, wanted: str) -> CharReading:
    """The reading with one of its alternatives chosen; the company has settled the doubt between the two."""
    scores = dict(char.alternatives)
    score = min(1.0, char.score + scores.pop(wanted, 0.0))
    others = tuple(sorted({**scores, char.char: char.score / 2}.items(), key=lambda item: -item[1]))
    return replace(char, char=wanted, score=score, alternatives=others)


def box_on_quad(quad: Quad, x0: float, x1: float, width_px: int, height_px: int) -> Box:
    """The box, in fractions of the page, around the stretch from `x0` to `x1` (fractions of its width) of a level line."""
    top_left, top_right, bottom_right, bottom_left = quad
    corners = np.array([(1 - x) * a + x * b for x in (x0, x1) for a, b in ((top_left, top_right), (bottom_left, bottom_right))])
    low = np.clip(corners.min(axis=0) / (width_px, height_px), 0, 1)
    high = np.clip(corners.max(axis=0) / (width_px, height_px), 0, 1)
    return Box(float(low[0]), float(low[1]), float(high[0]), float(high[1]))


def join_cells(words: list[Word], aspect: float) -> list[Word]:
    """Runs of very short words at one pitch, as a comb's cells are read, made into one word."""
    joined: list[Word] = []
    run: list[Word] = []
    for word in words:
        if run and not (len(word.text) <= 2 and _at_pitch(run, word, aspect)):
            joined += _one_word(run)
            run = []
        if len(word.text) <= 2:
            run.append(word)
        else:
            joined.append(word)
    return joined + _one_word(run)


def _at_pitch(run: Sequence[Word], word: Word, aspect: float) -> bool:
    """Whether the next cell stands where the comb's pitch puts it (a cell or two read as blank are allowed)."""
    step = word.box.x0 - run[-1].box.x1
    return 0 <= step < 3.0 * word.box.height * aspect


def _one_word(run: list[Word]) -> list[Word]:
    singles = sum(len(w.text) == 1 for w in run)
    if len(run) < COMB_RUN or singles < 0.7 * len(run):
        return run
    chars = tuple(c for w in run for c in w.chars)
    score = sum(c.score for c in chars) / len(chars)
    return [Word("".join(w.text for w in run), union(w.box for w in run), score, chars)]


def number_lines(words: Iterable[Word], aspect: float) -> tuple[Word, ...]:
    """Words with the number of the text line they stand on, in reading order: lines from the top, words from the left.

    A word belongs to the line of the nearest word beside it whose middle stands at its own height, so that a slight rest of skew
    does not part a label from its value at the other side of the page.
    """
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.box.center[1], w.box.x0)):
        home = next((line for line in reversed(lines[-12:]) if _beside(line, word)), None)
        if home is None:
            lines.append([word])
        else:
            home.append(word)
    lines.sort(key=lambda line: (sum(w.box.center[1] for w in line) / len(line), line[0].box.x0))
    return tuple(
        replace(word, line=number) for number, line in enumerate(lines) for word in sorted(line, key=lambda w: (w.box.x0, w.box.y0))
    )


def _beside(line: Sequence[Word], word: Word) -> bool:
    if word.box.center[1] - line[-1].box.center[1] >= 0.45 * word.box.height:
        return False  # words come from the top: the others of the line stand higher still

    def apart(other: Word) -> float:
        return max(word.box.x0 - other.box.x1, other.box.x0 - word.box.x1)

    nearest = min(line, key=apart)
    if apart(nearest) < -0.3 * min(word.box.width, nearest.box.width):
        return False
    shift = abs(word.box.center[1] - nearest.box.center[1])
    return shift < 0.45 * min(word.box.height, nearest.box.height)
