"""A logical document: its fields from candidate to decision, and the result the client gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from domain.geometry import Box
from domain.page import CharReading, MarkState, ZoneReading
from domain.table import Table

Value = str | int | bool | list[str] | None
"""A value in the normal form of its kind (money and percent are decimal strings); None: the paper leaves it blank."""


class DecisionKind(StrEnum):
    """Who decides a field."""

    AUTO = "auto"
    """Accepted by the machine: its confidence is above a threshold that is certified for its class."""
    REVIEW = "review"
    """Waits for a person."""
    PERSON = "person"
    """A person decided."""


class DocumentState(StrEnum):
    """The state a client sees (results.md)."""

    COMPLETED = "completed"
    NEEDS_REVIEW = "needs_review"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One possible value of one field, from one proposer, before anybody chose."""

    key: str
    value: Value
    """Normal form; None is the candidate "blank or absent"."""
    raw: str
    """As read, before repair."""
    page: int | None
    box: Box | None
    proposer: str
    """The module name in extraction/candidates that made it."""
    score: float = 0.0
    """Engine score of the reading behind it, 0 to 1."""
    chars: tuple[CharReading, ...] = ()
    features: Mapping[str, float] = field(default_factory=dict)
    """Named numbers for the scorer; a missing name is NaN."""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldReading:
    """The chosen candidate of a field with the evidence for calibration: extraction's answer to decision."""

    key: str
    kind: str
    value: Value
    raw: str
    page: int | None
    box: Box | None
    score: float
    """The scorer's probability among the candidates, after constraints; not yet calibrated."""
    evidence: Mapping[str, float] = field(default_factory=dict)
    """Named numbers for the calibrator: margin, ocr_score, constraint_*, layout_seen, page_quality, ..."""
    reasons: tuple[str, ...] = ()
    alternatives: tuple[tuple[Value, float], ...] = ()
    """Other values with scores, best first."""
    doubtful: tuple[tuple[int, int], ...] = ()
    """Half-open ranges of `raw` whose characters are doubtful."""
    must_review: bool = False
    """A rule, not a probability, asks for a person (two valid marks, unreadable page, failed check as written)."""


@dataclass(frozen=True, slots=True)
class Field:
    """A decided field: what a client, a reviewer and a manager see."""

    key: str
    kind: str
    value: Value
    raw: str
    confidence: float
    decision: DecisionKind
    page: int | None = None
    box: Box | None = None
    reasons: tuple[str, ...] = ()
    alternatives: tuple[tuple[Value, float], ...] = ()
    doubtful: tuple[tuple[int, int], ...] = ()
    risk_class: str = "text"
    """checksum, typed, dictionary, text, mark or hand (extraction notes, section 6)."""
    stratum: str = "unseen"
    """known_form, known_layout, new_layout or unseen: the certificate is for (risk_class, stratum)."""

    def as_result(self) -> dict[str, object]:
        """The field as results.md gives it."""
        return {
            "value": self.value,
            "raw": self.raw,
            "confidence": round(self.confidence, 4),
            "decision": self.decision.value,
            "page": self.page,
            "box": self.box.as_list() if self.box else None,
            "reasons": list(self.reasons),
            "doubtful": [list(r) for r in self.doubtful],
            "candidates": [{"value": value, "score": round(score, 4)} for value, score in self.alternatives],
            "risk_class": self.risk_class,
            "stratum": self.stratum,
        }


@dataclass(frozen=True, slots=True)
class FormMark:
    """One tick box of a known form, read."""

    option: str
    state: MarkState
    score: float
    box: Box


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a known form read in its zone: marks for choices, a zone reading for everything else."""

    key: str
    page: int
    box: Box
    zone: ZoneReading | None = None
    marks: tuple[FormMark, ...] = ()


@dataclass(frozen=True, slots=True)
class LogicalDocument:
    """Where one document of a source begins and ends, and what it is: classification's answer."""

    pages: tuple[int, ...]
    type: str
    """A key of the document types, or `unknown`."""
    type_confidence: float
    cut_confidence: float = 1.0
    form: str | None = None
    form_pages: Mapping[int, int] = field(default_factory=dict)
    """Page number in the source -> page of the form definition."""
    layout: str | None = None
    """Key of a learned layout (layout memory), None when never seen."""
    layout_seen: int = 0
    """How many reviewed documents of this layout the memory holds."""


@dataclass(frozen=True, slots=True)
class ResultError:
    """Why a document has no fields: a stable code and a sentence with the remedy."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class DocumentResult:
    """One logical document as it is delivered (results.md)."""

    source: str
    pages: tuple[int, ...]
    type: str
    type_confidence: float
    form: str | None
    state: DocumentState
    fields: Mapping[str, Field] = field(default_factory=dict)
    error: ResultError | None = None
    notes: tuple[str, ...] = ()
    cut_confidence: float = 1.0
    layout: str | None = None
    tables: tuple[Table, ...] = ()
    """Line items and amortisation plans; none of a known form."""

    def as_result(self) -> dict[str, object]:
        """The JSON object of results.md."""
        return {
            "source": self.source,
            "pages": list(self.pages),
            "type": self.type,
            "type_confidence": round(self.type_confidence, 4),
            "cut_confidence": round(self.cut_confidence, 4),
            "form": self.form,
            "layout": self.layout,
            "state": self.state.value,
            "error": {"code": self.error.code, "message": self.error.message} if self.error else None,
            "notes": list(self.notes),
            "fields": {key: f.as_result() for key, f in self.fields.items()},
            "tables": [table.as_result() for table in self.tables],
        }
