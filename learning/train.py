"""Trains the scorer, the calibrator and the shipped certificates: `python -m learning.train --data DIR… --held-out DIR… --out models/`.

Layouts and wordings of `--held-out` are never trained on; the calibrator learns from readings of layouts its scorer has not seen; the
certificates come from held-out documents alone.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import lightgbm as lgb
import numpy as np
from numpy.typing import NDArray

from document_types import load_types, shipped_types
from domain.comparison import same_value
from domain.document import Candidate, FieldReading
from domain.document_type import KINDS
from domain.geometry import Box
from extraction.candidates import propose_all
from extraction.context import Context
from extraction.extractor import Extractor
from extraction.features import CATEGORICAL, NAMES, Codes, FeatureMaker, merged
from extraction.labels import CIVIC, STOP, Lexicon, shipped_lexicon
from extraction.layout_memory import LayoutMatch, LayoutMemory
from extraction.neighbourhood import SIDES, NeighbourCounts, NeighbourWords
from extraction.scoring import Scorer
from learning.calibrate import Judged, train_calibrator
from learning.examples import Example, examples
from learning.read import form_folders, read_ahead
from learning.samples import memory_after
from learning.write import write_models
from pipeline.reading import FileReader

FOLDS = 5
NEAR = 0.03
"""How far from its made place a value may be read, as a fraction of the page."""
ROUNDS = 350
SEEN = (0, 0, 0, 1, 2, 3)
"""How many documents of its layout the memory holds while a document is trained on; one model serves all."""
LEARNED = (1, 2, 5)
"""How many documents of its layout are learned when a held-out document is met a second time."""
PARAMS: dict[str, Any] = {
    "learning_rate": 0.1,
    "num_leaves": 24,
    "max_bin": 63,
    "min_data_in_leaf": 12,
    "feature_fraction": 0.6,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 2.0,
    "max_cat_to_onehot": 8,
    "cat_smooth": 20.0,
    "num_threads": 1,
    "verbosity": -1,
    "seed": 7,
    "deterministic": True,
}


@dataclass
class Prepared:
    """A document with its candidates, and which of them are right."""

    example: Example
    context: Context
    candidates: list[Candidate]
    right: NDArray[np.bool_]
    fold: int
    rows: NDArray[np.float32]
    """Features without those of the neighbour words."""
    near: list[Mapping[str, Sequence[str]]]
    """Neighbour words of each candidate by side."""


def prepare(every: Sequence[Example], lexicon: Lexicon, seen: Sequence[int], codes: Codes, seed: int = 3, jobs: int = 1) -> list[Prepared]:
    """Candidates of every document; layouts are remembered from the other documents of the same design."""
    rng = random.Random(seed)
    by_layout: dict[str, list[Example]] = defaultdict(list)
    for e in every:
        by_layout[e.layout].append(e)
    layouts = sorted(by_layout)
    random.Random(seed).shuffle(layouts)
    fold_of = {layout: i % FOLDS for i, layout in enumerate(layouts)}
    known = [[o for o in by_layout[e.layout] if o is not e] for e in every]
    chosen = [rng.sample(others, min(rng.choice(list(seen)), len(others))) for others in known]
    return forked(lambda i: prepared(every[i], chosen[i], lexicon, codes, fold_of[every[i].layout]), len(every), jobs)


def met_twice(every: Sequence[Example], lexicon: Lexicon, codes: Codes, jobs: int = 1) -> list[Prepared]:
    """Every document with its layout unseen, and once more with some documents of it learned where it is then recognised."""
    unseen = prepare(every, lexicon, (0,), codes, 4, jobs)
    again = prepare([e for e in every if e.form is None], lexicon, LEARNED, codes, 5, jobs)
    return unseen + [p for p in again if p.context.layout is not None]


def prepared(e: Example, others: Sequence[Example], lexicon: Lexicon, codes: Codes, fold: int) -> Prepared:
    """One document as a memory that has seen `others` meets it."""
    match = remembered(e, others) if e.form is None else None
    context = Context(e.document, e.pages, shipped_types()[e.document.type], lexicon, e.form, e.form_fields, match)
    candidates = merged(propose_all(context))
    maker = FeatureMaker(context, codes, NeighbourWords())
    rows = maker.rows(candidates)
    bare = Context(e.document, e.pages, context.type, lexicon, e.form, e.form_fields, match)
    return Prepared(e, bare, candidates, right_ones(e, context, candidates), fold, rows, maker.near(candidates))


def right_ones(e: Example, context: Context, candidates: Sequence[Candidate]) -> NDArray[np.bool_]:
    """Which candidates are right; of several with the true value those at its place, where the place is known."""
    kinds = {k: f.kind for k, f in context.fields.items()}
    right = np.array([c.key in e.fields and same_value(kinds[c.key], e.fields[c.key], c.value) for c in candidates], dtype=bool)
    order = {page.number: i for i, page in enumerate(e.pages)}
    for key, (page, x0, y0, x1, y1) in e.boxes.items():
        if kinds.get(key) in (None, "choice", "choices", "boolean", "signature"):
            continue
        area = Box(x0, y0, x1, y1).grown(NEAR, NEAR)
        there = np.array(
            [c.key == key and c.box is not None and order.get(c.page or 0) == page and area.contains(*c.box.center) for c in candidates],
            dtype=bool,
        )
        if (right & there).any():
            mine = np.array([c.key == key for c in candidates], dtype=bool)
            right &= ~mine | there
    return right


def forked(work: Callable[[int], Any], count: int, jobs: int) -> list[Any]:
    """`work(0) ... work(count - 1)` in order, on forked processes that see what this one has loaded."""
    if jobs <= 1:
        return [work(i) for i in range(count)]
    global _work
    _work = work
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        return pool.map(_call, range(count), chunksize=4)


_work: Callable[[int], Any] | None = None


def _call(i: int) -> Any:
    assert _work is not None
    return _work(i)


def remembered(example: Example, others: Sequence[Example]) -> LayoutMatch | None:
    """The layout of `example` as a memory that has seen `others` recognises it."""
    return memory_after(others).recognise(example.pages, example.document.type)


def count_words(every: Sequence[Prepared]) -> NeighbourWords:
    """Log-odds of the words round right and wrong candidates."""
    counts = NeighbourCounts()
    for p in every:
        for c, is_right, near in zip(p.candidates, p.right, p.near, strict=True):
            if near and c.key in p.example.fields and c.value is not None:
                for side in SIDES:
                    counts.add(c.key, side, near[side], bool(is_right))
    return counts.log_odds()


def rows_of(p: Prepared, words: NeighbourWords) -> NDArray[np.float32]:
    """The features of a document's candidates, with those of the neighbour words."""
    rows = p.rows.copy()
    for side in SIDES:
        rows[:, NAMES.index(f"words_{side}")] = [
            words.score(c.key, side, near[side]) if near else np.nan for c, near in zip(p.candidates, p.near, strict=True)
        ]
    return rows


