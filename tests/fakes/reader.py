"""A reader whose files say what it finds in them: JSON instead of paper, and every fault on request."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from domain.document import DecisionKind, DocumentResult, DocumentState, Field
from domain.errors import InputError
from domain.geometry import Box
from domain.page import ReadPage, Word
from workflow.tools import Structure


def paper(pages: int = 1, documents: Sequence[dict[str, Any]] | None = None, **faults: Any) -> bytes:
    """The bytes of a file of `pages` pages with these documents (default: one of all pages with one accepted field)."""
    whole = [document(list(range(1, pages + 1)), {"a": ("1", "auto")})]
    return json.dumps({"pages": pages, "documents": whole if documents is None else list(documents), **faults}).encode()


def document(pages: Sequence[int], fields: dict[str, tuple[Any, str]], **members: Any) -> dict[str, Any]:
    """A document in a paper: {key: (value, "auto" | "review")}; members: type, type_confidence, cut_confidence."""
    return {"pages": list(pages), "type": "contract", "type_confidence": 1.0, "cut_confidence": 1.0, "fields": fields} | members


def archive(members: dict[str, bytes]) -> bytes:
    """The bytes of an archive of papers."""
    return json.dumps({"archive": {name: content.decode() for name, content in members.items()}}).encode()


@dataclass(frozen=True)
class Unpacked:
    path: Path
    name: str


@dataclass
class FakeReader:
    """`page_seconds`: how long a page takes. Counts what it was asked."""

    page_seconds: float = 0.0
    pages_read: int = 0

    def unpack(self, untrusted_path: Path, work_dir: Path) -> Sequence[Unpacked]:
        content = _content(untrusted_path)
        if "archive" not in content:
            return [Unpacked(untrusted_path, untrusted_path.name)]
        members = []
        for number, (name, text) in enumerate(content["archive"].items()):
            path = work_dir / str(number)
            path.write_text(text)
            members.append(Unpacked(path, name))
        return members

    def count_pages(self, untrusted_path: Path) -> int:
        content = _content(untrusted_path)
        if "archive" in content:
            raise InputError("unsupported_type", "An archive in an archive is not opened.")
        return int(content["pages"])

    def read_pages(self, untrusted_path: Path, numbers: Sequence[int] | None = None) -> Iterator[ReadPage]:
        content = _content(untrusted_path)
        for number in numbers or range(1, content["pages"] + 1):
            _misbehave(content, number)
            time.sleep(self.page_seconds)
            self.pages_read += 1
            text = json.dumps(content)
            yield ReadPage(number, np.full((8, 6), number % 256, np.uint8), 200.0, (Word(text, Box(0.1, 0.1, 0.9, 0.2), 1.0),))

    def understand(self, name: str, pages: Sequence[ReadPage], structure: Structure | None = None) -> list[DocumentResult]:
        content = json.loads(pages[0].words[0].text)
        if content.get("confused"):
            raise RuntimeError("confused")
        described = content["documents"]
        if structure is not None:
            described = [document(numbers, {"a": ("1", "auto")}, type=type_) for numbers, type_ in structure]
        return [result_of(name, part) for part in described]


def result_of(name: str, part: dict[str, Any]) -> DocumentResult:
    fields = {
        key: Field(
            key,
            "text",
            value,
            str(value or ""),
            0.99 if kind == "auto" else 0.5,
            DecisionKind(kind),
            part["pages"][0],
            Box(0.1, 0.1, 0.9, 0.2),
        )
        for key, (value, kind) in part["fields"].items()
    }
    waits = any(field.decision is DecisionKind.REVIEW for field in fields.values())
    state = DocumentState.NEEDS_REVIEW if waits else DocumentState.COMPLETED
    pages, type_, sure, cut = tuple(part["pages"]), part["type"], part["type_confidence"], part["cut_confidence"]
    return DocumentResult(name, pages, type_, sure, None, state, fields, cut_confidence=cut)


def _content(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_bytes())
    except ValueError:
        raise InputError("unsupported_type", "This is not a document: send PDF, PNG, JPEG or TIFF.") from None
    assert isinstance(content, dict)
    return content


def _misbehave(content: dict[str, Any], number: int) -> None:
    if content.get("damaged_page") == number:
        raise InputError("damaged_image", f"Page {number} cannot be read: scan it again.")
    if content.get("poison"):
        os.kill(os.getpid(), signal.SIGKILL)
    if content.get("hangs"):
        time.sleep(3600)
