"""A text layer that names other letters than the page draws is not believed."""

from __future__ import annotations

import pytest

from intake.text_trust import distrust
from tests.unit.intake.pages import PROSE, drawn_page


@pytest.mark.parametrize("face", ["Helvetica", "Times-Roman", "Courier", "Helvetica-Bold"])
def test_letters_drawn_as_they_are_named_are_believed(face: str) -> None:
    words, grey, dpi = drawn_page(PROSE, face)
    assert distrust(words, grey, dpi, []) is None


def test_vowels_and_consonants_named_for_one_another_are_seen_by_their_height() -> None:
    words, grey, dpi = drawn_page(PROSE, "Helvetica")
    for word in words:
        for glyph in word.glyphs:
            glyph.char = glyph.char.translate(str.maketrans("bcdfghlmnpqrstvaeiou", "rtnsbmgvdcfplqhoiuea"))
    assert distrust(words, grey, dpi, []) == "text_layer_garbled"


def test_a_page_all_in_capitals_says_nothing_against_its_letters() -> None:
    words, grey, dpi = drawn_page([line.upper() for line in PROSE], "Helvetica")
    assert distrust(words, grey, dpi, []) is None
