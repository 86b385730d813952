"""Yes or no in words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.page import CharReading
from extraction.values.confusion import folded
from extraction.values.parsed import Parsed

_NO = re.compile(r"\b(?:no|non|nego|nega|negato|rifiuto|rifiuta|contrario|contraria|n[o0])\b")
_YES = re.compile(
    r"\b(?:si|s[i1l]|acconsento|acconsente|autorizzo|autorizza|consento|consente|accetto|accetta|presto|presta|favorevole|concedo|true|vero)\b"
)


def parse(text: str, chars: Sequence[CharReading] = ()) -> list[Parsed]:
    """What a consent says in words: a negation anywhere wins; both printed answers together say nothing."""
    plain = folded(text)
    no, yes = _NO.search(plain), _YES.search(plain)
    bare_both = bool(re.fullmatch(r"(?:si no|no si)", plain))
    if bare_both or not (no or yes):
        return []
    return [Parsed(no is None, text, 0, 0.0 if len(plain.split()) < 4 else -0.5)]
