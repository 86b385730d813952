"""The lines of a blank form that people write on are told from frames, tables, combs and underlined print."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from domain.geometry import Box
from domain.page import ReadPage, Word
from intake.border import render_pages
from intake.limits import Limits
from ocr.page_reader import PageReader
from pipeline.drawn_forms import combs_of
from pipeline.writing_lines import writing_lines
from tests.fakes.sheets import COMB, HEIGHT, LINE, WIDTH, sheet

FORM = Path(__file__).resolve().parents[3] / "samples" / "batch" / "forms" / "q_all_41"
RIGHT = LINE[2]


def box(x0: float, y0: float, x1: float, y1: float) -> Box:
    return Box(x0 / WIDTH, y0 / HEIGHT, x1 / WIDTH, y1 / HEIGHT)


def level(y: float, x0: float = LINE[0], x1: float = RIGHT) -> Box:
    return box(x0, y - 1, x1, y + 1)


def ruled(*rules: Box, words: tuple[Word, ...] = ()) -> ReadPage:
    return replace(sheet(), rules=rules, words=words)


def test_the_lines_of_the_sample_form_are_one_answer_where_its_definition_has_it() -> None:
    rendered = next(iter(render_pages(FORM / "blank.pdf", Limits())))
    page = PageReader().read(rendered)
    [found] = writing_lines(page, [comb.box for comb in combs_of(page)])
    [told] = [field["box"] for field in yaml.safe_load((FORM / "form.yaml").read_text())["fields"] if field["key"] == "remarks"]
    assert [found.x0, found.y0, found.x1, found.y1] == pytest.approx(told, abs=0.004)


def test_a_line_beside_its_name_has_room_above_it() -> None:
    [found] = writing_lines(sheet())
    assert (found.x0, found.x1) == pytest.approx((LINE[0] / WIDTH, RIGHT / WIDTH), abs=0.001)
    assert 30 < (LINE[1] - found.y0 * HEIGHT) < 50


def test_lines_under_each_other_are_one_answer_and_those_with_names_are_each_their_own() -> None:
    lines = level(700), level(745), level(790)
    [one] = writing_lines(ruled(*lines))
    assert one.y0 * HEIGHT == pytest.approx(654, abs=2)
    names = tuple(Word("Nome", box(100, y - 20, 200, y), 1.0, line=n) for n, y in enumerate((700, 745, 790)))
    assert len(writing_lines(ruled(*lines, words=names))) == 3
    assert len(writing_lines(ruled(level(700), level(900)))) == 2


@pytest.mark.parametrize("what", ["a frame", "a comb", "an underline", "a row of boxes"])
def test_what_is_no_line_to_write_on_is_not_offered(what: str) -> None:
    left, top, cell, cells = COMB
    title = Word("Titolo", box(LINE[0], 670, LINE[0] + 90, 695), 1.0)
    pages = {
        "a frame": ruled(level(700), level(800), box(LINE[0] - 1, 700, LINE[0] + 1, 800)),
        "a comb": ruled(level(top + 40, left, left + cells * cell)),
        "an underline": ruled(level(700), words=(title,)),
        "a row of boxes": replace(ruled(level(530)), tick_boxes=sheet().tick_boxes),
    }
    taken = [box(left, top, left + cells * cell, top + 40)]
    assert writing_lines(pages[what], taken) == []
