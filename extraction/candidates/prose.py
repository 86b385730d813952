"""Contract prose: typed values and tagged names, addresses and places of the running text, each with how likely it is which field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from domain.document import Candidate, Value
from extraction.context import Context
from extraction.page_view import Span
from extraction.page_view import Token as Printed
from extraction.prose_cues import cue, period
from extraction.prose_spans import Piece, addresses, firms, persons, towns
from extraction.prose_tagger import LABELS, Entity, ProseTagger, Tagged
from extraction.prose_text import Found, Token, tokens, typed_values
from extraction.values import parse
from extraction.values.integer import IN_DAYS, IN_MONTHS

NAME = "prose"
_MODELS = Path(__file__).parents[2] / "models"
_LEAST = 0.02
"""Probability below which a typed value is no candidate of a field, unless words before it say so."""
_PART = 0.4
"""How much less likely a street without its town is an address, where the town stands beside it."""
_SPANS = {"NUMBER": ("contract.number", "text"), "PLACE": ("contract.signing_place", "place"), "FORUM": ("contract.jurisdiction", "place")}
"""Label -> field and kind of what the tagger alone finds."""
_PARTIES = {"NAME": ("name", "name"), "ADDRESS": ("address", "address")}
_TYPED = {
    "date": {"contract.signing_date": "SIGNED", "contract.start_date": "START", "contract.end_date": "END"},
    "quantity": {"contract.duration_months": "MONTHS", "contract.notice_days": "NOTICE"},
    "iban": {"bank.iban": "IBAN"},
    "tax_id": {"party_a.tax_id": "TAX", "party_b.tax_id": "TAX"},
}
"""Kind of a typed value -> fields it may be, with the label that says so."""
_TURN = re.compile(r"(?i:\bnonch[eé]\b|\bdall['’]altra\b|\b(?:seconda parte|parte b)\b)|[-–;,.)]\s+ed?\s+(?:2[.)]|[-–])?\s?(?=[A-Zil])")
"""Where a contract turns to its other party."""
_PERIODS = {"once": "ONCE", "monthly": "MONTHLY", "yearly": "YEARLY"}


@dataclass(frozen=True)
class Prose:
    """A document as running text."""

    printed: tuple[tuple[int, Printed], ...]
    """(page number, printed token) in reading order."""
    starts: tuple[int, ...]
    """Offset of each printed token in `text`."""
    text: str
    words: tuple[Token, ...]
    tagged: Tagged

    def span(self, start: int, end: int) -> Span | None:
        """The printed tokens under `text[start:end]` that stand on the page where it begins."""
        found = [p for p, s in zip(self.printed, self.starts, strict=True) if s < end and s + len(p[1].text) > start]
        return Span(found[0][0], tuple(t for page, t in found if page == found[0][0])) if found else None

    def order(self, label: str, start: int) -> int:
        """How many entities of that label stand before `start`, at most 3: the first party's is 0, the second's 1."""
        return min(3, sum(e.label == label and self.words[e.last].end <= start for e in self.tagged.entities))

    def side(self, start: int) -> int:
        """How many times the text before `start` turned to another party, at most 3: "nonché", "e dall'altra parte", "2."."""
        return min(3, len(_TURN.findall(self.text, 0, start)))


@cache
def _tagger() -> ProseTagger:
    return ProseTagger.load(_MODELS)


def read_prose(context: Context) -> Prose:
    """The running text of a document, tagged; computed once a document."""
    known = context.cache.get(NAME)
    if isinstance(known, Prose):
        return known
    printed = tuple((view.number, token) for view in context.views for row in view.rows for token in row)
    starts, at = [], 0
    for _, token in printed:
        starts.append(at)
        at += len(token.text) + 1
    text = " ".join(token.text for _, token in printed)
    words = tuple(tokens(text, typed_values(text)))
    prose = Prose(printed, tuple(starts), text, words, _tagger().tag(words))
    context.cache[NAME] = prose
    return prose


def propose(context: Context) -> Iterator[Candidate]:
    """Candidates for the fields of a contract; nothing for other types and for a page without words."""
    if context.type.key != "contract" or not any(view.tokens for view in context.views):
        return
    prose = read_prose(context)
    for index, word in enumerate(prose.words):
        if word.found is not None:
            yield from _typed(prose, index, word, word.found)
    for entity in prose.tagged.entities:
        yield from _entity(prose, entity)
    yield from _shaped(prose)


def _shaped(prose: Prose) -> Iterator[Candidate]:
    """Towns, addresses, firms and persons known by their shape; the tagger tells how likely each is a field."""
    known = towns(prose.text)
    for town in known:
        cues = cue("place", prose.text[max(0, town.start - 70) : town.start], prose.text[town.end : town.end + 30])
        for label in ("FORUM", "PLACE"):
            key = _SPANS[label][0]
            score = _likely(prose, town, label)
            if score >= _LEAST or key in cues:
                yield from _shape(prose, key, "place", town, score, 0, cues)
    for kind, pieces in (("address", addresses(prose.text, known)), ("name", firms(prose.text)), ("name", persons(prose.text))):
        for piece in pieces:
            score = _likely(prose, piece, kind.upper()) * (1.0 if piece.whole else _PART)
            if score < _LEAST and kind == "address":
                continue
            for key in (f"party_a.{kind}", f"party_b.{kind}"):
                yield from _shape(prose, key, kind, piece, score, prose.order(kind.upper(), piece.start), frozenset())


def _shape(prose: Prose, key: str, kind: str, piece: Piece, score: float, order: int, cues: frozenset[str]) -> Iterator[Candidate]:
    word = Token("", piece.start, piece.end)
    for parsed in parse(kind, prose.text[piece.start : piece.end])[:1]:
        yield from _candidate(prose, key, parsed.value, word, score, order, cues)


def _likely(prose: Prose, piece: Piece, label: str) -> float:
    """Mean probability of a label over the words of a piece."""
    column = LABELS.index(label)
    inside = [float(prose.tagged.labels[i, column]) for i, w in enumerate(prose.words) if w.start < piece.end and w.end > piece.start]
    return sum(inside) / len(inside) if inside else 0.0


def _typed(prose: Prose, index: int, word: Token, found: Found) -> Iterator[Candidate]:
    """A typed value as each field it may be."""
    said = dict(zip(LABELS, map(float, prose.tagged.labels[index]), strict=True))
    before, after = prose.text[max(0, word.start - 70) : word.start], prose.text[word.end : word.end + 45]
    mine = cue(found.kind, before, after)
    if found.kind == "money" and found.parsed is not None:
        amount = sum(said[label] for label in _PERIODS.values())
        if amount >= _LEAST:
            yield from _candidate(prose, "contract.amount", found.parsed.value, word, amount, 0, mine)
            told = period(prose.text[max(0, word.start - 90) : word.start], prose.text[word.end : word.end + 110])
            for name, label in _PERIODS.items():
                if said[label] >= _LEAST or name == told:
                    cues = frozenset({"contract.amount_period"} if name == told else {told} if told else ())
                    yield from _candidate(prose, "contract.amount_period", name, word, said[label], 0, cues)
        return
    for key, label in _TYPED.get(found.kind, {}).items():
        if said[label] >= _LEAST or key in mine or label == "TAX":
            yield from _candidate(prose, key, _value(key, found), word, said[label], prose.order(label, word.start), mine)


def _value(key: str, found: Found) -> Value:
    if key == "contract.duration_months":
        return round(found.number * IN_MONTHS[found.unit]) if found.unit in IN_MONTHS else None
    if key == "contract.notice_days":
        return found.number * IN_DAYS[found.unit]
    return found.parsed.value if found.parsed else None


def _entity(prose: Prose, entity: Entity) -> Iterator[Candidate]:
    """A tagged name, address, place or number; a party's for both parties, told apart by the order in which they are named."""
    first, last = prose.words[entity.first], prose.words[entity.last]
    word = Token("", first.start, last.end)
    if entity.label in _SPANS:
        keys, kind = [_SPANS[entity.label][0]], _SPANS[entity.label][1]
    elif entity.label in _PARTIES:
        field, kind = _PARTIES[entity.label]
        keys = [f"party_a.{field}", f"party_b.{field}"]
    else:
        return
    for parsed in parse(kind, prose.text[word.start : word.end])[:2]:
        for key in keys:
            yield from _candidate(prose, key, parsed.value, word, entity.score, prose.order(entity.label, word.start), frozenset())


def _candidate(prose: Prose, key: str, value: Value, word: Token, score: float, order: int, cues: frozenset[str]) -> Iterator[Candidate]:
    span = prose.span(word.start, word.end)
    if value is None or span is None:
        return
    features = {
        "prose_score": score, "prose_order": float(order), "prose_side": float(prose.side(word.start)),
        "cue_mine": float(key in cues), "cue_theirs": float(bool(cues - {key})),
    }  # fmt: skip
    yield Candidate(key, value, span.text, span.page, span.box, NAME, span.score, span.chars, features)
