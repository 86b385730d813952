"""What one reviewed document of the service teaches of its page design, and the memory that a company's documents are read with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from domain.document import LogicalDocument, Value
from domain.page import ReadPage
from extraction.layout_memory import KEPT_SAMPLES, Layout, LayoutMemory, read_sample, written_sample
from learning.examples import Example
from learning.samples import sample_of
from pipeline.journey import Journey

Kept = tuple[str, str, Mapping[str, Any]]
"""(type, layout, sample as it was written) of a document."""


@dataclass(frozen=True, slots=True)
class CompanyTeacher:
    """Teaches one journey; pages and samples come from whoever keeps them."""

    journey: Journey

    def sample(
        self, own: Sequence[Kept], document_id: str, type_: str, pages: Sequence[ReadPage], values: Mapping[str, Value]
    ) -> tuple[str, dict[str, Any] | None]:  # fmt: skip
        """The page design among those of the company's `own` samples (a new one is named after the document), and what to keep of it."""
        known = memory_of(own).recognise(pages, type_)
        document = LogicalDocument(tuple(page.number for page in pages), type_, 1.0)
        sample = sample_of(Example(document_id, "?", document, tuple(pages), "?", values))
        placed = any(field.box is not None for field in sample.fields.values())
        return known.key if known else f"{type_}-{document_id}", written_sample(sample) if placed else None

    def taught(self, kept: Sequence[Kept]) -> Journey:
        """The journey that knows these samples besides what it knew."""
        extractor = self.journey.extractor
        return replace(self.journey, extractor=replace(extractor, layouts=extractor.layouts.beside(memory_of(kept).layouts)))


def memory_of(kept: Iterable[Kept]) -> LayoutMemory:
    """The layouts of these samples, oldest first."""
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for type_, layout, sample in kept:
        groups[layout, type_].append(sample)
    layouts = [
        Layout(layout, type_, len(samples), tuple(read_sample(s) for s in samples[-KEPT_SAMPLES:]))
        for (layout, type_), samples in groups.items()
    ]
    return LayoutMemory(tuple(layouts))
