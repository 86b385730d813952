"""Phone numbers in E.164, Italian unless a country is written."""

from __future__ import annotations

import re
from collections.abc import Sequence

import phonenumbers

from domain.page import CharReading
from extraction.values.confusion import digits_of, has_digits
from extraction.values.parsed import Parsed, best_first

RUN = re.compile(
    r"(?<![A-Za-z0-9])(?:\(?\s?(?:\+|00)\s?[0-9OoIl]{1,3}\s?\)?[\s./-]*)?\(?[0-9OoQDIlSBZ|]{1,5}\)?(?:[\s./\-]{0,3}[0-9OoQDIlSBZ|]+)*"
)

_MOBILE_LENGTHS = (12, 13)
"""Of a mobile number with +39; phonenumbers knows longer ones that nobody has."""


def parse(text: str, chars: Sequence[CharReading] = ()) -> list[Parsed]:
    """The numbers of the text. `valid`: phonenumbers knows the number's range."""
    found = []
    for match in RUN.finditer(text):
        raw = match[0].rstrip(" ./-|")
        plus = "+" in raw[:3]
        compact = re.sub(r"[\s().+/\-]", "", raw)
        read = digits_of(compact.replace("|", "1"))
        if read is None or not has_digits(compact, 6) or not 6 <= len(read[0]) <= 15:
            continue
        for digits, international, penalty in _writings(read[0], plus):
            parsed = _number(digits, international)
            if parsed is None:
                continue
            value, good = parsed
            score = read[1] - penalty - (0.0 if good else 3.0)
            reasons = (("confused_characters",) if read[1] else ()) + (() if good else ("check_failed",))
            found.append(Parsed(value, raw, match.start(), score, bool(read[1]), reasons, good))
    return best_first(found)


def _writings(digits: str, plus: bool) -> list[tuple[str, bool, float]]:
    """(digits, with country code, penalty): a misread `+39` may look like 39 or 439 before ten digits."""
    if plus:
        return [(digits, True, 0.0)]
    if digits.startswith("00"):
        return [(digits[2:], True, 0.0)]
    ways = [(digits, False, 0.0)]
    if digits.startswith("39") and len(digits) >= 11:
        ways.append((digits, True, 0.2))
    if digits[1:3] == "39" and digits[0] in "41t7" and len(digits) >= 12:
        ways.append((digits[1:], True, 2.0))
    return ways


def _number(digits: str, international: bool) -> tuple[str, bool] | None:
    try:
        number = phonenumbers.parse(("+" if international else "") + digits, None if international else "IT")
    except phonenumbers.NumberParseException:
        return None
    value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    mobile = value.startswith("+393")
    return value, phonenumbers.is_valid_number(number) and not (mobile and len(value) not in _MOBILE_LENGTHS)
