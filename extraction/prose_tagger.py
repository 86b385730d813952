"""The tagger of contract prose: which tokens are a party's name, the start date, the forum.

A spaCy pipeline trained by `python -m learning.train_prose`; tags are `B-LABEL`, `I-LABEL` and `O`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.tokens import Doc

from domain.errors import SetupError
from extraction.prose_text import Token

FOLDER = "prose"
LABELS = (
    "NUMBER", "SIGNED", "PLACE", "START", "END", "MONTHS", "NOTICE", "ONCE", "MONTHLY", "YEARLY", "FORUM", "NAME", "TAX", "ADDRESS", "IBAN",
)  # fmt: skip
TAGS = ("O", *(f"{mark}-{label}" for label in LABELS for mark in "BI"))
_FLOOR = 1e-6


@dataclass(frozen=True, slots=True)
class Entity:
    """A run of tokens with one label."""

    label: str
    first: int
    last: int
    """Indexes of its first and last token."""
    score: float
    """Mean probability of its tokens' tags."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """What the tagger says of one document."""

    entities: list[Entity]
    labels: NDArray[np.float32]
    """Probability of each of LABELS for each token (n x labels), whether it begins or goes on."""


@dataclass(frozen=True)
class ProseTagger:
    """A trained pipeline; calls are independent."""

    nlp: Any

    @classmethod
    def load(cls, models_dir: Path) -> ProseTagger:
        """Reads `models_dir/prose`. Raises SetupError `model_missing`."""
        folder = models_dir / FOLDER
        try:
            return cls(spacy.load(folder))
        except (OSError, ValueError) as error:
            raise SetupError(
                "model_missing", f"{folder}: the prose tagger cannot be read; train it with `python -m learning.train_prose`."
            ) from error

    def tag(self, tokens: Sequence[Token]) -> Tagged:
        """The entities of a document's tokens, in order, and what each token may be."""
        if not tokens:
            return Tagged([], np.zeros((0, len(LABELS)), dtype=np.float32))
        tagger = self.nlp.get_pipe("tagger")
        order = [tagger.labels.index(tag) for tag in TAGS]
        raw = np.asarray(tagger.model.predict([make_doc(self.nlp.vocab, tokens)])[0], dtype=np.float32)[:, order]
        return Tagged(entities(raw), raw[:, 1::2] + raw[:, 2::2])


def make_doc(vocab: Any, tokens: Sequence[Token]) -> Doc:
    """A spaCy document of the tokens."""
    return Doc(vocab, words=[t.text for t in tokens])


def entities(probabilities: NDArray[np.float32]) -> list[Entity]:
    """The likeliest tags in which every I follows a B or I of its label, as entities."""
    path = _viterbi(np.log(np.maximum(probabilities, _FLOOR)))
    found: list[Entity] = []
    for i, tag in enumerate(path):
        name = TAGS[tag]
        if name[0] == "B":
            found.append(Entity(name[2:], i, i, float(probabilities[i, tag])))
        elif name[0] == "I" and found:
            last = found[-1]
            n = i - last.first
            found[-1] = Entity(last.label, last.first, i, (last.score * n + float(probabilities[i, tag])) / (n + 1))
    return found


def _viterbi(scores: NDArray[np.float32]) -> list[int]:
    allowed = _transitions()
    best = scores[0].copy()
    best[[i for i, tag in enumerate(TAGS) if tag[0] == "I"]] = -np.inf
    back = np.zeros(scores.shape, dtype=np.int16)
    for i in range(1, len(scores)):
        ways = best[:, None] + allowed
        back[i] = ways.argmax(axis=0)
        best = ways.max(axis=0) + scores[i]
    at = int(best.argmax())
    path = [at]
    for i in range(len(scores) - 1, 0, -1):
        at = int(back[i][at])
        path.append(at)
    return path[::-1]


def _transitions() -> NDArray[np.float32]:
    """0 where a tag may follow another, minus infinity where not."""
    allowed = np.zeros((len(TAGS), len(TAGS)), dtype=np.float32)
    for j, tag in enumerate(TAGS):
        if tag[0] == "I":
            for i, before in enumerate(TAGS):
                if before[2:] != tag[2:] or before == "O":
                    allowed[i, j] = -np.inf
    return allowed
