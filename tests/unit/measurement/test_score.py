"""The figures are those of the contract's scorer."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from domain.comparison import fold, same_value
from measurement.score import score, summary

CONTRACT_SCORER = Path(__file__).resolve().parents[4] / "shared" / "contract" / "score.py"


def _field(value: object, confidence: float, decision: str) -> dict[str, object]:
    return {"value": value, "confidence": confidence, "decision": decision}


@pytest.fixture
def documents(tmp_path: Path) -> tuple[list[dict[str, object]], Path]:
    truths = {
        "a": {"applicant.surname": "D'Amico", "loan.amount": "12500.00", "applicant.email": None, "applicant.sex": "F"},
        "b": {"applicant.surname": "Rossi", "loan.amount": None},
    }
    for name, fields in truths.items():
        document = {"pages": [1], "type": "loan_application", "layout": "X", "form": None, "fields": fields}
        truth = {"source": f"{name}.pdf", "quality": "office", "documents": [document]}
        (tmp_path / f"{name}.truth.json").write_text(json.dumps(truth))
    results: list[dict[str, object]] = [
        {
            "source": "batch/a.pdf", "pages": [1], "type": "loan_application", "form": None,
            "fields": {
                "applicant.surname": _field("DAMICO", 0.99, "auto"), "loan.amount": _field("12500.0", 0.97, "auto"),
                "applicant.email": _field(None, 0.9, "review"), "applicant.sex": _field("M", 0.4, "review"),
            },
        },
        {"source": "b.pdf", "pages": [1], "type": "contract", "form": None, "fields": {"applicant.surname": _field("Rossi", 0.8, "auto")}},
    ]  # fmt: skip
    return results, tmp_path


def test_a_wrong_value_accepted_by_the_machine_is_a_silent_error(documents: tuple[list[dict[str, object]], Path]) -> None:
    total = summary(*score(*documents))
    assert total["filled"]["fields"] == 4
    assert total["filled"]["silent_errors"] == 2  # the amount that is not in normal form, and the field under the wrong type
    assert total["filled"]["accuracy"] == 0.25
    assert total["blank"]["accuracy"] == 0.5
    assert total["typed"] == 0.5
    assert total["straight_through"] == 0.0


def test_text_is_compared_without_case_accents_and_punctuation() -> None:
    assert fold("Città  S.p.A.") == "citta spa"
    assert same_value("name", "D’Amico", "damico")
    assert not same_value("tax_code", "rssmra80a01h501u", "RSSMRA80A01H501U")
    assert same_value("choices", ["a", "b"], ["b", "a"])
    assert same_value("date", None, None)
    assert not same_value("date", None, "2024-01-01")


@pytest.mark.skipif(not CONTRACT_SCORER.exists(), reason="the contract's scorer is not beside this checkout")
def test_every_figure_equals_the_contract_scorer(documents: tuple[list[dict[str, object]], Path]) -> None:
    results, truth_dir = documents
    file = truth_dir / "results.jsonl"
    file.write_text("".join(json.dumps(r) + "\n" for r in results))
    printed = subprocess.run([sys.executable, CONTRACT_SCORER, file, truth_dir, "--json"], capture_output=True, text=True, check=True)
    assert json.loads(printed.stdout) == summary(*score(results, truth_dir))