def groups_of(p: Prepared, start: int) -> list[tuple[NDArray[np.int64], NDArray[np.bool_]]]:
    """For each annotated field with a right candidate: the rows of its candidates and which are right."""
    by_key: dict[str, list[int]] = defaultdict(list)
    for i, c in enumerate(p.candidates):
        if c.key in p.example.fields:
            by_key[c.key].append(i)
    return [(np.array(m) + start, p.right[m]) for m in by_key.values() if p.right[m].any()]


def train_scorer(every: Sequence[Prepared], rows: Sequence[NDArray[np.float32]], rounds: int = ROUNDS) -> lgb.Booster:
    """A booster whose softmax within each field gives the most to the right candidates."""
    start, ids, labels, groups = 0, [], [], 0
    for p, part in zip(every, rows, strict=True):
        for members, right in groups_of(p, start):
            ids.append((members, np.full(len(members), groups)))
            labels.append(right)
            groups += 1
        start += len(part)
    index = np.concatenate([m for m, _ in ids])
    group = np.concatenate([g for _, g in ids])
    right = np.concatenate(labels)
    data = lgb.Dataset(
        np.concatenate(list(rows))[index],
        label=right.astype(float),
        feature_name=list(NAMES),
        categorical_feature=list(CATEGORICAL),
        free_raw_data=True,
    )
    return lgb.train({**PARAMS, "objective": _softmax_loss(group, right, groups)}, data, num_boost_round=rounds)


def _softmax_loss(group: NDArray[np.int64], right: NDArray[np.bool_], count: int) -> Any:
    """Gradient and curvature of the log probability that the softmax gives to the right candidates together."""

    def loss(scores: NDArray[np.float64], _: lgb.Dataset) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        top = np.full(count, -np.inf)
        np.maximum.at(top, group, scores)
        powers = np.exp(scores - top[group])
        p = powers / np.bincount(group, powers, count)[group]
        share = np.bincount(group, p * right, count)[group]
        wanted = np.where(right, p / np.maximum(share, 1e-12), 0.0)
        return p - wanted, np.maximum(2 * p * (1 - p), 1e-3)

    return loss


def fit_temperature(scorer: Scorer, every: Sequence[Prepared], rows: Sequence[NDArray[np.float32]]) -> float:
    """The temperature with the best log-likelihood on documents the scorer has not seen."""
    best, chosen = -np.inf, 1.0
    logits = [scorer.logits(part) for part in rows]
    for temperature in (0.35, 0.45, 0.55, 0.7, 0.85, 1.0, 1.2, 1.5, 1.9, 2.5):
        total = 0.0
        for p, raw in zip(every, logits, strict=True):
            for members, right in groups_of(p, 0):
                scaled = raw[members] / temperature
                powers = np.exp(scaled - scaled.max())
                total += float(np.log(max(1e-9, powers[right].sum() / powers.sum())))
        if total > best:
            best, chosen = total, temperature
    return chosen


