"""Decoding a code whose check is a sum: every part adds a residue, and the sum must be one given value.

Codice fiscale (26 residues), partita IVA (10) and IBAN (97 for the check digits times 26 for the CIN) are all of this shape. The
forward pass sums over *all* strings that pass, so the posterior of the best one is exact for the options given.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extraction.constraints.channel import Observed, of_length

Moduli = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Option:
    """One way to read a part."""

    text: str
    score: float
    """Log-likelihood of what was observed given `text`, plus the log-prior of `text`."""
    residue: tuple[int, int]
    """What the part adds to the two sums (the second one 0 where there is only one)."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The best string that passes the check."""

    text: str
    score: float
    """Log of likelihood times prior."""
    total: float
    """The same, summed over every string that passes."""


def decode(parts: Sequence[Sequence[Option]], moduli: Moduli, target: tuple[int, int]) -> Decoded | None:
    """The best choice of one option a part whose residues sum to `target`; None when none does."""
    first, second = moduli
    best = np.full((first, second), -np.inf)
    best[0, 0] = 0.0
    total = best.copy()
    back: list[NDArray[np.int16]] = []
    for options in parts:
        step_best = np.full((first, second), -np.inf)
        step_total = np.full((first, second), -np.inf)
        chosen = np.full((first, second), -1, dtype=np.int16)
        for i, option in enumerate(options):
            moved = _shift(best, option.residue) + option.score
            better = moved > step_best
            step_best[better], chosen[better] = moved[better], i
            step_total = np.logaddexp(step_total, _shift(total, option.residue) + option.score)
        best, total = step_best, step_total
        back.append(chosen)
    if not np.isfinite(best[target]):
        return None
    at, texts = target, []
    for options, chosen in zip(reversed(parts), reversed(back), strict=True):
        option = options[int(chosen[at])]
        texts.append(option.text)
        at = ((at[0] - option.residue[0]) % first, (at[1] - option.residue[1]) % second)
    return Decoded("".join(reversed(texts)), float(best[target]), float(total[target]))


def _shift(state: NDArray[np.float64], residue: tuple[int, int]) -> NDArray[np.float64]:
    out: NDArray[np.float64] = np.roll(state, residue, axis=(0, 1))
    return out


def decode_of_length(
    observed: list[Observed], length: int, decode_way: Callable[[list[Observed]], Decoded | None]
) -> tuple[Decoded, list[Observed]] | None:
    """The best decoding over all ways to make `observed` exactly `length` long, with that way; its total is over all of them."""
    best: tuple[Decoded, list[Observed]] | None = None
    totals = []
    for way, cost in of_length(observed, length):
        found = decode_way(way)
        if found is None:
            continue
        scored = Decoded(found.text, found.score + cost, found.total + cost)
        totals.append(scored.total)
        if best is None or scored.score > best[0].score:
            best = scored, way
    if best is None:
        return None
    top = max(totals)
    total = top + math.log(sum(math.exp(t - top) for t in totals))
    return Decoded(best[0].text, best[0].score, total), best[1]
