"""Sheets out of photographs, borders, light and skew."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from ocr.cleanup import even_light, find_sheet, find_skew, flatten_sheet, to_grey, whiten_borders
from ocr.geometry import rotate, turn
from tests.fakes.drawn_pages import LINES, drawn_page, photographed

PAGE = drawn_page(LINES * 5)


def test_the_corners_of_a_photographed_sheet_are_found_in_spite_of_a_shadow() -> None:
    photo, corners = photographed(PAGE)
    found = find_sheet(photo)
    assert found is not None
    assert np.abs(found - corners).max() < 8


def test_a_photographed_sheet_is_seen_from_above() -> None:
    photo, _ = photographed(PAGE)
    sheet = find_sheet(photo)
    assert sheet is not None
    flat = flatten_sheet(photo, sheet)
    assert flat.shape[0] / flat.shape[1] == pytest.approx(PAGE.shape[0] / PAGE.shape[1], abs=0.1)
    assert find_skew(flat) == pytest.approx(0, abs=0.3)


def test_a_scan_that_fills_its_image_is_not_taken_for_a_photograph() -> None:
    assert find_sheet(PAGE) is None
    assert find_sheet(np.full((500, 400), 255, np.uint8)) is None


def test_a_sheet_whose_corner_is_out_of_the_picture_is_not_straightened() -> None:
    photo, _ = photographed(PAGE)
    assert find_sheet(photo[:, 130:]) is None


@pytest.mark.parametrize("degrees", [-4.0, -1.3, 0.4, 2.7])
def test_skew_is_measured_to_a_tenth_of_a_degree(degrees: float) -> None:
    assert find_skew(rotate(PAGE, -degrees)) == pytest.approx(degrees, abs=0.1)


@pytest.mark.parametrize("turned", [90, 270])
def test_skew_is_measured_on_a_page_that_lies_on_its_side(turned: int) -> None:
    assert find_skew(rotate(turn(PAGE, turned), -1.5)) == pytest.approx(1.5, abs=0.1)


def test_an_empty_page_has_no_skew() -> None:
    assert find_skew(np.full((800, 600), 255, np.uint8)) == 0


def test_a_dark_scanner_border_is_painted_as_paper_and_a_rule_that_runs_off_the_sheet_stays() -> None:
    page = PAGE.copy()
    cv2.line(page, (0, 900), (600, 900), 0, 3)
    scan = cv2.copyMakeBorder(page, 0, 60, 0, 40, cv2.BORDER_CONSTANT, value=30)
    clean = whiten_borders(scan)
    assert clean[-60:].min() > 200
    assert clean[:, -40:].min() > 200
    assert clean[900, :600].max() < 100


def test_a_page_without_a_border_is_left_alone() -> None:
    assert whiten_borders(PAGE) is PAGE


def test_a_shadow_is_divided_out_and_ink_stays_dark() -> None:
    shade = np.linspace(0.45, 1.0, PAGE.shape[1], dtype=np.float32)[None, :]
    even = even_light((PAGE * shade).astype(np.uint8))
    light = cv2.GaussianBlur(even, (0, 0), 25)[1560:, 100:-100]
    assert int(np.ptp(light)) < 12
    assert np.percentile(even[100:800], 1) < 80


def test_even_paper_is_left_alone() -> None:
    assert even_light(PAGE) is PAGE


def test_colour_becomes_grey() -> None:
    assert to_grey(np.dstack([PAGE] * 3)).shape == PAGE.shape
    assert to_grey(PAGE).shape == PAGE.shape
