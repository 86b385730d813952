"""The pages of a file without knowing what they are: what training and teaching read with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from domain.page import ReadPage
from intake import render_pages
from intake.limits import Limits
from ocr.page_reader import PageReader


def file_reader(engine: str = "ppocr", limits: Limits | None = None) -> Callable[[Path], Iterator[ReadPage]]:
    """A function that reads every page of a file, upright; it raises InputError. One engine is kept for all files."""
    reader = PageReader(engine)
    bounds = limits or Limits()

    def read(untrusted_path: Path) -> Iterator[ReadPage]:
        for page in render_pages(untrusted_path, bounds):
            yield reader.read(page)

    return read
