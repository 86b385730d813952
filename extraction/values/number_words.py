"""Numbers in Italian words, compared by *writing* candidate numbers, never by parsing what may be misread.

Source: D'Achille, Grammatica; spelling of num2words2 (settecentodiciotto).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from num2words2 import num2words
from rapidfuzz import process
from rapidfuzz.distance import Indel

_SIGNS = re.compile(r"[^a-z]+")
_SCALES = (("miliard[oi]", 10**9), ("milion[ei]", 10**6), ("mila|mille", 1000))


@lru_cache(maxsize=65536)
def in_words(number: int) -> str:
    """`number` in Italian words, lower case, without spaces and accents: 1200 -> milleduecento."""
    return squeezed(str(num2words(number, lang="it")))  # type: ignore[no-untyped-call]


def squeezed(text: str) -> str:
    """Only the small letters of a text, accents taken off."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    bare = bare.translate({ord(a): b for a, b in zip("015|!", "oisll", strict=True)})
    return _SIGNS.sub("", bare)


def likeness(text: str, number: int) -> float:
    """How like the words of `number` a text is, 0 to 1 (1: letter by letter)."""
    return Indel.normalized_similarity(squeezed(text), in_words(number))


@cache
def _below_thousand() -> dict[str, int]:
    return {in_words(n): n for n in range(1, 1000)}


def number_of(text: str, cutoff: float = 0.86) -> tuple[int, float] | None:
    """The number whose words are most like `text` with its likeness; None when no number's words are.

    The text is cut at milioni and mila, each part found among the written words of 1 to 999, and the whole written anew to compare.
    """
    wanted = squeezed(text)
    if len(wanted) < 3:
        return None
    total, rest = 0, wanted
    for pattern, scale in _SCALES:
        found = re.search(pattern, rest)
        if not found:
            continue
        head = _part(rest[: found.start()])
        total += scale * (head if head else 1)
        rest = rest[found.end() :]
    if rest:
        tail = _part(rest)
        if tail is None:
            return None
        total += tail
    if not total:
        return None
    score = Indel.normalized_similarity(wanted, in_words(total))
    return (total, score) if score >= cutoff else None


def _part(text: str) -> int | None:
    if not text:
        return None
    exact = _below_thousand().get(text)
    if exact:
        return exact
    match = process.extractOne(text, _below_thousand().keys(), scorer=Indel.normalized_similarity, score_cutoff=0.75)
    return _below_thousand()[match[0]] if match else None
