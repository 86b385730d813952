"""Images of a thousand dots an inch and more: light ones are scaled down, heavy ones refused."""

from __future__ import annotations

import pytest
from PIL import Image

from intake.images import _check_size
from intake.limits import Limits
from intake.refusals import RefusedError

A4_AT_1200 = (9921, 14031)


@pytest.mark.parametrize(
    ("mode", "size", "passes"),
    [
        ("1", A4_AT_1200, True),
        ("L", A4_AT_1200, True),
        ("RGB", A4_AT_1200, True),
        ("RGBA", A4_AT_1200, False),
        ("CMYK", A4_AT_1200, False),
        ("RGB", (12_650, 12_650), False),
        ("RGB", (7016, 9921), True),
        ("L", (16_000, 16_000), False),
    ],
)
def test_how_many_pixels_are_let_through_depends_on_what_a_pixel_weighs(mode: str, size: tuple[int, int], passes: bool) -> None:
    class Told(Image.Image):
        """An image of that size without its pixels."""

        format = None

        def __init__(self) -> None:
            super().__init__()
            self._mode, self._size = mode, size

    if passes:
        _check_size(Told(), None, Limits())
    else:
        with pytest.raises(RefusedError):
            _check_size(Told(), None, Limits())
