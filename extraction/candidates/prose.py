"""Contract prose: typed values and tagged names, addresses and places of the running text, each with how likely it is which field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from domain.document import Candidate, Value
from extraction.context import Context
from extraction.page_view import Span
from extraction.page_view import Token as Printed
from extraction.prose_cues import cue
from extraction.prose_tagger import LABELS, Entity, ProseTagger, Tagged
from extraction.prose_text import Found, Token, tokens, typed_values
from extraction.values import parse
from extraction.values.integer import IN_DAYS, IN_MONTHS

NAME = "prose"
_MODELS = Path(__file__).parents[2] / "models"
_LEAST = 0.02
"""Probability below which a typed value is no candidate of a field, unless words before it say so."""
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
    names = [e.first for e in prose.tagged.entities if e.label == "NAME"]
    for index, word in enumerate(prose.words):
        if word.found is not None:
            yield from _typed(prose, index, word, word.found, sum(n < index for n in names))
    order: dict[str, int] = {}
    for entity in prose.tagged.entities:
        yield from _entity(prose, entity, order.get(entity.label, 0), sum(n < entity.first for n in names))
        order[entity.label] = order.get(entity.label, 0) + 1


def _typed(prose: Prose, index: int, word: Token, found: Found, party: int) -> Iterator[Candidate]:
    """A typed value as each field it may be. `party`: how many parties were named before it."""
    said = dict(zip(LABELS, map(float, prose.tagged.labels[index]), strict=True))
    before, after = prose.text[max(0, word.start - 70) : word.start], prose.text[word.end : word.end + 45]
    mine = cue(found.kind, before, after)
    if found.kind == "money" and found.parsed is not None:
        amount = sum(said[label] for label in _PERIODS.values())
        if amount >= _LEAST:
            yield from _candidate(prose, "contract.amount", found.parsed.value, word, amount, party, mine)
            for period, label in _PERIODS.items():
                if said[label] >= _LEAST:
                    yield from _candidate(prose, "contract.amount_period", period, word, said[label], party, mine)
        return
    for key, label in _TYPED.get(found.kind, {}).items():
        if said[label] >= _LEAST or key in mine:
            yield from _candidate(prose, key, _value(key, found), word, said[label], max(0, party - 1), mine)


def _value(key: str, found: Found) -> Value:
    if key == "contract.duration_months":
        return round(found.number * IN_MONTHS[found.unit]) if found.unit in IN_MONTHS else None
    if key == "contract.notice_days":
        return found.number * IN_DAYS[found.unit]
    return found.parsed.value if found.parsed else None


def _entity(prose: Prose, entity: Entity, order: int, party: int) -> Iterator[Candidate]:
    """A tagged name, address, place or number; a party's for both parties, told apart by the order in which they are named."""
    first, last = prose.words[entity.first], prose.words[entity.last]
    word = Token("", first.start, last.end)
    if entity.label in _SPANS:
        keys, kind = [_SPANS[entity.label][0]], _SPANS[entity.label][1]
    elif entity.label in _PARTIES:
        field, kind = _PARTIES[entity.label]
        keys = [f"party_a.{field}", f"party_b.{field}"]
        order = order if entity.label == "NAME" else max(0, party - 1)
    else:
        return
    for parsed in parse(kind, prose.text[word.start : word.end])[:2]:
        for key in keys:
            yield from _candidate(prose, key, parsed.value, word, entity.score, order, frozenset())


def _candidate(prose: Prose, key: str, value: Value, word: Token, score: float, order: int, cues: frozenset[str]) -> Iterator[Candidate]:
    span = prose.span(word.start, word.end)
    if value is None or span is None:
        return
    features = {"prose_score": score, "prose_order": float(order), "cue_mine": float(key in cues), "cue_theirs": float(bool(cues - {key}))}
    yield Candidate(key, value, span.text, span.page, span.box, NAME, span.score, span.chars, features)
