"""Signatures: ink near the words that ask for one, or an empty line there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from domain.document import Candidate
from domain.geometry import Box
from extraction.context import Context
from extraction.page_view import PageView

NAME = "signature"
_WORD = re.compile(r"^(?:firma\w*|richiedente|dichiarante|delegante|fede|istante|firm)$")
_REACH = 6.5
"""How far from its words a signature may stand, in token heights."""


def propose(context: Context) -> Iterator[Candidate]:
    """For each signature field: true for each ink near a signature label, false where a label has none."""
    fields = [f for f in context.fields.values() if f.kind == "signature"]
    if not fields or context.type.key == "contract":
        return
    for view, hits in zip(context.views, context.labels, strict=True):
        labelled = {t.index for h in hits for t in h.span.tokens}
        for field in fields:
            labels = [(h.box, h.score) for h in hits if field.key in h.keys]
            labels += [(t.box, 0.7) for t in view.tokens if _WORD.match(t.folded) and not any(b.overlap(t.box) for b, _ in labels)]
            for box, score in labels:
                yield from _at(view, field.key, box, score, labelled)


def _at(view: PageView, key: str, label: Box, score: float, labelled: set[int]) -> Iterator[Candidate]:
    near = [(r, _distance(view, label, r.box)) for r in view.page.ink_regions if r.kind != "stamp"]
    near = sorted(((r, d) for r, d in near if d < 1.0), key=lambda p: p[1])
    low = label.center[1]
    facts = {"sign_label": score, "sign_y": low}
    for region, distance in near[:2]:
        yield Candidate(
            key,
            True,
            "",
            view.number,
            region.box,
            NAME,
            region.score,
            features={
                **facts,
                "sign_distance": distance,
                "sign_kind": float(region.kind == "signature"),
                "sign_width": region.box.width / view.em_x,
                "sign_score": region.score,
            },
        )
    area = Box(
        max(0.0, label.x0 - 2 * view.em_x),
        max(0.0, label.y0 - 4 * view.em),
        min(1.0, label.x1 + 25 * view.em_x),
        min(1.0, label.y1 + 4 * view.em),
    )
    words = [t for t in view.within(area) if not label.contains(*t.box.center) and t.index not in labelled]
    told = {
        **facts,
        "sign_empty": float(not near),
        "sign_words": float(len(words)),
        "sign_word_score": min((t.score for t in words), default=1.0),
        "sign_regions": float(len(view.page.ink_regions)),
    }
    for value in (True, False):
        if not value or words:
            yield Candidate(key, value, "", view.number, area, NAME, 0.5, features=told)


def _distance(view: PageView, label: Box, ink: Box) -> float:
    """0 touching, 1 at the end of reach; ink left of its label counts double."""
    dx = max(0.0, ink.x0 - label.x1, 2 * (label.x0 - ink.x1)) / (view.em_x * 3 * _REACH)
    dy = max(0.0, ink.y0 - label.y1, label.y0 - ink.y1) / (view.em * _REACH)
    return float((dx * dx + dy * dy) ** 0.5)
