"""Towns and states: as written, with the catalogue's names that it may be."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.page import CharReading
from extraction.values import places
from extraction.values.confusion import clean, folded
from extraction.values.name import letters
from extraction.values.parsed import Parsed, best_first

_PROVINCE = re.compile(r"[\s,]*[(\[{/-]\s*[A-Za-z0-9]{2}\s*[)\]}]?\.?$|\s*\(\s*(?:prov\.?|provincia)[^)]*\)?$|,\s*[A-Z]{2}$", re.IGNORECASE)
_POSTAL_CODE = re.compile(r"^\s*\d{5}\s*[-,]?\s+|\s+\d{5}$")
_BEFORE = re.compile(
    r"^(?:(?:nel\s+)?comune\s+di|citt[àa]\s+di|in\s+localit[àa]|foro\s+di|tribunale\s+di|fatto\s+a|luogo)\s*:?\s+", re.IGNORECASE
)
_AFTER = re.compile(r"[\s,]+(?:l[ìi'i]+|add[ìi]|il|in\s+data)\s*:?\s*$", re.IGNORECASE)
_NO_PLACE = re.compile(r"firm(?:a|e|at[oaie])|timbro|sottoscritt[oaie]|data|luogo", re.IGNORECASE)
"""Words of the line to sign on: "Firmato" is not Firmo."""
_GLUED = re.compile(r"^di(?=[A-ZÀ-Ý][a-zà-ÿ])")
"""The "di" of "nel comune di", glued to the name."""
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Ý])")


def parse(text: str, chars: Sequence[CharReading] = ()) -> list[Parsed]:
    """The place as written without province and postal code, then likely catalogue names as repairs. `valid`: it is in the catalogue."""
    written = clean(text)
    bare = written
    for pattern in (_POSTAL_CODE, _BEFORE, _AFTER, _PROVINCE, _AFTER):
        bare = clean(pattern.sub("", bare)) or bare
    bare = _GLUED.sub("", bare.strip(" .,;:()"))
    if sum(c.isalpha() for c in bare) < 2 or _NO_PLACE.fullmatch(bare):
        return []
    fixed = [letters(word) for word in bare.split()]
    value, cost = " ".join(word for word, _ in fixed), sum(c for _, c in fixed)
    name = folded(value)
    known = name in places.by_name() or name in places.EVERYDAY
    found = [Parsed(value, text, 0, cost, bool(cost), () if known else ("not_in_catalogue",), known)]
    if not known:
        found += [
            Parsed(places.by_name()[other][0].name, text, 0, cost - _distance(score, name, other), True, ("matched_catalogue",), True)
            for other, score in places.like(name)
        ]
        parted = _CAMEL.sub(" ", value)
        if parted != value:
            found.append(Parsed(parted, text, 0, cost - 0.5, False, ("parted_words",), folded(parted) in places.by_name()))
    return best_first(found)


def _distance(likeness: float, name: str, other: str) -> float:
    """How unlikely `name` is when the paper says `other`: nothing but spaces apart is nearly free."""
    if name.replace(" ", "") == other.replace(" ", ""):
        return -0.5
    return 0.5 + (100.0 - likeness) / 8.0
