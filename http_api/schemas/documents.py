"""Logical documents: the result of results.md with id, version and history."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from http_api.schemas import Box, Incoming, Outgoing

Value = str | int | bool | list[str] | None
"""A value in the normal form of its kind."""

EXAMPLE_RESULT: dict[str, Any] = {
    "id": "01959d0a-4f10-7c1a-9b2f-1d6a55e7f0d5", "version": 2, "batch_id": "01959d0a-3c51-7a3e-8f6e-0c4d3f1b9a11",
    "source": "scan-0012.pdf", "pages": [1, 2], "type": "loan_application", "type_confidence": 0.998, "cut_confidence": 1.0,
    "form": None, "layout": None, "state": "needs_review", "held": False, "error": None, "notes": [], "warnings": [],
    "tables": [],
    "fields": {
        "applicant.tax_code": {
            "value": "RSSMRA80A01H501U", "raw": "RSSMRA80A0lH501U", "confidence": 0.9991, "decision": "auto", "page": 1,
            "box": [0.112, 0.231, 0.482, 0.252], "reasons": ["corrected: check character, agrees with birth date and place"],
            "doubtful": [], "candidates": [], "risk_class": "checksum", "stratum": "unseen",
        }
    },
}  # fmt: skip


class CandidateOut(Outgoing):
    """Another value the field may have."""

    value: Value
    score: float


class FieldOut(Outgoing):
    """A decided field with its evidence."""

    value: Value
    raw: str
    confidence: float
    decision: str
    """`auto`, `review` or `person`."""
    page: int | None
    box: Annotated[list[float], Field(min_length=4, max_length=4)] | None
    """`[x0, y0, x1, y1]` as fractions of the page."""
    reasons: list[str]
    doubtful: list[list[int]]
    """Half-open ranges of `raw` whose characters are doubtful."""
    candidates: list[CandidateOut]
    risk_class: str
    stratum: str


class ErrorOut(Outgoing):
    """Why a document has no fields."""

    code: str
    message: str


class TableColumnOut(Outgoing):
    """One column of a table."""

    key: str
    """`due_date`, `amount`, ... where its heading is known, else `column_N`."""
    kind: str
    """`text`, `date`, `money`, `percent`, `integer` or `decimal`."""
    heading: str


class TableCellOut(Outgoing):
    """What stands in one cell."""

    value: str | int | None
    raw: str
    confidence: float
    """Not certified, unlike a field's."""
    box: list[float]
    reasons: list[str]


class TableRowOut(Outgoing):
    """One row; a cell is null where nothing is written."""

    page: int
    kind: str
    """`item`, or `total` for a row that sums up."""
    box: list[float]
    cells: list[TableCellOut | None]


class TableOut(Outgoing):
    """A table of the document."""

    kind: str
    """`line_items`, `amortisation_plan` or `other`."""
    pages: list[int]
    ruled: bool
    columns: list[TableColumnOut]
    rows: list[TableRowOut]


class RescanOut(Outgoing):
    """Pages that the client is asked to scan again."""

    message: str
    at: datetime


class PlaceOut(Outgoing):
    """A field of a document of the case, and what stands there now."""

    document_id: str
    source: str
    type: str
    form: str | None
    key: str
    value: Value
    page: int | None
    box: Annotated[list[float], Field(min_length=4, max_length=4)] | None


class CaseWarningOut(Outgoing):
    """What was found when the papers of its case were compared."""

    code: str
    """`case_disagreement`: two papers say different things; `case_paper_missing`: a required paper is not in the case."""
    rule: str
    subject: str
    label: dict[str, str]
    """What they disagree about, or the paper that is missing, by language."""
    places: list[PlaceOut]
    """Of a disagreement: both places. An erased one is left out."""


class DocumentOut(Outgoing):
    """One logical document."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [EXAMPLE_RESULT]})

    id: str
    version: int
    batch_id: str
    source: str
    pages: list[int]
    type: str
    type_confidence: float
    cut_confidence: float
    form: str | None
    layout: str | None
    state: str
    """`completed`, `needs_review` or `failed`."""
    held: bool
    """True while a person must first confirm where it begins and ends and what it is."""
    rescan: RescanOut | None = None
    """What the client is asked to scan again; null: nothing."""
    error: ErrorOut | None
    notes: list[str]
    warnings: list[CaseWarningOut] = Field(default_factory=list)
    """About the case that it belongs to."""
    fields: dict[str, FieldOut]
    tables: list[TableOut]
    """Line items and amortisation plans, row by row."""


class DocumentWithHistory(DocumentOut):
    """One logical document and what happened to it."""

    replaced: bool
    """True when a person cut its pages otherwise: it is no longer a result."""
    erased: bool
    """True when its keeping time is over."""
    history: list[VersionOut]
    """Every value every field had, oldest first."""
    events: list[EventOut]
    """Who saw and changed it, oldest first."""
    page_images: list[PageOut]


class PageOut(Outgoing):
    """A page of the document, upright; all boxes are fractions of it."""

    number: int
    width: int
    """Pixels of the image behind `url`."""
    height: int
    url: str


class DocumentRow(Outgoing):
    """One line of a batch's list of documents."""

    id: str
    version: int
    source: str
    pages: list[int]
    type: str
    form: str | None
    state: str
    held: bool
    error: ErrorOut | None
    fields: dict[str, int]
    """Fields by decision."""


