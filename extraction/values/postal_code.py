"""CAP: five digits."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.page import CharReading
from extraction.values import places
from extraction.values.confusion import DIGITISH, digits_of, has_digits
from extraction.values.parsed import Parsed, best_first

_FIVE = re.compile(rf"(?<![0-9A-Za-z])(?:[{DIGITISH}][\s.|]?){{4}}[{DIGITISH}](?![0-9A-Za-z])")


def parse(text: str, chars: Sequence[CharReading] = ()) -> list[Parsed]:
    """Runs of five digits; `valid`: the first two are a zone of some comune."""
    found = []
    for match in _FIVE.finditer(text):
        compact = re.sub(r"[\s.|]", "", match[0]) if sum(c not in " ." for c in match[0]) > 5 else re.sub(r"[\s.]", "", match[0])
        read = digits_of(compact)
        if read is None or len(read[0]) != 5 or not has_digits(compact, 3):
            continue
        spaces = match[0].count(" ")
        good = plausible(read[0])
        reasons = (("confused_characters",) if read[1] else ()) + (() if good else ("not_in_catalogue",))
        found.append(
            Parsed(
                read[0],
                match[0],
                match.start(),
                read[1] - (0.3 if 0 < spaces < 4 else 0.0) - (0.0 if good else 1.0),
                bool(read[1]),
                reasons,
                good,
            )
        )
    return best_first(found)


def plausible(code: str) -> bool:
    """Whether some comune's postal code shares the first three digits (big cities have a range)."""
    return code[:3] in places.postal_zones()
