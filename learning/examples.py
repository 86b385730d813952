"""Documents with truth, read once and kept: what training and teaching start from."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from domain.document import LogicalDocument, Value
from domain.errors import SetupError
from domain.page import ReadPage
from extraction.values.confusion import folded

TEXT_KINDS = frozenset({"text", "name", "place", "address"})
ReadFile = Callable[[Path], Iterable[ReadPage]]
"""Reads every page of a file, upright."""


@dataclass(frozen=True)
class Example:
    """One document with its truth and its pages as read."""

    source: str
    quality: str
    document: LogicalDocument
    pages: tuple[ReadPage, ...]
    layout: str
    """The truth's name for the page design; two documents of one layout differ only in what was filled in."""
    fields: Mapping[str, Value]
    """Annotated fields only."""
    filling: str = "?"


def same(kind: str, expected: object, given: object) -> bool:
    """Whether a value is right, as measurement compares: text without case, accents and punctuation, the rest in normal form."""
    if expected is None or given is None:
        return expected is given
    if kind in TEXT_KINDS:
        return folded(str(expected)) == folded(str(given))
    if isinstance(expected, list) or isinstance(given, list):
        return isinstance(expected, list) and isinstance(given, list) and sorted(map(str, expected)) == sorted(map(str, given))
    return str(expected) == str(given)


def examples(folders: Sequence[Path], read: ReadFile, cache: Path | None = None) -> Iterator[Example]:
    """Every document with truth under `folders`, in name order. Raises SetupError when there is none."""
    files = [f for folder in folders for f in sorted(folder.rglob("*.truth.json"))]
    if not files:
        raise SetupError("no_truth", f"No *.truth.json under {', '.join(map(str, folders))}: give a folder of documents with truth files.")
    for file in files:
        truth = json.loads(file.read_text(encoding="utf-8"))
        pages = {p.number: p for p in read_kept(file.parent / truth["source"], read, cache)}
        for document in truth["documents"]:
            yield _example(truth, document, pages)


def _example(truth: Mapping[str, Any], document: Mapping[str, Any], pages: Mapping[int, ReadPage]) -> Example:
    numbers = tuple(n for n in document["pages"] if n in pages)
    logical = LogicalDocument(numbers, document["type"], 1.0, form=document.get("form"))
    return Example(
        truth["source"],
        truth.get("quality", "?"),
        logical,
        tuple(pages[n] for n in numbers),
        document.get("layout", "?"),
        document["fields"],
        document.get("filling", "?"),
    )


def read_kept(path: Path, read: ReadFile, cache: Path | None) -> list[ReadPage]:
    """The pages of a file; read once, then taken from `cache` (a folder of this machine's own, never shared)."""
    kept = cache / f"{path.parent.name}-{path.name}.pages" if cache else None
    if kept is not None and kept.exists():
        return [unpacked(p) for p in pickle.loads(kept.read_bytes())]
    pages = list(read(path))
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        part = kept.with_suffix(".part")
        part.write_bytes(pickle.dumps([packed(p) for p in pages]))
        part.replace(kept)
    return pages


def packed(page: ReadPage) -> ReadPage:
    """The page with its image as PNG bytes in an array."""
    return replace(page, image=cv2.imencode(".png", page.image)[1])


def unpacked(page: ReadPage) -> ReadPage:
    """The page with its image as pixels again."""
    image = cv2.imdecode(page.image, cv2.IMREAD_GRAYSCALE)
    if image is None:
        raise SetupError("bad_cache", f"The kept reading of page {page.number} is damaged: delete the cache folder.")
    return replace(page, image=np.asarray(image, dtype=np.uint8))
