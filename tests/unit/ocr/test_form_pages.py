"""A page of a known form is laid over its blank and read zone by zone, wherever the scanner put it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import pytest

from domain.document_type import FormDefinition, FormFieldType, FormOption
from domain.geometry import Box
from domain.page import CharReading, Image, MarkState, ReadPage, Word, ZoneReading
from ocr.combs import erased, find_comb
from ocr.forms import read_form_page
from ocr.signatures import signature_present

WIDTH, HEIGHT, SIDE = 1654, 2339, 31
ROWS, COLUMNS = 6, 5
COMB = (300, 200, 840, 245)
SIGNATURE = (900, 1900, 1500, 2050)


def tick_box(row: int, column: int) -> tuple[int, int, int, int]:
    x, y = 500 + 200 * column, 500 + 90 * row
    return x, y, x + SIDE, y + SIDE


def fractions(box: tuple[int, int, int, int]) -> Box:
    return Box(box[0] / WIDTH, box[1] / HEIGHT, box[2] / WIDTH, box[3] / HEIGHT)


def blank_image() -> Image:
    image = np.full((HEIGHT, WIDTH), 255, np.uint8)
    for row in range(ROWS):
        cv2.putText(image, f"Domanda numero {row + 1}", (100, 525 + 90 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
        for column in range(COLUMNS):
            x0, y0, x1, y1 = tick_box(row, column)
            cv2.rectangle(image, (x0, y0), (x1, y1), 0, 2)
    x0, y0, x1, y1 = COMB
    for cell in range(9):
        cv2.line(image, (x0 + cell * (x1 - x0) // 8, y0), (x0 + cell * (x1 - x0) // 8, y1), 0, 2)
    cv2.rectangle(image, (x0, y0), (x1, y1), 0, 2)
    cv2.line(image, (SIGNATURE[0], SIGNATURE[3] - 20), (SIGNATURE[2], SIGNATURE[3] - 20), 0, 2)
    return image


def options(row: int) -> tuple[FormOption, ...]:
    return tuple(FormOption(str(c + 1), {"it": str(c + 1)}, fractions(tick_box(row, c))) for c in range(COLUMNS))


def definition() -> FormDefinition:
    fields = {}
    for row in range(ROWS):
        kind = "choices" if row == ROWS - 1 else "choice"
        fields[f"q{row + 1}"] = FormFieldType(f"q{row + 1}", kind, {"it": "?"}, 1, fractions(tick_box(row, 0)), options(row))
    fields["visit.date"] = FormFieldType("visit.date", "date", {"it": "Data"}, 1, fractions(COMB), (), 8)
    fields["signature"] = FormFieldType("signature", "signature", {"it": "Firma"}, 1, fractions(SIGNATURE))
    fields["later"] = FormFieldType("later", "text", {"it": "?"}, 2, Box(0.1, 0.1, 0.5, 0.2))
    return FormDefinition("survey", 1, "questionnaire", {"it": "Indagine"}, Path("blank.pdf"), fields)


def cross(image: Image, row: int, column: int) -> None:
    x0, y0, x1, y1 = tick_box(row, column)
    cv2.line(image, (x0 - 2, y0 + 1), (x1 + 3, y1 - 2), 40, 3, cv2.LINE_AA)
    cv2.line(image, (x1 + 1, y0 - 2), (x0 + 2, y1 + 2), 40, 3, cv2.LINE_AA)


def blacken(image: Image, row: int, column: int) -> None:
    x0, y0, x1, _ = tick_box(row, column)
    for k in range(13):
        y = y0 - 8 + 4 * k
        cv2.line(image, (x0 - 10, y), (x1 + 11, y - 5), 30, 4, cv2.LINE_AA)


def sign(image: Image) -> None:
    x = np.linspace(0, 420, 300)
    y = 60 * np.sin(x / 21) * np.exp(-x / 500) + 15 * np.sin(x / 7)
    points = np.stack([SIGNATURE[0] + 60 + x, SIGNATURE[1] + 70 + y], axis=1).astype(np.int32)
    cv2.polylines(image, [points], False, 50, 3, cv2.LINE_AA)


def read_page(image: Image) -> ReadPage:
    return ReadPage(7, image, 200.0, ())


@dataclass
class ZonesOf:
    """A zone reader that answers one text and remembers what it was asked."""

    answer: ZoneReading
    asked: list[tuple[Box, str, int | None]] = field(default_factory=list)

    def read_zone(self, page: ReadPage, box: Box, kind: str, comb: int | None = None) -> ZoneReading:
        self.asked.append((box, kind, comb))
        return self.answer


WRITTEN = ZoneReading("2", 0.9, (CharReading("2", 0.9, Box(0.2, 0.09, 0.22, 0.1)),), Box(0.2, 0.09, 0.22, 0.1))


def filled() -> Image:
    image = blank_image()
    for row, column in ((0, 2), (1, 0), (2, 4), (5, 1), (5, 3)):
        cross(image, row, column)
    blacken(image, 1, 3)
    cross(image, 3, 1)
    cross(image, 3, 2)
    sign(image)
    return image


def marked(fields: dict[str, list[MarkState]], key: str) -> list[int]:
    return [i for i, state in enumerate(fields[key]) if state is MarkState.MARKED]


@pytest.mark.parametrize("degrees", [0.0, 1.5, 180.0])
def test_the_marks_of_a_scan_are_read_question_by_question(degrees: float) -> None:
    turn = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), degrees, 0.98)
    image = cv2.warpAffine(filled(), turn, (WIDTH, HEIGHT), borderValue=255)
    image = np.asarray(cv2.GaussianBlur(image, (0, 0), 0.8))
    pixels = np.vstack([turn, [0, 0, 1]])
    homography = np.diag([1 / WIDTH, 1 / HEIGHT, 1]) @ pixels @ np.diag([WIDTH, HEIGHT, 1.0])
    homography[0, 2] += 0.0015  # the registration is 2.5 pixels off
    fields = read_form_page(read_page(image), definition(), 1, homography, ZonesOf(WRITTEN), read_page(blank_image()))
    states = {f.key: [m.state for m in f.marks] for f in fields}
    assert [f.key for f in fields] == ["q1", "q2", "q3", "q4", "q5", "q6", "visit.date", "signature"]
    assert [marked(states, f"q{n}") for n in (1, 2, 3, 5, 6)] == [[2], [0], [4], [], [1, 3]]
    assert states["q2"][3] is MarkState.CANCELLED
    assert len(marked(states, "q4")) != 1
    assert all(state is MarkState.EMPTY for state in states["q5"])
    assert all(f.page == 7 for f in fields)
    x, y = fields[0].marks[2].box.center
    wanted = pixels @ np.array([*(np.array(tick_box(0, 2)[:2]) + SIDE / 2), 1])
    assert (x * WIDTH, y * HEIGHT) == pytest.approx((wanted[0], wanted[1]), abs=5)


def test_zones_are_asked_for_where_they_lie_and_their_answer_is_given_in_page_fractions() -> None:
    reader = ZonesOf(WRITTEN)
    fields = read_form_page(read_page(filled()), definition(), 1, np.eye(3), reader, read_page(blank_image()))
    (box, kind, comb), *others = reader.asked
    assert (kind, comb, others) == ("date", 8, [])
    assert box.overlap(fractions(COMB)) > 0.9
    zone = fields[6].zone
    assert zone is not None
    assert zone.box is not None
    assert zone.box.as_list() == pytest.approx([0.2, 0.09, 0.22, 0.1], abs=0.002)


def test_faint_writing_that_only_the_whole_page_saw_is_not_a_blank() -> None:
    x0, y0, x1, _ = fractions(COMB).as_list()
    word = Word("21122022", Box(x0 + 0.02, y0 + 0.003, x1 - 0.02, y0 + 0.015), 0.8)
    page = ReadPage(7, filled(), 200.0, (word,))
    empty = ZonesOf(ZoneReading("", 0.0, empty=True, empty_score=0.9))
    zone = read_form_page(page, definition(), 1, np.eye(3), empty, read_page(blank_image()))[6].zone
    assert zone is not None
    assert (zone.text, zone.empty) == ("21122022", False)


@pytest.mark.parametrize("grey", [225, 255])
def test_a_page_that_was_only_laid_on_its_blank_is_read_in_full_when_a_zone_that_seems_empty_is_not_white(grey: int) -> None:
    x0, y0, x1, _ = fractions(COMB).as_list()
    image = filled()
    for cell in (0, 1, 2):
        cv2.putText(image, "2", (COMB[0] + 20 + cell * 67, COMB[3] - 8), cv2.FONT_HERSHEY_SIMPLEX, 1.0, grey, 3)
    page = ReadPage(7, image, 200.0, (), source="form")
    asked: list[int] = []

    def in_full() -> ReadPage:
        asked.append(page.number)
        return ReadPage(7, image, 200.0, (Word("222", Box(x0 + 0.02, y0 + 0.003, x1 - 0.02, y0 + 0.015), 0.8),))

    empty = ZonesOf(ZoneReading("", 0.0, empty=True, empty_score=0.9))
    zone = read_form_page(page, definition(), 1, np.eye(3), empty, read_page(blank_image()), in_full)[6].zone
    assert zone is not None
    assert (zone.text, asked) == (("222", [7]) if grey < 255 else ("", []))


def test_a_signature_is_seen_on_its_line_and_the_line_alone_is_none() -> None:
    signed = read_form_page(read_page(filled()), definition(), 1, np.eye(3), ZonesOf(WRITTEN), read_page(blank_image()))[-1].zone
    unsigned = read_form_page(read_page(blank_image()), definition(), 1, np.eye(3), ZonesOf(WRITTEN), read_page(blank_image()))[-1].zone
    assert signed is not None
    assert unsigned is not None
    assert not signed.empty
    assert unsigned.empty
    assert min(signed.score, unsigned.score) > 0.8


def test_a_dotted_line_a_printed_name_and_ink_showing_through_are_no_signature() -> None:
    image = np.full((400, 900), 255, np.uint8)
    cv2.putText(image, "Mario Rossi", (250, 200), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, 3)
    image[300, 100:800:6] = 0
    cv2.polylines(image, [np.array([[200, 100], [400, 250], [500, 90], [700, 260]], np.int32)], False, 215, 4)
    name = tuple(Word(text, Box(x / 900, 0.4, (x + 225) / 900, 0.54), 0.95) for text, x in (("Mario", 245), ("Rossi", 375)))
    present, sure = signature_present(ReadPage(1, image, 200.0, name), Box(0.05, 0.1, 0.95, 0.9))
    assert not present
    assert sure > 0.7


def test_the_cells_of_a_comb_are_found_and_its_lines_painted_over() -> None:
    image = blank_image()
    x0, y0, x1, y1 = COMB
    for cell, digit in enumerate("21122022"):
        cv2.putText(image, digit, (x0 + 20 + cell * (x1 - x0) // 8, y1 - 10), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 0, 2)
    crop = image[y0 - 4 : y1 + 5, x0 - 4 : x1 + 5]
    comb = find_comb(crop, 8)
    assert len(comb.separators) == 9
    assert comb.separators == pytest.approx([4 + cell * (x1 - x0) / 8 for cell in range(9)], abs=3)
    assert [comb.cell_of(x) for x in (10, 100, 530)] == [0, 1, 7]
    clean = erased(crop, comb, 200.0)
    assert (crop < 128).sum() > 1.5 * (clean < 128).sum()
    assert (clean[:, 24:50] < 128).sum() > 60
