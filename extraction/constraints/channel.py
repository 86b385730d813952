"""The noisy channel: how likely a reading engine gives one character where the paper has another.

An engine's own alternatives are mixed with a table of common confusions, since an engine is often sure and wrong.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from domain.page import CharReading
from extraction.values.confusion import AS_DIGIT, AS_LETTER

NOISE = 0.02
"""Share of characters read wrong on an ordinary scan."""
IN_TABLE = 0.8
"""Share of the wrong ones that are in the table. Source: 78 to 100 % of substitutions on degraded scans."""
ENGINE_WEIGHT = 0.8
"""How much of the mixture is the engine's own probabilities."""
INSERTED, DROPPED, DROPPED_TWIN = math.log(0.003), math.log(0.003), math.log(0.01)
"""Log-likelihood of a character too many, one too few, and one too few of two equal neighbours."""

_PAIRS = (
    "UV",
    "OQ",
    "OD",
    "DQ",
    "CG",
    "MN",
    "EF",
    "IL",
    "IT",
    "LT",
    "PR",
    "BR",
    "HN",
    "KX",
    "VY",
    "VW",
    "17",
    "38",
    "56",
    "68",
    "06",
    "08",
    "39",
    "14",
    "49",
    "35",
    "27",
    "58",
    "89",
)


@dataclass(frozen=True, slots=True)
class Observed:
    """One observed character; `char` is None for one that the engine dropped."""

    char: str | None
    reading: CharReading | None = None


@cache
def _confusable() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    pairs = [tuple(p) for p in _PAIRS]
    pairs += [(a.upper() if a.isalpha() else a, b) for a, b in (*AS_DIGIT.items(), *AS_LETTER.items())]
    for a, b in pairs:
        table.setdefault(a, set()).add(b)
        table.setdefault(b, set()).add(a)
    return {char: frozenset(others - {char}) for char, others in table.items()}


def observe(text: str, chars: Sequence[CharReading] = (), keep: str = "|!$&") -> list[Observed]:
    """The letters and digits of a reading (and the signs of `keep`), upper case, each with its engine reading where known.

    Among capitals a small l is what engines make of a capital I.
    """
    readings = chars if len(chars) == len(text) else [None] * len(text)
    if sum(c.isupper() for c in text) > sum(c.islower() for c in text):
        text = text.replace("l", "I")
    return [
        Observed(char.upper() if char != "ß" else "B", reading)
        for char, reading in zip(text, readings, strict=True)
        if (char.isascii() and char.isalnum()) or char in keep
    ]


def noise_of(observed: Sequence[Observed]) -> float:
    """The noise to assume: what the engine's own scores say, between 0.5 % and 15 %; the ordinary noise without scores."""
    scores = [o.reading.score for o in observed if o.reading is not None]
    return min(0.15, max(0.005, 1.0 - sum(scores) / len(scores))) if scores else NOISE


def likelihoods(observed: Observed, alphabet: str, noise: float) -> list[tuple[str, float]]:
    """(true character, log P(observed | true)) for every character of `alphabet`, most likely first."""
    if observed.char is None:
        return [(char, -math.log(len(alphabet))) for char in alphabet]
    near = _confusable().get(observed.char, frozenset())
    engine = _engine(observed.reading)
    out = []
    for char in alphabet:
        if char == observed.char:
            table = 1.0 - noise
        elif char in near:
            table = noise * IN_TABLE / len(near)
        else:
            table = noise * (1.0 - IN_TABLE) / 34
        p = ENGINE_WEIGHT * engine.get(char, 0.0) + (1.0 - ENGINE_WEIGHT) * table if engine else table
        out.append((char, math.log(p)))
    return sorted(out, key=lambda o: -o[1])


def _engine(reading: CharReading | None) -> dict[str, float]:
    """The engine's probabilities by upper-case character."""
    if reading is None:
        return {}
    out: dict[str, float] = {}
    for char, score in ((reading.char, reading.score), *reading.alternatives):
        upper = char.upper()
        out[upper] = out.get(upper, 0.0) + max(0.0, score)
    return out


def of_length(observed: list[Observed], length: int, most: int = 1) -> list[tuple[list[Observed], float]]:
    """The ways to make `observed` exactly `length` long by up to `most` dropped or inserted characters, each with its log-likelihood."""
    missing = length - len(observed)
    if missing == 0:
        return [(observed, 0.0)]
    if abs(missing) > most:
        return []
    ways = []
    for i in range(len(observed) + (missing > 0)):
        if missing > 0:
            shorter = [*observed[:i], Observed(None), *observed[i:]]
            ways += [(way, cost + DROPPED) for way, cost in of_length(shorter, length, most - 1)]
        else:
            ways += [(way, cost + INSERTED) for way, cost in of_length([*observed[:i], *observed[i + 1 :]], length, most - 1)]
    return ways
