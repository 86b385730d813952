"""Reading a comb: its lines are taken out, its cells are read together in three preparations, and each cell is put to the vote.

A recogniser reads a row of characters better than single ones, but cannot be trusted to keep count. So every reading is laid
over the cells: what stands in a cell votes for it with its probability and its alternatives.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.geometry import Box, union
from domain.page import CharReading, Image, Word
from ocr.combs import Comb, erased
from ocr.engine import Engine, LineReading
from ocr.hand_print import CHARACTERS, describe
from ocr.hand_print import load as load_hand_print
from ocr.levels import percentile

INK_SHARE = 0.012
"""A cell with less ink than this share of its area is blank."""
GAP = 0.35
"""Paper put between two characters when cells are joined, in pitches."""
RAW_WEIGHT = 0.6
"""How much a reading with the printed lines still in it counts."""
ENGINE_BALLOTS = 2.0 + RAW_WEIGHT
"""The votes the engine has in a cell: joined, clean and raw."""
HAND_PRINT_WEIGHT = 2.0
"""How much the recogniser of single hand-printed characters counts."""
ALTERNATIVES = 5


@dataclass(frozen=True, slots=True)
class CombReading:
    """One reading for each cell, None for a blank one."""

    cells: tuple[CharReading | None, ...]
    """Boxes are fractions of the page."""

    @property
    def text(self) -> str:
        """The characters; blank cells between them are spaces."""
        return "".join(c.char if c else " " for c in self.cells).strip()

    @property
    def score(self) -> float:
        scores = [c.score for c in self.cells if c]
        return sum(scores) / len(scores) if scores else 0.0


def read_comb(engine: Engine, image: Image, comb: Comb, dpi: float, alphabet: str) -> CombReading:
    """The characters of a comb whose lines are known in pixels of `image`; blank cells are None. Raises what the engine raises."""
    margin = max(2, round(0.02 * dpi))
    left, top = max(0, int(comb.separators[0]) - margin), max(0, comb.top - margin)
    crop = image[top : comb.bottom + margin + 1, left : int(comb.separators[-1]) + margin + 1]
    inside = Comb(tuple(x - left for x in comb.separators), comb.top - top, comb.bottom - top)
    clean = erased(crop, inside, dpi)
    inked_cells = cut_cells(clean, inside, dpi)
    cells = len(comb.separators) - 1
    if not inked_cells:
        return CombReading((None,) * cells)
    joined, spans = _joined(clean, inside, inked_cells)
    readings = engine.read_lines([joined, clean, crop], alphabet)
    votes: list[dict[str, float]] = [{} for _ in range(cells)]
    for char, cell in _placed_joined(readings[0], spans, joined.shape[1]):
        _vote(votes[cell], char, 1.0)
    for reading, weight in ((readings[1], 1.0), (readings[2], RAW_WEIGHT)):
        for char, cell in _placed(reading, inside, crop.shape[1]):
            _vote(votes[cell], char, weight)
    shares = [{char: v / ENGINE_BALLOTS for char, v in cell.items()} for cell in votes]
    for cell, chances in hand_print_votes(inked_cells, alphabet):
        shares[cell] = _joint(votes[cell], chances) or shares[cell]
    inked = {cell for cell, _, _ in spans}
    height, width = image.shape
    return CombReading(
        tuple(
            _elected(shares[n], Box(a / width, comb.top / height, b / width, comb.bottom / height), n in inked)
            for n, (a, b) in enumerate(zip(comb.separators, comb.separators[1:], strict=False))
        )
    )


_Char = tuple[str, float, tuple[tuple[str, float], ...]]


def _placed(reading: LineReading, comb: Comb, width: int) -> list[tuple[_Char, int]]:
    return [((c.char, c.score, c.alternatives), comb.cell_of((c.x0 + c.x1) / 2 * width)) for c in reading.chars if c.char != " "]


def _placed_joined(reading: LineReading, spans: list[tuple[int, float, float]], width: int) -> list[tuple[_Char, int]]:
    middles = np.array([(a + b) / 2 for _, a, b in spans])
    return [
        ((c.char, c.score, c.alternatives), spans[int(np.abs(middles - (c.x0 + c.x1) / 2 * width).argmin())][0])
        for c in reading.chars
        if c.char != " "
    ]


def _vote(votes: dict[str, float], char: _Char, weight: float) -> None:
    for text, probability in ((char[0], char[1]), *char[2]):
        votes[text] = votes.get(text, 0.0) + weight * probability


def _joint(votes: dict[str, float], chances: list[tuple[str, float]]) -> dict[str, float] | None:
    """Shares with the hand-print recogniser voting too; None when it means the engine's own character: agreeing takes no certainty away."""
    leader = max(votes, key=lambda char: votes[char], default="")
    if chances and chances[0][0] == leader.upper():
        return None
    together = dict(votes)
    for capital, chance in chances:
        small_seen = votes.get(capital.lower(), 0.0) > votes.get(capital, 0.0)
        _vote(together, (capital.lower() if small_seen else capital, chance, ()), HAND_PRINT_WEIGHT)
    return {char: v / (ENGINE_BALLOTS + HAND_PRINT_WEIGHT) for char, v in together.items()}


