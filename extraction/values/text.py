"""Free text: as written, without fill-in lines and stray marks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.page import CharReading
from extraction.values.confusion import clean
from extraction.values.parsed import Parsed

_NUMBER_SIGN = re.compile(r"^(?:n\s?[.°º]|nr\.?|num\.?|numero|n[°º])\s*(?=\S*\d)", re.IGNORECASE)
_GLUED_LABEL = re.compile(
    r"^(?:(?:prot(?:ocollo)?|pratica|contratto|rep|rif|codice|doc(?:umento)?)\.?\s*)?(?:n\s?[.°º]|nr\.|num\.|n[°º])\s*", re.IGNORECASE
)


def parse(text: str, chars: Sequence[CharReading] = ()) -> list[Parsed]:
    """The text itself; what stands before a number (`n.`, `Prot. n.`) is taken off. Empty for a text without a letter or digit."""
    value = clean(text)
    bare = _GLUED_LABEL.sub("", _NUMBER_SIGN.sub("", value))
    found: list[Parsed] = []
    for score, candidate in ((0.0, clean(bare) if any(c.isdigit() for c in bare) else value), (-1.0, value)):
        if any(c.isalnum() for c in candidate) and all(candidate != p.value for p in found):
            found.append(Parsed(candidate, text, 0, score, reasons=("label_removed",) if candidate != value else ()))
    return found
