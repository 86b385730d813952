"""Document types, form definitions, and forms drawn on a sample."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from http_api.schemas import Box, Incoming, Outgoing
from http_api.schemas.documents import Value

Key = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
Label = Annotated[dict[str, str], Field(min_length=1)]
"""Language code -> text; `it` must be there."""


class TypeField(Outgoing):
    """A field of a type or form."""

    key: str
    kind: str
    label: dict[str, str]
    options: list[str]


class TypeOut(Outgoing):
    """A document type: a folder of data in document_types/."""

    key: str
    label: dict[str, str]
    fields: list[TypeField]


class Types(Outgoing):
    """Document types."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "types": [
                        {
                            "key": "contract",
                            "label": {"it": "Contratto"},
                            "fields": [{"key": "date", "kind": "date", "label": {"it": "Data"}, "options": []}],
                        }
                    ]
                }
            ]
        }
    )

    types: list[TypeOut]


class FormOut(Outgoing):
    """A registered form definition."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "key": "customer_satisfaction",
                    "version": 1,
                    "type": "questionnaire",
                    "title": {"it": "Indagine"},
                    "pages": 1,
                    "fields": [{"key": "q1", "kind": "choice", "label": {"it": "Come valuta il servizio?"}, "options": ["1", "2"]}],
                }
            ]
        }
    )

    key: str
    version: int
    type: str
    title: dict[str, str]
    pages: int
    fields: list[TypeField]


class Forms(Outgoing):
    """Form definitions in use, by key."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "forms": [
                        {
                            "key": "customer_satisfaction",
                            "version": 1,
                            "type": "questionnaire",
                            "title": {"it": "Indagine"},
                            "pages": 1,
                            "fields": [],
                        }
                    ]
                }
            ]
        }
    )

    forms: list[FormOut]


class DrawnOption(Incoming):
    """One printed tick box."""

    value: Key
    label: Label
    box: Box


class DrawnField(Incoming):
    """One zone drawn on a sample: `box`, or `options` for a choice."""

    key: Key
    kind: str
    label: Label
    page: int = Field(ge=1)
    """1-based page of the form: the first page of the sample is 1."""
    box: Box | None = None
    options: list[DrawnOption] | None = None
    comb: int | None = Field(None, ge=2, le=64)
    """Number of printed character cells."""


class DrawnForm(Incoming):
    """A form drawn on a document that has been read: its pages become the blank form."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "key": "satisfaction_2026",
                    "version": 1,
                    "type": "questionnaire",
                    "title": {"it": "Indagine di soddisfazione"},
                    "document_id": "01959d0a-4f10-7c1a-9b2f-1d6a55e7f0d5",
                    "fields": [
                        {
                            "key": "respondent.tax_code",
                            "kind": "tax_code",
                            "label": {"it": "Codice fiscale"},
                            "page": 1,
                            "box": {"x": 0.21, "y": 0.12, "width": 0.58, "height": 0.025},
                            "comb": 16,
                        }
                    ],
                }
            ]
        }
    )

    key: Key
    version: int = Field(1, ge=1, le=1_000_000)
    type: str
    """A key of the document types."""
    title: Label
    document_id: str
    filled: bool = False
    """The sample was filled in: what stands in the zones is taken out of the blank form."""
    fields: Annotated[list[DrawnField], Field(min_length=1, max_length=1_000)]


class TrialIn(Incoming):
    """A drawn form, and the document to read by it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "form": {
                        "key": "satisfaction_2026",
                        "type": "questionnaire",
                        "title": {"it": "Indagine di soddisfazione"},
                        "document_id": "01959d0a-4f10-7c1a-9b2f-1d6a55e7f0d5",
                        "fields": [
                            {
                                "key": "note",
                                "kind": "text",
                                "label": {"it": "Note"},
                                "page": 1,
                                "box": {"x": 0.1, "y": 0.8, "width": 0.8, "height": 0.1},
                            }
                        ],
                    },
                    "document_id": "01959d0a-4f10-7c1a-9b2f-1d6a55e7f0d6",
                }
            ]
        },
    )

    form: DrawnForm
    document_id: str


class TriedOut(Outgoing):
    """What one zone says on the document tried."""

    key: str
    value: Value
    raw: str
    probability: float
    """By the reading itself, not calibrated."""
    page: int | None
    """Page of the file; null: the form's page with this field was not recognised."""
    box: Box | None


class TrialOut(Outgoing):
    """A form tried on a document."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "recognised": True,
                    "fields": [
                        {
                            "key": "respondent.tax_code",
                            "value": "RSSMRA80A01H501U",
                            "raw": "RSSMRA80A01H501U",
                            "probability": 0.97,
                            "page": 1,
                            "box": {"x": 0.21, "y": 0.12, "width": 0.58, "height": 0.025},
                        }
                    ],
                }
            ]
        }
    )

    recognised: bool
    """False: no page of the document is a page of this form."""
    fields: list[TriedOut]


class CombOut(Outgoing):
    """A row of printed character cells."""

    box: Box
    cells: int


class Combs(Outgoing):
    """Where people write on a page, beside its tick boxes; from the top."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "combs": [{"box": {"x": 0.21, "y": 0.12, "width": 0.58, "height": 0.025}, "cells": 16}],
                    "lines": [{"x": 0.1, "y": 0.52, "width": 0.84, "height": 0.1}],
                }
            ]
        }
    )

    combs: list[CombOut]
    lines: list[Box]
    """The room over each printed line, or over several lines of one answer."""


class OptionZone(Outgoing):
    """One printed tick box of a form."""

    value: str
    label: dict[str, str]
    box: Box


class Zone(Outgoing):
    """A field of a form and where it stands on the blank."""

    key: str
    kind: str
    label: dict[str, str]
    page: int
    box: Box
    options: list[OptionZone]
    comb: int | None


class FormVersion(Outgoing):
    """One version of a form definition."""

    version: int
    made_at: datetime
    made_by: str | None
    """Name of the person, null when unknown."""
    in_use: bool
    fields: int


class FormDetail(Outgoing):
    """A form definition with its zones and versions, newest first."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "key": "customer_satisfaction",
                    "version": 2,
                    "type": "questionnaire",
                    "title": {"it": "Indagine"},
                    "zones": [],
                    "versions": [
                        {"version": 2, "made_at": "2026-03-01T09:00:00Z", "made_by": "Anna Bianchi", "in_use": True, "fields": 21}
                    ],
                }
            ]
        }
    )

    key: str
    version: int
    type: str
    title: dict[str, str]
    zones: list[Zone]
    versions: list[FormVersion]
