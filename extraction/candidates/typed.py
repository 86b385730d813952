"""Values of a typed kind anywhere on the pages, label or none: dates, amounts, codes, numbers. The scorer reads their neighbourhood."""

from __future__ import annotations

import re
from collections.abc import Iterator

from domain.document import Candidate
from domain.document_type import FieldType
from extraction.context import Context
from extraction.page_view import PageView, Span, Token
from extraction.typed import TYPED, Found, find_typed
from extraction.wording import clean

NAME = "typed"
_SEGMENT_GAP = 5.0
"""A gap that ends a run of words, in token heights."""
_BEFORE_DATE = frozenset({"li", "il", "addi", "data", "in", "lì", "l1", "ll"})
_MOST = 40
"""Hits of one kind looked at in one document."""


def propose(context: Context) -> Iterator[Candidate]:
    """Every hit of a kind, as a candidate of every field of that kind."""
    fields: dict[str, list[FieldType]] = {}
    for field in context.fields.values():
        fields.setdefault(field.kind, []).append(field)
    for kind in sorted(set(fields) & TYPED):
        found = [hit for view in context.views for hit in _hits(view, kind)]
        for order, hit in enumerate(found[:_MOST]):
            features = {**hit.features, "typed_order": float(order), "typed_count": float(len(found))}
            for field in fields[kind]:
                yield Candidate(
                    field.key,
                    hit.parsed.value,
                    hit.span.text,
                    hit.span.page,
                    hit.span.box,
                    NAME,
                    hit.span.score,
                    hit.span.chars,
                    features,
                    hit.parsed.reasons,
                )
    yield from _places(context, fields.get("place", []))
    yield from _dated_places(context, fields.get("place", []))


def _places(context: Context, fields: list[FieldType]) -> Iterator[Candidate]:
    """Places written with their province: "Velletri (RM)"."""
    if not fields:
        return
    for view in context.views:
        for segment in segments(view):
            text = segment.text
            for match in re.finditer(
                r"((?:[A-ZÀ-Ú][\w'’À-ú.-]*|d[aeiou'’]\S*|in|su[l']?\S*|al)(?:\s+(?:[A-ZÀ-Ú][\w'’À-ú.-]*|d[aeiou'’]\S*|in|su[l']?\S*|al)){0,5})\s*\(\s*[A-Z]{2}\s*\)",
                text,
            ):
                words = match.group(1).split()
                for size in range(1, min(5, len(words)) + 1):
                    value = clean(" ".join(words[-size:]))
                    start = match.end(1) - len(" ".join(words[-size:]))
                    span = segment.cut(start, match.end(1))
                    for field in fields:
                        yield Candidate(
                            field.key,
                            value,
                            span.text,
                            span.page,
                            span.box,
                            NAME,
                            span.score,
                            span.chars,
                            {"had_province": 1.0, "place_size": float(size), "place_rest": float(len(words) - size)},
                        )


def _dated_places(context: Context, fields: list[FieldType]) -> Iterator[Candidate]:
    """The place before a date: "Ameglia, lì 12/8/2023"."""
    for view in context.views if fields else ():
        for segment in segments(view):
            for hit in find_typed("date", segment):
                first = segment.tokens.index(hit.span.tokens[0])
                before = [t for t in segment.tokens[:first] if t.folded not in _BEFORE_DATE]
                for size in range(1, min(4, len(before)) + 1):
                    run = Span(view.number, tuple(before[-size:]))
                    value = clean(run.text)
                    if value and value[0].isalpha() and value[0].isupper():
                        for field in fields:
                            yield Candidate(
                                field.key,
                                value,
                                run.text,
                                view.number,
                                run.box,
                                NAME,
                                run.score,
                                run.chars,
                                {"dated_place": 1.0, "place_size": float(size), "place_rest": float(len(before) - size)},
                            )


def _hits(view: PageView, kind: str) -> Iterator[Found]:
    seen: set[tuple[object, int]] = set()
    for segment in segments(view):
        for hit in find_typed(kind, segment):
            mark = (hit.parsed.value, hit.span.tokens[0].index)
            if mark not in seen:
                seen.add(mark)
                yield hit


def segments(view: PageView) -> list[Span]:
    """The rows cut at wide gaps."""
    runs: list[Span] = []
    for row in view.rows:
        run: list[Token] = []
        for token in row:
            if run and token.box.x0 - run[-1].box.x1 > _SEGMENT_GAP * view.em_x:
                runs.append(Span(view.number, tuple(run)))
                run = []
            run.append(token)
        if run:
            runs.append(Span(view.number, tuple(run)))
    return runs
