"""A known form is recognised by its words wherever the scanner put them, and nothing else is taken for it."""

from __future__ import annotations

import random
from dataclasses import replace

import cv2
import numpy as np
import pytest

from classification.forms import FormIndex, Homography
from domain.geometry import Box
from domain.page import ReadPage, Word

PRINTED = """
come valuta servizio cortesia personale chiarezza informazioni tempi attesa orari apertura comodità locali
sito applicazione pessimo scarso sufficiente buono ottimo codice fiscale data visita indagine soddisfazione
clienti opinione aiuta migliorare quali servizi utilizzato ultimo anno conto corrente prestito mutuo carta
credito risparmio assicurazione consiglierebbe altri forse quanto accordo affermazioni sento ascoltato costi
chiari problemi risolti fretta suggerimenti firma
"""
WORDS = PRINTED.split()
ASPECT = 1.414


def page_of(words: list[str], seed: int, number: int = 1) -> ReadPage:
    rng = random.Random(seed)
    placed = []
    for i, text in enumerate(words):
        x, y = 0.08 + 0.2 * (i % 4) + rng.uniform(0, 0.04), 0.06 + 0.055 * (i // 4)
        placed.append(Word(text, Box(x, y, x + 0.012 * len(text), y + 0.012), 0.95, (), i // 4))
    return ReadPage(number, np.full((1414, 1000), 255, np.uint8), 121.0, tuple(placed))


def moved(page: ReadPage, matrix: Homography) -> ReadPage:
    """The page with its words carried by a homography of page widths."""
    words = []
    for word in page.words:
        box = word.box
        corners = np.array([[[box.x0, box.y0 * ASPECT], [box.x1, box.y1 * ASPECT]]])
        (x0, y0), (x1, y1) = cv2.perspectiveTransform(corners, matrix)[0]
        words.append(replace(word, box=Box(min(x0, x1), min(y0, y1) / ASPECT, max(x0, x1), max(y0, y1) / ASPECT)))
    return replace(page, words=tuple(words))


def turned(degrees: float, scale: float = 1.0, dx: float = 0.0, dy: float = 0.0) -> Homography:
    angle = np.radians(degrees)
    c, s = scale * np.cos(angle), scale * np.sin(angle)
    middle = np.array([[1, 0, 0.5 + dx], [0, 1, 0.7 + dy], [0, 0, 1.0]])
    return np.asarray(middle @ np.array([[c, -s, 0], [s, c, 0], [0, 0, 1.0]]) @ np.array([[1, 0, -0.5], [0, 1, -0.7], [0, 0, 1.0]]))


FIRST, SECOND = page_of(WORDS, 1), page_of([w[::-1] for w in WORDS], 2)
INDEX = FormIndex({"survey": [FIRST, SECOND], "other": [page_of([f"{w}x" for w in WORDS[::-1]], 3)]})


@pytest.mark.parametrize(
    "matrix",
    [
        turned(0), turned(2.5), turned(-4, 0.9), turned(1, 1.15, 0.05, -0.03), turned(180), turned(178, 0.85),
        np.array([[1.0, 0.02, 0.01], [0.01, 0.97, 0.02], [0.04, -0.03, 1.0]]),
    ],
)  # fmt: skip
def test_a_form_is_found_shifted_scaled_turned_or_seen_at_an_angle(matrix: Homography) -> None:
    match = INDEX.match(moved(FIRST, matrix))
    assert match is not None
    assert (match.form, match.form_page) == ("survey", 1)
    assert match.inliers >= 40
    for x, y in ((0.2, 0.2), (0.8, 0.3), (0.5, 0.6)):
        wanted = cv2.perspectiveTransform(np.array([[[x, y * ASPECT]]]), matrix)[0, 0]
        given = cv2.perspectiveTransform(np.array([[[x, y]]]), match.homography)[0, 0]
        assert given[0] == pytest.approx(wanted[0], abs=0.004)
        assert given[1] * ASPECT == pytest.approx(wanted[1], abs=0.004)


def test_each_page_of_a_form_is_told_from_the_others() -> None:
    match = INDEX.match(SECOND)
    assert match is not None
    assert (match.form, match.form_page) == ("survey", 2)


def test_a_filled_form_with_misread_and_missing_words_is_still_found() -> None:
    rng = random.Random(4)
    words = [w for w in moved(FIRST, turned(1.2, 0.97)).words if rng.random() > 0.15]
    words = [replace(w, text=w.text[:-1] + "c") if rng.random() < 0.15 else w for w in words]
    written = [Word(f"scritto{i}", Box(0.1, 0.05 + i * 0.03, 0.3, 0.07 + i * 0.03), 0.9, (), 90 + i) for i in range(20)]
    match = INDEX.match(replace(FIRST, words=(*words, *written)))
    assert match is not None
    assert match.form == "survey"


def test_another_page_is_no_form() -> None:
    prose = "il presente contratto regola la fornitura di beni tra le parti che convengono e stipulano quanto segue"
    assert INDEX.match(page_of(prose.split() * 2, 5)) is None


def test_the_words_of_a_form_in_other_places_are_not_that_form() -> None:
    shuffled = WORDS.copy()
    random.Random(6).shuffle(shuffled)
    assert INDEX.match(page_of(shuffled, 7)) is None


def test_a_mirrored_or_squeezed_page_is_implausible() -> None:
    mirror = np.array([[-1.0, 0, 1], [0, 1, 0], [0, 0, 1]])
    assert INDEX.match(moved(FIRST, mirror)) is None
    assert INDEX.match(moved(FIRST, np.diag([0.4, 1.0, 1.0]))) is None


def test_a_page_without_words_is_no_form() -> None:
    assert INDEX.match(replace(FIRST, words=())) is None


def test_an_index_without_forms_matches_nothing() -> None:
    assert FormIndex({}).match(FIRST) is None
