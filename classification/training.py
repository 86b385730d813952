"""Trains the classifier on documents whose type and pages are known, and writes it as plain data files.

The boundary model learns from files put together at random, most with one document, some with many and blank backs between
them, as post comes in; what it is told of a page comes from models that have not seen that page's layout.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import lightgbm
import numpy as np
from numpy.typing import NDArray

from classification.boundaries import NAMES, PAGE_OF, PageFacts, page_facts, pair_features
from classification.linear import LinearModel, common_terms, fit_linear, softmax
from classification.page_text import page_terms
from classification.stream import FILES, FOLDER, Classifier, best_cut
from domain.geometry import Box
from domain.page import ReadPage, Word

PARAMETERS = {
    "objective": "binary", "learning_rate": 0.05, "num_leaves": 12, "min_data_in_leaf": 30, "feature_fraction": 0.7,
    "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 5.0, "num_threads": 1, "verbosity": -1, "seed": 7, "deterministic": True,
}  # fmt: skip
ROUNDS = 140
FOLDS = 3
STRENGTH = 30.0
LEAST_PAGES, MOST_TERMS = 4, 9000
SINGLE_SHARE = 0.6
"""Share of files that hold one document."""
CONFUSIONS = ("o0", "l1", "i1", "i!", "se", "rn", "ec", "ao", "uv", "B8", "S5", "mn", "nh")


@dataclass(frozen=True)
class Labelled:
    """A document of known type."""

    type: str
    group: str
    """Documents of one group (a layout) are never split between training and test."""
    pages: tuple[ReadPage, ...]


def misread(page: ReadPage, rng: random.Random) -> ReadPage:
    """The page as a poor scan would be read: letters confused, words lost, lines glued."""
    rate = rng.choice((0.0, 0.01, 0.04))
    lost = rng.choice((0.0, 0.02, 0.08))
    words: list[Word] = []
    for word in page.words:
        if rng.random() < lost:
            continue
        text = "".join(_confused(c, rng) if rng.random() < rate else c for c in word.text)
        words.append(replace(word, text=text or word.text))
    return replace(page, words=tuple(words))


def _confused(char: str, rng: random.Random) -> str:
    pair = next((p for p in CONFUSIONS if char in p), "")
    return pair.replace(char, "", 1) if pair else rng.choice(("", "i", "."))


def repaginated(document: Labelled, rng: random.Random) -> Labelled:
    """The document with one page cut in two at a gap between lines: layouts break pages anywhere, even before the signatures."""
    place = rng.randrange(len(document.pages))
    page = document.pages[place]
    lines = [line for line in page.lines() if not PAGE_OF.search(line.text.casefold())]
    edges = sorted({line.box.y0 for line in lines})
    inner = [y for y in edges if edges and edges[0] + 0.2 < y]
    if not inner:
        return document
    at = inner[int(len(inner) * rng.random() ** 0.6) - 1]
    lift = at - rng.uniform(0.05, 0.12)
    upper = [w for line in lines if line.box.y0 < at for w in line.words]
    lower = [_lifted(w, lift) for line in lines if line.box.y0 >= at for w in line.words]
    parts = (replace(page, words=tuple(upper)), replace(page, words=tuple(lower)))
    return replace(document, pages=(*document.pages[:place], *parts, *document.pages[place + 1 :]))


def _lifted(word: Word, lift: float) -> Word:
    box = word.box
    return replace(word, box=Box(box.x0, max(0.0, box.y0 - lift), box.x1, max(0.001, box.y1 - lift)))


def train(documents: Sequence[Labelled], seed: int = 5) -> Classifier:
    """The classifier learned from `documents`; every class needs several groups."""
    rng = random.Random(seed)
    varied = [repaginated(d, rng) if rng.random() < 0.6 else d for d in documents for _ in range(2)]
    every = [*documents, *(replace(d, pages=tuple(misread(p, rng) for p in d.pages)) for d in varied)]
    groups = sorted({d.group for d in documents}, key=lambda group: hashlib.sha256(group.encode()).digest())
    fold = {group: i % FOLDS for i, group in enumerate(groups)}
    facts: dict[int, list[PageFacts]] = {}
    models: list[tuple[LinearModel, LinearModel]] = []
    for held in range(FOLDS):
        types, first = _linear([d for d in every if fold[d.group] != held])
        models.append((types, first))
        for i, document in enumerate(every):
            if fold[document.group] == held:
                facts[i] = [page_facts(page, types, first) for page in document.pages]
    booster = _boundaries(every, facts, fold, models, rng)
    types, first = _linear(every)
    return Classifier(types, first, booster, _temperature(every, facts, types))


def _linear(documents: Sequence[Labelled]) -> tuple[LinearModel, LinearModel]:
    pages = [(page_terms(page), d.type, "first" if i == 0 else "later") for d in documents for i, page in enumerate(d.pages)]
    counts = [terms for terms, _, _ in pages]
    types = fit_linear(counts, [t for _, t, _ in pages], common_terms(counts, "whc", LEAST_PAGES, MOST_TERMS), STRENGTH)
    first = fit_linear(counts, [f for _, _, f in pages], common_terms(counts, "ho", LEAST_PAGES, MOST_TERMS), STRENGTH / 3)
    return types, first


def _boundaries(
    documents: Sequence[Labelled], facts: Mapping[int, list[PageFacts]], fold: Mapping[str, int],
    models: Sequence[tuple[LinearModel, LinearModel]], rng: random.Random,
) -> lightgbm.Booster:  # fmt: skip
    rows: list[list[float]] = []
    labels: list[int] = []
    for held in range(FOLDS):
        mine = [i for i, d in enumerate(documents) if fold[d.group] == held]
        scans = [i for i in mine if documents[i].pages[0].source == "ocr"]
        digital = [i for i in mine if i not in set(scans)]
        for file in [*_files(mine, rng), *_files(scans, rng), *_files(digital, rng)]:
            pages = [(fact, k == 0, blank) for i, blank in file for k, fact in enumerate(facts[i])]
            for (before, _, _), (here, starts, blank) in pairwise(pages):
                between = blank if starts else rng.random() < 0.08
                rows.append(pair_features(before, here, between, models[held][0]))
                labels.append(int(starts))
    return lightgbm.train(PARAMETERS, lightgbm.Dataset(np.array(rows), labels, feature_name=list(NAMES)), ROUNDS)


def _files(indices: Sequence[int], rng: random.Random) -> list[list[tuple[int, bool]]]:
    """Files as post comes in: (document, whether a blank page lies before it)."""
    files = []
    for _ in range(2 * len(indices)):
        count = 1 if rng.random() < SINGLE_SHARE else rng.randint(2, 7)
        duplex = rng.random() < 0.5
        files.append([(rng.choice(indices), duplex and rng.random() < 0.6) for _ in range(count)])
    return files


def _temperature(documents: Sequence[Labelled], facts: Mapping[int, list[PageFacts]], types: LinearModel) -> float:
    """The temperature that makes the probabilities of documents' types true, on pages their model has not seen."""
    scored = [(np.array([f.types for f in facts[i]]), types.classes.index(d.type)) for i, d in enumerate(documents)]

    def loss(temperature: float) -> float:
        chances = [softmax(odds.sum(axis=0) / len(odds) ** 0.5, temperature)[truth] for odds, truth in scored]
        return float(-np.mean(np.log(np.clip(chances, 1e-9, 1))))

    return float(min(np.geomspace(0.7, 8, 41), key=loss))


