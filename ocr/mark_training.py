"""Trains the mark reader on drawn sheets and writes models/marks: `python -m ocr.mark_training [--sheets 3600] [--out models/marks]`.

Half of the sheets are described with their blank at hand (known forms), half without (layouts never seen). The threshold
of known forms is chosen on sheets of hands and pens that were not trained on, and measured on sheets of yet others. Layouts never
seen keep `SURE`: what their boxes say is one witness among others for extraction, whose decisions are certified by themselves.
`--measure` draws the measuring sheets alone and prints what the shipped model does with them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import cv2
import lightgbm
import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta

from domain.page import MarkState
from ocr.mark_features import NAMES
from ocr.mark_sheets import MarkSheet, draw_sheet
from ocr.mark_strokes import Use
from ocr.marks import CLASSES, MODELS, STATES, SURE, describe, fills_boxes, load_model, read_marks, resolve_marks

PARAMETERS = {
    "objective": "multiclass", "num_class": len(CLASSES), "learning_rate": 0.06, "num_leaves": 24, "min_data_in_leaf": 40,
    "feature_fraction": 0.6, "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 2.0, "num_threads": 1, "verbosity": -1,
    "seed": 7, "deterministic": True,
}  # fmt: skip
ROUNDS = 220
FIRST_SEEDS: dict[Use, int] = {"train": 0, "measure": 1_000_000, "prove": 2_000_000}
PROMISE = 3.5e-4
"""At most such a share of the decided boxes may be wrong, with 95 % confidence on the proving sheets."""
GRID = (0.9, 0.93, 0.95, 0.97, 0.98, 0.985, 0.99, 0.993, 0.996)

Rows = NDArray[np.float32]


def draw(use: Use, sheets: int) -> Iterator[tuple[MarkSheet, bool]]:
    """Sheets of that use, and whether each is to be read with its blank: every other one."""
    for seed in range(FIRST_SEEDS[use], FIRST_SEEDS[use] + sheets):
        yield draw_sheet(np.random.default_rng(seed), use=use), bool(seed % 2)


def sheet_rows(use: Use, sheets: int) -> tuple[Rows, NDArray[np.str_]]:
    """Features and class names of every box."""
    rows, classes = [], list[str]()
    for sheet, known in draw(use, sheets):
        blank = (sheet.blank, sheet.blank_boxes) if known else (None, None)
        rows.append(describe(sheet.image, sheet.boxes, sheet.circles, *blank)[0])
        classes += sheet.classes
    return np.vstack(rows), np.array(classes)


def train(rows: Rows, classes: NDArray[np.str_]) -> lightgbm.Booster:
    """The model; boxes that a neighbour's mark runs through are nobody's example."""
    clear = np.isin(classes, CLASSES)
    numbers = np.array([CLASSES.index(name) for name in classes[clear]])
    return lightgbm.train(PARAMETERS, lightgbm.Dataset(rows[clear], numbers, feature_name=list(NAMES)), ROUNDS)


def by_state(probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probability of each of `STATES`."""
    return np.stack([probabilities[:, 0], probabilities[:, 1] + probabilities[:, 2], probabilities[:, 3]], axis=1)


def true_states(classes: NDArray[np.str_]) -> NDArray[np.int64]:
    """Index into `STATES`, -1 for what nobody can say."""
    state = {"empty": 0, "stroke": 1, "filled": 1, "blackened": 2}
    return np.array([state.get(name, -1) for name in classes])


def prove(chances: NDArray[np.float64], truth: NDArray[np.int64]) -> float:
    """The threshold whose decided boxes keep the promise while most are decided; the one that comes nearest where none keeps it.

    Source: Clopper and Pearson 1934, upper limit of a binomial share.
    """
    guess, best = chances.argmax(axis=1), chances.max(axis=1)

    def limit(threshold: float) -> float:
        sure = (best >= threshold) & (truth >= 0)
        wrong = int((sure & (guess != truth)).sum())
        return float(beta.ppf(0.95, wrong + 1, max(1, int(sure.sum()) - wrong)))

    kept = [t for t in GRID if limit(t) <= PROMISE]
    return kept[0] if kept else min(GRID, key=limit)


