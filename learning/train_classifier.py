"""Trains the classifier of types and cuts: `python -m learning.train_classifier --data DIR… --held-out DIR… --out models/`.

Documents with truth (`python -m samples.make`) teach the types; papers of no type and questionnaires without a form are made up
(`learning.other_papers`). Layouts of `--held-out` are never trained on: the manifest's scores are theirs.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from domain.page import ReadPage
from learning.examples import Reader, examples
from learning.other_papers import other_document, questionnaire_document
from pipeline.classifier_training import Labelled, evaluate, save, train
from pipeline.reading import FileReader

OTHER_PAPERS, QUESTIONNAIRES = 140, 90
"""How many are made up to train with; a quarter as many, of other seeds, to test with."""


def read_documents(folders: Sequence[Path], reader: Reader, cache: Path | None) -> Iterator[Labelled]:
    """Every document with truth under `folders`, its pages without their images."""
    for example in examples(folders, reader, cache, unknown_forms=True):
        pages = tuple(_without_image(page) for page in example.pages if not page.blank)
        if pages:
            yield Labelled(example.document.type, f"{pages[0].source} {example.document.type} {example.layout}", pages)


def _without_image(page: ReadPage) -> ReadPage:
    """The page with a tiny white image of its shape: only the words are learned from, and hundreds of documents are held at once."""
    height, width = page.image.shape
    return replace(page, image=np.full((max(1, height // 8), max(1, width // 8)), 255, np.uint8))


def made_up(papers: int, questionnaires: int, seed: int) -> list[Labelled]:
    """Papers of no type, and questionnaires without a form definition."""
    rng = random.Random(seed)
    others = [Labelled("unknown", f"other {seed} {i}", tuple(other_document(rng))) for i in range(papers)]
    return others + [Labelled("questionnaire", f"questions {seed} {i}", tuple(questionnaire_document(rng))) for i in range(questionnaires)]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, nargs="+", required=True)
    parser.add_argument("--held-out", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, default=Path("models"))
    parser.add_argument("--cache", type=Path, help="folder for readings, so that a second run does not read again")
    options = parser.parse_args(arguments)
    reader = FileReader.load()
    known = list(read_documents(options.data, reader, options.cache))
    held_out = list(read_documents(options.held_out, reader, options.cache))
    classifier = train(known + made_up(OTHER_PAPERS, QUESTIONNAIRES, 1))
    scores = evaluate(classifier, held_out + made_up(OTHER_PAPERS // 4, QUESTIONNAIRES // 4, 2))
    trained_on = f"{len(known)} generated documents (samples), {OTHER_PAPERS} other papers and {QUESTIONNAIRES} questionnaires made up"
    save(classifier, options.out, trained_on, scores, datetime.now(UTC).isoformat(timespec="seconds"))
    print(scores)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