class DocumentPage(Outgoing):
    """Documents without their fields."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "documents": [
                        {
                            "id": "01959d0a-4f10-7c1a-9b2f-1d6a55e7f0d5",
                            "version": 2,
                            "source": "scan-0012.pdf",
                            "pages": [1, 2],
                            "type": "contract",
                            "form": None,
                            "state": "completed",
                            "held": False,
                            "error": None,
                            "fields": {"auto": 17, "person": 2},
                        }
                    ],
                    "next": None,
                }
            ]
        }
    )

    documents: list[DocumentRow]
    next: str | None
    """Give it as `before` to get older ones; null at the end."""


class WordOut(Outgoing):
    """A word read on a page: a click takes it."""

    text: str
    page: int
    box: Box


class TickBoxOut(Outgoing):
    """A printed tick box found on a page."""

    box: Box
    shape: str
    """`square` or `circle`."""
    state: str
    """`empty`, `marked`, `cancelled` or `ambiguous`."""


class PageWords(Outgoing):
    """What was read on one page, apart from its picture."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "words": [{"text": "01/01/1980", "page": 1, "box": {"x": 0.1, "y": 0.2, "width": 0.1, "height": 0.01}}],
                    "tick_boxes": [{"box": {"x": 0.1, "y": 0.3, "width": 0.01, "height": 0.01}, "shape": "square", "state": "marked"}],
                    "rules": [{"x": 0.1, "y": 0.4, "width": 0.8, "height": 0.001}],
                }
            ]
        }
    )

    words: list[WordOut]
    tick_boxes: list[TickBoxOut]
    rules: list[Box]
    """Printed straight lines."""


class VersionOut(Outgoing):
    """One value that one field had."""

    version: int
    """The document's version that brought it."""
    at: datetime
    field: str
    value: Value
    confidence: float
    decision: str
    reasons: list[str]
    by: str
    """`machine`, or the id of a person."""


class EventOut(Outgoing):
    """Something that was done to a document, from the audit log."""

    at: datetime
    actor: str
    action: str
    details: dict[str, object]


class ChangeOut(Outgoing):
    """Something of this client changed: fetch the document or batch for what it is now."""

    cursor: str
    kind: str
    """`batch.received`, `batch.completed`, `document.needs_review`, `document.completed`, `document.failed`, `document.amended`, ..."""
    batch_id: str
    document_id: str | None
    version: int
    at: datetime


class ChangeFeed(Outgoing):
    """Changes in order; ask again with `after` = `cursor`."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "changes": [
                        {
                            "cursor": "1042", "kind": "document.completed", "batch_id": "01959d0a-3c51-7a3e-8f6e-0c4d3f1b9a11",
                            "document_id": "01959d0a-4f10-7c1a-9b2f-1d6a55e7f0d5", "version": 2, "at": "2026-03-01T10:04:09Z",
                        }
                    ],
                    "cursor": "1042",
                }
            ]
        }
    )  # fmt: skip

    changes: list[ChangeOut]
    cursor: str


class ZoneIn(Incoming):
    """A zone of a page to be read again."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"page": 1, "box": {"x": 0.11, "y": 0.23, "width": 0.37, "height": 0.02}, "kind": "tax_code"}]},
    )

    page: int = Field(ge=1)
    box: Box
    kind: str = "text"


class ZoneOut(Outgoing):
    """What the zone says: a candidate, not a fact."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "text": "RSSMRA80A0lH501U",
                    "value": "RSSMRA80A01H501U",
                    "score": 0.97,
                    "doubtful": [[10, 11]],
                    "candidates": [{"value": "RSSMRA80A01H501U", "score": 0.9}],
                    "empty": False,
                }
            ]
        }
    )

    text: str
    value: Value
    """In the normal form of the kind; null when it does not parse."""
    score: float
    doubtful: list[list[int]]
    candidates: list[CandidateOut]
    empty: bool


DocumentWithHistory.model_rebuild()
