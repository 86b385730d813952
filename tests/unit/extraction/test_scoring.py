"""The scorer where there is nothing to score."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from extraction.scoring import Scorer

MODELS = Path(__file__).resolve().parents[3] / "models"


def test_a_page_that_proposes_nothing_has_no_scores() -> None:
    assert Scorer.load(MODELS).rank([], np.asarray([], np.float32)) == {}
