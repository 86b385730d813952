"""One file in, its logical documents with decided fields out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from classification.forms import FormIndex, FormMatch
from classification.stream import Classifier
from decision.decider import Decider
from document_types import load_forms, load_types
from domain.document import DecisionKind, DocumentResult, DocumentState, FormField, LogicalDocument, ResultError
from domain.document_type import DocumentType, FormDefinition
from domain.errors import InputError
from domain.geometry import Box
from domain.page import ReadPage, ZoneReading
from extraction.extractor import Extractor
from extraction.scoring import Scorer
from extraction.tables import find_tables
from intake import UnpackedFile, inspect, render_pages, unpack
from intake.limits import Limits
from ocr.forms import read_form_page
from ocr.page_reader import PageReader
from ocr.zones import ZoneReader
from pipeline.known_forms import KnownFormReader
from pipeline.versions import Versions

Structure = Sequence[tuple[tuple[int, ...], str]]
"""(page numbers, type) of each document of a file."""


@dataclass(frozen=True)
class Journey:
    """The steps, loaded once in a process; every call is independent of the others."""

    limits: Limits
    page_reader: PageReader
    zone_reader: ZoneReader
    types: dict[str, DocumentType]
    forms: dict[str, FormDefinition]
    form_index: FormIndex
    blanks: dict[str, list[ReadPage]]
    known_forms: KnownFormReader
    classifier: Classifier
    extractor: Extractor
    decider: Decider

    def process(self, untrusted_path: Path, name: str, progress: Callable[[int, int], None] | None = None) -> list[DocumentResult]:
        """Every logical document of one file, in page order; a file that cannot be read gives one failed result.

        `progress(pages read, pages in all)` is called after each page.
        """
        try:
            pages = []
            total = inspect(untrusted_path, self.limits).page_count
            for page in self.read_pages(untrusted_path):
                pages.append(page)
                if progress:
                    progress(len(pages), total)
            return self.understand(name, pages)
        except InputError as error:
            return [failed(name, error)]

    def read_pages(self, untrusted_path: Path, numbers: Sequence[int] | None = None) -> Iterator[ReadPage]:
        """The pages asked for (1-based; all when None), upright and read, in order. Raises InputError."""
        for rendered in render_pages(untrusted_path, self.limits, numbers):
            yield self.known_forms.read(rendered)

    def unpack(self, untrusted_path: Path, work_dir: Path) -> list[UnpackedFile]:
        """The members of a ZIP, put into `work_dir`; for anything else the file itself. Raises InputError."""
        return unpack(untrusted_path, self.limits, work_dir)

    def count_pages(self, untrusted_path: Path) -> int:
        """How many pages the file has. Raises InputError."""
        return inspect(untrusted_path, self.limits).page_count

    def understand(self, name: str, pages: Sequence[ReadPage], structure: Structure | None = None) -> list[DocumentResult]:
        """Cuts the pages of one file into documents, and reads and decides the fields of each.

        `structure`, when a person told it: (page numbers, type) of each document; nothing is cut or classified then.
        """
        if structure is None:
            documents = self.classifier.split(pages, self.form_index, self.extractor.layouts)
        else:
            documents = [self._as_told(numbers, type_, pages) for numbers, type_ in structure]
        if not documents:
            return [failed(name, InputError("blank_document", "Every page is blank: check that the sheets were not scanned face down."))]
        by_number = {page.number: page for page in pages}
        return [self._result(name, document, [by_number[n] for n in document.pages]) for document in documents]

    def _result(self, name: str, document: LogicalDocument, pages: list[ReadPage]) -> DocumentResult:
        type_ = self.types.get(document.type)
        if document.form is None:
            pages = [self._in_full(page) for page in pages]
        if type_ is None:
            waiting = DocumentState.NEEDS_REVIEW
            unsure, cut, tables = document.type_confidence, document.cut_confidence, find_tables(pages)
            return DocumentResult(name, document.pages, "unknown", unsure, None, waiting, cut_confidence=cut, tables=tables)
        form = self.forms.get(document.form) if document.form else None
        readings = self.extractor.extract(document, pages, type_, form, self._form_fields(document, pages, form), self._reread(pages))
        fields = self.decider.decide(readings, document, pages)
        waits = any(field.decision is DecisionKind.REVIEW for field in fields.values())
        return DocumentResult(
            source=name,
            pages=document.pages,
            type=document.type,
            type_confidence=document.type_confidence,
            form=document.form,
            state=DocumentState.NEEDS_REVIEW if waits else DocumentState.COMPLETED,
            fields=fields,
            notes=tuple(dict.fromkeys(f"page {p.number}: {note}" for p in pages for note in (*p.notes, *p.quality.reasons))),
            cut_confidence=document.cut_confidence,
            layout=document.layout,
            tables=() if form else find_tables(pages),
        )

    def _as_told(self, numbers: tuple[int, ...], type_: str, pages: Sequence[ReadPage]) -> LogicalDocument:
        """A document whose pages and type a person told; the form, if any, is still the machine's to recognise."""
        matches = {p.number: match for p in pages if p.number in numbers and (match := self.form_index.match(p))}
        keys = [match.form for match in matches.values() if self.forms[match.form].type == type_]
        form = max(set(keys), key=keys.count) if keys else None
        form_pages = {number: match.form_page for number, match in matches.items() if match.form == form}
        return LogicalDocument(numbers, type_, 1.0, 1.0, form, form_pages)

    def _form_fields(self, document: LogicalDocument, pages: list[ReadPage], form: FormDefinition | None) -> list[FormField]:
        if form is None:
            return []
        fields: list[FormField] = []
        for page in pages:
            match: FormMatch | None = self.form_index.match(page)
            if match and match.form == form.key:
                blank = self.blanks[form.key][match.form_page - 1]
                fields += read_form_page(page, form, match.form_page, match.homography, self.zone_reader, blank, self._later(page))
        return fields

    def _in_full(self, page: ReadPage) -> ReadPage:
        """The page with all its words: one that was only laid on its blank is read now."""
        return self.page_reader.read_in_full(page) if page.source == "form" else page

    def _later(self, page: ReadPage) -> Callable[[], ReadPage] | None:
        """The page with all its words, read when it is asked for, once; None when it has them."""
        return cache(lambda: self._in_full(page)) if page.source == "form" else None

    def _reread(self, pages: list[ReadPage]) -> Callable[[int, Box, str], ZoneReading]:
        by_number = {page.number: page for page in pages}
        return lambda number, box, kind: self.zone_reader.read_zone(by_number[number], box, kind)


