"""A page of a known form is told by its picture; whatever is in doubt is read in full."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
import pytest

from classification.forms import FormIndex
from domain.geometry import Box
from domain.page import Image, ReadPage, RenderedPage, Word
from ocr.page_reader import PageReader
from pipeline.known_forms import KnownFormReader

HEIGHT, WIDTH = 1400, 1000
QUESTIONS = (
    "Cognome", "Residenza", "Professione", "Telefono", "Scadenza", "Documento", "Indirizzo", "Importo", "Firma", "Comune", "Rilasciato",
    "Garante", "Beneficiario", "Versamento", "Rimborso", "Certificato",
)  # fmt: skip


def blank(order: int = 1) -> ReadPage:
    image = np.full((HEIGHT, WIDTH), 255, np.uint8)
    words = []
    for row, text in enumerate(QUESTIONS[::order]):
        x, y = 60 + 37 * (row % 5), 90 + 80 * row
        cv2.putText(image, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 1.1, 0, 2)
        cv2.rectangle(image, (420, y - 30), (900 - 13 * row, y + 12), 0, 2)
        words.append(Word(text, Box(x / WIDTH, (y - 28) / HEIGHT, (x + 20 * len(text)) / WIDTH, (y + 6) / HEIGHT), 1.0, (), row))
    return ReadPage(1, image, 120.0, tuple(words))


def filled(page: ReadPage) -> Image:
    image = page.image.copy()
    for row in range(8):
        cv2.putText(image, "Rossi 1234", (440, 85 + 80 * row), cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 1.0, 60, 2)
    matrix = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), 0.6, 0.99)
    return np.asarray(cv2.warpAffine(image, matrix, (WIDTH, HEIGHT), borderValue=255), np.uint8)


def revised() -> Image:
    """The last questions stand elsewhere."""
    image = filled(blank())
    image[1000:] = np.roll(image[1000:], 45, axis=0)
    return image


@dataclass(frozen=True)
class ReadInFull(PageReader):
    """Says that it was asked."""

    def read(self, page: RenderedPage) -> ReadPage:
        return ReadPage(page.number, page.image, page.dpi, (), notes=("in full",))


def reader(**blanks: ReadPage) -> KnownFormReader:
    return KnownFormReader(ReadInFull(), {key: [page] for key, page in blanks.items()})


def test_the_printed_words_stand_where_the_page_bears_them_and_the_form_is_matched_by_them() -> None:
    page = reader(a=blank()).read(RenderedPage(3, filled(blank()), 120.0))
    assert page.source == "form"
    assert page.quality.readable
    match = FormIndex({"a": [blank()]}).match(page)
    assert match is not None
    assert (match.form, match.form_page) == ("a", 1)
    word = next(w for w in page.words if w.text == "Scadenza")
    x0, y0, x1, y1 = word.box.pixels(page.image.shape[1], page.image.shape[0])
    assert (page.image[y0:y1, x0:x1] < 128).any()


@pytest.mark.parametrize(
    "image",
    [np.full((HEIGHT, WIDTH), 255, np.uint8), filled(blank(-1)), revised(), filled(blank())[: HEIGHT // 2]],
    ids=["an empty sheet", "another form", "another revision", "half of it"],
)
def test_what_is_no_page_of_a_known_form_for_sure_is_read_in_full(image: Image) -> None:
    assert reader(a=blank()).read(RenderedPage(1, image, 120.0)).notes == ("in full",)


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_page_that_lies_on_its_side_or_head_is_turned_by_its_print(quarters: int) -> None:
    page = reader(a=blank()).read(RenderedPage(1, np.rot90(filled(blank()), quarters).copy(), 120.0))
    assert (page.source, page.rotation) == ("form", 90 * quarters)
    match = FormIndex({"a": [blank()]}).match(page)
    assert match is not None
    assert np.allclose(match.homography, np.eye(3), atol=0.02)
    word = next(w for w in page.words if w.text == "Rilasciato")
    x0, y0, x1, y1 = word.box.pixels(page.image.shape[1], page.image.shape[0])
    assert (page.image[y0:y1, x0:x1] < 128).any()


def test_a_shadow_and_a_dark_border_do_not_hide_a_form() -> None:
    image = np.asarray(filled(blank()) * np.linspace(1.0, 0.6, WIDTH), np.uint8)
    image[:, :25] = 10
    assert reader(a=blank()).read(RenderedPage(1, image, 120.0)).source == "form"


def test_a_page_printed_in_one_strip_is_told_by_it_however_much_is_written_below() -> None:
    strip = blank()
    strip.image[110:] = 255
    cv2.putText(strip.image, "pagina 2", (430, 1370), cv2.FONT_HERSHEY_SIMPLEX, 0.5, 0, 1)
    sheet, rng = strip.image.copy(), np.random.default_rng(1)
    for y in range(330, 1200, 45):
        cv2.polylines(sheet, [np.cumsum(rng.integers(-9, 16, (60, 2)), axis=0).astype(np.int32) % 300 + (300, y)], False, 60, 2)
    tilted = cv2.warpAffine(sheet, cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), 1.5, 0.99), (WIDTH, HEIGHT), borderValue=255)
    scan = np.asarray(cv2.GaussianBlur(tilted, (0, 0), 1.2), np.uint8)
    page = reader(a=replace(strip, words=strip.words[:1])).read(RenderedPage(1, scan, 120.0))
    assert page.source == "form"
    x0, y0, x1, y1 = page.words[0].box.pixels(page.image.shape[1], page.image.shape[0])
    assert (page.image[y0:y1, x0:x1] < 128).any()


def test_two_forms_that_fit_alike_are_in_doubt() -> None:
    twin = replace(blank(), dpi=121.0)
    assert reader(a=blank(), b=twin).read(RenderedPage(1, filled(blank()), 120.0)).notes == ("in full",)


def test_a_page_with_a_text_layer_is_left_to_the_page_reader() -> None:
    page = RenderedPage(1, filled(blank()), 120.0, text_layer=())
    assert reader(a=blank()).laid_on_a_blank(page) is None
