"""Words, their lines, and the cells of combs."""

from __future__ import annotations

import numpy as np
import pytest

from domain.geometry import Box
from domain.page import Word
from ocr.engine import EngineLine, LineChar, LineReading
from ocr.words import join_cells, number_lines, words_of

SIZE = (1000, 1000)


def line(text: str, x0: float, y0: float, x1: float, y1: float, wide: dict[int, float] | None = None) -> EngineLine:
    """A line whose characters stand evenly, with extra room before the characters `wide` names."""
    room = [1 + (wide or {}).get(n, 0.0) for n in range(len(text))]
    ends = np.cumsum(room) / sum(room)
    chars = tuple(LineChar(c, 0.9, float(e - 1 / sum(room)), float(e)) for c, e in zip(text, ends, strict=True))
    quad = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32)
    return EngineLine(quad, LineReading(chars))


def word(text: str, x0: float, y0: float, width: float = 0.1, height: float = 0.02) -> Word:
    return Word(text, Box(x0, y0, x0 + width, y0 + height), 0.9)


def test_words_are_split_at_spaces() -> None:
    assert [w.text for w in words_of([line("Mario Rossi", 100, 100, 320, 130)], *SIZE)] == ["Mario", "Rossi"]


def test_a_wide_gap_parts_a_label_from_its_value_without_a_space() -> None:
    assert [w.text for w in words_of([line("CognomeROSSI", 100, 100, 500, 130, {7: 3.0})], *SIZE)] == ["Cognome", "ROSSI"]


def test_a_word_has_one_character_reading_for_each_character_inside_its_box() -> None:
    (found,) = words_of([line("Rossi", 100, 100, 200, 130)], *SIZE)
    assert "".join(c.char for c in found.chars) == "Rossi"
    assert found.box.as_list() == [0.1, 0.1, 0.2, 0.13]
    assert found.chars[0].box.x1 == pytest.approx(0.12, abs=0.002)


@pytest.mark.parametrize(
    ("read", "meant"),
    [("S.r.I.", "S.r.l."), ("alIa", "alla"), ("VlALE", "VIALE"), ("Il", "Il"), ("IT60X", "IT60X"), ("la", "la"), ("III", "III")],
)
def test_capital_i_and_small_l_are_told_apart_by_their_company(read: str, meant: str) -> None:
    assert [w.text for w in words_of([line(read, 100, 100, 300, 130)], *SIZE)] == [meant]


def test_the_cells_of_a_comb_are_one_word() -> None:
    assert [w.text for w in words_of([line("R S S M R A 8 0", 100, 100, 400, 130)], *SIZE)] == ["RSSMRA80"]


def test_two_short_words_are_not_a_comb() -> None:
    words = [word("a", 0.1, 0.1, 0.01), word("b", 0.12, 0.1, 0.01)]
    assert join_cells(words, 1.0) == words


def test_label_and_value_on_one_baseline_share_a_line_in_spite_of_a_rest_of_skew() -> None:
    words = number_lines([word("Cognome", 0.1, 0.100), word("ROSSI", 0.3, 0.104), word("Nome", 0.5, 0.108), word("MARIO", 0.7, 0.112)], 1.4)
    assert [w.line for w in words] == [0, 0, 0, 0]


def test_lines_are_numbered_from_the_top_and_words_from_the_left() -> None:
    words = number_lines([word("c", 0.1, 0.3), word("b", 0.4, 0.1), word("a", 0.1, 0.1)], 1.4)
    assert [(w.text, w.line) for w in words] == [("a", 0), ("b", 0), ("c", 1)]


def test_what_stands_one_above_the_other_is_not_one_line() -> None:
    words = number_lines([word("sopra", 0.1, 0.100), word("sotto", 0.1, 0.107)], 1.4)
    assert sorted(w.line for w in words) == [0, 1]
