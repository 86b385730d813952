"""What a column is, told by the heading above it or by what stands in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import yaml
from rapidfuzz import fuzz, process

from domain.table import TableColumn
from extraction.values import parse
from extraction.values.confusion import folded, has_digits

LIKE = 84.0
"""Least likeness, 0 to 100, of a printed heading with a known one."""
_DATE = re.compile(r"\d{1,2}\s?[/.\-]\s?\d{1,2}\s?[/.\-]\s?\d{2,4}|\d{1,2}\s[a-zà-ÿ]{3,}\s\d{4}", re.IGNORECASE)
_CENTS = re.compile(r"\d[.,]\s?\d{2}\s?(?:€|euro)?$", re.IGNORECASE)
_WHOLE = re.compile(r"\d{1,6}$")
_NUMBER_WITH_FRACTION = re.compile(r"\d+(?:[.,]\d{1,4})?$")


@cache
def _headings() -> dict[str, tuple[str, str]]:
    """Folded heading -> (key, kind)."""
    table = yaml.safe_load(Path(__file__).with_name("headings.yaml").read_text("utf-8"))
    return {_sorted(str(heading)): (key, entry["kind"]) for key, entry in table.items() for heading in entry["headings"]}


def _sorted(heading: str) -> str:
    """Folded, the words in the order of the alphabet: a heading of two lines is at times read from below."""
    return " ".join(sorted(folded(heading).split()))


def meaning(heading: str) -> tuple[str, str] | None:
    """(key, kind) of a printed heading; None for one that is not known. A currency sign beside it does not count."""
    plain = _sorted(re.sub(r"€|\(?\beuro?\b\)?", " ", heading, flags=re.IGNORECASE))
    if not plain:
        return None
    if plain in _headings():
        return _headings()[plain]
    if len(plain) < 4:
        return None
    squeezed = plain.replace(" ", "")
    best = process.extractOne(squeezed, {h: h.replace(" ", "") for h in _headings() if len(h) >= 4}, scorer=fuzz.ratio, score_cutoff=LIKE)
    return _headings()[best[2]] if best else None


def name_columns(headings: Sequence[str], texts: Sequence[Sequence[str]]) -> tuple[TableColumn, ...]:
    """A column for each heading and the texts below it. A heading is believed unless most of its texts are no values of its kind."""
    columns: list[TableColumn] = []
    taken: set[str] = set()
    for number, (heading, below) in enumerate(zip(headings, texts, strict=True), 1):
        known = meaning(heading)
        own = kind_of(below)
        key, kind = known or (f"column_{number}", own)
        if known and (not _fits(kind, below) or (own != "text" and (own == "date") != (kind == "date"))):
            key, kind = f"column_{number}", own
        if kind == "decimal" and own == "integer":
            kind = "integer"
        if key in taken:
            key = f"column_{number}"
        taken.add(key)
        columns.append(TableColumn(key, kind, heading))
    return tuple(columns)


def _fits(kind: str, texts: Sequence[str]) -> bool:
    written = [t for t in texts if t]
    read = sum(bool(parse("percent" if kind == "decimal" else kind, t)) for t in written)
    return 2 * read >= len(written)


def kind_of(texts: Sequence[str]) -> str:
    """The kind that most of the texts have by their form."""
    written = [t.strip() for t in texts if t.strip()]
    if not written:
        return "text"

    def share(pattern: re.Pattern[str]) -> float:
        return sum(bool(pattern.search(t)) for t in written) / len(written)

    if share(_DATE) > 0.6:
        return "date"
    if sum("%" in t for t in written) > 0.5 * len(written):
        return "percent"
    if all(not has_digits(t, 1) for t in written):
        return "text"
    if sum(bool(_WHOLE.match(t)) for t in written) > 0.8 * len(written):
        return "integer"
    if share(_CENTS) > 0.6 and sum(sum(c.isalpha() for c in t.replace("€", "")) > 3 for t in written) < 0.4 * len(written):
        return "money"
    if sum(bool(_NUMBER_WITH_FRACTION.match(t)) for t in written) > 0.8 * len(written):
        return "decimal"
    return "text"
