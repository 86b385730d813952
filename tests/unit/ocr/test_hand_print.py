"""Hand-printed characters are told apart one by one, within the characters that a field allows."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from domain.errors import SetupError
from ocr.comb_reader import hand_print_votes
from ocr.hand_print import CHARACTERS, describe, load


def drawn(char: str) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    sheet = np.full((48, 40), 255, np.uint8)
    cv2.putText(sheet, char, (8, 38), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 30, 2, cv2.LINE_AA)
    return sheet


def test_plain_digits_are_read() -> None:
    votes = hand_print_votes([(n, drawn(char), 0.7) for n, char in enumerate("2345678")], "0123456789")
    assert sum(chances[0][0] == char for (_, chances), char in zip(votes, "2345678", strict=True)) >= 6


def test_only_characters_of_the_alphabet_are_voted_for() -> None:
    ((_, chances),) = hand_print_votes([(0, drawn("O"), 0.7)], "0123456789")
    assert {char for char, _ in chances} <= set("0123456789")


def test_probabilities_of_a_character_add_up_to_one() -> None:
    chances = load().probabilities(describe([drawn("A"), np.full((20, 20), 255, np.uint8)], [0.7, 0.0]))
    assert chances.shape == (2, len(CHARACTERS))
    assert chances.sum(axis=1) == pytest.approx([1, 1], abs=1e-4)


def test_a_missing_model_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="train_hand_print"):
        load(tmp_path)
