"""The report says how true the confidences are, and what each threshold would cost."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from domain.shares import exact_interval
from measurement.report import reliability, risk_coverage, write_report
from measurement.score import ScoredDocument, ScoredField


def field(confidence: float, right: bool, source: str = "a.pdf") -> ScoredField:
    return ScoredField(source, "k", "text", "office", "l1", "contract", "v", "v", confidence, confidence >= 0.9, right, "unseen", "text")


FIELDS = [field(0.95, True), field(0.95, True), field(0.92, False, "b.pdf"), field(0.4, False, "b.pdf")]


def test_each_tenth_compares_what_was_said_with_what_is_right() -> None:
    low, high = reliability(FIELDS)
    assert (low.count, low.right, high.count) == (1, 0.0, 3)
    assert high.confidence == pytest.approx(0.94)
    assert high.right == pytest.approx(2 / 3)
    assert (high.low, high.high) == exact_interval(2, 3)


def test_the_interval_is_the_exact_one() -> None:
    assert exact_interval(10, 10) == pytest.approx((0.025 ** (1 / 10), 1.0))
    assert exact_interval(0, 0) == (0.0, 1.0)


def test_equal_confidences_are_accepted_together() -> None:
    assert risk_coverage(FIELDS) == [(0.5, 0.0), (0.75, pytest.approx(1 / 3)), (1.0, 0.5)]


def test_the_report_holds_fields_and_documents_and_its_pictures_are_drawings(tmp_path: Path) -> None:
    write_report(FIELDS, [ScoredDocument("a.pdf", True, True, True), ScoredDocument("b.pdf", True, True, False)], tmp_path / "r")
    text = (tmp_path / "r" / "report.md").read_text()
    assert "Accepted 0.7500" in text
    assert "Files with every field right: 0.5000" in text
    assert "| office | 4 | 0.5000" in text
    for name in ("reliability.svg", "risk-coverage.svg"):
        assert ElementTree.parse(tmp_path / "r" / name).getroot().tag.endswith("svg")
