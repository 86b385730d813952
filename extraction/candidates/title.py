"""Choices that the title of a document answers: what is asked for, what kind of contract it is."""

from __future__ import annotations

from collections.abc import Iterator

from domain.document import Candidate
from extraction.candidates.typed import segments
from extraction.context import Context
from extraction.page_view import Span
from extraction.wording import best_option, tokens_text

NAME = "title"
_KEYS = frozenset({"request.kind", "contract.kind"})
_LOWEST = 0.5
"""Titles stand above this height of the first page."""
_LONGEST = 14
"""Words of the longest title line."""


def propose(context: Context) -> Iterator[Candidate]:
    """An option for every short line in the upper part of the first page that says it, the whole line or a run of its words."""
    keys = [k for k in context.fields if k in _KEYS]
    if not keys or not context.views:
        return
    view = context.views[0]
    for order, line in enumerate(s for s in segments(view) if s.box.y0 < _LOWEST and len(s.tokens) <= _LONGEST):
        upper = sum(t.text.isupper() for t in line.tokens) / len(line.tokens)
        for key in keys:
            for option, likeness, span in _said(line, context.lexicon.options.get(key, [])):
                yield Candidate(
                    key,
                    option,
                    line.text,
                    view.number,
                    span.box,
                    NAME,
                    span.score,
                    features={
                        "title": upper,
                        "option_score": likeness,
                        "option_rest": float(len(line.tokens) - len(span.tokens)),
                        "title_order": float(order),
                        "title_height": line.box.height / view.em,
                        "title_center": abs(line.box.center[0] - 0.5),
                    },
                )


def _said(line: Span, wordings: list[tuple[str, str]]) -> list[tuple[str, float, Span]]:
    """For each option its longest wording that a run of the line's words says; "other" only when nothing else is said."""
    best: dict[str, tuple[int, float, Span]] = {}
    for start in range(len(line.tokens)):
        for end in range(start + 1, min(len(line.tokens), start + 8) + 1):
            text = tokens_text(line.tokens[start:end])
            if not 5 <= len(text) <= 60:
                continue
            found = best_option(tuple(w for w in wordings if abs(len(w[0]) - len(text)) <= 3), text)
            if found and found[1] >= 0.9 and found[2] > best.get(found[0], (0, 0.0, line))[0]:
                best[found[0]] = (found[2], found[1], Span(line.page, line.tokens[start:end]))
    if len(best) > 1:
        best.pop("other", None)
    return [(option, likeness, span) for option, (_, likeness, span) in best.items()]
