"""A reader that reads nothing: where the service around the reading is to be measured, the reading must not drown it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from domain.document import DecisionKind, DocumentResult, DocumentState, Field
from domain.geometry import Box
from domain.page import ReadPage

SHEET_PX = (280, 200)
WHERE = Box(0.1, 0.1, 0.9, 0.2)


@dataclass(frozen=True)
class Whole:
    """A file that is no archive, as its own only member."""

    path: Path
    name: str


@dataclass(frozen=True)
class LightReader:
    """As the machine's reader, but every file is one page that takes `page_seconds` of waiting, and one document with one field."""

    page_seconds: float

    def unpack(self, untrusted_path: Path, work_dir: Path) -> Sequence[Whole]:
        """The file itself."""
        return [Whole(untrusted_path, untrusted_path.name)]

    def count_pages(self, untrusted_path: Path) -> int:
        """One."""
        return 1

    def read_pages(self, untrusted_path: Path, numbers: Sequence[int] | None = None) -> Iterator[ReadPage]:
        """A grey sheet for each number, after the wait."""
        for number in numbers or (1,):
            time.sleep(self.page_seconds)
            yield ReadPage(number, np.full(SHEET_PX, 200, np.uint8), 24.0, ())

    def understand(self, name: str, pages: Sequence[ReadPage], structure: Any = None) -> list[DocumentResult]:
        """One document of all the pages."""
        value = Field("number", "text", name, name, 1.0, DecisionKind.AUTO, pages[0].number, WHERE)
        numbers = tuple(page.number for page in pages)
        return [DocumentResult(name, numbers, "contract", 1.0, None, DocumentState.COMPLETED, {"number": value})]
