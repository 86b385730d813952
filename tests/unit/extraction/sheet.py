"""Made pages for the tests: words placed by hand, no engine."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from document_types import load_types
from domain.document import Candidate, LogicalDocument
from domain.geometry import Box
from domain.page import InkRegion, MarkState, ReadPage, TickBox, Word
from extraction.candidates import propose_all
from extraction.context import Context
from extraction.labels import shipped_lexicon

HEIGHT, WIDTH = 1400, 1000
LINE = 0.012
CHAR = 0.0085
"""Height of a line and width of a character, as fractions."""


def words(x: float, y: float, text: str, score: float = 0.98) -> list[Word]:
    """The words of a text from `x`, `y` (top left) on."""
    found = []
    for word in text.split(" "):
        if word:
            found.append(Word(word, Box(x, y, x + CHAR * len(word), y + LINE), score))
        x += CHAR * (len(word) + 1)
    return found


def tick(x: float, y: float, marked: bool) -> TickBox:
    return TickBox(Box(x, y, x + 0.012, y + 0.009), "square", MarkState.MARKED if marked else MarkState.EMPTY, 0.97)


def page(
    lines: Sequence[tuple[float, float, str]], ticks: Sequence[TickBox] = (), ink: Sequence[InkRegion] = (), number: int = 1
) -> ReadPage:
    """A page with texts at places."""
    every = tuple(w for x, y, text in lines for w in words(x, y, text))
    return ReadPage(number, np.full((HEIGHT, WIDTH), 255, np.uint8), 120.0, every, tuple(ticks), tuple(ink))


def context(pages: Sequence[ReadPage], type_: str = "loan_application") -> Context:
    return Context(LogicalDocument(tuple(p.number for p in pages), type_, 1.0), pages, load_types()[type_], shipped_lexicon())


def values(pages: Sequence[ReadPage], key: str, type_: str = "loan_application", proposer: str | None = None) -> list[object]:
    """What is proposed for a field."""
    found: list[Candidate] = propose_all(context(pages, type_))
    return [c.value for c in found if c.key == key and proposer in (None, c.proposer)]
