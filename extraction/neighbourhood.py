"""The words left of, above and over a place, and how much they speak for a field: log-odds counted on documents with truth."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from domain.geometry import Box
from extraction.page_view import PageView, Token

SIDES = ("left", "above", "section")
_SMOOTH = 1.0


@dataclass(frozen=True)
class NeighbourWords:
    """Log-odds by field, side and word. Empty: every word is silent."""

    odds: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """`key|side` -> word -> log-odds that a value of its kind beside the word is the field's."""

    def score(self, key: str, side: str, words: Iterable[str]) -> float:
        """The sum over the words, nearer words first and weighing more; NaN when nothing is known of the field."""
        table = self.odds.get(f"{key}|{side}")
        if table is None:
            return float("nan")
        return sum(table.get(word, 0.0) / (1 + 0.5 * i) for i, word in enumerate(words))


@dataclass
class NeighbourCounts:
    """Counts words beside right and wrong candidates; documents can be taken out again, for scores out of fold."""

    right: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    wrong: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, key: str, side: str, words: Iterable[str], is_right: bool) -> None:
        """Counts each word once."""
        (self.right if is_right else self.wrong)[f"{key}|{side}"].update(set(words))

    def log_odds(self, least: int = 3) -> NeighbourWords:
        """The table of words seen `least` times or more."""
        table: dict[str, dict[str, float]] = {}
        for name in set(self.right) | set(self.wrong):
            good, bad = self.right[name], self.wrong[name]
            n, m = sum(good.values()) + _SMOOTH, sum(bad.values()) + _SMOOTH
            table[name] = {
                word: max(-4.0, min(4.0, math.log((good[word] + _SMOOTH) / n) - math.log((bad[word] + _SMOOTH) / m)))
                for word in set(good) | set(bad)
                if good[word] + bad[word] >= least
            }
        return NeighbourWords(table)


class WordsAround:
    """The words round boxes of one document; an answer is kept, and boxes of one place share it."""

    def __init__(self) -> None:
        self._found: dict[tuple[float, ...], dict[str, list[str]]] = {}

    def at(self, view: PageView, box: Box) -> dict[str, list[str]]:
        """Folded words by side: `left` in the box's row, nearest first; `above` it; `section`, of the nearest heading over it."""
        mark = (view.number, round(box.x0, 3), round(box.y0, 3), round(box.x1, 3))
        if mark not in self._found:
            left = [t.folded for t in _left(view, box) if t.folded]
            above = [t.folded for t in _above(view, box) if t.folded]
            self._found[mark] = {"left": left, "above": above[:8], "section": [t.folded for t in _heading(view, box)]}
        return self._found[mark]


def _left(view: PageView, box: Box) -> list[Token]:
    y, reach = box.center[1], 0.8 * view.em + 0.2 * box.height
    found = [
        t
        for t, middle in zip(view.tokens, view.middles, strict=True)
        if abs(middle - y) < reach and t.box.x1 <= box.x0 + 0.3 * view.em_x and box.x0 - t.box.x1 < 14 * view.em_x
    ]
    return sorted(found, key=lambda t: -t.box.x1)[:4]


def _above(view: PageView, box: Box) -> list[Token]:
    y, em, em_x = box.center[1], view.em, view.em_x
    return [
        t
        for t, middle in zip(view.tokens, view.middles, strict=True)
        if 0.6 * em < y - middle < 3.4 * em and t.box.x0 < box.x1 + em_x and t.box.x1 > box.x0 - 2 * em_x
    ]


def _heading(view: PageView, box: Box) -> list[Token]:
    """The last short row over the box that is mostly capitals or taller than text."""
    for row in reversed(view.rows):
        large = sum(t.text.isupper() or t.box.height > 1.15 * view.em for t in row)
        if row and row[0].box.y1 < box.y0 and len(row) <= 6 and large > len(row) / 2:
            return row
    return []
