"""Runs of words without a label of ours: values whose label is worded as nobody foresaw. The scorer reads what is round them."""

from __future__ import annotations

from collections.abc import Iterator

from domain.document import Candidate
from domain.document_type import FieldType
from extraction.candidates.typed import segments
from extraction.context import Context
from extraction.labels import CIVIC
from extraction.page_view import Span, Token
from extraction.wording import STREET, read_words

NAME = "segment"
_KINDS = frozenset({"name", "place", "address", "text", "choice"})
_LONGEST = 9
"""Words in the longest run that may be a value."""
_PROSE = frozenset({"contract"})
"""Types whose pages are sentences: their values are found by reading, not by place."""


def propose(context: Context) -> Iterator[Candidate]:
    """Every short run between wide gaps and labels, or labels that surely are some, for every field of text or choice."""
    fields = [f for f in context.fields.values() if f.kind in _KINDS]
    if not fields or context.type.key in _PROSE or context.form is not None:
        return
    for view, hits in zip(context.views, context.labels, strict=True):
        labelled = {t.index for h in hits for t in h.span.tokens}
        firm = {t.index for h in hits if h.firm and CIVIC not in h.keys for t in h.span.tokens}
        for segment in segments(view):
            for run in dict.fromkeys((*_unlabelled(segment, labelled), *_unlabelled(segment, firm))):
                for field in fields:
                    if not _plausible(field, run):
                        continue
                    for word in read_words(field, run, context.lexicon):
                        if field.kind == "choice" and word.features["option_rest"] + word.features["text_at"] > 0:
                            continue
                        yield Candidate(
                            field.key,
                            word.value,
                            word.span.text,
                            word.span.page,
                            word.span.box,
                            NAME,
                            word.span.score,
                            word.span.chars,
                            {**word.features, "segment_words": float(len(run.tokens))},
                            word.reasons,
                        )


def _plausible(field: FieldType, run: Span) -> bool:
    """Numbers hold digits, addresses a street or a number, names and places neither many words nor small letters only."""
    text = run.text
    if field.kind == "text":
        return any(c.isdigit() for c in text) and len(run.tokens) <= 4
    if field.kind == "address":
        return len(run.tokens) > 1 and (STREET.search(text) is not None or any(c.isdigit() for c in text))
    if field.key.endswith((".surname", ".given_name")):
        return len(run.tokens) <= 4 and text[:1].isupper() and sum(c.isdigit() for c in text) < 2
    if field.kind in ("name", "place"):
        return len(run.tokens) <= 7 and any(c.isupper() for c in text)
    return True


def _unlabelled(segment: Span, labelled: set[int]) -> Iterator[Span]:
    """The stretches of a run that hold no label, none longer than a value."""
    run: list[Token] = []
    for token in (*segment.tokens, None):
        if token is None or token.index in labelled:
            if run and len(run) <= _LONGEST:
                yield Span(segment.page, tuple(run))
            run = []
        else:
            run.append(token)
