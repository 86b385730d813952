"""The scorer: one learned model over the candidates of all fields; a softmax makes them probabilities within each field."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from domain.document import Candidate
from domain.errors import SetupError
from extraction.features import NAMES, Codes
from extraction.neighbourhood import NeighbourWords

if TYPE_CHECKING:
    import lightgbm as lgb

FOLDER = "scorer"


@dataclass(frozen=True)
class Scored:
    """A candidate with its probability among the candidates of its field."""

    candidate: Candidate
    logit: float
    probability: float


@dataclass(frozen=True)
class Scorer:
    """A trained model with the codes and word tables it was trained with."""

    booster: lgb.Booster
    codes: Codes
    words: NeighbourWords
    temperature: float = 1.0
    columns: tuple[int, ...] = tuple(range(len(NAMES)))
    """Which of NAMES the model was trained with, in its order."""

    @classmethod
    def load(cls, models_dir: Path) -> Scorer:
        """Reads `models_dir/scorer`. Raises SetupError `model_missing`."""
        import lightgbm as lgb  # half a second and 100 MB that the API does without

        folder = models_dir / FOLDER
        try:
            booster = lgb.Booster(model_file=str(folder / "scorer.txt"))
            tables = json.loads((folder / "tables.json").read_text(encoding="utf-8"))
        except (OSError, lgb.basic.LightGBMError, ValueError) as error:
            raise SetupError(
                "model_missing", f"{folder}: the scorer cannot be read ({error}); train it with `python -m learning.train`."
            ) from error
        missing = set(tables["features"]) - set(NAMES)
        if missing:
            raise SetupError("model_outdated", f"{folder}: trained with features that are no more ({sorted(missing)}); train it again.")
        columns = tuple(NAMES.index(name) for name in tables["features"])
        words = NeighbourWords(tables["words"])
        return cls(booster, Codes(tuple(tables["keys"]), tuple(tables["kinds"])), words, tables["temperature"], columns)

    def rank(self, candidates: Sequence[Candidate], rows: NDArray[np.float32]) -> dict[str, list[Scored]]:
        """The candidates by field, most probable first; `rows` are their features (FeatureMaker.rows). A blank form has none."""
        if not candidates:
            return {}
        logits = self.logits(rows)
        groups: dict[str, list[int]] = defaultdict(list)
        for i, candidate in enumerate(candidates):
            groups[candidate.key].append(i)
        scored = {}
        for key, members in groups.items():
            probabilities = softmax(logits[members])
            ranked = [Scored(candidates[i], float(logits[i]), float(p)) for i, p in zip(members, probabilities, strict=True)]
            scored[key] = sorted(ranked, key=lambda s: -s.probability)
        return scored

    def logits(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Raw scores divided by the temperature that makes the softmax honest on held-out layouts."""
        raw = self.booster.predict(rows[:, list(self.columns)], raw_score=True, num_threads=1)
        return np.asarray(raw, dtype=np.float64) / self.temperature


def softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities that sum to one."""
    powers = np.exp(logits - logits.max())
    return np.asarray(powers / powers.sum(), dtype=np.float64)
