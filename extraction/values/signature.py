"""Whether a signature is there: any writing in the signature's room counts."""

from __future__ import annotations

from collections.abc import Sequence

from domain.page import CharReading
from extraction.values.parsed import Parsed


def parse(text: str, chars: Sequence[CharReading] = ()) -> list[Parsed]:
    """True for a text of two letters or more (an engine makes some of a signature), else False."""
    letters = sum(c.isalpha() for c in text)
    return [Parsed(letters >= 2, text, 0, -1.0 if letters else -0.5)]
