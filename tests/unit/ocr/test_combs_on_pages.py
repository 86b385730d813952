"""Combs are found on any page and each cell is put to the vote."""

from __future__ import annotations

import numpy as np
import pytest

from domain.page import Image
from ocr.comb_finder import find_combs
from ocr.comb_reader import as_words, read_comb
from ocr.combs import Comb
from tests.fakes.drawn_pages import LINES, ToldEngine, drawn_comb, drawn_page

DPI = 150.0


@pytest.mark.parametrize(("cells", "text"), [(5, ""), (8, "12032024"), (16, "RSSMRA75C12F205X"), (27, "IT60X0542811101000000123456")])
def test_a_comb_is_found_with_all_its_cells_empty_or_filled(cells: int, text: str) -> None:
    page, xs = drawn_comb(cells, text, pitch=30)
    (comb,) = find_combs(page, DPI)
    assert comb.separators == pytest.approx(xs, abs=2.5)
    assert (comb.top, comb.bottom) == (pytest.approx(300, abs=3), pytest.approx(344, abs=4))


def test_text_is_not_a_comb() -> None:
    assert find_combs(drawn_page((*LINES, "IIIIIIIIII HHHHHHHH 1111111111", "l l l l l l l l l l")), DPI) == []


def test_four_cells_are_too_few_for_a_comb() -> None:
    assert find_combs(drawn_comb(4)[0], DPI) == []


def _comb(text: str) -> tuple[Image, Comb]:
    page, xs = drawn_comb(8, text)
    return page, Comb(tuple(map(float, xs)), 300, 344)


def test_blank_cells_are_none_and_part_the_words() -> None:
    page, comb = _comb("AB  CD  ")
    whole = ToldEngine(lambda crop: "ABCD" if crop.shape[1] < 250 else "AB  CD  ")
    reading = read_comb(whole, page, comb, DPI, "ABCD")
    assert [cell.char if cell else None for cell in reading.cells] == ["A", "B", None, None, "C", "D", None, None]
    assert reading.text == "AB  CD"
    assert [w.text for w in as_words(reading)] == ["AB", "CD"]


def test_an_empty_comb_is_blank_without_asking_the_engine() -> None:
    page, comb = _comb("")
    engine = ToldEngine(lambda crop: "1")
    assert read_comb(engine, page, comb, DPI, "1").cells == (None,) * 8
    assert engine.asked == []


def test_readings_that_differ_are_alternatives_of_their_cell() -> None:
    page, comb = _comb("18071975")
    answers = iter(["18071975", "18071975", "I8071975"])
    cells = read_comb(ToldEngine(lambda crop: next(answers)), page, comb, DPI, "I0123456789").cells
    first = cells[0]
    assert first is not None
    assert first.char == "1"
    assert "I" in dict(first.alternatives)
    assert first.score < min(cell.score for cell in cells[1:] if cell)


def test_the_engine_is_given_the_cells_without_the_printed_lines() -> None:
    page, comb = _comb("AAAAAAAA")
    engine = ToldEngine(lambda crop: "AAAAAAAA")
    read_comb(engine, page, comb, DPI, "A")
    joined, _, raw = (crop for crop, _ in engine.asked)
    assert {alphabet for _, alphabet in engine.asked} == {"A"}
    assert (raw < 128).mean(axis=0).max() > 0.8
    assert (np.asarray(joined) < 128).mean(axis=0).max() < 0.75