def _elected(shares: dict[str, float], box: Box, inked: bool) -> CharReading | None:
    """The cell's character; its score is its share of all the votes there could have been. None when the cell is blank."""
    ranked = sorted(((v, c) for c, v in shares.items() if c != " "), key=lambda item: (-item[0], item[1]))
    if not inked and (not ranked or ranked[0][0] < 0.5):
        return None
    if not ranked:
        return CharReading("?", 0.0, box)
    others = tuple((c, min(1.0, v)) for v, c in ranked[1 : ALTERNATIVES + 1])
    return CharReading(ranked[0][1], min(1.0, ranked[0][0]), box, others)


def hand_print_votes(cells: list[tuple[int, Image, float]], alphabet: str) -> list[tuple[int, list[tuple[str, float]]]]:
    """For each inked cell the capitals and digits of the alphabet that it may be, with their probabilities."""
    allowed = np.array([c in alphabet for c in CHARACTERS])
    if not cells or not allowed.any():
        return []
    chances = load_hand_print().probabilities(describe([image for _, image, _ in cells], [height for _, _, height in cells])) * allowed
    chances = chances / np.maximum(chances.sum(axis=1, keepdims=True), 1e-9)
    best = np.argsort(-chances, axis=1)[:, : ALTERNATIVES + 1]
    return [(cell, [(CHARACTERS[i], float(row[i])) for i in order]) for (cell, _, _), row, order in zip(cells, chances, best, strict=True)]


def cut_cells(clean: Image, comb: Comb, dpi: float) -> list[tuple[int, Image, float]]:
    """The inked cells of a comb whose lines are taken out: number, the character with a little paper beside it, share of the height."""
    paper = percentile(clean, 80)
    dark = _without_line_rests(clean < paper - 0.25 * max(paper, 1.0), comb, dpi)
    cells = []
    for n, (a, b) in enumerate(zip(comb.separators, comb.separators[1:], strict=False)):
        first, last = max(0, round(a)), min(clean.shape[1], round(b) + 1)
        columns, rows = (np.flatnonzero(dark[:, first:last].any(axis=axis)) for axis in (0, 1))
        if len(columns) and float(dark[:, first:last].mean()) >= INK_SHARE:
            piece = clean[:, first + max(0, columns[0] - 2) : first + columns[-1] + 3]
            cells.append((n, piece, float(rows[-1] + 1 - rows[0]) / max(1, comb.bottom - comb.top)))
    return cells


def _joined(clean: Image, comb: Comb, cells: list[tuple[int, Image, float]]) -> tuple[Image, list[tuple[int, float, float]]]:
    """The inked cells side by side with even gaps, and for each its number, left and right edge in the joined image."""
    pitch = float(np.mean(np.diff(comb.separators)))
    gap = np.full((clean.shape[0], max(2, round(pitch * GAP / 2))), round(percentile(clean, 80)), np.uint8)
    pieces, spans, at = [gap], [], gap.shape[1]
    for n, piece, _ in cells:
        pieces += [piece, gap]
        spans.append((n, float(at), float(at + piece.shape[1])))
        at += piece.shape[1] + gap.shape[1]
    return np.ascontiguousarray(np.hstack(pieces)), spans


def _without_line_rests(dark: NDArray[np.bool_], comb: Comb, dpi: float) -> NDArray[np.bool_]:
    """Ink without specks and without what is left of the printed lines at the edges of the cells."""
    edge = max(1, round(0.012 * dpi))
    inner = dark.copy()
    for x in comb.separators:
        inner[:, max(0, round(x) - edge) : round(x) + edge + 1] = False
    inner[: comb.top + edge + 1] = False
    inner[max(0, comb.bottom - edge) :] = False
    _, labels, stats, _ = cv2.connectedComponentsWithStats(inner.astype(np.uint8), connectivity=8)
    keep = stats[:, cv2.CC_STAT_AREA] >= max(4.0, (0.018 * dpi) ** 2)
    keep[0] = False
    kept: NDArray[np.bool_] = keep[labels]
    return kept


def as_words(reading: CombReading) -> list[Word]:
    """The runs of filled cells, one word each."""
    words, run = [], list[CharReading]()
    for cell in (*reading.cells, None):
        if cell is not None:
            run.append(cell)
        elif run:
            score = sum(c.score for c in run) / len(run)
            words.append(Word("".join(c.char for c in run), union(c.box for c in run), score, tuple(run)))
            run = []
    return words
