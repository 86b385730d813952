"""Trains the mark reader on drawn sheets and writes models/marks: `python -m ocr.mark_training [--sheets 700] [--out models/marks]`.

Half of the sheets are described with their blank at hand (known forms), half without (layouts never seen). The scores in the
manifest are on sheets of other seeds; marks drawn by real people are the next thing to learn from.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import lightgbm
import numpy as np
from numpy.typing import NDArray

from ocr.mark_features import NAMES
from ocr.mark_sheets import draw_sheet
from ocr.marks import CLASSES, MODELS, SURE, describe

PARAMETERS = {
    "objective": "multiclass", "num_class": len(CLASSES), "learning_rate": 0.06, "num_leaves": 20, "min_data_in_leaf": 40,
    "feature_fraction": 0.7, "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 2.0, "num_threads": 1, "verbosity": -1,
    "seed": 7, "deterministic": True,
}  # fmt: skip
ROUNDS = 130
TEST_SEEDS = 1_000_000
"""Test sheets begin at this seed, far from the training sheets'."""


def sheet_rows(sheets: int, first_seed: int) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """Features and class numbers of every box of `sheets` sheets, every other sheet described with its blank."""
    rows, classes = [], []
    for seed in range(first_seed, first_seed + sheets):
        sheet = draw_sheet(np.random.default_rng(seed))
        known = (sheet.blank, sheet.blank_boxes) if seed % 2 else (None, None)
        clear = [name in CLASSES for name in sheet.classes]
        rows.append(describe(sheet.image, sheet.boxes, sheet.circles, *known)[0][clear])
        classes += [CLASSES.index(name) for name in sheet.classes if name in CLASSES]
    return np.vstack(rows), np.array(classes, np.int32)


def evaluate(booster: lightgbm.Booster, rows: NDArray[np.float32], classes: NDArray[np.int32]) -> dict[str, object]:
    """Confusion and what the promise is about: of the boxes decided (not ambiguous), how many are wrong."""
    probabilities = np.asarray(booster.predict(rows))
    empty, marked, blackened = probabilities[:, 0], probabilities[:, 1] + probabilities[:, 2], probabilities[:, 3]
    grouped = np.stack([empty, marked, blackened], axis=1)
    truth = np.array([0, 1, 1, 2, 3])[classes]
    sure = grouped.max(axis=1) >= SURE
    clear = truth < 3
    wrong = sure & clear & (grouped.argmax(axis=1) != truth)
    guessed = probabilities.argmax(axis=1)
    confusion = [[int(((classes == i) & (guessed == j)).sum()) for j in range(len(CLASSES))] for i in range(len(CLASSES))]
    return {
        "boxes": int(clear.sum()),
        "decided": round(float(sure[clear].mean()), 4),
        "wrong_of_decided": int(wrong.sum()),
        "wrong_per_10000": round(1e4 * float(wrong.sum()) / max(1, int((sure & clear).sum())), 2),
        "doubtful_decided": round(float(sure[~clear].mean()), 4),
        "confusion": dict(zip(CLASSES, confusion, strict=True)),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sheets", type=int, default=700)
    parser.add_argument("--out", type=Path, default=MODELS)
    arguments = parser.parse_args()
    rows, classes = sheet_rows(arguments.sheets, 0)
    booster = lightgbm.train(PARAMETERS, lightgbm.Dataset(rows, classes, feature_name=list(NAMES)), ROUNDS)
    scores = {
        "with_blank": evaluate(booster, *_only(True, arguments.sheets // 4)),
        "without_blank": evaluate(booster, *_only(False, arguments.sheets // 4)),
    }
    text = booster.model_to_string().encode()
    manifest = {
        "name": "marks",
        "version": 1,
        "file": "marks.txt",
        "sha256": hashlib.sha256(text).hexdigest(),
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "trained_on": f"{arguments.sheets} drawn sheets, {len(classes)} boxes (ocr.mark_sheets, seeds from 0); no scanned paper",
        "classes": list(CLASSES),
        "scores": scores,
    }
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "marks.txt").write_bytes(text)
    (arguments.out / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")
    print(json.dumps(scores, indent=1))


def _only(with_blank: bool, sheets: int) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    rows, classes = sheet_rows(2 * sheets, TEST_SEEDS)
    keep = rows[:, NAMES.index("has_blank")] == float(with_blank)
    return rows[keep], classes[keep]


if __name__ == "__main__":
    main()
