"""Documents with truth, read once and kept: what training and teaching start from."""

from __future__ import annotations

import hashlib
import json
import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import cv2
import numpy as np

from domain.document import FormField, LogicalDocument, Value
from domain.document_type import FormDefinition
from domain.errors import SetupError
from domain.page import ReadPage

SMALL_WIDTH = 700
_READING = (
    "intake", "ocr", "models/marks", "models/hand_print", "classification/forms.py", "pipeline/reading.py", "domain/page.py",
    "domain/document.py",
)  # fmt: skip
"""What decides how a page is read: a kept reading is used again only while all of these are the same."""


@cache
def reading_version() -> str:
    """Twelve hexadecimal digits that change with the code and models that read pages."""
    root = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for name in _READING:
        place = root / name
        for file in sorted(f for f in place.rglob("*") if f.is_file()) if place.is_dir() else [place]:
            if file.suffix != ".pyc":
                digest.update(file.relative_to(root).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()[:12]


class Reader(Protocol):
    """What reads the files (`pipeline.reading.FileReader`)."""

    @property
    def forms(self) -> Mapping[str, FormDefinition]:
        """The form definitions it knows."""
        ...

    def read(self, untrusted_path: Path) -> Iterable[ReadPage]:
        """Every page of a file, upright."""
        ...

    def form_fields(self, form: str, pages: Sequence[ReadPage]) -> list[FormField]:
        """The fields of a known form on its pages."""
        ...


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
    boxes: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """Where made documents have their values: key -> (index of the page in the document, x0, y0, x1, y1); empty for others."""
    form: FormDefinition | None = None
    form_fields: tuple[FormField, ...] = ()


def examples(folders: Sequence[Path], reader: Reader, kept_in: Path | None = None, unknown_forms: bool = False) -> Iterator[Example]:
    """Every document with truth under `folders`, in name order; those of forms the reader does not know only with `unknown_forms`.

    Raises SetupError when there is none.
    """
    for file in truth_files(folders):
        yield from read_file(file, reader, kept_in, unknown_forms)


def truth_files(folders: Sequence[Path]) -> list[Path]:
    """The truth files under `folders`, in name order. Raises SetupError when there is none."""
    files = [f for folder in folders for f in sorted(folder.rglob("*.truth.json"))]
    if not files:
        raise SetupError("no_truth", f"No *.truth.json under {', '.join(map(str, folders))}: give a folder of documents with truth files.")
    return files


def read_file(file: Path, reader: Reader, kept_in: Path | None, unknown_forms: bool = False) -> list[Example]:
    """The documents of one truth file."""
    truth = json.loads(file.read_text(encoding="utf-8"))
    known = [d for d in truth["documents"] if unknown_forms or d.get("form") is None or d["form"] in reader.forms]
    return read_kept(file.parent / truth["source"], truth, known, reader, kept_in) if known else []


def read_kept(
    path: Path, truth: Mapping[str, Any], documents: Sequence[Mapping[str, Any]], reader: Reader, kept_in: Path | None
) -> list[Example]:
    """The documents of a file; read once, then taken from `kept_in` (a folder of this machine's own, never shared), their images small."""
    forms = sorted({d["form"] for d in documents if d.get("form") in reader.forms})
    kept = kept_in / f"{'-'.join((path.name, kept_key(path), *forms))}.pages" if kept_in else None
    if kept is not None and kept.exists():
        pages, fields = pickle.loads(kept.read_bytes())
    else:
        seen = {p.number: p for p in reader.read(path)}
        fields = [
            tuple(reader.form_fields(d["form"], [seen[n] for n in d["pages"]])) if d.get("form") in reader.forms else () for d in documents
        ]
        pages = [small(p) for p in seen.values()]
        if kept is not None:
            kept.parent.mkdir(parents=True, exist_ok=True)
            part = kept.with_suffix(".part")
            part.write_bytes(pickle.dumps((pages, fields)))
            part.replace(kept)
    by_number = {p.number: p for p in pages}
    return [_example(truth, d, by_number, reader, f) for d, f in zip(documents, fields, strict=True)]


def kept_key(path: Path) -> str:
    """Names a reading: the file's content and the code that reads it (its known forms are added behind)."""
    return f"{hashlib.sha256(path.read_bytes()).hexdigest()[:12]}-{reading_version()}"


def _example(
    truth: Mapping[str, Any], document: Mapping[str, Any], pages: Mapping[int, ReadPage], reader: Reader, fields: Sequence[FormField] = ()
) -> Example:
    numbers = tuple(n for n in document["pages"] if n in pages)
    form = document.get("form")
    return Example(
        source=truth["source"],
        quality=truth.get("quality", "?"),
        document=LogicalDocument(numbers, document["type"], 1.0, form=form),
        pages=tuple(pages[n] for n in numbers),
        layout=document.get("layout", "?"),
        fields=document["fields"],
        filling=document.get("filling", "?"),
        boxes={key: (box[0] - 1, *box[1:]) for key, box in (document.get("boxes") or {}).items() if box},
        form=reader.forms.get(form) if form else None,
        form_fields=tuple(fields),
    )


def small(page: ReadPage) -> ReadPage:
    """The page with its image shrunk to what candidates need: the darkness of a mark, not its form."""
    height, width = page.image.shape[:2]
    scale = SMALL_WIDTH / width
    return replace(
        page, image=np.asarray(cv2.resize(page.image, (SMALL_WIDTH, round(height * scale)), interpolation=cv2.INTER_AREA), dtype=np.uint8)
    )
