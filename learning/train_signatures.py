"""Trains what tells signed places from unsigned ones: `python -m learning.train_signatures --data DIR… --held-out DIR… --cache DIR`.

The model of inks learns from both; the weights of the last step from the held-out documents alone, which the scorer of `--models` has not
seen, each judged by a model of inks that has not seen its layout. Writes `models/signatures`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import lightgbm as lgb
import numpy as np
from sklearn.linear_model import LogisticRegression

from document_types import shipped_types
from domain.document import FieldReading, Value
from domain.geometry import Box
from extraction.context import Context
from extraction.extractor import Extractor
from extraction.labels import Lexicon, shipped_lexicon
from extraction.layout_memory import LayoutMemory
from extraction.scoring import Scorer
from extraction.signed import FACTS, MODELS, SignatureModel, facts_of, shared_out
from extraction.signed_inks import NAMES, Choice, choices
from learning.examples import Example, examples
from learning.read import form_folders
from learning.train import prepared, rows_of
from pipeline.reading import FileReader

FOLDS = 5
ROUNDS = 200
PARAMS: dict[str, Any] = {
    "objective": "binary", "learning_rate": 0.06, "num_leaves": 12, "min_data_in_leaf": 20, "feature_fraction": 0.6,
    "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 3.0, "num_threads": 1, "verbosity": -1, "seed": 7, "deterministic": True,
}  # fmt: skip
SHIFT = Box(0.01, 0.025, 0.01, 0.02)
"""How far from its made place a signature is found on a scan: left, up, right, down."""
HIS, NOT_HIS = 0.5, 0.1
"""An ink that shares so much with the made place is the signature; what lies between the two is left out."""


Facts = dict[str, dict[str, float]]
"""FACTS of each field."""


@dataclass(frozen=True)
class Paper:
    """A document with its inks."""

    source: str
    layout: str
    is_contract: bool
    truth: Mapping[str, Value]
    """Its signature fields."""
    found: Sequence[Choice]
    right: Sequence[int]
    """For each ink 1 when it is its field's signature, 0 when not, -1 when nobody knows."""
    readings: Mapping[str, FieldReading]
    """The scorer's; empty for papers that it was trained on."""
    stands_for: float = 1.0
    """How many such papers there are, when only some of them were taken."""


def papers(every: Iterator[Example], lexicon: Lexicon, scorer: Scorer | None) -> Iterator[Paper]:
    """The documents of no known form that have a signature field; with the answers of `scorer`, their layouts unseen."""
    for e in every:
        truth = {key: value for key, value in e.fields.items() if shipped_types()[e.document.type].fields[key].kind == "signature"}
        if e.form is not None or not truth:
            continue
        context = Context(e.document, e.pages, shipped_types()[e.document.type], lexicon)
        found = choices(context.views, context.labels, list(truth), e.document.type == "contract")
        readings: list[FieldReading] = []
        if scorer is not None:
            p = prepared(e, (), lexicon, scorer.codes, 0)
            readings = Extractor(scorer, LayoutMemory(), lexicon).weighed(p.context, p.candidates, rows_of(p, scorer.words))
        boxes = {key: (int(b[0]) + 1, Box(*b[1:])) for key, b in e.boxes.items()}
        is_contract = e.document.type == "contract"
        right = [is_his(c, truth.get(c.key), boxes.get(c.key), is_contract) for c in found]
        yield Paper(e.source, e.layout, is_contract, truth, found, right, {r.key: r for r in readings if r.key in truth})


def is_his(choice: Choice, truth: Value, made: tuple[int, Box] | None, is_contract: bool) -> int:
    """Whether an ink is the signature that was made at `made` (page, box): 1, 0, or -1 when unknown.

    A contract may be signed twice by one party, and only one of the places is told.
    """
    if truth is not True:
        return 0
    if made is None:
        return -1
    page, box = made
    if choice.ink.view.number != page:
        return -1 if is_contract else 0
    place = Box(box.x0 - SHIFT.x0, box.y0 - SHIFT.y0, box.x1 + SHIFT.x1, box.y1 + SHIFT.y1)
    common = place.intersection(choice.ink.box) / max(1e-9, min(place.area, choice.ink.box.area))
    if common < HIS:
        return -1 if common > NOT_HIS else 0
    numbers = dict(zip(NAMES, choice.numbers, strict=True))
    return int(not numbers["owner_gap"] < -0.5)


def fit_inks(every: Sequence[Paper]) -> lgb.Booster:
    """The model of inks."""
    known = [(c.numbers, r) for p in every for c, r in zip(p.found, p.right, strict=True) if r >= 0]
    rows = np.array([numbers for numbers, _ in known], dtype=np.float32)
    data = lgb.Dataset(rows, label=[r for _, r in known], feature_name=list(NAMES), categorical_feature=["kind"])
    return lgb.train(PARAMS, data, ROUNDS)


