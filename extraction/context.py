"""What a candidate source may look at: one document with its pages, its type or form, and what was learned of its layout."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from domain.document import FormField, LogicalDocument
from domain.document_type import DocumentType, FieldType, FormDefinition
from domain.geometry import Box
from domain.page import ReadPage, ZoneReading
from extraction.labels import LabelHit, Lexicon, find_labels
from extraction.layout_memory import LayoutMatch
from extraction.page_view import PageView, views

Reread = Callable[[int, Box, str], ZoneReading]
"""Reads a part of a page again as a kind: `(page number, box, kind)`."""


@dataclass(frozen=True)
class Context:
    """One document on its way through the candidate sources. Everything derived is computed once, on first use."""

    document: LogicalDocument
    pages: Sequence[ReadPage]
    type: DocumentType
    lexicon: Lexicon
    form: FormDefinition | None = None
    form_fields: Sequence[FormField] = ()
    layout: LayoutMatch | None = None
    """The learned layout this document has, with where its fields stand."""
    reread: Reread | None = None
    cache: dict[str, object] = field(default_factory=dict, compare=False, repr=False)
    """For a source that wants to keep something between calls on this document."""

    @cached_property
    def fields(self) -> Mapping[str, FieldType]:
        """Every key the answer must hold: the form's when there is one, else the type's."""
        if self.form is None:
            return self.type.fields
        return {key: FieldType(key, f.kind, f.label, tuple(o.value for o in f.options)) for key, f in self.form.fields.items()}

    @cached_property
    def views(self) -> list[PageView]:
        return views(self.pages)

    @cached_property
    def labels(self) -> list[list[LabelHit]]:
        """For each page the label phrases found on it, in reading order, overlaps resolved."""
        return [find_labels(view, self.lexicon, self.type) for view in self.views]
