"""Codice fiscale through the noisy channel: mask, check character, omocodia, catalogue of places, and what the person's other fields say.

Source: D.M. 23 December 1976; omocodia as the Agenzia delle Entrate issues it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from itertools import product

from codicefiscale import codicefiscale

from extraction.constraints.channel import Observed, likelihoods, noise_of
from extraction.constraints.checksum import Decoded, Option, decode, decode_of_length
from extraction.values import places, tax_code
from extraction.values.confusion import folded

SEGMENTS = ((0, 3), (3, 6), (6, 11), (11, 15))
"""Surname, given name, birth date with sex, place."""
_LETTERS, _DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
_OMOCODE = math.log(1e-3)
_ODD_ONE_OUT = -6.0
"""Log-prior of a date that does not exist or a place code no place has."""
_DOUBT = (0.1, 0.1, 0.06, 0.1)
"""For each segment how often a code on paper disagrees with the other fields as read."""
_RANGE = (3000.0, 3000.0, 30000.0, 8000.0)
"""How many values each segment has, roughly."""
_KEPT = 12
"""Readings kept a segment."""


@dataclass(frozen=True, slots=True)
class Person:
    """What the other fields say of the holder; empty for what is unknown. Several readings of one field may be given."""

    surnames: tuple[str, ...] = ()
    given_names: tuple[str, ...] = ()
    birth_dates: tuple[date, ...] = ()
    sex: str = ""
    birth_places: tuple[str, ...] = ()


def surname_letters(surname: str) -> str:
    """The three letters of a surname; empty when it has no letter."""
    return str(codicefiscale.encode_lastname(surname)) if folded(surname) else ""


def given_name_letters(name: str) -> str:
    """The three letters of a given name; empty when it has no letter."""
    return str(codicefiscale.encode_firstname(name)) if folded(name) else ""


def date_characters(born: date, sex: str) -> list[str]:
    """The five characters of birth date and sex; both sexes when `sex` is unknown."""
    head = f"{born.year % 100:02d}{tax_code.MONTH_LETTERS[born.month - 1]}"
    return [f"{head}{born.day + (40 if s == 'F' else 0):02d}" for s in ([sex] if sex in ("M", "F") else ["M", "F"])]


def place_codes(name: str, born: date | None = None) -> list[str]:
    """Cadastral codes of places of that name, those that existed at `born` first."""
    towns = places.by_name().get(folded(name), [])
    lived = [t for t in towns if born is None or (t.since <= born.isoformat() and (not t.until or born.isoformat() <= t.until))]
    return list(dict.fromkeys(t.code for t in [*lived, *towns]))


def expected(person: Person) -> tuple[frozenset[str], ...]:
    """For each segment the texts that the other fields make, empty where they say nothing."""
    born = person.birth_dates[0] if person.birth_dates else None
    return (
        frozenset(filter(None, map(surname_letters, person.surnames))),
        frozenset(filter(None, map(given_name_letters, person.given_names))),
        frozenset(c for d in person.birth_dates for c in date_characters(d, person.sex)),
        frozenset(c for p in person.birth_places for c in place_codes(p, born)[:6]),
    )


def decode_code(observed: list[Observed], person: Person = Person()) -> tuple[Decoded, list[Observed]] | None:
    """The likeliest code that passes its check, with the observation brought to sixteen characters; None when nothing fits the mask.

    Its `total` runs over every passing code of every way to bring the observation to sixteen characters.
    """
    wanted = expected(person)
    return decode_of_length(observed, 16, lambda way: _decode_sixteen(tuple(way), wanted))


def _decode_sixteen(observed: tuple[Observed, ...], wanted: tuple[frozenset[str], ...]) -> Decoded | None:
    noise = noise_of(observed)
    parts = [_segment(i, observed, wanted[i], noise) for i in range(4)]
    if not all(parts):
        return None
    check = [Option(char, score, ((-_LETTERS.index(char)) % 26, 0)) for char, score in likelihoods(observed[15], _LETTERS, noise)]
    return decode([*parts, check], (26, 1), (0, 0))


def _segment(index: int, observed: Sequence[Observed], wanted: frozenset[str], noise: float) -> list[Option]:
    """The likeliest texts of a segment with their priors, the expected ones always among them."""
    start, end = SEGMENTS[index]
    columns = [_column(observed[i], i, noise) for i in range(start, end)]
    scored: dict[str, float] = {}
    width = 5 if end - start == 3 else 3
    wide = [c if observed[start + i].char is None else c[:width] for i, c in enumerate(columns)]
    for choice in product(*wide):
        scored["".join(char for char, _ in choice)] = sum(score for _, score in choice)
    for text in wanted:
        tables = [dict(c) for c in columns]
        if all(char in table for char, table in zip(text, tables, strict=True)):
            scored[text] = sum(table[char] for char, table in zip(text, tables, strict=True))
    ranked = sorted(((score + _prior(index, text, wanted), text) for text, score in scored.items()), reverse=True)
    kept = ranked[: _KEPT if all(o.char is not None for o in observed[start:end]) else 60]
    return [Option(text, score, (_residue(text, start), 0)) for score, text in kept]


def _column(observed: Observed, position: int, noise: float) -> list[tuple[str, float]]:
    """What may stand at a position: letters, month letters, or digits with their omocodia letters."""
    if position == 8:
        return likelihoods(observed, tax_code.MONTH_LETTERS, noise)
    if tax_code.MASK[position] == "A":
        return likelihoods(observed, _LETTERS, noise)
    digits = likelihoods(observed, _DIGITS, noise)
    letters = likelihoods(observed, "".join(tax_code.OMOCODIA), noise)
    return sorted([*digits, *((char, score + _OMOCODE) for char, score in letters)], key=lambda o: -o[1])


def _prior(index: int, text: str, wanted: Iterable[str]) -> float:
    """Log-probability of a segment's text: near what the other fields say, and possible at all."""
    expected_here = frozenset(wanted)
    plain = "".join(tax_code.OMOCODIA.get(c, c) if tax_code.MASK[SEGMENTS[index][0] + i] == "9" else c for i, c in enumerate(text))
    background = -math.log(_RANGE[index]) + (0.0 if _possible(index, plain) else _ODD_ONE_OUT)
    if not expected_here:
        return background
    doubt = _DOUBT[index]
    return math.log((1 - doubt) / len(expected_here)) if plain in expected_here else math.log(doubt) + background


@lru_cache(maxsize=8192)
def _possible(index: int, text: str) -> bool:
    if index == 3:
        return text in places.by_code()
    if index == 2:
        return tax_code.birth_of(f"AAAAAA{text}A000A")[0] is not None
    return _plausible_letters(text)


def _plausible_letters(text: str) -> bool:
    """Consonants come before vowels, vowels before a filling X."""
    order = [2 if i > 0 and c == "X" and text[i:].strip("X") == "" else 1 if c in "AEIOU" else 0 for i, c in enumerate(text)]
    return order == sorted(order)


@cache
def _values() -> tuple[dict[str, int], dict[str, int]]:
    """What a character adds at an odd and at an even place (1-based)."""
    odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]
    odds = {c: odd[i] for i, c in enumerate(_LETTERS)} | {c: odd[i] for i, c in enumerate(_DIGITS)}
    evens = {c: i for i, c in enumerate(_LETTERS)} | {c: i for i, c in enumerate(_DIGITS)}
    return odds, evens


def _residue(text: str, start: int) -> int:
    odds, evens = _values()
    return sum((odds if (start + i) % 2 == 0 else evens)[c] for i, c in enumerate(text)) % 26
