"""Running text as a tagger sees it: one string a document, typed values masked by what they are, cut into tokens."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extraction.values.finder import find_in_text
from extraction.values.integer import quantities
from extraction.values.parsed import Parsed

MASKS = {"iban": "xxconto", "tax_id": "xxcodice", "date": "xxdata", "money": "xximporto", "percent": "xxtasso", "email": "xxmail"}
"""Kind -> the word that stands for a value of it, in the order in which kinds claim their place."""
QUANTITY = "xxperiodo"
"""Stands for a number with a unit of time."""
_TOKEN = re.compile(r"xx[a-z]+|[^\W_]+(?:['’](?=[^\W_]))?|[^\w\s]|_")


@dataclass(frozen=True, slots=True)
class Found:
    """A typed value in the text."""

    start: int
    end: int
    kind: str
    """A kind of value, or `quantity`."""
    parsed: Parsed | None
    number: int = 0
    unit: str = ""
    """Of a quantity: day, week, month, quarter, half or year."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token of the masked text with the place of what it stands for in the original one."""

    text: str
    start: int
    end: int
    found: Found | None = None
    """The typed value behind a mask."""


def typed_values(text: str) -> list[Found]:
    """The typed values of a text, in order, none overlapping."""
    taken: list[Found] = []

    def free(start: int, end: int) -> bool:
        return all(end <= t.start or start >= t.end for t in taken)

    for kind in MASKS:
        for start, end, parsed in find_in_text(text, kind):
            if parsed.score > -7.5 and free(start, end):
                taken.append(Found(start, end, kind, parsed))
    for quantity in sorted(quantities(text), key=lambda q: -q.score):
        if free(quantity.start, quantity.end):
            taken.append(Found(quantity.start, quantity.end, "quantity", None, quantity.number, quantity.unit))
    return sorted(taken, key=lambda t: t.start)


def tokens(text: str, found: Sequence[Found]) -> list[Token]:
    """The tokens of a text with its typed values masked."""
    out: list[Token] = []
    at = 0
    for value in [*found, None]:
        end = value.start if value else len(text)
        out += [Token(m[0], at + m.start(), at + m.end()) for m in _TOKEN.finditer(text[at:end])]
        if value:
            mask = f"{QUANTITY}{value.unit}" if value.kind == "quantity" else MASKS[value.kind]
            out.append(Token(mask, value.start, value.end, value))
            at = value.end
    return out
