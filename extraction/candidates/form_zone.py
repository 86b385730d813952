"""Fields of a known form, read in their zones: marks by the rules of their group, text by its kind."""

from __future__ import annotations

from collections.abc import Iterator

from domain.document import Candidate, FormField, FormMark, Value
from domain.document_type import FieldType
from domain.geometry import Box
from domain.page import MarkState, ZoneReading
from extraction.context import Context
from extraction.page_view import Span, Token, fold
from extraction.wording import read_words

NAME = "form_zone"


def propose(context: Context) -> Iterator[Candidate]:
    """One or more candidates for each field of the form that was read."""
    for read in context.form_fields:
        field = context.fields.get(read.key)
        if field is None:
            continue
        if read.marks:
            yield _marked(field, read)
        elif read.zone is not None:
            yield from _zone(context, field, read, read.zone)


def _marked(field: FieldType, read: FormField) -> Candidate:
    """The answer the marks of a group give. Two valid marks, or a doubtful one, are never guessed."""
    valid = [m for m in read.marks if m.state is MarkState.MARKED]
    unsure = [m for m in read.marks if m.state is MarkState.AMBIGUOUS]
    worst = min(m.score for m in read.marks)
    value: Value
    reasons: tuple[str, ...] = ("doubtful_mark",) if unsure else ()
    if field.kind == "choices":
        value = [m.option for m in valid] or None
    elif field.kind == "boolean":
        value = _yes(valid[0].option) if len(valid) == 1 else None
    else:
        value = valid[0].option if len(valid) == 1 else None
    if field.kind != "choices" and len(valid) > 1:
        reasons = (*reasons, "two_marks")
    if any(m.state is MarkState.CANCELLED for m in read.marks):
        reasons = (*reasons, "cancelled_mark")
    features = {
        "zone_marks": float(len(valid)), "zone_unsure": float(len(unsure)), "zone_worst": worst,
        "zone_cancelled": float(sum(m.state is MarkState.CANCELLED for m in read.marks)), "zone_product": _product(read.marks),
    }  # fmt: skip
    shown: Box = valid[0].box if len(valid) == 1 else read.box
    raw = " ".join(m.option for m in valid)
    return Candidate(field.key, value, raw, read.page, shown, NAME, worst, features=features, reasons=reasons)


def _product(marks: tuple[FormMark, ...]) -> float:
    """The probability that every mark of the group is read right, taken as independent."""
    product = 1.0
    for mark in marks:
        product *= mark.score
    return product


def _yes(option: str) -> bool:
    return option.casefold() in {"yes", "si", "sì", "true", "1", "s", "y"}


def _sentence(value: Value) -> Value:
    """Free text in block capitals in small letters: the capitals are how forms are filled, not what is said. Codes stay as they are."""
    text = str(value)
    is_shouted = value is not None and text.isupper() and " " in text and not any(c.isdigit() for c in text)
    return text.lower() if is_shouted else value


def _zone(context: Context, field: FieldType, read: FormField, zone: ZoneReading) -> Iterator[Candidate]:
    features = {"zone_empty": float(zone.empty), "zone_empty_score": zone.empty_score, "zone_score": zone.score}
    if field.kind == "signature":
        sure = zone.empty_score if zone.empty else 1 - zone.empty_score
        yield Candidate(field.key, not zone.empty, "", read.page, zone.box or read.box, NAME, sure, features=features)
        return
    span = zone_span(read, zone)
    if zone.empty or span is None:
        yield Candidate(field.key, None, "", read.page, read.box, NAME, zone.empty_score, features=features)
        return
    for word in read_words(field, span, context.lexicon):
        yield Candidate(
            field.key,
            _sentence(word.value) if field.kind == "text" else word.value,
            zone.text,
            read.page,
            zone.box or read.box,
            NAME,
            zone.score,
            zone.chars,
            {**features, **word.features},
            word.reasons,
        )


def zone_span(read: FormField, zone: ZoneReading) -> Span | None:
    """The zone's text as tokens, None when there is no letter or digit in it."""
    tokens: list[Token] = []
    at = 0
    exact = len(zone.chars) == len(zone.text)
    for piece in zone.text.split():
        start = zone.text.index(piece, at)
        at = start + len(piece)
        if fold(piece):
            chars = zone.chars[start:at] if exact else ()
            tokens.append(Token(piece, fold(piece), zone.box or read.box, zone.score, chars, 0, len(tokens)))
    return Span(read.page, tuple(tokens)) if tokens else None
