"""Whole numbers: in digits, in words, or both; and a helper that reads a quantity with its unit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.page import CharReading
from extraction.values.confusion import DIGITISH, digits_of, folded, has_digits
from extraction.values.number_words import likeness, number_of
from extraction.values.parsed import Parsed, best_first

_RUN = re.compile(rf"(?<![A-Za-zÀ-ÿ0-9])[{DIGITISH}](?:[{DIGITISH}]|[.'](?=[{DIGITISH}]{{3}}(?![{DIGITISH}])))*(?![A-Za-zÀ-ÿ])")
_WORDS = re.compile(r"[A-Za-zÀ-ÿ015|]{3,}(?:\s[A-Za-zÀ-ÿ]{3,}){0,3}")
_UNITS = {
    "day": r"gg|giorn[oi]", "week": r"settiman[ae]", "month": r"mes[ei]|mensilit[aà]|rat[ae]", "year": r"ann[oi]|annualit[aà]",
    "quarter": r"trimestr[ei]", "half": r"semestr[ei]",
}  # fmt: skip
_UNIT = re.compile("|".join(rf"(?P<{name}>\b(?:{pattern})\b)" for name, pattern in _UNITS.items()), re.IGNORECASE)
IN_MONTHS = {"month": 1.0, "year": 12.0, "quarter": 3.0, "half": 6.0}
"""Unit -> months."""
IN_DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 90, "half": 180, "year": 360}
"""Unit -> days, a month being 30."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with the unit behind it."""

    number: int
    unit: str
    """day, week, month, quarter, half or year."""
    start: int
    end: int
    """Where it stands in the text."""
    score: float


def parse(text: str, chars: Sequence[CharReading] = ()) -> list[Parsed]:
    """The numbers of the text, those in digits first; a number in words beside it that says the same is evidence, another one a doubt."""
    found = []
    for match in _RUN.finditer(text):
        run = match[0].rstrip(".'")
        read = digits_of(re.sub(r"[.']", "", run))
        if read is None or len(read[0]) > 15 or not (has_digits(run, 1) or (len(run) > 1 and len(text.strip()) == len(run))):
            continue
        others = sum(c.isalnum() for c in text) - len(run)
        found.append(
            Parsed(int(read[0]), run, match.start(), read[1] - 0.02 * others, read[1] < 0, ("confused_characters",) if read[1] else ())
        )
    found = [_with_words(p, text) for p in found]
    if not found:
        found = _in_words(text)
    return best_first(found)


def _with_words(parsed: Parsed, text: str) -> Parsed:
    """The number with what the words beside it say."""
    if not isinstance(parsed.value, int):
        return parsed
    for match in _WORDS.finditer(text):
        if likeness(match[0], parsed.value) > 0.85:
            return Parsed(
                parsed.value, parsed.raw, parsed.start, parsed.score + 1.0, parsed.repaired, (*parsed.reasons, "words_agree"), True
            )
    return parsed


def _in_words(text: str) -> list[Parsed]:
    found = []
    for match in _WORDS.finditer(text):
        for word in {match[0], *match[0].split()}:
            read = number_of(word)
            if read:
                found.append(Parsed(read[0], word, text.index(word), -0.5 - 10 * (1 - read[1]), read[1] < 1, ("in_words",)))
    return found


def quantities(text: str) -> list[Quantity]:
    """Numbers followed by a unit of time: `24 (ventiquattro) mesi`, `anni 3`, `mesi sei`, `un anno`, `quattro anni`."""
    found = []
    for unit in _UNIT.finditer(text):
        name = unit.lastgroup or ""
        before, after = text[max(0, unit.start() - 48) : unit.start()], text[unit.end() : unit.end() + 32]
        read = _number_at(before, last=True)
        if read:
            found.append(Quantity(read[0], name, unit.start() - len(before) + read[1], unit.end(), read[2]))
            continue
        read = _number_at(after, last=False)
        if read:
            found.append(Quantity(read[0], name, unit.start(), unit.end() + read[1], read[2] - 0.3))
    return found


def _number_at(part: str, last: bool) -> tuple[int, int, float] | None:
    """The number at the end (`last`) or at the start of a text: (number, offset of its outer end, score)."""
    edge = (
        re.search(r"(?:^|(?<=\s)|(?<=\())([\w.']+)\s*(?:[(\[/-]\s*([\w\s']{1,40}?)\s*[)\]]?)?[\s.]*$", part)
        if last
        else re.match(r"\s*([\w']+)\s*(?:[(\[/-]\s*([\w\s']{1,40}?)\s*[)\]])?", part)
    )
    if not edge:
        return None
    at = edge.start(1) if last else edge.end()
    for group in (1, 2):
        if not edge[group]:
            continue
        number = _number(edge[group])
        if number is not None:
            return number[0], at, number[1]
    tail = part.split()
    if last and tail:
        number = _number(tail[-1].strip("()[]"))
        if number is not None:
            return number[0], part.rindex(tail[-1]), number[1]
    return None


def _number(word: str) -> tuple[int, float] | None:
    word = word.strip(" .'")
    if has_digits(word, 1):
        read = digits_of(re.sub(r"[.']", "", word))
        return (int(read[0]), read[1]) if read and len(read[0]) < 6 else None
    if folded(word) in ("un", "uno", "una"):
        return 1, -0.2
    found = number_of(word)
    return (found[0], -0.2 - 10 * (1 - found[1])) if found else None
