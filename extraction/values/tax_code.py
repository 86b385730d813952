"""Codice fiscale of a person: 16 characters with a check character, omocodia included; 11 digits when provisional.

Source: D.M. 23 December 1976.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from codicefiscale import codicefiscale

from domain.page import CharReading
from extraction.values.confusion import AS_DIGIT, AS_LETTER, COMMON, RARE, STRONG
from extraction.values.parsed import Parsed, best_first

MASK = "AAAAAA99A99A999A"
"""A: a letter; 9: a digit, or its omocodia letter."""
OMOCODIA = dict(zip("LMNPQRSTUV", "0123456789", strict=True))
MONTH_LETTERS = "ABCDEHLMPRST"
_LABEL = re.compile(r"^\s*(?:codice\s*fiscale|cod\.?\s*fisc\.?|c\.?\s?f\.?)\s*(?:n\.?)?\s*[:/.]*\s*(?=\S{11})", re.IGNORECASE)
_RUN = re.compile(r"[A-Za-z0-9|!$€&]+(?:[\s.\-_/]{1,3}[A-Za-z0-9|!$€&]+)*")


def check_character(body: str) -> str:
    """The sixteenth character for fifteen others; raises KeyError for characters no code has."""
    return str(codicefiscale.encode_cin(body))


def is_valid(code: str) -> bool:
    """Sixteen characters in the mask, a month letter, and the right check character."""
    return fits_mask(code) and code[8] in MONTH_LETTERS and check_character(code[:15]) == code[15]


def fits_mask(code: str) -> bool:
    """Whether every position holds a letter or digit as it must, omocodia letters allowed."""
    return (
        len(code) == 16
        and code.isascii()
        and all(c.isupper() if m == "A" else c.isdigit() or c in OMOCODIA for c, m in zip(code, MASK, strict=True))
    )


def without_omocodia(code: str) -> str:
    """The code with omocodia letters turned back into digits."""
    return "".join(OMOCODIA.get(c, c) if m == "9" else c for c, m in zip(code, MASK, strict=True))


def birth_of(code: str) -> tuple[date | None, str, str]:
    """(birth date, sex M or F, cadastral code of the place) that a code in the mask tells; the date None when it does not exist.

    Two digits of the year mean the latest past century in which the person is at least a child of today.
    """
    plain = without_omocodia(code)
    day = int(plain[9:11])
    sex, day = ("F", day - 40) if day > 40 else ("M", day)
    year = 2000 + int(plain[6:8])
    if year > date.today().year:
        year -= 100
    try:
        born = date(year, MONTH_LETTERS.index(plain[8]) + 1, day)
    except ValueError:
        return None, sex, plain[11:15]
    return born, sex, plain[11:15]


def parse(text: str, chars: Sequence[CharReading] = ()) -> list[Parsed]:
    """Sixteen characters pressed into the mask, or eleven digits; other lengths are left to the constraints. `valid`: the check passes."""
    found = []
    body = _LABEL.sub("", text)
    shift = len(text) - len(body)
    for match in _RUN.finditer(body):
        compact = re.sub(r"[\s.\-_/]", "", match[0])
        windows = [compact[i : i + 16] for i in range(len(compact) - 15)][:24]
        for window in windows:
            masked = in_mask(window) if _looks_like_one(window) else None
            if masked and (len(compact) == 16 or is_valid(masked[0])):
                code, cost = masked
                found.append(_parsed(code, match[0], match.start() + shift, cost - 0.5 * (len(compact) - 16), window.upper() != code))
        if len(compact) == 11 and compact.isdigit():
            found.append(Parsed(compact, match[0], match.start() + shift, -1.5, reasons=("provisional",), valid=luhn(compact)))
        if len(compact) in (14, 15, 17, 18) and _looks_like_one(compact) and not any(p.valid for p in found):
            found.append(
                Parsed(compact.upper(), match[0], match.start() + shift, -8.0, reasons=("check_failed", "wrong_length"), valid=False)
            )
    return best_first(found)


def _parsed(code: str, raw: str, start: int, cost: float, repaired: bool) -> Parsed:
    good = is_valid(code)
    reasons = (("confused_characters",) if repaired else ()) + (("check_passed",) if good else ("check_failed",))
    return Parsed(code, raw, start, cost - (0.0 if good else 3.0), repaired, reasons, good)


def in_mask(window: str) -> tuple[str, float] | None:
    """Sixteen characters read as the mask demands, with the log-likelihood; None when one cannot be."""
    out, cost = [], 0.0
    small_l = sum(c.isupper() for c in window) > sum(c.islower() for c in window)
    for i, (char, mask) in enumerate(zip(window, MASK, strict=True)):
        upper = "I" if char == "l" and small_l and mask == "A" else char.upper() if char.isalpha() else char
        if mask == "A":
            if not (upper.isascii() and upper.isalpha()):
                if upper not in AS_LETTER:
                    return None
                upper, cost = AS_LETTER[upper], cost + COMMON
        elif not char.isdigit():
            omocode = upper in OMOCODIA
            if upper in AS_DIGIT and not (omocode and _checks(window, i, upper)):
                upper, cost = AS_DIGIT[upper], cost + (COMMON if char in STRONG else RARE)
            elif not omocode:
                return None
            else:
                cost -= 1.0
        out.append(upper)
    return "".join(out), cost


def _looks_like_one(run: str) -> bool:
    """Letters first, digits then: enough of both where a code has them, whatever was misread."""
    return sum(c.isalpha() for c in run[:6]) >= 4 and sum(c.isdigit() for c in run[6:15]) >= 4


def _checks(window: str, i: int, letter: str) -> bool:
    """Whether the code as it stands, with an omocodia letter at `i`, passes its check."""
    return letter in OMOCODIA and is_valid(window.upper())


def luhn(digits: str) -> bool:
    """Whether eleven digits pass the check of a partita IVA."""
    total = sum(int(d) if i % 2 == 0 else sum(divmod(2 * int(d), 10)) for i, d in enumerate(digits))
    return len(digits) == 11 and total % 10 == 0
