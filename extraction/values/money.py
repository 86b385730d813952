"""Amounts in euro: figures in any Italian writing, words beside them, or words alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from domain.page import CharReading
from extraction.values.confusion import DIGITISH, digits_of, has_digits
from extraction.values.number_words import likeness, number_of
from extraction.values.parsed import Parsed, best_first

FIGURE = re.compile(
    rf"(?:(?<![A-Za-zÀ-ÿ0-9/])|(?:(?<=\ba)|(?<=\bdi)|(?<=\bda)|(?<=\bin))(?=\d))(?<!\d[.,'’·])"
    rf"[{DIGITISH}](?:[{DIGITISH}]|[.,'’·](?=[{DIGITISH}])|\s[.,'’·]\s?(?=[0-9])|[.,'’·]\s(?=[0-9]{{2,3}}(?![0-9]))|\s(?=[0-9][{DIGITISH}]{{2}}(?![{DIGITISH}])))*"
    r"(?:\s?[,.]\s?(?:-{1,2}|=|—|–)|/00)?(?![A-Za-zÀ-ÿ])"
)
_BEFORE = re.compile(r"(?:€|\b[Ee][Uu][Rr][Oo]?|\b[EC])[\s.:]*$")
_AFTER = re.compile(r"^[\s,=\-]*(?:€|[Ee][Uu][Rr][Oo]?\b)")
_WORDS = re.compile(r"[A-Za-zÀ-ÿ015|]{3,}(?:[\s'][A-Za-zÀ-ÿ]{2,}){0,8}(?=\s*(?:/|virgola|\)|$|,|\.|\s))")
_CENTS = re.compile(r"/\s*([0-9OoQlISB]{2})\b")


def parse(text: str, chars: Sequence[CharReading] = ()) -> list[Parsed]:
    """Every amount of the text, best first: figures before words; figures that the words repeat gain, figures that they deny are told."""
    found: list[Parsed] = []
    spaced = re.sub(r"(?<=€)(?=\S)|(?<=[Ee]uro)(?=\d)|(?<=EUR)(?=[O\d])|(?<=EURO)(?=\d)", " ", text)
    shift = _shifts(text, spaced)
    for match in FIGURE.finditer(spaced):
        if spaced[match.end() : match.end() + 2].strip()[:1] == "%":
            continue
        for value, score, reasons in figure_values(match[0]):
            near = 0.5 if beside_euro(spaced, match.start(), match.end()) else 0.0
            others = sum(c.isdigit() for c in spaced) - sum(c.isdigit() for c in match[0])
            found.append(Parsed(value, match[0], shift[match.start()], score + near - 0.1 * others, bool(reasons), reasons))
    written = amount_in_words(text)
    if written is None:
        return best_first(found)
    if not found:
        return [written]
    return best_first([*(_beside_words(p, text) for p in found), replace(written, score=written.score - 1.0)])


def beside_euro(text: str, start: int, end: int) -> bool:
    """Whether a euro sign (or an E or C that one was misread as) stands before, or one behind `text[start:end]`."""
    return bool(_BEFORE.search(text[max(0, start - 8) : start]) or _AFTER.match(text[end : end + 8]))


def _shifts(text: str, spaced: str) -> list[int]:
    """For each offset of `spaced` the offset in `text`, which lacks some of its spaces."""
    out, at = [], 0
    for char in spaced:
        out.append(min(at, max(0, len(text) - 1)))
        if at < len(text) and text[at] == char:
            at += 1
    return [*out, len(text)]


def figure_values(figure: str) -> list[tuple[str, float, tuple[str, ...]]]:
    """(value, score, reasons) of one run of figures: point and comma may be misread, missing or spaced."""
    if not has_digits(figure, 1):
        return []
    bare = re.sub(r"\s?[,.]\s?(?:-{1,2}|=|—|–)$|/00$", "", figure)
    groups = re.split(r"[\s.,'’·]+", bare)
    marks = re.findall(r"[\s.,'’·]+", bare)
    read = [digits_of(g) if has_digits(g, 1) else None for g in groups]
    if any(r is None for r in read):
        return []
    digits = [r[0] for r in read if r]
    cost = sum(r[1] for r in read if r)
    if sum(map(len, digits)) > 12:
        return []
    confused = ("confused_characters",) if cost else ()
    found = []
    for whole, cents, score, reason in _readings(digits, [m.strip() for m in marks], ended=bare != figure):
        value = Decimal(int(whole)) + (Decimal(int(cents)) / 100 if cents else 0)
        found.append((f"{value:.2f}", cost + score, (*confused, *((reason,) if reason else ()))))
    return found


def _readings(digits: list[str], marks: list[str], ended: bool) -> list[tuple[str, str, float, str]]:
    """(whole, cents, score, reason) of digit groups with the marks between them."""
    if len(digits) == 1:
        glued = [(digits[0][:-2], digits[0][-2:], -4.0, "missing_comma")] if len(digits[0]) >= 5 and not ended else []
        return [(digits[0], "", 0.0 if len(digits[0]) < 7 else -2.0, ""), *glued]
    *heads, last = digits
    thousands = all(len(g) == 3 for g in heads[1:]) and len(heads[0]) <= 3
    whole, mark = "".join(heads), marks[-1]
    if len(last) in (1, 2) and not ended:
        tidy = mark == "," and all(m in (".", "'", "’", "") for m in marks[:-1])
        score = (
            (0.0 if tidy else -0.7 if mark == "." else -1.5)
            - (0.0 if thousands or len(heads) == 1 else 3.0)
            - (0.0 if len(last) == 2 else 1.5)
        )
        return [(whole, last.ljust(2, "0"), score, "" if tidy or (mark == "." and len(heads) == 1) else "misread_point")]
    if len(last) == 3 and thousands:
        score = 0.0 if mark in (".", "'", "’", "·") else -0.3 if not mark else -1.5
        return [(whole + last, "", score, "" if score > -1 else "misread_point")]
    if len(last) == 5 and thousands:
        return [(whole + last[:3], last[3:], -2.5, "missing_comma")]
    return [(whole + last, "", -4.0, "misread_point")]


def amount_in_words(text: str) -> Parsed | None:
    """An amount in words: `milleduecento/00`, `euro centoventi virgola cinquanta`."""
    best: Parsed | None = None
    for match in _WORDS.finditer(text):
        for part in _phrases(match[0]):
            read = number_of(part, 0.9)
            if read is None:
                continue
            start = text.index(part)
            cents = _CENTS.match(text[start + len(part) :].lstrip())
            value = Decimal(read[0]) + Decimal(int((digits_of(cents[1]) or ("0",))[0]) if cents else 0) / 100
            parsed = Parsed(f"{value:.2f}", part, start, -1.0 - 10 * (1 - read[1]), read[1] < 1, ("in_words",))
            if len(part) >= 3 and (best is None or (len(part) * read[1], parsed.score) > (len(best.raw), best.score)):
                best = parsed
    return best


def _phrases(text: str) -> list[str]:
    """The whole run of words and each word of it."""
    return list(dict.fromkeys([text, *text.split()]))


def _beside_words(parsed: Parsed, text: str) -> Parsed:
    """Figures with what the words of the text say about them."""
    number = int(Decimal(str(parsed.value)))
    parts = [part for match in _WORDS.finditer(text) for part in _phrases(match[0])]
    likest = max(parts, key=lambda part: likeness(part, number), default="")
    read = number_of(likest, 0.9)
    best = likeness(likest, number) if read is None or read[0] == number or read[1] <= likeness(likest, number) else 0.0
    if best > 0.9:
        return replace(parsed, score=parsed.score + 2.0, reasons=(*parsed.reasons, "words_agree"), valid=True)
    return replace(parsed, score=parsed.score - 1.0, reasons=(*parsed.reasons, "words_disagree"), valid=False)