def judge(scorer: Scorer, lexicon: Lexicon, p: Prepared) -> list[Judged]:
    """The readings of a document's annotated fields, each with whether it is right."""
    extractor = Extractor(scorer, LayoutMemory(), lexicon)
    readings: list[FieldReading] = extractor.chosen(p.context, p.candidates, rows_of(p, scorer.words))
    return [
        Judged(
            r,
            same_value(r.kind, p.example.fields[r.key], r.value),
            p.example.source,
            p.example.layout,
            p.example.quality,
            p.example.fields[r.key] is None,
            reachable(p, r.key),
        )
        for r in readings
        if r.key in p.example.fields
    ]


def judge_all(scorer: Scorer, lexicon: Lexicon, every: Sequence[Prepared], jobs: int = 1) -> list[Judged]:
    """The judged readings of every document, in their order."""
    return [j for part in forked(lambda i: judge(scorer, lexicon, every[i]), len(every), jobs) for j in part]


def reachable(p: Prepared, key: str) -> bool:
    """Whether the true value is among the field's candidates: the ceiling of the scorer."""
    return any(r for c, r in zip(p.candidates, p.right, strict=True) if c.key == key)


def cross_fitted(every: Sequence[Prepared], codes: Codes, lexicon: Lexicon, rounds: int, jobs: int = 1) -> tuple[list[Judged], float]:
    """Readings of every document by a scorer that has not seen its layout, and the temperature that suits them."""

    def one(fold: int) -> tuple[list[Judged], float]:
        outside = [p for p in every if p.fold == fold]
        scorer = fit([p for p in every if p.fold != fold], codes, rounds)
        rows = [rows_of(p, scorer.words) for p in outside]
        scorer = replace(scorer, temperature=fit_temperature(scorer, outside, rows))
        return [j for p in outside for j in judge(scorer, lexicon, p)], scorer.temperature

    folds = sorted({p.fold for p in every})
    parts = forked(lambda i: one(folds[i]), len(folds), jobs)
    return [j for judged, _ in parts for j in judged], float(np.median([t for _, t in parts]))


def fit(every: Sequence[Prepared], codes: Codes, rounds: int) -> Scorer:
    """A scorer whose word features were counted on other layouts than the rows they are trained on."""
    parts: dict[int, NDArray[np.float32]] = {}
    for fold in {p.fold for p in every}:
        words = count_words([p for p in every if p.fold != fold])
        for i, p in enumerate(every):
            if p.fold == fold:
                parts[i] = rows_of(p, words)
    booster = train_scorer(every, [parts[i] for i in range(len(every))], rounds)
    return Scorer(booster, codes, count_words(every))


def shipped_codes() -> Codes:
    """Codes for every field of the shipped types."""
    return Codes(tuple(sorted({key for type_ in load_types().values() for key in type_.fields} | {STOP, CIVIC})), KINDS)


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads, trains, measures on held-out documents, writes the models with their manifest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="folders of documents with truth to train on")
    parser.add_argument(
        "--held-out", type=Path, nargs="+", required=True, help="folders of other layouts and wordings, for calibration and certificates"
    )
    parser.add_argument("--out", type=Path, default=Path("models"))
    parser.add_argument("--cache", type=Path, default=None, help="where readings are kept between runs")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--jobs", type=int, default=1)
    args = parser.parse_args(arguments)
    forms = form_folders([*args.data, *args.held_out])
    if args.cache:
        read_ahead([*args.data, *args.held_out], forms, args.cache, args.jobs)
    reader = FileReader.load(forms)
    lexicon = shipped_lexicon()
    codes = shipped_codes()
    train = prepare(list(examples(args.data, reader, args.cache)), lexicon, SEEN, codes, jobs=args.jobs)
    held = met_twice(list(examples(args.held_out, reader, args.cache)), lexicon, codes, args.jobs)
    inside, temperature = cross_fitted(train, codes, lexicon, args.rounds, args.jobs)
    scorer = replace(fit(train, codes, args.rounds), temperature=temperature)
    outside = judge_all(scorer, lexicon, held, args.jobs)
    outside += [j for j in inside if j.stratum == "known_form"]  # forms that the scorer of their fold has not seen: few are held out
    inside = [j for j in inside if j.stratum != "known_form"]
    calibration = train_calibrator(inside, outside)
    write_models(args.out, scorer, calibration, inside, outside, [*args.data], [*args.held_out])


if __name__ == "__main__":
    main()
