"""From frame probabilities to characters."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from ocr.ctc import decode

CHARACTERS = "AB8 "


def frames(*rows: dict[str, float]) -> NDArray[np.float32]:
    """Rows of probabilities; what is not named goes to the blank."""
    out = np.zeros((len(rows), len(CHARACTERS) + 1), np.float32)
    for row, named in zip(out, rows, strict=True):
        for char, probability in named.items():
            row[CHARACTERS.index(char) + 1] = probability
        row[0] = 1 - sum(named.values())
    return out


def test_repeated_frames_are_one_character_and_a_blank_parts_two() -> None:
    assert decode(frames({"A": 0.9}, {"A": 0.8}, {}, {"A": 0.7}), CHARACTERS).text == "AA"


def test_the_score_is_the_probability_at_the_peak_and_the_others_are_alternatives() -> None:
    (char,) = decode(frames({"B": 0.5}, {"B": 0.6, "8": 0.3}, {}), CHARACTERS).chars
    assert char.score == pytest.approx(0.6)
    assert char.alternatives == (("8", pytest.approx(0.3)),)


def test_an_alphabet_gives_the_probability_of_the_others_to_its_own_characters() -> None:
    (char,) = decode(frames({"B": 0.6, "8": 0.3}), CHARACTERS, "8").chars
    assert (char.char, char.score) == ("8", pytest.approx(0.75))


def test_spaces_stay_allowed_in_every_alphabet() -> None:
    assert decode(frames({"A": 0.9}, {" ": 0.9}, {"A": 0.9}), CHARACTERS, "A").text == "A A"


def test_characters_stand_where_their_frames_are() -> None:
    first, second = decode(frames({"A": 0.9}, {}, {}, {}, {}, {}, {}, {"B": 0.9}), CHARACTERS).chars
    assert first.x1 <= 0.5 <= second.x0
    assert (first.x0, second.x1) == (0.0, 1.0)


def test_no_frames_say_nothing() -> None:
    assert decode(np.zeros((0, 5), np.float32), CHARACTERS).text == ""
    assert decode(np.zeros((0, 5), np.float32), CHARACTERS).score == 0.0
