"""Zones: what is cut out, how it is prepared, and what two readings of it make together."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from domain.geometry import Box
from domain.page import Image, ReadPage
from ocr import zones
from ocr.alphabets import alphabet_of
from ocr.engine import Engine
from ocr.zones import ZoneReader, merged, prepare, text_bands
from tests.fakes.drawn_pages import ToldEngine, drawn_comb, reading_of

DPI = 150.0


def zone(text: str = "", width: int = 600, height: int = 60, dotted: bool = False) -> Image:
    """A framed zone with writing in it."""
    page = Pillow.new("L", (width, height), 255)
    draw = ImageDraw.Draw(page)
    draw.text((20, height // 2), text, font=ImageFont.load_default(32), fill=30, anchor="lm")
    if dotted:
        for x in range(4, width - 4, 6):
            draw.rectangle([x, height - 8, x + 1, height - 7], fill=60)
    else:
        draw.rectangle([0, 0, width - 1, height - 1], outline=0, width=2)
    return np.array(page)


def page_with(crop: Image, x: int = 100, y: int = 200) -> tuple[ReadPage, Box]:
    image = np.full((1754, 1240), 255, np.uint8)
    image[y : y + crop.shape[0], x : x + crop.shape[1]] = crop
    return ReadPage(1, image, DPI, ()), Box(x / 1240, y / 1754, (x + crop.shape[1]) / 1240, (y + crop.shape[0]) / 1754)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> ToldEngine:
    engine = ToldEngine(lambda crop: "ROSSI")
    monkeypatch.setattr(zones, "load_engine", lambda name: cast(Engine, engine))
    return engine


@pytest.mark.parametrize("dotted", [False, True])
def test_an_empty_zone_is_empty_though_it_is_framed_or_dotted(told: ToldEngine, dotted: bool) -> None:
    reading = ZoneReader().read_zone(*page_with(zone(dotted=dotted)), "name")
    assert (reading.text, reading.empty, told.asked) == ("", True, [])
    assert reading.empty_score > 0.8


@pytest.mark.parametrize("dotted", [False, True])
def test_printed_lines_are_taken_out_and_writing_stays(dotted: bool) -> None:
    bare, ready = zone("MARIO ROSSI", dotted=dotted), prepare(zone("MARIO ROSSI", dotted=dotted), DPI)
    writing = zone("MARIO ROSSI", dotted=True)[:50] < 100
    line = slice(-9, None) if dotted else slice(0, 3)
    assert (ready.clean[line] < 150).sum() < 0.02 * (bare[line] < 150).sum()
    assert ready.ink[:50][writing].mean() > 0.9
    assert ready.ink.sum() < (bare < 128).sum()


def test_a_zone_is_read_raw_and_clean_with_the_alphabet_of_its_kind(told: ToldEngine) -> None:
    reading = ZoneReader().read_zone(*page_with(zone("ROSSI")), "tax_code")
    assert reading.text == "ROSSI"
    assert {alphabet for _, alphabet in told.asked} == {alphabet_of("tax_code")}
    assert len(told.asked) == 2


def test_characters_stand_on_the_page_where_they_were_written(told: ToldEngine) -> None:
    page, box = page_with(zone("ROSSI"))
    reading = ZoneReader().read_zone(page, box, "name")
    assert reading.box is not None
    assert "".join(c.char for c in reading.chars) == "ROSSI"
    assert all(box.contains(*c.box.center) for c in reading.chars)
    assert reading.chars[0].box.x0 == pytest.approx(120 / 1240, abs=0.02)
    assert reading.chars[-1].box.x1 < 0.25


def test_a_high_zone_is_read_line_by_line(told: ToldEngine) -> None:
    two = np.vstack([zone("PRIMA RIGA", dotted=True, height=70), zone("SECONDA RIGA", dotted=True, height=70)])
    answers = iter(["PRIMA RIGA"] * 2 + ["SECONDA RIGA"] * 2)
    told.tell = lambda crop: next(answers)
    assert ZoneReader().read_zone(*page_with(two), "text").text == "PRIMA RIGA SECONDA RIGA"


def test_bands_of_one_line_are_one() -> None:
    ink = prepare(zone("già è così", dotted=True), DPI).ink
    assert len(text_bands(ink, DPI)) == 1


def test_a_comb_is_read_by_its_cells(told: ToldEngine) -> None:
    image, xs = drawn_comb(8, "18071975")
    box = Box(xs[0] / 1240, 300 / 1754, xs[-1] / 1240, 344 / 1754)
    told.tell = lambda crop: "18071975"
    reading = ZoneReader().read_zone(ReadPage(1, image, DPI, ()), box, "date", comb=8)
    assert reading.text == "18071975"
    assert [c.box.center[0] * 1240 for c in reading.chars] == pytest.approx([x + 18 for x in xs[:-1]], abs=3)


def test_an_empty_comb_is_empty(told: ToldEngine) -> None:
    image, xs = drawn_comb(8)
    box = Box(xs[0] / 1240, 300 / 1754, xs[-1] / 1240, 344 / 1754)
    assert ZoneReader().read_zone(ReadPage(1, image, DPI, ()), box, "date", comb=8).empty


def test_a_zone_outside_the_page_or_too_small_is_not_read(told: ToldEngine) -> None:
    page, _ = page_with(zone("ROSSI"))
    assert ZoneReader().read_zone(page, Box(0.5, 0.5, 0.5005, 0.6), "name").empty
    assert told.asked == []


def test_where_two_readings_differ_the_second_adds_alternatives() -> None:
    chars = merged(reading_of("R0SSI", 0.6), reading_of("ROSSI", 0.8))
    assert "".join(c.char for c in chars) == "R0SSI"
    assert chars[1].alternatives[0][0] == "O"
    assert all(not c.alternatives for n, c in enumerate(chars) if n != 1)


def test_what_only_one_reading_saw_does_not_shift_the_others() -> None:
    chars = merged(reading_of("ROSI", 0.6), reading_of("ROSSI", 0.8))
    assert "".join(c.char for c in chars) == "ROSI"


def test_a_shadow_over_a_zone_does_not_hide_the_writing() -> None:
    shade = np.linspace(0.5, 1.0, 600, dtype=np.float32)[None, :]
    ready = prepare((zone("MARIO ROSSI") * shade).astype(np.uint8), DPI)
    assert ready.empty_score < 0.1
    assert cv2.countNonZero(ready.ink.astype(np.uint8)) > 400
