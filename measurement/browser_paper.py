"""Documents of many pages with many doubtful fields, drawn without any engine: what the review screen is timed on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from domain.document import DecisionKind, DocumentResult, DocumentState, Field
from domain.geometry import Box
from domain.page import Image, ReadPage, Word

A4_AT_200_DPI = (2339, 1654)
READINGS = ("ROSSI", "BIANCHI", "VERDE", "ESPOSITO", "MARINO", "GALLO", "CONTI", "COSTA", "RIZZO", "FERRI")


@dataclass(frozen=True)
class DrawnPaper:
    """Reads any file as one document of `pages` pages whose `fields` doubtful fields stand evenly on them.

    Of ten fields six are read right, three with one wrong character that is marked doubtful, one wrong altogether.
    """

    pages: int = 20
    fields: int = 60

    def unpack(self, untrusted_path: Path, work_dir: Path) -> Sequence[_Member]:
        return [_Member(untrusted_path, untrusted_path.name)]

    def count_pages(self, untrusted_path: Path) -> int:
        return self.pages

    def read_pages(self, untrusted_path: Path, numbers: Sequence[int] | None = None) -> Iterator[ReadPage]:
        for number in numbers or range(1, self.pages + 1):
            on_page = [i for i in range(self.fields) if self._page(i) == number]
            words = tuple(Word(self.written(i), self._box(i), 0.9) for i in on_page)
            yield ReadPage(number, self._drawn(number, on_page), 200.0, words)

    def understand(self, name: str, pages: Sequence[ReadPage], structure: object = None) -> list[DocumentResult]:
        numbers = tuple(page.number for page in pages)
        fields = {f.key: f for f in map(self._field, range(self.fields))}
        return [DocumentResult(name, numbers, "contract", 1.0, None, DocumentState.NEEDS_REVIEW, fields, cut_confidence=1.0)]

    def truth(self) -> dict[str, str]:
        """What stands on the paper, by key."""
        return {f"field.{i:02}": self.written(i) for i in range(self.fields)}

    def written(self, i: int) -> str:
        """What stands on the paper at the place of field `i`."""
        return READINGS[i % len(READINGS)]

    def _field(self, i: int) -> Field:
        right, tenth = self.written(i), i % 10
        doubtful: tuple[tuple[int, int], ...] = ()
        read = right
        if tenth in (2, 5, 8):
            read, doubtful = f"{right[:2]}X{right[3:]}", ((2, 3),)
        elif tenth == 9:
            read = right[::-1].lower()
        return Field(f"field.{i:02}", "name", read, read, 0.7, DecisionKind.REVIEW, self._page(i), self._box(i), doubtful=doubtful)

    def _page(self, i: int) -> int:
        return 1 + i * self.pages // self.fields

    def _box(self, i: int) -> Box:
        top = 0.1 + 0.8 * (i * self.pages % self.fields) / self.fields
        return Box(0.1, top, 0.5, top + 0.02)

    def _drawn(self, number: int, on_page: Sequence[int]) -> Image:
        """A full page of grey text, different for each number, with the fields' values in black."""
        height, width = A4_AT_200_DPI
        sheet = np.full((height, width), 255, np.uint8)
        for row in range(120, height - 120, 48):
            cv2.putText(sheet, f"{number}.{row} si conviene e si stipula quanto segue tra le parti", (120, row), 0, 1.1, 120, 2)
        for i in on_page:
            x0, y0, x1, y1 = self._box(i).pixels(width, height)
            cv2.rectangle(sheet, (x0, y0), (x1, y1), 255, -1)
            cv2.putText(sheet, self.written(i), (x0 + 10, y1 - 10), 0, 1.2, 0, 3)
        return sheet


@dataclass(frozen=True)
class _Member:
    path: Path
    name: str
