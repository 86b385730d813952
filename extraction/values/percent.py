"""Rates in percent: two decimals or more, point or comma misread, the sign optional."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from domain.page import CharReading
from extraction.values.confusion import DIGITISH, digits_of, has_digits
from extraction.values.parsed import Parsed, best_first

_RATE = re.compile(
    rf"(?<![A-Za-zÀ-ÿ0-9.,])([{DIGITISH}]{{1,3}})(?:(\s?[.,'·;]\s?)([{DIGITISH}]{{1,4}}))?(\s?[%℅]|\s?(?:per\s?cento\b)|(?:0/0|o/o))?",
    re.IGNORECASE,
)


def parse(text: str, chars: Sequence[CharReading] = ()) -> list[Parsed]:
    """The rates of the text; a number without mark and of three or four digits may have lost its comma."""
    found = []
    for match in _RATE.finditer(text):
        whole, mark, decimals, sign = match.groups()
        read, tail = digits_of(whole), digits_of(decimals or "")
        if read is None or tail is None or not has_digits(whole + (decimals or ""), 1):
            continue
        cost = read[1] + tail[1] + (0.0 if sign else -0.5) - 0.1 * (sum(c.isdigit() for c in text) - sum(c.isdigit() for c in match[0]))
        reasons = ("confused_characters",) if read[1] + tail[1] else ()
        if decimals:
            odd = 0.0 if mark.strip() in ".," else -1.0
            found.append(
                Parsed(_percent(f"{read[0]}.{tail[0]}"), match[0], match.start(), cost + odd, bool(reasons), reasons, _plausible(read[0]))
            )
            continue
        found.append(Parsed(_percent(read[0]), match[0], match.start(), cost - 1.0, bool(reasons), reasons, _plausible(read[0])))
        if len(read[0]) == 3:
            found.append(
                Parsed(
                    _percent(f"{read[0][0]}.{read[0][1:]}"), match[0], match.start(), cost - 1.5, True, (*reasons, "missing_comma"), True
                )
            )
    for match in re.finditer(r"(?<!\d)(\d{2})(\d{2})\s?%", text):
        found.append(Parsed(_percent(f"{match[1]}.{match[2]}"), match[0], match.start(), -1.5, True, ("missing_comma",), True))
    return best_first(found)


def _percent(number: str) -> str:
    """At least two decimals, no more zeros than that."""
    value = Decimal(number)
    decimals = max(2, -int(value.normalize().as_tuple().exponent)) if value else 2
    return f"{value:.{decimals}f}"


def _plausible(whole: str) -> bool:
    return int(whole) <= 100
