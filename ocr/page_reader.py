"""Reading a page: upright, level, clean; its words, lines, boxes, ink and quality."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.geometry import Box
from domain.page import Image, ReadPage, RenderedPage, Word
from ocr.alphabets import COMB_ALPHABET
from ocr.cleanup import even_light, find_sheet, find_skew, flatten_sheet, to_grey, whiten_borders
from ocr.comb_finder import find_combs
from ocr.comb_reader import as_words, read_comb
from ocr.engine import Engine, EngineLine, load_engine
from ocr.geometry import rotate, turn, turn_box
from ocr.ink import find_ink_regions
from ocr.marks import find_tick_boxes
from ocr.orientation import rotation_of_lines, rotation_of_words
from ocr.quality import is_black, is_blank, judge, judge_bare
from ocr.rules import find_rules, looked_at
from ocr.words import number_lines, words_of

A4_INCHES = (11.69, 8.27)
LEVEL = 0.05
"""Degrees of skew that are left alone."""


@dataclass(frozen=True)
class PageReader:
    """Reads pages with one engine; make one a process."""

    engine: str = "ppocr"

    def read(self, page: RenderedPage) -> ReadPage:
        """The page upright and read.

        A born-digital page keeps the words of its text layer; a blank page has no words; a black one is unreadable, not blank.
        Raises SetupError when the engine cannot start, TransientError when it died twice on this page.
        """
        grey = to_grey(page.image)
        if page.text_layer is not None:
            return self._read_text_layer(page, grey)
        image, dpi, notes = prepared(grey, page.dpi)
        if is_blank(image, dpi):
            return ReadPage(page.number, image, dpi, (), quality=judge_bare(grey), blank=not is_black(grey), notes=page.notes + notes)
        image, lines, rotation = self._upright(image)
        words = self._with_combs(words_of(lines, image.shape[1], image.shape[0]), image, dpi)
        numbered = number_lines(words, image.shape[0] / image.shape[1])
        return _complete(ReadPage(page.number, image, dpi, numbered, rotation=rotation, notes=page.notes + notes))

    def read_in_full(self, page: ReadPage) -> ReadPage:
        """A page that is upright and level already, read: its image stays as it is. Raises as `read`."""
        lines = load_engine(self.engine).read_page(page.image)
        words = self._with_combs(words_of(lines, page.image.shape[1], page.image.shape[0]), page.image, page.dpi)
        return _complete(replace(page, words=number_lines(words, page.aspect), source="ocr"))

    def _read_text_layer(self, page: RenderedPage, grey: Image) -> ReadPage:
        assert page.text_layer is not None
        rotation = rotation_of_words(page.text_layer, grey.shape[0] / grey.shape[1])
        image = turn(grey, rotation)
        turned = [replace(w, box=turn_box(w.box, rotation), score=1.0) for w in page.text_layer]
        words: tuple[Word, ...] = number_lines(turned, image.shape[0] / image.shape[1])
        read = ReadPage(page.number, image, page.dpi, words, rotation=rotation, source="text_layer", notes=page.notes)
        return replace(read, blank=True) if not words and is_blank(image, page.dpi) else _complete(read)

    def _with_combs(self, words: list[Word], image: Image, dpi: float) -> list[Word]:
        """The words, with those that stand in combs read anew cell by cell."""
        for comb in find_combs(image, dpi):
            area = Box(
                comb.separators[0] / image.shape[1],
                comb.top / image.shape[0],
                comb.separators[-1] / image.shape[1],
                comb.bottom / image.shape[0],
            )
            reading = read_comb(load_engine(self.engine), image, comb, dpi, COMB_ALPHABET)
            words = [w for w in words if not area.contains(*w.box.center)] + as_words(reading)
        return words

    def _upright(self, image: Image) -> tuple[Image, list[EngineLine], int]:
        engine: Engine = load_engine(self.engine)
        lines = engine.read_page(image)
        rotation = rotation_of_lines(image, lines, engine)
        if rotation:
            image = turn(image, rotation)
            lines = engine.read_page(image)
        return image, lines, rotation


def page_with(page: RenderedPage, words: Sequence[Word]) -> ReadPage:
    """The page as it was rendered, with words that another reader found on it (boxes as fractions of that image)."""
    image = to_grey(page.image)
    return _complete(ReadPage(page.number, image, page.dpi, number_lines(words, image.shape[0] / image.shape[1]), notes=page.notes))


def prepared(grey: Image, dpi: float) -> tuple[Image, float, tuple[str, ...]]:
    """The image cleaned and level, its resolution, and codes of what was done to it: `perspective_corrected`."""
    notes: tuple[str, ...] = ()
    sheet = find_sheet(grey)
    if sheet is not None:
        grey = flatten_sheet(grey, sheet)
        dpi = _sheet_dpi(grey, dpi)
        notes = ("perspective_corrected",)
    image = even_light(whiten_borders(grey))
    skew = find_skew(image)
    return (rotate(image, skew) if abs(skew) > LEVEL else image), dpi, notes


def _sheet_dpi(image: Image, dpi: float) -> float:
    """The resolution of a cut-out sheet, taken to be A4 when it has its form."""
    long_side, short_side = max(image.shape), min(image.shape)
    return long_side / A4_INCHES[0] if abs(long_side / short_side - A4_INCHES[0] / A4_INCHES[1]) < 0.1 else dpi


def _complete(page: ReadPage) -> ReadPage:
    """The page with everything that is found beside its words."""
    small = looked_at(page.image, page.dpi)
    page = replace(
        page,
        tick_boxes=find_tick_boxes(page.image, page.words, page.dpi),
        rules=find_rules(page.image, page.dpi, small),
        quality=judge(page.image, page.dpi, page.words, page.source),
    )
    return replace(page, ink_regions=find_ink_regions(page, small))
