"""Typed values anywhere in a run of words: dates, amounts, codes, whatever way a reading engine split or glued them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from domain.page import Word
from extraction.values import date, email, iban, integer, money, percent, phone, postal_code, province, tax_code, tax_id
from extraction.values.confusion import DIGITISH
from extraction.values.parsed import Parsed


@dataclass(frozen=True, slots=True)
class TypedSpan:
    """A value of a kind found in words `start` to `end` (half-open) of the sequence given."""

    start: int
    end: int
    parsed: Parsed


def find_typed(words: Sequence[Word], kind: str) -> list[TypedSpan]:
    """The values of `kind` in words of one line (or of lines that go on), each with its best reading, in order; none overlap.

    Empty for kinds that have no shape of their own (text, name, place, address, choice, boolean, signature).
    """
    finder = FINDERS.get(kind)
    if finder is None or not words:
        return []
    text = " ".join(w.text for w in words)
    starts: list[int] = []
    at = 0
    for word in words:
        starts.append(at)
        at += len(word.text) + 1
    ends = [s + len(w.text) for s, w in zip(starts, words, strict=True)]
    spans = []
    for start, end, parsed in find_in_text(text, kind):
        first = next(i for i, e in enumerate(ends) if e > start)
        last = next((i for i in range(len(words) - 1, -1, -1) if starts[i] < end), first)
        spans.append(TypedSpan(first, max(first, last) + 1, parsed))
    return spans


def find_in_text(text: str, kind: str) -> list[tuple[int, int, Parsed]]:
    """`(start, end, best reading)` of the values of `kind` in a text, in order, none overlapping; `parsed.start` is in `text`."""
    finder = FINDERS.get(kind)
    if finder is None:
        return []
    found = sorted(finder(text), key=lambda f: (-f[2].score - 0.02 * (f[1] - f[0]), f[0]))
    kept: list[tuple[int, int, Parsed]] = []
    for start, end, parsed in found:
        if all(end <= s or start >= e for s, e, _ in kept):
            kept.append((start, end, parsed))
    return sorted(kept, key=lambda f: f[0])


_Found = Iterator[tuple[int, int, Parsed]]


def _through(pattern: re.Pattern[str], parse: Callable[[str], list[Parsed]], text: str, floor: float = -9.0) -> _Found:
    """Each match of `pattern` read by `parse`; kept when its best reading is likelier than `floor`."""
    for match in pattern.finditer(text):
        read = parse(match[0])
        if read and read[0].score > floor:
            best = read[0]
            start = match.start() + best.start
            yield start, max(start + 1, min(match.end(), start + len(best.raw))), replace(best, start=start)


def _direct(parse: Callable[[str], list[Parsed]], text: str, floor: float = -9.0) -> _Found:
    """Every reading of the whole text with its place."""
    for parsed in parse(text):
        if parsed.score > floor and parsed.raw:
            yield parsed.start, parsed.end, parsed


def _dates(text: str) -> _Found:
    for found in date.readings(text):
        yield found[0].start, found[0].end, found[0]


def _amounts(text: str) -> _Found:
    """Figures that look like money: with cents, with a thousands mark, or beside a euro sign."""
    for match in money.FIGURE.finditer(text):
        figure = match[0]
        euro = money.beside_euro(text, match.start(), match.end())
        shaped = re.search(rf"[.,'][\s]?[{DIGITISH}]{{2,3}}(?![{DIGITISH}])|/00|,\s?[-=]", figure)
        if not (euro or shaped) or text[match.end() : match.end() + 2].strip()[:1] == "%":
            continue
        readings = money.figure_values(figure)
        if not readings:
            continue
        value, score, reasons = max(readings, key=lambda r: r[1])
        yield match.start(), match.end(), Parsed(value, figure, match.start(), score + (0.5 if euro else 0.0), bool(reasons), reasons)


_PROVINCE = re.compile(r"\(\s?[A-Za-z0-9]{2}\s?\)|(?<![A-Za-z0-9])[A-Z]{2}(?![A-Za-z0-9.])")
_RATE = re.compile(
    rf"(?<![A-Za-z0-9.,])[{DIGITISH}]{{1,3}}(?:\s?[.,]\s?[{DIGITISH}]{{1,4}})?\s?(?:%|per\s?cento)|(?<![A-Za-z0-9.,])\d{{1,2}}[.,]\d{{2,3}}(?![0-9.,])"
)


def _codes(parse: Callable[[str], list[Parsed]], text: str) -> _Found:
    """Runs of words that compact to a code; every start is tried, so that a label glued before it does no harm."""
    words = list(re.finditer(r"\S+", text))
    for i, first in enumerate(words):
        for last in words[i : i + 18]:
            if last is not first and not (_CAPITALS.fullmatch(first[0]) and _CAPITALS.fullmatch(last[0])):
                break
            length = sum(c.isalnum() or c in "|!$" for c in text[first.start() : last.end()])
            if length > 30:
                break
            if length < 11:
                continue
            for parsed in parse(text[first.start() : last.end()])[:1]:
                if parsed.score > -9.0:
                    start = first.start() + parsed.start
                    yield start, start + len(parsed.raw), replace(parsed, start=start)


_CAPITALS = re.compile(r"[A-Z0-9lioszbgq|!$&.,;:()\-]+")
"""Words that may be a part of a code: no small letter that is not a digit's look-alike."""
_MAIL = re.compile(r"[\w.+\-]+\s?[@©®]\s?[\w\-]+(?:\s?[.,]\s?[\w\-]+)+")


FINDERS: dict[str, Callable[[str], _Found]] = {
    "date": _dates,
    "money": _amounts,
    "percent": lambda text: _through(_RATE, percent.parse, text),
    "integer": lambda text: _direct(integer.parse, text),
    "tax_code": lambda text: _codes(tax_code.parse, text),
    "tax_id": lambda text: _codes(tax_id.parse, text),
    "iban": lambda text: _direct(iban.parse, text),
    "postal_code": lambda text: _direct(postal_code.parse, text),
    "province": lambda text: (f for f in _through(_PROVINCE, province.parse, text, floor=-3.0) if f[2].valid),
    "phone": lambda text: (f for f in _direct(phone.parse, text) if f[2].valid),
    "email": lambda text: _through(_MAIL, email.parse, text),
}
"""Kind -> finder of its values in a text."""
