"""Which resolution a page is believed to have, and which it is handed on with."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.limits import Limits
from intake.raster import believable_dpi, working_size

LIMITS = Limits()


@pytest.mark.parametrize(
    ("declared", "size", "dpi", "guessed"),
    [
        ((300, 300), (2480, 3508), 300, False),
        ((204, 98), (1728, 1078), 204, False),
        ((72, 72), (3000, 4000), 342, True),
        ((0, 0), (1654, 2339), 200, True),
        (None, (1654, 2339), 200, True),
        (("x", None), (1654, 2339), 200, True),
        ((1, 1), (1654, 2339), 200, True),
        ((float("nan"), 200), (1654, 2339), 200, True),
    ],
)
def test_a_declared_resolution_is_believed_when_paper_can_be_that_large(declared, size, dpi, guessed):
    x, _, was_guessed = believable_dpi(declared, *size)
    assert (round(x), was_guessed) == (dpi, guessed)


@given(st.integers(32, 12_000), st.integers(32, 6_000), st.floats(50, 1300), st.floats(50, 1300).map(lambda ratio: 1 + ratio / 1300))
def test_a_working_size_keeps_the_form_of_the_page_and_every_limit(width, height, dpi, ratio):
    new_width, new_height, new_dpi = working_size(width, height, dpi, dpi * ratio, LIMITS)
    assert new_width * new_height <= LIMITS.page_pixels
    assert new_dpi <= LIMITS.highest_dpi * 1.03
    assert abs(new_width / new_dpi - width / dpi) < 0.04 * width / dpi + 1 / new_dpi
    assert abs(new_height / new_dpi - height / dpi / ratio) < 0.04 * height / dpi + 1 / new_dpi


def test_a_coarse_image_is_enlarged_twofold_at_most():
    assert working_size(585, 827, 70.7, 70.7, LIMITS)[0] == 1170
    assert working_size(2480, 3508, 600, 600, LIMITS)[0] == 1240
