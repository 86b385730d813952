"""From a reviewed document to what the layout memory keeps of it: where each value stands, found again among the words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from document_types import shipped_types
from domain.comparison import same_value
from domain.document import Candidate
from extraction.candidates import propose_all
from extraction.context import Context
from extraction.features import merged
from extraction.labels import shipped_lexicon
from extraction.layout_memory import LayoutMemory, Sample, SeenField, constellation
from learning.examples import Example

_TRUST = {"dir_right": 3.0, "dir_below": 2.5, "dir_wrap": 1.5, "dir_above": 1.0, "tick_mark": 3.0, "sign_label": 2.0, "title": 1.0}


def sample_of(example: Example) -> Sample:
    """The document's words and the places of its values. A value found at several places is taken where its label is nearest."""
    context = Context(example.document, example.pages, shipped_types()[example.document.type], shipped_lexicon())
    return placed(example, context, merged(propose_all(context)))


def memory_after(others: Sequence[Example], sample: Callable[[Example], Sample] = sample_of) -> LayoutMemory:
    """The memory that has learned these documents, one after the other."""
    memory = LayoutMemory()
    for other in others:
        known = memory.recognise(other.pages, other.document.type)
        memory, _ = memory.learned(other.document.type, sample(other), known)
    return memory


def placed(example: Example, context: Context, candidates: Sequence[Candidate]) -> Sample:
    """As `sample_of`, with candidates that are already there."""
    order = {page.number: i for i, page in enumerate(example.pages)}
    fields: dict[str, SeenField] = {}
    for key, field in context.fields.items():
        if key not in example.fields:
            continue
        truth = example.fields[key]
        if truth is None:
            fields[key] = SeenField(None, None)
            continue
        right = [c for c in candidates if c.key == key and c.box is not None and c.page in order and same_value(field.kind, truth, c.value)]
        if not right:
            continue
        best = max(right, key=_trust)
        assert best.box is not None
        assert best.page is not None
        page = example.pages[order[best.page]]
        box = (best.box.x0, best.box.y0 * page.aspect, best.box.x1, best.box.y1 * page.aspect)
        fields[key] = SeenField(order[best.page], box, str(truth) if field.kind in ("choice", "boolean") else None)
    return Sample(tuple(constellation(p) for p in example.pages), fields)


def _trust(candidate: Candidate) -> float:
    f = candidate.features
    return (
        sum(weight for name, weight in _TRUST.items() if f.get(name))
        + f.get("label_learned", 0.0)
        - f.get("name_split", 0.0)
        + 0.1 * candidate.score
    )
