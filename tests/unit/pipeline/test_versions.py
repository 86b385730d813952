"""Versions of models lie side by side, change places at once, and are what they were when they were registered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from decision.calibration import Calibrator
from domain.errors import ConflictError, InputError, NotFoundError, SetupError
from pipeline.versions import SHIPPED, Promises, Version, Versions
from tests.fakes.models import shipped_small, train_small


@pytest.fixture
def versions(tmp_path: Path) -> Versions:
    return Versions(shipped_small(tmp_path / "shipped"), tmp_path / "home")


@pytest.fixture
def candidate(versions: Versions, tmp_path: Path) -> Version:
    return versions.register(train_small(tmp_path / "trained", 2))


def test_a_home_without_versions_reads_with_the_shipped_models(versions: Versions, tmp_path: Path) -> None:
    assert versions.folder() == tmp_path / "shipped"
    assert [v.name for v in versions.all()] == [SHIPPED]
    assert Versions(tmp_path / "shipped", None).folder() == tmp_path / "shipped"


def test_a_registered_version_holds_what_was_trained_and_takes_the_rest_from_the_one_in_use(
    versions: Versions, candidate: Version, tmp_path: Path
) -> None:
    assert candidate.changed == ("scorer", "calibrator", "certificates")
    assert (candidate.folder / "classifier/weights.npz").read_bytes() == (tmp_path / "shipped/classifier/weights.npz").read_bytes()
    assert candidate.about["scorer"] == {"version": "2", "trained_on": {"documents": 3}, "scores": {"all": {"ece": 0.1}}}
    assert "calibrator" not in candidate.about, "what was told of another one is not told of it"
    assert versions.folder() == tmp_path / "shipped", "to register is not to use"
    assert versions.fingerprint(candidate.name) != versions.fingerprint()
    Calibrator.load(versions.folder(candidate.name))


def test_a_promotion_changes_what_is_read_with_and_a_rollback_brings_back_the_one_before(
    versions: Versions, candidate: Version, tmp_path: Path
) -> None:
    promises = Promises(versions, tmp_path / "home")
    assert promises["text", "unseen"].threshold == 0.901
    before = versions.stamp()
    versions.promote(candidate.name, "anna", "better")
    assert (versions.folder(), versions.stamp() != before) == (candidate.folder, True)
    assert promises["text", "unseen"].threshold == 0.902, "a process that runs goes by the new rules"
    versions.rollback("anna", "worse after all")
    assert (versions.folder(), versions.stamp()) == (tmp_path / "shipped", before)
    assert [(c["what"], c["by"], c["reason"]) for c in versions.state().history] == [
        ("promote", "anna", "better"),
        ("rollback", "anna", "worse after all"),
    ]
    with pytest.raises(ConflictError, match="no_former_version"):
        versions.rollback("anna", "again")


def test_a_file_that_is_not_the_one_registered_is_never_read_with(versions: Versions, candidate: Version) -> None:
    versions.promote(candidate.name, "anna", "")
    (candidate.folder / "calibrator/tables.json").write_text("{}")
    with pytest.raises(SetupError, match="model_damaged"):
        versions.folder()
    versions.rollback("anna", "damaged")
    with pytest.raises(SetupError, match="model_damaged"):
        versions.promote(candidate.name, "anna", "")
    assert versions.state().current == SHIPPED


def test_parts_that_belong_together_are_registered_together(versions: Versions, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="calibrator, certificates"):
        versions.register(train_small(tmp_path / "a", 3, ("scorer",)))
    with pytest.raises(InputError, match="parts_missing"):
        versions.register(train_small(tmp_path / "b", 3, ("calibrator",)))
    rules_alone = versions.register(train_small(tmp_path / "c", 3, ("certificates",)))
    assert rules_alone.changed == ("certificates",)
    assert versions.fingerprint(rules_alone.name) == versions.fingerprint(), "thresholds change no confidence: its audits still hold"


def test_what_cannot_be_a_version_is_refused_and_leaves_nothing_behind(versions: Versions, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="same_models"):
        versions.register(tmp_path / "shipped")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no_models"):
        versions.register(tmp_path / "empty")
    broken = train_small(tmp_path / "broken", 4)
    (broken / "scorer/scorer.txt").write_text("not a model")
    with pytest.raises(SetupError):
        versions.register(broken)
    assert [v.name for v in versions.all()] == [SHIPPED]
    for name in ("20200101000000", "../shipped"):
        with pytest.raises(NotFoundError):
            versions.promote(name, "anna", "")


def test_what_audits_proved_of_a_version_stays_with_it(versions: Versions, candidate: Version, tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "audits.jsonl").write_text("of the shipped one")
    versions.promote(candidate.name, "anna", "")
    assert not (home / "audits.jsonl").exists()
    (home / "audits.jsonl").write_text("of the candidate")
    versions.rollback("anna", "")
    assert (home / "audits.jsonl").read_text() == "of the shipped one"
    versions.promote(candidate.name, "anna", "")
    assert (home / "audits.jsonl").read_text() == "of the candidate"


def test_a_candidate_is_tried_beside_and_its_report_kept(versions: Versions, candidate: Version) -> None:
    versions.try_beside(candidate.name, "anna")
    assert versions.state().shadow == candidate.name
    versions.keep_report(candidate.name, {"current": SHIPPED, "objections": []})
    assert versions.report(candidate.name) == {"current": SHIPPED, "objections": []}
    assert versions.promote(candidate.name, "anna", "").shadow is None
    with pytest.raises(ConflictError, match="version_in_use"):
        versions.try_beside(candidate.name, "anna")


def test_a_state_that_cannot_be_read_stops_the_start_and_says_what_to_do(versions: Versions, candidate: Version, tmp_path: Path) -> None:
    versions.promote(candidate.name, "anna", "")
    file = tmp_path / "home/models/state.json"
    file.write_text(json.dumps({"current": candidate.name}))
    with pytest.raises(SetupError, match="bad_model_state"):
        versions.folder()
