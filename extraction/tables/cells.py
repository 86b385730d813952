"""From the words of a cell to its value."""

from __future__ import annotations

import math
from collections.abc import Sequence

from domain.geometry import union
from domain.page import Word
from domain.table import TableCell
from extraction.values import parse

_LINE = 0.5
"""Words whose middles are nearer than so many heights stand on one line of a cell."""


def reading_order(words: Sequence[Word]) -> list[Word]:
    """The words of a cell line by line."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: w.box.center[1]):
        if rows and word.box.center[1] - rows[-1][0].box.center[1] < _LINE * word.box.height:
            rows[-1].append(word)
        else:
            rows.append([word])
    return [word for row in rows for word in sorted(row, key=lambda w: w.box.x0)]


def text_of(words: Sequence[Word]) -> str:
    """What a cell says."""
    return " ".join(word.text for word in reading_order(words))


def make_cell(words: Sequence[Word], kind: str) -> TableCell | None:
    """The typed cell; None without words."""
    if not words:
        return None
    ordered = reading_order(words)
    raw = " ".join(word.text for word in ordered)
    box = union(word.box for word in ordered)
    parser = "percent" if kind == "decimal" else kind
    read = parse(parser, raw)
    sure = math.prod(_certainty(word) for word in ordered)
    if not read:
        return TableCell(None, raw, 0.5 * sure, box, ("unreadable",))
    best = read[0]
    fit = math.exp(min(0.0, best.score + (0.5 if parser == "percent" else 0.0)) / 2)  # a rate without its sign costs the parser 0.5
    value = best.value if isinstance(best.value, str | int) else None  # the kinds of columns have no others
    return TableCell(value, raw, sure * fit, box, best.reasons)


def _certainty(word: Word) -> float:
    """The probability that every character of a word is right, by the engine."""
    return math.prod(char.score for char in word.chars) if word.chars else word.score
