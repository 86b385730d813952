"""Names, addresses and places of running text by their own shape: what the tagger cuts wrong or does not see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extraction.values import places
from extraction.values.address import STREET_WITH_NUMBER
from extraction.values.confusion import folded
from extraction.words import given_names

_WORD = re.compile(r"[^\s,;()«»\"“”–]+")

_LONGEST_TOWN = 6
_FORM = re.compile(
    r"(?:S\.?\s?r\.?\s?[lI1]\.?\s?(?:s\.?)?(?:\s+(?:unipersonale|in liquidazione))?|S\.?\s?p\.?\s?A\.?|S\.?\s?n\.?\s?c\.?|"
    r"S\.?\s?a\.?\s?s\.?|Soc\.?\s?Coop\.?|"
    r"[Ss]ociet[àa]\s+(?:[Cc]ooperativa|[Aa]gricola\s+s\.?\s?s\.?))(?![A-Za-z])",
    re.IGNORECASE,
)
_PERSON = re.compile(r"(?P<name>\b[A-ZÀ-Ý][a-zà-ÿA-ZÀ-Ý'’]+(?:\s[A-ZÀ-Ý][a-zà-ÿA-ZÀ-Ý'’]+){1,3})")
_BEHIND = re.compile(
    r"\s?[,(–-]?\s?\(?(?:nat[oa]|c\.?\s?f|cod|residente|domicilia|abitante|titolare|cittadin|che dimora|P\.?\s?I)", re.IGNORECASE
)
_BORN = re.compile(r"(?<=[a-zà-ÿ]{2})nat[oa]/[oa]$")
"""The word behind a name, glued to it; "Donato" is a name."""
_TITLE = re.compile(r"\b(?:sig(?:nor)?\.?(?:ra|na|a|e)?\.?|dott\.?(?:ssa)?|ing\.|geom\.|avv\.|arch\.)\s?$", re.IGNORECASE)
_NAME_WORD = re.compile(r"(?:[A-ZÀ-Ý0-9][\w'’.&-]*|&|e|di|F\.lli|dei|del|della)$")
_BEFORE_NAME = frozenset({"la", "il", "lo", "ditta", "impresa", "spettabile", "tra", "e", "ed", "nonche", "presente", "societa", "di"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the text."""

    start: int
    end: int
    whole: bool = True
    """False for a part of a longer piece."""


def towns(text: str) -> list[Piece]:
    """Names of the catalogue written with a capital, the longest at each place."""
    words = list(_WORD.finditer(text))
    found: list[Piece] = []
    i = 0
    while i < len(words):
        size = next((n for n in range(min(_LONGEST_TOWN, len(words) - i), 0, -1) if _is_town(text, words, i, n)), 0)
        if size:
            end = words[i + size - 1].end()
            found.append(Piece(words[i].start(), end - (text[end - 1] in ".:")))
        i += size or 1
    return found


def _is_town(text: str, words: list[re.Match[str]], i: int, n: int) -> bool:
    first, last = words[i], words[i + n - 1]
    if not first[0][0].isupper() or len(first[0]) < 2 or any(c in text[first.start() : last.end()] for c in ",;()"):
        return False
    name = folded(text[first.start() : last.end()])
    return len(name) > 2 and (name in places.by_name() or name in places.EVERYDAY)


def addresses(text: str, known: list[Piece]) -> Iterator[Piece]:
    """Streets with their number, with the town, postal code and province before or behind them where they are written.

    Yields the widest span, then the bare street. `known`: the towns of the text.
    """
    for match in STREET_WITH_NUMBER.finditer(text):
        start, end = match.span()
        left, right = _left(text, start, known), _right(text, end, known)
        if left is not None and right <= end:
            yield Piece(left, _tail(text, end))
        elif right > end:
            yield Piece(start, right)
        yield Piece(start, end, whole=left is None and right <= end)


def _left(text: str, start: int, known: list[Piece]) -> int | None:
    """Where `38083 Borgo Chiese (TN), ` before a street begins; None when no town stands there."""
    town = next((t for t in reversed(known) if t.end <= start and start - t.end <= 16), None)
    if town is None:
        return None
    between = re.fullmatch(r"\s?(?:\(\s?\w{2}\s?\)|[A-Z]{2}\b)?\s?[,–-]?\s*(?:alla\s|in\s|all')?", text[town.end : start])
    if between is None:
        return None
    code = re.search(r"\d{5}\s?$", text[max(0, town.start - 7) : town.start])
    return town.start - len(code[0]) if code else town.start


def _right(text: str, end: int, known: list[Piece]) -> int:
    """Where `, 09026 San Sperate (SU)` behind a street ends; `end` when no town stands there."""
    link = re.match(r"\s?[,–-]?\s?(?:CAP\s?)?(?:\d{5})?\s?[,–-]?\s?", text[end:])
    at = end + (link.end() if link else 0)
    town = next((t for t in known if abs(t.start - at) <= 1), None)
    if town is None or not link or not link[0].strip():
        return end
    tail = re.match(r"\s?(?:\(\s?\w{2}\s?\)|[A-Z]{2}\b)?", text[town.end :])
    return _tail(text, town.end + (len(tail[0]) if tail and tail[0].strip() else 0))


def _tail(text: str, end: int) -> int:
    """With a postal code that follows (`, CAP 67017`)."""
    code = re.match(r"\s?,?\s?(?:CAP|C\.A\.P\.)\s?\d{5}", text[end:])
    return end + (code.end() if code else 0)


def firms(text: str) -> Iterator[Piece]:
    """Firms: a legal form with the capitalised words before it."""
    for form in _FORM.finditer(text):
        before = list(re.finditer(r"[^\s,;()«»:]+", text[max(0, form.start() - 70) : form.start()]))
        shift = max(0, form.start() - 70)
        start = form.start()
        for word in reversed(before):
            gap = text[shift + word.end() : start]
            if gap.strip() or not _NAME_WORD.match(word[0]):
                break
            start = shift + word.start()
        name = text[start : form.start()]
        while name.split() and folded(name.split()[0]) in _BEFORE_NAME:
            start += len(name) - len(name.lstrip()) + len(name.split()[0])
            name = text[start : form.start()]
        start += len(name) - len(name.lstrip())
        if sum(c.isalpha() for c in text[start : form.start()]) > 2:
            yield Piece(start, form.end())


def persons(text: str) -> Iterator[Piece]:
    """Persons: two to four capitalised words, a given name among them, before birth, residence, code or role, or behind a title."""
    for match in _PERSON.finditer(text):
        words = match["name"].split()
        before, after = text[max(0, match.start() - 24) : match.start()], text[match.end() : match.end() + 14]
        after = match["name"][-4:] + after if after[:2] in ("/a", "/o") else after
        if any(folded(w).replace(" ", "") in given_names() for w in words) and (_BEHIND.match(after) or _TITLE.search(before)):
            glued = _BORN.search(text, match.start("name"), match.end("name") + 2)
            yield Piece(match.start("name"), glued.start() if glued else match.end("name"))
