"""What is kept of a file's reading, and when it is used again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from domain.document import FormField
from domain.document_type import FormDefinition
from domain.page import ReadPage
from learning import examples as module
from learning.examples import examples


class CountingReader:
    """Reads every file as one white page and counts how often it is asked."""

    def __init__(self) -> None:
        self.forms: dict[str, FormDefinition] = {}
        self.asked = 0

    def read(self, untrusted_path: Path) -> Iterator[ReadPage]:
        self.asked += 1
        yield white_page()

    def form_fields(self, form: str, pages: Sequence[ReadPage]) -> list[FormField]:
        raise AssertionError("no form is known")


def white_page() -> ReadPage:
    return ReadPage(number=1, image=np.full((990, 700), 255, np.uint8), dpi=100, words=())


def file_with_truth(folder: Path) -> None:
    (folder / "a.pdf").write_bytes(b"one")
    truth = {"source": "a.pdf", "documents": [{"type": "contract", "pages": [1], "fields": {}}]}
    (folder / "a.truth.json").write_text(json.dumps(truth), encoding="utf-8")


def test_a_file_is_read_once_while_neither_it_nor_the_reading_code_changes(tmp_path: Path) -> None:
    file_with_truth(tmp_path)
    reader, kept = CountingReader(), tmp_path / "kept"
    for _ in range(2):
        assert len(list(examples([tmp_path], reader, kept))) == 1
    assert reader.asked == 1


def test_another_file_of_the_same_name_is_read_anew(tmp_path: Path) -> None:
    file_with_truth(tmp_path)
    reader, kept = CountingReader(), tmp_path / "kept"
    list(examples([tmp_path], reader, kept))
    (tmp_path / "a.pdf").write_bytes(b"two")
    list(examples([tmp_path], reader, kept))
    assert reader.asked == 2


def test_other_reading_code_reads_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file_with_truth(tmp_path)
    reader, kept = CountingReader(), tmp_path / "kept"
    list(examples([tmp_path], reader, kept))
    monkeypatch.setattr(module, "reading_version", lambda: "other")
    list(examples([tmp_path], reader, kept))
    assert reader.asked == 2
