"""When two values of a field are the same (results.md, "How values are compared")."""

from __future__ import annotations

import re
import unicodedata

TEXT_KINDS = frozenset({"text", "name", "place", "address"})


def fold(text: str) -> str:
    """Case, accents, apostrophes, punctuation and repeated spaces do not count: `S.r.l.` is `SRL`."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^0-9a-z]+", " ", re.sub(r"[.'’`]", "", bare)).split())


def same_value(kind: str, expected: object, given: object) -> bool:
    """Whether a value given is the one expected, for its kind. Null equals only null; lists compare without order."""
    if expected is None or given is None:
        return expected is given
    if kind in TEXT_KINDS:
        return fold(str(expected)) == fold(str(given))
    if isinstance(expected, list) or isinstance(given, list):
        return isinstance(expected, list) and isinstance(given, list) and sorted(map(str, expected)) == sorted(map(str, given))
    return str(expected) == str(given)
