"""What is left out on a white page changes nothing: the same small picture, ink, lines and boxes as by looking everywhere."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from domain.geometry import Box
from domain.page import CharReading, Image, Word
from ocr.inked_blocks import InkedBlocks, Print
from ocr.rules import find_rules, ink_mask, looked_at
from ocr.tick_boxes import find_outlines
from tests.fakes.drawn_pages import drawn_page

DPI = 200.0
WIDTH, HEIGHT = 1654, 2339


def _page() -> tuple[Image, list[Word]]:
    """Five words on white paper, each letter's box as tight as its ink; the second is underlined, the fifth crossed by a pen."""
    page, words = np.full((HEIGHT, WIDTH), 255, np.uint8), []
    for line in range(5):
        chars = []
        for place, letter in enumerate("Numero"):
            drawn = np.full_like(page, 255)
            cv2.putText(drawn, letter, (300 + 26 * place, 300 + 200 * line), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2, cv2.LINE_AA)
            x, y, w, h = cv2.boundingRect((drawn < 255).astype(np.uint8))
            page = np.minimum(page, drawn)
            chars.append(CharReading(letter, 1.0, Box(x / WIDTH, y / HEIGHT, (x + w) / WIDTH, (y + h) / HEIGHT)))
        box = Box(chars[0].box.x0, (270 + 200 * line) / HEIGHT, chars[-1].box.x1, (310 + 200 * line) / HEIGHT)
        words.append(Word("Numero", box, 1.0, tuple(chars), line))
    cv2.line(page, (295, 506), (460, 506), 0, 2)
    cv2.line(page, (280, 1095), (520, 1088), 60, 3, cv2.LINE_AA)
    cv2.rectangle(page, (700, 670), (730, 700), 0, 2)
    for x in range(900, 1200, 8):
        cv2.circle(page, (x, 900), 1, 0, -1)
    return page, words


def _is_print(letters: Print, blocks: np.ndarray, word: Word) -> bool:
    x, y = (int(v) for v in (word.chars[0].box.x0 * WIDTH, (word.chars[0].box.y0 + word.chars[0].box.y1) / 2 * HEIGHT))
    return bool(blocks[y // 4, x // 4 : x // 4 + 2].any())


@pytest.mark.parametrize("size", [(2339, 1654), (2200, 1700), (1003, 1417), (1001, 707)])
def test_a_page_is_reduced_as_by_averaging_areas(size: tuple[int, int]) -> None:
    image = np.full(size, 255, np.uint8)
    cut = cv2.GaussianBlur(drawn_page(), (0, 0), 1.2)[: size[0], : size[1]]
    image[: cut.shape[0], : cut.shape[1]] = cut
    image[-3:, -40:] = 90
    small, pitch = looked_at(image, DPI, InkedBlocks.of(image))
    assert pitch == 150
    assert np.array_equal(small, cv2.resize(image, None, fx=0.75, fy=0.75, interpolation=cv2.INTER_AREA))


def test_ink_is_what_an_adaptive_threshold_finds() -> None:
    rng = np.random.default_rng(4)
    for image in (_page()[0], cv2.GaussianBlur(drawn_page(), (0, 0), 1.5), rng.integers(0, 256, (400, 300), np.uint8)):
        block = max(15, (min(image.shape) // 30) | 1)
        wanted = cv2.adaptiveThreshold(image, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, 18)
        assert np.array_equal(ink_mask(image), wanted)
    assert not ink_mask(np.full((400, 300), 255, np.uint8)).any()


def test_words_alone_are_print_and_those_that_something_touches_are_not() -> None:
    page, words = _page()
    letters = InkedBlocks.of(page).print_among(words)
    assert [_is_print(letters, letters.without_dots, word) for word in words] == [True, False, True, True, False]
    assert [_is_print(letters, letters.without_holes, word) for word in words] == [True, True, True, True, False]
    left = letters.left_out(ink_mask(page), letters.without_dots)
    assert left[505:507, 300:450].all()
    assert left[670:700, 700].all()


def test_a_letter_without_its_box_is_not_print() -> None:
    page, words = _page()
    cv2.putText(page, "x", (330, 700), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2, cv2.LINE_AA)
    letters = InkedBlocks.of(page).print_among([words[0], *words[3:]])
    assert not _is_print(letters, letters.without_dots, words[2])


def test_lines_and_boxes_are_the_same_without_the_print() -> None:
    page, words = _page()
    letters = InkedBlocks.of(page).print_among(words)
    rules = find_rules(page, DPI)
    assert len(rules) >= 2
    assert find_rules(page, DPI, letters=letters) == rules
    boxes = find_outlines(page, words, DPI)
    assert len(boxes) == 1
    assert find_outlines(page, words, DPI, letters) == boxes


def test_a_page_without_words_has_no_print() -> None:
    page, _ = _page()
    letters = InkedBlocks.of(page).print_among([])
    assert not letters.without_dots.any()
    assert not letters.without_holes.any()