def load_journey(
    models: Path, home: Path | None = None, forms: Sequence[Path] = (), engine: str = "ppocr", limits: Limits | None = None
) -> Journey:
    """The journey with the models in use (`models` are the shipped ones), what `home` has learned, and the forms of the folders `forms`.

    Raises SetupError when a model is missing or damaged, InputError when a form definition is wrong.
    """
    limits = limits or Limits()
    models = Versions(models, home).folder()
    page_reader = PageReader(engine)
    definitions: dict[str, FormDefinition] = {}
    for folder in forms:
        definitions |= load_forms(folder)
    blanks = {key: [page_reader.read(p) for p in render_pages(d.blank, limits)] for key, d in definitions.items()}
    return Journey(
        limits=limits,
        page_reader=page_reader,
        zone_reader=ZoneReader(engine),
        types=load_types(),
        forms=definitions,
        form_index=FormIndex(blanks, {key: d.type for key, d in definitions.items()}),
        blanks=blanks,
        known_forms=KnownFormReader(page_reader, blanks),
        classifier=Classifier.load(models),
        extractor=Extractor.load(models, home),
        decider=Decider.load(models, home),
    )


def with_version(journey: Journey, versions: Versions, name: str) -> Journey:
    """The same journey with the models of another version, and nothing of what was proved of the one in use. Raises as load_journey."""
    folder = versions.folder(name)
    return replace(
        journey,
        classifier=Classifier.load(folder),
        extractor=replace(journey.extractor, scorer=Scorer.load(folder)),
        decider=Decider.load(folder),
    )


def failed(name: str, error: InputError) -> DocumentResult:
    """The result of a file that could not be read: its code and a sentence, no fields."""
    return DocumentResult(name, (), "unknown", 0.0, None, DocumentState.FAILED, error=ResultError(error.code, error.message))
