"""Papers that are filled copies of one printed form: labels, tick boxes, a comb, a line to write on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np

from domain.geometry import Box
from domain.page import Image, MarkState, ReadPage, TickBox, Word
from tests.fakes.reader import FakeReader

WIDTH, HEIGHT, DPI = 1240, 1754, 150.0
PRINTED = (
    "INDAGINE DI SODDISFAZIONE DEGLI UTENTI DELLO SPORTELLO", "Compilare in stampatello leggibile e riconsegnare al personale addetto",
    "Informativa sulla riservatezza consultabile presso ogni ufficio", "Grazie per la collaborazione prestata",
)  # fmt: skip
TICKS = {"Molto": (400, 500), "Abbastanza": (640, 500), "Poco": (940, 500)}
TICK = 26
COMB = (400, 620, 36, 16)
"""Left, top, width of a cell, cells."""
LINE = (400, 760, 1000)
"""Left, height, right of the line to write on."""


def sheet(name: str = "", code: str = "", marked: str = "", shift: int = 0) -> ReadPage:
    """A copy of the form, filled with a surname, a tax code and a mark; `shift` pixels off its place on the scanner."""
    image = np.full((HEIGHT, WIDTH), 255, np.uint8)
    words: list[Word] = []
    for row, text in enumerate(PRINTED):
        _write(image, words, text, 100, (140, 220, 1500, 1600)[row], row)
    _write(image, words, "Come valuta il servizio?", 60, 520, 4)
    _write(image, words, "Codice fiscale", 60, 650, 5)
    _write(image, words, "Cognome", 60, 755, 6)
    ticks = []
    for option, (x, y) in TICKS.items():
        cv2.rectangle(image, (x, y), (x + TICK, y + TICK), 0, 2)
        _write(image, words, option, x + TICK + 14, y + 22, 4)
        if option == marked:
            cv2.line(image, (x + 4, y + 4), (x + TICK - 4, y + TICK - 4), 0, 3)
            cv2.line(image, (x + TICK - 4, y + 4), (x + 4, y + TICK - 4), 0, 3)
        state = MarkState.MARKED if option == marked else MarkState.EMPTY
        ticks.append(TickBox(_box(x, y, x + TICK, y + TICK), "square", state, 0.99))
    left, top, cell, cells = COMB
    for n in range(cells + 1):
        cv2.line(image, (left + n * cell, top), (left + n * cell, top + 40), 0, 2)
    cv2.line(image, (left, top + 40), (left + cells * cell, top + 40), 0, 2)
    for n, letter in enumerate(code):
        cv2.putText(image, letter, (left + n * cell + 8, top + 32), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
    if code:
        words.append(Word(code, _box(left, top, left + cells * cell, top + 40), 0.95, line=5))
    cv2.line(image, (LINE[0], LINE[1]), (LINE[2], LINE[1]), 0, 2)
    if name:
        _write(image, words, name, LINE[0] + 10, LINE[1] - 8, 6)
    rules = (_box(LINE[0], LINE[1] - 1, LINE[2], LINE[1] + 1),)
    moved = np.roll(image, (shift, shift), axis=(0, 1))
    dx, dy = shift / WIDTH, shift / HEIGHT
    return ReadPage(
        1, moved, DPI, tuple(Word(w.text, _moved(w.box, dx, dy), w.score, line=w.line) for w in words),
        tuple(TickBox(_moved(t.box, dx, dy), t.shape, t.state, t.score) for t in ticks), rules=tuple(_moved(r, dx, dy) for r in rules),
    )  # fmt: skip


class SheetReader(FakeReader):
    """Every file is one of these copies, in the order in which they are read."""

    def __init__(self, *sheets: ReadPage) -> None:
        super().__init__()
        self._sheets = iter(sheets)

    def read_pages(self, untrusted_path: Path, numbers: Sequence[int] | None = None) -> Iterator[ReadPage]:
        for page in super().read_pages(untrusted_path, numbers):
            drawn = next(self._sheets)
            yield ReadPage(
                page.number, drawn.image, drawn.dpi, (*page.words, *drawn.words), drawn.tick_boxes, rules=drawn.rules
            )  # the fake's own word says what the file holds


def _write(image: Image, words: list[Word], text: str, x: int, y: int, line: int) -> None:
    """Prints a line and notes each word where it stands."""
    for word in text.split():
        (width, height), _ = cv2.getTextSize(word, cv2.FONT_HERSHEY_SIMPLEX, 0.8, 2)
        cv2.putText(image, word, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
        words.append(Word(word, _box(x, y - height, x + width, y + 4), 0.98, line=line))
        x += width + 14


def _box(x0: float, y0: float, x1: float, y1: float) -> Box:
    return Box(x0 / WIDTH, y0 / HEIGHT, x1 / WIDTH, y1 / HEIGHT)


def _moved(box: Box, dx: float, dy: float) -> Box:
    return Box(box.x0 + dx, box.y0 + dy, box.x1 + dx, box.y1 + dy)