def evaluate(classifier: Classifier, documents: Sequence[Labelled], seed: int = 11) -> dict[str, float | int]:
    """Types of single documents and cuts of simulated files, on documents not trained on."""
    rng = random.Random(seed)
    facts = {i: [page_facts(p, classifier.types, classifier.first) for p in d.pages] for i, d in enumerate(documents)}
    typed = [classifier.types.classes[int(np.sum([f.types for f in facts[i]], axis=0).argmax())] == d.type for i, d in enumerate(documents)]
    whole = [_cut(classifier, facts[i], [False] * len(facts[i])) == [(0, len(facts[i]))] for i in facts]
    streams, right, found = 0, 0, 0
    for file in _files(range(len(documents)), rng):
        if len(file) < 2:
            continue
        pages = [fact for i, _ in file for fact in facts[i]]
        blanks = [blank and k == 0 for i, blank in file for k, _ in enumerate(facts[i])]
        ends = np.cumsum([len(facts[i]) for i, _ in file]).tolist()
        truth = set(zip([0, *ends[:-1]], ends, strict=True))
        streams += 1
        found += len(truth & set(_cut(classifier, pages, blanks)))
        right += len(truth)
    return {
        "documents": len(documents),
        "typed": round(float(np.mean(typed)), 4),
        "single_files_left_whole": round(float(np.mean(whole)), 4),
        "streams": streams,
        "documents_of_streams_cut_right": round(found / max(1, right), 4),
    }


def _cut(classifier: Classifier, facts: Sequence[PageFacts], blanks: Sequence[bool]) -> list[tuple[int, int]]:
    odds: NDArray[np.float64] = np.array([f.types for f in facts]) / classifier.temperature
    chances = np.log(np.array([softmax(row) for row in odds]).clip(1e-12))
    return [(a, b) for a, b, _ in best_cut(classifier.start_chances(facts, blanks), chances)]


def save(classifier: Classifier, models: Path, trained_on: str, scores: Mapping[str, object], made_at: str) -> None:
    """Writes models/classifier: vocabulary, weights, boundary model and the manifest that names and proves them."""
    folder = models / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    types, first = classifier.types, classifier.first
    vocabulary = {"type": list(types.terms), "first": list(first.terms)}
    (folder / "vocabulary.json").write_text(json.dumps(vocabulary, ensure_ascii=False) + "\n", encoding="utf-8")
    np.savez_compressed(
        folder / "weights.npz",
        type_idf=types.idf, type_weights=types.weights.astype(np.float16), type_bias=types.bias,
        first_idf=first.idf, first_weights=first.weights.astype(np.float16), first_bias=first.bias,
    )  # fmt: skip
    (folder / "boundaries.txt").write_text(classifier.boundaries.model_to_string(), encoding="utf-8")
    manifest = {
        "name": "classifier",
        "version": 1,
        "made_at": made_at,
        "trained_on": trained_on,
        "type_classes": list(types.classes),
        "first_classes": list(first.classes),
        "temperature": classifier.temperature,
        "scores": dict(scores),
        "sha256": {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
