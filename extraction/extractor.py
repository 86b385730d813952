"""Every field of a document with its evidence: sources → scorer → one place, one field → constraints → reading → signatures."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domain.document import Candidate, FieldReading, FormField, LogicalDocument
from domain.document_type import DocumentType, FieldType, FormDefinition
from domain.page import ReadPage
from extraction.assignment import assign
from extraction.candidates import propose_all
from extraction.constraints import ConstraintOutcome, apply
from extraction.context import Context, Reread
from extraction.evidence import Row, reading, together
from extraction.features import NAMES, FeatureMaker, merged
from extraction.form_answers import of_form
from extraction.labels import Lexicon, shipped_lexicon
from extraction.layout_memory import LayoutMemory
from extraction.scoring import Scored, Scorer
from extraction.signed import judged

LEXICON_FILE = "lexicon.json"


@dataclass(frozen=True)
class Extractor:
    """The scorer with what was learned of layouts and labels; loaded once in a process, calls are independent."""

    scorer: Scorer
    layouts: LayoutMemory
    lexicon: Lexicon

    @classmethod
    def load(cls, models_dir: Path, home: Path | None = None) -> Extractor:
        """Shipped models with what `home` has learned. Raises SetupError when a model is missing."""
        return cls(Scorer.load(models_dir), LayoutMemory.load(home), load_lexicon(home))

    def extract(
        self,
        document: LogicalDocument,
        pages: Sequence[ReadPage],
        type_: DocumentType,
        form: FormDefinition | None = None,
        form_fields: Sequence[FormField] = (),
        reread: Reread | None = None,
    ) -> list[FieldReading]:
        """One reading for every key of the form, or of the type when there is no form, in their order."""
        layout = self.layouts.recognise(pages, type_.key) if form is None else None
        context = Context(document, pages, type_, self.lexicon, form, form_fields, layout, reread)
        return self.answers(context) if form is not None else self.readings(context, merged(propose_all(context)))

    def answers(self, context: Context) -> list[FieldReading]:
        """The readings of a document that is a known form."""
        scored = of_form(context)
        outcomes = constrained(scored, context.fields)
        return [
            reading(context, field, [Row(s, s.candidate.features) for s in scored[key]], outcomes.get(key))
            for key, field in context.fields.items()
        ]

    def readings(self, context: Context, candidates: Sequence[Candidate]) -> list[FieldReading]:
        """The readings of a document whose candidates are known."""
        return self.chosen(context, candidates, FeatureMaker(context, self.scorer.codes, self.scorer.words).rows(candidates))

    def chosen(self, context: Context, candidates: Sequence[Candidate], rows: NDArray[np.float32]) -> list[FieldReading]:
        """The readings of a document whose candidates and their features are known."""
        if context.form is not None:
            return self.answers(context)
        return judged(context, self.weighed(context, candidates, rows))  # last: the evidence of other fields rests on the scorer's

    def weighed(self, context: Context, candidates: Sequence[Candidate], rows: NDArray[np.float32]) -> list[FieldReading]:
        """The readings as the scorer alone answers, signatures too."""
        features = {id(c): dict(zip(NAMES, (float(v) for v in row), strict=True)) for c, row in zip(candidates, rows, strict=True)}
        scored = assign(self.scorer.rank(candidates, rows), context.fields)
        outcomes = constrained(scored, context.fields)
        return together(
            [
                reading(context, field, [Row(s, features[id(s.candidate)]) for s in scored[key]], outcomes.get(key))
                for key, field in context.fields.items()
            ]
        )


def constrained(scored: Mapping[str, list[Scored]], fields: Mapping[str, FieldType]) -> dict[str, ConstraintOutcome]:
    """What the fields of the document say about each other: each field's values, the probability of a value its candidates' together."""
    ranked: dict[str, list[Candidate]] = {}
    probabilities: dict[str, list[float]] = {}
    for key, group in scored.items():
        together: dict[str, float] = defaultdict(float)
        first: dict[str, Candidate] = {}
        for s in group:
            together[repr(s.candidate.value)] += s.probability
            first.setdefault(repr(s.candidate.value), s.candidate)
        order = sorted(together, key=lambda v: -together[v])
        ranked[key] = [first[v] for v in order]
        probabilities[key] = [together[v] for v in order]
    return apply(ranked, fields, probabilities)


def load_lexicon(home: Path | None) -> Lexicon:
    """The shipped lexicon with the phrases counted in `home`."""
    file = home / LEXICON_FILE if home else None
    if file is None or not file.exists():
        return shipped_lexicon()
    return replace(shipped_lexicon(), learned=json.loads(file.read_text(encoding="utf-8")))


__all__ = ["Extractor", "Scored", "load_lexicon"]
