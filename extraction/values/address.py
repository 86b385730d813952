"""Addresses: street and number as written, with the spaces that a reading engine lost."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.page import CharReading
from extraction.values.confusion import AS_DIGIT, COMMON, clean, has_digits
from extraction.values.name import INITIAL, letters
from extraction.values.parsed import Parsed, best_first
from extraction.values.places import PROVINCES

STREETS = (
    "Via", "Viale", "V.le", "Piazza", "P.zza", "P.za", "Piazzale", "P.le", "Corso", "C.so", "Vicolo", "Largo", "L.go", "Strada",
    "Str.", "Contrada", "C.da", "Località", "Loc.", "Frazione", "Fraz.", "Borgo", "Salita", "Traversa", "Vico", "Lungomare",
    "Lungotevere", "Lungarno", "Calle", "Campo", "Fondamenta", "Rione", "Regione", "Cascina", "Galleria", "Passaggio", "Piazzetta",
    "Rampa", "Riviera", "Stradone", "Villaggio", "Quartiere", "Ripa", "Rua", "Circonvallazione",
)  # fmt: skip
"""How an Italian street name begins."""
_STREET = "|".join(re.escape(s) for s in sorted(STREETS, key=len, reverse=True))
STREET_WITH_NUMBER = re.compile(
    rf"\b(?:{_STREET})\s?[^,;()«»\d]{{2,42}}?,?\s?(?:n\s?[.°º]?\s?[°º]?\s?|nr\.?\s?|numero\s|civ\.?\s)?(?:\d{{1,4}}(?!\d)|s\.?\s?n\.?\s?c\.?)"
    r"(?:\s?/\s?(?:\d{1,3}|[A-Za-z])\b|\s?-\s?[A-Z]\b|\s(?:bis|ter)\b|[A-Za-z]\b)?(?:\s(?:int|scala|sc)\.?\s?\w{1,3})?"
)
"""A street with its number, names with figures in words (`XX Settembre`) included; `1° Maggio` begins with a figure of its own."""
_GLUED_STREET = re.compile(rf"\b({_STREET})(?=[A-ZÀ-Ý0-9])")
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Ý][a-zà-ÿ])")
_STROKES = str.maketrans("l1|0", "IIIO")
_PROVINCE = re.compile(r"(?<=\()[A-Za-z0-9|]{2}(?=\))|(?<= )[A-Z][A-Zl10|]$")
_GLUED_NUMBER = re.compile(r"(?<=[a-zà-ÿ]{3})(?=\d)")
_GLUED_COMMA = re.compile(r",(?=\S)")
_LABEL = re.compile(r"^(?:indirizzo|residente\s+(?:in|alla)|residenza|domicilio|in(?=\s+via))\s*:?\s*", re.IGNORECASE)
_NUMBER = re.compile(r"^([0-9OoIl|]{2,4})(?:/?[A-Za-z]|/\d{1,3})?$")
"""A house number; capital letters behind it (12B) are its own."""


def parse(text: str, chars: Sequence[CharReading] = ()) -> list[Parsed]:
    """The address as written with lost spaces put back, then exactly as read; empty without two letters."""
    written = clean(text)
    bare = clean(_LABEL.sub("", written)) or written
    spaced = _GLUED_COMMA.sub(", ", _GLUED_NUMBER.sub(" ", _CAMEL.sub(" ", _GLUED_STREET.sub(r"\1 ", bare))))
    words, cost = [], 0.0
    every = spaced.split()
    for i, word in enumerate(every):
        fixed, c = _word(word, last=i == len(every) - 1 and i > 1)
        words.append(fixed)
        cost += c
    value = _PROVINCE.sub(_province, " ".join(words))
    found = [Parsed(value, text, 0, cost, bool(cost), ("confused_characters",) if cost else ())]
    if value != bare:
        found.append(Parsed(bare, text, 0, -1.5))
    return best_first([p for p in found if sum(c.isalpha() for c in str(p.value)) >= 2])


def _province(match: re.Match[str]) -> str:
    """A province's two letters with l and 1 read as I and 0 as O, where that makes one."""
    letters_ = match[0].translate(_STROKES).upper()
    return letters_ if letters_ in PROVINCES else match[0]


def _word(word: str, last: bool) -> tuple[str, float]:
    """A word of an address: the house number's look-alikes become digits, other words' digits letters."""
    number = _NUMBER.match(word) if last else None
    if number and has_digits(number[1], 1) and not number[1].isdigit():
        return "".join(AS_DIGIT.get(c, c) for c in number[1]) + word[len(number[1]) :], COMMON / 4
    if INITIAL.search(word) or (len(word) > 3 and re.fullmatch(r"[A-Za-zÀ-ÿ']+[0-9][A-Za-zÀ-ÿ']+", word)):
        return letters(word)
    return word, 0.0