def fold_of(paper: Paper) -> int:
    """Papers of one layout stay together."""
    return int(hashlib.sha256(paper.layout.encode()).hexdigest(), 16) % FOLDS


def facts(paper: Paper, booster: lgb.Booster) -> Facts:
    """FACTS of each field that the scorer answered."""
    chances = SignatureModel(booster, {}).chances(paper.found)
    best = shared_out(list(paper.truth), paper.found, chances)
    own = {key: [c for c in paper.found if c.key == key] for key in paper.truth}
    return {key: facts_of(r, best[key][0], own[key], paper.is_contract) for key, r in paper.readings.items()}


def crossed(every: Sequence[Paper]) -> list[tuple[Paper, Facts]]:
    """FACTS of every paper with readings, by a model of inks that has not seen its layout."""
    found = []
    for fold in range(FOLDS):
        booster = fit_inks([p for p in every if fold_of(p) != fold])
        found += [(p, facts(p, booster)) for p in every if fold_of(p) == fold and p.readings]
    return found


def weigh(every: Sequence[tuple[Paper, Facts]]) -> dict[str, float]:
    """The weights of FACTS, by logistic regression."""
    rows = [([f[name] for name in FACTS], p.truth[key] is True, p.stands_for) for p, by_key in every for key, f in by_key.items()]
    model = LogisticRegression(max_iter=1000).fit([r for r, _, _ in rows], [y for _, y, _ in rows], sample_weight=[w for _, _, w in rows])
    return {name: round(float(w), 5) for name, w in zip((*FACTS, "bias"), (*model.coef_[0], model.intercept_[0]), strict=True)}


def measure(every: Sequence[tuple[Paper, Facts]], weights: Mapping[str, float], booster: lgb.Booster) -> dict[str, float]:
    """Counts of places: signed, of them read as signed now and by the scorer alone; unsigned likewise; the error of calibration."""
    model, judged = SignatureModel(booster, weights), []
    for p, by_key in every:
        judged += [(p.truth[key] is True, model.signed(f), p.readings[key].value, p.stands_for) for key, f in by_key.items()]
    signed, chance = np.array([j[0] for j in judged]), np.array([j[1] for j in judged])
    before, share = np.array([j[2] for j in judged]), np.array([j[3] for j in judged])
    now = chance >= 0.5
    sure, right = np.where(now, chance, 1 - chance), now == signed
    bins = np.minimum((sure * 20).astype(int), 19)
    error = sum(abs(float((share * (sure - right))[bins == b].sum())) for b in range(20)) / float(share.sum())
    return {
        "signed": float(share[signed].sum()), "read_signed": float(share[signed & now].sum()),
        "read_signed_by_scorer": float(share[signed & (before == True)].sum()),  # noqa: E712
        "unsigned": float(share[~signed].sum()), "read_unsigned": float(share[~signed & ~now].sum()),
        "read_unsigned_by_scorer": float(share[~signed & (before == False)].sum()),  # noqa: E712
        "ece": round(error, 4),
    }  # fmt: skip


def train(every: Sequence[Paper], out: Path, trained_on: str) -> dict[str, float]:
    """Trains on all papers, writes the model with its manifest, and says how it does on layouts unseen."""
    outside = crossed(every)
    weights, booster = weigh(outside), fit_inks(every)
    scores = measure(outside, weights, booster)
    text = booster.model_to_string().encode()
    manifest = {
        "name": "signatures", "version": 1, "file": "signatures.txt", "sha256": hashlib.sha256(text).hexdigest(),
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"), "trained_on": trained_on, "weights": weights, "cross_fitted": scores,
    }  # fmt: skip
    out.mkdir(parents=True, exist_ok=True)
    (out / "signatures.txt").write_bytes(text)
    (out / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    return scores


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="folders of documents that the scorer was trained on")
    parser.add_argument("--held-out", type=Path, nargs="+", required=True, help="folders of documents that it has not seen")
    parser.add_argument("--models", type=Path, default=MODELS.parent, help="where the scorer is")
    parser.add_argument("--out", type=Path, default=MODELS)
    parser.add_argument("--cache", type=Path)
    args = parser.parse_args(arguments)
    reader = FileReader.load(form_folders([*args.data, *args.held_out]))
    lexicon, scorer = shipped_lexicon(), Scorer.load(args.models)
    every = list(papers(examples(args.data, reader, args.cache), lexicon, None))
    every += papers(examples(args.held_out, reader, args.cache), lexicon, scorer)
    sets = ", ".join(f.name for f in [*args.data, *args.held_out])
    print(json.dumps(train(every, args.out, f"{len(every)} generated documents ({sets})"), indent=1))


if __name__ == "__main__":
    main()
