"""Provinces: two letters, or the name of a province."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz, process

from domain.page import CharReading
from extraction.values.confusion import AS_LETTER, COMMON, clean, folded
from extraction.values.parsed import Parsed, best_first
from extraction.values.places import PROVINCE_NAMES, PROVINCES

_TWO = re.compile(r"(?<![^\W_])([A-Za-z0-9|!$€&])[ .]?([A-Za-z0-9|!$€&])(?![^\W_])")
_LOOKALIKE = {
    "O": "DQ", "D": "O", "I": "LT", "L": "I", "B": "R", "R": "B", "E": "F", "F": "E", "C": "G", "G": "C", "N": "M", "M": "N", "V":
    "U", "U": "V", "P": "R",
}  # fmt: skip


def parse(text: str, chars: Sequence[CharReading] = ()) -> list[Parsed]:
    """Province codes that the text may show; `valid` is False for two letters that are no province."""
    found = []
    bare = clean(text).strip("()[]{} .,")
    name = folded(re.sub(r"^(?:prov(?:incia)?\.?\s*(?:di\s+)?)", "", bare, flags=re.IGNORECASE))
    if name in PROVINCE_NAMES:
        found.append(Parsed(PROVINCE_NAMES[name], text, 0, 0.0, valid=True))
    elif len(name) > 3:
        match = process.extractOne(name, PROVINCE_NAMES.keys(), scorer=fuzz.ratio, score_cutoff=84)
        if match:
            found.append(Parsed(PROVINCE_NAMES[match[0]], text, 0, -(100 - match[1]) / 8 - 0.5, True, ("matched_catalogue",), True))
    for match_ in _TWO.finditer(text):
        found += _code(match_[1] + match_[2], match_[0], match_.start(), alone=len(bare) <= 4)
    return best_first(found)


def _code(pair: str, raw: str, start: int, alone: bool) -> list[Parsed]:
    upper = "".join(AS_LETTER.get(c, c) for c in pair.upper())
    if not upper.isascii() or not upper.isalpha() or pair.isdigit():
        return []
    cost = COMMON * sum(c in AS_LETTER for c in pair) - (0.0 if alone else 1.0) - (0.0 if pair.isupper() or alone else 3.0)
    repaired = any(c in AS_LETTER for c in pair)
    if upper in PROVINCES:
        return [Parsed(upper, raw, start, cost, repaired, ("confused_characters",) if repaired else (), True)]
    found = [Parsed(upper, raw, start, cost - 0.5, repaired, ("check_failed",), False)]
    others = [c + upper[1] for c in _LOOKALIKE.get(upper[0], "")] + [upper[0] + c for c in _LOOKALIKE.get(upper[1], "")]
    return found + [Parsed(c, raw, start, cost - 3.0, True, ("confused_characters",), True) for c in others if c in PROVINCES]
