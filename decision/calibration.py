"""From evidence to confidence: a monotone model over the evidence of a reading."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from decision.risk import CLASSES, risk_class
from domain.document import FieldReading
from domain.document_type import KINDS
from domain.errors import SetupError

if TYPE_CHECKING:
    import lightgbm as lgb

FOLDER = "calibrator"
RISING = (
    "score",
    "margin",
    "ocr_score",
    "ocr_min",
    "ocr_product",
    "page_quality",
    "page_words_score",
    "typed_score",
    "constraint_satisfied",
    "decode_posterior",
    "check_valid",
    "others_score",
    "person_score",
)
FALLING = ("second", "ocr_second", "values", "constraint_violated", "corrected", "reranked")
FREE = (
    "is_null", "null_score", "typed_valid", "typed_repaired", "left_own", "above_own", "below_own", "before_own", "left_gap",
    "above_gap", "comune", "surname_agrees",
    "given_agrees", "date_agrees", "place_agrees", "sex_agrees", "tick_score", "tick_options", "tick_marked", "tick_worst",
    "tick_likeness", "option_score", "cue_mine",
    "cue_theirs", "sign_distance", "sign_score", "sign_regions", "zone_product", "zone_empty_score", "zone_worst", "memory_dx",
    "memory_dy", "memory_blank", "own_labels",
    "best_own_label", "own_label_filled", "rivals", "other_person", "digit_share", "length", "name_split", "same_value", "has_number",
    "dropped_civic", "prose_score", "open_level", "open_contrast", "open_typed", "part_gap", "title", "words_left", "words_above",
    "digital", "layout_seen", "form", "kind_code", "class_code", "room_labels", "room_words", "room_ink", "name_agrees",
    "years_before", "later_dates", "person_order", "own_order", "person_apart", "size", "cents", "name_joined",
    "open_run", "key_code", "unspent", "mail_names", "tick_behind", "prose_order", "prose_side",
    "sign_height", "sign_width", "option_rest", "text_at", "kept_civic", "cut_at_number",
)  # fmt: skip
NAMES = (*RISING, *FALLING, *FREE)
CATEGORICAL = ("kind_code", "class_code", "key_code")
MONOTONE = (*[1] * len(RISING), *[-1] * len(FALLING), *[0] * len(FREE))
SIGNED = "signed"
"""Evidence that is a probability already: that a place is signed, by a model that was weighed on papers it had not seen."""
_LIMIT = 0.9999


def evidence_rows(readings: Sequence[FieldReading], keys: Sequence[str] = ()) -> NDArray[np.float32]:
    """One row of NAMES for each reading, NaN where its evidence is silent; `keys` are those that the model knows one by one."""
    codes = {key: float(i) for i, key in enumerate(keys)}
    rows = [[_number(r, name, codes) for name in NAMES] for r in readings]
    return np.array(rows, dtype=np.float32).reshape(len(readings), len(NAMES))


def _number(reading: FieldReading, name: str, codes: Mapping[str, float]) -> float:
    if name == "key_code":
        return codes.get(reading.key, float("nan"))
    if name == "kind_code":
        return float(KINDS.index(reading.kind))
    if name == "class_code":
        return float(CLASSES.index(risk_class(reading.kind)))
    return reading.evidence.get(name, float("nan"))


def sigmoid(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-x)), dtype=np.float64)


@dataclass(frozen=True)
class Calibrator:
    """A trained model; its confidence is the sigmoid of its logit."""

    booster: lgb.Booster
    columns: tuple[int, ...] = tuple(range(len(NAMES)))
    """Which of NAMES the model was trained with, in its order."""
    keys: tuple[str, ...] = ()
    """The fields that it knows one by one; a code of the evidence is a place in it."""

    @classmethod
    def load(cls, models_dir: Path) -> Calibrator:
        """Reads `models_dir/calibrator`. Raises SetupError `model_missing`."""
        import lightgbm as lgb  # half a second and 100 MB that the API does without

        folder = models_dir / FOLDER
        try:
            booster = lgb.Booster(model_file=str(folder / "calibrator.txt"))
            tables = json.loads((folder / "tables.json").read_text(encoding="utf-8"))
        except (OSError, lgb.basic.LightGBMError, ValueError) as error:
            raise SetupError(
                "model_missing", f"{folder}: the calibrator cannot be read ({error}); train it with `python -m learning.train`."
            ) from error
        missing = set(tables["evidence"]) - set(NAMES)
        if missing or any(line != [1.0, 0.0] for line in tables.get("lines", {}).values()):
            raise SetupError(
                "model_outdated", f"{folder}: trained with evidence or sigmoids that are no more ({sorted(missing)}); train it again."
            )
        return cls(booster, tuple(NAMES.index(name) for name in tables["evidence"]), tuple(tables.get("keys", ())))

    def confidences(self, readings: Sequence[FieldReading]) -> NDArray[np.float64]:
        """The probability that each reading is right; of a signature its own model's."""
        if not readings:
            return np.zeros(0)
        rows = evidence_rows(readings, self.keys)[:, list(self.columns)]
        logits = np.asarray(self.booster.predict(rows, raw_score=True, num_threads=1), dtype=np.float64)
        chances = sigmoid(logits)
        for i, reading in enumerate(readings):
            if SIGNED in reading.evidence:
                chances[i] = reading.evidence[SIGNED] if reading.value else 1 - reading.evidence[SIGNED]
        return np.asarray(np.minimum(chances, _LIMIT), dtype=np.float64)
