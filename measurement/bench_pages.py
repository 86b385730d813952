"""Held-out pages for the benches of reading, made when they are asked for: the drawn page is kept, so that every character is known."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from domain.page import ReadPage, Word
from extraction.tables.lines import lines_of
from pipeline.reading import FileReader

QUALITIES = ("clean", "office", "office", "bad")
"""In turn; `bad` is a fax, a photograph or a bad copy."""
TYPES = ("loan_application", "contract", "administrative_form")
SHORTEST = 4
"""Runs of characters shorter than this are not looked for: they would be found anywhere."""


@dataclass(frozen=True, slots=True)
class MadePage:
    """A document as delivered, and the runs of printed characters of its pages."""

    path: Path
    quality: str
    texts: tuple[str, ...]


def make_documents(folder: Path, count: int, seed: int) -> Iterator[MadePage]:
    """Documents filled in by machine, of three types in turn, in every quality, with truth files beside them."""
    from samples.documents import PREFIXES, Order, draw, write_truth
    from samples.pens import machine_pen
    from samples.scans import deliver

    reader = FileReader.load()
    for number in range(count):
        type_, quality = TYPES[number % len(TYPES)], QUALITIES[number % len(QUALITIES)]
        stem = f"{PREFIXES[type_]}-bench-{seed}-{number:03d}"
        rng = random.Random(f"reading bench {seed} {number}")
        order = Order(type_, stem, rng.randrange(10**9), rng.randrange(10**9), "heldout", str(folder), quality, False, 0.0)
        pdf, truth = draw(order, rng, machine_pen(rng, "heldout"), order.layout, order.seed)
        drawn = folder / "drawn"
        drawn.mkdir(exist_ok=True)
        (drawn / f"{stem}.pdf").write_bytes(pdf)
        delivered = deliver(pdf, quality, folder, stem, rng, 0.0)
        write_truth(folder, stem, delivered.name, quality, [truth | {"warps": delivered.warps}])
        yield MadePage(folder / delivered.name, quality, tuple(t for page in reader.read(drawn / f"{stem}.pdf") for t in texts_of(page)))


def texts_of(page: ReadPage) -> list[str]:
    """The runs of words of a page, spaces left out."""
    runs = [squeezed(chunk.words) for line in lines_of(page) for chunk in line.chunks]
    return [run for run in runs if len(run) >= SHORTEST]


def squeezed(words: Sequence[Word]) -> str:
    """Their characters without spaces; apostrophes and dashes of every make are one, fill-in lines are left out."""
    text = "".join(word.text for word in words)
    return text.translate({0x2019: "'", 0x2018: "'", 0x2013: "-", 0x2014: "-", 0x5F: None, 0x2026: None})


def characters_wrong(texts: Sequence[str], read: str) -> tuple[int, int]:
    """(characters wrong, characters in all): each printed run against the likest place of what was read, whatever the order of lines.

    Characters that were read and are not printed do not count; spaces neither.
    """
    wrong = 0
    for text in texts:
        place = fuzz.partial_ratio_alignment(text, read) if read else None
        found = read[place.dest_start : place.dest_end] if place else ""
        wrong += min(len(text), Levenshtein.distance(text, found))
    return wrong, sum(map(len, texts))
