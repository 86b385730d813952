"""How much the words left of, above and over a place speak for a field: log-odds counted on documents with truth."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

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
