"""The answers of a known form: what stands in a field's zone is its value, nothing else on the page competes.

The probabilities are the readings' own: of marks the model's that every box of the question is read right, of writing the
engine's over its characters. Calibration makes confidences of them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from domain.document import Candidate, FormField
from domain.document_type import FieldType
from extraction.candidates.form_zone import NAME, propose
from extraction.context import Context
from extraction.scoring import Scored

_COMPACT = frozenset({"tax_code", "tax_id", "iban"})
_FLOOR, _CEILING = 0.02, 0.999
_UNREAD = 0.3
"""Probability that a zone whose writing is no value of its kind was meant to be blank."""


def of_form(context: Context) -> dict[str, list[Scored]]:
    """For every field of the form its candidates, most probable first; a field that was not read has one, blank and doubtful."""
    candidates = list(propose(context))
    read = {f.key: f for f in context.form_fields}
    return {
        key: _scored([c for c in candidates if c.key == key] or [_unread(field, read.get(key))]) for key, field in context.fields.items()
    }


def _unread(field: FieldType, read: FormField | None) -> Candidate:
    """A field whose page is missing, or whose writing is no value of its kind: codes stay as they stand, the rest is left to a person."""
    if read is None:
        return Candidate(field.key, None, "", None, None, NAME, 0.5, reasons=("doubtful_mark", "page_missing"))
    text = read.zone.text if read.zone else ""
    code = "".join(c for c in text.upper() if c.isalnum()) if field.kind in _COMPACT else ""
    chars = read.zone.chars if read.zone else ()
    score = read.zone.score if read.zone and code else _UNREAD
    return Candidate(field.key, code or None, text, read.page, read.box, NAME, score, chars, reasons=("unreadable_zone",))


def _scored(candidates: Sequence[Candidate]) -> list[Scored]:
    mass = max(_probability(c) for c in candidates)
    likeness = [math.exp(c.features.get("typed_score", 0.0)) for c in candidates]
    shares = [mass * part / sum(likeness) for part in likeness]
    ranked = sorted(zip(candidates, shares, strict=True), key=lambda pair: -pair[1])
    return [Scored(c, math.log(p / (1 - p)), p) for c, p in ranked]


def _probability(candidate: Candidate) -> float:
    """That the reading behind a candidate is right, by the reading itself."""
    facts: Mapping[str, float] = candidate.features
    if "zone_product" in facts:
        p = facts["zone_product"]
    elif candidate.value is None:
        p = candidate.score
    else:
        p = math.exp(sum(math.log(max(c.score, 1e-3)) for c in candidate.chars if c.char != " ")) if candidate.chars else candidate.score
    return min(_CEILING, max(_FLOOR, p))
