"""From a run of tokens to the values it may mean for a field: typed parsers, places, addresses, names, options written in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz

from domain.document import Value
from domain.document_type import FieldType
from extraction.labels import Lexicon
from extraction.page_view import Span, Token, fold
from extraction.typed import TYPED, Found, find_typed
from extraction.values import parse
from extraction.values.address import STREET_WITH_NUMBER
from extraction.values.confusion import clean as tidy

STREET = re.compile(
    r"(?i)\b(via|viale|v\.le|piazza|p\.?zza|piazzale|p\.le|corso|c\.so|largo|vicolo|strada|str\.|località|loc\.|contrada|c\.da|borgo|salita|"
    r"lungomare|lungarno|galleria|traversa|frazione|fraz\.|regione|rione|calle|campo|fondamenta|vico|lungotevere|riva|passeggiata|rotonda|circonvallazione)\b\.?"
)
_NUMBERED = re.compile(STREET_WITH_NUMBER.pattern, re.IGNORECASE)
_CIVIC = re.compile(r"(?i)^(?:al(?:n|nr)|n|nr|num|numero|civico|civ|n°|n\.°|n\.ro)[.°:]*$")
_PROVINCE = re.compile(r"\(\s*([A-Za-z0-9]{2})\s*\)|[\s,–-]+([A-Z]{2})\s*$")
_CAP = re.compile(r"^\s*(?:CAP\s*)?\d{5}\b[\s,–-]*")
_DATE = re.compile(r"[\s,]*(?:,|lì|li|il|addì|\b)\s*\d{1,2}\s*[°./\-\s]\s*(?:\d{1,2}|[a-zA-Zà]{3,9})\.?\s*[./\-\s]\s*\d{2,4}.*$")
_PLACE_END = re.compile(r"\s+(?:lì|li|il|addì|in data|data)\s*$", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_]")
_NO_NAME = re.compile(
    r"^(?:il|lo|la|i|gli|le|(?i:sig|sig\.ra|sig\.na|sig\.|signor|signora|dott|dott\.|dott\.ssa|dr\.|rag\.|ing\.|avv\.|geom\.))$"
)
"""Titles, and articles in small letters: "Lo Presti" is a surname."""
_ABBREVIATION = re.compile(r"^(?:[A-Za-z]{1,5}\.)+(?=\d)")
"""What is glued to a number before it ("Gen.72256/2025"): the end of a label, or its own."""
_MAX_WORDS = {"name": 9, "place": 7, "address": 14, "text": 12}


@dataclass(frozen=True, slots=True)
class Wording:
    """One value that a run of tokens may mean."""

    value: Value
    span: Span
    features: Mapping[str, float] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    ordered: bool = False
    """One of several of its kind in the run, in order: TAN then TAEG."""


def _rough(field_: FieldType, span: Span, lexicon: Lexicon, keys: Sequence[str] = ()) -> Iterator[Wording]:
    """The values `span` may mean for the field; `keys` are all the fields that share the span (a combined label)."""
    kind = field_.kind
    if kind in TYPED:
        every = list(find_typed(kind, span)) or [Found(p, span) for p in parse(kind, span.text, span.chars)[:2]]
        for found in every:
            yield Wording(found.parsed.value, found.span, found.features, found.parsed.reasons, True)
    elif kind == "choice":
        yield from _options(field_, span, lexicon)
    elif kind == "boolean":
        yield from _answers(span, lexicon)
    elif field_.key.endswith((".surname", ".given_name")):
        yield from _person(field_, span, keys)
    elif kind == "place":
        yield from _place(span)
    elif kind == "address":
        yield from _address(span)
    elif kind in ("text", "name"):
        yield from _text(field_, span, keys)


def clean(text: str) -> str:
    """One space between words, no fill characters or punctuation at the ends."""
    return tidy(text).strip(" .,;:-–—_|/*'`\"").strip()


def read_words(field_: FieldType, span: Span, lexicon: Lexicon, keys: Sequence[str] = ()) -> Iterator[Wording]:
    """The values `span` may mean for the field, each as its kind's parser writes it; `keys` are all the fields that share the span."""
    for word in _rough(field_, span, lexicon, keys):
        if field_.kind in ("place", "address", "name", "text") and isinstance(word.value, str):
            parsed = parse(field_.kind, word.value)
            for i, p in enumerate(p for p in parsed[:2] if p.score > parsed[0].score - 3):
                valid = float("nan") if p.valid is None else float(p.valid)
                facts = {
                    **word.features,
                    "typed_score": p.score,
                    "typed_repaired": float(p.repaired),
                    "typed_valid": valid,
                    "text_at": float(i),
                }
                yield Wording(p.value, word.span, facts, tuple(dict.fromkeys((*word.reasons, *p.reasons))), word.ordered)
        else:
            yield word


