"""A linear model over the terms of a page: TF-IDF, then one weight for each term and class."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class LinearModel:
    """Multinomial logistic regression on L2-normed TF-IDF, kept as plain arrays."""

    classes: tuple[str, ...]
    terms: Mapping[str, int]
    """Term -> row."""
    idf: NDArray[np.float32]
    weights: NDArray[np.float32]
    """Rows x classes."""
    bias: NDArray[np.float32]

    def log_odds(self, counts: Counter[str]) -> NDArray[np.float64]:
        """The unnormed log probability of each class for a page's terms."""
        rows, values = self._vector(counts)
        scores = self.bias.astype(np.float64)
        if len(rows):
            scores = scores + values @ self.weights[rows].astype(np.float64)
        return np.asarray(scores, np.float64)

    def _vector(self, counts: Counter[str]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        known = [(row, count) for term, count in counts.items() if (row := self.terms.get(term)) is not None]
        rows = np.array([row for row, _ in known], np.int64)
        values = np.array([1 + math.log(count) for _, count in known], np.float64) * self.idf[rows].astype(np.float64)
        return rows, np.asarray(values / max(float(np.linalg.norm(values)), 1e-9), np.float64)


def softmax(scores: NDArray[np.float64], temperature: float = 1.0) -> NDArray[np.float64]:
    """Probabilities from log odds."""
    shifted = np.exp((scores - scores.max()) / temperature)
    return np.asarray(shifted / shifted.sum(), np.float64)


def fit_linear(pages: Sequence[Counter[str]], labels: Sequence[str], terms: Mapping[str, int], strength: float) -> LinearModel:
    """Trains a model on the terms given; `strength` is the inverse of the regularisation."""
    from scipy.sparse import csr_matrix  # only here, where models are made
    from sklearn.linear_model import LogisticRegression

    seen = Counter(term for counts in pages for term in counts)
    idf = np.array([math.log((1 + len(pages)) / (1 + seen[term])) + 1 for term in terms], np.float32)
    empty = LinearModel((), terms, idf, np.zeros((len(terms), 0), np.float32), np.zeros(0, np.float32))
    parts = [empty._vector(counts) for counts in pages]
    starts = np.cumsum([0, *(len(rows) for rows, _ in parts)])
    values, rows = np.concatenate([v for _, v in parts]), np.concatenate([r for r, _ in parts])
    matrix = csr_matrix((values, rows, starts), shape=(len(pages), len(terms)))
    model = LogisticRegression(C=strength, max_iter=400, class_weight="balanced").fit(matrix, list(labels))
    weights, bias = model.coef_.T, model.intercept_
    if len(model.classes_) == 2:
        weights, bias = np.hstack([-weights / 2, weights / 2]), np.array([-bias[0] / 2, bias[0] / 2])
    return LinearModel(tuple(str(c) for c in model.classes_), terms, idf, weights.astype(np.float32), bias.astype(np.float32))


def common_terms(pages: Sequence[Counter[str]], kinds: str, least: int, most: int) -> dict[str, int]:
    """Term -> row of the `most` commonest terms that stand on at least `least` pages, of the kinds of term named by their letters."""
    seen = Counter(term for counts in pages for term in counts if term[0] in kinds)
    return {term: row for row, term in enumerate(term for term, n in seen.most_common(most) if n >= least)}
