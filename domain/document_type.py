"""What a document type and a form definition are, once read and checked by document_types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from domain.geometry import Box

KINDS = (
    "text", "name", "place", "address", "date", "money", "percent", "integer", "tax_code", "tax_id", "iban", "postal_code",
    "province", "phone", "email", "choice", "choices", "boolean", "signature",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldType:
    """A field every document of a type must yield."""

    key: str
    kind: str
    label: Mapping[str, str]
    """Language code -> label; `it` is always there."""
    options: tuple[str, ...] = ()
    option_labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """option -> language code -> label; an option that is a word of its own has none."""


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A document type: a folder of data under document_types/."""

    key: str
    label: Mapping[str, str]
    fields: Mapping[str, FieldType]


@dataclass(frozen=True, slots=True)
class FormOption:
    """One printed tick box of a choice."""

    value: str
    label: Mapping[str, str]
    box: Box


@dataclass(frozen=True, slots=True)
class FormFieldType:
    """One field of a form definition (forms.md)."""

    key: str
    kind: str
    label: Mapping[str, str]
    page: int
    """1-based page of the form."""
    box: Box
    """The zone; for choices the smallest box around all options."""
    options: tuple[FormOption, ...] = ()
    comb: int | None = None
    """Number of printed character cells."""


@dataclass(frozen=True, slots=True)
class FormDefinition:
    """One printed form: blank pages and where each field stands."""

    key: str
    version: int
    type: str
    title: Mapping[str, str]
    blank: Path
    """The blank form: a PDF, or a folder/first PNG of page images."""
    fields: Mapping[str, FormFieldType] = field(default_factory=dict)