def _placed(span: Span, start: int, end: int) -> Span:
    return span.cut(start, end)


def _place(span: Span) -> Iterator[Wording]:
    """The place in "37069 Villafranca di Verona (VR)" or "Ameglia, lì 12/8/2023"."""
    text = span.text
    begin = found.end() if (found := _CAP.match(text)) else 0
    end = len(text)
    dated = _DATE.search(text, begin)
    if dated and dated.start() > begin:
        end = dated.start()
    province = _PROVINCE.search(text, begin, end)
    if province and province.start() > begin:
        end = province.start()
    tail = _PLACE_END.search(text, begin, end)
    if tail and tail.start() > begin:
        end = tail.start()
    value = clean(text[begin:end])
    if not value or not _NAME.search(value) or len(value.split()) > _MAX_WORDS["place"]:
        return
    facts = {"had_cap": float(begin > 0), "had_province": float(province is not None), "had_date": float(dated is not None)}
    where = _placed(span, begin, end)
    yield Wording(_without_printed(value), where, facts)
    comma = value.find(",")
    if comma > 1:
        yield Wording(clean(value[:comma]), _placed(span, begin, begin + comma), facts | {"cut_at_comma": 1.0})
    street = STREET.search(value)
    if street and street.start() > 1:
        yield Wording(clean(value[: street.start()]), _placed(span, begin, begin + street.start()), facts | {"cut_at_street": 1.0})


def _without_printed(value: str) -> str:
    """The place without a printed "di" or "a" before it."""
    return re.sub(r"^(?:a|in|di|nel comune di|comune di)\s+(?=[A-Z])", "", value)


def _address(span: Span) -> Iterator[Wording]:
    """Street and number; printed words for the number ("n.") left out, or kept where the writer wrote them."""
    tokens = list(span.tokens)
    street = next((i for i, t in enumerate(tokens) if STREET.match(t.text)), None)
    facts = {"street_word": float(street is not None), "street_first": float(street == 0)}
    if street is not None:
        again = next((i for i, t in enumerate(tokens[street + 1 :], street + 1) if STREET.match(t.text) and i - street <= 2), None)
        if again is not None:
            yield from _address_from(Span(span.page, tuple(tokens[again:])), facts | {"street_first": 1.0, "street_twice": 1.0})
        if street > 0:
            yield from _address_from(Span(span.page, tuple(tokens[street:])), facts | {"street_first": 1.0, "cut_front": 1.0})
        if street == 0 and len(tokens) > 1:
            yield from _address_from(Span(span.page, tuple(tokens[1:])), facts | {"dropped_street": 1.0})
    yield from _address_from(span, facts)


def _address_from(span: Span, facts: Mapping[str, float]) -> Iterator[Wording]:
    tokens = span.tokens
    whole = clean(span.text)
    if len(whole) < 4 or len(tokens) > _MAX_WORDS["address"] or not _NAME.search(whole):
        return
    ends = {"has_number": float(bool(re.search(r"\d", whole)))}
    civic = {i for i, t in enumerate(tokens) if _CIVIC.match(t.text)}
    civic |= {i - 1 for i in civic if i and tokens[i - 1].folded == "al"}
    bare = tuple(t for i, t in enumerate(tokens) if i not in civic)
    if len(bare) < len(tokens) and bare:
        yield Wording(clean(" ".join(t.text for t in bare)), span, {**facts, **ends, "dropped_civic": 1.0})
    yield Wording(whole, span, {**facts, **ends, "kept_civic": float(len(bare) < len(tokens))})
    cap = next((i for i, t in enumerate(tokens) if i and re.fullmatch(r"\d{5}", t.folded)), None)
    if cap:
        part = Span(span.page, tokens[:cap])
        yield Wording(clean(part.text), part, {**facts, **ends, "cut_at_cap": 1.0})
    numbered = _NUMBERED.search(span.text)
    if numbered and "cut_at_number" not in facts:
        street = span.cut(*numbered.span())
        if len(street.tokens) < len(tokens):
            yield from _address_from(street, {**facts, "cut_at_number": 1.0})


def _person(field_: FieldType, span: Span, keys: Sequence[str]) -> Iterator[Wording]:
    """Surname or given name, whole or one side of every split of a full name."""
    tokens = [t for t in span.tokens if _NAME.search(t.text) and not _NO_NAME.match(t.text)]
    cut = next((i for i, t in enumerate(tokens) if sum(c.isdigit() for c in t.text) > 1), len(tokens))
    tokens = tokens[:cut]
    if not tokens or len(tokens) > 6:
        return
    whole = Span(span.page, tuple(tokens))
    surname = field_.key.endswith(".surname")
    pair = [k for k in keys if k.endswith((".surname", ".given_name"))]
    if len(pair) < 2:
        yield Wording(clean(whole.text), whole, {"name_words": float(len(tokens)), "name_split": 0.0})
        if len(tokens) < 2:
            return
    first = bool(pair) and pair[0] == field_.key
    for at in range(1, len(tokens)):
        for head in (True, False):
            part = Span(span.page, tuple(tokens[:at] if head else tokens[at:]))
            facts = {
                "name_words": float(len(part.tokens)),
                "name_split": 1.0,
                "name_rest": float(len(tokens) - len(part.tokens)),
                "name_order": float(head == first) if pair else float("nan"),
                "name_head": float(head),
                "is_surname": float(surname),
            }
            yield Wording(clean(part.text), part, facts)


