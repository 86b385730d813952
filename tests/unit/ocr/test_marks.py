"""Tick boxes say empty, marked or cancelled, and what is doubtful is left to people."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from domain.geometry import Box
from domain.page import MarkState, Word
from ocr import marks
from ocr.mark_features import NAMES, cut, darkness, shift_to_outline
from ocr.mark_sheets import MarkSheet, draw_sheet
from ocr.mark_training import FIRST_SEEDS
from ocr.marks import CLASSES, MarkReading, fills_boxes, find_tick_boxes, read_marks, resolve_marks
from ocr.tick_boxes import find_outlines

EXPECTED = {"empty": MarkState.EMPTY, "stroke": MarkState.MARKED, "filled": MarkState.MARKED, "blackened": MarkState.CANCELLED}


def sheets(first: int, count: int) -> list[MarkSheet]:
    return [draw_sheet(np.random.default_rng(FIRST_SEEDS["measure"] + 5000 + first + i), use="measure") for i in range(count)]


def decided_and_wrong(drawn: list[MarkSheet], with_blank: bool) -> tuple[int, int, int]:
    """Boxes in all, decided ones, decided wrongly."""
    boxes = decided = wrong = 0
    for sheet in drawn:
        known = (sheet.blank, sheet.blank_boxes) if with_blank else (None, None)
        for reading, truth in zip(read_marks(sheet.image, sheet.boxes, sheet.circles, *known), sheet.classes, strict=True):
            if truth in EXPECTED:
                boxes += 1
                decided += reading.state is not MarkState.AMBIGUOUS
                wrong += reading.state not in (MarkState.AMBIGUOUS, EXPECTED[truth])
    return boxes, decided, wrong


def test_boxes_of_a_known_form_are_read_right_when_they_are_decided() -> None:
    boxes, decided, wrong = decided_and_wrong(sheets(0, 12), with_blank=True)
    assert decided > 0.9 * boxes
    assert wrong <= 0.004 * decided


def test_boxes_without_a_blank_are_read_nearly_as_well() -> None:
    boxes, decided, wrong = decided_and_wrong(sheets(100, 12), with_blank=False)
    assert decided > 0.85 * boxes
    assert wrong <= 0.008 * decided


def test_no_boxes_give_no_readings() -> None:
    assert read_marks(np.full((50, 50), 255, np.uint8), [], []) == []


def test_a_box_at_the_edge_or_outside_of_the_page_does_not_fail() -> None:
    image = np.full((60, 60), 255, np.uint8)
    readings = read_marks(image, [(-10.0, -10.0, 12.0, 12.0), (100.0, 100.0, 120.0, 120.0)], [False, True])
    assert [r.state is MarkState.MARKED for r in readings] == [False, False]


def test_an_outline_a_little_off_is_put_in_place() -> None:
    image = np.full((120, 120), 255, np.uint8)
    image[40:42, 40:69] = image[67:69, 40:69] = 0
    image[40:69, 40:42] = image[40:69, 67:69] = 0
    dx, dy, fit = shift_to_outline(darkness(cut(image, (37.5, 42.0, 66.5, 71.0))), marks.RINGS[False])
    assert dx == pytest.approx(2.5, abs=1)
    assert dy == pytest.approx(-2, abs=1)
    assert fit > 0.6


def reading(kind: str, chance: float = 0.97, reach: float = 0.5) -> MarkReading:
    """A box of which the model says `kind` with that probability, and empty for the rest."""
    chances = dict.fromkeys(CLASSES, 0.0)
    chances["empty"] = 1 - chance
    chances[kind] += chance
    features = np.zeros(len(NAMES), np.float32)
    features[NAMES.index("reach_area")] = reach
    return MarkReading(MarkState.AMBIGUOUS, 0.0, tuple(chances[name] for name in CLASSES), (0.0, 0.0, 1.0, 1.0), features)


EMPTY, CROSS = reading("empty", 0.999), reading("stroke", 0.99)


def states(*readings: MarkReading, single: bool = True, fills: bool = False) -> list[str]:
    return [r.state.value for r in resolve_marks(readings, single, fills)]


def test_one_cross_in_a_row_is_the_answer() -> None:
    assert states(EMPTY, CROSS, EMPTY) == ["empty", "marked", "empty"]


def test_no_mark_stays_no_mark() -> None:
    assert states(EMPTY, EMPTY) == ["empty", "empty"]


def test_a_box_blacked_over_beside_a_cross_is_cancelled() -> None:
    assert states(reading("blackened"), CROSS, EMPTY) == ["cancelled", "marked", "empty"]


def test_two_crosses_are_never_resolved_to_one_answer() -> None:
    assert states(CROSS, CROSS, EMPTY).count("marked") != 1
    assert "empty" not in states(CROSS, CROSS, EMPTY)[:2]


def test_a_faint_mark_alone_counts_more_than_one_beside_a_clear_mark() -> None:
    faint = reading("stroke", 0.6)
    assert states(EMPTY, faint, EMPTY)[1] == "marked"
    assert states(CROSS, faint, EMPTY)[1] != "marked"


def test_a_trifle_is_never_guessed() -> None:
    assert states(EMPTY, reading("doubtful"), EMPTY)[1] == "ambiguous"
    assert states(EMPTY, reading("doubtful"), EMPTY, single=False)[1] == "ambiguous"


def test_a_blot_alone_is_doubtful_unless_the_writer_fills_boxes() -> None:
    blot = reading("blackened")
    assert states(EMPTY, blot) == ["empty", "ambiguous"]
    assert states(EMPTY, blot, fills=True) == ["empty", "marked"]


def test_of_two_full_boxes_the_clearly_heavier_one_is_cancelled() -> None:
    full, heavy = reading("filled", reach=0.6), reading("blackened", reach=1.4)
    assert states(full, heavy, fills=True) == ["marked", "cancelled"]
    assert states(full, full, fills=True) == ["ambiguous", "ambiguous"]


def test_where_several_may_be_marked_each_box_stands_for_itself() -> None:
    assert states(CROSS, EMPTY, CROSS, reading("blackened"), single=False) == ["marked", "empty", "marked", "cancelled"]


def test_a_writer_who_fills_boxes_is_known_by_most_marks() -> None:
    full = reading("filled")
    assert fills_boxes([full, full, full, EMPTY, CROSS])
    assert not fills_boxes([CROSS, CROSS, CROSS, full, EMPTY])


def test_tick_boxes_of_a_layout_never_seen_are_found() -> None:
    found = drawn = 0
    for sheet in sheets(200, 8):
        outlines = find_outlines(sheet.image, (), 200.0)
        for (x0, y0, x1, y1), kind in zip(sheet.boxes, sheet.classes, strict=True):
            if not 0.05 * 900 < (x0 + x1) / 2 < 0.95 * 900 or kind == "overrun":
                continue
            drawn += 1
            center = ((x0 + x1) / 2, (y0 + y1) / 2)
            found += any(abs(o.center[0] - center[0]) < 7 and abs(o.center[1] - center[1]) < 7 for o in outlines)
    assert found > 0.85 * drawn


def test_the_letters_of_a_page_of_print_are_no_tick_boxes() -> None:
    page = np.full((1400, 1000), 255, np.uint8)
    words = []
    for row in range(20):
        text = "Oggetto modulo comodo OOO bando dodo"
        cv2.putText(page, text, (80, 100 + 60 * row), cv2.FONT_HERSHEY_SIMPLEX, 1.1, 0, 3)
        x = 80
        for word in text.split():
            wide = cv2.getTextSize(word, cv2.FONT_HERSHEY_SIMPLEX, 1.1, 3)[0][0]
            words.append(Word(word, Box(x / 1000, (72 + 60 * row) / 1400, (x + wide) / 1000, (108 + 60 * row) / 1400), 0.9, (), row))
            x += wide + cv2.getTextSize(" ", cv2.FONT_HERSHEY_SIMPLEX, 1.1, 3)[0][0]
    assert len(find_tick_boxes(page, words)) <= 2


def test_boxes_typed_as_brackets_are_found() -> None:
    words = (
        Word("[X]", Box(0.1, 0.1, 0.13, 0.115), 1.0, (), 0), Word("[", Box(0.3, 0.1, 0.305, 0.115), 1.0, (), 0),
        Word("]", Box(0.325, 0.1, 0.33, 0.115), 1.0, (), 0), Word("consento", Box(0.35, 0.1, 0.45, 0.115), 1.0, (), 0),
    )  # fmt: skip
    outlines = find_outlines(np.full((1000, 700), 255, np.uint8), words, 85.0)
    assert [round(o.box[0]) for o in outlines] == [70, 210]
