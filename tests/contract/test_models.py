"""The versions of the models at the door: what reads, what it was trained on, who put it in use."""

from __future__ import annotations

from pathlib import Path

from pipeline.versions import SHIPPED, Versions
from tests.fakes.door import open_door
from tests.fakes.models import shipped_small, train_small


def test_a_manager_sees_which_models_read_and_who_put_them_in_use(tmp_path: Path) -> None:
    versions = Versions(shipped_small(tmp_path / "shipped"), tmp_path / "home")
    candidate = versions.register(train_small(tmp_path / "trained", 2))
    versions.promote(candidate.name, "anna", "better")
    with open_door(tmp_path / "door", versions=versions) as door:
        told = door.as_person("manager").get("/v1/models").json()
    assert [(v["name"], v["in_use"], v["made_at"] is None) for v in told["versions"]] == [
        (SHIPPED, False, True),
        (candidate.name, True, False),
    ]
    scorer = next(part for part in told["versions"][1]["parts"] if part["name"] == "scorer")
    assert (scorer["version"], scorer["trained_on"], scorer["scores"]) == ("2", {"documents": 3}, {"all": {"ece": 0.1}})
    assert [(c["before"], c["after"], c["by"], c["reason"]) for c in told["changes"]] == [(SHIPPED, candidate.name, "anna", "better")]


def test_the_shipped_models_say_what_they_were_trained_on(tmp_path: Path) -> None:
    with open_door(tmp_path) as door:
        told = door.as_person("manager").get("/v1/models").json()
    parts = {part["name"]: part for part in told["versions"][0]["parts"]}
    assert {"scorer", "calibrator", "certificates", "classifier"} <= set(parts)
    assert parts["scorer"]["trained_on"]["documents"] > 100


def test_a_state_that_cannot_be_read_is_said_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "home/models").mkdir(parents=True)
    (tmp_path / "home/models/state.json").write_text("{")
    with open_door(tmp_path / "door", versions=Versions(shipped_small(tmp_path / "shipped"), tmp_path / "home")) as door:
        answer = door.as_person("manager").get("/v1/models")
    assert (answer.status_code, answer.json()["code"]) == (503, "bad_model_state")
    assert "restore it from a backup" in answer.json()["detail"]
