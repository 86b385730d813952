"""The clean-up in parts does what the page reader does, and each part can be left out."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from domain.page import Image
from ocr.cleanup import to_grey
from ocr.page_reader import prepared
from pipeline.clean_up import KEPT, read_cleaned


def dark_and_crooked() -> Image:
    page = np.full((1200, 850), 230, np.uint8)
    for row in range(20):
        cv2.putText(page, "Il sottoscritto dichiara", (80, 100 + 50 * row), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 20, 2)
    page = (page * np.linspace(0.5, 1.0, 850)).astype(np.uint8)
    matrix = cv2.getRotationMatrix2D((425, 600), 2.0, 1.0)
    return np.asarray(cv2.warpAffine(page, matrix, (850, 1200), borderValue=200), np.uint8)


def test_all_parts_together_give_the_picture_that_the_page_reader_reads() -> None:
    image = to_grey(dark_and_crooked())
    for step in KEPT.values():
        image = step(image)
    assert np.array_equal(image, prepared(to_grey(dark_and_crooked()), 100.0)[0])


def test_a_step_that_there_is_not_is_told() -> None:
    with pytest.raises(KeyError):
        read_cleaned(dark_and_crooked(), added="magic")