def measure(chances: NDArray[np.float64], classes: NDArray[np.str_], threshold: float) -> dict[str, Any]:
    """Of the boxes decided how many are wrong, with the 95 % limits of that share; what was drawn against what is said."""
    truth, guess = true_states(classes), chances.argmax(axis=1)
    sure = chances.max(axis=1) >= threshold
    said = np.where(sure, guess, len(STATES))
    clear = truth >= 0
    decided, wrong = int((sure & clear).sum()), int((sure & clear & (guess != truth)).sum())
    low, high = beta.ppf(0.025, wrong, decided - wrong + 1) if wrong else 0.0, beta.ppf(0.975, wrong + 1, decided - wrong)
    columns = (*STATES, "ambiguous")
    return {
        "boxes": int(clear.sum()),
        "decided": round(decided / max(1, int(clear.sum())), 4),
        "wrong_of_decided": wrong,
        "wrong_per_10000": round(1e4 * wrong / max(1, decided), 2),
        "limits_per_10000": [round(1e4 * float(low), 2), round(1e4 * float(high), 2)],
        "doubtful_decided": round(float(sure[classes == "doubtful"].mean()), 4),
        "confusion": {
            name: {str(column): int(((classes == name) & (said == i)).sum()) for i, column in enumerate(columns)}
            for name in (*CLASSES, "overrun")
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sheets", type=int, default=3600)
    parser.add_argument("--proving-sheets", type=int, default=700, help="sheets to choose thresholds on, and as many to measure them on")
    parser.add_argument("--out", type=Path, default=MODELS)
    parser.add_argument("--measure", action="store_true", help="train nothing: measure the model that is there, and its speed")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    if arguments.measure:
        sheets = arguments.proving_sheets
        booster, manifest = load_model()
        scores = _scores(booster, manifest["thresholds"], sheets)
        print(json.dumps({**scores, "questions": measure_questions(sheets), "sheets_a_minute_a_core": _speed(60)}, indent=1))
        return
    rows, classes = sheet_rows("train", arguments.sheets)
    booster = train(rows, classes)
    proving, proved = sheet_rows("prove", arguments.proving_sheets)
    chances = by_state(np.asarray(booster.predict(proving)))
    known = _parts(proving)["with_blank"]
    thresholds = {"with_blank": prove(chances[known], true_states(proved)[known]), "without_blank": SURE}
    scores = _scores(booster, thresholds, arguments.proving_sheets)
    _save(booster, arguments, len(classes), thresholds, scores)
    print(json.dumps(scores, indent=1))


def _parts(rows: Rows) -> dict[str, NDArray[np.bool_]]:
    known = rows[:, NAMES.index("has_blank")] > 0
    return {"with_blank": known, "without_blank": ~known}


def _scores(booster: lightgbm.Booster, thresholds: dict[str, float], sheets: int) -> dict[str, Any]:
    rows, classes = sheet_rows("measure", sheets)
    chances = by_state(np.asarray(booster.predict(rows)))
    return {name: measure(chances[part], classes[part], thresholds[name]) for name, part in _parts(rows).items()}


def measure_questions(sheets: int) -> dict[str, int]:
    """The shipped model on the questions of known forms, one answer each, as `resolve_marks` judges them: boxes, decided, wrong."""
    boxes = decided = wrong = 0
    for sheet, known in draw("measure", sheets):
        if not (known and sheet.questions):
            continue
        readings = read_marks(sheet.image, sheet.boxes, sheet.circles, sheet.blank, sheet.blank_boxes)
        truth = true_states(np.array(sheet.classes))
        for number in range(sheet.questions[-1] + 1):
            own = [i for i, question in enumerate(sheet.questions) if question == number]
            judged = resolve_marks([readings[i] for i in own], True, fills_boxes(readings))
            for i, reading in zip(own, judged, strict=True):
                if truth[i] >= 0:
                    boxes += 1
                    decided += reading.state is not MarkState.AMBIGUOUS
                    wrong += reading.state not in (MarkState.AMBIGUOUS, STATES[truth[i]])
    return {"boxes": boxes, "decided": decided, "wrong": wrong}


def _speed(sheets: int) -> int:
    """Sheets of known forms read in a minute by one thread, of about 43 boxes each."""
    drawn = [sheet for sheet, _ in draw("measure", sheets)]
    start = time.process_time()
    for sheet in drawn:
        read_marks(sheet.image, sheet.boxes, sheet.circles, sheet.blank, sheet.blank_boxes)
    return round(60 * sheets / (time.process_time() - start))


def _save(
    booster: lightgbm.Booster, arguments: argparse.Namespace, boxes: int, thresholds: dict[str, float], scores: dict[str, Any]
) -> None:
    text = booster.model_to_string().encode()
    manifest = {
        "name": "marks",
        "version": 2,
        "file": "marks.txt",
        "sha256": hashlib.sha256(text).hexdigest(),
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "trained_on": f"{arguments.sheets} drawn sheets, {boxes} boxes (ocr.mark_sheets, seeds from 0); no scanned paper",
        "classes": list(CLASSES),
        "thresholds": thresholds,
        "scores": scores,
    }
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "marks.txt").write_bytes(text)
    (arguments.out / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")


if __name__ == "__main__":
    main()
