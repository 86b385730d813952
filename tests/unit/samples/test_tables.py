"""Drawn tables and their truth."""

from __future__ import annotations

import json
import random
from decimal import Decimal
from pathlib import Path

from samples.tables import draw, make


def test_the_same_seed_draws_the_same_document_and_its_sums_come_out() -> None:
    one, two = (draw("amortisation_plan", random.Random(5), "train") for _ in range(2))
    assert one == two
    table = one[1]["tables"][0]
    keys = [c["key"] for c in table["columns"]]
    for row in table["rows"]:
        told = dict(zip(keys, row, strict=True))
        assert Decimal(told["principal"]) + Decimal(told["interest"]) == Decimal(told["instalment"])
    assert Decimal(table["rows"][-1][keys.index("balance")]) == 0


def test_every_document_has_its_truth_beside_it(tmp_path: Path) -> None:
    for file in make(tmp_path, 2, 3, "heldout"):
        truth = json.loads(file.read_text())
        assert (tmp_path / truth["source"]).is_file()
        assert truth["documents"][0]["tables"][0]["rows"]
