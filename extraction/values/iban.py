"""IBAN, Italian or foreign: check digits mod 97 and, for Italy, the CIN.

Source: ISO 13616; the Italian BBAN's CIN as schwifty computes it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from schwifty import IBAN
from schwifty.exceptions import SchwiftyException
from stdnum import iban as stdnum_iban

from domain.page import CharReading
from extraction.values.confusion import AS_DIGIT, AS_LETTER, COMMON, RARE, STRONG
from extraction.values.parsed import Parsed, best_first

ITALIAN = "AA99A9999999999************"
"""A: a letter; 9: a digit; *: either (account numbers are nearly always digits)."""
LENGTHS = {
    "IT": 27, "SM": 27, "DE": 22, "FR": 27, "ES": 24, "AT": 20, "BE": 16, "NL": 18, "GB": 22, "CH": 21, "PT": 25, "IE": 22, "LU":
    20, "RO": 24, "LT": 20, "MT": 31, "SI": 19, "HR": 21, "PL": 28, "GR": 27, "MC": 27, "HU": 28, "CZ": 24, "SK": 24, "BG": 22,
    "EE": 20, "LV": 21, "FI": 18, "SE": 24, "DK": 18, "NO": 15, "CY": 28, "LI": 21, "VA": 22, "AL": 28,
}  # fmt: skip
"""Country -> length of its IBANs."""
_START = re.compile(r"(?<![A-Za-z0-9])([A-Z]{2}|[1lI|]\s?[T7])\s*[\-.:]?\s*(?=(?:[0-9OoQDIlSBZG][\s.\-]?){2})|(?<![A-Za-z0-9])(it)(?=\d\d)")


def parse(text: str, chars: Sequence[CharReading] = ()) -> list[Parsed]:
    """IBANs of the text pressed into their country's mask. `valid`: check digits (and CIN) are right."""
    found = []
    for match in _START.finditer(text):
        country = re.sub(r"\s", "", match[1] or match[2]).upper()
        if country[0] in "1I|L" and country[1] in "T7":
            country = "IT"
        length = LENGTHS.get(country)
        if length is None:
            continue
        tail, end = _take(text, match.end(), length - 2)
        if len(tail) < length - 4:
            continue
        raw = text[match.start() : end]
        if country not in ("IT", "SM") and sum(c.isdigit() for c in tail) < 0.6 * len(tail):
            continue
        masked = in_mask(country + tail) if len(tail) == length - 2 else None
        if masked:
            code, cost = masked
            good = is_valid(code)
            reasons = (("confused_characters",) if cost else ()) + (("check_passed",) if good else ("check_failed",))
            found.append(Parsed(code, raw, match.start(), cost - (0.0 if good else 3.0), bool(cost), reasons, good))
        else:
            found.append(Parsed((country + tail).upper(), raw, match.start(), -8.0, reasons=("check_failed", "wrong_length"), valid=False))
    return best_first(found)


def _take(text: str, at: int, length: int) -> tuple[str, int]:
    """Up to `length` letters and digits from `at`, single spaces and points skipped; (characters, end offset)."""
    out = ""
    end = at
    for i in range(at, len(text)):
        char = text[i]
        if (char.isascii() and char.isalnum()) or char in "|!$&":
            out += char
            end = i + 1
            if len(out) == length:
                break
        elif char not in " .-_/":
            break
    return out, end


def in_mask(text: str) -> tuple[str, float] | None:
    """An IBAN's characters read as the mask demands, with the log-likelihood; None when one cannot be."""
    mask = ITALIAN if text[:2] in ("IT", "SM") else "AA99" + "*" * (len(text) - 4)
    italian = mask is ITALIAN
    out, cost = [], 0.0
    for char, kind in zip(text, mask, strict=False):
        upper = char.upper() if char.isalpha() else char
        if kind == "A" and not upper.isalpha():
            if upper not in AS_LETTER:
                return None
            upper, cost = AS_LETTER[upper], cost + COMMON
        elif kind == "9" and not upper.isdigit():
            if char not in AS_DIGIT and upper not in AS_DIGIT:
                return None
            upper, cost = AS_DIGIT.get(char) or AS_DIGIT[upper], cost + (COMMON if char in STRONG else RARE)
        elif kind == "*" and italian and char in "OoIlSBZ|!Q":
            upper, cost = AS_DIGIT[char], cost + COMMON / 2
        elif kind == "*" and not upper.isalnum():
            return None
        out.append(upper)
    return "".join(out), cost


@cache
def _checked(code: str) -> bool:
    if not stdnum_iban.is_valid(code, check_country=False):
        return False
    try:
        IBAN(code, validate_bban=True)
    except SchwiftyException:
        return False
    return True


def is_valid(code: str) -> bool:
    """Whether length, check digits and national check are right."""
    return bool(code) and code.isascii() and code.isalnum() and _checked(code)
