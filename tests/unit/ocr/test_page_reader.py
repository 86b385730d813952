"""A page from pixels to words, with the real engine: few pages, since they cost a second each."""

from __future__ import annotations

import numpy as np
import pytest

from domain.geometry import Box
from domain.page import Image, RenderedPage, Word
from ocr.geometry import rotate, turn
from ocr.page_reader import PageReader
from tests.fakes.drawn_pages import LINES, drawn_comb, drawn_page, photographed

DPI = 150.0
TEXTS = list(LINES)


def _texts(image: Image, dpi: float = DPI) -> tuple[list[str], int]:
    page = PageReader().read(RenderedPage(1, image, dpi))
    return [line.text for line in page.lines()], page.rotation


@pytest.mark.parametrize(("turned", "skew"), [(0, 0.0), (90, 1.2), (180, -2.0), (270, 0.0)])
def test_a_page_is_read_whichever_way_it_was_scanned(turned: int, skew: float) -> None:
    assert _texts(rotate(turn(drawn_page(), turned), skew)) == (TEXTS, (360 - turned) % 360)


def test_a_photographed_page_is_read_and_said_to_be_straightened() -> None:
    photo, _ = photographed(drawn_page())
    page = PageReader().read(RenderedPage(3, np.dstack([photo] * 3), 100.0))
    assert [line.text for line in page.lines()] == TEXTS
    assert page.notes == ("perspective_corrected",)
    assert page.dpi == pytest.approx(150, abs=12)
    assert page.image.ndim == 2


def test_what_stands_in_a_comb_is_one_word() -> None:
    page = PageReader().read(RenderedPage(1, drawn_comb(8, "18071975")[0], DPI))
    assert [line.text for line in page.lines()][-1] == "18071975"
    assert [len(w.chars) for w in page.words if w.text == "18071975"] == [8]


def test_a_blank_page_has_no_words_and_nothing_is_wrong_with_it() -> None:
    page = PageReader().read(RenderedPage(2, np.full((1754, 1240), 252, np.uint8), DPI))
    assert (page.blank, page.words, page.quality.readable) == (True, (), True)


@pytest.mark.parametrize("size", [(1, 1), (2, 3), (1, 3000), (3000, 1), (900, 700)])
def test_a_black_scan_of_any_size_is_unreadable_and_never_silently_blank(size: tuple[int, int]) -> None:
    page = PageReader().read(RenderedPage(1, np.full(size, 10, np.uint8), DPI))
    assert (page.blank, page.quality.readable, page.quality.reasons) == (False, False, ("too_dark",))


def test_the_words_of_a_text_layer_are_kept_and_turned_upright_with_their_page() -> None:
    words = tuple(Word(t, Box(0.3 - 0.04 * n, 0.1, 0.32 - 0.04 * n, 0.3), 0.2, line=n) for n, t in enumerate(("prima", "seconda")))
    more = tuple(Word(t, Box(0.3 - 0.04 * n, 0.35, 0.32 - 0.04 * n, 0.5), 0.2, line=n) for n, t in enumerate(("riga", "riga")))
    layer = (words[0], more[0], words[1], more[1])
    page = PageReader().read(RenderedPage(1, turn(drawn_page(), 90), DPI, text_layer=layer))
    assert (page.source, page.rotation) == ("text_layer", 270)
    assert [line.text for line in page.lines()] == ["prima riga", "seconda riga"]
    assert {w.score for w in page.words} == {1.0}


def test_the_same_page_gives_the_same_words() -> None:
    page = RenderedPage(1, drawn_page(LINES[:1]), DPI)
    assert PageReader().read(page).words == PageReader().read(page).words
