"""Whether each place of a document is signed: which ink, if any, is whose signature.

The scorer weighs a signature against nothing but its own candidates, and cannot say that one ink signs once. Here every ink near a place
gets a probability of its own (`extraction.signed_inks` has the numbers), the parties of a document share the inks out among them, and
what is left decides together with the scorer's answer. Trained by `python -m learning.train_signatures`; the model ships with the
program like that of the marks.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from pathlib import Path

import lightgbm as lgb
import numpy as np

from domain.document import FieldReading
from domain.errors import SetupError
from extraction.context import Context
from extraction.signed_inks import NAMES, Choice, choices

MODELS = Path(__file__).resolve().parent.parent / "models" / "signatures"
EVIDENCE = "signed"
"""The name of the probability that a place is signed, in the evidence of a reading; it needs no calibration."""
FACTS = ("ink", "scorer", "not_found", "contract", "nothing_near", "asked")
"""What the last step weighs: the log odds of the best ink and of the scorer's answer, three facts that are true or not, and how like a
known wording the words are that ask for the signature."""
_BEST = 4
"""So many inks of a party are tried with those of the other."""
_EDGE = 1e-4


@dataclass(frozen=True)
class SignatureModel:
    """The trained model of inks, and the weights that make of its answer and the scorer's the probability that a place is signed."""

    booster: lgb.Booster
    weights: Mapping[str, float]
    """FACTS and `bias`."""

    def chances(self, found: Sequence[Choice]) -> list[float]:
        """For each ink the probability that it is the signature of its field."""
        if not found:
            return []
        rows = np.array([c.numbers for c in found], dtype=np.float32)
        return [float(p) for p in np.asarray(self.booster.predict(rows, num_threads=1))]

    def signed(self, facts: Mapping[str, float]) -> float:
        """The probability that a place with such FACTS is signed."""
        return 1 / (1 + math.exp(-self.weights["bias"] - sum(self.weights[name] * facts[name] for name in FACTS)))


@cache
def load_model(folder: Path = MODELS) -> SignatureModel:
    """The model that ships. Raises SetupError `model_missing`, `model_damaged`."""
    manifest_file, file = folder / "manifest.json", folder / "signatures.txt"
    if not manifest_file.is_file() or not file.is_file():
        raise SetupError("model_missing", f"{folder} is incomplete: check out the models or run `python -m learning.train_signatures`.")
    manifest, text = json.loads(manifest_file.read_text(encoding="utf-8")), file.read_bytes()
    if hashlib.sha256(text).hexdigest() != manifest["sha256"]:
        raise SetupError("model_damaged", f"{file} is not the model its manifest names: check out the models again.")
    booster = lgb.Booster(model_str=text.decode())
    if booster.feature_name() != list(NAMES) or set(manifest["weights"]) != {*FACTS, "bias"}:
        raise SetupError("model_damaged", f"{file} was trained for other numbers: run `python -m learning.train_signatures`.")
    return SignatureModel(booster, manifest["weights"])


def judged(context: Context, readings: Sequence[FieldReading], model: SignatureModel | None = None) -> list[FieldReading]:
    """The readings of a document of no known form, those of signatures judged anew; the others are what they were.

    A signature for which no place was found stays as the scorer left it, which then found none either. Raises SetupError.
    """
    keys = [r.key for r in readings if r.kind == "signature"]
    if not keys:
        return list(readings)
    model = model or load_model()
    found = choices(context.views, context.labels, keys, context.type.key == "contract")
    best = shared_out(keys, found, model.chances(found))
    answers = []
    for r in readings:
        own = [c for c in found if c.key == r.key]
        if r.kind != "signature" or (r.value is None and not any(c.place for c in own)):
            answers.append(r)
        else:
            chance, choice = best[r.key]
            answers.append(_answer(r, choice, model.signed(facts_of(r, chance, own, context.type.key == "contract"))))
    return answers


def shared_out(keys: Sequence[str], found: Sequence[Choice], chances: Sequence[float]) -> dict[str, tuple[float, Choice | None]]:
    """For each field its most probable ink with its probability, no ink given twice; (0, None) where nothing is left for it.

    Of all ways to give each field one of its inks or none, the most probable.
    """
    ranked = {key: sorted(((p, c) for p, c in zip(chances, found, strict=True) if c.key == key), key=lambda pc: -pc[0]) for key in keys}
    options = [[*ranked[key][:_BEST], (1 - max((p for p, _ in ranked[key]), default=0.1), None)] for key in keys]
    ways = [way for way in product(*options) if _apart([c for _, c in way if c is not None])]
    chosen = max(ways, key=lambda way: sum(math.log(max(p, 1e-9)) for p, _ in way))
    result: dict[str, tuple[float, Choice | None]] = {}
    for i, key in enumerate(keys):
        taken = [c for j, (_, c) in enumerate(chosen) if j != i and c is not None]
        left = [(p, c) for p, c in ranked[key] if _apart([c, *taken])]
        p, c = chosen[i]
        result[key] = (p, c) if c is not None else left[0] if left else (0.0, None)
    return result


def _apart(chosen: Sequence[Choice]) -> bool:
    """Whether no ink is there twice."""
    return len({(c.ink.view.number, c.ink.box) for c in chosen}) == len(chosen)


def facts_of(reading: FieldReading, chance: float, own: Sequence[Choice], is_contract: bool) -> dict[str, float]:
    """FACTS of a field: `own` are its inks, `chance` is that of the best of them, `reading` the scorer's answer."""
    scorer = 0.5 if reading.value is None else reading.score if reading.value else 1 - reading.score
    return {
        "ink": _log_odds(chance),
        "scorer": _log_odds(scorer),
        "not_found": float(reading.value is None),
        "contract": float(is_contract),
        "nothing_near": float(not own),
        "asked": max((c.place.score for c in own if c.place), default=0.0),
    }


def _log_odds(p: float) -> float:
    p = min(1 - _EDGE, max(_EDGE, p))
    return math.log(p / (1 - p))


def _answer(reading: FieldReading, choice: Choice | None, signed: float) -> FieldReading:
    """The reading with what was judged: the ink where it is signed, else the words that ask for it."""
    is_signed = signed >= 0.5
    page, box = reading.page, reading.box
    if choice is not None and (is_signed or choice.place is not None):
        page = choice.ink.view.number
        box = choice.ink.box if is_signed or choice.place is None else choice.place.box
    score = signed if is_signed else 1 - signed
    return replace(
        reading, value=is_signed, page=page, box=box, score=score, evidence={**reading.evidence, EVIDENCE: signed},
        alternatives=((not is_signed, 1 - score),),
    )  # fmt: skip
