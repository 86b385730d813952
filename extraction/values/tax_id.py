"""Partita IVA (eleven digits with a check digit) or codice fiscale of a party."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.page import CharReading
from extraction.values import tax_code
from extraction.values.confusion import AS_DIGIT, digits_of, has_digits
from extraction.values.parsed import Parsed, best_first

_ELEVEN = re.compile(
    rf"(?<![A-Za-z0-9])(?:IT|lT|1T)?[\s.]?((?:[0-9{re.escape(''.join(AS_DIGIT))}][\s.]?){{10}}[0-9{re.escape(''.join(AS_DIGIT))}])(?![A-Za-z0-9])"
)
_SIXTEEN = re.compile(r"[A-Za-z]")


def parse(text: str, chars: Sequence[CharReading] = ()) -> list[Parsed]:
    """Eleven digits first where they stand alone, then sixteen characters. `valid`: the check passes."""
    found = []
    for match in _ELEVEN.finditer(text):
        compact = re.sub(r"[\s.]", "", match[1])
        read = digits_of(compact)
        if read is None or not has_digits(compact, 7) or not all(has_digits(part, 1) for part in match[1].split()):
            continue
        good = tax_code.luhn(read[0])
        reasons = (("confused_characters",) if read[1] else ()) + (("check_passed",) if good else ("check_failed",))
        found.append(Parsed(read[0], match[0], match.start(), read[1] - (0.0 if good else 2.0), bool(read[1]), reasons, good))
    if _SIXTEEN.search(text):
        found += [p for p in tax_code.parse(text) if isinstance(p.value, str) and len(p.value) != 11]
    return best_first(found)
