"""The manager's curve: everything together, each class, each class in each stratum, over the same ceilings."""

from __future__ import annotations

from pathlib import Path

from decision.backtest import CEILINGS
from tests.fakes.door import open_door
from tests.fakes.reader import document, paper


def test_the_curve_has_everything_then_classes_then_strata_with_the_volume_of_today(tmp_path: Path) -> None:
    with open_door(tmp_path, audit_rate=0.5) as door:
        manager = door.as_person("manager")
        assert manager.get("/v1/certificates/backtest").json() == {"ceiling": 0.005, "days": 28, "rows": []}
        door.read_documents(paper(1, [document([1], {"a": ("1", "auto"), "b": ("2", "review")})]))
        rows = manager.get("/v1/certificates/backtest?days=7").json()["rows"]
    assert [(r["risk_class"], r["stratum"]) for r in rows] == [(None, None), ("text", None), ("text", "unseen")]
    assert [r["fields_a_day"] for r in rows] == [2, 2, 2]
    assert [p["ceiling"] for p in rows[0]["points"]] == list(CEILINGS)
    assert rows[0]["points"][0]["guaranteed"] == {
        "threshold": None, "automatic": 0, "people_a_day": 2, "accepted": 0, "wrong": 0, "observed": None, "bound": 1,
    }  # fmt: skip
