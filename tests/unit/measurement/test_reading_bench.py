"""The bench of readers: which documents it takes, how it splits lines, what its table says."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from domain.page import RenderedPage
from measurement.reading_bench import documents_of
from measurement.reading_peers import _words_of_line


def test_known_forms_are_left_out_and_the_rest_is_spread_evenly(tmp_path: Path) -> None:
    for n in range(6):
        truth = {"source": f"{n}.pdf", "documents": [{"form": "a-form" if n == 0 else None}]}
        (tmp_path / f"{n}.truth.json").write_text(json.dumps(truth))
    assert [path.name for path in documents_of(tmp_path, 9)] == ["1.pdf", "2.pdf", "3.pdf", "4.pdf", "5.pdf"]
    assert [path.name for path in documents_of(tmp_path, 3)] == ["1.pdf", "3.pdf", "5.pdf"]


def test_each_word_of_a_line_takes_its_share_of_the_width() -> None:
    corners = np.array([[0, 10], [100, 10], [100, 20], [0, 20]], dtype=np.float32)
    words = _words_of_line(corners, "ab  cdefgh", 0.9, RenderedPage(1, np.zeros((100, 200), dtype=np.uint8), 200.0))
    assert [w.text for w in words] == ["ab", "cdefgh"]
    assert words[0].box.x1 == pytest.approx(0.1)
    assert (words[1].box.x0, words[1].box.x1) == (pytest.approx(0.2), pytest.approx(0.5))
