"""One reader on the pictures of some documents, in a process of its own: `python -m measurement.reading_peers NAME LIST.json OUT`.

Every reader gets the same pictures, without any text layer, on one thread. Its words go into pages as Spunta's own do, so that the
same extraction can judge them. Only the reading is timed: rendering, start and the first page (models load) are not.
"""

from __future__ import annotations

import json
import pickle
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image

from domain.geometry import Box
from domain.page import ReadPage, RenderedPage, Word
from pipeline.known_forms import KnownFormReader
from pipeline.reading import FileReader, page_of_words, page_reader, pages_of, pictures

Reader = Callable[[RenderedPage], ReadPage | list[Word]]


def main(name: str, listing: Path, out: Path) -> None:
    """Reads every file of the list; writes N.pickle, the pages of each, and `cost.json`."""
    documents = [Path(path) for path in json.loads(listing.read_text())]
    reader = (READERS | MODES)[name](documents)
    wall = cpu = 0.0
    pages, warm = 0, False
    for number, path in enumerate(documents):
        read: list[ReadPage] = []
        for picture in pages_of(path) if name == "text-layer" else pictures(path):
            if not warm:
                reader(picture)
                warm = True
            started, spent = time.monotonic(), _cpu()
            answer = reader(picture)
            wall, cpu, pages = wall + time.monotonic() - started, cpu + _cpu() - spent, pages + 1
            read.append(answer if isinstance(answer, ReadPage) else page_of_words(picture, answer))
        (out / f"{number}.pickle").write_bytes(pickle.dumps(read))
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    (out / "cost.json").write_text(json.dumps({"pages": pages, "wall": wall, "cpu": cpu, "peak_mb": peak}))


def _cpu() -> float:
    """Processor seconds of this process and of the ended ones it started."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def _spunta(_: Sequence[Path]) -> Reader:
    return page_reader().read


def _tesseract(_: Sequence[Path]) -> Reader:
    import pytesseract

    def read(page: RenderedPage) -> list[Word]:
        rows = pytesseract.image_to_data(page.image, lang="ita", output_type=pytesseract.Output.DICT)
        height, width = page.image.shape[:2]
        places = zip(rows["text"], rows["left"], rows["top"], rows["width"], rows["height"], rows["conf"], strict=True)
        return [
            Word(text.strip(), Box(x / width, y / height, (x + w) / width, (y + h) / height), max(0.0, float(conf)) / 100)
            for text, x, y, w, h, conf in places
            if text.strip()
        ]

    return read


def _rapidocr(_: Sequence[Path]) -> Reader:
    from rapidocr import RapidOCR

    threads = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    engine = RapidOCR(params={**threads, "Global.log_level": "error"})

    def read(page: RenderedPage) -> list[Word]:
        answer: Any = engine(page.image)  # of its four kinds of answer the one for boxes and text
        if answer.boxes is None:
            return []
        lines = zip(answer.boxes, answer.txts, answer.scores, strict=True)
        return [word for corners, text, score in lines for word in _words_of_line(corners, text, float(score), page)]

    return read


def _words_of_line(corners: NDArray[np.float32], text: str, score: float, page: RenderedPage) -> list[Word]:
    """The words of a line, each with its share of the line's width."""
    height, width = page.image.shape[:2]
    (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
    words, at = [], 0
    for part in text.split(" "):
        left, right = (float(x0 + (x1 - x0) * n / max(1, len(text))) / width for n in (at, at + len(part)))
        if part:
            words.append(Word(part, Box(left, float(y0) / height, right, float(y1) / height), score))
        at += len(part) + 1
    return words


def _ocrmypdf(_: Sequence[Path]) -> Reader:
    """Its OCR step as it is used: a picture in, a PDF with a text layer out, nothing optimised; the words are read from that layer."""

    def read(page: RenderedPage) -> list[Word]:
        with tempfile.TemporaryDirectory(prefix="spunta-ocrmypdf-") as work:
            picture, out = Path(work) / "in.png", Path(work) / "out.pdf"
            Image.fromarray(page.image).save(picture)
            quick = ("-q", "--jobs", "1", "--output-type", "pdf", "--optimize", "0")
            subprocess.run(["ocrmypdf", "-l", "ita", *quick, "--image-dpi", str(round(page.dpi)), str(picture), str(out)], check=True)
            return _words_of_pdf(out)

    return read


def _known_form(documents: Sequence[Path]) -> Reader:
    """Registration and every field of the forms in `forms/` beside the documents; a page that is none of them is read in full."""
    forms = FileReader.load((documents[0].parent / "forms",))
    known = KnownFormReader(forms.page_reader, forms.blanks)

    def read(picture: RenderedPage) -> ReadPage:
        page = known.read(picture)
        match = forms.index.match(page)
        if match:
            forms.form_fields(match.form, [page])
        return page

    return read


def _words_of_pdf(path: Path) -> list[Word]:
    """The words of the first page's text layer."""
    document = pypdfium2.PdfDocument(path)
    try:
        page = document[0]
        text, (width, height) = page.get_textpage(), page.get_size()
        words, at = [], 0
        for part in text.get_text_range().split():
            at = text.get_text_range().index(part, at)
            boxes = [text.get_charbox(n) for n in range(at, at + len(part))]
            x0, y0 = min(b[0] for b in boxes), max(b[3] for b in boxes)
            x1, y1 = max(b[2] for b in boxes), min(b[1] for b in boxes)
            words.append(Word(part, Box(x0 / width, 1 - y0 / height, x1 / width, 1 - y1 / height), 1.0))
            at += len(part)
        return words
    finally:
        document.close()


Start = Callable[[Sequence[Path]], Reader]
"""Makes a reader for some documents."""
READERS: dict[str, Start] = {
    "spunta": _spunta,
    "tesseract": _tesseract,
    "ocrmypdf": _ocrmypdf,
    "rapidocr": _rapidocr,
}
"""The readers of whole pages that are compared."""
MODES: dict[str, Start] = {"text-layer": _spunta, "known-form": _known_form}
"""Other ways in which Spunta reads: born-digital pages by their text layer, known forms by their blanks."""


def can_run(name: str) -> bool:
    """Whether what a reader needs is on this machine."""
    return name != "ocrmypdf" or shutil.which("ocrmypdf") is not None


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
