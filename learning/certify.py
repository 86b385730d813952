"""Certifies the thresholds of trained models on documents nobody has looked at: `python -m learning.certify --data DIR… --models models`.

No model was trained and no constant chosen on the documents, nobody has looked at them, and a set certifies once. Every document is met
with its layout unseen, then again with one, two or five documents of it learned; each stratum proves itself alone. Besides the fields of
whole documents, one accepted field of each document is drawn: only those draws are independent, and `one_per_document` says what they
prove.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from decision.calibration import Calibrator
from decision.certificate import upper_bound
from decision.decider import Rule
from extraction.labels import shipped_lexicon
from extraction.scoring import Scorer
from learning.calibrate import Calibration, Judged, certified_rules
from learning.examples import examples
from learning.read import form_folders, read_ahead
from learning.train import judge_all, met_twice
from learning.write import by_stratum, hashes, told, write_entries, write_rules
from pipeline.reading import FileReader


def certify_models(models: Path, judged: Sequence[Judged], data: Sequence[Path]) -> dict[str, Any]:
    """Writes the rules that `judged` prove for the calibrator of `models`, and the entry `certificates` of its manifest."""
    calibrator = Calibrator.load(models)
    confidences = calibrator.confidences([j.reading for j in judged])
    rules = tuple(certified_rules(judged, confidences))
    files = write_rules(models, rules)
    entry = {
        "version": datetime.now(UTC).strftime("%Y%m%d%H%M"),
        "files": hashes(models, files),
        "trained_on": told(judged, data),
        "origin": "no model was trained and no constant chosen on these documents; certified once",
        "rules": [asdict(r) for r in rules],
        "one_per_document": one_per_document(judged, confidences, rules),
        "scores": by_stratum(judged, Calibration(calibrator, confidences, rules)),
    }
    write_entries(models, {"certificates": entry})
    return entry


def one_per_document(
    judged: Sequence[Judged], confidences: NDArray[np.float64], rules: Sequence[Rule], seed: int = 5
) -> dict[str, dict[str, float]]:
    """For each stratum: one accepted field of every document drawn at random, how many are wrong, and the 95 % bound of their share."""
    thresholds = {(c, r.stratum): r.threshold for r in rules for c in r.classes}
    accepted: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for j, confidence in zip(judged, confidences, strict=True):
        limit = thresholds.get((j.risk_class, j.stratum))
        if limit is not None and confidence >= limit and not j.reading.must_review:
            accepted[j.stratum][j.source].append(j.right)
    rng = random.Random(seed)
    drawn = {stratum: [rng.choice(fields) for _, fields in sorted(of.items())] for stratum, of in accepted.items()}
    proved = {}
    for stratum, fields in drawn.items():
        wrong = fields.count(False)
        proved[stratum] = {"documents": len(fields), "wrong": wrong, "bound": round(upper_bound(len(fields), wrong), 5)}
    return proved


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, nargs="+", required=True)
    parser.add_argument("--models", type=Path, default=Path("models"))
    parser.add_argument("--cache", type=Path, default=None)
    parser.add_argument("--jobs", type=int, default=1)
    args = parser.parse_args(arguments)
    forms = form_folders(args.data)
    if args.cache:
        read_ahead(args.data, forms, args.cache, args.jobs)
    scorer, lexicon = Scorer.load(args.models), shipped_lexicon()
    met = met_twice(list(examples(args.data, FileReader.load(forms), args.cache)), lexicon, scorer.codes, args.jobs)
    entry = certify_models(args.models, judge_all(scorer, lexicon, met, args.jobs), args.data)
    print(json.dumps(entry, indent=1, ensure_ascii=False, default=float))


if __name__ == "__main__":
    main()
