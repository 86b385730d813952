"""A form drawn on a sample, before anything else knows it: its sample made blank, and another document read by it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

import numpy as np

from classification.forms import FormIndex
from document_types import load_types
from domain.document import LogicalDocument, Value
from domain.document_type import FormDefinition, FormFieldType
from domain.geometry import Box
from domain.page import Image, ReadPage
from extraction.context import Context
from extraction.form_answers import of_form
from extraction.labels import shipped_lexicon
from ocr.comb_finder import find_combs
from ocr.forms import ReadsZones, read_form_page

PAPER = 90
"""The percentile of a zone's grey that is paper."""
CELL_INSET = 0.14
"""What a printed cell or tick box keeps of its width on each side: its own lines."""


@dataclass(frozen=True, slots=True)
class TriedField:
    """What a drawn form reads in one of its zones on another document."""

    key: str
    value: Value
    raw: str
    probability: float
    """By the reading itself, not calibrated."""
    page: int | None
    """None: the page of the form with this field was not recognised."""
    box: Box | None


@dataclass(frozen=True, slots=True)
class FoundComb:
    """A row of printed character cells, as fractions of the page."""

    box: Box
    cells: int


def combs_of(page: ReadPage) -> list[FoundComb]:
    """The combs that stand on a page, from the top."""
    height, width = page.image.shape
    found = []
    for comb in find_combs(page.image, page.dpi):
        left, right = comb.separators[0], comb.separators[-1]
        box = Box(max(0.0, left / width), comb.top / height, min(1.0, right / width), min(1.0, comb.bottom / height))
        found.append(FoundComb(box, len(comb.separators) - 1))
    return found


def emptied(page: ReadPage, fields: Iterable[FormFieldType]) -> ReadPage:
    """A filled sample as the blank it was: what stands in the zones of `fields` (all on this page) is gone, printed lines stay."""
    fields = list(fields)
    image = page.image.copy()
    for field in fields:
        for box in _insides(field):
            _whiten(image, page.rules, box)
    zones = [field.box for field in fields if not field.options]
    return replace(page, image=image, words=tuple(w for w in page.words if not any(z.contains(*w.box.center) for z in zones)))


def tried(
    form: FormDefinition,
    blanks: Sequence[ReadPage],
    pages: Sequence[ReadPage],
    zones: ReadsZones,
    in_full: Callable[[ReadPage], ReadPage],
) -> list[TriedField] | None:
    """Every field of `form` as it stands on `pages`; None when no page is recognised as one of the form's.

    `blanks`: the form's pages in its order. `in_full` reads a page that was only laid on the blank of a form known before: it is asked,
    once a page, for what seems empty and is not. Raises what the zone reader and `in_full` raise.
    """
    index = FormIndex({form.key: blanks}, {form.key: form.type})
    matches = [(page, match) for page in pages if (match := index.match(page))]
    if not matches:
        return None
    read = [
        field
        for page, match in matches
        for field in read_form_page(
            page,
            form,
            match.form_page,
            match.homography,
            zones,
            blanks[match.form_page - 1],
            cache(partial(in_full, page)) if page.source == "form" else None,
        )
    ]
    numbers = tuple(page.number for page in pages)
    document = LogicalDocument(numbers, form.type, 1.0, form=form.key, form_pages={page.number: m.form_page for page, m in matches})
    answers = of_form(Context(document, pages, load_types()[form.type], shipped_lexicon(), form, read))
    best = {key: scored[0] for key, scored in answers.items()}
    return [
        TriedField(key, s.candidate.value, s.candidate.raw, s.probability, s.candidate.page, s.candidate.box) for key, s in best.items()
    ]


def _insides(field: FormFieldType) -> list[Box]:
    """Where people write: within each tick box, each cell, or the zone."""
    if field.options or field.kind == "boolean":
        return [_inset(box) for box in [option.box for option in field.options] or [field.box]]
    if field.comb is None:
        return [field.box]
    width = field.box.width / field.comb
    cells = [Box(field.box.x0 + n * width, field.box.y0, field.box.x0 + (n + 1) * width, field.box.y1) for n in range(field.comb)]
    return [_inset(cell) for cell in cells]


def _inset(box: Box) -> Box:
    dx, dy = CELL_INSET * box.width, CELL_INSET * box.height
    return Box(box.x0 + dx, box.y0 + dy, box.x1 - dx, box.y1 - dy)


def _whiten(image: Image, rules: Sequence[Box], box: Box) -> None:
    """Paper inside `box`, the printed lines in it left as they are."""
    height, width = image.shape
    x0, y0, x1, y1 = box.pixels(width, height)
    zone = image[y0:y1, x0:x1]
    if not zone.size:
        return
    printed = np.zeros(zone.shape, bool)
    for rule in rules:
        rx0, ry0, rx1, ry1 = rule.pixels(width, height)
        printed[max(0, ry0 - 1 - y0) : max(0, ry1 + 1 - y0), max(0, rx0 - 1 - x0) : max(0, rx1 + 1 - x0)] = True
    zone[~printed] = np.uint8(np.percentile(zone, PAPER))
