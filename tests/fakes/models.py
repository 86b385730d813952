"""Small models of the real kind: trained by LightGBM on made-up rows, written by the writers of the trainings."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import lightgbm as lgb
import numpy as np

from decision.calibration import CATEGORICAL as CALIBRATOR_CODES
from decision.calibration import NAMES as EVIDENCE
from decision.calibration import Calibrator
from decision.decider import SHIPPED, Rule
from decision.risk import CLASSES
from extraction.features import CATEGORICAL, NAMES
from extraction.neighbourhood import NeighbourWords
from extraction.scoring import Scorer
from learning.train import shipped_codes
from learning.write import MANIFEST, write_calibrator, write_rules, write_scorer

MODELS = Path(__file__).resolve().parents[2] / "models"


def train_small(folder: Path, seed: int, parts: tuple[str, ...] = ("scorer", "calibrator", "certificates")) -> Path:
    """A folder as a training writes it, with these parts."""
    folder.mkdir(parents=True, exist_ok=True)
    if "scorer" in parts:
        write_scorer(folder, Scorer(_booster(list(NAMES), list(CATEGORICAL), seed), shipped_codes(), NeighbourWords({}), 1.0))
    if "calibrator" in parts:
        write_calibrator(folder, Calibrator(_booster(list(EVIDENCE), list(CALIBRATOR_CODES), seed, "binary")))
    if "certificates" in parts:
        write_rules(folder, [Rule("unseen", CLASSES, 0.9 + seed / 1000, SHIPPED, 700, 0, 0.004, 0.005)])
    about = {"scorer": {"version": str(seed), "trained_on": {"documents": 3}, "scores": {"all": {"ece": 0.1}}}}
    (folder / MANIFEST).write_text(json.dumps(about))
    return folder


def shipped_small(folder: Path) -> Path:
    """A folder of models as the program brings it, small, with the real classifier."""
    shutil.copytree(MODELS / "classifier", folder / "classifier")
    return train_small(folder, 1)


def _booster(names: list[str], codes: list[str], seed: int, objective: str = "regression") -> lgb.Booster:
    rng = np.random.default_rng(seed)
    rows = rng.integers(0, 4, size=(200, len(names))).astype(float)
    labels = (rows[:, 0] + rng.normal(size=200) > 1.5).astype(float)
    data = lgb.Dataset(rows, label=labels, feature_name=names, categorical_feature=codes)
    params = {"objective": objective, "num_leaves": 4, "verbosity": -1, "num_threads": 1, "seed": seed, "max_bin": 15}
    return lgb.train(params, data, num_boost_round=5)