def _text(field_: FieldType, span: Span, keys: Sequence[str]) -> Iterator[Wording]:
    """The run as it is, and for numbers of documents its first piece with digits."""
    value = clean(span.text)
    if not value or len(span.tokens) > _MAX_WORDS[field_.kind] or not fold(value):
        return
    if field_.kind == "name":
        if _NAME.search(value):
            yield Wording(value, span, {"name_words": float(len(span.tokens))})
        return
    yield Wording(value, span, {"text_words": float(len(span.tokens)), "text_digits": _digit_share(value)})
    bare = _ABBREVIATION.sub("", value)
    if bare != value:
        yield Wording(bare, span, {"text_words": float(len(span.tokens)), "text_digits": _digit_share(bare), "cut_front": 1.0})
    for i, token in enumerate(span.tokens):
        if len(span.tokens) > 1 and len(re.findall(r"\d", token.text)) >= 2:
            yield Wording(
                clean(token.text),
                Span(span.page, (token,)),
                {"text_words": 1.0, "text_digits": _digit_share(token.text), "text_at": float(i)},
            )
            if i + 1 < len(span.tokens) and re.search(r"\d", span.tokens[i + 1].text):
                two = Span(span.page, span.tokens[i : i + 2])
                yield Wording(clean(two.text), two, {"text_words": 2.0, "text_digits": _digit_share(two.text), "text_at": float(i)})
            break


def _digit_share(text: str) -> float:
    return sum(c.isdigit() for c in text) / max(1, len(text))


@lru_cache(65536)
def best_option(options: tuple[tuple[str, str], ...], text: str) -> tuple[str, float, int] | None:
    """`(option, likeness 0 to 1, length of the wording)` for a folded text, None below 0.78; short wordings must be exact."""
    best: tuple[str, float, int] | None = None
    for wording, option in options:
        if len(wording) <= 3:
            score = 1.0 if wording == text else 0.0
        else:
            lengths = len(wording), len(text)
            score = fuzz.ratio(wording, text) / 100 if 2 * min(lengths) >= 0.77 * sum(lengths) else 0.0
            if len(wording) >= 6 and (text.startswith(wording) or (wording.startswith(text) and len(text) >= 0.7 * len(wording))):
                score = max(score, 0.9)
        if score >= 0.78 and (best is None or (score, len(wording)) > (best[1], best[2])):
            best = (option, score, len(wording))
    return best


def _options(field_: FieldType, span: Span, lexicon: Lexicon) -> Iterator[Wording]:
    """The option whose wording the run is, or begins with; `other` for an answer in words that tells none."""
    wordings = lexicon.wordings(field_)
    for start in range(min(3, len(span.tokens))):
        tokens = span.tokens[start : start + 7]
        for end in range(len(tokens), 0, -1):
            found = best_option(wordings, "".join(t.folded for t in tokens[:end]))
            if found and found[1] >= 0.82:
                facts = {"option_score": found[1], "option_rest": float(len(span.tokens) - start - end), "text_at": float(start)}
                yield Wording(found[0], Span(span.page, tokens[:end]), facts)
                return
    if "other" in field_.options and _in_words(span):
        yield Wording("other", span, {"option_score": 0.0, "option_rest": float(len(span.tokens)), "text_at": 0.0})


def _in_words(span: Span) -> bool:
    """Whether the run is a short answer in words that no list holds ("spese mediche")."""
    letters = sum(len(t.folded) for t in span.tokens)
    return letters >= 4 and len(span.tokens) <= 6 and not any(c.isdigit() for t in span.tokens for c in t.text)


def _answers(span: Span, lexicon: Lexicon) -> Iterator[Wording]:
    text = "".join(t.folded for t in span.tokens[:4])
    first = span.tokens[0].folded
    for name, value in (("answer_no", False), ("answer_yes", True)):
        wordings = lexicon.folded(name)
        if first in wordings or text in wordings:
            yield Wording(value, span, {"option_score": 1.0})
            return


def tokens_text(tokens: Sequence[Token]) -> str:
    """The folded text of tokens, nothing between them."""
    return "".join(t.folded for t in tokens)
