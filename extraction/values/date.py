"""Dates: numeric with any separator, glued, with the month in words or Roman figures, and wholly in words; day before month, always."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from rapidfuzz import fuzz, process

from domain.page import CharReading
from extraction.values.confusion import DIGITISH, digits_of, folded, has_digits
from extraction.values.number_words import in_words, number_of, squeezed
from extraction.values.parsed import Parsed, best_first

MONTHS = ("gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre")
_SHORT = {
    "gen": 1, "genn": 1, "feb": 2, "febb": 2, "mar": 3, "apr": 4, "mag": 5, "magg": 5, "giu": 6, "lug": 7, "ago": 8, "set": 9,
    "sett": 9, "ott": 10, "nov": 11, "dic": 12,
}  # fmt: skip
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10, "xi": 11, "xii": 12}
_D = DIGITISH
_SEP = r"\s?[./\\\-–—,:;'’·|_]{1,2}\s?|\s"
NUMERIC = re.compile(rf"(?<![0-9A-Za-z])([{_D}]{{1,2}})({_SEP})([{_D}]{{1,2}})({_SEP})([{_D}]{{4}}|[{_D}]{{2}})(?![0-9])")
ISO = re.compile(rf"(?<![0-9A-Za-z])([12][{_D}]{{3}})[-./]([{_D}]{{2}})[-./]([{_D}]{{2}})(?![0-9])")
GLUED = re.compile(rf"(?<![0-9A-Za-z])([{_D}]{{8}}|[{_D}]{{6}})(?![0-9])")
SLASHED = re.compile(rf"(?<![0-9])([{_D}]{{2}})([17lI|/.\-])([{_D}]{{2}})([17lI|/.\-])([{_D}]{{4}})(?![0-9])")
_DAY = r"(?P<day>(?-i:[0-9]{1,2}|(?<![A-Za-zÀ-ÿ])[0-9OoIlSZB|]{1,2}(?=[\s.,/°º\-]))|[a-zà-ÿ]{3,12})"
WORDED = re.compile(
    rf"(?<![0-9]){_DAY}\s?(?:[°ºª^*]|o(?=\s))?[\s.,\-/]*(?:del\s+mese\s+di\s+|di\s+|del\s+)?"
    r"(?P<month>[a-zà-ÿ][a-zà-ÿ01|!]{1,8}[a-zà-ÿ]|[IVX]{1,4})\s?[.,\-/]*\s*(?:dell?['’]?\s?anno\s+|del(?=\s|\d)\s?|nel\s+)?"
    r"(?P<year>(?-i:['’]?[0-9OoIlSBZG|]{2,4})(?![0-9])|(?:mille|due\s?mila)[a-zà-ÿ]*)",
    re.IGNORECASE,
)
DEED = re.compile(
    rf"anno\s+(?P<year>(?-i:[0-9OoIlSBZG|]{{4}})|(?:mille|due\s?mila)[a-zà-ÿ]*)[\s,(0-9)]*(?:il\s+)?(?:giorno\s+|addì\s+|di\s+)*"
    rf"{_DAY}[\s,(0-9)°º]*(?:del\s+)?(?:mese\s+)?(?:di\s+)?(?P<month>[a-zà-ÿ]{{3,10}})",
    re.IGNORECASE,
)
_EARLIEST, _LATEST = 1895, 2099


def parse(text: str, chars: Sequence[CharReading] = ()) -> list[Parsed]:
    """The dates of the text. A day that does not exist stays as written with `check_failed`; a year of two digits gives both centuries."""
    found: list[Parsed] = []
    for read in readings(text):
        found += read
    return best_first(_spare(text, p) for p in found)


def _spare(text: str, parsed: Parsed) -> Parsed:
    """Other digits in the text speak a little against a date."""
    others = sum(c.isdigit() for c in text) - sum(c.isdigit() for c in parsed.raw)
    return replace(parsed, score=parsed.score - 0.05 * max(0, others))


def readings(text: str) -> Iterator[list[Parsed]]:
    """For every place of the text that may be a date what it may say, best first; places may overlap."""
    yield from _scan(DEED, text, lambda m: _worded(m, -0.2))
    yield from _scan(WORDED, text, lambda m: _worded(m, 0.0))
    yield from _scan(NUMERIC, text, _numeric)
    yield from _scan(ISO, text, lambda m: _figures(m[3], m[2], m[1], m, -0.2))
    yield from _scan(GLUED, _joined(text), _glued)
    yield from _scan(SLASHED, text, lambda m: _figures(m[1], m[3], m[5], m, -2.5))


def _scan(pattern: re.Pattern[str], text: str, read: Callable[[re.Match[str]], list[Parsed]]) -> Iterator[list[Parsed]]:
    """The readings of all matches; where a match is no date the next one may begin inside it (`il 10/03/1953` at the 10)."""
    at = 0
    while match := pattern.search(text, at):
        found = read(match)
        if found:
            yield found
        at = match.end() if found else match.start() + 1


def _numeric(match: re.Match[str]) -> list[Parsed]:
    """A blank is a separator only between digits as they stand."""
    marks = match[2].strip(), match[4].strip()
    if not all(marks) and not (match[1] + match[3] + match[5]).isdigit():
        return []
    plain = marks[0] == marks[1] and marks[0] in (".", "/", "-")
    return _figures(match[1], match[3], match[5], match, 0.0 if plain else -0.5)


def _glued(match: re.Match[str]) -> list[Parsed]:
    run = match[1]
    if not has_digits(run, len(run) // 2 + 1):
        return []
    return _figures(run[:2], run[2:4], run[4:], match, -0.6 if len(run) == 8 else -3.0)


def _joined(text: str) -> str:
    """Cells of a comb (`1 0 0 3 1 9 5 3`, `10 03 1953`) without the spaces; other texts as they are."""
    parts = re.split(r"[\s|]+", text.strip())
    return "".join(parts) if len(parts) > 3 and max(map(len, parts)) <= 4 and sum(map(len, parts)) in (6, 8) else text


def _figures(day: str, month: str, year: str, match: re.Match[str], score: float) -> list[Parsed]:
    read = [digits_of(part) for part in (day, month, year)]
    if any(r is None for r in read) or not has_digits(day + month + year, 2):
        return []
    numbers = [int(r[0]) for r in read if r]
    cost = sum(r[1] for r in read if r)
    return _dates(numbers[0], numbers[1], year_text=read[2][0] if read[2] else "", match=match, score=score + cost, confused=cost < 0)


def _worded(match: re.Match[str], score: float) -> list[Parsed]:
    month = month_number(match["month"])
    day = _day(match["day"])
    year = _year(match["year"])
    if month is None or day is None or year is None:
        return []
    cost = month[1] + day[1] + year[1]
    found = _dates(day[0], month[0], year[0], match, score + cost, confused=cost < -0.5)
    if re.fullmatch(r"[1lI|][oO0lI|1]", match["day"]):
        first = _dates(
            1, month[0], year[0], match, score + month[1] + year[1] - (0.5 if match["day"][1].isdigit() else 0.0) - 1.0, confused=True
        )
        return best_first([*found, *first])
    return found


def _dates(day: int, month: int, year_text: str, match: re.Match[str], score: float, confused: bool) -> list[Parsed]:
    reasons = ("confused_characters",) if confused else ()
    found = []
    for year, penalty in _years(year_text):
        real = _exists(day, month, year)
        if not real and not (1 <= day <= 39 and 1 <= month <= 19):
            continue
        sane = real and _EARLIEST <= year <= _LATEST
        value = f"{year:04d}-{month:02d}-{day:02d}"
        told = reasons if sane else (*reasons, "check_failed")
        found.append(Parsed(value, match[0], match.start(), score + penalty - (0.0 if sane else 4.0), confused, told, sane))
    return found


def _years(text: str) -> list[tuple[int, float]]:
    """Four digits as they are; two digits in this century up to twenty years ahead, else in the last, and the other as second."""
    if len(text) == 4:
        return [(int(text), 0.0)]
    if len(text) != 2:
        return []
    short = int(text)
    recent = 2000 + short <= date.today().year + 20
    first, second = (2000 + short, 1900 + short) if recent else (1900 + short, 2000 + short)
    return [(first, -0.3), (second, -2.0)]


def _exists(day: int, month: int, year: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def month_number(text: str) -> tuple[int, float] | None:
    """(month 1 to 12, log-likelihood) of a month's name, abbreviation or Roman figure; None when it is none."""
    word = squeezed(text)
    if word in MONTHS:
        return MONTHS.index(word) + 1, 0.0
    if word in _SHORT:
        return _SHORT[word], -0.1
    if text.isupper() and word in _ROMAN:
        return _ROMAN[word], -0.3
    if len(word) < 4:
        return None
    match = process.extractOne(word, MONTHS, scorer=fuzz.ratio, score_cutoff=72)
    return (match[2] + 1, -(100 - match[1]) / 10) if match else None


@cache
def _day_words() -> dict[str, int]:
    return {in_words(n): n for n in range(1, 32)} | {"primo": 1}


def _day(text: str) -> tuple[int, float] | None:
    if has_digits(text, 1) or len(text) <= 2:
        read = digits_of(text)
        return (int(read[0]), read[1]) if read else None
    word = squeezed(text)
    if word in _day_words():
        return _day_words()[word], -0.2
    match = process.extractOne(word, _day_words().keys(), scorer=fuzz.ratio, score_cutoff=82)
    return (_day_words()[match[0]], -(100 - match[1]) / 10) if match else None


def _year(text: str) -> tuple[str, float] | None:
    text = text.strip("'’ ")
    if has_digits(text, 1):
        read = digits_of(text)
        return read if read and len(read[0]) in (2, 4) else None
    if folded(text)[:1] not in ("m", "d"):
        return None
    found = number_of(text, 0.85)
    return (str(found[0]), -0.2 - 10 * (1 - found[1])) if found and 1800 <= found[0] <= 2100 else None
