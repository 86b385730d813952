"""One reader on the pictures of some documents, in a process of its own: `python -m measurement.reading_peers NAME LIST.json OUT`.

Every reader gets the same pictures, without any text layer, on one thread. Its words go into pages as Spunta's own do, so that the
same extraction can judge them. Only the reading is timed: rendering, start and the first page (models load) are not.
"""

from __future__ import annotations

import json
import pickle
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.geometry import Box
from domain.page import ReadPage, RenderedPage, Word
from pipeline.reading import page_of_words, page_reader, pictures

Reader = Callable[[RenderedPage], ReadPage | list[Word]]


def main(name: str, listing: Path, out: Path) -> None:
    """Reads every file of the list; writes N.pickle, the pages of each, and `cost.json`."""
    reader = READERS[name]()
    wall = cpu = 0.0
    pages, warm = 0, False
    for number, path in enumerate(json.loads(listing.read_text())):
        read: list[ReadPage] = []
        for picture in pictures(Path(path)):
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


def _spunta() -> Reader:
    return page_reader().read


def _tesseract() -> Reader:
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


def _rapidocr() -> Reader:
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


READERS: dict[str, Callable[[], Reader]] = {"spunta": _spunta, "tesseract": _tesseract, "rapidocr": _rapidocr}

if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
