"""Blank pages, quality, printed lines, orientation and ink."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from domain.geometry import Box
from domain.page import ReadPage, Word
from ocr.engine import EngineLine
from ocr.geometry import turn, turn_box
from ocr.ink import find_ink_regions
from ocr.orientation import rotation_of_lines, rotation_of_words
from ocr.quality import is_black, is_blank, is_cut, is_noisy, judge, judge_bare
from ocr.rules import find_rules
from tests.fakes.drawn_pages import ToldEngine, drawn_page, reading_of

PAGE = drawn_page()
DPI = 150.0
WORDS = tuple(Word("richiesta", Box(0.1, 0.07 + 0.04 * n, 0.3, 0.09 + 0.04 * n), 0.98, line=n) for n in range(4))


def test_a_page_with_punch_holes_specks_and_what_shines_through_is_blank() -> None:
    page = np.full((1754, 1240), 250, np.uint8)
    page = np.minimum(page, (255 - (255 - turn(cv2.flip(PAGE, 1), 0)) * 0.15).astype(np.uint8))
    for y in (600, 1150):
        cv2.circle(page, (45, y), 18, 40, -1)
    rng = np.random.default_rng(1)
    for x, y in rng.integers(100, 1100, (60, 2)):
        page[y : y + 2, x : x + 2] = 0
    assert is_blank(page, DPI)


def test_one_short_line_is_not_a_blank_page() -> None:
    assert not is_blank(drawn_page(("seconda pagina",)), DPI)


def test_a_black_page_is_too_dark_and_an_empty_sheet_is_not() -> None:
    black, empty = np.full((900, 700), 25, np.uint8), np.full((900, 700), 250, np.uint8)
    assert is_black(black)
    assert (judge_bare(black).reasons, judge_bare(black).readable) == (("too_dark",), False)
    assert not is_black(empty)
    assert judge_bare(empty).readable


def test_a_clean_page_is_of_good_quality() -> None:
    quality = judge(PAGE, DPI, WORDS)
    assert (quality.reasons, quality.readable) == ((), True)
    assert quality.score > 0.9


@pytest.mark.parametrize(
    ("image", "dpi", "reason"),
    [
        (cv2.GaussianBlur(PAGE, (0, 0), 6), DPI, "blurred"),
        ((PAGE * 0.35).astype(np.uint8), DPI, "too_dark"),
        (cv2.addWeighted(PAGE, 0.12, np.full_like(PAGE, 200), 0.88, 0), DPI, "low_contrast"),
        (PAGE, 72.0, "low_resolution"),
    ],
)
def test_what_is_bad_about_a_page_is_named(image: np.ndarray, dpi: float, reason: str) -> None:
    assert reason in judge(image, dpi, WORDS).reasons


def test_a_page_that_the_engine_hardly_reads_is_below_the_floor() -> None:
    assert not judge(PAGE, DPI, [replace(w, score=0.45) for w in WORDS]).readable


def test_a_text_layer_is_of_full_quality() -> None:
    assert judge(PAGE, 72.0, WORDS, "text_layer").score == 1.0


def test_printed_lines_are_found_solid_dotted_and_upright_and_text_is_not_one() -> None:
    page = PAGE.copy()
    cv2.line(page, (100, 700), (900, 700), 0, 2)
    cv2.line(page, (600, 800), (600, 1200), 0, 2)
    for x in range(100, 900, 6):
        page[900:902, x : x + 2] = 0
    level, dotted, upright = sorted(find_rules(page, DPI), key=lambda b: (b.width < b.height, b.y0))
    assert level.pixels(1240, 1754) == pytest.approx((100, 699, 900, 702), abs=5)
    assert (dotted.center[1], dotted.width) == (pytest.approx(901 / 1754, abs=0.002), pytest.approx(800 / 1240, abs=0.02))
    assert (upright.center[0], upright.height) == (pytest.approx(600 / 1240, abs=0.002), pytest.approx(400 / 1754, abs=0.01))


def _lines(upright: bool) -> list[EngineLine]:
    boxes = [(100, 100 + 60 * n, 700, 130 + 60 * n) for n in range(5)]
    if not upright:
        boxes = [(y0, x0, y1, x1) for x0, y0, x1, y1 in boxes]
    quads = [np.array([[a, b], [c, b], [c, d], [a, d]], np.float32) for a, b, c, d in boxes]
    return [EngineLine(q, reading_of("parole che si leggono", 0.98)) for q in quads]


@pytest.mark.parametrize(("level", "legible", "turned_score", "rotation"), [
    (True, 0.98, 0.3, 0), (True, 0.5, 0.97, 180), (True, 0.6, 0.5, 0), (False, 0.98, 0.3, 90), (False, 0.5, 0.97, 270),
])  # fmt: skip
def test_the_form_of_the_lines_and_how_they_read_say_which_way_is_up(
    level: bool, legible: float, turned_score: float, rotation: int
) -> None:
    lines = [EngineLine(line.quad, reading_of(line.reading.text, legible)) for line in _lines(level)]
    engine = ToldEngine(lambda crop: "parole che si leggono")
    engine.read_lines = lambda crops, alphabet=None: [reading_of("parole che si leggono", turned_score) for _ in crops]  # type: ignore[method-assign]
    assert rotation_of_lines(PAGE, lines, engine) == rotation


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_text_layer_says_by_the_order_of_its_words_which_way_is_up(degrees: int) -> None:
    words = [Word(t, Box(0.1 + 0.1 * n, 0.5, 0.18 + 0.1 * n, 0.52), 1.0) for n, t in enumerate(("uno", "due", "tre", "quattro"))]
    lying = [replace(w, box=turn_box(w.box, (360 - degrees) % 360)) for w in words]
    aspect = 1.4 if degrees % 180 == 0 else 1 / 1.4
    assert rotation_of_words(lying, aspect) == degrees


def test_a_box_turned_four_times_is_where_it_was() -> None:
    box = Box(0.1, 0.2, 0.4, 0.3)
    turned = box
    for _ in range(4):
        turned = turn_box(turned, 90)
    assert turned.as_list() == box.as_list()


def _signed() -> np.ndarray:
    page = PAGE.copy()
    cv2.line(page, (700, 1500), (1100, 1500), 0, 2)
    x = np.arange(720, 1060)
    points = np.stack([x, 1470 + 26 * np.sin(x / 9.0) * np.cos(x / 41.0)], axis=1).astype(np.int32)
    cv2.polylines(page, [points], False, 40, 3, cv2.LINE_AA)
    return page


def test_a_pen_stroke_on_a_printed_line_is_a_signature_and_printed_words_are_none() -> None:
    page = ReadPage(1, _signed(), DPI, WORDS, rules=find_rules(_signed(), DPI))
    blanked = page.image.copy()
    blanked[100:420, 100:1100] = 255
    regions = find_ink_regions(replace(page, image=blanked))
    assert [r.kind for r in regions] == ["signature"]
    assert regions[0].box.contains(890 / 1240, 1470 / 1754)


def test_a_round_closed_outline_is_a_stamp() -> None:
    page = np.full((1754, 1240), 255, np.uint8)
    cv2.circle(page, (600, 900), 110, 60, 4)
    assert [r.kind for r in find_ink_regions(ReadPage(1, page, DPI, ()))] == ["stamp"]


def test_lines_that_run_off_one_edge_make_a_page_that_was_cut_and_a_stamp_there_does_not() -> None:
    def line(number: int, right: float) -> Word:
        return Word("parola", Box(0.2, 0.1 + 0.05 * number, right, 0.12 + 0.05 * number), 0.9, (), number)

    assert is_cut([line(n, 0.999) for n in range(8)])
    assert not is_cut([line(n, 0.999 if n == 3 else 0.9) for n in range(8)])


def test_specks_all_over_make_a_page_noisy_and_print_does_not() -> None:
    page = PAGE
    assert not is_noisy(page, 150)
    strewn = page.copy()
    places = np.random.default_rng(3).integers(0, (page.shape[0], page.shape[1]), (20_000, 2))
    strewn[places[:, 0], places[:, 1]] = 0
    assert is_noisy(strewn, 150)
    words = [Word("parola", Box(0.2, 0.2, 0.4, 0.22), 0.9)]
    assert judge(strewn, 150, words).reasons[-1:] == ("noisy",)
    assert judge(strewn, 150, words).readable
