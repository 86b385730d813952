"""Contracts as text with the places of their fields, for the prose tagger: drawn by samples, then misread like a scan."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from samples import contract
from samples.ledger import Ledger
from samples.pens import machine_pen
from samples.wording import Split

_CONFUSED = {
    "l": "1I", "I": "l1", "O": "0", "0": "O", "o": "0c", "e": "c", "c": "e", "m": "rn", "n": "ri", "5": "S",
    "S": "5", "1": "lI", "8": "B", "B": "8", "i": "lí", "a": "o", "u": "ii", "é": "e", "à": "a", "ù": "u", "ì": "i", "è": "e", "ò": "o",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Text:
    """One contract: its text, `(start, end, key)` of the values in it, and the period of its amount."""

    text: str
    spans: tuple[tuple[int, int, str], ...]
    period: str


def contracts(count: int, seed: int, split: Split) -> Iterator[tuple[list[list[tuple[str, str | None, bool]]], str]]:
    """`(transcript, period)` of `count` contracts of as many layouts."""
    for i in range(count):
        ledger = Ledger()
        base = seed * 1_000_003 + i
        contract.draw(base, base * 7 + 5, machine_pen(random.Random(base), split), split, ledger, 0.02)
        yield ledger.transcript, str(ledger.written.get("contract.amount_period", ""))


def as_text(transcript: list[list[tuple[str, str | None, bool]]], period: str, rng: random.Random, noise: float) -> Text:
    """The transcript as one string, characters misread and spaces lost at the rate `noise`."""
    text, last = "", None
    spans: list[tuple[int, int, str]] = []
    for paragraph in transcript:
        for i, (word, key, glued) in enumerate(paragraph):
            shown = _misread(word, rng, noise) if rng.random() < 0.9 else word
            if not shown:
                continue
            lost = key == last and rng.random() < noise
            if text and not (glued and i) and not lost:
                text += " "
            start = len(text)
            text += shown
            if key is not None and spans and spans[-1][2] == key and spans[-1][1] >= start - 1:
                spans[-1] = (spans[-1][0], len(text), key)
            elif key is not None:
                spans.append((start, len(text), key))
            last = key
        last = None
    return Text(text, tuple(spans), period)


def _misread(word: str, rng: random.Random, noise: float) -> str:
    out = ""
    for char in word:
        roll = rng.random()
        if roll < noise * 0.15 and not char.isdigit():
            continue
        if roll < noise:
            near = _CONFUSED.get(char)
            out += ("rn" if char == "m" else rng.choice(near)) if near else char
        else:
            out += char
    return out.replace(":", "") if rng.random() < 0.6 else out
