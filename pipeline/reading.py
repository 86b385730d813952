"""The pages of a file without knowing what they are, and the fields of known forms on them: what training and teaching read with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from classification.forms import FormIndex
from document_types import load_forms
from domain.document import FormField
from domain.document_type import FormDefinition
from domain.geometry import Box, union
from domain.page import CharReading, ReadPage, RenderedPage, Word, ZoneReading
from intake import render_pages
from intake.limits import Limits
from ocr.forms import read_form_page
from ocr.page_reader import PageReader, page_with
from ocr.zones import ZoneReader


@dataclass(frozen=True)
class FileReader:
    """Reads files page by page with one engine; knows the form definitions it was given."""

    page_reader: PageReader
    zone_reader: ZoneReader
    forms: dict[str, FormDefinition]
    index: FormIndex
    blanks: dict[str, list[ReadPage]]
    limits: Limits

    @classmethod
    def load(cls, forms: Sequence[Path] = (), engine: str = "ppocr") -> FileReader:
        """A reader that knows the forms of the folders `forms`. Raises SetupError, InputError (a wrong form definition)."""
        limits, page_reader = Limits(), PageReader(engine)
        definitions: dict[str, FormDefinition] = {}
        for folder in forms:
            definitions |= load_forms(folder)
        blanks = {key: [page_reader.read(p) for p in render_pages(d.blank, limits)] for key, d in definitions.items()}
        index = FormIndex(blanks, {key: d.type for key, d in definitions.items()})
        return cls(page_reader, ZoneReader(engine), definitions, index, blanks, limits)

    def read(self, untrusted_path: Path) -> Iterator[ReadPage]:
        """Every page, upright. Raises InputError."""
        for page in render_pages(untrusted_path, self.limits):
            yield self.page_reader.read(page)

    def form_fields(self, form: str, pages: Sequence[ReadPage]) -> list[FormField]:
        """The fields of a form on the pages that are recognised as pages of it."""
        fields: list[FormField] = []
        for page in pages:
            match = self.index.match(page)
            if match and match.form == form:
                blank = self.blanks[form][match.form_page - 1]
                fields += read_form_page(page, self.forms[form], match.form_page, match.homography, self.zone_reader, blank)
        return fields


class WordsInZones(ZoneReader):
    """Reads a zone by the words that a reader of whole pages found in it, as its user would who knows the form."""

    def read_zone(self, page: ReadPage, box: Box, kind: str, comb: int | None = None) -> ZoneReading:
        """The words whose middle stands in `box`, line by line."""
        words = sorted((w for w in page.words if box.contains(*w.box.center)), key=lambda w: (w.line, w.box.x0))
        if not words:
            return ZoneReading("", 0.9, empty=True, empty_score=0.9)
        text = ("" if comb else " ").join(word.text for word in words)
        around, score = union(word.box for word in words), sum(word.score for word in words) / len(words)
        return ZoneReading(text, score, tuple(CharReading(c, score, around) for c in text), around)


def page_reader() -> PageReader:
    """The reader of pages as the journey has it."""
    return PageReader()


def pictures(path: Path) -> Iterator[RenderedPage]:
    """The pages of a file as pictures alone, text layers left out. Raises InputError."""
    for page in render_pages(path, Limits()):
        yield replace(page, text_layer=None)


def pages_of(path: Path) -> Iterator[RenderedPage]:
    """The pages of a file as intake hands them on, text layers included. Raises InputError."""
    return render_pages(path, Limits())


def page_of_words(picture: RenderedPage, words: Sequence[Word]) -> ReadPage:
    """A page with the words that another reader found on its picture."""
    return page_with(picture, words)
